/** Code streams by hand: markers and segments, as ISO/IEC 10918-1 and 15444-1 lay them out, with nothing in them that would decode. */

import { sideDataFilter } from '../../src/pixels/side-data.ts'
import { type Chunking, whole } from './chunkings.ts'
import { concatenate } from './dicom-builder.ts'

export const JPEG_BASELINE = '1.2.840.10008.1.2.4.50'
export const JPEG_2000 = '1.2.840.10008.1.2.4.90'

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return concatenate(parts)
}

/** Latin text, or bytes as they are. */
export function bytes(value: string | readonly number[]): Uint8Array {
  return Uint8Array.from(typeof value === 'string' ? [...value].map((character) => character.charCodeAt(0)) : value)
}

/** FFH and the code. */
export function marker(code: number): Uint8Array {
  return bytes([0xff, code])
}

/** A marker with its length and what is in it. */
export function segment(code: number, content: string | readonly number[]): Uint8Array {
  const inside = bytes(content)
  return joined(marker(code), bytes([(inside.length + 2) >> 8, (inside.length + 2) & 0xff]), inside)
}

/** A box of a JP2 file. */
export function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const inside = joined(...content)
  const head = new Uint8Array(8)
  new DataView(head.buffer).setUint32(0, inside.length + 8)
  head.set(bytes(type), 4)
  return joined(head, inside)
}

export interface Filtered {
  readonly fragments: readonly Uint8Array[]
  readonly tallies: Readonly<Record<string, number>>
  readonly fault: string | undefined
}

/** Fragments, the Basic Offset Table first, through the filter of the transfer syntax, in pieces as `chunking` cuts each of them. */
export function filterFragments(
  fragments: readonly Uint8Array[],
  transferSyntaxUid: string,
  chunking: Chunking = whole,
): Filtered {
  const filter = sideDataFilter(transferSyntaxUid)
  if (filter === undefined) return { fragments, tallies: {}, fault: undefined }
  const filtered = fragments.map((fragment, index) => {
    filter.begin({ tag: 0x7fe00010, depth: 0, fragment: index, valueBytes: fragment.length })
    const pieces = [...chunking.chunks(fragment)].map((chunk) => {
      const piece = chunk.slice()
      let changedTo = 0
      filter.take(chunk, (from, to, change) => {
        if (from < changedTo || to > chunk.length)
          throw new Error('changes are not in ascending order, or beyond the piece')
        changedTo = to
        change(piece.subarray(from, to), from)
      })
      return piece
    })
    return joined(...pieces)
  })
  return { fragments: filtered, tallies: filter.tallies, fault: filter.fault }
}
