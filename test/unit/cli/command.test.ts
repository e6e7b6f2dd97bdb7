import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { runShell, runSluice } from '../../support/run-sluice.ts'
import {
  findPlanted,
  GOOD_ARCHIVE,
  goodObject,
  PIXELS,
  PLANTED,
  SAMPLE_ARCHIVE,
  truncatedObject,
} from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch()
const { at, put } = scratch

describe('the planted identities', () => {
  it('are all in the input, so that their absence from an output means something', () => {
    expect(findPlanted(SAMPLE_ARCHIVE)).toEqual([...PLANTED])
  })
})

describe('an archive', () => {
  it('comes out of a pipe with status 3 where something was withheld, and without identities', async () => {
    const run = await runSluice(['--key-file', scratch.keyFile], { input: SAMPLE_ARCHIVE })
    expect(run.code).toBe(3)
    expect(findPlanted(run.stdout)).toEqual([])
    const members = await readWithTarStream(run.stdout)
    expect(members).toHaveLength(2)
    for (const { body } of members) expect(body.includes(PIXELS)).toBe(true)
  })

  it('comes out with status 0 where nothing was', async () => {
    expect((await runSluice([], { input: GOOD_ARCHIVE })).code).toBe(0)
  })

  it('is the same from a file, a pipe, gzip and zstd, to a pipe and to a file', async () => {
    const expected = (await runSluice(['--key-file', scratch.keyFile], { input: SAMPLE_ARCHIVE })).stdout
    for (const [name, bytes] of [
      ['a.tar', SAMPLE_ARCHIVE],
      ['b', gzipSync(SAMPLE_ARCHIVE)],
      ['c', zstdCompressSync(SAMPLE_ARCHIVE)],
    ] as const) {
      const run = await runSluice([put(name, bytes), '-o', at('out.tar'), '--key-file', scratch.keyFile])
      expect(run.code).toBe(3)
      expect(readFileSync(at('out.tar')).equals(expected)).toBe(true)
      expect((await runSluice(['-', '--key-file', scratch.keyFile], { input: bytes })).stdout.equals(expected)).toBe(
        true,
      )
    }
  })

  it('is compressed where the name of the output says so', async () => {
    const expected = (await runSluice(['--key-file', scratch.keyFile], { input: SAMPLE_ARCHIVE })).stdout
    const input = put('a.tar', SAMPLE_ARCHIVE)
    for (const name of ['out.tar.gz', 'out.tgz', 'out.tar.zst', 'out.tzst']) {
      expect((await runSluice([input, '-o', at(name), '--key-file', scratch.keyFile])).code).toBe(3)
      const bytes = readFileSync(at(name))
      expect(
        (name.includes('z', 5) && name.endsWith('st') ? zstdDecompressSync(bytes) : gunzipSync(bytes)).equals(expected),
      ).toBe(true)
    }
  })

  it('that is cut short gives status 1, no output file, and leaves what was there before', async () => {
    put('out.tar', Buffer.from('from before'))
    const run = await runSluice([put('a.tar', SAMPLE_ARCHIVE.subarray(0, 9000)), '-o', at('out.tar')])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('ARCHIVE_TRUNCATED')
    expect(readFileSync(at('out.tar'), 'utf8')).toBe('from before')
    expect(readdirSync(scratch.folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('ends at the first bad object with --on-error fail, and at the first other file with --non-dicom fail', async () => {
    const onError = await runSluice(['--on-error', 'fail'], { input: SAMPLE_ARCHIVE })
    expect([onError.code, onError.stderr.includes('WITHHELD')]).toEqual([1, true])
    const letters = archive(member('letter.txt', 'Dear Canary'))
    const nonDicom = await runSluice(['--non-dicom', 'fail'], { input: letters })
    expect([nonDicom.code, nonDicom.stderr.includes('NON_DICOM')]).toEqual([1, true])
  })
})

describe('names of entries', () => {
  const namesWith = async (mode: string): Promise<string[]> => {
    const run = await runSluice(['--names', mode, '--key-file', scratch.keyFile], { input: SAMPLE_ARCHIVE })
    return (await readWithTarStream(run.stdout)).map(({ header }) => header.name)
  }

  it('are hashed, made of UIDs, or kept', async () => {
    const hashed = await namesWith('hash')
    for (const name of hashed) expect(name).toMatch(/^[0-9a-z]{20}\/[0-9a-z]{20}\.dcm$/)
    expect(new Set(hashed.map((name) => name.split('/')[0])).size).toBe(1)
    for (const name of await namesWith('uid')) expect(name).toMatch(/^2\.25\.\d+\/2\.25\.\d+\/2\.25\.\d+\.dcm$/)
    expect(await namesWith('keep')).toEqual(['CANARY_FOLDER/one.dcm', 'CANARY_FOLDER/two.dcm'])
  })
})

describe('a DICOM object', () => {
  it('gives an object', async () => {
    const run = await runSluice([put('image', goodObject()), '-o', at('out.dcm')])
    const output = readFileSync(at('out.dcm'))
    expect(run.code).toBe(0)
    expect(output.toString('latin1', 128, 132)).toBe('DICM')
    expect(output.includes(PIXELS)).toBe(true)
    expect(findPlanted(output)).toEqual([])
  })

  it('comes out of gzip, too', async () => {
    const run = await runSluice(['--key-file', scratch.keyFile], { input: gzipSync(goodObject()) })
    expect(run.stdout.toString('latin1', 128, 132)).toBe('DICM')
  })

  it('that is withheld gives status 3 and no file', async () => {
    const run = await runSluice([put('image', truncatedObject()), '-o', at('out.dcm')])
    expect(run.code).toBe(3)
    expect(existsSync(at('out.dcm'))).toBe(false)
    expect(readdirSync(scratch.folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('is neither written as a compressed archive nor put into a quarantine', async () => {
    for (const bytes of [goodObject(), gzipSync(goodObject())]) {
      const run = await runSluice([put('image', bytes), '-o', at('out.tar.gz')])
      expect(run.code).toBe(2)
      expect(existsSync(at('out.tar.gz'))).toBe(false)
      expect((await runSluice(['--quarantine', at('q.tar')], { input: bytes })).code).toBe(2)
      expect(existsSync(at('q.tar'))).toBe(false)
    }
  })
})

describe('a directory', () => {
  it('becomes an archive: in the order of names, without links, without the files of the run itself', async () => {
    mkdirSync(at('in'))
    mkdirSync(at('in/CANARY_FOLDER'))
    put('in/CANARY_FOLDER/b.dcm', goodObject())
    put('in/CANARY_FOLDER/a.dcm', goodObject(Buffer.alloc(8192, 1)))
    put('in/cut.dcm', truncatedObject())
    put('outside.dcm', goodObject(Buffer.alloc(8192, 2)))
    await runShell('ln -s ../outside.dcm in/link.dcm; ln -s .. in/up', scratch.folder)
    const argv = [
      at('in'),
      '-o',
      at('in/out.tar'),
      '--report',
      at('in/r.jsonl'),
      '--names',
      'keep',
      '--key-file',
      scratch.keyFile,
    ]
    const run = await runSluice(argv)
    expect(run.code).toBe(3)
    const members = await readWithTarStream(readFileSync(at('in/out.tar')))
    expect(members.map(({ header }) => header.name)).toEqual(['CANARY_FOLDER/a.dcm', 'CANARY_FOLDER/b.dcm'])
    const codes = readFileSync(at('in/r.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).code)
    expect(codes.slice(1, -1)).toEqual([undefined, undefined, expect.anything(), 'NOT_A_FILE', 'NOT_A_FILE'])
  })

  it('can be compressed on the way', async () => {
    mkdirSync(at('in'))
    for (const index of [1, 2, 3, 4]) put(`in/${index}.dcm`, goodObject(randomBytes(1_500_000)))
    expect((await runSluice([at('in'), '-o', at('out.tar'), '--key-file', scratch.keyFile])).code).toBe(0)
    expect((await runSluice([at('in'), '-o', at('out.tar.gz'), '--key-file', scratch.keyFile])).code).toBe(0)
    expect(gunzipSync(readFileSync(at('out.tar.gz'))).equals(readFileSync(at('out.tar')))).toBe(true)
  })
})

describe('the demo', () => {
  it('finds what it planted in its input and nothing of it in its output', async () => {
    const run = await runSluice(['demo'])
    expect(run.code).toBe(0)
    const text = run.stdout.toString()
    expect(text).toMatch(/found in the input +[1-9]\d\d /)
    expect(text).toMatch(/found in the output +0 /)
    expect(text).toMatch(/PatientName +Doe\^Jane +\(empty\)/)
  })
})
