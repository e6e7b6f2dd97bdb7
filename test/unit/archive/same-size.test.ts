/** Archives whose members keep offset and size, with GNU tar, bsdtar, Python and tar-stream as judges. */

import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TYPE_DIRECTORY } from '../../../src/archive/tar-header.ts'
import { havePeers } from '../../support/peers.ts'
import {
  archive,
  base256,
  chunksOf,
  gnuLong,
  header,
  member,
  padded,
  pax,
  readWithTarStream,
} from '../../support/tar-builder.ts'
import { deidentify, deidentifyWhole, NAMES } from './deidentify.ts'
import { HEAD_BYTES, objectOf, REPLACEMENT } from './object-stand-in.ts'
import { type ToldEntry, tellWhole } from './tar-events.ts'

const SAME_SIZE = { framing: 'same-size' } as const
const LONG = `${'DOE^JANE-of-some-length/'.repeat(9)}${'n'.repeat(120)}.dcm`
const PYTHON_LISTING = `
import sys, tarfile
with tarfile.open(sys.argv[1]) as archive:
    for member in archive:
        print(member.offset, member.offset_data, member.size if member.isreg() else 0, member.isdir())
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-same-size-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  expect([program, args, status, stderr]).toEqual([program, args, 0, ''])
  return stdout
}

function write(name: string, body: string | Buffer): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), body)
}

/** Where members and bodies stand and how long they are; all that an index of an archive holds beside names. */
const index = (entries: readonly ToldEntry[]): object[] =>
  entries.map(({ offsetBytes, sizeBytes, type }) => ({ offsetBytes, sizeBytes: type === '5' ? 0 : sizeBytes }))

function rewritten(bytes: Buffer, options = {}): Buffer {
  const { output, failure } = deidentifyWhole(bytes, { ...SAME_SIZE, ...options })
  expect(failure).toBeUndefined()
  expect(output.length).toBe(bytes.length)
  expect(output.includes('DOE')).toBe(false)
  return output
}

it('an object that ends before its head is withheld, and its place stays', () => {
  const { output, failure, records } = deidentifyWhole(
    archive(member('x', objectOf('P', '').subarray(0, 150))),
    SAME_SIZE,
  )
  expect([failure, records[0]?.disposition, output.length]).toEqual([undefined, 'withheld', 4 * 512])
})

describe('an archive in same-size framing', () => {
  const mixed = archive(
    pax([['comment', 'DOE^JANE']], 'g'),
    header({ name: 'DOE/', type: '5' }),
    member('DOE/1.dcm', objectOf('P', 'pixels')),
    gnuLong(LONG),
    gnuLong('DOE/target', 'K'),
    member('x', objectOf('P', 'p'.repeat(700)), { magic: 'gnu' }),
    pax([
      ['path', LONG],
      ['atime', '1.5'],
    ]),
    member('x', objectOf('W', 'withheld')),
    member('DOE/late.dcm', objectOf('L', 'DOE')),
    member('DOE/broken.dcm', objectOf('B', 'b'.repeat(100))),
    member('DOE/notes.txt', 'DOE^JANE wrote this'),
    member('DOE/empty', ''),
    member('DICOMDIR', objectOf('D', 'DOE')),
    header({ name: 'DOE/link', type: '2', linkName: 'DOE/1.dcm', size: 99 }),
    header({ name: 'DOE/old/', type: '0' }),
    header({ name: 'DOE/null', type: '3' }),
    Buffer.concat([
      header({ name: 'DOE/sparse', type: 'S', magic: 'gnu', size: 600, bytes: [[482, Buffer.from([1])]] }),
      Buffer.alloc(512, 0x00),
      padded(Buffer.alloc(600, 'DOE')),
    ]),
    member('last', objectOf('P', 'last')),
    Buffer.alloc(7 * 512),
  )
  const before = tellWhole(mixed).entries

  it('has every member where it was, with its size, and ends where it ended', () => {
    const after = tellWhole(rewritten(mixed)).entries
    const expected = index(before)
    // The blocks of a sparse map are body to readers of a regular file.
    const sparseAt = before.findIndex((entry) => entry.type === 'S')
    expected[sparseAt] = { ...expected[sparseAt], sizeBytes: 600 + 512 }
    expect(index(after)).toEqual(expected)
  })

  it('keeps the place of what does not pass with zeros, named for what became of it', () => {
    const { output, records } = deidentifyWhole(mixed, SAME_SIZE)
    const told = tellWhole(output).entries.map((entry, at) => ({
      fate: records[at]!.disposition,
      end: /(?:\/|\.[a-z]+)?$/.exec(entry.name)?.[0],
      zeros: /^\0*$/.test(entry.body),
      type: entry.type,
    }))
    const passed = { fate: 'deidentified', zeros: false, type: '0' }
    const dropped = { fate: 'dropped', end: '.dropped', zeros: true, type: '0' }
    const withheld = { fate: 'withheld', end: '.withheld', zeros: true, type: '0' }
    const directory = { fate: 'dropped', end: '/', zeros: true, type: '5' }
    expect(told).toEqual([
      directory,
      { ...passed, end: '.dcm' },
      { ...passed, end: '.dcm' },
      withheld,
      withheld,
      { ...passed, fate: 'broken', end: '.dcm' },
      dropped,
      dropped,
      dropped,
      dropped,
      directory,
      dropped,
      dropped,
      { ...passed, end: '' },
    ])
    expect(records.map((record) => record.outputBytes)).toEqual(before.map((entry) => entry.sizeBytes))
  })

  it('has a directory under the name that stands before the names of what is in it', () => {
    const names = tellWhole(rewritten(mixed)).entries.map((entry) => entry.name)
    expect(names[1]!.startsWith(names[0]!)).toBe(true)
    expect(names[10]).toBe(`${names[0]}${NAMES.nameComponent(Buffer.from('old'))}/`)
  })

  it('is whole in bodies: what the processor wrote, and zeros in the padding', () => {
    const body = tellWhole(rewritten(mixed)).entries[1]!.body
    expect(body.replace(/\0*$/, '')).toBe(`${REPLACEMENT}pixels`)
    expect(body.length).toBe(HEAD_BYTES + 'pixels'.length)
  })

  it('comes out the same for any chunks', () => {
    const expected = rewritten(mixed)
    for (const size of [1, 511, 513, 1500]) {
      expect(deidentify(chunksOf(mixed, size), SAME_SIZE).output.equals(expected), `chunks of ${size}`).toBe(true)
    }
  })

  it('is read by tar-stream, with the same names and bodies', async () => {
    const output = rewritten(mixed)
    const told = tellWhole(output).entries.map(({ name, body }) => [name.replace(/\/$/, ''), body])
    const read = (await readWithTarStream(output)).map(({ header: { name }, body }) => [
      name.replace(/\/$/, ''),
      body.toString('latin1'),
    ])
    expect(read).toEqual(told)
  })

  it('goes on from a place between two members as if it had come from the beginning', () => {
    const start = before[5]!
    const whole = deidentifyWhole(mixed, SAME_SIZE)
    const rest = deidentifyWhole(mixed.subarray(start.offsetBytes), {
      ...SAME_SIZE,
      start: { ordinal: 5, offsetBytes: start.offsetBytes },
    })
    expect(rest.output.equals(whole.output.subarray(start.offsetBytes))).toBe(true)
    const uncounted = ({ counts: _, ...record }: (typeof rest.records)[number]): object => record
    expect(rest.records.map(uncounted)).toEqual(whole.records.slice(5).map(uncounted))
  })
})

describe('names in same-size framing', () => {
  const nameOf = (bytes: Buffer, names: 'hash' | 'keep' = 'hash'): string =>
    tellWhole(deidentifyWhole(bytes, { ...SAME_SIZE, names }).output).entries[0]!.name
  const deep = `${'folder/'.repeat(40)}file.dcm`

  it('that do not fit the header go into the extension blocks where these have the room', () => {
    const bytes = archive(gnuLong(deep), member('x', objectOf('P', '')))
    expect(nameOf(bytes, 'keep')).toBe(deep)
  })

  it('become one component where there is no such room', () => {
    // Components that are shorter than their hashes.
    const prefix = 'a/'.repeat(70)
    const name = `${'a/'.repeat(47)}b.dcm`
    expect(nameOf(archive(member(name, objectOf('P', ''), { prefix })))).toMatch(/^n\d+\.dcm$/)
    expect(nameOf(archive(header({ name: 'a/'.repeat(48), prefix, type: '5' })))).toMatch(/^n\d+\/$/)
    expect(nameOf(archive(member(name, objectOf('W', ''), { prefix })))).toMatch(/^n\d+\.dcm\.withheld$/)
  })

  it('keep their way when the blocks before them hold no record at all, or more than one block may', () => {
    const empty = header({ name: 'x', type: 'x', size: 0 })
    const many = Array.from({ length: 5 }, () => pax([['comment', 'c'.repeat(400_000)]], 'g'))
    for (const lead of [[empty], many, [...many, empty]]) {
      const bytes = archive(...lead, member('DOE.dcm', objectOf('P', 'p')))
      const output = rewritten(bytes)
      expect(index(tellWhole(output).entries)).toEqual(index(tellWhole(bytes).entries))
    }
  })

  it('leave a size of 8 GiB and more in the header, as every reader takes it', () => {
    const size = 2 ** 33
    const bytes = new Uint8Array(
      Buffer.concat([header({ name: 'big', sizeField: base256(BigInt(size)) }), Buffer.alloc(512, 'x')]),
    )
    const output = deidentify([bytes], SAME_SIZE).output
    expect(output.subarray(124, 136)).toEqual(base256(BigInt(size)))
    expect(output.length).toBe(1024)
  })
})

it('a processor that does not commit to the size of the input is caught', () => {
  const bytes = archive(member('a', objectOf('P', 'p'.repeat(400))))
  const { object } = deidentifyWhole(bytes)
  expect(object.begun).toBe(1)
  const begin = Object.getPrototypeOf(object).begin
  const proto = Object.getPrototypeOf(object) as { begin: unknown }
  proto.begin = function (this: unknown, output: unknown, sizeBytes: number) {
    begin.call(this, output, sizeBytes, 'exact')
  }
  try {
    expect(String(deidentifyWhole(bytes, SAME_SIZE).failure)).toContain('INTERNAL')
  } finally {
    proto.begin = begin
  }
})

describe('zeros at the end', () => {
  it('are as many as there were, blocks or not', () => {
    const bytes = Buffer.concat([archive(), Buffer.alloc(3_000_001)])
    expect(rewritten(bytes).equals(bytes)).toBe(true)
  })

  it('are not written for an archive that has something after them', () => {
    const bytes = Buffer.concat([archive(), Buffer.alloc(4096), Buffer.from('x')])
    const { output, failure } = deidentifyWhole(bytes, SAME_SIZE)
    expect(String(failure)).toContain('ARCHIVE_TRAILING_GARBAGE')
    expect(output.length).toBe(0)
  })
})

const FORMATS = ['v7', 'ustar', 'oldgnu', 'gnu', 'posix'] as const

describe.skipIf(!havePeers('tar', 'bsdtar'))('what GNU tar wrote in the format', () => {
  it.each(FORMATS)('%s has the same index before and after, for GNU tar, bsdtar and Python', (format) => {
    const old = format === 'v7'
    write('in/plain.dcm', objectOf('P', 'plain'.repeat(300)))
    write('in/withheld.dcm', objectOf('W', 'w'.repeat(1000)))
    write('in/notes.txt', 'notes')
    write('in/block', Buffer.alloc(512, 'b'))
    const list = ['in']
    if (!old && format !== 'ustar') {
      write(`in/${LONG}`, objectOf('P', 'long'))
      symlinkOnce('DOE'.repeat(50), 'in/DOE-link')
      linkOnce('in/plain.dcm', 'in/same.dcm')
      write('in/sparse', 'data')
      truncateSync(join(folder, 'in/sparse'), 1_000_000)
    }
    run('tar', ['-c', '--sort=name', `--format=${format}`, '-f', 'in.tar', ...list])
    writeFileSync(join(folder, 'out.tar'), rewritten(readAll('in.tar')))
    const blocks = (path: string): string[] =>
      run('tar', ['--block-number', '-t', '-R', '-v', '--numeric-owner', '-f', path])
        .split('\n')
        .map((line) => /^block \d+: (?:\*\* Block of NULs \*\*)?/.exec(line)?.[0] ?? '')
    expect(blocks('out.tar')).toEqual(blocks('in.tar'))
    // Links have no body, and their size by the header is of no account.
    expect(run('python3', ['-c', PYTHON_LISTING, 'out.tar'])).toEqual(run('python3', ['-c', PYTHON_LISTING, 'in.tar']))
    expect(run('bsdtar', ['-tf', 'out.tar']).split('\n').length).toBe(
      run('bsdtar', ['-tf', 'in.tar']).split('\n').length,
    )
    run('tar', ['-x', '-f', 'out.tar', '--one-top-level=unpacked'])
    run('bsdtar', ['-x', '-f', 'out.tar', '-C', 'unpacked'])
  })

  it('is read without complaint where blocks that say nothing come before members', () => {
    const empty = header({ name: 'x', type: 'x', size: 0 })
    const bytes = archive(
      empty,
      member('a.dcm', objectOf('P', 'a')),
      pax([['comment', 'c'.repeat(900_000)]], 'g'),
      pax([['comment', 'c'.repeat(900_000)]], 'g'),
      gnuLong(LONG),
      member('b', objectOf('P', 'b')),
    )
    writeFileSync(join(folder, 'out.tar'), rewritten(bytes))
    for (const program of ['tar', 'bsdtar']) expect(run(program, ['-tf', 'out.tar']).split('\n').length).toBe(3)
    expect(run('python3', ['-c', PYTHON_LISTING, 'out.tar']).split('\n').length).toBe(3)
  })
})

function symlinkOnce(target: string, name: string): void {
  rmSync(join(folder, name), { force: true })
  symlinkSync(target, join(folder, name))
}

function linkOnce(target: string, name: string): void {
  rmSync(join(folder, name), { force: true })
  linkSync(join(folder, target), join(folder, name))
}

function readAll(name: string): Buffer {
  const { stdout } = spawnSync('cat', [name], { cwd: folder, maxBuffer: 2 ** 28 })
  return stdout
}

it('directories have the mode that lets their owner in', () => {
  const output = rewritten(archive(header({ name: 'DOE/', type: '5' })))
  expect(output.subarray(100, 107).toString()).toBe('0000755')
  expect(output[156]).toBe(TYPE_DIRECTORY)
})
