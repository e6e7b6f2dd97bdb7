import { describe, expect, it } from 'vitest'
import type { Rectangle } from '../../../src/pixels/blanked-areas.ts'
import { codecFor } from '../../../src/pixels/frame-codecs.ts'
import { bytes, joined, marker, segment } from '../../support/code-streams.ts'
import { frameImage } from '../../support/frame-images.ts'
import {
  type Block,
  encodeJpeg,
  greyJpeg,
  type JpegOptions,
  jpegPicture,
  randomBlocks,
} from '../../support/jpeg-encoder.ts'
import { findFaults, imageOfJpeg } from '../../support/jpeg-judgement.ts'
import { COLOUR_420, COLOUR_422, COLOUR_444, GREY } from '../../support/jpeg-layout.ts'
import { readJpeg } from '../../support/jpeg-reader.ts'
import { refusalCode } from '../../support/refusal-code.ts'

const codec = codecFor('1.2.840.10008.1.2.4.50')!
const AREAS: readonly Rectangle[] = [
  { x: 3, y: 1, width: 30, height: 4 },
  { x: 17, y: 30, width: 1, height: 1 },
  { x: 0, y: 0, width: 9, height: 12, fromRight: true, fromBottom: true },
]
const DHT = 0xc4

const PICTURES: readonly (readonly [name: string, options: JpegOptions])[] = [
  ['grey', { rows: 48, columns: 64, factors: GREY }],
  ['grey of odd size', { rows: 45, columns: 61, factors: GREY }],
  ['grey with factors of sampling that mean nothing', { rows: 45, columns: 61, factors: [[2, 2]] }],
  ['4:4:4', { rows: 45, columns: 61, factors: COLOUR_444, codes: 'full' }],
  ['4:2:2', { rows: 45, columns: 61, factors: COLOUR_422, codes: 'steep' }],
  ['4:2:0', { rows: 45, columns: 61, factors: COLOUR_420 }],
  [
    'colours that are finer than the light',
    {
      rows: 45,
      columns: 61,
      factors: [
        [1, 1],
        [2, 1],
        [1, 2],
      ],
    },
  ],
  ['restart intervals', { rows: 45, columns: 61, factors: COLOUR_422, restartInterval: 3 }],
  ['a restart behind every MCU', { rows: 45, columns: 61, factors: COLOUR_420, restartInterval: 1 }],
  ['a scan for each component', { rows: 45, columns: 61, factors: COLOUR_420, scans: [[0], [1], [2]] }],
  ['two scans with restarts', { rows: 45, columns: 61, factors: COLOUR_420, scans: [[1], [0, 2]], restartInterval: 4 }],
  ['scans that share tables', { rows: 45, columns: 61, factors: COLOUR_420, scans: [[0], [2, 1]], sharesTables: true }],
  ['12 bits', { rows: 45, columns: 61, factors: GREY, precision: 12 }],
  ['12 bits with long codes', { rows: 45, columns: 61, factors: GREY, precision: 12, codes: 'steep' }],
  ['fewer pixels than a block', { rows: 5, columns: 3, factors: COLOUR_420 }],
]

describe('JPEG', () => {
  for (const [name, options] of PICTURES) {
    it(`blanks whole MCUs of an image with ${name}, and no other coefficient changes`, () => {
      const { codestream } = jpegPicture(options, 1)
      const blanked = codec.blank(codestream, imageOfJpeg(options, options.precision), AREAS)
      expect(blanked).not.toEqual(codestream)
      expect(findFaults(codestream, blanked, AREAS)).toEqual([])
    })
  }

  it('writes with the same tables where they have the codes, and then changes no byte before the first area', () => {
    const options: JpegOptions = { rows: 64, columns: 64, factors: GREY, codes: 'full' }
    const { codestream } = jpegPicture(options, 2)
    const blanked = codec.blank(codestream, imageOfJpeg(options), [{ x: 60, y: 60, width: 9, height: 9 }])
    expect(readJpeg(blanked).markers).toEqual(readJpeg(codestream).markers)
    const half = codestream.length >> 1
    expect(blanked.subarray(0, half)).toEqual(codestream.subarray(0, half))
  })

  // the last coefficient is not 0: no block takes a code for its end
  const endless = (dc: number): Block => [dc, ...new Array<number>(62).fill(1), 1]
  const grey = frameImage(8, 24)
  const middle: Rectangle = { x: 8, y: 0, width: 8, height: 8 }

  it('defines a table of its own where there is no code for the end of a block', () => {
    const codestream = greyJpeg(8, 24, [endless(3), endless(6), endless(4)])
    const blanked = codec.blank(codestream, grey, [middle])
    expect(findFaults(codestream, blanked, [middle])).toEqual([])
    const added = readJpeg(blanked).markers.filter((code) => code === DHT)
    expect(added.length).toBeGreaterThan(1)
  })

  it('defines a table of its own where there is no code for the difference behind an area', () => {
    const steps: Block[] = [40, 20, 5].map((dc) => [dc, ...new Array<number>(63).fill(0)])
    const codestream = greyJpeg(8, 24, steps)
    const blanked = codec.blank(codestream, grey, [middle])
    expect(findFaults(codestream, blanked, [middle])).toEqual([])
    expect(readJpeg(blanked).markers.filter((code) => code === DHT)).toHaveLength(2)
  })

  it('goes on with a table that it has defined where a later scan names it again', () => {
    const options: JpegOptions = {
      rows: 24,
      columns: 24,
      factors: COLOUR_444,
      scans: [[0], [1], [2]],
      sharesTables: true,
    }
    const blocks = new Map([...randomBlocks(options, 3).keys()].map((key, index) => [key, endless(index % 9)]))
    const codestream = encodeJpeg(options, blocks)
    for (const area of [middle, { ...middle, x: 0 }, { x: 0, y: 0, width: 24, height: 24 }]) {
      expect(findFaults(codestream, codec.blank(codestream, imageOfJpeg(options), [area]), [area])).toEqual([])
    }
  })

  it('keeps application and comment segments, and nothing behind the end of the image', () => {
    const head = joined(segment(0xe0, 'JFIF\0'), segment(0xe1, 'Exif'), marker(0xff), segment(0xfe, 'a comment'))
    const options: JpegOptions = { rows: 16, columns: 16, factors: GREY, head, tail: bytes('\0SMITHERS') }
    const { codestream } = jpegPicture(options, 4)
    const blanked = codec.blank(codestream, imageOfJpeg(options), [{ x: 0, y: 0, width: 3, height: 3 }])
    expect(blanked.subarray(0, 2 + head.length)).toEqual(codestream.subarray(0, 2 + head.length))
    expect(blanked.subarray(-2)).toEqual(marker(0xd9))
    expect(Buffer.from(blanked).includes('SMITHERS')).toBe(false)
  })

  it('answers the code stream itself where no area is in the image', () => {
    const options: JpegOptions = { rows: 16, columns: 16, factors: GREY }
    const { codestream } = jpegPicture(options, 4)
    expect(codec.blank(codestream, imageOfJpeg(options), [{ x: 16, y: 0, width: 3, height: 3 }])).toBe(codestream)
  })

  it('is grey in the middle of what is stored where the code stream has more bits', () => {
    const options: JpegOptions = { rows: 8, columns: 24, factors: GREY, precision: 12 }
    const { codestream } = jpegPicture(options, 7)
    const image = { ...imageOfJpeg(options, 12), bitsStored: 10, highBit: 9 }
    const { blocks } = readJpeg(codec.blank(codestream, image, [middle]))
    // 512 is 1536 below 2048; 8 times that is 4096 times the quantiser, which is 3
    expect(blocks.get('0 1 0')).toEqual([-4096, ...new Array<number>(63).fill(0)])
    expect(blocks.get('0 2 0')).toEqual(readJpeg(codestream).blocks.get('0 2 0'))
    const without = joined(
      codestream.subarray(0, 2),
      codestream.subarray(Buffer.from(codestream).indexOf(marker(0xc1))),
    )
    expect(refusalCode(() => codec.blank(without, image, [middle]))).toBe('CODESTREAM_INVALID')
  })

  it('takes a scan that says to end where it begins, as some angiography systems write it, and leaves it so', () => {
    const options: JpegOptions = { rows: 16, columns: 16, factors: GREY, codes: 'full' }
    const { codestream } = jpegPicture(options, 6)
    const scan = Buffer.from(codestream).indexOf(marker(0xda))
    codestream[scan + 8] = 0
    const area = { x: 0, y: 0, width: 3, height: 3 }
    const blanked = codec.blank(codestream, imageOfJpeg(options), [area])
    expect(findFaults(codestream, blanked, [area])).toEqual([])
    expect(blanked.subarray(0, scan + 10)).toEqual(codestream.subarray(0, scan + 10))
  })

  it('drops padding between the last block and the next marker', () => {
    const codestream = greyJpeg(8, 24, [endless(3), endless(6), endless(4)])
    const padded = joined(codestream.subarray(0, -2), bytes([0, 0xff, 0, 0]), marker(0xd9))
    expect(codec.blank(padded, grey, [middle])).toEqual(codec.blank(codestream, grey, [middle]))
  })
})

describe('JPEG that is refused', () => {
  const options: JpegOptions = { rows: 16, columns: 24, factors: GREY, restartInterval: 2 }
  const { codestream, blocks } = jpegPicture(options, 5)
  const image = imageOfJpeg(options)
  const refusal = (stream: Uint8Array, of = image): string => refusalCode(() => codec.blank(stream, of, AREAS))
  /** With a segment, found by its code, changed or put before. */
  const changed = (code: number, at: number, value: number): Uint8Array => {
    const copy = codestream.slice()
    copy[Buffer.from(copy).indexOf(marker(code)) + 4 + at] = value
    return copy
  }
  const inserted = (code: number, ...before: Uint8Array[]): Uint8Array => {
    const at = Buffer.from(codestream).indexOf(marker(code))
    return joined(codestream.subarray(0, at), ...before, codestream.subarray(at))
  }
  const [SOF, SOS, EOI, RST0] = [0xc0, 0xda, 0xd9, 0xd0]

  it('is not what these are made of', () => {
    expect(refusal(codestream)).toBe('none')
  })

  it.each([0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])('is of another process: %i', (code) => {
    expect(refusal(encodeJpeg({ ...options, startOfFrame: code }, blocks))).toBe('PIXELS_ENCAPSULATED')
  })

  const ofOtherKind: readonly (readonly [string, Uint8Array])[] = [
    ['conditions arithmetic coding', inserted(SOF, segment(0xcc, [0, 0]))],
    ['is a hierarchy', inserted(SOF, segment(0xde, [8, 0, 16, 0, 24, 1, 1, 0x11, 0]))],
    ['expands a reference', inserted(SOF, segment(0xdf, [0x11]))],
    [
      'tells its lines behind the first scan',
      joined(changed(SOF, 2, 0).slice(0, -2), segment(0xdc, [0, 16]), marker(EOI)),
    ],
    ['tells its lines twice', inserted(EOI, segment(0xdc, [0, 16]))],
  ]
  it.each(ofOtherKind)('%s', (_, stream) => {
    expect(refusal(stream)).toBe('PIXELS_ENCAPSULATED')
  })

  it('is of another image than the attributes tell', () => {
    const others = [
      { ...image, rows: 17 },
      { ...image, columns: 23 },
      { ...image, samplesPerPixel: 3 as const },
      { ...image, bitsAllocated: 16 as const, bitsStored: 12, highBit: 11 },
    ]
    for (const other of others) expect(refusal(codestream, other)).toBe('PIXELS_CONTRADICTORY')
    const deep = jpegPicture({ ...options, precision: 12 }, 5)
    expect(refusal(deep.codestream)).toBe('PIXELS_CONTRADICTORY')
  })

  const nextDht = Buffer.from(codestream).indexOf(marker(DHT))
  const broken: readonly (readonly [string, Uint8Array])[] = [
    ['has no start', codestream.slice(2)],
    ['has no end', codestream.slice(0, -2)],
    ['is empty', new Uint8Array(0)],
    ['has no frame', joined(marker(0xd8), marker(EOI))],
    ['has no scan', joined(codestream.subarray(0, nextDht), marker(EOI))],
    [
      'has no tables',
      joined(codestream.subarray(0, nextDht), codestream.subarray(Buffer.from(codestream).indexOf(marker(SOS)))),
    ],
    ['has two frames', inserted(DHT, segment(SOF, [8, 0, 16, 0, 24, 1, 1, 0x11, 0]))],
    [
      'has a scan twice',
      joined(codestream.subarray(0, -2), codestream.subarray(Buffer.from(codestream).indexOf(marker(SOS)))),
    ],
    ['has an image in the image', inserted(DHT, marker(0xd8))],
    ['has bytes between segments', inserted(DHT, bytes('SMITHERS'))],
    ['has a reserved marker', inserted(DHT, segment(0xf3, 'SMITHERS'))],
    ['restarts between segments', inserted(DHT, marker(RST0))],
    ['has a segment that is cut off', codestream.slice(0, nextDht + 6)],
    ['has a segment of no length', inserted(DHT, marker(0xfe), bytes([0, 1]))],
    ['has data that go on', inserted(EOI, bytes([0x12]))],
    ['has data that end early', joined(codestream.subarray(0, -6), marker(EOI))],
    ['restarts too late', inserted(RST0, bytes([0x12]))],
    [
      'restarts out of turn',
      (() => {
        const copy = codestream.slice()
        copy[Buffer.from(copy).indexOf(marker(RST0)) + 1] = 0xd1
        return copy
      })(),
    ],
    [
      'restarts where it said that it does not',
      (() => {
        const at = Buffer.from(codestream).indexOf(marker(0xdd))
        return joined(codestream.subarray(0, at), codestream.subarray(at + 6))
      })(),
    ],
    ['has 9 bits', changed(SOF, 0, 9)],
    ['has 12 bits in a baseline frame', changed(SOF, 0, 12)],
    ['has no components', changed(SOF, 5, 0)],
    ['has factors of 0', changed(SOF, 7, 0x10)],
    ['has factors of 5', changed(SOF, 7, 0x51)],
    ['scans a component that is not there', changed(SOS, 1, 9)],
    ['scans with a table that is not there', changed(SOS, 2, 0x10)],
    ['scans a part of the spectrum', changed(SOS, 4, 5)],
    ['scans an approximation', changed(SOS, 5, 1)],
    ['has a table of more codes than there are', changed(DHT, 1, 3)],
    ['has a table of a class that is not there', changed(DHT, 0, 0x20)],
  ]
  it.each(broken)('%s', (_, stream) => {
    expect(refusal(stream)).toBe('CODESTREAM_INVALID')
  })

  it('has a second image', () => {
    expect(refusal(joined(codestream, bytes([0]), codestream))).toBe('PIXELS_CONTRADICTORY')
  })

  it('has coefficients that no block has', () => {
    const table = (kind: number, symbol: number): Uint8Array =>
      segment(DHT, [kind, 1, ...new Array<number>(15).fill(0), symbol])
    const frame = segment(SOF, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
    const scan = segment(SOS, [1, 1, 0, 0, 63, 0])
    const made = (dc: number, ac: number, ...data: number[]): Uint8Array =>
      joined(marker(0xd8), frame, table(0, dc), table(0x10, ac), scan, bytes(data), marker(EOI))
    const zeros = new Array<number>(200).fill(0)
    expect(refusal(made(0, 0, 0x3f), frameImage(8, 8))).toBe('none')
    for (const [dc, ac] of [
      [16, 0],
      [0, 0x10],
      [0, 0xe0],
      [0, 0xf0],
      [0, 0xf1],
      [15, 0],
    ] as const) {
      expect(refusal(made(dc, ac, ...zeros), frameImage(8, 8))).toBe('CODESTREAM_INVALID')
    }
  })

  it('claims more blocks than its bytes can be, and is not searched for them', () => {
    const frame = changed(SOF, 1, 0xff)
    const at = Buffer.from(frame).indexOf(marker(SOF))
    frame.fill(0xff, at + 5, at + 9)
    expect(refusal(frame, frameImage(65535, 65535))).toBe('CODESTREAM_INVALID')
  })
})
