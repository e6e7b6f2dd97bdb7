/**
 * The canary matrix: every channel of an archive and its objects, in every encoding and place where it applies, through chunks of any
 * size, the Transform, in both framings. Nothing that was planted comes out, and nothing is withheld without need.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ArchiveEntryRecord } from '../../../src/archive/archive-deidentifier.ts'
import { SluiceError } from '../../../src/errors.ts'
import { createDeidentifier, type DeidentifierOptions } from '../../../src/index.ts'
import { keepAllPlan } from '../../../src/profile/compile.ts'
import { testIdentity } from '../../support/agreement.ts'
import { type Chunking, chunksOf, randomChunks, whole } from '../../support/chunkings.ts'
import { EngineRunner } from '../../support/engine-runner.ts'
import { KEY } from '../../support/samples.ts'
import { REPOSITORY } from '../../support/standard-tables.ts'
import { END, member } from '../../support/tar-builder.ts'
import { plantedArchives } from './archive-channels.ts'
import { OBJECT_CHANNELS, plantedObjects } from './objects.ts'
import { searchArchive, searchBytes, unpack } from './search.ts'

const CHUNKINGS = [1, 7, 131, 511, 512, 513, 4096, 65536].map(chunksOf)
const FRAMINGS = ['exact', 'same-size'] as const

interface Run {
  readonly output: Buffer
  readonly records: readonly ArchiveEntryRecord[]
  readonly failure: unknown
}

const objects = plantedObjects()
const archives = plantedArchives()
const allObjects = Buffer.concat([...objects.map(({ bytes }, at) => member(`${at}.dcm`, bytes)), END])

async function run(archive: Buffer, chunking: Chunking, options: DeidentifierOptions = {}): Promise<Run> {
  const records: ArchiveEntryRecord[] = []
  const deidentifier = await createDeidentifier({ key: KEY, ...options, onEntry: (record) => records.push(record) })
  const stream = deidentifier.tar()
  const parts: Buffer[] = []
  let failure: unknown
  const closed = new Promise((resolve) => stream.on('close', resolve))
  stream.on('data', (part: Buffer) => parts.push(Buffer.from(part)))
  stream.on('error', (fault) => {
    failure = fault
  })
  for (const chunk of chunking.chunks(archive)) {
    if (failure !== undefined || stream.destroyed) break
    if (!stream.write(chunk)) await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), closed])
  }
  stream.end()
  await closed
  return { output: Buffer.concat(parts), records, failure }
}

/** Channels through which nothing passes even where all is kept. */
const NEVER_KEPT = 'B1 B2 B2b B3 B4 B4b B4c B6b B7 C4 C5 C5b C6 H5 H5b'.split(' ')

describe('the search', () => {
  it('finds what was planted in each object', () => {
    const unfound = objects.filter(({ bytes }) =>
      [bytes, ...unpack(bytes)].every((part) => searchBytes(part, '').length === 0),
    )
    expect(unfound.map(({ name }) => name)).toEqual([])
  })

  it('finds what was planted in each archive', async () => {
    const unfound: string[] = []
    for (const { name, bytes } of archives) if ((await searchArchive(bytes, '')).length === 0) unfound.push(name)
    expect(unfound).toEqual([])
  })

  it('finds it in what an engine lets through that keeps all', () => {
    const identity = new EngineRunner(keepAllPlan(), testIdentity())
    const passed = objects.filter(({ bytes }) => identity.run(bytes, 'exact').result.disposition === 'deidentified')
    const clean = passed.filter(({ bytes }) => {
      const output = Buffer.from(identity.run(bytes, 'exact').bytes)
      return [output, ...unpack(output)].every((part) => searchBytes(part, '').length === 0)
    })
    // whatever the plan: file meta information is written anew, what no registry knows is removed, what is no element does not pass
    expect([...new Set(clean.map(({ id }) => id))].sort()).toEqual(NEVER_KEPT)
    expect(passed.length).toBeGreaterThan(objects.length * 0.8)
  })
})

describe.each(FRAMINGS)('the objects, %s,', { timeout: 120_000 }, (framing) => {
  it('let nothing through, in whatever chunks', async () => {
    const expected = await run(allObjects, whole, { framing })
    expect(expected.failure).toBeUndefined()
    expect(await searchArchive(expected.output, 'output')).toEqual([])
    expect(searchBytes(Buffer.from(JSON.stringify(expected.records)), 'records')).toEqual([])
    for (const chunking of [...CHUNKINGS, randomChunks(4, 3000)]) {
      const { output, records, failure } = await run(allObjects, chunking, { framing })
      expect(failure).toBeUndefined()
      expect(output.equals(expected.output), chunking.name).toBe(true)
      expect(records, chunking.name).toEqual(expected.records)
    }
  })
})

describe('what becomes of the objects', () => {
  it('is what the tables say', async () => {
    const { records } = await run(allObjects, whole)
    const different = objects.flatMap(({ name, expected }, at) => {
      const { disposition, code } = records[at]!
      return disposition === expected ? [] : [`${name}: ${disposition} ${code ?? ''} instead of ${expected}`]
    })
    expect(different).toEqual([])
  })

  it('is seldom that they are withheld: only where nobody can tell what is an element', async () => {
    const withheld = new Set(objects.filter(({ expected }) => expected === 'withheld').map(({ id }) => id))
    expect([...withheld]).toEqual(WITHHELD)
    const promise = `of ${OBJECT_CHANNELS.length} ways to hide a name in an object, ${WITHHELD.length} have it withheld`
    expect(readFileSync(join(REPOSITORY, 'docs/guarantees.md'), 'utf8')).toContain(promise)
    expect(OBJECT_CHANNELS.length - withheld.size).toBeGreaterThan(50)
  })
})

/** Channels for which objects are withheld in at least one encoding or place. A shorter list is a better program. */
const WITHHELD = ['B6c', 'B6d', 'B6e', 'C16', 'H1d', 'H2', 'H3', 'H3b', 'H3f', 'H3g', 'H4b', 'H4c', 'H9b']

describe.each(archives)('$name', ({ bytes, expected, failure: code }) => {
  it.each(FRAMINGS)('lets nothing through, in whatever chunks, %s', async (framing) => {
    for (const names of ['hash', 'uid'] as const) {
      let first: Run | undefined
      for (const chunking of [whole, ...CHUNKINGS]) {
        const outcome = await run(bytes, chunking, { framing, names })
        const { output, records, failure } = outcome
        first ??= outcome
        expect(await searchArchive(output, 'output'), chunking.name).toEqual([])
        expect(searchBytes(Buffer.from(`${JSON.stringify(records)}${failure}`), 'record')).toEqual([])
        expect(failure instanceof SluiceError ? failure.code : undefined, chunking.name).toBe(code)
        expect(records.map((record) => (record.disposition === 'dropped' ? record.code : record.disposition))).toEqual(
          expected,
        )
        if (code === undefined) expect(output.equals(first.output), chunking.name).toBe(true)
        else expect(output.subarray(-END.length).equals(END) && framing === 'exact').toBe(false)
      }
    }
  })
})
