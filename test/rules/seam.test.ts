import { describe, expect, it } from 'vitest'
import { CODES } from '../../src/errors.ts'
import * as seam from '../../src/wasm/seam.ts'
import { readText } from './repository.ts'

const constants = seam as unknown as Readonly<Record<string, number>>
const WASM_PAGE_BYTES = 65536
const REGISTER_BYTES = 8
const COUNT_BYTES = 4

interface Region {
  readonly name: string
  readonly at: number
  readonly bytes: number
}

const REGIONS: readonly Region[] = [
  { name: 'registers', at: seam.REGISTERS_AT, bytes: seam.REGISTERS_BYTES },
  { name: 'counts', at: seam.COUNTS_AT, bytes: seam.COUNTS_BYTES },
  { name: 'compounds', at: seam.COMPOUNDS_AT, bytes: seam.COMPOUNDS_BYTES },
  { name: 'stack', at: seam.STACK_AT, bytes: seam.STACK_BYTES },
  { name: 'plan', at: seam.PLAN_AT, bytes: seam.PLAN_BYTES },
  { name: 'exchange', at: seam.EXCHANGE_AT, bytes: seam.EXCHANGE_BYTES },
  { name: 'input', at: seam.INPUT_AT, bytes: seam.INPUT_WINDOW_BYTES },
  { name: 'facts', at: seam.FACTS_AT, bytes: seam.FACTS_BYTES },
  { name: 'character sets', at: seam.CHARSETS_AT, bytes: seam.CHARSETS_BYTES },
  { name: 'private blocks', at: seam.BLOCKS_AT, bytes: seam.BLOCKS_BYTES },
  { name: 'concept', at: seam.CONCEPT_AT, bytes: seam.CONCEPT_BYTES },
  { name: 'noted', at: seam.NOTED_AT, bytes: seam.NOTED_BYTES },
  { name: 'notes', at: seam.NOTES_AT, bytes: seam.NOTES_BYTES },
  { name: 'origins', at: seam.ORIGINS_AT, bytes: seam.ORIGINS_BYTES },
  { name: 'output', at: seam.OUTPUT_AT, bytes: seam.OUTPUT_WINDOW_BYTES },
]

function valuesOf(prefix: string): [string, number][] {
  return Object.entries(constants).filter(([name]) => name.startsWith(prefix))
}

/** Pairs that share a byte. */
function overlaps(regions: readonly Region[]): string[] {
  const found: string[] = []
  const sorted = [...regions].sort((a, b) => a.at - b.at)
  for (const [index, region] of sorted.entries()) {
    const next = sorted[index + 1]
    if (next !== undefined && region.at + region.bytes > next.at) found.push(`${region.name} and ${next.name}`)
  }
  return found
}

describe('the memory map of the seam', () => {
  it('has a region for every address it names', () => {
    const addresses = Object.keys(constants).filter((name) => /^[A-Z]+_AT$/.test(name))
    expect(addresses.length).toBe(REGIONS.length)
    expect(addresses.map((name) => constants[name]).sort()).toEqual(REGIONS.map((region) => region.at).sort())
  })

  it('keeps its regions apart', () => {
    expect(overlaps(REGIONS)).toEqual([])
    expect(overlaps([...REGIONS, { name: 'intruder', at: seam.PLAN_AT + 8, bytes: 8 }])).not.toEqual([])
  })

  it('aligns its regions to the widest load', () => {
    expect(REGIONS.filter((region) => region.at % REGISTER_BYTES !== 0)).toEqual([])
  })

  it('stays inside the memory as it may grow, and leaves address zero free', () => {
    const memoryBytes = seam.MEMORY_PAGES * WASM_PAGE_BYTES
    expect(REGIONS.filter((region) => region.at <= 0 || region.at + region.bytes > memoryBytes)).toEqual([])
  })

  it('has room for all registers, counts and frames', () => {
    const highestRegister = Math.max(...valuesOf('REG_').map(([, index]) => index))
    expect((highestRegister + 1) * REGISTER_BYTES).toBeLessThanOrEqual(seam.REGISTERS_BYTES)
    const counts = seam.CATEGORY_COUNT * seam.ACTION_COUNT + seam.TALLY_COUNT
    expect(counts * COUNT_BYTES).toBeLessThanOrEqual(seam.COUNTS_BYTES)
    const rootSequencesAndItems = 1 + 2 * seam.MAX_SEQUENCE_DEPTH
    expect(rootSequencesAndItems * seam.FRAME_BYTES).toBeLessThanOrEqual(seam.STACK_BYTES)
  })

  it('holds what is promised of its windows', () => {
    expect(seam.MAX_REPLACED_VALUE_BYTES).toBeLessThanOrEqual(seam.INPUT_WINDOW_BYTES)
    expect(seam.MAX_CHECKED_VALUE_BYTES).toBeLessThanOrEqual(seam.INPUT_WINDOW_BYTES)
    expect(seam.EXCHANGE_BYTES).toBeGreaterThanOrEqual(8 * seam.MAX_REPLACED_VALUE_BYTES)
    expect(seam.COMMIT_BYTES + seam.PATCHABLE_SEQUENCE_BYTES).toBeLessThan(seam.OUTPUT_WINDOW_BYTES)
    expect(seam.FLUSH_BYTES).toBeLessThan(seam.OUTPUT_WINDOW_BYTES)
    const firstRoomBytes = (seam.FIRST_PAGES - 1) * WASM_PAGE_BYTES - seam.OUTPUT_AT
    expect(seam.FLUSH_BYTES + seam.MAX_CHECKED_BINARY_BYTES).toBeLessThan(firstRoomBytes)
  })
})

describe('the constants of the seam', () => {
  it('are plain i32 numbers that both compilers read alike', () => {
    const lines = readText('src/wasm/seam.ts').split('\n')
    const odd = lines.filter(
      (line) => !/^(?:\/\/.*|export const [A-Z][A-Z0-9_]* = -?[0-9A-Fa-fx]+(?: \/\/ .*)?|)$/.test(line),
    )
    expect(odd).toEqual([])
    expect(Object.entries(constants).filter(([, value]) => (value | 0) !== value)).toEqual([])
  })

  it.each(['STATUS_', 'REFUSED_', 'ENCODING_', 'FRAMING_', 'TALLY_', 'CHECK_', 'REG_', 'SLOT_FLAG_', 'PLAN_AT_'])(
    'gives each %s name a number of its own',
    (prefix) => {
      const numbers = valuesOf(prefix)
        .filter(([name]) => !name.endsWith('_COUNT') || prefix === 'REG_' || prefix === 'PLAN_AT_')
        .map(([, value]) => value)
      expect(numbers.length).toBeGreaterThan(1)
      expect(new Set(numbers).size).toBe(numbers.length)
    },
  )

  it('counts as many actions as it names', () => {
    const actions = valuesOf('ACTION_').filter(([name]) => name !== 'ACTION_COUNT')
    expect(actions.map(([, value]) => value).sort()).toEqual(actions.map((_, index) => index))
    expect(seam.ACTION_COUNT).toBe(actions.length)
  })

  it('refuses only with codes that errors.ts knows', () => {
    const names = valuesOf('REFUSED_').map(([name]) => name.slice('REFUSED_'.length))
    expect(names.filter((name) => !(name in CODES))).toEqual([])
  })

  it('lays the fields of a slot and of the plan inside their sizes', () => {
    expect(Math.max(...valuesOf('SLOT_AT_').map(([, at]) => at))).toBeLessThan(seam.SLOT_BYTES)
    expect(Math.max(...valuesOf('PLAN_AT_').map(([, at]) => at)) + COUNT_BYTES).toBeLessThanOrEqual(
      seam.PLAN_HEADER_BYTES,
    )
  })
})
