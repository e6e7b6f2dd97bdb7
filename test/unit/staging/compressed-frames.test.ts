import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/limits.ts'
import { codecFor } from '../../../src/pixels/frame-codecs.ts'
import { readFragments } from '../../../src/staging/fragments.ts'
import { MemorySpool } from '../../../src/staging/spool.ts'
import { createStage } from '../../../src/staging/stage-object.ts'
import { losslessEngines } from '../../../src/streams/lossless-engines.ts'
import { chunksOf, whole } from '../../support/chunkings.ts'
import { type EncapsulatedSpec, encapsulatedObject, offsetsOf } from '../../support/encapsulated-object.ts'
import { frameImage } from '../../support/frame-images.ts'
import { losslessFrame } from '../../support/lossless-frames.ts'
import { type Pixels, runStaged, type StagedTerms } from '../../support/staged-run.ts'

const JPEG_LS = '1.2.840.10008.1.2.4.80'
const IMAGE = frameImage(20, 30)
const FRAMES = [1, 2, 3].map((seed) => losslessFrame(JPEG_LS, IMAGE, seed))
const CODESTREAMS = FRAMES.map(({ codestream }) => codestream)
const LENGTHS = CODESTREAMS.map(({ length }) => length)
const AREA = [3, 4, 10, 5] as const
const RULES: Pixels = { rules: [{ when: { Manufacturer: 'example' }, blank: [...AREA] }] }
const PIXEL_DATA_HEADER = Buffer.from('e07f10004f420000ffffffff', 'hex')

/** Pixel Data of an output: its table, its fragments, and what follows. */
interface Written {
  readonly head: Buffer
  readonly basicOffsets: number[]
  readonly fragments: Buffer[]
  readonly after: Buffer
}

function readPixels(object: Buffer): Written {
  const headerAt = object.lastIndexOf(PIXEL_DATA_HEADER)
  expect(headerAt).toBeGreaterThan(0)
  const items: Buffer[] = []
  let at = headerAt + PIXEL_DATA_HEADER.length
  for (; object.readUInt32LE(at) !== 0xe0ddfffe; at += 8 + object.readUInt32LE(at + 4)) {
    expect(object.readUInt32LE(at)).toBe(0xe000fffe)
    items.push(object.subarray(at + 8, at + 8 + object.readUInt32LE(at + 4)))
  }
  const [table, ...fragments] = items
  const basicOffsets = Array.from({ length: table!.length / 4 }, (_, index) => table!.readUInt32LE(4 * index))
  return { head: object.subarray(0, headerAt), basicOffsets, fragments, after: object.subarray(at + 8) }
}

const spec = (more: Partial<EncapsulatedSpec> = {}): Uint8Array =>
  encapsulatedObject({
    transferSyntaxUid: JPEG_LS,
    image: IMAGE,
    numberOfFrames: 3,
    fragments: CODESTREAMS,
    ...more,
  })

/** Cut somewhere in the middle, at an even place. */
function halves(bytes: Uint8Array): Uint8Array[] {
  const at = 2 * Math.floor(bytes.length / 4)
  return [bytes.subarray(0, at), bytes.subarray(at)]
}

/** The object is passed on, and each frame is what it was but for the area. */
function expectBlanked(object: Uint8Array, terms: StagedTerms = {}): Written {
  const { result, bytes, committedBytes } = runStaged(RULES, object, terms)
  expect(result).toMatchObject({ disposition: 'deidentified', pixels: { outcome: 'blanked', method: 'lossless' } })
  if (terms.framing !== 'stream') expect(committedBytes).toBe(bytes.length)
  expect(bytes.includes('DOE')).toBe(false)
  const written = readPixels(bytes)
  expect(written.fragments).toHaveLength(3)
  const [x, y, width, height] = AREA
  for (const [index, fragment] of written.fragments.entries()) {
    const expected = Uint8Array.from(FRAMES[index]!.samples)
    for (let row = y; row < y + height; row++) expected.fill(0, row * 30 + x, row * 30 + x + width)
    const decoded = codecFor(JPEG_LS, losslessEngines)!.decode(fragment, IMAGE)
    expect(Buffer.compare(decoded, expected)).toBe(0)
  }
  return written
}

describe('an image of several compressed frames is rewritten frame by frame', () => {
  it.each([
    ['one fragment each', spec()],
    ['two fragments each, by their beginnings', spec({ fragments: CODESTREAMS.flatMap(halves) })],
  ])('%s; a table that was empty stays empty', (_, object) => {
    expect(expectBlanked(object).basicOffsets).toEqual([])
  })

  it('two fragments each by the Basic Offset Table, which becomes that of the new frames', () => {
    const parts = CODESTREAMS.map(halves)
    const sizes = parts.map((pair) => pair.reduce((sum, part) => sum + 8 + part.length + (part.length % 2), 0))
    const object = spec({ fragments: parts.flat(), basicOffsets: [0, sizes[0]!, sizes[0]! + sizes[1]!] })
    const { basicOffsets, fragments } = expectBlanked(object)
    expect(basicOffsets).toEqual(offsetsOf(fragments.map(({ length }) => length)))
  })

  it('by the Extended Offset Table, which becomes that of the new frames, with their lengths without padding', () => {
    const { head, basicOffsets, fragments } = expectBlanked(
      spec({ extended: { offsets: offsetsOf(LENGTHS), lengths: LENGTHS } }),
    )
    expect(basicOffsets).toEqual([])
    const entries = Array.from({ length: 3 }, (_, index) => head.readBigUInt64LE(head.length - 24 + 8 * index))
    const offsets = Array.from({ length: 3 }, (_, index) => head.readBigUInt64LE(head.length - 60 + 8 * index))
    expect(offsets.map(Number)).toEqual(offsetsOf(fragments.map(({ length }) => length)))
    for (const [index, length] of entries.map(Number).entries()) {
      expect([length, length + 1]).toContain(fragments[index]!.length)
      expect(fragments[index]!.subarray(length - 2, length)).toEqual(Buffer.of(0xff, 0xd9))
    }
  })

  it('in any chunks and framings, with what follows Pixel Data', () => {
    const object = spec({ more: [{ tag: 0xfffcfffc, vr: 'OB', value: new Uint8Array(2000) }] })
    const once = runStaged(RULES, object).bytes
    for (const chunking of [whole, chunksOf(13), chunksOf(777)]) {
      expect(runStaged(RULES, object, { chunking }).bytes.equals(once)).toBe(true)
      expectBlanked(object, { chunking, framing: 'stream' })
    }
    const roomy = spec({ more: [{ tag: 0x00104000, vr: 'LT', value: 'x'.repeat(2000) }] })
    const { result, bytes } = runStaged(RULES, roomy, { framing: 'same-size' })
    expect([result.disposition, bytes.length]).toEqual(['deidentified', roomy.length])
    expect(runStaged(RULES, object, { framing: 'same-size' }).result.code).toBe('SIZE_EXCEEDED')
  })
})

describe('a compressed image is withheld', () => {
  const refused = (object: Uint8Array): unknown => {
    const { result, bytes } = runStaged(RULES, object)
    expect([result.disposition, bytes.length]).toEqual(['withheld', 0])
    return result.code
  }

  it.each<[string, Partial<EncapsulatedSpec>]>([
    ['it has fewer fragments than frames', { numberOfFrames: 4 }],
    ['it has more code streams than frames', { numberOfFrames: 2 }],
    ['it has several code streams and no Number of Frames', { numberOfFrames: '' }],
    ['Number of Frames is no number', { numberOfFrames: 'many' }],
    ['its Basic Offset Table has fewer frames', { basicOffsets: offsetsOf(LENGTHS).slice(0, 2) }],
    ['its Basic Offset Table points beside a fragment', { basicOffsets: [0, 2, 4] }],
    ['its Basic Offset Table does not begin with the first fragment', { basicOffsets: [8, 16, 24] }],
    ['its Basic Offset Table does not rise', { basicOffsets: [0, ...offsetsOf(LENGTHS).slice(1).reverse()] }],
    [
      'its Extended Offset Table has other lengths',
      { extended: { offsets: offsetsOf(LENGTHS), lengths: LENGTHS.map((length) => length + 2) } },
    ],
    [
      'its Extended Offset Table has fewer lengths',
      { extended: { offsets: offsetsOf(LENGTHS), lengths: LENGTHS.slice(1) } },
    ],
    ['its attributes are of another size', { image: frameImage(21, 30) }],
  ])('PIXELS_CONTRADICTORY where %s', (_, more) => {
    expect(refused(spec(more))).toBe('PIXELS_CONTRADICTORY')
  })

  it('CODESTREAM_INVALID where one of its frames is broken, though those before it were not', () => {
    const [first, second, third] = CODESTREAMS
    expect(refused(spec({ fragments: [first!, second!, third!.subarray(0, -40)] }))).toBe('CODESTREAM_INVALID')
  })

  it('TRUNCATED where it ends within its fragments', () => {
    const object = spec()
    expect(refused(object.subarray(0, object.length - 30))).toBe('TRUNCATED')
  })

  it.each(['1.2.840.10008.1.2.4.100', '1.2.840.10008.1.2.4.102', '1.2.840.10008.1.2.4.107', '1.2.840.10008.1.2.4.66'])(
    'PIXELS_ENCAPSULATED where it is video, or of another kind that is not known: %s',
    (transferSyntaxUid) => {
      expect(refused(spec({ transferSyntaxUid }))).toBe('PIXELS_ENCAPSULATED')
    },
  )
})

it('an image has at most limits.fragments fragments', () => {
  const spool = new MemorySpool(2 ** 23)
  const item = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0)
  const end = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0)
  for (let count = 0; count <= limits.fragments; count++) spool.append(item)
  const most = new MemorySpool(2 ** 23)
  most.append(spool.read(0, spool.sizeBytes))
  most.append(end)
  expect(readFragments(most, 0).valuesAt).toHaveLength(limits.fragments)
  spool.append(item)
  spool.append(end)
  expect(() => readFragments(spool, 0)).toThrow(/^PIXELS_TOO_LARGE/)
})

it('is withheld as PIXELS_ENCAPSULATED where there are no engines, as in a browser', () => {
  expect(runStaged(RULES, spec(), { stage: createStage(undefined) }).result.code).toBe('PIXELS_ENCAPSULATED')
})

it.each([JPEG_LS, '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.201'])(
  'what frames were decoded to is not left for a collector: %s',
  (transferSyntaxUid) => {
    const decoded: Uint8Array[] = []
    const stage = createStage((kind) => {
      const engine = losslessEngines(kind)
      return {
        encode: (...given) => engine.encode(...given),
        decode: (...given) => {
          const frame = engine.decode(...given)
          decoded.push(frame.bytes)
          return frame
        },
      }
    })
    const fragments = [1, 2, 3].map((seed) => losslessFrame(transferSyntaxUid, IMAGE, seed).codestream)
    const { result } = runStaged(RULES, spec({ transferSyntaxUid, fragments }), { stage })
    expect(result.pixels).toMatchObject({ outcome: 'blanked', method: 'lossless' })
    expect(decoded).toHaveLength(6)
    expect(decoded.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 0])
  },
)
