/** A: the archive and its wrapper. One row each: an archive, and what must become of its entries. */

import { crc32, gzipSync, zstdCompressSync } from 'node:zlib'
import { buildObject, element } from '../../support/dicom-builder.ts'
import { BLOCK, END, gnuLong, header, member, type PaxPairs, padded, pax } from '../../support/tar-builder.ts'
import { Tokens } from './tokens.ts'

export interface ArchiveChannel {
  readonly id: string
  readonly what: string
  /** Whole members, without the end of the archive. */
  members(tokens: Tokens): readonly Buffer[]
  /** In the place of the end of the archive. */
  ending?(tokens: Tokens): Buffer
  /** What becomes of the entries, in order: a disposition, or the code of a dropped one. */
  readonly expected: readonly string[]
  /** The code that the run ends with. */
  readonly failure?: string
}

/** An object that is in order. */
export function plainObject(): Buffer {
  const elements = [
    element('0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.7'),
    element('0008,0018', 'UI', '1.2.3.4.5'),
    element('0010,0010', 'PN', 'A'),
    element('0010,0020', 'LO', 'PATIENT'),
    element('0020,4000', 'LT', 'x'.repeat(700)),
    element('7FE0,0010', 'OW', new Uint8Array(1200).fill(7)),
  ]
  return Buffer.from(buildObject({ encoding: 'explicit-le', elements, meta: { start: 'preamble' } }))
}

const OBJECT = plainObject()
const SPARSE_1_0 = [
  ['GNU.sparse.major', '1'],
  ['GNU.sparse.minor', '0'],
  ['GNU.sparse.realsize', '9999'],
] as const

function paxOf(type: 'x' | 'g', ...pairs: PaxPairs): Buffer {
  return pax(pairs, type)
}

function zip(name: string): Buffer {
  const local = Buffer.alloc(30)
  local.write('PK\x03\x04', 0, 'latin1')
  local.writeUInt16LE(name.length, 26)
  return Buffer.concat([local, Buffer.from(name)])
}

const ARCHIVE_CHANNELS: readonly ArchiveChannel[] = [
  {
    id: 'A1',
    what: 'name and prefix',
    members: (t) => [member(`${t.text}/${t.name}.dcm`, OBJECT, { prefix: t.text })],
    expected: ['deidentified'],
  },
  {
    id: 'A2',
    what: 'PAX names',
    members: (t) => [paxOf('x', ['path', `${t.text}/Žofiė.dcm`], ['linkpath', t.text]), member('x', OBJECT)],
    expected: ['deidentified'],
  },
  {
    id: 'A3',
    what: 'PAX comments, extended attributes, keys of vendors',
    members: (t) => [
      paxOf(
        'x',
        ['comment', t.text],
        ['SCHILY.xattr.user.patient', t.name],
        ['LIBARCHIVE.xattr.user.p', t.text],
        ['SUN.x', t.text],
        ['uname', t.text],
        ['gname', t.text],
      ),
      member('x', OBJECT),
    ],
    expected: ['deidentified'],
  },
  {
    id: 'A3b',
    what: 'a global PAX block',
    members: (t) => [paxOf('g', ['comment', t.text], ['uname', t.text]), member('x', OBJECT)],
    expected: ['deidentified'],
  },
  {
    id: 'A4',
    what: 'GNU long names, and the bytes behind their NUL',
    members: (t) => [
      gnuLong(`${t.text}/x\0${t.text}`, 'K'),
      gnuLong(`${t.text}/${'y'.repeat(120)}\0${t.text}`),
      member('x', OBJECT),
    ],
    expected: ['deidentified'],
  },
  {
    id: 'A5',
    what: 'owner, group and link name',
    members: (t) => [member('x', OBJECT, { owner: t.text, linkName: t.text })],
    expected: ['deidentified'],
  },
  {
    id: 'A6',
    what: 'the rest of the last block of a body',
    members: (t) => [
      Buffer.concat([
        header({ name: 'x', size: OBJECT.length }),
        OBJECT,
        Buffer.alloc(BLOCK - (OBJECT.length % BLOCK), t.text),
      ]),
    ],
    expected: ['deidentified'],
  },
  {
    id: 'A6b',
    what: 'what stands behind the NUL of a field, and behind the last field',
    members: (t) => [member(`x\0${t.text}`, OBJECT, { linkName: `\0${t.text}`, bytes: [[500, Buffer.from(t.text)]] })],
    expected: ['deidentified'],
  },
  {
    id: 'A6c',
    what: 'text behind the end of the archive',
    members: () => [member('x', OBJECT)],
    ending: (t) => Buffer.concat([END, padded(t.text)]),
    expected: ['deidentified'],
    failure: 'ARCHIVE_TRAILING_GARBAGE',
  },
  {
    id: 'A6d',
    what: 'a second archive behind the first',
    members: () => [member('x', OBJECT)],
    ending: (t) => Buffer.concat([END, member(t.text, OBJECT), END]),
    expected: ['deidentified'],
    failure: 'ARCHIVE_TRAILING_GARBAGE',
  },
  {
    id: 'A7',
    what: 'sparse members, new and old',
    members: (t) => [
      paxOf('x', ...SPARSE_1_0, ['GNU.sparse.name', t.text]),
      member(`./GNUSparseFile.7/${t.text}`, OBJECT),
      member(t.text, t.text, { type: 'S', magic: 'gnu' }),
    ],
    expected: ['SPARSE', 'SPARSE'],
  },
  {
    id: 'A8',
    what: 'members that are not DICOM',
    members: (t) => [
      member('report.pdf', `%PDF-1.4 ${t.text}`),
      member('meta.xml', `<patient>${t.name}</patient>`),
      member('.DS_Store', Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('Bud1'), t.utf16])),
      member('import.log', t.text.repeat(90)),
      member('short', t.text),
      member('empty', ''),
    ],
    expected: Array.from({ length: 6 }, () => 'NOT_DICOM'),
  },
  {
    id: 'A8b',
    what: 'links, directories and devices',
    members: (t) => [
      member(`${t.text}/`, '', { type: '5' }),
      member('a', '', { type: '1', linkName: t.text }),
      member('b', '', { type: '2', linkName: t.text }),
      member(t.text, '', { type: '3' }),
      member('c', t.text, { type: '7' }),
    ],
    expected: ['NOT_A_FILE', 'NOT_A_FILE', 'NOT_A_FILE', 'NOT_A_FILE', 'NOT_DICOM'],
  },
  {
    id: 'A8c',
    what: 'a DICOMDIR',
    members: (t) => [
      member(
        'DICOMDIR',
        buildObject({
          encoding: 'explicit-le',
          meta: { start: 'preamble', sopClassUid: '1.2.840.10008.1.3.10' },
          elements: [element('0004,1130', 'CS', t.text)],
        }) as Buffer,
      ),
    ],
    expected: ['DICOMDIR'],
  },
  {
    id: 'A9',
    what: 'archives and compressed files inside',
    members: (t) => [
      member('a.tar.gz', gzipSync(member(t.text, OBJECT))),
      member('a.tar', Buffer.concat([member(t.text, t.text), END])),
      member('a.zip', zip(t.text)),
      member('a.zst', zstdCompressSync(Buffer.from(t.text))),
    ],
    expected: Array.from({ length: 4 }, () => 'NESTED_ARCHIVE'),
  },
  {
    id: 'A12',
    what: 'an archive without its end',
    members: (t) => [member(t.text, OBJECT)],
    ending: () => Buffer.alloc(0),
    expected: ['deidentified'],
    failure: 'ARCHIVE_TRUNCATED',
  },
  {
    id: 'A12b',
    what: 'an archive that is cut within an object',
    members: (t) => [member(t.text, OBJECT).subarray(0, BLOCK + 700)],
    ending: () => Buffer.alloc(0),
    expected: [],
    failure: 'ARCHIVE_TRUNCATED',
  },
  {
    id: 'A13',
    what: 'text that begins like a data set, and one with DICM in it',
    members: (t) => [
      member('x', Buffer.concat([Buffer.from([8, 0, 5, 0]), Buffer.from(t.text.repeat(30))])),
      member('y', Buffer.from(`${t.text.padEnd(128)}DICM${t.text.repeat(20)}`)),
    ],
    expected: ['NOT_DICOM', 'withheld'],
  },
  {
    id: 'A15',
    what: 'a header with a wrong checksum',
    members: (t) => [member('x', OBJECT), member(t.text, OBJECT, { checksum: 'wrong' })],
    expected: ['deidentified'],
    failure: 'ARCHIVE_HEADER_INVALID',
  },
  {
    id: 'A15b',
    what: 'a size that covers the members behind',
    members: (t) => [
      Buffer.concat([header({ name: 'x', size: OBJECT.length + 4 * BLOCK }), padded(OBJECT)]),
      member(t.text, t.text.repeat(100)),
    ],
    expected: ['broken'],
  },
]

/** First of the numbers of their tokens. */
const FIRST_CHANNEL = 20_000

export interface PlantedArchive extends ArchiveChannel {
  readonly name: string
  readonly bytes: Buffer
}

export function plantedArchives(): PlantedArchive[] {
  return ARCHIVE_CHANNELS.map((row, at) => {
    const tokens = new Tokens(FIRST_CHANNEL + at)
    const bytes = Buffer.concat([...row.members(tokens), row.ending?.(tokens) ?? END])
    return { ...row, name: `${row.id}: ${row.what}`, bytes }
  })
}

/** A gzip file with everything that its header has room for, of two members. */
export function gzipWithNames(content: Buffer, tokens: Tokens): Buffer {
  const half = content.length >>> 1
  return Buffer.concat([content.subarray(0, half), content.subarray(half)].map((part) => gzipMember(part, tokens)))
}

function gzipMember(content: Buffer, tokens: Tokens): Buffer {
  const plain = gzipSync(content)
  const extra = Buffer.from(tokens.text)
  const extraBytes = Buffer.alloc(2)
  extraBytes.writeUInt16LE(extra.length)
  const head = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 0x02 | 0x04 | 0x08 | 0x10, 1, 2, 3, 4, 0, 3]),
    Buffer.concat([extraBytes, extra]),
    Buffer.from(`${tokens.text}\0${tokens.name}\0`),
  ])
  const check = Buffer.alloc(2)
  check.writeUInt16LE(crc32(head) & 0xffff)
  return Buffer.concat([head, check, plain.subarray(10)])
}

/** A zstd file with a frame that decoders step over. */
export function zstdWithText(content: Buffer, tokens: Tokens): Buffer {
  const text = Buffer.from(tokens.text)
  const head = Buffer.from([0x50, 0x2a, 0x4d, 0x18, text.length, 0, 0, 0])
  return Buffer.concat([head, text, zstdCompressSync(content)])
}
