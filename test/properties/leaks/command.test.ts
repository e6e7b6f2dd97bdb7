/**
 * The same channels through the built command: what it writes to files, to its outputs and beside them. And tools that are known to
 * leak, in the same run, whose leaks the same search finds.
 */

import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { runSluice, type SluiceRun } from '../../support/run-sluice.ts'
import { useScratch } from '../../support/scratch.ts'
import { END, member } from '../../support/tar-builder.ts'
import { gzipWithNames, plainObject, plantedArchives, zstdWithText } from './archive-channels.ts'
import { plantedObjects } from './objects.ts'
import { searchArchive, searchBytes, unpack } from './search.ts'
import { findTokens, Tokens } from './tokens.ts'

const scratch = useScratch()
const objects = plantedObjects()
const archives = plantedArchives()
const tokens = new Tokens(30_000)

/** All that ends well, as one archive, under names that identify. */
const everything = Buffer.concat([
  ...objects.map(({ bytes }, at) => member(`${tokens.text}/${at}.dcm`, bytes)),
  ...archives.filter(({ failure }) => failure === undefined).map(({ bytes }) => bytes.subarray(0, -END.length)),
  END,
])

/** The command in a folder of its own: what it leaves in its output and its temporary folder is searched, by name too. */
async function run(argv: readonly string[], input?: Uint8Array): Promise<SluiceRun> {
  for (const folder of ['out', 'temporary']) mkdirSync(scratch.at(folder), { recursive: true })
  const env = { TMPDIR: scratch.at('temporary') }
  return await runSluice([...argv, '--key-file', scratch.keyFile], { env, ...(input !== undefined && { input }) })
}

/** Everything that a run let out, but what holds identities by its purpose. */
async function findLeaks({ stdout, stderr }: SluiceRun, outputs: readonly string[] = []): Promise<string[]> {
  const found = [...searchBytes(Buffer.from(stderr), 'stderr'), ...(await searchArchive(stdout, 'stdout'))]
  for (const name of readdirSync(scratch.at('out'))) {
    found.push(...searchBytes(Buffer.from(name), 'a file name'))
    if (outputs.includes(name))
      found.push(...(await searchArchive(decompressed(readFileSync(join(scratch.at('out'), name))), name)))
  }
  expect(readdirSync(scratch.at('temporary'))).toEqual([])
  return found
}

function decompressed(bytes: Buffer): Buffer {
  if (bytes[0] === 0x1f) return gunzipSync(bytes)
  return bytes.readUInt32LE(0) === 0xfd2fb528 ? zstdDecompressSync(bytes) : bytes
}

const WAYS: readonly (readonly [string, readonly string[]])[] = [
  ['one thread', []],
  ['two threads', ['--jobs', '2']],
  ['entries of the same size', ['--same-size']],
  ['entries of the same size, two threads', ['--same-size', '--jobs', '2']],
  ['so that it could go on', ['--resume']],
]

describe('the command', { timeout: 120_000 }, () => {
  it.each(WAYS)('lets nothing out, with %s', async (_, options) => {
    const input = scratch.put(`${tokens.text}.tar`, everything)
    const report = scratch.at('out/report.jsonl')
    const outcome = await run([
      input,
      '-o',
      scratch.at('out/output.tar'),
      '--report',
      report,
      '--quarantine',
      scratch.at('out/quarantine.tar'),
      ...options,
    ])
    expect(outcome.code).toBe(3)
    expect(await findLeaks(outcome, ['output.tar', 'report.jsonl'])).toEqual([])
    expect(readdirSync(scratch.at('out')).sort()).toEqual(['output.tar', 'quarantine.tar', 'report.jsonl'])
    expect(statSync(scratch.at('out/quarantine.tar')).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['gzip', gzipWithNames, 'gz'],
    ['zstd', zstdWithText, 'zst'],
  ])('lets nothing out of the wrapper of a file that is compressed by %s', async (_, wrap, suffix) => {
    const archive = Buffer.concat([member(`${tokens.text}.dcm`, plainObject()), END])
    const input = wrap(archive, tokens)
    expect(findTokens(input).length).toBeGreaterThan(0)
    const outcome = await run(['-', '-o', scratch.at(`out/output.tar.${suffix}`)], input)
    expect(outcome.code).toBe(0)
    expect(searchBytes(readFileSync(scratch.at(`out/output.tar.${suffix}`)), 'the file')).toEqual([])
    expect(await findLeaks(outcome, [`output.tar.${suffix}`])).toEqual([])
  })

  it.each(archives.filter(({ failure }) => failure !== undefined))(
    'lets nothing out where it fails: $name',
    async ({ bytes, failure }) => {
      const piped = await run(['-'], bytes)
      expect([piped.code, piped.stderr]).toEqual([1, expect.stringContaining(failure!)])
      expect(await findLeaks(piped)).toEqual([])
      const outcome = await run([scratch.put(`${tokens.text}.tar`, bytes), '-o', scratch.at('out/output.tar')])
      expect(outcome.code).toBe(1)
      expect(await findLeaks(outcome)).toEqual([])
      expect(readdirSync(scratch.at('out'))).toEqual([])
    },
  )

  it.each([
    ['an input that is not there', (t: Tokens) => [`${t.text}.tar`]],
    ['an option that there is not', (t: Tokens) => [`--${t.text}`]],
    ['a profile that there is not', (t: Tokens) => ['--profile', `${t.text}.yaml`]],
    ['two inputs', (t: Tokens) => [`${t.text}.tar`, `${t.text}.tar`]],
    ['an output that cannot be written', (t: Tokens) => ['-o', `/nowhere/${t.text}/out.tar`]],
    ['a key that is none', (t: Tokens) => ['--key-file', `${t.text}`]],
  ])('quotes no argument: %s', async (_, argv) => {
    const outcome = await runSluice(argv(tokens), { cwd: scratch.folder, input: new Uint8Array(0) })
    expect([1, 2]).toContain(outcome.code)
    expect(searchBytes(Buffer.from(outcome.stderr), 'stderr')).toEqual([])
  })

  it('lets nothing out of single objects', async () => {
    for (const { bytes, name } of objects
      .filter(({ id, encoding, place }) => /^[BH]/.test(id) && encoding === 'explicit-le' && place === 'root')
      .slice(0, 12)) {
      const outcome = await run(['-'], bytes)
      const found = [outcome.stdout, ...unpack(outcome.stdout), Buffer.from(outcome.stderr)].flatMap((part) =>
        searchBytes(part, name),
      )
      expect(found).toEqual([])
    }
  })
})

describe('tools that leak, found by the same search:', () => {
  /** Which channels a tool lets through. */
  const leaking = (outputs: readonly (readonly [id: string, output: Buffer])[]): string[] => {
    const ids = outputs.filter(([, output]) =>
      [output, ...unpack(output)].some((part) => searchBytes(part, '').length > 0),
    )
    return [...new Set(ids.map(([id]) => id))]
  }

  it('the anonymizer of dcmjs, in 30 channels and more', async () => {
    const { anonymizer, data, log } = (await import('dcmjs' as string)).default
    log?.setLevel?.('silent')
    const outputs: [string, Buffer][] = []
    for (const { id, bytes, encoding } of objects) {
      if (encoding === 'deflated') continue
      try {
        const dictionary = data.DicomMessage.readFile(new Uint8Array(bytes).buffer)
        anonymizer.cleanTags(dictionary.dict)
        outputs.push([id, Buffer.from(dictionary.write())])
      } catch {
        // an object that it cannot read is none that it lets through
      }
    }
    const ids = leaking(outputs)
    expect(ids).toEqual(expect.arrayContaining(['B2', 'B3', 'C1', 'C4', 'C5', 'C9', 'D3', 'D4', 'D6', 'D7']))
    expect(ids.length).toBeGreaterThan(30)
  })

  it('a program that takes an archive apart and packs it again under new names', async () => {
    const outputs: [string, Buffer][] = []
    for (const { id, bytes, failure } of archives) if (failure === undefined) outputs.push([id, await repack(bytes)])
    expect(leaking(outputs)).toEqual(expect.arrayContaining(['A2', 'A3', 'A5', 'A8', 'A9']))
  })

  it('a copy of the files', () => {
    const ids = leaking(objects.map(({ id, bytes }) => [id, bytes]))
    expect(ids.length).toBe(new Set(objects.map(({ id }) => id)).size)
  })
})

/** As one would write it: every entry under a new name, its contents replaced by nothing of anybody. */
async function repack(archive: Buffer): Promise<Buffer> {
  const output = pack()
  const parts: Buffer[] = []
  output.on('data', (part) => parts.push(part as Buffer))
  const reader = extract()
  let count = 0
  reader.on('entry', (header, stream, next) => {
    const body: Buffer[] = []
    stream.on('data', (part) => body.push(part as Buffer))
    stream.on('end', () => {
      output.entry({ ...header, name: `${count++}` }, header.type === 'file' ? Buffer.concat(body) : '', () => next())
    })
  })
  await new Promise<void>((resolve) => {
    reader.on('finish', () => resolve())
    reader.on('error', () => resolve())
    reader.end(archive)
  })
  output.finalize()
  await new Promise<void>((resolve) => output.on('end', () => resolve()))
  return Buffer.concat(parts)
}
