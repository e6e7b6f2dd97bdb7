import { describe, expect, it } from 'vitest'
import { TarReader } from '../../../src/archive/tar-reader.ts'
import { SluiceError } from '../../../src/errors.ts'
import { limits } from '../../../src/limits.ts'
import {
  archive,
  BLOCK,
  base256,
  chunksOf,
  END,
  gnuLong,
  type HeaderFields,
  header,
  member,
  padded,
  pax,
  paxRecord,
} from '../../support/tar-builder.ts'
import { tell, tellWhole } from './tar-events.ts'

const CHUNK_SIZES = [1, 7, 511, 512, 513, 4096]
const B = member('b', 'the next member')

const namesOf = (bytes: Buffer): string[] => tellWhole(bytes).entries.map((entry) => entry.name)

describe('the members of an archive', () => {
  it('are told in order with name, type, size, offset and body', () => {
    const told = tellWhole(archive(member('a', 'body of a'), member('empty', ''), member('full', 'x'.repeat(BLOCK))))
    expect(told).toMatchObject({ ended: true, code: undefined })
    expect(told.entries).toEqual([
      { name: 'a', type: '0', sizeBytes: 9, sparse: false, offsetBytes: 0, body: 'body of a' },
      { name: 'empty', type: '0', sizeBytes: 0, sparse: false, offsetBytes: 1024, body: '' },
      { name: 'full', type: '0', sizeBytes: 512, sparse: false, offsetBytes: 1536, body: 'x'.repeat(512) },
    ])
  })

  it('of old, GNU and ustar headers may stand side by side', () => {
    const bytes = archive(
      member('old', '1', { magic: 'old', type: '\0' }),
      member('gnu', '2', { magic: 'gnu' }),
      member('ustar', '3', { prefix: 'in' }),
    )
    expect(namesOf(bytes)).toEqual(['old', 'gnu', 'in/ustar'])
  })

  it('pass their bodies on as slices of the chunk, never as copies', () => {
    const chunk = new Uint8Array(archive(member('a', 'x'.repeat(700)), B))
    const slices: Uint8Array[] = []
    const reader = new TarReader({ entry() {}, body: (bytes) => slices.push(bytes), entryEnd() {}, archiveEnd() {} })
    reader.push(chunk)
    reader.end()
    expect(slices.map((slice) => [slice.buffer === chunk.buffer, slice.byteOffset, slice.length])).toEqual([
      [true, 512, 700],
      [true, 2048, 15],
    ])
  })

  it('may be larger than 8 GiB, by base-256 or by PAX', () => {
    const size = 8 * 2 ** 30 + 513
    const mebibyte = new Uint8Array(2 ** 20)
    for (const head of [
      header({ name: 'big', sizeField: base256(BigInt(size)), magic: 'gnu' }),
      Buffer.concat([pax([['size', String(size)]]), header({ name: 'big', size: 0o77777777777 })]),
    ]) {
      const seen: string[] = []
      let bodyBytes = 0
      const reader = new TarReader({
        entry: (entry) => seen.push(`${Buffer.from(entry.name)} ${entry.sizeBytes} at ${entry.offsetBytes}`),
        body(bytes) {
          bodyBytes += bytes.length
        },
        entryEnd() {},
        archiveEnd: () => seen.push('end'),
      })
      reader.push(head)
      for (let count = 0; count < 8192; count++) reader.push(mebibyte)
      reader.push(mebibyte.subarray(0, 1024))
      reader.push(archive(B))
      reader.end()
      const bigAt = head.length - BLOCK
      expect(seen).toEqual([`big ${size} at ${bigAt}`, `b 15 at ${bigAt + BLOCK + 8192 * 2 ** 20 + 1024}`, 'end'])
      expect(bodyBytes).toBe(size + 15)
    }
  })

  it('have no body where they are links, devices, directories or fifos, whatever size is claimed', () => {
    for (const type of ['1', '2', '3', '4', '5', '6']) {
      const told = tellWhole(archive(header({ name: 'special', type, size: 4096 }), B))
      expect(told.entries.map((entry) => [entry.name, entry.sizeBytes])).toEqual([
        ['special', 0],
        ['b', 15],
      ])
    }
  })

  it('have a body where they are hard links that a PAX block describes', () => {
    const told = tellWhole(archive(pax([['mtime', '1']]), member('hard', 'linked data', { type: '1' }), B))
    expect(told.entries.map((entry) => entry.body)).toEqual(['linked data', 'the next member'])
  })

  it('have a body where their type is not known', () => {
    for (const type of ['7', 'D', 'M', 'V', 'A', 'Z', '9']) {
      expect(tellWhole(archive(member('odd', 'odd data', { type }), B)).entries).toMatchObject([
        { name: 'odd', type, body: 'odd data' },
        { name: 'b' },
      ])
    }
  })
})

describe('names and sizes by extension blocks', () => {
  it('come from GNU long names, without the bytes after their NUL', () => {
    const long = `${'folder/'.repeat(40)}a`
    expect(
      namesOf(archive(gnuLong('target', 'K'), gnuLong(long), member('folder/fol', 'x', { magic: 'gnu' }), B)),
    ).toEqual([long, 'b'])
  })

  it('come from PAX, and count for the next member only', () => {
    const bytes = archive(pax([['path', 'long']]), member('short', 'x'), B)
    expect(namesOf(bytes)).toEqual(['long', 'b'])
  })

  it('of PAX win over those of GNU, whichever comes first', () => {
    const path = pax([['path', 'by-pax']])
    expect(namesOf(archive(path, gnuLong('by-gnu'), member('a', 'x')))).toEqual(['by-pax'])
    expect(namesOf(archive(gnuLong('by-gnu'), path, member('a', 'x')))).toEqual(['by-pax'])
  })

  it('are those of the header where PAX deletes its own', () => {
    const bytes = archive(
      pax([
        ['path', 'gone'],
        ['path', ''],
        ['size', '99'],
        ['size', ''],
      ]),
      member('a', 'body'),
      B,
    )
    expect(tellWhole(bytes).entries).toMatchObject([{ name: 'a', body: 'body' }, { name: 'b' }])
  })

  it('come from the Solaris form of PAX', () => {
    expect(namesOf(archive(pax([['path', 'sun']], 'X'), member('a', 'x')))).toEqual(['sun'])
  })

  // GHSA-8qq5-rm4j-mr97 in node-tar is of this kind: two readers, two archives.
  it('a PAX size counts for the member and not for an extension block before it', () => {
    const hidden = member('hidden', 'x')
    const size = pax([['size', String(hidden.length)]])
    const carrier = Buffer.concat([header({ name: 'carrier', size: 0 }), hidden])
    for (const between of [gnuLong('long-name'), gnuLong('target', 'K'), pax([['comment', 'c']], 'g')]) {
      const told = tellWhole(archive(size, between, carrier, B))
      expect(told.entries.map((entry) => entry.body.length)).toEqual([hidden.length, 15])
      expect(told.entries[1]?.name).toBe('b')
    }
  })

  it('are not taken from a global block with comments', () => {
    expect(namesOf(archive(pax([['comment', 'path=x']], 'g'), member('a', 'x'), B))).toEqual(['a', 'b'])
  })

  it.each([
    ['path', 'all'],
    ['size', '1'],
    ['GNU.sparse.major', '1'],
  ])('a global %s is refused', (keyword, value) => {
    const told = tellWhole(archive(B, pax([[keyword, value]], 'g'), member('a', 'x')))
    expect(told).toMatchObject({ code: 'ARCHIVE_EXTENSION_INVALID', place: { entry: 1, offsetBytes: 1024 } })
  })

  it('two PAX blocks for one member are refused', () => {
    const told = tellWhole(archive(pax([['path', 'one']]), pax([['path', 'two']]), member('a', 'x')))
    expect(told).toMatchObject({
      entries: [],
      code: 'ARCHIVE_EXTENSION_INVALID',
      place: { entry: 0, offsetBytes: 1024 },
    })
  })

  it('a PAX block that cannot be read is refused', () => {
    const told = tellWhole(archive(B, member('x', '99 path=a\n', { type: 'x' }), member('a', 'x')))
    expect(told).toMatchObject({ code: 'ARCHIVE_EXTENSION_INVALID', place: { entry: 1, offsetBytes: 1024 } })
  })

  it('an extension block without its member is a truncated archive', () => {
    for (const block of [pax([['path', 'a']]), pax([['comment', 'a']]), gnuLong('a')]) {
      expect(tellWhole(archive(B, block))).toMatchObject({ ended: false, code: 'ARCHIVE_TRUNCATED' })
    }
  })
})

describe('an extension block as long as its bound', () => {
  const filler = (bytes: number): Buffer => {
    const record = paxRecord('comment', 'c'.repeat(bytes - 17))
    expect(record.length).toBe(bytes)
    return record
  }

  it('is read', () => {
    const payload = Buffer.concat([paxRecord('path', 'real'), filler(limits.tarExtensionBytes - 13)])
    expect(payload.length).toBe(limits.tarExtensionBytes)
    const bytes = archive(member('x', payload, { type: 'x' }), member('a', 'x'))
    for (const size of [bytes.length, 65_536, 1000]) {
      expect(tell(chunksOf(bytes, size)).entries[0]?.name).toBe('real')
    }
  })

  // users.md R5: tar-stream 3.1.8 held 256 MiB of a PAX header that claimed 1 GiB.
  it.each(['x', 'g', 'X', 'L', 'K'])(
    'and one byte more is refused at its header, before any of it came (%s)',
    (type) => {
      for (const size of [limits.tarExtensionBytes + 1, 2 ** 30]) {
        const reader = new TarReader({ entry() {}, body() {}, entryEnd() {}, archiveEnd() {} })
        expect(() => reader.push(header({ type, size }))).toThrow(/ARCHIVE_EXTENSION_TOO_LONG.*\[entry 0, byte 0\]/)
      }
    },
  )
})

describe('sparse members', () => {
  const MAP_AT = 386
  const realSize: readonly [number, Buffer] = [483, Buffer.from('00014000000\0')]
  const sparseHeader = (extended: boolean, fields: HeaderFields = {}): Buffer =>
    header({
      name: 'sparse',
      type: 'S',
      magic: 'gnu',
      size: 600,
      bytes: [
        [MAP_AT, Buffer.from('00000000000\x0000000001130\x00')],
        [482, Buffer.from([extended ? 1 : 0])],
        realSize,
      ],
      ...fields,
    })
  const mapBlock = (extended: boolean): Buffer => {
    const block = Buffer.alloc(BLOCK, '00000000000\0')
    block.fill(0, 504)
    block[504] = extended ? 1 : 0
    return block
  }

  it('of old GNU are told as such, their body without the further blocks of the map', () => {
    const body = 'd'.repeat(600)
    for (const blocks of [[], [mapBlock(false)], [mapBlock(true), mapBlock(true), mapBlock(false)]]) {
      const bytes = archive(sparseHeader(blocks.length > 0), ...blocks, padded(body), B)
      for (const size of [...CHUNK_SIZES, bytes.length]) {
        expect(tell(chunksOf(bytes, size)).entries).toMatchObject([
          { name: 'sparse', type: 'S', sparse: true, sizeBytes: 600, body },
          { name: 'b', sparse: false },
        ])
      }
    }
  })

  it('of another layout than GNU are refused, because where their body begins is not known', () => {
    const told = tellWhole(archive(sparseHeader(false, { magic: 'ustar' }), padded('d'.repeat(600))))
    expect(told.code).toBe('ARCHIVE_HEADER_INVALID')
  })

  it.each<[string, [string, string][]]>([
    [
      '0.0',
      [
        ['GNU.sparse.size', '3145737'],
        ['GNU.sparse.numblocks', '1'],
        ['GNU.sparse.offset', '0'],
        ['GNU.sparse.numbytes', '9'],
      ],
    ],
    [
      '0.1',
      [
        ['GNU.sparse.size', '3145737'],
        ['GNU.sparse.map', '0,9'],
        ['GNU.sparse.name', 'real'],
      ],
    ],
    [
      '1.0',
      [
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', 'real'],
      ],
    ],
  ])('of PAX %s are told as such, and the next member is not', (_, pairs) => {
    expect(
      tellWhole(archive(pax(pairs), member('./GNUSparseFile.1/real', '1\n0\n9\nninebytes'), B)).entries,
    ).toMatchObject([
      { sparse: true, body: '1\n0\n9\nninebytes' },
      { name: 'b', sparse: false },
    ])
  })
})

describe('a header that is none', () => {
  it.each<[string, HeaderFields]>([
    ['a wrong checksum', { checksum: 'wrong' }],
    ['a negative size', { sizeField: base256(-1n) }],
    ['a size beyond 2^53 - 1', { sizeField: base256(1n << 53n) }],
    ['a size that runs the offset past 2^53 - 1', { sizeField: base256((1n << 53n) - 1n) }],
    ['a size that is no number', { sizeField: Buffer.from('not a number') }],
  ])('is refused with %s', (_, fields) => {
    const told = tellWhole(archive(B, header({ name: 'a', ...fields }), END))
    expect(told).toMatchObject({ code: 'ARCHIVE_HEADER_INVALID', place: { entry: 1, offsetBytes: 1024 }, ended: false })
    expect(told.entries).toHaveLength(1)
  })

  it('is refused where the input is no archive at all', () => {
    expect(tellWhole(Buffer.from('hello, this is text. '.repeat(99))).code).toBe('ARCHIVE_HEADER_INVALID')
  })

  it('is refused for a PAX size that is absurd', () => {
    const told = tellWhole(archive(pax([['size', '9007199254740991']]), header({ name: 'a' })))
    expect(told).toMatchObject({ code: 'ARCHIVE_HEADER_INVALID', ended: false })
  })
})

describe('the end of an archive', () => {
  const body = member('a', 'body')

  it('is one whole block of zeros at least, and any number of zeros after it', () => {
    for (const zeros of [512, 513, 1023, 1024, 10_240, 100_001]) {
      expect(tellWhole(Buffer.concat([body, Buffer.alloc(zeros)]))).toMatchObject({ ended: true, code: undefined })
    }
  })

  // users.md R4: tar-stream ends without a word where an archive is cut between two members.
  it('is missed where the archive was cut between two members', () => {
    const told = tellWhole(Buffer.concat([body, B]))
    expect(told).toMatchObject({ ended: false, code: 'ARCHIVE_TRUNCATED', place: { entry: 2, offsetBytes: 2048 } })
  })

  it('is not a block of zeros that was cut short', () => {
    expect(tellWhole(Buffer.concat([body, Buffer.alloc(511)])).code).toBe('ARCHIVE_TRUNCATED')
  })

  // users.md R7: node-tar warns of a body cut short, and ends.
  it('is missed where a body was cut short', () => {
    const bytes = member('a', 'x'.repeat(2000)).subarray(0, BLOCK + 1000)
    expect(tellWhole(bytes)).toMatchObject({ ended: false, entries: [], code: 'ARCHIVE_TRUNCATED' })
  })

  it('is followed by nothing but zeros', () => {
    const whole = archive(body)
    for (const [garbage, at] of [
      [Buffer.from('x'), 0],
      [Buffer.concat([Buffer.alloc(5000), Buffer.from('x')]), 5000],
      [archive(B), 0],
    ] as const) {
      for (const size of [1, 512, 100_000]) {
        const told = tell(chunksOf(Buffer.concat([whole, garbage]), size))
        const place = { entry: 1, offsetBytes: whole.length + at }
        expect(told).toMatchObject({ ended: false, code: 'ARCHIVE_TRAILING_GARBAGE', place })
      }
    }
  })

  it('is not a lone block of zeros between members', () => {
    const told = tellWhole(Buffer.concat([body, Buffer.alloc(BLOCK), archive(B)]))
    expect(told).toMatchObject({ ended: false, code: 'ARCHIVE_TRAILING_GARBAGE' })
  })

  it('may be all there is, but not nothing', () => {
    expect(tellWhole(END)).toMatchObject({ ended: true, entries: [] })
    expect(tell([])).toMatchObject({ ended: false, code: 'INPUT_EMPTY' })
    expect(tell([new Uint8Array(0)])).toMatchObject({ ended: false, code: 'INPUT_EMPTY' })
  })
})

describe('a failure', () => {
  it('is final: whatever comes later, the same is thrown', () => {
    const reader = new TarReader({ entry() {}, body() {}, entryEnd() {}, archiveEnd() {} })
    const caught: unknown[] = []
    const attempt = (work: () => void): void => {
      try {
        work()
      } catch (failure) {
        caught.push(failure)
      }
    }
    attempt(() => reader.push(header({ checksum: 'wrong' })))
    attempt(() => reader.push(archive(B)))
    attempt(() => reader.end())
    expect(caught).toHaveLength(3)
    expect(caught[0]).toBeInstanceOf(SluiceError)
    expect(new Set(caught).size).toBe(1)
  })

  it('of the handler ends the walk too', () => {
    let ended = false
    const reader = new TarReader({
      entry() {
        throw new Error('from the handler')
      },
      body() {},
      entryEnd() {},
      archiveEnd() {
        ended = true
      },
    })
    expect(() => reader.push(archive(B))).toThrow('from the handler')
    expect(() => reader.end()).toThrow('from the handler')
    expect(ended).toBe(false)
  })

  it('is to push after the end', () => {
    const reader = new TarReader({ entry() {}, body() {}, entryEnd() {}, archiveEnd() {} })
    reader.push(archive(B))
    reader.end()
    expect(() => reader.push(B)).toThrow(/already been ended/)
    expect(() => reader.end()).toThrow(/already been ended/)
  })
})

// users.md R6: node-tar drops a PAX path when a chunk edge falls within one of its characters.
it('a PAX path of many-byte characters is the same for chunks of any size', () => {
  const path = `${'日本語/'.repeat(30)}é.dcm`
  const bytes = archive(pax([['path', path]]), member('short', 'x'))
  const expected = Buffer.from(path).toString('latin1')
  for (let size = 1; size <= 1100; size++) {
    expect(tell(chunksOf(bytes, size)).entries[0]?.name, `chunks of ${size}`).toBe(expected)
  }
})
