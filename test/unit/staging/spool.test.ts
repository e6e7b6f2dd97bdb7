import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/limits.ts'
import { MemorySpool, type Spool } from '../../../src/staging/spool.ts'
import { FileSpool } from '../../../src/streams/file-spool.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch('nothing')

const bytes = (from: number, count: number): Uint8Array => Uint8Array.from({ length: count }, (_, at) => from + at)

const KINDS: readonly [string, (directory: string) => Spool][] = [
  ['in memory', () => new MemorySpool(limits.stagedMemoryBytes)],
  [
    'in memory until it is full',
    (directory) => new FileSpool(limits.spooledBytes, limits.stagedObjectBytes, directory),
  ],
  ['in a file from the first byte', (directory) => new FileSpool(0, limits.stagedObjectBytes, directory)],
  ['in a file from the seventh byte', (directory) => new FileSpool(6, limits.stagedObjectBytes, directory)],
]

describe.each(KINDS)('a spool %s', (_, open) => {
  it('gives back what it took, whatever the pieces, and is empty once it was cleared', () => {
    const directory = scratch.folder
    const spool = open(directory)
    for (let round = 0; round < 2; round++) {
      spool.append(bytes(1, 5))
      spool.append(bytes(6, 0))
      spool.append(bytes(6, 4))
      expect(spool.sizeBytes).toBe(9)
      expect([...spool.read(0, 9)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
      expect([...spool.read(4, 2)]).toEqual([5, 6])
      spool.append(bytes(10, 100))
      expect([...spool.read(108, 1)]).toEqual([109])
      expect(() => spool.read(100, 10)).toThrow(RangeError)
      spool.clear()
      expect(spool.sizeBytes).toBe(0)
      expect(() => spool.read(0, 1)).toThrow(RangeError)
    }
  })

  it('has a copy of its own', () => {
    const directory = scratch.folder
    const spool = open(directory)
    const lent = bytes(1, 8)
    spool.append(lent)
    lent.fill(0)
    expect([...spool.read(0, 8)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    spool.clear()
  })

  it('leaves no name behind, not even while it is open', () => {
    const directory = scratch.folder
    const spool = open(directory)
    spool.append(bytes(0, 100))
    expect(readdirSync(directory)).toEqual([])
    spool.clear()
    expect(readdirSync(directory)).toEqual([])
  })
})

describe('a spool that is full', () => {
  it.each<[string, (directory: string) => Spool]>([
    ['in memory', () => new MemorySpool(10)],
    ['in a file', (directory) => new FileSpool(4, 10, directory)],
  ])('%s takes as much as its bound and not a byte more', (_, open) => {
    const spool = open(scratch.folder)
    spool.append(bytes(0, 10))
    expect(() => spool.append(bytes(0, 1))).toThrow('STAGED_TOO_LARGE')
    expect(spool.sizeBytes).toBe(10)
    spool.clear()
  })

  it('says nothing of where it could not be', () => {
    const directory = scratch.folder
    const spool = new FileSpool(0, 10, `${directory}/nowhere`)
    expect(() => spool.append(bytes(0, 1))).toThrow(/^IO: reading or writing failed$/)
  })
})
