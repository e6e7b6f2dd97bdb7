/** GNU tar, bsdtar and tar-stream as judges in both directions: they write and we read, we write and they read. */

import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../../../src/archive/tar-writer.ts'
import { havePeers, type Peer } from '../../support/peers.ts'
import { chunksOf } from '../../support/tar-builder.ts'
import { type Told, tell } from './tar-events.ts'

const SHORT = 'folder/short.txt'
const LONG = `${'a-folder-of-some-length/'.repeat(9)}${'n'.repeat(120)}.dcm`
const SPLIT = `${'p'.repeat(90)}/${'n'.repeat(95)}`
const MANY_BYTES = 'Ärzte/日本語/ファイル名.dcm'

const FILES: ReadonlyMap<string, Buffer> = new Map([
  [SHORT, Buffer.from('short')],
  ['folder/empty', Buffer.alloc(0)],
  ['folder/block', Buffer.alloc(512, 'b')],
  [LONG, Buffer.alloc(1000, 'l')],
  [SPLIT, Buffer.alloc(513, 's')],
  [MANY_BYTES, Buffer.from('many')],
])
const REFERENCE = Object.fromEntries([...FILES].map(([name, body]) => [name, body.toString('latin1')]))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-peers-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(program: string, args: readonly string[], input?: Buffer, said = ''): Buffer {
  const options = {
    cwd: folder,
    maxBuffer: 2 ** 28,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    ...(input && { input }),
  }
  const { status, stdout, stderr } = spawnSync(program, args, options)
  expect([program, status, stderr.toString()]).toEqual([program, 0, said])
  return stdout
}

function write(name: string, body: Buffer): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), body)
}

const regularFiles = (told: Told): Record<string, string> =>
  Object.fromEntries(
    told.entries
      .filter((entry) => entry.type === '0' || entry.type === '')
      .map((entry) => [Buffer.from(entry.name, 'latin1').toString('utf8'), entry.body]),
  )

const FORMATS: readonly (readonly [peer: Peer, format: string, without: readonly string[]])[] = [
  // What a format cannot hold, its writer refuses.
  ['tar', 'v7', [LONG, SPLIT]],
  ['tar', 'ustar', [LONG]],
  ['tar', 'oldgnu', []],
  ['tar', 'gnu', []],
  ['tar', 'posix', []],
  ['bsdtar', 'ustar', [LONG]],
  ['bsdtar', 'gnutar', []],
  ['bsdtar', 'pax', []],
]

describe.each(FORMATS)('what %s writes in the format %s', (peer, format, without) => {
  const names = [...FILES.keys()].filter((name) => !without.includes(name))

  it.skipIf(!havePeers(peer))('is read with the same names and bytes, for any chunks', () => {
    for (const [name, body] of FILES) write(name, body)
    const bytes = run(peer, ['-c', '-f', '-', `--format=${format}`, ...names])
    const expected = Object.fromEntries(names.map((name) => [name, REFERENCE[name]]))
    for (const size of [1, 513, 10_240, bytes.length]) {
      const told = tell(chunksOf(bytes, size))
      expect(told).toMatchObject({ ended: true, code: undefined })
      expect(regularFiles(told)).toEqual(expected)
    }
  })
})

describe.skipIf(!havePeers('tar'))('what GNU tar makes of special files', () => {
  it('are links, directories and fifos without a body', () => {
    write('special/file', Buffer.from('file'))
    symlinkSync('DOE', join(folder, 'special/link'))
    linkSync(join(folder, 'special/file'), join(folder, 'special/same'))
    run('mkfifo', ['special/queue'])
    for (const format of ['v7', 'ustar', 'gnu', 'posix']) {
      const list = format === 'v7' ? ['special/file', 'special/link', 'special/same'] : ['special']
      const told = tell([run('tar', ['-c', '--sort=name', `--format=${format}`, ...list])])
      expect(told.code).toBeUndefined()
      // v7 has no type for directories and fifos.
      const types = format === 'v7' ? ['', '2', '1'] : ['5', '0', '2', '6', '1']
      expect(told.entries.map((entry) => entry.type)).toEqual(types)
      expect(told.entries.map((entry) => entry.body).join('')).toBe('file')
    }
  })

  it('is sparse in all its formats, also where the map needs more blocks, and the next member is right', () => {
    writeFileSync(join(folder, 'after'), 'after')
    for (const pieces of [1, 3, 60]) {
      const sparse = join(folder, 'sparse')
      writeFileSync(sparse, '')
      for (let piece = 0; piece < pieces; piece++) {
        writeFileSync(sparse, 'data', { flag: piece === 0 ? 'w' : 'a' })
        truncateSync(sparse, (piece + 1) * 65_536)
      }
      const versions = ['0.0', '0.1', '1.0'].map((version) => ['--format=posix', `--sparse-version=${version}`])
      for (const format of [['--format=gnu'], ['--format=oldgnu'], ...versions]) {
        const told = tell([run('tar', ['-c', '-S', ...format, 'sparse', 'after'])])
        expect(told.code).toBeUndefined()
        expect(
          told.entries.map((entry) => entry.sparse),
          `${format} ${pieces}`,
        ).toEqual([true, false])
        expect(told.entries[0]?.sizeBytes).toBeLessThan(300_000)
        expect(told.entries[1]?.body).toBe('after')
      }
    }
  })
})

it('what tar-stream writes is read with the same names and bytes', async () => {
  const writer = pack()
  for (const [name, body] of FILES) writer.entry({ name }, body)
  writer.finalize()
  const parts: Buffer[] = []
  for await (const part of writer) parts.push(part as Buffer)
  const told = tell([Buffer.concat(parts)])
  expect(told.code).toBeUndefined()
  expect(regularFiles(told)).toEqual(REFERENCE)
})

describe('what is written here', () => {
  const archive = Buffer.concat([
    ...[...FILES].flatMap(([name, body]) => [
      encodeEntryHeader(Buffer.from(name), body.length),
      body,
      encodePadding(body.length),
    ]),
    encodeArchiveEnd(),
  ])

  it.for(['tar', 'bsdtar'] as const)('is read by %s without complaint', (peer, { skip }) => {
    skip(!havePeers(peer))
    const literal = peer === 'tar' ? ['--quoting-style=literal'] : []
    const listed = run(peer, ['-t', '-f', '-', ...literal], archive)
    expect(listed.toString().trim().split('\n')).toEqual([...FILES.keys()])
    for (const [name, body] of FILES) {
      expect(run(peer, ['-x', '-O', '-f', '-', name], archive).equals(body)).toBe(true)
    }
  })

  it.skipIf(!havePeers('tar', 'bsdtar'))('may be larger than 8 GiB', () => {
    const size = 9 * 2 ** 30 + 1
    const path = join(folder, 'big.tar')
    const head = encodeEntryHeader(Buffer.from('big'), size)
    writeFileSync(path, head)
    // A hole in place of the body.
    truncateSync(path, head.length + size + encodePadding(size).length)
    writeFileSync(path, Buffer.concat([encodeEntryHeader(Buffer.from('next'), 0), encodeArchiveEnd()]), { flag: 'a' })
    for (const peer of ['tar', 'bsdtar']) {
      const lines = run(peer, ['-tvf', path]).toString().trim().split('\n')
      expect(lines).toHaveLength(2)
      expect(lines[0]).toMatch(/ 9663676417 .* big$/)
      expect(lines[1]).toMatch(/ 0 .* next$/)
    }
  })

  it.skipIf(!havePeers('tar', 'bsdtar'))('may have a name that is no UTF-8', () => {
    const name = Buffer.concat([Buffer.alloc(150, 'n'), Buffer.from([0xff, 0xe9])])
    const bytes = Buffer.concat([encodeEntryHeader(name, 0), encodeArchiveEnd()])
    // Both list it; GNU tar does not know the record by which POSIX and bsdtar know that the name is bytes, and says so.
    const remark = "tar: Ignoring unknown extended header keyword 'hdrcharset'\n"
    for (const [peer, said] of [
      ['tar', remark],
      ['bsdtar', ''],
    ] as const) {
      expect(run(peer, ['-t', '-f', '-'], bytes, said).toString()).toBe(`${'n'.repeat(150)}\\377\\351\n`)
    }
  })
})
