import { closeSync, openSync, readSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { estimateEntries } from '../../../src/cli/entry-estimate.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, base256, gnuLong, header, member, pax } from '../../support/tar-builder.ts'

const scratch = useScratch('nothing')
let descriptor = -1

afterEach(() => closeSync(descriptor))

/** What is told of an archive of these bytes that is open. */
function estimate(bytes: Buffer, archiveBytes = bytes.length): number | undefined {
  descriptor = openSync(scratch.put('a.tar', bytes), 'r')
  return estimateEntries(descriptor, archiveBytes)
}

const files = (count: number, bytes: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => member(`IM${at}`, Buffer.alloc(bytes, 1)))

describe('how many entries an archive will have', () => {
  it('is told from the first, and by no more than the blocks at the end is it too many', () => {
    expect(estimate(archive(...files(40, 10_000)))).toBe(41)
  })

  it('is told where there are fewer than are looked at', () => {
    expect(estimate(archive(...files(3, 300)))).toBe(4)
  })

  it('counts neither directories nor what only describes a member', () => {
    const named = files(30, 10_000).flatMap((file) => [pax([['path', 'DOE^JANE']]), gnuLong('DOE^JANE'), file])
    const guess = estimate(archive(header({ name: 'study/', type: '5' }), ...named))!
    expect(guess).toBeGreaterThanOrEqual(30)
    expect(guess).toBeLessThan(45)
  })

  it('is one where one is all of it, or says that it is more', () => {
    expect(estimate(archive(...files(1, 100_000)))).toBe(2)
    expect(estimate(archive(header({ name: 'IM', sizeField: base256(2n ** 52n) })))).toBe(1)
  })

  it('is not told of what is no archive, or has no files at its beginning', () => {
    expect(estimate(Buffer.alloc(100_000, 7))).toBeUndefined()
    expect(estimate(archive())).toBeUndefined()
    expect(estimate(Buffer.concat(files(1, 100)).subarray(0, 300))).toBeUndefined()
    expect(
      estimate(archive(...Array.from({ length: 20 }, () => header({ name: 'study/', type: '5' })))),
    ).toBeUndefined()
  })

  it('leaves the descriptor where it was', () => {
    const bytes = archive(...files(2, 1000))
    estimate(bytes)
    const first = Buffer.alloc(16)
    readSync(descriptor, first, 0, first.length, null)
    expect(first).toEqual(bytes.subarray(0, 16))
  })
})
