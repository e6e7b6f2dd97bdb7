import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ArchiveDeidentifier } from '../../../src/archive/archive-deidentifier.ts'
import { SNIFF_BYTES } from '../../../src/dicom/sniff.ts'
import { SluiceError } from '../../../src/errors.ts'
import { archive, chunksOf, END, gnuLong, header, member, pax, readWithTarStream } from '../../support/tar-builder.ts'
import { deidentify, deidentifyWhole, NAMES, type Run, type RunOptions } from './deidentify.ts'
import { HEAD_BYTES, ObjectStandIn, objectOf, REPLACEMENT } from './object-stand-in.ts'

const REST = Buffer.alloc(1500, 'pixels ')
const PASSED = `${REPLACEMENT}${REST}`

const hash = (name: string): string => NAMES.nameComponent(Buffer.from(name))

async function membersOf(run: Run): Promise<[name: string, body: string][]> {
  expect(run.failure).toBeUndefined()
  const members = await readWithTarStream(run.output)
  return members.map(({ header: entry, body }) => [entry.name, body.toString('latin1')])
}

function failureOf(bytes: Buffer, options: RunOptions = {}): SluiceError {
  const { failure } = deidentifyWhole(bytes, options)
  expect(failure).toBeInstanceOf(SluiceError)
  return failure as SluiceError
}

describe('an object', () => {
  it('that passes has a fresh header of its new size, and the next one is where it has to be', async () => {
    const run = deidentifyWhole(
      archive(member('DOE/IM1.DCM', objectOf('P', REST)), member('DOE/IM2', objectOf('P', 'x'))),
    )
    expect(await membersOf(run)).toEqual([
      [`${hash('DOE')}/${hash('IM1/.DCM')}.dcm`, PASSED],
      [`${hash('DOE')}/${hash('IM2')}`, `${REPLACEMENT}x`],
    ])
    expect(run.records[0]).toEqual({
      ordinal: 0,
      disposition: 'deidentified',
      inputBytes: HEAD_BYTES + 1500,
      outputBytes: REPLACEMENT.length + 1500,
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      counts: { elements: 1, actions: {}, categories: {}, origins: {}, tallies: {} },
    })
    expect(run.output.includes('DOE')).toBe(false)
  })

  it('that is withheld, early or late, leaves nothing, and the others go on', async () => {
    for (const fate of ['W', 'L']) {
      const run = deidentifyWhole(archive(member('a', objectOf(fate, REST)), member('b', objectOf('P', REST))))
      expect(await membersOf(run)).toEqual([[hash('b'), PASSED]])
      expect(run.records[0]).toEqual({
        ordinal: 0,
        disposition: 'withheld',
        code: 'LENGTH_OVERRUN',
        offsetBytes: 200,
        tag: 0x00100010,
        inputBytes: HEAD_BYTES + 1500,
        outputBytes: 0,
        counts: { elements: 1, actions: {}, categories: {}, origins: {}, tallies: {} },
      })
    }
  })

  it('that breaks keeps its size, and an empty entry of the name it already has follows', async () => {
    for (const names of ['hash', 'uid'] as const) {
      const run = deidentifyWhole(archive(member('a', objectOf('B', REST)), member('b', objectOf('P', 'x'))), { names })
      const [broken, empty, next] = await membersOf(run)
      expect(broken?.[1]).toBe(`${REPLACEMENT}${REST.subarray(0, 750)}${'\0'.repeat(750)}`)
      expect(empty).toEqual([broken?.[0], ''])
      expect(next?.[1]).toBe(`${REPLACEMENT}x`)
      expect(run.records).toMatchObject([{ disposition: 'broken', code: 'TRUNCATED' }, { disposition: 'deidentified' }])
    }
  })

  it('is named by its own new UIDs where that is asked for', async () => {
    const run = deidentifyWhole(archive(member('a', objectOf('P', REST)), member('b', objectOf('P', REST))), {
      names: 'uid',
    })
    expect((await membersOf(run)).map(([name]) => name)).toEqual([
      '2.25.1/2.25.2/2.25.3.1.dcm',
      '2.25.1/2.25.2/2.25.3.2.dcm',
    ])
  })

  it('keeps a long name in a PAX record', async () => {
    const name = `${'folder/'.repeat(50)}IM1`
    const run = deidentifyWhole(archive(gnuLong(`/../${name}`), member('x', objectOf('P', REST))), { names: 'keep' })
    expect(await membersOf(run)).toEqual([[name, PASSED]])
  })

  it('makes the run fail where that is asked for, with the entry, offset and tag', () => {
    for (const fate of ['W', 'L', 'B']) {
      const failure = failureOf(archive(member('n', 'text'), member('a', objectOf(fate, REST))), { onError: 'fail' })
      expect(failure).toMatchObject({ code: 'WITHHELD', place: { entry: 1, offsetBytes: 200, tag: 0x00100010 } })
    }
  })

  it('passes as slices of the chunk', () => {
    const chunk = new Uint8Array(member('a', objectOf('P', REST)))
    const shared: number[] = []
    const deidentifier = new ArchiveDeidentifier({
      object: new ObjectStandIn(),
      identity: NAMES,
      names: 'hash',
      nonDicom: 'drop',
      onError: 'withhold',
      sink: {
        write(bytes, ephemeral) {
          if (!ephemeral && bytes.buffer === chunk.buffer) shared.push(bytes.length)
        },
      },
      onEntry() {},
    })
    deidentifier.push(chunk)
    expect(shared).toEqual([1500])
    // The first bytes cut by a chunk edge: only those have to be copied.
    deidentifier.push(header({ name: 'b', size: HEAD_BYTES + 1500 }))
    const object = objectOf('P', REST)
    deidentifier.push(object.subarray(0, 100))
    chunk.set(object.subarray(100))
    deidentifier.push(chunk.subarray(0, object.length - 100))
    expect(shared).toEqual([1500, HEAD_BYTES + 1500 - SNIFF_BYTES])
  })
})

describe('what is not an object', () => {
  const others = [
    member('report.pdf', '%PDF-1.4 DOE^JANE'),
    member('empty', ''),
    member('one', 'x'),
    member('nested.tar.gz', gzipSync('DOE^JANE')),
    member('nested.tar', archive(member('DOE^JANE', 'x'))),
    member('DICOMDIR', objectOf('D', REST)),
    header({ name: 'folder/', type: '5' }),
    header({ name: 'DOE-link', type: '2', linkName: 'DOE^JANE' }),
    header({ name: 'DOE-hard', type: '1', linkName: 'DOE^JANE' }),
    header({ name: 'device', type: '3' }),
    Buffer.concat([pax([['GNU.sparse.name', 'DOE^JANE']]), member('GNUSparseFile.0/DOE', objectOf('P', REST))]),
    member('sparse', objectOf('P', REST), { type: 'S', magic: 'gnu' }),
    member('contiguous', objectOf('P', REST), { type: '7' }),
  ]
  const mixed = archive(...others, member('z', objectOf('P', REST)))
  const codes = (run: Run): unknown[] => run.records.map((record) => record.code ?? record.disposition)

  it('is dropped with its code, and only objects pass', async () => {
    const run = deidentifyWhole(mixed)
    expect(await membersOf(run)).toEqual([
      [hash('contiguous'), PASSED],
      [hash('z'), PASSED],
    ])
    expect(codes(run)).toEqual([
      'NOT_DICOM',
      'NOT_DICOM',
      'NOT_DICOM',
      'NESTED_ARCHIVE',
      'NESTED_ARCHIVE',
      'DICOMDIR',
      'NOT_A_FILE',
      'NOT_A_FILE',
      'NOT_A_FILE',
      'NOT_A_FILE',
      'SPARSE',
      'SPARSE',
      'deidentified',
      'deidentified',
    ])
    expect(run.records.map((record) => record.ordinal)).toEqual([...run.records.keys()])
    expect(run.records[0]).toEqual({
      ordinal: 0,
      disposition: 'dropped',
      code: 'NOT_DICOM',
      inputBytes: 17,
      outputBytes: 0,
    })
    expect(run.output.includes('DOE')).toBe(false)
  })

  it('passes where that is asked for, but never archives, DICOMDIRs, links and sparse members', async () => {
    const run = deidentifyWhole(mixed, { nonDicom: 'keep' })
    expect(await membersOf(run)).toEqual([
      [hash('report.pdf'), '%PDF-1.4 DOE^JANE'],
      [hash('one'), 'x'],
      [hash('contiguous'), PASSED],
      [hash('z'), PASSED],
    ])
    expect(run.records[0]).toEqual({ ordinal: 0, disposition: 'kept', inputBytes: 17, outputBytes: 17 })
    expect(codes(run)).toEqual([
      'kept',
      'NOT_DICOM',
      'kept',
      'NESTED_ARCHIVE',
      'NESTED_ARCHIVE',
      'DICOMDIR',
      'NOT_A_FILE',
      'NOT_A_FILE',
      'NOT_A_FILE',
      'NOT_A_FILE',
      'SPARSE',
      'SPARSE',
      'deidentified',
      'deidentified',
    ])
  })

  it('makes the run fail where that is asked for, unless it has no content', () => {
    others.forEach((other, index) => {
      const bytes = archive(member('a', objectOf('P', REST)), other, member('z', objectOf('P', REST)))
      const run = deidentifyWhole(bytes, { nonDicom: 'fail' })
      if ([6, 7, 8, 9, 12].includes(index)) expect(run.failure, `member ${index}`).toBeUndefined()
      else expect(run.failure, `member ${index}`).toMatchObject({ code: 'NON_DICOM', place: { entry: 1 } })
    })
  })
})

describe('the quarantine', () => {
  it('gets the originals of what was offered, and is told to keep those that did not pass', () => {
    const originals = ['P', 'W', 'L', 'B', 'D'].map((fate) => objectOf(fate, REST))
    const bytes = archive(member('text', 'text'), ...originals.map((original, index) => member(`m${index}`, original)))
    const told = originals.map((original, index) => `begin m${index} ${original.toString('latin1')}`)
    const expected = [told[0], 'discard', told[1], 'keep', told[2], 'keep', told[3], 'keep', told[4], 'discard']
    for (const size of [1, 264, 265, 266, 700, bytes.length]) {
      expect(deidentify(chunksOf(bytes, size)).quarantine).toEqual(expected)
    }
  })

  it('is told to discard what the archive failed in', () => {
    const bytes = member('a', objectOf('P', REST)).subarray(0, 1500)
    expect(deidentifyWhole(bytes).quarantine.at(-1)).toBe('discard')
  })

  it('keeps the object that the run fails on', () => {
    expect(deidentifyWhole(archive(member('a', objectOf('W', REST))), { onError: 'fail' }).quarantine.at(-1)).toBe(
      'keep',
    )
  })
})

describe('an archive that fails', () => {
  const first = member('a', objectOf('P', REST))
  const whole = archive(first, member('b', objectOf('P', REST)))

  it.each<[string, string, Buffer]>([
    ['ARCHIVE_TRUNCATED', 'within a body', whole.subarray(0, first.length + 900)],
    ['ARCHIVE_TRUNCATED', 'between members', first],
    ['ARCHIVE_HEADER_INVALID', 'at a header', archive(first, header({ checksum: 'wrong' }))],
    ['ARCHIVE_TRAILING_GARBAGE', 'after its end', Buffer.concat([whole, Buffer.from('x')])],
    ['INPUT_EMPTY', 'before its beginning', Buffer.alloc(0)],
  ])('with %s %s never gets its end', (code, _, bytes) => {
    for (const size of [100, 512, 100_000]) {
      const run = deidentify(chunksOf(bytes, size))
      expect(run.failure).toMatchObject({ code })
      expect(run.output.subarray(-512).equals(END.subarray(0, 512))).toBe(false)
    }
  })

  it('does not go on', () => {
    const chunks = [header({ checksum: 'wrong' }), whole]
    const run = deidentify(chunks)
    expect(run.output.length).toBe(0)
    const object = new ObjectStandIn()
    const archiveDeidentifier = new ArchiveDeidentifier({
      object,
      identity: NAMES,
      names: 'hash',
      nonDicom: 'fail',
      onError: 'fail',
      sink: { write() {} },
      onEntry() {},
    })
    expect(() => archiveDeidentifier.push(member('a', 'text'))).toThrow(/NON_DICOM/)
    expect(() => archiveDeidentifier.push(whole)).toThrow(/NON_DICOM/)
    expect(() => archiveDeidentifier.end()).toThrow(/NON_DICOM/)
    expect(object.begun).toBe(0)
  })

  it('says nothing of the input', () => {
    const bad = archive(member('DOE^JANE', objectOf('W', REST)), header({ name: 'DOE^JANE', checksum: 'wrong' }))
    expect(String(failureOf(bad))).toMatch(/^SluiceError: ARCHIVE_HEADER_INVALID: [^[]+ \[entry 1, byte 2560\]$/)
    expect(String(failureOf(bad, { onError: 'fail' }))).not.toContain('DOE')
  })
})

it.each(['X', 'Y', 'Z', 'V'])(
  'an object processor that does not keep its word (%s) fails the run as INTERNAL',
  (fate) => {
    expect(failureOf(archive(member('a', objectOf(fate, REST))))).toMatchObject({
      code: 'INTERNAL',
      place: { entry: 0 },
    })
  },
)
