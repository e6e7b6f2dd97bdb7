/** A directory by several threads: what one thread makes of it, in batches that any of them can read. */

import { linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/limits.ts'
import { isLong } from '../../../src/streams/archive-batches.ts'
import { openBatchSource } from '../../../src/streams/batch-source.ts'
import { findDirectoryBatches } from '../../../src/streams/directory-batches.ts'
import { identitiesOf } from '../../../src/streams/directory-members.ts'
import { readDirectoryAsTar } from '../../../src/streams/directory-tar.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { goodObject } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch()
const { at } = scratch
const BOUNDS = { bytes: 40_000, entries: 7 }
const LONG_BYTES = limits.workerHeldBytes + 700_000

/** Files of many lengths, one of them long, with names that need all kinds of headers, and what is no file. */
function fill(): void {
  mkdirSync(at('in/deep/er'), { recursive: true })
  for (let index = 0; index < 40; index++) writeFileSync(at(`in/${index}.dcm`), Buffer.alloc(index * 300, index))
  writeFileSync(at(`in/deep/${'n'.repeat(180)}`), Buffer.alloc(5000, 'n'))
  writeFileSync(at('in/deep/er/long'), Buffer.alloc(LONG_BYTES, 'l'))
  writeFileSync(Buffer.concat([Buffer.from(at('in/deep/')), Buffer.from([0xe9, 0x2e])]), 'a name in Latin-1')
  symlinkSync('0.dcm', at('in/link'))
  writeFileSync(at('in/own'), 'what the run writes')
  linkSync(at('in/own'), at('in/deep/own-too'))
}

interface Read {
  readonly bytes: Buffer
  readonly unreadable: number[]
}

/** `between`: what happens between listing and reading. */
function readInBatches(between: () => void = () => {}): Read {
  const ownFiles = identitiesOf([statSync(at('in/own'))])
  const source = openBatchSource({ kind: 'directory', path: at('in'), ownFiles })
  const batches = [...findDirectoryBatches(at('in'), ownFiles, BOUNDS)]
  expect(batches.length).toBeGreaterThan(8)
  expect(batches.filter(isLong).length).toBe(1)
  between()
  const buffer = new Uint8Array(limits.workerHeldBytes)
  const parts: Uint8Array[] = []
  const unreadable: number[] = []
  for (const batch of batches) {
    const kept: Uint8Array[] = []
    for (const chunk of source.chunks(batch, buffer, (ordinal) => unreadable.push(ordinal))) {
      // What is read later must not overwrite what was read before, unless the batch is long.
      kept.push(isLong(batch) ? Buffer.from(chunk) : chunk)
    }
    parts.push(Buffer.concat(kept))
    expect(batch.start.ordinal).toBe(batches[batches.indexOf(batch) - 1]?.end.ordinal ?? 0)
  }
  parts.push(...source.rest(batches.at(-1)!.end))
  return { bytes: Buffer.concat(parts), unreadable }
}

function readByOne(): Read {
  const parts: Buffer[] = []
  const unreadable: number[] = []
  const own = [statSync(at('in/own'))]
  for (const chunk of readDirectoryAsTar(at('in'), own, (ordinal) => unreadable.push(ordinal))) {
    parts.push(Buffer.from(chunk))
  }
  return { bytes: Buffer.concat(parts), unreadable }
}

describe.skipIf(process.platform === 'win32')('a directory in batches', () => {
  it('is the archive that it is in one piece, without the files that the run writes', () => {
    fill()
    const { bytes, unreadable } = readInBatches()
    expect(bytes.equals(readByOne().bytes)).toBe(true)
    expect(bytes.includes('what the run writes')).toBe(false)
    expect(unreadable).toEqual([])
    const [last] = [...findDirectoryBatches(at('in'), [], { bytes: 1e9, entries: 1e9 })].slice(-1)
    expect(last?.end.offsetBytes).toBe(
      [...readDirectoryAsTar(at('in'), [])].reduce((sum, { length }) => sum + length, -1024),
    )
  })

  it('tells of files that went away, became something else, or more than there is room for, and reads the others', () => {
    fill()
    const { bytes, unreadable } = readInBatches(() => {
      rmSync(at('in/0.dcm'))
      rmSync(at('in/1.dcm'))
      symlinkSync('2.dcm', at('in/1.dcm'))
      writeFileSync(at('in/10.dcm'), Buffer.alloc(LONG_BYTES, 'x'))
      rmSync(at('in/11.dcm'))
      linkSync(at('in/own'), at('in/11.dcm'))
      writeFileSync(at('in/12.dcm'), 'shorter')
    })
    expect(unreadable).toEqual([0, 1, 2, 3])
    for (const text of ['xxxx', 'what the run writes']) expect(bytes.includes(text)).toBe(false)
    expect(bytes.includes('shorter')).toBe(true)
  })

  it('ends a batch before its list of names is longer than there is room for', () => {
    mkdirSync(at('in'))
    for (let index = 0; index < 330; index++) writeFileSync(at(`in/${`${index}`.padStart(200, 'n')}`), '')
    const batches = [...findDirectoryBatches(at('in'), [], { bytes: 1e9, entries: 1e9 })]
    const lengths = batches.map(({ members }) => members!.length)
    expect(lengths.length).toBe(2)
    expect(lengths[0]).toBeLessThanOrEqual(limits.workerListBytes)
    expect(lengths[0]! + 203).toBeGreaterThan(limits.workerListBytes)
  })

  it('fails where the directory itself cannot be read', () => {
    expect(() => [...findDirectoryBatches(at('missing'), [], BOUNDS)]).toThrow(expect.objectContaining({ code: 'IO' }))
  })

  it('gives by two threads the archive and the report of one', { timeout: 30_000 }, async () => {
    mkdirSync(at('in/deep'), { recursive: true })
    for (let index = 0; index < 300; index++) writeFileSync(at(`in/${index % 7}-${index}.dcm`), goodObject())
    writeFileSync(at('in/deep/notes'), 'DOE^JANE')
    writeFileSync(at('in/deep/broken'), goodObject().subarray(0, -3))
    symlinkSync('notes', at('in/deep/link'))
    const results: Buffer[][] = []
    for (const jobs of ['1', '2']) {
      const files = [at(`out-${jobs}.tar`), at(`report-${jobs}`)] as const
      const options = ['-o', files[0], '--report', files[1], '--key-file', scratch.keyFile, '--jobs', jobs]
      const run = await runSluice([at('in'), ...options])
      expect(run.stderr).not.toMatch(/one thread/)
      expect(run.code).toBe(3)
      results.push(files.map((file) => readFileSync(file)))
    }
    expect(results[1]![0]!.equals(results[0]![0]!)).toBe(true)
    expect(results[1]![1]!.toString()).toBe(results[0]![1]!.toString())
  })
})
