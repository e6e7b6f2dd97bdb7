import { describe, expect, it } from 'vitest'
import { type EntryFacts, entryRecord } from '../../../src/report/records.ts'
import { ReportWriter } from '../../../src/report/report-writer.ts'
import type { RunFacts } from '../../../src/report/run-record.ts'
import { Summary } from '../../../src/report/summary.ts'
import { formatSummary } from '../../../src/report/summary-text.ts'
import { formatBytes, formatCount, formatTable } from '../../../src/report/text-table.ts'

const RUN: RunFacts = {
  profile: 'basic',
  profileDigest: 'a',
  edition: 'PS3.15 2026d',
  options: [],
  mode: 'standard',
  warnings: [],
  planDigest: 'd',
  keyFingerprint: 'f00d',
  linkable: true,
  names: 'hash',
  nonDicom: 'drop',
  onError: 'withhold',
  framing: 'exact',
  digests: false,
  program: 'p',
  programVersion: '1',
  wasmDigest: 'w',
}

const PASSED: EntryFacts = {
  ordinal: 7,
  disposition: 'deidentified',
  transferSyntaxUid: '1.2.840.10008.1.2.1',
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  inputBytes: 1000,
  outputBytes: 900,
  counts: {
    elements: 10,
    actions: { remove: 3, keep: 7, dummy: 0 },
    categories: { uid: 2 },
    origins: { 'table:X': 2, registry: 7, private: 1 },
    tallies: { private: 1, degraded: 0 },
  },
}

const WITHHELD: EntryFacts = {
  ordinal: 8,
  disposition: 'withheld',
  code: 'LENGTH_OVERRUN',
  offsetBytes: 1488,
  tag: 0x7fe00010,
  inputBytes: 500,
  outputBytes: 0,
}

describe('a record', () => {
  it('has what became of the entry, and no counts of zero', () => {
    expect(entryRecord(PASSED)).toEqual({
      record: 'entry',
      entry: 7,
      disposition: 'deidentified',
      transferSyntax: '1.2.840.10008.1.2.1',
      sopClass: '1.2.840.10008.5.1.4.1.1.2',
      bytesIn: 1000,
      bytesOut: 900,
      elements: 10,
      actions: { remove: 3, keep: 7 },
      categories: { uid: 2 },
      origins: { 'table:X': 2, registry: 7, private: 1 },
      tallies: { private: 1 },
    })
  })

  it('has code, offset and tag of a fault, and leaves out what does not apply', () => {
    expect(JSON.stringify(entryRecord(WITHHELD))).toBe(
      '{"record":"entry","entry":8,"disposition":"withheld","code":"LENGTH_OVERRUN","offset":1488,"tag":"(7FE0,0010)","bytesIn":500,"bytesOut":0}',
    )
  })

  it('never has a UID that is not the standard`s own, nor a field that it does not know', () => {
    const facts = { ...PASSED, sopClassUid: '1.2.840.113619.2.55.3', transferSyntaxUid: 'DOE^JANE', name: 'DOE^JANE' }
    const line = JSON.stringify(entryRecord(facts))
    expect(line).not.toMatch(/113619|JANE/)
  })
})

describe('a summary', () => {
  it('adds up entries, bytes, dispositions, codes, actions and categories', () => {
    const summary = new Summary()
    for (const facts of [PASSED, WITHHELD, PASSED]) summary.add(facts)
    expect(summary.toRecord(RUN)).toMatchObject({
      complete: true,
      entries: 3,
      bytesIn: 2500,
      bytesOut: 1800,
      elements: 20,
      dispositions: { deidentified: 2, withheld: 1, broken: 0, dropped: 0, kept: 0 },
      codes: { LENGTH_OVERRUN: 1 },
      actions: { keep: 14, remove: 6 },
      categories: { uid: 4 },
      origins: { private: 2, registry: 14, 'table:X': 4 },
      tallies: { private: 2 },
      keyFingerprint: 'f00d',
    })
  })

  it('does not depend on the order of entries', () => {
    const forward = new Summary()
    const backward = new Summary()
    for (const facts of [PASSED, WITHHELD]) forward.add(facts)
    for (const facts of [WITHHELD, PASSED]) backward.add(facts)
    expect(JSON.stringify(forward.toRecord(RUN))).toBe(JSON.stringify(backward.toRecord(RUN)))
  })

  it('says in words that a run did not come to its end', () => {
    const record = new Summary().toRecord(RUN, 'ARCHIVE_TRUNCATED')
    expect(record).toMatchObject({ complete: false, code: 'ARCHIVE_TRUNCATED' })
    expect(formatSummary(record)).toContain('NOT COMPLETE')
  })

  it('tells a person what passed, what did not and why, and under which key', () => {
    const summary = new Summary()
    for (const facts of [PASSED, WITHHELD]) summary.add(facts)
    const text = formatSummary(summary.toRecord(RUN))
    expect(text).toMatch(/2 entries, 1\.50 kB in, 900 bytes out/)
    expect(text).toMatch(/LENGTH_OVERRUN +1 +a length runs past/)
    expect(text).toMatch(/Profile basic, PS3\.15 2026d, digest d; key f00d/)
    expect(formatSummary(summary.toRecord({ ...RUN, linkable: false }))).toContain('a key made for this run alone')
  })
})

describe('a report', () => {
  it('is whole lines, in order, the summary last, however many there are', () => {
    const writes: string[] = []
    const report = new ReportWriter({ write: (lines) => writes.push(lines) })
    const summary = new Summary()
    report.begin(RUN)
    for (let ordinal = 0; ordinal < 2000; ordinal++) {
      report.entry({ ...PASSED, ordinal })
      summary.add(PASSED)
    }
    expect(writes.length).toBeGreaterThan(1)
    report.end(summary, RUN)
    for (const lines of writes) expect(lines.endsWith('\n')).toBe(true)
    const records = writes
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records.map(({ entry }) => entry)).toEqual([undefined, ...Array(2000).keys(), undefined])
    expect(records[0]).toMatchObject({ record: 'run', profile: 'basic', rules: [] })
    expect(records.at(-1)).toMatchObject({ record: 'summary', entries: 2000 })
  })
})

describe('text for people', () => {
  it('aligns columns, numbers to the right', () => {
    expect(
      formatTable(
        [
          ['a', 1, 'x'],
          ['long', 12345, 'y'],
        ],
        '  ',
      ),
    ).toBe('  a          1  x\n  long  12,345  y\n')
    expect(formatTable([])).toBe('')
  })

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.00 kB'],
    [1_234_567, '1.23 MB'],
    [999_999, '1.00 MB'],
    [45_600_000_000, '45.6 GB'],
  ])('has %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it('groups digits', () => {
    expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567'])
  })
})
