import { describe, expect, it } from 'vitest'
import { type ResumableOptions, runResumably } from '../../../src/streams/resumable.ts'
import { archive, gnuLong, header, member } from '../../support/tar-builder.ts'
import { deidentifyWhole } from '../archive/deidentify.ts'
import { objectOf } from '../archive/object-stand-in.ts'
import { Disk, type DiskFile, PowerLoss, randomFrom } from './fragile-disk.ts'
import { type JournaledSetting, journaledOptions, lineOf } from './journaled-run.ts'

const TERMS = { keyFingerprint: 'a', planDigest: 'b', modified: '1' }
const INPUT = archive(
  ...Array.from({ length: 9 }, (_, at) => member(`DOE/${at}.dcm`, objectOf('P', `${at}`.repeat(300)))),
  header({ name: 'DOE/', type: '5' }),
  gnuLong('DOE'.repeat(60)),
  member('x', objectOf('W', 'withheld'), { magic: 'gnu' }),
  member('DOE/long.dcm', objectOf('P', 'l'.repeat(9000))),
  member('DOE/broken.dcm', objectOf('B', 'b'.repeat(1000))),
  member('DOE/notes', 'DOE^JANE'),
  ...Array.from({ length: 9 }, (_, at) => member(`DOE/${at}.dcm`, objectOf('P', `${at}`.repeat(50)))),
)

interface Setting extends JournaledSetting {
  readonly output: DiskFile
}

function drive(setting: Setting, change: Partial<ResumableOptions> = {}, steps = Number.POSITIVE_INFINITY): number {
  let taken = 0
  const run = runResumably({
    input: new Disk().open(INPUT),
    inputBytes: INPUT.length,
    output: setting.output,
    outputBytes: setting.output.bytes.length,
    terms: TERMS,
    stepBytes: 3000,
    ...journaledOptions(setting, 'exact'),
    ...change,
  })
  for (const _ of run) if (++taken >= steps) break
  return taken
}

const UNBROKEN = deidentifyWhole(INPUT)
const LINES = UNBROKEN.records.map(lineOf)
const settingOn = (disk: Disk): Setting => ({ output: disk.open(), journal: disk.open(), lines: [] })

function expectWhole(setting: Setting, what = ''): void {
  expect(setting.output.bytes.equals(UNBROKEN.output), what).toBe(true)
  expect(setting.lines, what).toEqual(LINES)
}

describe('a run that can go on', () => {
  it('gives what any run gives', () => {
    const setting = settingOn(new Disk())
    drive(setting)
    expectWhole(setting)
  })

  it('gives the same wherever it is killed, with no entry twice and none lost', () => {
    for (let lossAt = 0; ; lossAt++) {
      const disk = new Disk()
      const setting = settingOn(disk)
      disk.lossAt = lossAt
      try {
        drive(setting)
        expect(lossAt).toBeGreaterThan(20)
        return
      } catch (loss) {
        expect(loss).toBeInstanceOf(PowerLoss)
      }
      disk.restart(true)
      drive(setting)
      expectWhole(setting, `killed at ${lossAt}`)
    }
  })

  it('gives the same wherever the power goes, twice, and whichever sectors had been written', () => {
    const whole = new Disk()
    drive(settingOn(whole))
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed)
      const disk = new Disk(random)
      const setting = settingOn(disk)
      for (let losses = 0; losses < 2; losses++) {
        disk.lossAt = Math.floor(random() * whole.steps)
        try {
          drive(setting)
        } catch (loss) {
          expect(loss).toBeInstanceOf(PowerLoss)
        }
        disk.restart()
      }
      drive(setting)
      expectWhole(setting, `seed ${seed}`)
    }
  })

  it('does not begin again: what was done is not read a second time', () => {
    const setting = settingOn(new Disk())
    const steps = drive(settingOn(new Disk()))
    drive(setting, {}, steps - 2)
    const starts: number[] = []
    drive(setting, {
      open: (_, __, start) => {
        starts.push(start.ordinal)
        return { push: () => {}, end: () => {} }
      },
    })
    expect(starts[0]).toBeGreaterThan(LINES.length / 2)
  })

  it('is refused with other terms, and where its output is shorter than it was', () => {
    const setting = settingOn(new Disk())
    drive(setting, {}, 6)
    const before = Buffer.from(setting.output.bytes)
    expect(before.length).toBeGreaterThan(2000)
    expect(() => drive(setting, { terms: { ...TERMS, modified: '2' } })).toThrow('JOURNAL_MISMATCH')
    expect(setting.output.bytes.equals(before)).toBe(true)
    setting.output.truncate(100)
    expect(() => drive(setting)).toThrow('JOURNAL_MISMATCH')
  })

  it('is refused where another output stands in the place of its own', () => {
    const half = settingOn(new Disk())
    drive(half, {}, 6)
    // Of a run before: the part that was not whole is gone.
    const older = { ...half, output: new Disk().open(Buffer.alloc(100_000, 'x')) }
    expect(() => drive(older, { isRenamed: true })).toThrow('JOURNAL_MISMATCH')
    const done = settingOn(new Disk())
    drive(done)
    for (const bytes of [UNBROKEN.output.length - 1, UNBROKEN.output.length + 1]) {
      const other = { ...done, output: new Disk().open(Buffer.alloc(bytes, 'x')) }
      for (const isRenamed of [false, true]) {
        expect(() => drive(other, { isRenamed })).toThrow('JOURNAL_MISMATCH')
      }
      expect(other.output.bytes.equals(Buffer.alloc(bytes, 'x'))).toBe(true)
    }
    expect(older.output.bytes.equals(Buffer.alloc(100_000, 'x'))).toBe(true)
  })

  it('begins anew where there is no journal, whatever is left of an output', () => {
    const disk = new Disk()
    const setting = { ...settingOn(disk), output: disk.open(Buffer.alloc(100_000, 'x')) }
    drive(setting)
    expectWhole(setting)
  })
})
