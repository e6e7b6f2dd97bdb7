import { describe, expect, it } from 'vitest'
import { chunksOf, whole } from '../../support/chunkings.ts'
import {
  box,
  bytes,
  type Filtered,
  filterFragments,
  JPEG_2000,
  JPEG_BASELINE,
  joined,
  marker,
  segment,
} from '../../support/code-streams.ts'

const TOKEN = 'SMITHERS^WALDO'
const NO_TABLE = new Uint8Array(0)

const [SOF, DHT, DQT, DRI, SOS] = [0xc0, 0xc4, 0xdb, 0xdd, 0xda] as const
const COM = 0xfe
const SOI = marker(0xd8)
const EOI = marker(0xd9)
const FRAME = segment(SOF, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
const TABLES = joined(segment(DQT, [0, 1, 2, 3]), segment(DHT, [0, 4, 5, 6]), segment(DRI, [0, 2]))
/** Entropy-coded data with stuffed bytes, fill bytes and restart markers. */
const SCAN = joined(
  segment(SOS, [1, 1, 0, 0, 63, 0]),
  bytes([0x12, 0xff, 0x00, 0x53, 0xff, 0xd0, 0x41, 0xff, 0xff, 0xd1, 0x42, 0xff, 0x00, 0x43]),
)
const IMAGE = joined(TABLES, FRAME, SCAN)

/** The same for any pieces: what comes out of fragments that follow an empty offset table. */
function filtered(fragments: readonly Uint8Array[], transferSyntaxUid = JPEG_BASELINE): Filtered {
  const outcome = filterFragments([NO_TABLE, ...fragments], transferSyntaxUid, whole)
  for (const chunking of [chunksOf(1), chunksOf(2), chunksOf(7)]) {
    expect(filterFragments([NO_TABLE, ...fragments], transferSyntaxUid, chunking), chunking.name).toEqual(outcome)
  }
  return { ...outcome, fragments: outcome.fragments.slice(1) }
}

/** A JPEG with `before` behind SOI and `after` behind EOI. */
function jpeg(before: readonly Uint8Array[], after: Uint8Array = new Uint8Array(0)): Uint8Array {
  return joined(SOI, ...before, IMAGE, EOI, after)
}

describe('the side data of a JPEG image', () => {
  it.each([
    ['a comment', COM],
    ['EXIF', 0xe1],
    ['an ICC profile', 0xe2],
    ['IPTC', 0xed],
    ['the application data that nobody knows', 0xe9],
    ['an APP0 that is no JFIF', 0xe0],
    ['an APP14 that is none of Adobe', 0xee],
    ['an extension that no decoder reads', 0xf0],
  ])('%s becomes zeros of the same length', (_, code) => {
    const { fragments, tallies } = filtered([jpeg([segment(code, TOKEN)])])
    expect(fragments).toEqual([jpeg([segment(code, Array(TOKEN.length).fill(0))])])
    expect(tallies).toEqual({ sideData: 1, codestreamUnread: 0 })
  })

  it('goes wherever it stands: between tables, between scans, before the end, behind it', () => {
    const image = (comment: Uint8Array, tail: Uint8Array): Uint8Array =>
      joined(SOI, TABLES, comment, FRAME, SCAN, comment, TABLES, SCAN, comment, EOI, tail)
    const { fragments, tallies } = filtered([image(segment(COM, TOKEN), bytes(TOKEN))])
    expect(fragments).toEqual([image(segment(COM, Array(14).fill(0)), new Uint8Array(14))])
    expect(tallies.sideData).toBe(4)
  })

  const jfif = (rest: string | readonly number[]): Uint8Array => segment(0xe0, [...bytes('JFIF\0'), ...bytes(rest)])
  const adobe = (rest: string | readonly number[]): Uint8Array => segment(0xee, [...bytes('Adobe'), ...bytes(rest)])

  it('is not what a decoder reads: that it is JFIF, the colour transforms of Adobe and of JPEG-LS', () => {
    const image = jpeg([jfif([1, 2, 0, 0, 0, 0, 0, 0, 0]), adobe([0, 0, 0, 0, 0, 0, 1]), segment(0xe8, 'mrfx\x02')])
    expect(filtered([image])).toMatchObject({ fragments: [image], tallies: { sideData: 0 } })
  })

  it('is what else is in these: versions that are none, densities, flags, thumbnails, a second one', () => {
    const image = jpeg([jfif(`\x01\x02DOE^JAN${TOKEN}`), jfif('\x01\x02DOE^JAN'), adobe(`DOEJAN\x02${TOKEN}`)])
    const version = [1, 2, ...Array<number>(21).fill(0)]
    const flags = [...Array<number>(6).fill(0), 2, ...Array<number>(14).fill(0)]
    expect(filtered([image]).fragments).toEqual([jpeg([jfif(version), jfif(Array(9).fill(0)), adobe(flags)])])
    expect(filtered([jpeg([jfif('DOE^JANE1')])]).fragments).toEqual([jpeg([jfif(Array(9).fill(0))])])
    expect(filtered([jpeg([adobe('DOEJAN')])]).fragments).toEqual([jpeg([adobe(Array(6).fill(0))])])
  })

  it('is all of SPIFF, of which no decoder needs anything', () => {
    const zeros = (count: number): Uint8Array => segment(0xe8, Array(count).fill(0))
    const image = jpeg([segment(0xe8, 'SPIFF\0DOE^JANE19470612HOSPITAL'), segment(0xe8, '\0\0\0\x01\xff\xd8')])
    expect(filtered([image]).fragments).toEqual([jpeg([zeros(30), zeros(6)])])
  })

  it.each([
    ['Adobe', adobe('\0\0\0\0\0\0D')],
    ['JPEG-LS', segment(0xe8, 'mrfxD')],
  ])('is no colour transform of %s that is none: it is refused, as another colour would come of it', (_, given) => {
    const { fragments, fault } = filtered([jpeg([given])])
    expect(fault).toBe('CODESTREAM_INVALID')
    expect(Buffer.from(joined(...fragments)).includes('D')).toBe(false)
  })

  it('is not in tables of JPEG-LS, nor in data that are stuffed as JPEG-LS does', () => {
    const data = bytes([0x12, 0xff, 0x7e, 0x41, 0xff, 0x01, 0x42])
    const image = joined(SOI, segment(0xf7, [8]), segment(0xf8, [1, 2]), segment(SOS, [1]), data, EOI)
    expect(filtered([image], '1.2.840.10008.1.2.4.80').fragments).toEqual([image])
  })

  it('is blanked in a frame over several fragments, cut inside a comment', () => {
    const image = jpeg([segment(COM, TOKEN)])
    const parts = [image.subarray(0, 9), image.subarray(9, 12), image.subarray(12)]
    const { fragments } = filtered(parts)
    expect(joined(...fragments)).toEqual(jpeg([segment(COM, Array(14).fill(0))]))
  })

  it('is blanked in each frame of several', () => {
    const { fragments, tallies } = filtered([jpeg([segment(COM, TOKEN)]), jpeg([segment(COM, TOKEN)], bytes([0]))])
    const clean = segment(COM, Array(14).fill(0))
    expect(fragments).toEqual([jpeg([clean]), jpeg([clean], bytes([0]))])
    expect(tallies.sideData).toBe(2)
  })

  it('does not hide behind a second image in the same fragment', () => {
    const two = (token: readonly number[]): Uint8Array =>
      joined(jpeg([], bytes([0, 0])), jpeg([segment(COM, token)]), bytes(token))
    expect(filtered([two([...bytes(TOKEN)])]).fragments).toEqual([two(Array(14).fill(0))])
  })

  it('does not swallow the next frame where a length is too long', () => {
    const cut = joined(SOI, marker(COM), bytes([0xff, 0xff]), bytes(TOKEN))
    const { fragments, fault } = filtered([cut, jpeg([])])
    expect(fragments[0]).toEqual(joined(SOI, marker(COM), bytes([0xff, 0xff]), new Uint8Array(14)))
    expect(fragments[1]).toEqual(jpeg([]))
    expect(fault).toBeUndefined()
  })

  it('is what stands between segments and is none', () => {
    const image = (between: Uint8Array): Uint8Array => joined(SOI, TABLES, between, FRAME, SCAN, EOI)
    expect(filtered([image(bytes(TOKEN))]).fragments).toEqual([image(new Uint8Array(14))])
  })

  it('is found in an offset table that is an image', () => {
    const { fragments } = filterFragments([jpeg([segment(COM, TOKEN)])], JPEG_BASELINE)
    expect(fragments).toEqual([jpeg([segment(COM, Array(14).fill(0))])])
  })

  it('is no fault of an image without its end', () => {
    const image = joined(SOI, IMAGE)
    expect(filtered([image])).toMatchObject({ fragments: [image], fault: undefined })
  })
})

describe('what cannot be followed', () => {
  it.each([
    ['a segment shorter than its length', joined(SOI, marker(0xe1), bytes([0, 1]), bytes(TOKEN))],
    ['a marker that is none', joined(SOI, bytes([0xff, 0x42]), bytes(TOKEN))],
    ['a fragment that is no image', bytes(TOKEN)],
  ])('is a fault, and lets no more through: %s', (_, fragment) => {
    const { fragments, fault } = filtered([fragment])
    expect(fault).toBe('CODESTREAM_INVALID')
    expect(Buffer.from(fragments[0]!).includes(TOKEN)).toBe(false)
    expect(fragments[0]).toHaveLength(fragment.length)
  })

  it('passes and is counted where the transfer syntax is one of video', () => {
    const { fragments, tallies, fault } = filtered([bytes(TOKEN)], '1.2.840.10008.1.2.4.102')
    expect(fragments).toEqual([bytes(TOKEN)])
    expect(tallies).toEqual({ sideData: 0, codestreamUnread: 1 })
    expect(fault).toBeUndefined()
  })

  it('is not looked for in frames without compression', () => {
    expect(filtered([bytes(TOKEN)], '1.2.840.10008.1.2.1.98')).toMatchObject({ fragments: [bytes(TOKEN)], tallies: {} })
  })
})

const SIZ = segment(0x51, Array(38).fill(1))
const COD = segment(0x52, Array(10).fill(2))
const QCD = segment(0x5c, Array(4).fill(3))
/** Packets with what looks like markers of JPEG in them. */
const PACKETS = bytes([0x12, 0xff, 0x64, 0x00, 0x10, ...bytes(TOKEN), 0xff, 0x8f])

function tilePart(inside: readonly Uint8Array[], stated = true): Uint8Array {
  const header = joined(...inside)
  const length = stated ? 12 + header.length + 2 + PACKETS.length : 0
  const sot = new Uint8Array(8)
  new DataView(sot.buffer).setUint32(2, length)
  return joined(segment(0x90, [...sot]), header, marker(0x93), PACKETS)
}

function jpeg2000(main: readonly Uint8Array[], tile: readonly Uint8Array[], after: Uint8Array = NO_TABLE): Uint8Array {
  return joined(marker(0x4f), SIZ, COD, ...main, QCD, tilePart(tile), tilePart([], false), EOI, after)
}

const comment2000 = (text: string | readonly number[]): Uint8Array => segment(0x64, [0, 1, ...bytes(text)])
const CLEAN_2000 = comment2000(Array(14).fill(0))

describe('the side data of a JPEG 2000 image', () => {
  it('are comments in the main header and in those of tile-parts, and what is behind the end', () => {
    const image = jpeg2000([comment2000(TOKEN)], [comment2000(TOKEN)], bytes(TOKEN))
    const { fragments, tallies } = filtered([image], JPEG_2000)
    expect(fragments).toEqual([jpeg2000([CLEAN_2000], [CLEAN_2000], new Uint8Array(14))])
    expect(tallies.sideData).toBe(3)
  })

  it('are segments that no decoder knows', () => {
    const { fragments } = filtered([jpeg2000([segment(0x6f, TOKEN)], [])], JPEG_2000)
    expect(fragments).toEqual([jpeg2000([segment(0x6f, Array(14).fill(0))], [])])
  })

  it('are not packets, whatever these look like', () => {
    const image = jpeg2000([], [])
    expect(filtered([image], JPEG_2000)).toMatchObject({ fragments: [image], fault: undefined })
  })

  it('are boxes of XML, UUIDs and profiles around it, and those that nobody knows', () => {
    const file = (token: readonly number[], type: string): Uint8Array =>
      joined(
        box('jP  ', bytes([0x0d, 0x0a, 0x87, 0x0a])),
        box('ftyp', bytes('jp2 \0\0\0\0jp2 ')),
        box('xml ', bytes(token)),
        box(
          'jp2h',
          box('ihdr', new Uint8Array(14).fill(1)),
          box('colr', bytes([2, 0, 0, ...token])),
          box('colr', bytes([1, 0, 0, 0, 0, 0, 16])),
        ),
        box(type, bytes(token)),
        box('jp2c', jpeg2000([comment2000(token)], [])),
        bytes(token),
      )
    const { fragments, fault } = filtered([file([...bytes(TOKEN)], 'uuid')], JPEG_2000)
    const clean = Buffer.from([...file(Array(14).fill(0), '\0\0\0\0')])
    clean.fill(0, clean.indexOf('xml '), clean.indexOf('xml ') + 4)
    expect(Buffer.from(fragments[0]!).toString('latin1')).toBe(clean.toString('latin1'))
    expect(fault).toBeUndefined()
  })

  it.each([
    ['a header without a marker', joined(marker(0x4f), SIZ, bytes(TOKEN))],
    [
      'a tile-part shorter than its header',
      joined(marker(0x4f), SIZ, segment(0x90, [0, 0, 0, 0, 0, 5, 0, 1]), marker(0x93), bytes(TOKEN)),
    ],
    [
      'a box longer than what it is in',
      joined(
        box('jP  ', bytes([0x0d, 0x0a, 0x87, 0x0a])),
        bytes([0, 0, 0, 16]),
        bytes('jp2h'),
        bytes([0, 0, 0, 99]),
        bytes(TOKEN),
      ),
    ],
  ])('are not let through behind a fault: %s', (_, fragment) => {
    const { fragments, fault } = filtered([fragment], JPEG_2000)
    expect(fault).toBe('CODESTREAM_INVALID')
    expect(Buffer.from(fragments[0]!).includes(TOKEN.slice(4))).toBe(false)
  })
})
