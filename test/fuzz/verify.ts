/** The inspector of outputs over any bytes: it finds or does not, the same kinds in any chunks, and never fails. */

import { ObjectInspector } from '../../src/verify/object-inspector.ts'
import { inflateBounded } from '../../src/verify/platform.ts'
import { loadSecondReader } from '../../src/verify/second-reader.ts'
import { StatedProfiles } from '../../src/verify/stated-profile.ts'
import { type Chunking, chunksOf, whole } from '../support/chunkings.ts'

await loadSecondReader()

/** The first byte chooses chunks; what follows is the object. */
export function fuzz(data: Buffer): void {
  checkInspection(new Uint8Array(data.subarray(1)), chunksOf(1 + (data[0] ?? 0)))
}

/** Throws where what is found depends on chunks. */
export function checkInspection(object: Uint8Array, chunking: Chunking): void {
  const expected = inspect(object, whole)
  const found = inspect(object, chunking)
  if (found.join('\n') !== expected.join('\n')) throw new Error(`${chunking.name}: ${found} instead of ${expected}`)
}

function inspect(object: Uint8Array, chunking: Chunking): string[] {
  const found: string[] = []
  const inspector = new ObjectInspector({
    profiles: new StatedProfiles(),
    uidRoots: [],
    inflate: inflateBounded,
    report: (kind, place) => found.push(`${kind} ${place?.path ?? ''}`),
  })
  for (const chunk of chunking.chunks(object)) inspector.push(chunk)
  inspector.end()
  // what is no element has no place that all chunks agree on
  return [...new Set(found)].sort()
}
