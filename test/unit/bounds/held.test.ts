/** What limits.ts bounds of what is held for long: caches, tables, journals, batches. At the bound and one beyond it. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createTextCleaner } from '../../../src/cleaning/text-cleaner.ts'
import { createBoundedCache } from '../../../src/identity/bounded-cache.ts'
import { createIdentity } from '../../../src/identity/identity.ts'
import { limits } from '../../../src/limits.ts'
import { parseQuasiIdentifier, type QuasiIdentifier } from '../../../src/profile/quasi-identifiers.ts'
import { assess } from '../../../src/risk/assess.ts'
import { searchGeneralisations } from '../../../src/risk/generalise.ts'
import { Population } from '../../../src/risk/population.ts'
import { findBatches } from '../../../src/streams/archive-batches.ts'
import { Journal } from '../../../src/streams/journal.ts'
import { MappingFiles } from '../../../src/streams/mapping-file.ts'
import { createKeyedHash } from '../../../src/streams/node-platform.ts'
import type { PositionedFile } from '../../../src/streams/positioned-file.ts'
import { SetComparison } from '../../../src/verify/set-comparison.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { KEY, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { archive, member } from '../../support/tar-builder.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-held-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => join(folder, name)
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

describe('what is remembered', () => {
  it('of identities is limits.cachedIdentities at the most, and what was forgotten comes out the same again', () => {
    const cache = createBoundedCache<number>(limits.cachedIdentities)
    for (let index = 0; index < limits.cachedIdentities; index++) cache.set(`1.2.${index}`, index)
    expect([cache.size, cache.get('1.2.0')]).toEqual([limits.cachedIdentities, 0])
    for (let index = 0; index <= limits.cachedIdentities; index++) cache.set(`1.3.${index}`, index)
    expect(cache.size).toBeLessThanOrEqual(limits.cachedIdentities)
    expect(cache.get('1.2.0')).toBeUndefined()

    const identity = createIdentity(createKeyedHash(Buffer.from(KEY, 'hex')))
    const uids = Array.from({ length: limits.cachedIdentities + 1 }, (_, index) => bytesOf(`1.2.${index}`))
    const first = uids.map((uid) => identity.uidText(uid))
    expect(uids.map((uid) => identity.uidText(uid))).toEqual(first)
    expect(new Set(first).size).toBe(uids.length)
  })

  it('of pairs that a mapping has is enough to have each once, and beyond limits.rememberedPairs some are there twice, none is lost', () => {
    const linesOf = (name: string, count: number): string[] => {
      const mapping = new MappingFiles(at(name))
      for (let index = 0; index < 2 * count; index++)
        mapping.add('uid', `1.2.${index % count}`, `2.25.${index % count}`)
      mapping.finish()
      return readFileSync(join(at(name), 'uid_mapping.csv'), 'latin1')
        .trimEnd()
        .split('\n')
        .slice(1)
    }
    // Which are remembered beyond half the bound hangs on the order they come in.
    expect(linesOf('few', limits.rememberedPairs / 2)).toHaveLength(limits.rememberedPairs / 2)
    const many = linesOf('many', limits.rememberedPairs + 1)
    expect(many.length).toBeGreaterThan(limits.rememberedPairs + 1)
    expect(new Set(many).size).toBe(limits.rememberedPairs + 1)
  })

  it('of cleaned texts is forgotten beyond limits.cachedCleanings, and comes out the same again', () => {
    const charset = bytesOf('ISO_IR 100')
    const cleaner = createTextCleaner({ words: ['Sonnenberg'] })
    cleaner.begin([], true)
    const clean = (index: number): string =>
      Buffer.from(
        cleaner.clean(bytesOf(`Sonnenberg chest ${'ab'.repeat(index)}`.slice(0, 900)), charset, true),
      ).toString('latin1')
    const first = Array.from({ length: 40 }, (_, index) => clean(index))
    expect(first[1]).toMatch(/^chest ab\s*$/)
    const texts = Array.from({ length: limits.cachedCleanings + 1 }, (_, index) =>
      bytesOf(`spine Sonnenberg ${'x'.repeat(index % 700)}${String.fromCharCode(97 + (index % 3))}`),
    )
    for (const text of texts) expect(cleaner.clean(text, charset, true).length).toBeGreaterThan(0)
    expect(Array.from({ length: 40 }, (_, index) => clean(index))).toEqual(first)
  })

  it('of a set that is verified is limits.verifiedUids of each kind; with one more it says that not all was looked at', () => {
    const told: string[] = []
    const comparison = new SetComparison((kind) => void told.push(kind))
    for (let index = 0; index < limits.verifiedUids; index++) comparison.date(1, 'a date', `patient ${index}`, 5)
    comparison.date(1, 'a date', 'patient 0', 5)
    expect(told).toEqual([])
    comparison.date(2, 'a date', 'one more', 5)
    comparison.date(2, 'a date', 'another', 5)
    expect(told).toEqual(['not-inspected'])
    comparison.date(3, 'a date', 'patient 0', 6)
    expect(told).toEqual(['not-inspected', 'date-offset-differs'])
  })
})

describe('the words that are taken out of a text', () => {
  it('are limits.identifyingWords at the most: with one more, facts do not count as complete', () => {
    const cleaned = (count: number): string => {
      // Digits as letters; none ends as an inflected word does, which would be two words.
      const words = Array.from({ length: count }, (_, index) => {
        return `Q${String(index)
          .padStart(4, '0')
          .replaceAll(/\d/g, (digit) => 'abcdfghjkl'[Number(digit)]!)}zk`
      })
      const cleaner = createTextCleaner({ words })
      cleaner.begin([], true)
      return Buffer.from(cleaner.clean(bytesOf('Zwiebelfisch chest'), bytesOf('ISO_IR 100'), true))
        .toString()
        .trimEnd()
    }
    expect(cleaned(limits.identifyingWords)).toBe('Zwiebelfisch chest')
    expect(cleaned(limits.identifyingWords + 1)).toBe('chest')
  })
})

/** A file in memory, of this length. */
function fileOf(bytes: Buffer): PositionedFile {
  return {
    readAt: (target: Uint8Array, from: number) => bytes.copy(target, 0, from),
    writeAt: (source: Uint8Array, from: number) => void bytes.set(source, from),
    sync: () => {},
  } as unknown as PositionedFile
}

describe('a journal', () => {
  it('holds a state that fits limits.journalSlotBytes with its digest and terms, and refuses one byte more', () => {
    const overheadBytes = 36 + JSON.stringify({ journal: 1, sequence: 0, terms: {}, state: '' }).length
    const state = 'x'.repeat(limits.journalSlotBytes - overheadBytes)
    const bytes = Buffer.alloc(2 * limits.journalSlotBytes)
    new Journal(fileOf(bytes), {}).write(state)
    expect(new Journal(fileOf(bytes), {}).read()).toBe(state)
    expect(bytes.subarray(limits.journalSlotBytes).every((byte) => byte === 0)).toBe(true)
    expect(() => new Journal(fileOf(bytes), {}).write(`${state}x`)).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    )
  })
})

describe('members that are taken in one step', () => {
  it.each([
    ['limits.inPlaceBatchBytes', limits.inPlaceBatchBytes],
    ['limits.resumeStepBytes', limits.resumeStepBytes],
  ])('are no more bytes than %s', (_, boundBytes) => {
    // Two members, header and body: as long as the bound, and a block longer.
    const batchesOf = (bytes: number): number[] => {
      const half = bytes / 2
      const large = Buffer.alloc(half - 512)
      const file = archive(member('1', large), member('2', large), member('3', 'x'))
      return [...findBatches(fileOf(file), file.length, { bytes: boundBytes, entries: Number.POSITIVE_INFINITY })].map(
        ({ start, end }) => end.ordinal - start.ordinal,
      )
    }
    expect(batchesOf(boundBytes)).toEqual([2, 1, 0])
    expect(batchesOf(boundBytes + 1024)).toEqual([1, 2, 0])
  })
})

describe('how far patients can be told apart', () => {
  const quasiOf = (levels: number): QuasiIdentifier =>
    ({
      levels: Array.from({ length: levels }, () => ({ generalise: (value: string) => value, text: '' })),
    }) as unknown as QuasiIdentifier
  const sex = parseQuasiIdentifier('sex') as QuasiIdentifier

  it('is held for limits.riskHeldCombinations in memory, and for one more in a temporary file', () => {
    const ASKED = new Error('a file is asked for')
    const PATIENT_ID = 0x00100020
    const VALUE = 0x00080080
    const population = new Population({
      quasiIdentifiers: [
        { tags: [VALUE], read: (textOf: (tag: number) => string) => textOf(VALUE) } as unknown as QuasiIdentifier,
      ],
      sensitiveTag: undefined,
      loadSqlite: () => {
        throw ASKED
      },
    })
    const perPatient = limits.riskPatientCombinations
    const see = (combination: number): void =>
      population.object(
        new Map([
          [PATIENT_ID, `P${Math.floor(combination / perPatient)}`],
          [VALUE, `${combination % perPatient}`],
        ]),
      )
    for (let combination = 0; combination < limits.riskHeldCombinations; combination++) see(combination)
    see(0)
    expect(() => see(limits.riskHeldCombinations)).toThrow(ASKED)
  })

  it('is not made coarser where there are more than limits.riskClasses', () => {
    const searchOf = (count: number): string => {
      const one = { combinations: [[0]], patients: 1, sensitive: [] }
      const population = {
        classes: () => new Array(count).fill(one),
        vocabularies: [{ values: [''] }],
        unreadCodes: new Map(),
      } as unknown as Population
      return assess(population, { quasiIdentifiers: [sex], k: 2, l: 2, populationFactor: 1 } as never, {
        name: 'p',
        version: '1',
      }).record.generalisationSearch
    }
    expect(searchOf(limits.riskClasses)).toBe('complete')
    expect(searchOf(limits.riskClasses + 1)).toBe('bounded')
  })

  it('is looked for in no more ways than limits.riskGeneralisations', () => {
    const classes = [{ combinations: [[0]], patients: 5 }]
    // To leave the attribute out is one way more than it has levels.
    expect(searchGeneralisations(classes, [quasiOf(limits.riskGeneralisations - 1)], [['']], 2).isComplete).toBe(true)
    expect(searchGeneralisations(classes, [quasiOf(limits.riskGeneralisations)], [['']], 2)).toEqual({
      found: [],
      isComplete: false,
    })
  })

  it('is tried on no more combinations than limits.riskTriedCombinations', () => {
    const isComplete = (length: number): boolean => {
      // As many combinations as it says, all alike.
      const combinations = { length, map: () => ['0,'] } as unknown as readonly (readonly number[])[]
      return searchGeneralisations([{ combinations, patients: 5 }], [quasiOf(3)], [['']], 2).isComplete
    }
    expect(isComplete(limits.riskTriedCombinations / 2)).toBe(true)
    expect(isComplete(limits.riskTriedCombinations / 2 + 1)).toBe(false)
  })

  it('is shown in a report from a record of limits.riskRecordBytes, and of no byte more', async () => {
    writeFileSync(at('in.tar'), SAMPLE_ARCHIVE)
    const files = ['--quiet', '-o', at('out.tar'), '--report', at('r.jsonl')]
    await runSluice([at('in.tar'), ...files])
    const { stdout } = await runSluice(['risk', at('out.tar'), '--json'])
    const record = stdout.toString().trimEnd()
    const codeOf = async (bytes: number): Promise<number | null> => {
      writeFileSync(at('risk.json'), `${record}${' '.repeat(bytes - Buffer.byteLength(record))}`)
      return (await runSluice(['report', at('r.jsonl'), '--risk', at('risk.json')])).code
    }
    expect([await codeOf(limits.riskRecordBytes), await codeOf(limits.riskRecordBytes + 1)]).toEqual([0, 2])
  })
})
