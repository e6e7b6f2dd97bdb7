/**
 * Compressed images that others encode, with tokens planted in every place that is side data: none is left, and others decode the same
 * samples as before.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sideDataFilter } from '../../src/pixels/side-data.ts'
import { keepAllPlan } from '../../src/profile/compile.ts'
import { testIdentity } from '../support/agreement.ts'
import { chunksOf } from '../support/chunkings.ts'
import { bytes, joined, marker, segment } from '../support/code-streams.ts'
import { listCorpus } from '../support/corpus.ts'
import { buildObject, type ElementSpec } from '../support/dicom-builder.ts'
import { EngineRunner } from '../support/engine-runner.ts'
import { convert, havePeers, readWithPydicom } from '../support/peers.ts'
import { useScratch } from '../support/scratch.ts'

const TOKEN = 'SMITHERS^WALDO'
const ROWS = 48
const COLUMNS = 64

type Decoder = (from: string, to: string) => Promise<boolean>
const DCMTK: Decoder = (from, to) => convert('dcmdjpeg', from, to)
const GDCM: Decoder = (from, to) => convert('gdcmconv', '--raw', from, to)

/** An image with edges, slopes and noise, so that every sample depends on those before it. */
function image(kind: 'grey' | 'deep' | 'colour'): Uint8Array {
  const samples = kind === 'colour' ? 3 : 1
  const bytesEach = kind === 'deep' ? 2 : 1
  const pixels = new Uint8Array(ROWS * COLUMNS * samples * bytesEach)
  let noise = 1
  for (let at = 0; at < pixels.length; at++) {
    noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff
    pixels[at] = bytesEach === 2 && at % 2 === 1 ? (at >> 8) & 0x0f : ((at * 3) >> 2) ^ (noise >> 24)
  }
  const us = (tag: number, value: number): ElementSpec => ({ tag, vr: 'US', integers: [value] })
  return buildObject({
    encoding: 'explicit-le',
    meta: { start: 'preamble', sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: '1.2.3' },
    elements: [
      { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.7' },
      { tag: 0x00080018, vr: 'UI', value: '1.2.3' },
      { tag: 0x0020000d, vr: 'UI', value: '1.2.4' },
      { tag: 0x0020000e, vr: 'UI', value: '1.2.5' },
      us(0x00280002, samples),
      { tag: 0x00280004, vr: 'CS', value: kind === 'colour' ? 'RGB' : 'MONOCHROME2' },
      ...(kind === 'colour' ? [us(0x00280006, 0)] : []),
      us(0x00280010, ROWS),
      us(0x00280011, COLUMNS),
      us(0x00280100, 8 * bytesEach),
      us(0x00280101, bytesEach === 2 ? 12 : 8),
      us(0x00280102, bytesEach === 2 ? 11 : 7),
      us(0x00280103, 0),
      { tag: 0x7fe00010, vr: bytesEach === 2 ? 'OW' : 'OB', value: pixels },
    ],
  })
}

/** Where the fragments of Pixel Data are in an explicit object, the offset table among them. */
function fragmentsOf(object: Buffer): { at: number; headAt: number; bytes: Buffer }[] {
  const found: { at: number; headAt: number; bytes: Buffer }[] = []
  let at = object.indexOf(Buffer.from('e07f10004f420000ffffffff', 'hex')) + 12
  while (object.readUInt32LE(at) === 0xe000fffe) {
    const length = object.readUInt32LE(at + 4)
    found.push({ at: at + 8, headAt: at, bytes: object.subarray(at + 8, at + 8 + length) })
    at += 8 + length
  }
  return found
}

const comment = (code: number, head = ''): Uint8Array => segment(code, `${head}${TOKEN}`)

/** Every kind of side data, behind the start of a code stream, before its end and behind it. */
function plant(stream: Buffer): Uint8Array {
  if (stream.readUInt16BE(0) === 0xff4f) {
    const sizEnd = 4 + stream.readUInt16BE(4)
    const withComment = joined(stream.subarray(0, sizEnd), comment(0x64, '\0\x01'), stream.subarray(sizEnd))
    return even(joined(withComment, bytes(TOKEN)))
  }
  const end = stream.lastIndexOf(Buffer.from('ffd9', 'hex'))
  const others = [0xe1, 0xe2, 0xed, 0xef, 0xfe].map((code) => comment(code, code === 0xe1 ? 'Exif\0\0' : ''))
  // decoders of JPEG-LS stop at a comment between the scan and the end
  const last = stream.includes(Buffer.from('fff7', 'hex')) ? new Uint8Array(0) : comment(0xfe)
  return even(joined(stream.subarray(0, 2), ...others, stream.subarray(2, end), last, marker(0xd9), bytes(TOKEN)))
}

function even(stream: Uint8Array): Uint8Array {
  return stream.length % 2 === 0 ? stream : joined(stream, Uint8Array.of(0))
}

/** The object with planted fragments, and an empty offset table. */
function planted(object: Buffer): Buffer {
  const [table, ...fragments] = fragmentsOf(object)
  const last = fragments.at(-1)!
  const item = (content: Uint8Array): Buffer => {
    const head = Buffer.from('feff00e000000000', 'hex')
    head.writeUInt32LE(content.length, 4)
    return Buffer.concat([head, content])
  }
  const items = fragments.map((fragment) => item(plant(fragment.bytes)))
  return Buffer.concat([
    object.subarray(0, table!.headAt),
    item(new Uint8Array(0)),
    ...items,
    object.subarray(last.at + last.bytes.length),
  ])
}

/** What another program decodes of it: one digest. */
async function decoded(path: string, to: string, decode: Decoder): Promise<string | undefined> {
  if (!(await decode(path, to))) return undefined
  return readWithPydicom([to])[0]!.pixels['7FE00010']?.sha256
}

const CASES: readonly (readonly [string, 'grey' | 'deep' | 'colour', readonly string[], Decoder])[] = [
  ['JPEG baseline, grey', 'grey', ['dcmcjpeg', '+eb'], DCMTK],
  ['JPEG baseline, colour', 'colour', ['dcmcjpeg', '+eb'], DCMTK],
  ['JPEG extended, 12 bits', 'deep', ['dcmcjpeg', '+ee'], DCMTK],
  ['JPEG progressive, colour', 'colour', ['dcmcjpeg', '+ep'], DCMTK],
  ['JPEG spectral selection, 12 bits', 'deep', ['dcmcjpeg', '+es'], DCMTK],
  ['JPEG lossless, 12 bits', 'deep', ['dcmcjpeg', '+e1'], DCMTK],
  ['JPEG lossless, colour', 'colour', ['dcmcjpeg', '+el'], DCMTK],
  ['JPEG-LS lossless, 12 bits', 'deep', ['dcmcjpls', '+el'], GDCM],
  ['JPEG-LS near-lossless, colour', 'colour', ['dcmcjpls', '+en'], GDCM],
  ['JPEG 2000, 12 bits', 'deep', ['gdcmconv', '--j2k'], GDCM],
  ['JPEG 2000, colour', 'colour', ['gdcmconv', '--j2k'], GDCM],
]

const engine = new EngineRunner(keepAllPlan(), testIdentity(), { filterFor: sideDataFilter })

describe.skipIf(!havePeers('dcmcjpeg', 'gdcmconv', 'pydicom'))('side data of an image that others encoded', () => {
  const scratch = useScratch('nothing')

  it.each(CASES)('goes, and its samples stay: %s', async (_, kind, [encoder, ...options], decode) => {
    const plain = scratch.put('plain.dcm', image(kind))
    expect(await convert(encoder!, ...options, plain, scratch.at('encoded.dcm'))).toBe(true)
    const dirty = planted(readFileSync(scratch.at('encoded.dcm')))
    expect(dirty.includes(TOKEN)).toBe(true)
    const { result, bytes: clean } = engine.run(new Uint8Array(dirty), 'exact', chunksOf(97))
    expect(result.disposition).toBe('deidentified')
    expect(result.counts.tallies.sideData).toBeGreaterThan(1)
    expect(Buffer.from(clean).includes(TOKEN)).toBe(false)
    const before = await decoded(scratch.put('dirty.dcm', dirty), scratch.at('before.dcm'), decode)
    const after = await decoded(scratch.put('clean.dcm', clean), scratch.at('after.dcm'), decode)
    expect(before).toBeDefined()
    expect(after).toBe(before)
  })
})

const corpus = listCorpus()

describe.skipIf(corpus.length === 0 || !havePeers('gdcmconv', 'pydicom'))('side data of the corpus', () => {
  const scratch = useScratch('nothing')

  it('goes without a change of what GDCM decodes', async () => {
    const changed: string[] = []
    let compared = 0
    for (const { path, absolutePath } of corpus) {
      const { result, bytes: clean } = engine.run(new Uint8Array(readFileSync(absolutePath)), 'exact')
      if (result.disposition !== 'deidentified' || !result.counts.tallies.sideData) continue
      const before = await decoded(absolutePath, join(scratch.folder, 'before.dcm'), GDCM)
      const after = await decoded(scratch.put('clean.dcm', clean), join(scratch.folder, 'after.dcm'), GDCM)
      if (before !== undefined) compared++
      if (after !== before) changed.push(path)
    }
    expect(changed).toEqual([])
    expect(compared).toBeGreaterThan(0)
  })
})
