import { describe, expect, it } from 'vitest'
import { findBatches } from '../../../src/streams/archive-batches.ts'
import { type InPlaceOptions, rewriteInPlace } from '../../../src/streams/in-place.ts'
import { JOURNAL_DATA_AT, Journal } from '../../../src/streams/journal.ts'
import { archive, END, gnuLong, header, member, pax } from '../../support/tar-builder.ts'
import { deidentifyWhole } from '../archive/deidentify.ts'
import { objectOf } from '../archive/object-stand-in.ts'
import { Disk, type DiskFile, PowerLoss, randomFrom } from './fragile-disk.ts'
import { type JournaledSetting, journaledOptions, lineOf } from './journaled-run.ts'

const TERMS = { keyFingerprint: 'a', planDigest: 'b', inode: 1 }
const BATCH_BYTES = 4096

const INPUT = archive(
  member('DOE/1.dcm', objectOf('P', 'one')),
  header({ name: 'DOE/', type: '5' }),
  gnuLong(`${'DOE/'.repeat(60)}x`),
  member('x', objectOf('P', 'p'.repeat(900)), { magic: 'gnu' }),
  member('DOE/withheld.dcm', objectOf('W', 'DOE'.repeat(700))),
  member('DOE/notes', 'DOE^JANE'),
  // Longer than a batch.
  member('DOE/long.dcm', objectOf('P', 'l'.repeat(9000))),
  member('DOE/broken.dcm', objectOf('B', 'b'.repeat(1000))),
  ...Array.from({ length: 12 }, (_, at) => member(`DOE/${at}.dcm`, objectOf('P', `${at}`.repeat(100)))),
  // An extension block without its member: it identifies as well, and stands where the end is.
  pax([['comment', 'DOE^JANE']], 'g'),
  Buffer.alloc(4096),
)
const UNDISTURBED = deidentifyWhole(INPUT, { framing: 'same-size' })

interface Setting extends JournaledSetting {
  readonly archive: DiskFile
}

function optionsFor(setting: Setting, change: Partial<InPlaceOptions> = {}): InPlaceOptions {
  return {
    archive: setting.archive,
    archiveBytes: INPUT.length,
    terms: TERMS,
    batchBytes: BATCH_BYTES,
    ...journaledOptions(setting, 'same-size'),
    ...change,
  }
}

const LINES = UNDISTURBED.records.map(lineOf)

function settingOn(disk: Disk): Setting {
  return { archive: disk.open(INPUT), journal: disk.open(), lines: [] }
}

function drive(options: InPlaceOptions): number {
  let yields = 0
  for (const _ of rewriteInPlace(options)) yields++
  return yields
}

describe('an archive that is rewritten in place', () => {
  it('comes out as in same-size framing', () => {
    const disk = new Disk()
    const setting = settingOn(disk)
    drive(optionsFor(setting))
    expect(UNDISTURBED.output.includes('DOE')).toBe(false)
    expect(setting.archive.bytes.equals(UNDISTURBED.output)).toBe(true)
    expect(setting.lines).toEqual(LINES)
    expect(setting.journal.bytes.length).toBeLessThanOrEqual(JOURNAL_DATA_AT)
  })

  it('comes out the same wherever a process is killed, and never has an old byte in the journal', () => {
    for (let lossAt = 0; ; lossAt++) {
      const disk = new Disk()
      const setting = settingOn(disk)
      disk.lossAt = lossAt
      try {
        drive(optionsFor(setting))
        expect(lossAt).toBeGreaterThan(30)
        return
      } catch (loss) {
        expect(loss).toBeInstanceOf(PowerLoss)
      }
      expect(setting.journal.bytes.includes('DOE')).toBe(false)
      disk.restart(true)
      drive(optionsFor(setting))
      expect(setting.archive.bytes.equals(UNDISTURBED.output), `killed at ${lossAt}`).toBe(true)
      expect(setting.lines).toEqual(LINES)
    }
  })

  it('comes out the same wherever the power goes, twice, and whichever sectors had been written', () => {
    const whole = new Disk()
    drive(optionsFor(settingOn(whole)))
    for (let seed = 1; seed <= 250; seed++) {
      const random = randomFrom(seed)
      const disk = new Disk(random)
      const setting = settingOn(disk)
      for (let losses = 0; losses < 2; losses++) {
        disk.lossAt = Math.floor(random() * whole.steps)
        try {
          drive(optionsFor(setting))
        } catch (loss) {
          expect(loss).toBeInstanceOf(PowerLoss)
        }
        disk.restart()
      }
      drive(optionsFor(setting))
      expect(setting.archive.bytes.equals(UNDISTURBED.output), `seed ${seed}`).toBe(true)
      expect(setting.lines).toEqual(LINES)
    }
  })

  it('comes out the same where its driver stops between any two steps', () => {
    const steps = drive(optionsFor(settingOn(new Disk())))
    for (let stopAfter = 0; stopAfter < steps; stopAfter++) {
      const setting = settingOn(new Disk())
      const run = rewriteInPlace(optionsFor(setting))
      for (let step = 0; step < stopAfter; step++) run.next()
      run.return(undefined)
      drive(optionsFor(setting))
      expect(setting.archive.bytes.equals(UNDISTURBED.output)).toBe(true)
    }
  })

  it('is not rewritten again by the same command', () => {
    const disk = new Disk()
    const setting = settingOn(disk)
    drive(optionsFor(setting))
    const stepsBefore = disk.steps
    drive(optionsFor(setting))
    expect(setting.archive.bytes.equals(UNDISTURBED.output)).toBe(true)
    expect(setting.lines).toEqual(LINES)
    expect(disk.steps).toBe(stepsBefore)
  })

  it('is refused where the original was put back in between, during the run or after it', () => {
    for (const lossAt of [12, 30, Number.POSITIVE_INFINITY]) {
      const disk = new Disk()
      const setting = settingOn(disk)
      disk.lossAt = lossAt
      try {
        drive(optionsFor(setting))
      } catch (loss) {
        expect(loss).toBeInstanceOf(PowerLoss)
      }
      disk.restart(true)
      setting.archive.writeAt(INPUT, 0)
      expect(() => drive(optionsFor(setting))).toThrow('JOURNAL_MISMATCH')
      expect(setting.archive.bytes.equals(INPUT)).toBe(true)
    }
  })

  it('is left as it was where it is damaged, however late', () => {
    for (const damaged of [
      INPUT.subarray(0, -4096 - END.length - 1024 - 300),
      Buffer.concat([INPUT, Buffer.from('x')]),
    ]) {
      const disk = new Disk()
      const setting = { archive: disk.open(damaged), journal: disk.open(), lines: [] }
      expect(() => drive(optionsFor(setting, { archiveBytes: damaged.length }))).toThrow(/ARCHIVE_/)
      expect(setting.archive.bytes.equals(damaged)).toBe(true)
      expect(setting.journal.bytes.length).toBe(0)
    }
  })

  it('is left as it is where the processor does not keep to the size', () => {
    const setting = settingOn(new Disk())
    const open: InPlaceOptions['open'] = (sink) => ({
      push: () => sink.write(Buffer.from('short'), true),
      end: () => {},
    })
    expect(() => drive(optionsFor(setting, { open }))).toThrow('INTERNAL')
    expect(setting.archive.bytes.equals(INPUT)).toBe(true)
  })
})

describe('a journal', () => {
  const halfDone = (): Setting => {
    const disk = new Disk()
    const setting = settingOn(disk)
    disk.lossAt = 12
    expect(() => drive(optionsFor(setting))).toThrow(PowerLoss)
    disk.restart(true)
    return setting
  }

  it.each([
    ['another key', { ...TERMS, keyFingerprint: 'c' }],
    ['another plan', { ...TERMS, planDigest: 'c' }],
    ['another file', { ...TERMS, inode: 2 }],
    ['one term more', { ...TERMS, names: 'keep' }],
    ['one term less', { keyFingerprint: 'a', planDigest: 'b' }],
  ])('is refused with %s, and nothing is changed', (_, terms) => {
    const setting = halfDone()
    const before = Buffer.from(setting.archive.bytes)
    expect(() => drive(optionsFor(setting, { terms: terms as typeof TERMS }))).toThrow('JOURNAL_MISMATCH')
    expect(setting.archive.bytes.equals(before)).toBe(true)
  })

  it('is refused where neither of its states can be read', () => {
    const setting = halfDone()
    setting.journal.bytes[60]! ^= 1
    setting.journal.bytes[JOURNAL_DATA_AT / 2 + 60]! ^= 1
    const before = Buffer.from(setting.archive.bytes)
    expect(() => drive(optionsFor(setting))).toThrow('JOURNAL_INVALID')
    expect(setting.archive.bytes.equals(before)).toBe(true)
  })

  it('is refused where the new bytes that it holds are not those it speaks of', () => {
    for (let lossAt = 0; ; lossAt++) {
      const disk = new Disk()
      const setting = settingOn(disk)
      disk.lossAt = lossAt
      expect(() => drive(optionsFor(setting))).toThrow(PowerLoss)
      disk.restart(true)
      const state = new Journal(setting.journal, TERMS).read() as { phase: string } | undefined
      if (state?.phase !== 'apply') continue
      setting.journal.bytes[JOURNAL_DATA_AT + 5]! ^= 1
      const before = Buffer.from(setting.archive.bytes)
      expect(() => drive(optionsFor(setting))).toThrow('JOURNAL_INVALID')
      expect(setting.archive.bytes.equals(before)).toBe(true)
      return
    }
  })

  it('holds the newer of two states, and the older where the newer was not written to its end', () => {
    const disk = new Disk()
    const file = disk.open()
    const journal = new Journal(file, TERMS)
    expect(journal.read()).toBeUndefined()
    for (let state = 0; state < 5; state++) journal.write({ state })
    expect(new Journal(file, TERMS).read()).toEqual({ state: 4 })
    disk.lossAt = disk.steps
    expect(() => journal.write({ state: 'x'.repeat(1000) })).toThrow(PowerLoss)
    disk.restart(true)
    expect(new Journal(file, TERMS).read()).toEqual({ state: 4 })
  })

  it('is a file of somebody else unless it begins as one, or not at all', () => {
    for (const foreign of ['x', 'notes '.repeat(200), `${'\0'.repeat(36)}{"other":1}`]) {
      const file = new Disk().open(Buffer.from(foreign))
      expect(() => new Journal(file, TERMS).read()).toThrow('JOURNAL_INVALID')
    }
    for (const begun of [Buffer.alloc(0), Buffer.alloc(700)]) {
      expect(new Journal(new Disk().open(begun), TERMS).read()).toBeUndefined()
    }
    const disk = new Disk()
    const file = disk.open()
    disk.lossAt = 0
    expect(() => new Journal(file, TERMS).write('x'.repeat(1000))).toThrow(PowerLoss)
    disk.restart(true)
    expect(file.bytes.length).toBeGreaterThan(500)
    expect(new Journal(file, TERMS).read()).toBeUndefined()
  })

  it('holds no batch any more when all is done, also where the run was killed before it could forget it', () => {
    const disk = new Disk()
    const setting = settingOn(disk)
    drive(optionsFor(setting))
    const { length } = setting.journal.bytes
    setting.journal.writeAt(Buffer.from('a batch'), JOURNAL_DATA_AT)
    drive(optionsFor(setting))
    expect(length).toBeLessThanOrEqual(JOURNAL_DATA_AT)
    expect(setting.journal.bytes.length).toBe(JOURNAL_DATA_AT)
  })

  it('that goes on writes over the older state', () => {
    const disk = new Disk()
    const file = disk.open()
    new Journal(file, TERMS).write(0)
    const journal = new Journal(file, TERMS)
    for (let state = 1; state < 4; state++) {
      journal.read()
      journal.write(state)
      expect(new Journal(file, TERMS).read()).toBe(state)
    }
  })
})

describe('the batches of an archive', () => {
  const disk = new Disk()
  const batchesOf = (bytes: number, entries: number): ReturnType<typeof Array.from<unknown>> => [
    ...findBatches(disk.open(INPUT), INPUT.length, { bytes, entries }),
  ]

  it('are whole members without a gap, the last being what comes after them', () => {
    for (const [bytes, entries] of [
      [1, 1],
      [4096, 100],
      [1 << 20, 3],
    ] as const) {
      const batches = batchesOf(bytes, entries) as ReturnType<typeof findBatches> extends Generator<infer B>
        ? B[]
        : never
      let at = { ordinal: 0, offsetBytes: 0 }
      for (const batch of batches) {
        expect(batch.start).toEqual(at)
        if (!batch.last) {
          expect(batch.end.ordinal - batch.start.ordinal).toBeGreaterThan(0)
          expect(batch.end.ordinal - batch.start.ordinal).toBeLessThanOrEqual(entries)
          const alone = batch.end.ordinal - batch.start.ordinal === 1
          if (!alone) expect(batch.end.offsetBytes - batch.start.offsetBytes).toBeLessThanOrEqual(bytes)
        }
        at = batch.end
      }
      expect(at).toEqual({ ordinal: LINES.length, offsetBytes: INPUT.length })
      expect(batches.filter((batch) => batch.last)).toEqual([batches.at(-1)])
    }
    expect(batchesOf(1, 1).length).toBe(LINES.length + 1)
  })
})
