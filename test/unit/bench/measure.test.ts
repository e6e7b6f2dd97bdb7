import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { MARKERS } from '../../../bench/corpora/markers.ts'
import { markersIn } from '../../../bench/left-behind.ts'
import { measure, median, orderOf } from '../../../bench/measure.ts'
import { formatJson, formatMarkdown } from '../../../bench/record.ts'

const folder = mkdtempSync(join(tmpdir(), 'measure-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a measured command line', () => {
  it('is charged with the CPU of all its processes', () => {
    const busy = `'${process.execPath}' -e "while (process.cpuUsage().user < 150_000);"`
    const one = measure(busy, {}).cpuSeconds
    const two = measure(`${busy}; ${busy}`, {}).cpuSeconds
    expect(one).toBeGreaterThan(0.05)
    expect(two).toBeGreaterThan(one * 1.3)
  })

  it('is given its environment, and waited for', () => {
    expect(measure('sleep "$REST"', { REST: '0.2' }).wallSeconds).toBeGreaterThanOrEqual(0.19)
  })

  it('fails loudly', () => {
    expect(() => measure('echo the reason >&2; exit 3', {})).toThrow(/status 3[\s\S]*the reason/)
  })
})

describe('the median', () => {
  it('is the middle, or between the two middles', () => {
    expect(median([5, 1, 100])).toBe(5)
    expect(median([10, 1, 2, 100])).toBe(6)
    expect(() => median([])).toThrow(RangeError)
  })
})

describe('the order of rounds', () => {
  const contenders = [
    { name: 'A', rounds: 3 },
    { name: 'B', rounds: 1 },
    { name: 'C', rounds: 3 },
  ]
  const names = (round: number): string =>
    orderOf(contenders, round)
      .map(({ name }) => name)
      .join('')

  it('goes back where it went forth, without those who have had their rounds', () => {
    expect([names(0), names(1), names(2), names(3)]).toEqual(['ABC', 'CA', 'AC', ''])
  })
})

describe('a look for what was left behind', () => {
  const pathOf = (bytes: Buffer): string => {
    const path = join(folder, 'output')
    writeFileSync(path, bytes)
    return path
  }

  it('finds nothing where nothing is', () => {
    expect(markersIn(pathOf(Buffer.alloc(100_000)))).toEqual([])
  })

  it.each([0, 4_194_304 - 7, 4_194_304, 9_000_000])('finds a marker at %i', (at) => {
    const bytes = Buffer.alloc(10_000_000)
    bytes.write(MARKERS.private, at, 'latin1')
    expect(markersIn(pathOf(bytes))).toEqual(['private'])
  })
})

describe('a record', () => {
  const record = {
    date: '2026-01-02',
    kind: 'ct',
    commit: 'abc',
    command: 'npm run bench:compare',
    machine: 'one',
    node: '24',
    load: [0, 1],
    entries: 2,
    elements: 3,
    archiveBytes: 1e6,
    absent: ['dcmodify'],
  } as const
  const result = {
    name: 'a | b',
    group: 'field',
    rounds: 1,
    cpuSeconds: 1,
    wallSeconds: 0.5,
    bestCpuSeconds: 1,
    cpuRatio: 2,
    throughputRatio: 0.25,
    entriesOut: 2,
  }

  it('says in words what was left, everything, or nothing, and who was not there', () => {
    const all = Object.keys(MARKERS) as (keyof typeof MARKERS)[]
    const text = formatMarkdown({
      ...record,
      results: [
        { ...result, leftBehind: ['device'] },
        { ...result, leftBehind: all },
        { ...result, leftBehind: [] },
      ],
    })
    expect(text).toContain('| a \\| b | serial number of the device |')
    expect(text).toContain('| a \\| b | everything |')
    expect(text).toContain('| a \\| b | nothing of what was planted |')
    expect(text).toContain('Not installed: dcmodify')
    expect(text).toContain('| 2.00 x | 0.50 | 2 | 0.25 x |  | 2 |')
  })

  it('is written as the formatter has it', () => {
    const records = fileURLToPath(new URL('../../../bench/records/', import.meta.url))
    const texts = readdirSync(records)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(records, name), 'utf8'))
    expect(texts.length).toBeGreaterThan(0)
    for (const text of texts) expect(formatJson(JSON.parse(text))).toBe(text)
  })
})
