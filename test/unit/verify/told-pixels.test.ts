import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PixelTreatment } from '../../../src/pixels/treatment.ts'
import { buildObject, type ElementSpec, element, sequence } from '../../support/dicom-builder.ts'
import { passedEntry, type SampleOptions, sampleReport, withheldEntry } from '../../support/sample-report.ts'
import { archive, member } from '../../support/tar-builder.ts'
import { verifyBytes } from '../../support/verification.ts'

const CT = '1.2.840.10008.5.1.4.1.1.2'
const BLANKED: PixelTreatment = { outcome: 'blanked', rules: [1], rectangles: 1, method: 'native' }
const INSPECTED: PixelTreatment = {
  outcome: 'inspected',
  rules: [],
  rectangles: 0,
  inspection: { frames: 12, inspectedFrames: 12, found: 0 },
}
const SAMPLED: PixelTreatment = { ...INSPECTED, inspection: { frames: 12, inspectedFrames: 8, found: 0 } }
const PASSED: PixelTreatment = { outcome: 'passed', rules: [], rectangles: 0 }
const KINDS = ['claim-unsupported', 'claim-missing', 'claim-false']

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'told-pixels-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** De-identified, of these method codes, and with this Burned In Annotation. */
function object(codes: readonly string[], annotation?: string, more: readonly ElementSpec[] = []): Buffer {
  const items = codes.map((code) => [element('0008,0100', 'SH', code), element('0008,0102', 'SH', 'DCM')])
  const elements = [
    element('0008,0016', 'UI', CT),
    element('0008,0018', 'UI', '2.25.1'),
    element('0008,0060', 'CS', 'CT'),
    element('0010,0010', 'PN', 'ANONYMIZED'),
    element('0012,0062', 'CS', 'YES'),
    ...(items.length > 0 ? [sequence('0012,0064', items)] : []),
    element('0020,000D', 'UI', '2.25.2'),
    element('0020,000E', 'UI', '2.25.3'),
    ...(annotation === undefined ? [] : [element('0028,0301', 'CS', annotation)]),
    ...more,
    element('7FE0,0010', 'OW', Buffer.alloc(32)),
  ]
  const meta = { start: 'preamble', sopClassUid: CT, sopInstanceUid: '2.25.1' } as const
  return Buffer.from(buildObject({ encoding: 'explicit-le', meta, elements }))
}

const SAYS = object(['113100', '113101'], 'NO')
const SILENT = object(['113100'])

interface Told {
  readonly pixels?: PixelTreatment | undefined
  readonly bytes?: number
  readonly disposition?: 'broken'
}

/** Findings about claims, of an output of these objects and a report that tells this of them, with an entry in front that did not pass. */
async function found(objects: readonly Buffer[], told: readonly Told[]): Promise<string[]> {
  const entries = told.map(({ pixels, bytes, disposition }, index) => ({
    ...passedEntry(index + 1),
    outputBytes: bytes ?? objects[index]!.length,
    ...(disposition !== undefined && { disposition }),
    ...(pixels !== undefined && { pixels }),
  }))
  const report = join(folder, 'report.jsonl')
  writeFileSync(report, sampleReport({ entries: [withheldEntry(0), ...entries] }))
  const output = archive(...objects.map((bytes, index) => member(`2.25.${index}`, bytes)))
  const { findings } = await verifyBytes(output, { report })
  return findings
    .filter(({ kind }) => KINDS.includes(kind))
    .map(({ entry, kind, severity, path }) => `${entry} ${kind} ${severity} ${path}`)
}

describe('an object that says that its pixels were cleaned', () => {
  it.each([
    ['areas became black', BLANKED],
    ['all frames were looked at', INSPECTED],
  ])('is supported by a report that says that %s', async (_, pixels) => {
    expect(await found([SAYS, SILENT], [{ pixels }, {}])).toEqual([])
  })

  it.each<[string, Told]>([
    ['nothing of them', {}],
    ['that they passed', { pixels: PASSED }],
    ['that a sample of frames was looked at', { pixels: SAMPLED }],
    ['that a rule blanked, and a sample of frames was looked at', { pixels: { ...SAMPLED, ...BLANKED } }],
    ['that they were blanked, of another object', { pixels: BLANKED, bytes: SAYS.length + 2 }],
    ['what no report says', { pixels: { ...BLANKED, outcome: 'cleaned' as 'blanked' } }],
  ])('is not by one that says %s', async (_, told) => {
    expect(await found([SILENT, SAYS], [{}, told])).toEqual(['1 claim-unsupported leak (0012,0064)'])
  })

  it('is not where the report has no such object', async () => {
    expect(await found([SAYS, SAYS], [{ pixels: BLANKED }])).toEqual(['1 claim-unsupported leak (0012,0064)'])
  })

  it('is not judged by the record of what broke off', async () => {
    expect(await found([SAYS], [{ disposition: 'broken' }])).toEqual([])
  })
})

describe('an object of which the report says that its pixels were cleaned', () => {
  it.each([
    ['nothing', SILENT, ['0 claim-missing conformance (0012,0064)', '0 claim-missing conformance (0028,0301)']],
    ['not all', object(['113100', '113101']), ['0 claim-missing conformance (0028,0301)']],
    ['nothing of its de-identification, as was asked for', object([]), []],
  ])('is told where it says %s', async (_, bytes, wanted) => {
    expect(await found([bytes], [{ pixels: BLANKED }])).toEqual(wanted)
  })
})

describe('the record of an object is found', () => {
  /** Group and element of Specific Character Set, and then no object. */
  const note = Buffer.from('\x08\0\x05\0CS a note that a site keeps beside its images')
  const claiming = { ...passedEntry(1), outputBytes: SAYS.length, pixels: BLANKED }
  const keptEntry = (ordinal: number, bytes: number) =>
    ({ ordinal, disposition: 'kept', inputBytes: bytes, outputBytes: bytes }) as const
  const brokenEntry = { ...passedEntry(0), disposition: 'broken', outputBytes: SILENT.length } as const
  const procedure = member('SOP.md', Buffer.from('what was done'))
  const entries = [keptEntry(0, note.length), claiming]
  const sameSize = { run: { framing: 'same-size' } } as const
  const lost = { ...withheldEntry(0), outputBytes: 500 }

  it.each<[string, readonly Buffer[], SampleOptions]>([
    ['behind one that was kept and begins as an object does', [member('a', note), member('b', SAYS)], { entries }],
    ['behind an operating procedure', [procedure, member('a', note), member('b', SAYS)], { entries }],
    [
      'behind one that broke off, which is followed by an empty one',
      [member('a', SILENT), member('a', Buffer.alloc(0)), member('b', SAYS)],
      { entries: [brokenEntry, claiming] },
    ],
    [
      'where every entry keeps its place',
      [member('a', Buffer.alloc(500)), member('b', SAYS)],
      { entries: [lost, claiming], ...sameSize },
    ],
    [
      'behind what was kept where every entry keeps its place',
      [member('a', Buffer.alloc(500)), member('b', note), member('c', SAYS)],
      { entries: [lost, keptEntry(1, note.length), { ...claiming, ordinal: 2 }], ...sameSize },
    ],
  ])('%s', async (_, members, told) => {
    const report = join(folder, 'report.jsonl')
    writeFileSync(report, sampleReport(told))
    const { findings } = await verifyBytes(archive(...members), { report })
    expect(findings.filter(({ kind }) => KINDS.includes(kind))).toEqual([])
  })
})

describe('an object with other pixels than its input', () => {
  it('may have other offsets, and tells them with its pixels where it does not say that these were cleaned', async () => {
    const table = (offset: number) => [
      element('7FE0,0001', 'OV', Buffer.alloc(8, offset)),
      element('7FE0,0002', 'OV', Buffer.alloc(8, offset + 1)),
    ]
    const before = archive(member('1', object([], undefined, table(1))))
    for (const [after, places] of [
      [object(['113100', '113101'], 'NO', table(3)), []],
      [object(['113100'], undefined, table(3)), ['(7FE0,0001)', '(7FE0,0002)']],
    ] as const) {
      const { findings } = await verifyBytes(archive(member('2.25.0', after)), { against: before })
      expect(findings.filter(({ kind }) => kind === 'kept-changed')).toEqual([])
      expect(findings.filter(({ kind }) => kind === 'pixel-data-differs').map(({ path }) => path)).toEqual(places)
    }
  })

  const input = (pixel: number): Buffer => {
    const elements = [
      element('0008,0016', 'UI', CT),
      element('0008,0018', 'UI', '1.2.3.1'),
      element('0008,0060', 'CS', 'CT'),
      element('0020,000D', 'UI', '1.2.3.2'),
      element('0020,000E', 'UI', '1.2.3.3'),
      element('7FE0,0010', 'OW', Buffer.alloc(32, pixel)),
    ]
    const meta = { start: 'preamble', sopClassUid: CT, sopInstanceUid: '1.2.3.1' } as const
    return archive(member('1', Buffer.from(buildObject({ encoding: 'explicit-le', meta, elements }))))
  }
  const BLANKED_SAMPLE: PixelTreatment = { ...SAMPLED, ...BLANKED }

  it.each<[string, PixelTreatment, number, number]>([
    ['is no finding where the report tells that areas of it became black', BLANKED, 0, 0],
    ['is none where the object makes no claim, a sample of frames having been looked at', BLANKED_SAMPLE, 0, 0],
    ['is one where the report tells that nobody looked', PASSED, 0, 1],
    ['is one where the report tells that nothing had to go', SAMPLED, 0, 1],
    ['is one where the report tells of an object of another length', BLANKED_SAMPLE, 2, 1],
  ])('%s', async (_, pixels, lengthOff, count) => {
    const told = { ...passedEntry(0), outputBytes: SILENT.length + lengthOff, pixels }
    const report = join(folder, 'report.jsonl')
    writeFileSync(report, sampleReport({ entries: [told] }))
    const { findings } = await verifyBytes(archive(member('2.25.0', SILENT)), { report, against: input(7) })
    expect(findings.filter(({ kind }) => kind === 'entry-unpaired')).toEqual([])
    expect(findings.filter(({ kind }) => kind === 'pixel-data-differs')).toHaveLength(count)
  })
})

describe('a report', () => {
  const whole = sampleReport({ entries: [{ ...passedEntry(0), outputBytes: SILENT.length }, withheldEntry(1)] })
  const lines = whole.trimEnd().split('\n')
  const anchor = /"chain":"([0-9a-f]+)"\}$/.exec(lines[3]!)![1]!
  const more = '{"record":"summary"}'
  const chain = createHash('sha256').update(`${anchor}\n${more}`).digest('hex')
  const altered = async (text: string): Promise<number> => {
    const report = join(folder, 'report.jsonl')
    writeFileSync(report, text)
    const { findings } = await verifyBytes(archive(member('2.25.0', SILENT)), { report })
    return findings.filter(({ kind }) => kind === 'report-altered').length
  }

  it('is believed as it was written', async () => {
    expect(await altered(whole)).toBe(0)
  })

  it.each<[string, string]>([
    ['a line changed', whole.replace('"bytesIn":1000', '"bytesIn":1001')],
    ['a line left out', [lines[0], lines[1], lines[3], ''].join('\n')],
    ['lines in another order', [lines[0], lines[2], lines[1], lines[3], ''].join('\n')],
    ['no summary', [...lines.slice(0, 3), ''].join('\n')],
    ['no first line', [...lines.slice(1), ''].join('\n')],
    ['a line behind the summary that is chained to it', `${whole}${more.slice(0, -1)},"chain":"${chain}"}\n`],
    ['an empty line', whole.replace('\n', '\n\n')],
    ['no line feed at its end', lines.join('\n')],
    ['a line without its chain', whole.replace(/,"chain":"[0-9a-f]+"/, '')],
  ])('with %s is told once', async (_, text) => {
    expect(text).not.toBe(whole)
    expect(await altered(text)).toBe(1)
  })
})
