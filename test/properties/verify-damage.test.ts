// Whatever bytes come: verification ends, with findings at the most.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Kind } from '../../src/verify/findings.ts'
import { ObjectInspector } from '../../src/verify/object-inspector.ts'
import { inflateBounded } from '../../src/verify/platform.ts'
import { loadSecondReader } from '../../src/verify/second-reader.ts'
import { StatedProfiles } from '../../src/verify/stated-profile.ts'
import { syntheticStudy } from '../support/synthetic.ts'

const objects = syntheticStudy().map(({ bytes }) => bytes)
const profiles = new StatedProfiles()
await loadSecondReader()

function inspect(bytes: Uint8Array, chunkBytes: number): string[] {
  const found: string[] = []
  const report = (kind: Kind, { path = '' }: { path?: string } = {}): void => {
    found.push(`${kind} ${path}`)
  }
  const inspector = new ObjectInspector({ profiles, uidRoots: [], inflate: inflateBounded, report })
  for (let at = 0; at < bytes.length; at += chunkBytes) inspector.push(bytes.subarray(at, at + chunkBytes))
  inspector.end()
  return found
}

const damaged = fc
  .record({
    object: fc.nat(objects.length - 1),
    flips: fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { maxLength: 8 }),
    lengths: fc.array(fc.tuple(fc.nat(6000), fc.constantFrom(0xffffffff, 0xfffffffe, 0x7fffffff, 0x100000)), {
      maxLength: 3,
    }),
    keptBytes: fc.option(fc.nat(8000)),
  })
  .map(({ object, flips, lengths, keptBytes }) => {
    const bytes = Buffer.from(objects[object]!)
    for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value
    for (const [at, value] of lengths) if (at + 4 <= bytes.length) bytes.writeUInt32LE(value, at)
    return bytes.subarray(0, keptBytes ?? undefined)
  })

describe('an inspector', () => {
  it('ends on damaged objects, and finds the same for every size of chunk', () => {
    fc.assert(
      fc.property(damaged, fc.constantFrom(1, 7, 512, 4096), (bytes, chunkBytes) => {
        expect(inspect(bytes, chunkBytes)).toEqual(inspect(bytes, 1 << 20))
      }),
      { numRuns: 150 },
    )
  })

  it('ends on bytes that are nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const start = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), bytes])
        expect(inspect(start, 100)).toEqual(inspect(start, start.length))
      }),
      { numRuns: 150 },
    )
  })
})
