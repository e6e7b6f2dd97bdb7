/** Looks into an output for what was planted in the corpus. Bytes, not attributes: nobody's parser has a say in it. */

import { closeSync, openSync, readSync } from 'node:fs'
import { MARKERS, type Marker } from './corpora/markers.ts'

const READ_BYTES = 4_194_304
const LONGEST_BYTES = Math.max(...Object.values(MARKERS).map((marker) => marker.length))

/** The markers that a file holds, in the order of MARKERS. */
export function markersIn(path: string): Marker[] {
  const found = new Set<Marker>()
  const descriptor = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(LONGEST_BYTES + READ_BYTES)
    let kept = 0
    for (;;) {
      const count = readSync(descriptor, buffer, kept, READ_BYTES, null)
      if (count === 0) break
      const bytes = buffer.subarray(0, kept + count)
      for (const marker of Object.keys(MARKERS) as Marker[]) {
        if (!found.has(marker) && bytes.includes(MARKERS[marker], 0, 'latin1')) found.add(marker)
      }
      // A marker may lie across two reads.
      kept = Math.min(LONGEST_BYTES, bytes.length)
      buffer.copyWithin(0, bytes.length - kept, bytes.length)
    }
  } finally {
    closeSync(descriptor)
  }
  return (Object.keys(MARKERS) as Marker[]).filter((marker) => found.has(marker))
}
