import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { NO_LEAD } from '../../../src/archive/tar-entry.ts'
import type { TarEntry } from '../../../src/archive/tar-reader.ts'
import { findKind } from '../../../src/cli/input.ts'
import { OutputFile } from '../../../src/cli/output-file.ts'
import { QuarantineFile } from '../../../src/cli/quarantine-file.ts'
import { writeDescriptor } from '../../../src/streams/descriptors.ts'
import { readDirectoryAsTar } from '../../../src/streams/directory-tar.ts'
import { goodObject } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, END, header, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch('nothing')
const { at } = scratch

function entryOf(name: string, sizeBytes: number): TarEntry {
  return {
    ordinal: 0,
    offsetBytes: 0,
    name: Buffer.from(name),
    type: 0x30,
    sizeBytes,
    sparse: false,
    lead: NO_LEAD,
    mapBytes: 0,
  }
}

describe('a quarantine', () => {
  const put = (quarantine: QuarantineFile, name: string, bytes: Buffer, end: 'keep' | 'discard'): void => {
    quarantine.begin(entryOf(name, bytes.length))
    for (let start = 0; start < bytes.length; start += 300_000) quarantine.write(bytes.subarray(start, start + 300_000))
    quarantine[end]()
  }

  it('is for its owner only, also where somebody had made an empty file for it', () => {
    writeFileSync(at('q.tar'), '', { mode: 0o644 })
    const quarantine = QuarantineFile.create(at('q.tar'))
    expect(statSync(at('q.tar')).mode & 0o777).toBe(0o600)
    quarantine.abandon()
  })

  it('keeps the originals it is told to keep, small and large, one after the other', async () => {
    const quarantine = QuarantineFile.create(at('q.tar'))
    const small = Buffer.alloc(1000, 1)
    const large = Buffer.alloc(3_000_001, 2)
    put(quarantine, 'good-small', small, 'discard')
    put(quarantine, 'bad-small', small, 'keep')
    put(quarantine, 'good-large', large, 'discard')
    put(quarantine, 'bad-large', large, 'keep')
    put(quarantine, 'good-large', large, 'discard')
    quarantine.finish()
    const members = await readWithTarStream(readFileSync(at('q.tar')))
    expect(members.map(({ header: { name } }) => name)).toEqual(['bad-small', 'bad-large'])
    expect(members[0]!.body.equals(small)).toBe(true)
    expect(members[1]!.body.equals(large)).toBe(true)
    expect(readFileSync(at('q.tar')).includes('good')).toBe(false)
  })

  it('takes a chunk that is larger than what it holds', async () => {
    const quarantine = QuarantineFile.create(at('q.tar'))
    const large = Buffer.alloc(5_000_000, 2)
    quarantine.begin(entryOf('bad', large.length))
    quarantine.write(large)
    quarantine.keep()
    quarantine.finish()
    expect((await readWithTarStream(readFileSync(at('q.tar'))))[0]!.body.equals(large)).toBe(true)
  })

  it('that is abandoned within an entry holds none of it', () => {
    const quarantine = QuarantineFile.create(at('q.tar'))
    quarantine.begin(entryOf('half', 4_000_000))
    quarantine.write(Buffer.alloc(3_000_000))
    expect(statSync(at('q.tar')).size).toBeGreaterThan(1_000_000)
    quarantine.abandon()
    expect(existsSync(at('q.tar'))).toBe(false)
  })
})

describe('an output file', () => {
  it('has a random name until it is whole', () => {
    const output = OutputFile.create(at('CANARY.tar'))
    writeDescriptor(output.descriptor, Buffer.from('whole'))
    const [temporary] = readdirSync(scratch.folder)
    expect(temporary).toMatch(/^\.sluice-[0-9a-f]{16}\.part$/)
    output.commit()
    expect(readdirSync(scratch.folder)).toEqual(['CANARY.tar'])
    expect(readFileSync(at('CANARY.tar'), 'utf8')).toBe('whole')
    output.discard()
    expect(readdirSync(scratch.folder)).toEqual(['CANARY.tar'])
  })

  it('that is discarded leaves what was there', () => {
    writeFileSync(at('out'), 'before')
    const output = OutputFile.create(at('out'))
    writeDescriptor(output.descriptor, Buffer.from('half'))
    output.discard()
    expect([readdirSync(scratch.folder), readFileSync(at('out'), 'utf8')]).toEqual([['out'], 'before'])
  })

  it('replaces the file that a link points to, not the link', () => {
    mkdirSync(at('elsewhere'))
    writeFileSync(at('elsewhere/out'), 'before')
    symlinkSync('elsewhere/out', at('link'))
    const output = OutputFile.create(at('link'))
    writeDescriptor(output.descriptor, Buffer.from('after'))
    output.commit()
    expect(readFileSync(at('elsewhere/out'), 'utf8')).toBe('after')
    expect(readFileSync(at('link'), 'utf8')).toBe('after')
  })

  it('leaves devices where they are', () => {
    const output = OutputFile.create('/dev/null')
    writeDescriptor(output.descriptor, Buffer.from('gone'))
    output.commit()
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })
})

describe('a directory as a tar', () => {
  const collect = (ownFiles: Parameters<typeof readDirectoryAsTar>[1] = []): Buffer => {
    const parts: Buffer[] = []
    for (const chunk of readDirectoryAsTar(scratch.folder, ownFiles)) parts.push(Buffer.from(chunk))
    return Buffer.concat(parts)
  }

  it('has every file, with its bytes, by the order of their names', async () => {
    mkdirSync(at('b'))
    writeFileSync(at('b/two'), Buffer.alloc(1_200_000, 2))
    writeFileSync(at('a'), 'one')
    writeFileSync(at('c'), '')
    const members = await readWithTarStream(collect())
    expect(members.map(({ header: { name }, body }) => [name, body.length])).toEqual([
      ['a', 3],
      ['b/two', 1_200_000],
      ['c', 0],
    ])
  })

  it('keeps names that are long, or are not text', async () => {
    const long = `${'x'.repeat(120)}/${'y'.repeat(200)}`
    mkdirSync(at('x'.repeat(120)))
    writeFileSync(at(long), 'long')
    writeFileSync(Buffer.concat([Buffer.from(`${scratch.folder}/`), Buffer.from([0xe4, 0xf6])]), 'latin 1')
    const bytes = collect()
    const members = await readWithTarStream(bytes)
    expect(members.map(({ header: { name } }) => name)).toContain(long)
    expect(bytes.includes(Buffer.from([0xe4, 0xf6, 0]))).toBe(true)
  })

  it('announces links as links, without where they point', async () => {
    symlinkSync('/CANARY', at('link'))
    const bytes = collect()
    expect((await readWithTarStream(bytes)).map(({ header: { type } }) => type)).toEqual(['symlink'])
    expect(bytes.includes('CANARY')).toBe(false)
    expect(bytes.includes('link\0')).toBe(false)
  })

  it('leaves out what the run itself writes', async () => {
    writeFileSync(at('out'), 'x')
    expect((await readWithTarStream(collect([statSync(at('out'))]))).length).toBe(0)
  })
})

describe('an input', () => {
  it.each([
    ['a tar', archive(member('x', 'y')).subarray(0, 512), 'tar'],
    ['a tar without members', END, 'tar'],
    ['a tar of the old format', Buffer.concat([header({ magic: 'none' } as never), END]), 'tar'],
    ['an object', goodObject().subarray(0, 512), 'object'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'gzip'],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'zstd'],
  ])('is recognised by its bytes: %s', (_, head, kind) => expect(findKind(head)).toBe(kind))

  it.each([
    ['nothing', Buffer.alloc(0), 'INPUT_EMPTY'],
    ['text', Buffer.from('hello'), 'INPUT_UNKNOWN'],
    ['zip', Buffer.from('PK\x03\x04'), 'INPUT_UNKNOWN'],
  ])('is refused where it is none: %s', (_, head, code) => {
    expect(() => findKind(head)).toThrow(expect.objectContaining({ code }))
  })
})
