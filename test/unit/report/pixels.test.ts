import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { PixelTreatment } from '../../../src/pixels/treatment.ts'
import { formatPage } from '../../../src/report/page.ts'
import { gatherFacts } from '../../../src/report/page-facts.ts'
import { type EntryFacts, entryRecord } from '../../../src/report/records.ts'
import { ReportTotals } from '../../../src/report/report-totals.ts'
import { Summary } from '../../../src/report/summary.ts'
import { formatSummary } from '../../../src/report/summary-text.ts'
import { passedEntry, SAMPLE_RUN, sampleReport, withheldEntry } from '../../support/sample-report.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch('nothing')
const SCHEMA = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../schema/report.schema.json', import.meta.url)), 'utf8'),
)

const TREATMENTS: readonly PixelTreatment[] = [
  { outcome: 'blanked', rules: [2, 11], rectangles: 3, method: 'native' },
  {
    outcome: 'blanked',
    rules: [2],
    rectangles: 1,
    method: 'jpeg',
    inspection: { frames: 30, inspectedFrames: 4, found: 5, leastSure: 0.75 },
  },
  { outcome: 'inspected', rules: [], rectangles: 0, inspection: { frames: 1, inspectedFrames: 1, found: 0 } },
  { outcome: 'passed', rules: [], rectangles: 0 },
  { outcome: 'passed', rules: [3], rectangles: 0 },
]
const ENTRIES: readonly EntryFacts[] = [
  ...TREATMENTS.map((pixels, ordinal) => ({ ...passedEntry(ordinal), pixels })),
  { ...withheldEntry(5), code: 'PIXELS_WITHHELD', pixels: { outcome: 'withheld', rules: [4], rectangles: 0 } },
  passedEntry(6),
]
const COUNTS = {
  blanked: 2,
  frames: 31,
  found: 5,
  inspected: 1,
  inspectedFrames: 5,
  'method:jpeg': 1,
  'method:native': 1,
  passed: 2,
  rectangles: 4,
  'rule:11': 1,
  'rule:2': 2,
  'rule:3': 1,
  'rule:4': 1,
  withheld: 1,
}

const pageOf = (report: string): string => formatPage(gatherFacts(scratch.put('report.jsonl', Buffer.from(report))))

describe('a report of pixels', () => {
  it('has of an object what was done to it, and nothing that is not told here', () => {
    const told = { ...TREATMENTS[1]!, patient: 'DOE' }
    expect(entryRecord({ ...passedEntry(1), pixels: told }).pixels).toEqual(TREATMENTS[1])
    expect(entryRecord(passedEntry(1))).not.toHaveProperty('pixels')
  })

  it('adds up outcomes, methods, rules and areas, and goes on from there', () => {
    const summary = new Summary()
    for (const entry of ENTRIES.slice(0, 3)) summary.add(entry)
    const restored = new Summary()
    restored.restore(JSON.parse(JSON.stringify(summary.totals)))
    for (const entry of ENTRIES.slice(3)) restored.add(entry)
    expect(restored.toRecord(SAMPLE_RUN).pixels).toEqual(COUNTS)
  })

  it('says nothing of pixels where no rules are about them', () => {
    const summary = new Summary()
    summary.add(passedEntry(0))
    expect(summary.toRecord(SAMPLE_RUN)).not.toHaveProperty('pixels')
    expect(summary.totals).not.toHaveProperty('pixels')
    expect(formatSummary(summary.toRecord(SAMPLE_RUN))).not.toContain('ixels')
    expect(pageOf(sampleReport())).not.toContain('What was done to pixels')
  })

  it('is what its schema says', () => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(SCHEMA)
    for (const line of sampleReport({ entries: ENTRIES }).trimEnd().split('\n')) {
      expect(validate(JSON.parse(line)) ? [] : validate.errors).toEqual([])
    }
    const record = JSON.parse(JSON.stringify(entryRecord(ENTRIES[0]!)))
    expect(validate({ ...record, chain: '0'.repeat(64), pixels: { ...record.pixels, name: 'x' } })).toBe(false)
  })

  it('is counted again by whoever reads it', () => {
    const facts = gatherFacts(scratch.put('report.jsonl', Buffer.from(sampleReport({ entries: ENTRIES }))))
    expect(facts.agrees).toBe(true)
    expect(Object.fromEntries(facts.totals.pixels)).toEqual(COUNTS)
  })

  it('does not agree with a summary that says more than was done', () => {
    const lines = sampleReport({ entries: ENTRIES }).trimEnd().split('\n')
    const forged = [...lines.slice(0, -1), lines.at(-1)!.replace('"blanked":2', '"blanked":3')].join('\n')
    expect(forged).toContain('"blanked":3')
    expect(gatherFacts(scratch.put('report.jsonl', Buffer.from(`${forged}\n`))).agrees).toBe(false)
  })

  it.each<[string, unknown, Record<string, number>]>([
    ['a text', 'blanked', {}],
    ['an outcome that there is not', { outcome: '<b>clean</b>', rules: [1], rectangles: 1 }, {}],
    [
      'what is no number',
      { outcome: 'passed', rules: ['<b>', -1, 0.5, null, 7, 7], rectangles: -3 },
      { passed: 1, 'rule:7': 1 },
    ],
    ['a method that there is not', { outcome: 'blanked', rules: {}, method: '<b>' }, { blanked: 1 }],
    ['an inspection of texts', { outcome: 'inspected', inspection: { frames: '<b>', found: 1e99 } }, { inspected: 1 }],
  ])('takes nothing for true that it did not write: %s', (_, pixels, counts) => {
    const totals = new ReportTotals()
    totals.add({ record: 'entry', disposition: 'deidentified', pixels })
    expect(Object.fromEntries(totals.pixels)).toEqual(counts)
  })

  it('tells a person how many, how, by which rule, and what nobody looked at', () => {
    const summary = new Summary()
    for (const entry of ENTRIES) summary.add(entry)
    const text = formatSummary(summary.toRecord(SAMPLE_RUN))
    expect(text).toContain(`Objects with pixels:
  2  areas became black
  1  looked at for text, and nothing had to go
  2  passed as they are: nobody looked at them
  1  not passed on, for what their pixels may show

Blanked:
  1  in blocks of JPEG; all other coefficients are as they were
  1  in passing samples; all others are as they were

By which rule:
  2  rule 2 about pixels
  1  rule 3 about pixels
  1  rule 4 about pixels
  1  rule 11 about pixels
`)
  })

  it('has a section of the page, and says first what nobody looked at', () => {
    const page = pageOf(sampleReport({ entries: ENTRIES }))
    expect(page).toContain('3 objects with pixels were treated or looked at for text. Nobody looked at those of 2:')
    expect(page).toContain('in 26 frames text may stand')
    const section = page.slice(page.indexOf('What was done to pixels'))
    expect(section).toContain('6 objects with pixels')
    expect(section).toContain('rule 11')
    expect(section).toContain('Text was looked for in 5 of 31 frames; 5 texts had to go.')
    expect(page).toContain('what rules know to hold text became black')
  })
})
