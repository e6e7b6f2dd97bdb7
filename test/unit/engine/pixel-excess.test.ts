import { describe, expect, it } from 'vitest'
import { ObjectDeidentifier } from '../../../src/engine/object-deidentifier.ts'
import { pixelExcessJudge } from '../../../src/engine/pixel-excess.ts'
import { compilePlan } from '../../../src/profile/compile.ts'
import { imageOf } from '../../../src/profile/plan-image.ts'
import { nodeDeflateCodec } from '../../../src/streams/node-platform.ts'
import { testIdentity } from '../../support/agreement.ts'
import { allChunkings, type Chunking, whole } from '../../support/chunkings.ts'
import {
  buildObject,
  bytesOf,
  concatenate,
  DATA_SET_ENCODINGS,
  type DataSetEncodingName,
  type ElementSpec,
  hex,
} from '../../support/dicom-builder.ts'

const engine = new ObjectDeidentifier({
  plan: imageOf(compilePlan({ profile: 'basic' })),
  identity: testIdentity(),
  codec: nodeDeflateCodec,
  judges: [pixelExcessJudge],
})
const PIXEL_DATA = 0x7fe00010
const TEXT = bytesOf('DOE^JANE')

function attributes(changes: Readonly<Record<string, number | undefined>> = {}): ElementSpec[] {
  const values = { samples: 1, rows: 5, columns: 4, bits: 16, ...changes }
  const tags = { samples: 0x00280002, rows: 0x00280010, columns: 0x00280011, bits: 0x00280100 }
  return Object.entries(tags).flatMap(([name, tag]) => {
    const value = values[name as keyof typeof values]
    return value === undefined ? [] : [{ tag, vr: 'US', integers: [value] }]
  })
}

/** What comes out of an object with such pixel data; `excess` is the tally. */
function through(
  elements: readonly ElementSpec[],
  encoding: DataSetEncodingName = 'explicit-le',
  chunking: Chunking = whole,
) {
  const object = buildObject({ encoding, meta: { start: 'preamble' }, elements })
  const parts: Buffer[] = []
  const output = { committed: () => {}, write: (bytes: Uint8Array) => void parts.push(Buffer.from(bytes)) }
  engine.begin(output, object.length)
  for (const chunk of chunking.chunks(object)) engine.push(chunk)
  const { disposition, counts } = engine.end()
  expect(disposition).toBe('deidentified')
  return { bytes: Buffer.concat(parts), excess: counts.tallies.pixelExcess ?? 0 }
}

function pixelData(...parts: Uint8Array[]): ElementSpec {
  return { tag: PIXEL_DATA, vr: 'OW', value: concatenate(parts) }
}

const PICTURE = new Uint8Array(40).fill(7)

describe('bytes behind the last pixel', () => {
  it.each(DATA_SET_ENCODINGS.filter((encoding) => encoding !== 'deflated'))(
    'become zeros, in whatever chunks, %s',
    (encoding) => {
      const elements = [...attributes(), pixelData(PICTURE, TEXT)]
      const object = through(elements, encoding)
      expect(object.bytes.includes('DOE')).toBe(false)
      expect(object.bytes.includes(Buffer.concat([PICTURE, new Uint8Array(8)]))).toBe(true)
      expect(object.excess).toBe(1)
      for (const chunking of allChunkings(object.bytes)) {
        expect(through(elements, encoding, chunking).bytes.equals(object.bytes), chunking.name).toBe(true)
      }
    },
  )

  it.each<[string, ElementSpec[], Uint8Array]>([
    ['that has the size it says', attributes(), PICTURE],
    ['that is shorter', attributes(), PICTURE.subarray(0, 20)],
    ['of several frames', [{ tag: 0x00280008, vr: 'IS', value: '3' }, ...attributes()], new Uint8Array(120).fill(7)],
    ['of odd size, with its padding', attributes({ rows: 3, columns: 3, bits: 8 }), new Uint8Array(10).fill(7)],
    ['of bits', attributes({ rows: 3, columns: 3, bits: 1 }), new Uint8Array(2).fill(7)],
    ['without its rows', attributes({ rows: undefined }), new Uint8Array(64).fill(7)],
    ['of no rows', attributes({ rows: 0 }), new Uint8Array(64).fill(7)],
  ])('are none in a picture %s', (_, elements, pixels) => {
    const { bytes, excess } = through([...elements, pixelData(pixels)])
    expect(bytes.includes(Buffer.from(pixels))).toBe(true)
    expect(excess).toBe(0)
  })

  it('of the frames that there are, count where the number of frames is none', () => {
    const { excess } = through([{ tag: 0x00280008, vr: 'IS', value: '1' }, ...attributes(), pixelData(PICTURE, TEXT)])
    expect(excess).toBe(1)
  })

  it.each([['1A'], ['?'], ['-3']])('are what is left of whole frames where their number is %s', (value) => {
    const frames = [{ tag: 0x00280008, vr: 'IS', value }, ...attributes()]
    const three = Buffer.concat([PICTURE, PICTURE, PICTURE])
    const whole = through([...frames, pixelData(three)])
    expect([whole.bytes.includes(three), whole.excess]).toEqual([true, 0])
    const { bytes, excess } = through([...frames, pixelData(three, TEXT)])
    expect([bytes.includes(three), bytes.includes('DOE'), excess]).toEqual([true, false, 1])
  })

  it('that are zeros are no excess', () => {
    expect(through([...attributes(), pixelData(PICTURE, new Uint8Array(30))]).excess).toBe(0)
  })
})

describe('a picture', () => {
  const SIDE_DATA = concatenate([hex('FFD8 FFFE 000A'), TEXT, hex('FFD9')])

  it.each<[string, ElementSpec[]]>([
    ['variable pixel data', [{ tag: 0x7f000010, vr: 'OW', value: PICTURE }, pixelData(PICTURE, TEXT)]],
    ['another one', [pixelData(PICTURE), pixelData(PICTURE, TEXT)]],
    [
      'one in fragments',
      [{ tag: PIXEL_DATA, vr: 'OB', fragments: [hex(''), hex('FFD8 FFD9')] }, pixelData(PICTURE, TEXT)],
    ],
  ])('behind %s is cut all the same', (_, pictures) => {
    const { bytes, excess } = through([...attributes(), ...pictures])
    expect(bytes.includes('DOE')).toBe(false)
    expect(excess).toBe(1)
  })

  it.each([40, 48])(
    'of floats, %i bytes long, does not keep fragments behind it from being looked at',
    (floatBytes) => {
      const floats = { tag: 0x7fe00008, vr: 'OF', value: concatenate([PICTURE, TEXT]).subarray(0, floatBytes) }
      const fragments = { tag: PIXEL_DATA, vr: 'OB', fragments: [TEXT, SIDE_DATA] }
      const { bytes } = through([...attributes(), floats, fragments])
      expect(bytes.includes('DOE')).toBe(false)
    },
  )
})

describe('a Basic Offset Table', () => {
  const JPEG = hex('FFD8 FFD9')

  function tableOf(frames: string | undefined, table: Uint8Array): Buffer {
    const elements: ElementSpec[] = [
      ...(frames === undefined ? [] : [{ tag: 0x00280008, vr: 'IS', value: frames }]),
      { tag: PIXEL_DATA, vr: 'OB', fragments: [table, JPEG] },
    ]
    return through(elements).bytes
  }

  it.each<[string, string | undefined, Uint8Array]>([
    ['of one frame', undefined, new Uint8Array(4)],
    ['of three frames', '3', hex('00000000 10270000 F2FFFF0F')],
    ['of fewer frames than there are', '9', hex('00000000 10270000')],
    ['without an offset', '2', new Uint8Array(0)],
  ])('%s stays', (_, frames, table) => {
    expect(tableOf(frames, table).includes(Buffer.concat([table, hex('FEFF00E0 04000000'), JPEG]))).toBe(true)
  })

  it.each([
    ['an odd offset', '00000000 10000000 21000000 30000000', '00000000 10000000 00000000 00000000'],
    [
      'an offset that is no larger than the one before',
      '00000000 10200000 10200000 3020',
      '00000000 10200000 10200000 0000',
    ],
    ['an offset of 256 MiB', '00000000 10000000 10000010 30000000', '00000000 10000000 10000000 00000000'],
    ['a first offset that is not 0', '00000002 10000000', '00000000 00000000'],
  ])('ends with %s', (_, table, left) => {
    expect(tableOf('4', hex(table)).includes(Buffer.concat([hex(left), hex('FEFF00E0 04000000'), JPEG]))).toBe(true)
  })

  it.each([undefined, '1', '2', '40'])('that is a text does not, of %s frames', (frames) => {
    const bytes = tableOf(frames, bytesOf('DOE^JANE 1947061'))
    expect(bytes.includes('DOE')).toBe(false)
    expect(bytes.includes('JANE')).toBe(false)
    expect(bytes.includes('1947')).toBe(false)
  })
})
