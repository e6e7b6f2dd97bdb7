/** What is known to have gone wrong at the tar layer of others (R1 to R7 and channels A1 to A12 of the project's notes). */

import { describe, expect, it } from 'vitest'
import { archive, chunksOf, END, gnuLong, header, member, pax, readWithTarStream } from '../../support/tar-builder.ts'
import { deidentify, deidentifyWhole } from './deidentify.ts'
import { objectOf, REPLACEMENT } from './object-stand-in.ts'

const NAME = 'PATIENTS/DOE^JANE_MRN12345/IM1.dcm'
const CANARY = /DOE|JANE|MRN12345|owner|HOSPITAL/i
const CHUNK_SIZES = [1, 7, 511, 512, 513, 4096, 1 << 20]

describe('nothing of an entry but its decided bytes is in the output', () => {
  const body = objectOf('P', 'x'.repeat(700))
  it.each<[string, Buffer]>([
    [
      'R1: a PAX path, a comment and extended attributes',
      Buffer.concat([
        pax([
          ['path', NAME],
          ['comment', 'Patient DOE^JANE'],
          ['SCHILY.xattr.user.patient', 'DOE^JANE'],
          ['LIBARCHIVE.xattr.user.p', 'RE9F'],
          ['uname', 'DOE'],
          ['gname', 'HOSPITAL'],
          ['mtime', '1700000000.123456'],
          ['linkpath', NAME],
        ]),
        member('x', body),
      ]),
    ],
    ['a global PAX block', Buffer.concat([pax([['comment', 'HOSPITAL DOE^JANE']], 'g'), member('x', body)])],
    [
      'a GNU long name and link, and the bytes after their NUL',
      Buffer.concat([gnuLong(NAME, 'K'), gnuLong(NAME), member('x', body)]),
    ],
    [
      'name, prefix, link name, owner and time of the header',
      member(NAME, body, { prefix: 'HOSPITAL', linkName: NAME, owner: 'DOE' }),
    ],
    ['the bytes after the NUL of a text field', member('x\0DOE^JANE', body, { linkName: '\0DOE' })],
    [
      'the padding after a body',
      Buffer.concat([
        header({ name: 'x', size: body.length }),
        body,
        Buffer.alloc(512 - (body.length % 512), 'DOE^JANE'),
      ]),
    ],
    ['the rest of a header block', member('x', body, { bytes: [[500, Buffer.from('DOE^JANE')]] })],
  ])('%s', async (_, input) => {
    const bytes = archive(input)
    for (const size of CHUNK_SIZES) {
      const run = deidentify(chunksOf(bytes, size))
      expect(run.failure).toBeUndefined()
      expect(run.output.toString('latin1')).not.toMatch(CANARY)
      // The scan sees what it looks for: the stand-in's own output is found.
      expect(run.output.includes(REPLACEMENT)).toBe(true)
      const [entry] = await readWithTarStream(run.output)
      expect(entry?.header).toMatchObject({
        uid: 0,
        gid: 0,
        uname: '',
        gname: '',
        mtime: new Date(0),
        mode: 0o644,
        linkname: null,
        pax: null,
      })
    }
  })
})

it('R2: an entry that shrinks takes no bytes of the next one, whatever size PAX had claimed', async () => {
  const first = objectOf('P', 'x'.repeat(700))
  const bytes = archive(
    pax([['size', String(first.length)]]),
    member('a.dcm', first, { size: 0 }),
    member('b.dcm', objectOf('P', 'second')),
  )
  const members = await readWithTarStream(deidentifyWhole(bytes).output)
  expect(members.map((entry) => entry.body.toString())).toEqual([
    `${REPLACEMENT}${'x'.repeat(700)}`,
    `${REPLACEMENT}second`,
  ])
})

it('R3: sparse members are dropped and named so, their names too', () => {
  const bytes = archive(
    pax([
      ['GNU.sparse.major', '1'],
      ['GNU.sparse.minor', '0'],
      ['GNU.sparse.name', NAME],
      ['GNU.sparse.realsize', '3145737'],
    ]),
    member('./GNUSparseFile.7/DOE^JANE', objectOf('P', 'packed')),
    member(NAME, objectOf('P', 'packed'), { type: 'S', magic: 'gnu' }),
  )
  const run = deidentifyWhole(bytes)
  expect(run.records.map((record) => record.code)).toEqual(['SPARSE', 'SPARSE'])
  expect(run.object.begun).toBe(0)
  expect(run.output.equals(END)).toBe(true)
})

it('R4: an archive cut between two entries is an error, and its output has no end', () => {
  const bytes = Buffer.concat([member('a', objectOf('P', 'x')), member('b', objectOf('P', 'x'))])
  const run = deidentifyWhole(bytes)
  expect(run.failure).toMatchObject({ code: 'ARCHIVE_TRUNCATED' })
  expect(run.output.length % 512).toBe(0)
  expect(run.output.subarray(-512).every((byte) => byte === 0)).toBe(false)
})

it('R5: a PAX header that claims 1 GiB is refused before a byte of it is held', () => {
  const run = deidentify([header({ type: 'x', size: 2 ** 30 })])
  expect(run.failure).toMatchObject({ code: 'ARCHIVE_EXTENSION_TOO_LONG' })
})

it('R6: an entry is named by its PAX path whatever the chunks, also where an edge falls within a character', () => {
  const path = 'Ünïcödé/日本語/ファイル.dcm'
  const bytes = archive(pax([['path', path]]), member('short', objectOf('P', 'x')))
  const expected = deidentifyWhole(bytes, { names: 'keep' }).output
  expect(expected.toString('utf8', 0, Buffer.byteLength(path))).toBe(path)
  for (let size = 1; size < 1700; size += size < 40 ? 1 : 37) {
    expect(deidentify(chunksOf(bytes, size), { names: 'keep' }).output.equals(expected), `chunks of ${size}`).toBe(true)
  }
})

it('R7: an entry cut short is an error and not a shorter entry', () => {
  const bytes = member('a', objectOf('P', 'x'.repeat(1700))).subarray(0, 512 + 1000)
  const run = deidentifyWhole(bytes)
  expect(run.failure).toMatchObject({ code: 'ARCHIVE_TRUNCATED' })
  expect(run.records).toEqual([])
})
