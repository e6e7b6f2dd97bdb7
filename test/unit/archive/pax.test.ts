import { describe, expect, it } from 'vitest'
import { encodePaxHeader, parsePaxRecords } from '../../../src/archive/pax.ts'
import { type PaxPairs, paxRecord } from '../../support/tar-builder.ts'

function parse(pairs: PaxPairs): ReturnType<typeof parsePaxRecords> {
  return parsePaxRecords(Buffer.concat(pairs.map(([keyword, value]) => paxRecord(keyword, value))))
}

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')

describe('PAX records that are read', () => {
  it('give path and size, and pass over all others', () => {
    const records = parse([
      ['mtime', '1700000000.25'],
      ['path', 'Jörg/日本.dcm'],
      ['SCHILY.xattr.user.patient', Buffer.from([0, 10, 61, 255])],
      ['size', '9663676416'],
      ['linkpath', 'elsewhere'],
      ['comment', 'path=other'],
    ])
    expect(text(records?.path)).toBe('Jörg/日本.dcm')
    expect(records).toMatchObject({ sizeBytes: 9663676416, sparse: false })
  })

  it('keep a path that has equals signs, line feeds and bytes that are no UTF-8', () => {
    const path = Buffer.from([0x61, 0x3d, 0x0a, 0xff, 0xfe])
    expect(Buffer.from(parse([['path', path]])!.path!).equals(path)).toBe(true)
  })

  it('give the last of several values of one keyword', () => {
    const records = parse([
      ['path', 'first'],
      ['size', '1'],
      ['path', 'second'],
      ['size', '2'],
    ])
    expect(text(records?.path)).toBe('second')
    expect(records?.sizeBytes).toBe(2)
  })

  it('take an empty value for a deletion', () => {
    const records = parse([
      ['path', 'first'],
      ['size', '1'],
      ['path', ''],
      ['size', ''],
    ])
    expect(records).toEqual({ path: undefined, sizeBytes: undefined, sparse: false })
  })

  it.each(['GNU.sparse.major', 'GNU.sparse.map', 'GNU.sparse.size', 'GNU.sparse.name'])(
    'tell a sparse member by %s',
    (keyword) => {
      expect(parse([[keyword, '1']])?.sparse).toBe(true)
    },
  )

  it('may end in zeros', () => {
    expect(parsePaxRecords(Buffer.concat([paxRecord('size', '7'), Buffer.alloc(9)]))?.sizeBytes).toBe(7)
    expect(parsePaxRecords(new Uint8Array(0))).toBeDefined()
  })

  it.each<[string, string]>([
    ['no length', 'path=a\n'],
    ['a length of no digits', 'x path=a\n'],
    ['a length with a sign', '+9 path=a\n'],
    ['a length before a blank', ' 9 path=a\n'],
    ['a length one too short', '8 path=a\n'],
    ['a length one too long', '11 path=a\nx'],
    ['a length of zero', '0 path=a\n'],
    ['a length that ends before its keyword', '2 path=a\n'],
    ['a length beyond the payload', '99 path=a\n'],
    ['a length of many digits', '00000000019 path=a\n'],
    ['no keyword', '6 =ab\n'],
    ['no equals sign', '7 path\n'],
    ['no line feed', '9 path=ab'],
    ['zeros, then something', '\0\0x'],
    ['a NUL in the path', '11 path=a\0\n'],
    ['a size that is no number', '11 size=1k\n'],
    ['a negative size', '11 size=-1\n'],
    ['a size with a fraction', '12 size=1.5\n'],
    ['a size beyond 2^53 - 1', '25 size=9007199254740992\n'],
  ])('are refused with %s', (_, payload) => {
    expect(parsePaxRecords(Buffer.from(payload, 'latin1'))).toBeUndefined()
  })

  it('are refused at every length they could be cut to, but between records', () => {
    const whole = Buffer.concat([paxRecord('path', 'abc'), paxRecord('size', '12')])
    const boundaries = [0, paxRecord('path', 'abc').length, whole.length]
    for (let end = 0; end <= whole.length; end++) {
      expect(parsePaxRecords(whole.subarray(0, end)) !== undefined, `cut at ${end}`).toBe(boundaries.includes(end))
    }
  })
})

describe('a PAX header that is written', () => {
  const payloadOf = (bytes: Uint8Array): string =>
    Buffer.from(bytes.subarray(512)).toString('latin1').replace(/\0+$/, '')

  it('has records that count their own digits', () => {
    expect(payloadOf(encodePaxHeader({ sizeBytes: 9663676416 }))).toBe('19 size=9663676416\n')
    // 7 bytes around the value and two digits, until three digits are needed: 10 + 89 = 99, 11 + 90 = 101.
    expect(payloadOf(encodePaxHeader({ path: Buffer.alloc(90, 0x61) }))).toBe(`99 path=${'a'.repeat(90)}\n`)
    expect(payloadOf(encodePaxHeader({ path: Buffer.alloc(91, 0x61) }))).toBe(`101 path=${'a'.repeat(91)}\n`)
  })

  it('says that a path is bytes where it is not UTF-8', () => {
    expect(payloadOf(encodePaxHeader({ path: Buffer.from([0xff]) }))).toBe('21 hdrcharset=BINARY\n9 path=\xff\n')
    expect(payloadOf(encodePaxHeader({ path: Buffer.from('é') }))).toBe('11 path=\xc3\xa9\n')
  })
})
