/** Rules about pixels through every way from file to file, and what is said of it afterwards. */

import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ReadableStream } from 'node:stream/web'
import { beforeEach, describe, expect, it } from 'vitest'
import { type ArchiveEntryRecord, createDeidentifier, type DeidentifierOptions } from '../../../src/index.ts'
import { createDeidentifier as createWebDeidentifier } from '../../../src/web/index.ts'
import { buildObject, type ElementSpec } from '../../support/dicom-builder.ts'
import { encodeRle } from '../../support/rle-encoder.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { KEY } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, chunksOf, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch('key')
const { at, put } = scratch

const US = '1.2.840.10008.5.1.4.1.1.6.1'
const RLE = '1.2.840.10008.1.2.5'
const ROWS = 40
const COLUMNS = 60
const SAMPLES = Buffer.alloc(ROWS * COLUMNS, 0x77)
const PROFILE = {
  pixels: {
    rules: [
      { when: { Manufacturer: 'example' }, blank: [0, 0, 60, 10] as [number, number, number, number] },
      { when: { Manufacturer: 'plain' }, pass: true as const },
    ],
  },
}

const NATIVE: ElementSpec = { tag: 0x7fe00010, vr: 'OB', value: SAMPLES }

/** An ultrasound image; there is room in its head for what it has to say. */
function image(number: number, manufacturer: string, pixels = NATIVE, transferSyntaxUid?: string): Buffer {
  const us = (tag: number, value: number): ElementSpec => ({ tag, vr: 'US', integers: [value] })
  const uid = `1.2.826.0.1.3680043.10.${number}`
  const bytes = buildObject({
    encoding: 'explicit-le',
    meta: {
      start: 'preamble',
      sopClassUid: US,
      sopInstanceUid: uid,
      ...(transferSyntaxUid !== undefined && { transferSyntaxUid }),
    },
    elements: [
      { tag: 0x00080016, vr: 'UI', value: US },
      { tag: 0x00080018, vr: 'UI', value: uid },
      { tag: 0x00080060, vr: 'CS', value: 'US' },
      { tag: 0x00080070, vr: 'LO', value: manufacturer },
      { tag: 0x00100010, vr: 'PN', value: 'HOFFMANN^ERIKA' },
      { tag: 0x00100020, vr: 'LO', value: `PATIENT-${number}` },
      { tag: 0x00104000, vr: 'LT', value: 'seen by HOFFMANN '.repeat(40) },
      { tag: 0x0020000d, vr: 'UI', value: '1.2.826.0.1.3680043.11.1' },
      { tag: 0x0020000e, vr: 'UI', value: '1.2.826.0.1.3680043.11.2' },
      us(0x00280002, 1),
      { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
      us(0x00280010, ROWS),
      us(0x00280011, COLUMNS),
      us(0x00280100, 8),
      us(0x00280101, 8),
      us(0x00280102, 7),
      us(0x00280103, 0),
      { tag: 0x00280301, vr: 'CS', value: 'YES' },
      pixels,
    ],
  })
  return Buffer.from(bytes)
}

const FRAME = {
  rows: ROWS,
  columns: COLUMNS,
  samplesPerPixel: 1,
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  pixelRepresentation: 0,
  photometricInterpretation: 'MONOCHROME2',
  planarConfiguration: 0,
} as const
const COMPRESSED: ElementSpec = { tag: 0x7fe00010, vr: 'OB', fragments: [new Uint8Array(0), encodeRle(SAMPLES, FRAME)] }

const OBJECTS = [
  image(1, 'Example'),
  image(2, 'Plain'),
  image(3, 'Unknown'),
  image(4, 'Example', COMPRESSED, RLE),
  image(5, 'Example'),
]
const INPUT = archive(...OBJECTS.map((object, at) => member(`HOFFMANN/${at}.dcm`, object)))
/** Of the first one: ten rows of black. */
const isBlanked = (bytes: Buffer): boolean => bytes.includes(Buffer.concat([Buffer.alloc(600), SAMPLES.subarray(600)]))

interface Told {
  readonly disposition: string
  readonly code?: string
  readonly pixels?: unknown
}

const TOLD: readonly Partial<Told>[] = [
  { disposition: 'deidentified', pixels: { outcome: 'blanked', rules: [1], rectangles: 1, method: 'native' } },
  { disposition: 'deidentified', pixels: { outcome: 'passed', rules: [2], rectangles: 0 } },
  { disposition: 'withheld', code: 'PIXELS_UNMATCHED', pixels: { outcome: 'withheld', rules: [], rectangles: 0 } },
  { disposition: 'deidentified', pixels: { outcome: 'blanked', rules: [1], rectangles: 1, method: 'rle' } },
  { disposition: 'deidentified', pixels: { outcome: 'blanked', rules: [1], rectangles: 1, method: 'native' } },
]

const told = (report: string): Told[] =>
  readFileSync(at(report), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ record }) => record === 'entry')

async function run(output: string, ...more: readonly string[]): Promise<Buffer> {
  const argv = [at('in.tar'), '-o', at(output), '--key-file', at('key'), '--profile', at('profile.json'), ...more]
  const { code, stderr } = await runSluice([...argv, '--report', at(`${output}.jsonl`)])
  expect(`${code} ${code === 3 ? '' : stderr}`).toBe('3 ')
  return readFileSync(at(output))
}

describe('rules about pixels, by the command', () => {
  beforeEach(() => {
    put('in.tar', INPUT)
    put('profile.json', Buffer.from(JSON.stringify(PROFILE)))
  })

  it('come to the same bytes and the same report with threads, with a journal, and looked at again', async () => {
    const output = await run('one.tar')
    expect(told('one.tar.jsonl')).toMatchObject(TOLD)
    const members = await readWithTarStream(output)
    expect(members).toHaveLength(4)
    expect(isBlanked(members[0]!.body)).toBe(true)
    expect(members.map(({ body }) => body.includes('113101'))).toEqual([true, false, true, true])
    for (const [name, ...flags] of [
      ['two.tar', '--jobs', '2'],
      ['resumed.tar', '--resume'],
      ['looked-at.tar', '--verify'],
    ] as const) {
      expect((await run(name, ...flags)).equals(output), name).toBe(true)
      expect(readFileSync(at(`${name}.jsonl`)).equals(readFileSync(at('one.tar.jsonl'))), name).toBe(true)
    }
  })

  it('come to the same bytes with sizes that stay as in place, and originals of what is withheld are collected', async () => {
    const output = await run('same.tar', '--same-size', '--quarantine', at('kept.tar'))
    expect(output).toHaveLength(INPUT.length)
    expect(told('same.tar.jsonl')).toMatchObject(TOLD)
    const verified = await runSluice(['verify', at('same.tar'), '--report', at('same.tar.jsonl'), '--json'])
    expect(verified.stdout.toString()).toContain('claim-unproven')
    expect(verified.stdout.toString()).not.toMatch(/claim-(?!unproven)/)
    const kept = await readWithTarStream(readFileSync(at('kept.tar')))
    expect(kept.map(({ body }) => body)).toEqual([OBJECTS[2]])
    copyFileSync(at('in.tar'), at('here.tar'))
    const argv = ['--in-place', at('here.tar'), '--key-file', at('key'), '--profile', at('profile.json')]
    const { code } = await runSluice([...argv, '--quarantine', at('kept-here.tar')])
    expect(code).toBe(3)
    expect(readFileSync(at('here.tar')).equals(output)).toBe(true)
    expect(readFileSync(at('kept-here.tar')).equals(readFileSync(at('kept.tar')))).toBe(true)
  })

  it('hold for a single object and for a directory, and verify takes treated pixels for no loss', async () => {
    const output = await run('out.tar')
    const members = await readWithTarStream(output)
    mkdirSync(at('folder'))
    for (const [ordinal, object] of OBJECTS.entries()) put(`folder/${ordinal}.dcm`, object)
    const terms = ['--key-file', at('key'), '--profile', at('profile.json')]
    const folder = await runSluice([at('folder'), '-o', at('folder.tar'), ...terms])
    expect(folder.code).toBe(3)
    const bodies = (await readWithTarStream(readFileSync(at('folder.tar')))).map(({ body }) => body)
    expect(bodies).toEqual(members.map(({ body }) => body))
    const single = await runSluice([at('folder/3.dcm'), '-o', at('single.dcm'), ...terms])
    expect(single.code).toBe(0)
    expect(readFileSync(at('single.dcm'))).toEqual(members[2]!.body)
    for (const asked of [['--profile', at('profile.json')], []]) {
      const against = ['--against', at('in.tar'), '--report', at('out.tar.jsonl'), '--json']
      const verified = await runSluice(['verify', at('out.tar'), ...against, ...asked])
      expect(verified.code).toBe(0)
      const kinds = verified.stdout.toString().match(/"kind":"[a-z-]+"/g) ?? []
      expect(
        [...new Set(kinds)].filter((kind) => /pixel|kept-changed|kept-lost|claim-(?!unproven)/.test(kind)),
      ).toEqual([])
      // That nothing is left in them cannot be seen from a header.
      expect(kinds.filter((kind) => kind.includes('claim-unproven'))).toHaveLength(3)
    }
  })
})

describe('rules about pixels, in the library', () => {
  async function through(options: DeidentifierOptions): Promise<{ bytes: Buffer; records: ArchiveEntryRecord[] }> {
    const records: ArchiveEntryRecord[] = []
    const deid = await createDeidentifier({
      key: KEY,
      profile: PROFILE,
      onEntry: (record) => records.push(record),
      ...options,
    })
    const bytes = await buffer(Readable.from(chunksOf(INPUT, 1000)).pipe(deid.tar()))
    return { bytes, records }
  }

  it('hold for archives and objects, looked at again or not, in Node and where there is none', async () => {
    const { bytes, records } = await through({})
    expect(records).toMatchObject(TOLD)
    const again = await through({ verify: true })
    expect(again.bytes.equals(bytes)).toBe(true)
    expect(again.records).toEqual(records)
    const web = await createWebDeidentifier({ key: KEY, profile: PROFILE })
    const onWeb = await buffer(ReadableStream.from(chunksOf(INPUT, 999)).pipeThrough(web.tar() as never) as never)
    expect(onWeb.equals(bytes)).toBe(true)
    const members = await readWithTarStream(bytes)
    const deid = await createDeidentifier({ key: KEY, profile: PROFILE })
    expect(Buffer.from(deid.object(OBJECTS[0]!).bytes)).toEqual(members[0]!.body)
    expect(Buffer.from(deid.object(OBJECTS[3]!).bytes)).toEqual(members[2]!.body)
    expect(() => deid.object(OBJECTS[2]!)).toThrow('PIXELS_UNMATCHED')
  })

  it('have the caller asked once for each object, whether it is wanted', async () => {
    const asked: (string | undefined)[] = []
    const { records } = await through({ accept: ({ modality }) => asked.push(modality) > 0 && asked.length !== 4 })
    expect(asked).toHaveLength(5)
    expect(records[3]).toMatchObject({ disposition: 'dropped', code: 'NOT_ACCEPTED' })
  })
})
