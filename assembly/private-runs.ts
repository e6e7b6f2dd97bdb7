// Private elements that no block of the plan holds come in runs: a thousand in an object of some makers. What an element is asked
// need be asked of the first of them alone, because nothing can be due between two of one odd group: what the plan inserts stands in even groups, and
// nothing is written.

import { FLUSH_BYTES, TALLY_PRIVATE, VR_KNOWN, VR_SHORT } from '../src/wasm/seam'
import * as element from './element'
import * as input from './input'
import * as nesting from './nesting'
import * as notes from './notes'
import * as output from './output'
import { GO_ON, tally } from './answers'
import { removeElement } from './decisions'
import { FIRST_IN_BLOCK, hasKnownBlock } from './private-blocks'
import { knowsCreators } from './rules'

const LONG_HEADER_BYTES: u32 = 12
const SHORT_HEADER_BYTES: u32 = 8

/**
 * Removes the private element whose header was read, which has no slot, and those behind it that have none either, as far as they are in the window. The
 * others are the walk's, and all is as if it had met each of them.
 */
export function removeRun(): i32 {
  const tag = element.tag
  const opens = element.isUndefined()
  const status = removeElement(0)
  // With so little held neither the commit nor an empty window can be due.
  if (status != GO_ON || opens || input.bigEndian || output.heldBytes > <u32>FLUSH_BYTES) return status
  if (!knowsCreators()) removeFollowing(tag & 0xffff0000, tag | 0xffff)
  else if ((tag & 0xffff) >= FIRST_IN_BLOCK && !hasKnownBlock(tag)) removeFollowing(tag & 0xffffff00, tag | 0xff)
  return GO_ON
}

/** Those of the tags `from` to `until` that nobody wants noted. */
function removeFollowing(from: u32, until: u32): void {
  if (notes.wanted && nesting.kind == nesting.KIND_ROOT) {
    from = max(from, notes.gapFrom)
    until = min(until, notes.gapTo)
    if (from > until) return
  }
  const explicit = input.explicit
  const leftBytes = nesting.endAt - input.offset
  const end = leftBytes < input.available() ? input.inputAt + <usize>leftBytes : input.inputEnd
  let at = input.inputAt
  let lastAt: usize = 0
  let removed: u32 = 0
  while (end - at >= LONG_HEADER_BYTES) {
    if (rotl<u32>(load<u32>(at), 16) - from > until - from) break
    let headerBytes = SHORT_HEADER_BYTES
    let valueBytes = load<u32>(at, 4)
    if (explicit) {
      const vr = element.plannedVr(load<u8>(at, 4), load<u8>(at, 5))
      if ((vr & VR_SHORT) != 0) valueBytes = load<u16>(at, 6)
      else if ((vr & VR_KNOWN) != 0) {
        headerBytes = LONG_HEADER_BYTES
        valueBytes = load<u32>(at, 8)
      } else break
    }
    // One of undefined length is longer than any window.
    if (valueBytes > end - at - headerBytes) break
    lastAt = at
    at += headerBytes + valueBytes
    removed++
  }
  if (removed == 0) return
  // A refusal behind the run names what was read last.
  element.readHeader(lastAt, <u32>(end - lastAt), explicit, false)
  tally(TALLY_PRIVATE, removed)
  input.advance(<u32>(at - input.inputAt))
}
