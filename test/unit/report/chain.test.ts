import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type ChainCheck, readReport } from '../../../src/report/report-reader.ts'
import { ReportTotals } from '../../../src/report/report-totals.ts'
import { passedEntry, sampleReport } from '../../support/sample-report.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch('nothing')
const REPORT = sampleReport()
const LINES = REPORT.trimEnd().split('\n')

function check(text: string, seal?: (text: string) => string): ChainCheck {
  return readReport(scratch.put('r.jsonl', Buffer.from(text)), () => {}, seal)
}

/** Told as changed, or not taken for a report at all. */
function isRefused(bytes: Buffer): boolean {
  try {
    return readReport(scratch.put('edited.jsonl', bytes), () => {}).broken !== undefined
  } catch (fault) {
    return (fault as { code?: string }).code === 'REPORT_INVALID'
  }
}

function joined(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** As docs/report.md tells others to compute it. */
function chained(records: readonly string[]): string[] {
  let chain = '0'.repeat(64)
  return records.map((record) => {
    chain = sha256(`${chain}\n${record}`)
    return `${record.slice(0, -1)},"chain":"${chain}"}`
  })
}

function withoutChain(line: string): string {
  return line.replace(/,"chain":"[0-9a-f]{64}"\}$/, '}')
}

describe('the chain of a report', () => {
  it('is what the page says that it is', () => {
    expect(LINES).toEqual(chained(LINES.map(withoutChain)))
    expect(check(REPORT)).toEqual({
      lines: LINES.length,
      broken: undefined,
      anchor: LINES.at(-1)!.slice(-66, -2),
      seal: 'none',
    })
  })

  it('breaks at the line in which any one character was changed', () => {
    for (const [index, line] of LINES.entries()) {
      for (let at = 0; at < line.length; at += 7) {
        const changed = line.slice(0, at) + (line[at] === '7' ? '8' : '7') + line.slice(at + 1)
        if (changed === line) continue
        const { broken } = check(joined([...LINES.slice(0, index), changed, ...LINES.slice(index + 1)]))
        expect([index, at, broken?.line]).toEqual([index, at, index + 1])
      }
    }
  })

  it('shows every edit of a byte: a bit of it flipped, the byte left out, the byte twice', () => {
    const bytes = Buffer.from(REPORT)
    const unseen: string[] = []
    for (let at = 0; at < bytes.length; at++) {
      const [before, byte, after] = [bytes.subarray(0, at), bytes.subarray(at, at + 1), bytes.subarray(at + 1)]
      const flipped = Buffer.of(byte[0]! ^ (1 << (at % 8)))
      const edits = [[before, flipped, after]]
      // Enough of them, and all near the end, where no chain value comes after.
      if (at % 5 === 0 || at > bytes.length - 80) edits.push([before, after], [before, byte, byte, after])
      for (const parts of edits) if (!isRefused(Buffer.concat(parts))) unseen.push(`${parts.length} parts at ${at}`)
    }
    expect(unseen).toEqual([])
  })

  it.each<[string, (lines: string[]) => string[], number]>([
    ['left out', (lines) => lines.toSpliced(2, 1), 3],
    ['left out at the beginning', (lines) => lines.slice(1), 1],
    ['added', (lines) => lines.toSpliced(2, 0, lines[1]!), 3],
    ['exchanged', (lines) => lines.toSpliced(1, 2, lines[2]!, lines[1]!), 2],
    ['missing at the end', (lines) => lines.slice(0, -1), LINES.length - 1],
    ['added after the end', (lines) => [...lines, lines.at(-1)!], LINES.length + 1],
    ['without chain', (lines) => lines.map(withoutChain), 1],
    ['written another way', (lines) => lines.toSpliced(1, 1, lines[1]!.replace(':', ': ')), 2],
  ])('breaks where a line is %s', (_, change, line) => {
    expect(check(joined(change([...LINES]))).broken?.line).toBe(line)
  })

  it('breaks where bytes that are no text become others of the kind', () => {
    const replaced = Buffer.from(sampleReport({ run: { profile: '\u{FFFD}' } }))
    const at = replaced.indexOf('\u{FFFD}')
    const edited = Buffer.concat([replaced.subarray(0, at), Buffer.of(0xff), replaced.subarray(at + 3)])
    expect(isRefused(replaced)).toBe(false)
    expect(isRefused(edited)).toBe(true)
  })

  it('that somebody made anew ends with another value, and its seal does not hold', () => {
    const seal = (text: string): string => sha256(`secret ${text}`)
    const sealed = sampleReport({ seal })
    expect(check(sealed, seal)).toMatchObject({ broken: undefined, seal: 'holds' })
    expect(check(sealed)).toMatchObject({ seal: 'unchecked' })
    expect(check(sealed, (text) => sha256(`other ${text}`))).toMatchObject({ seal: 'broken' })
    const records = sealed.trimEnd().split('\n').map(withoutChain)
    const forged = joined(chained(records.map((record) => record.replace('"bytesOut":0', '"bytesOut":1'))))
    expect(check(forged, seal)).toMatchObject({ broken: undefined, seal: 'broken' })
    const unsealed = chained(records.map((record) => record.replace(/,"seal":"[0-9a-f]{64}"/, '')))
    expect(check(`${unsealed.join('\n')}\n`, seal)).toMatchObject({ broken: undefined, seal: 'missing' })
    expect(check(forged, seal).anchor).not.toBe(check(sealed, seal).anchor)
  })

  it('that was made anew over numbered entries that are not all there breaks', () => {
    const records = LINES.map(withoutChain)
    expect(check(joined(chained(records.toSpliced(2, 1)))).broken).toEqual({ line: 3, reason: 'misplaced' })
  })
})

describe('reading a report', () => {
  it.each([
    ['nothing', ''],
    ['another file', 'a,b\n1,2\n'],
    ['JSON of something else', '{"record":"finding"}\n'],
  ])('fails on %s', (_, text) => {
    expect(() => check(text)).toThrow(expect.objectContaining({ code: 'REPORT_INVALID' }))
  })

  it('fails on a line that does not end', () => {
    expect(() => check(`{"record":"run","x":"${'x'.repeat(2_000_000)}`)).toThrow(
      expect.objectContaining({ code: 'REPORT_INVALID' }),
    )
  })

  it('adds up what a summary says, and sees where it says something else', () => {
    const totals = new ReportTotals()
    let summary = {}
    readReport(scratch.put('r.jsonl', Buffer.from(REPORT)), (record) => {
      if (record.record === 'entry') totals.add(record)
      else summary = record
    })
    expect(totals.agreesWith(summary)).toBe(true)
    expect(totals.agreesWith({ ...summary, elements: 21 })).toBe(false)
    expect(totals.agreesWith({ ...summary, codes: {} })).toBe(false)
  })

  it('holds a bounded number of names and entries, whatever a report says', () => {
    const totals = new ReportTotals()
    for (let entry = 0; entry < 5000; entry++) {
      totals.add({ record: 'entry', entry, disposition: `d${entry}`, origins: { [`o${entry}`]: 1 }, code: '<script>' })
    }
    expect([totals.dispositions.size, totals.origins.size, totals.heldBack.length]).toEqual([3001, 3001, 200])
    expect([...totals.codes]).toEqual([['other', 5000]])
  })

  it('lists the first withheld entries and counts all', () => {
    const many = Array.from({ length: 300 }, (_, ordinal) => ({
      ...passedEntry(ordinal),
      disposition: 'withheld' as const,
    }))
    const totals = new ReportTotals()
    for (const entry of many) totals.add({ record: 'entry', entry: entry.ordinal, disposition: 'withheld' })
    expect(totals.heldBack.at(-1)?.entry).toBe(199)
    expect(totals.dispositions.get('withheld')).toBe(300)
  })
})
