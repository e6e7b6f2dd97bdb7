// Which private creator has reserved which block, per item (PS3.5 7.8.1). Only creators that the plan knows are noted: an
// element in any other block has no slot, so it is removed.

import { BLOCKS_AT, BLOCK_ROW_BYTES, MAX_BLOCKS } from '../src/wasm/seam'
import * as nesting from './nesting'
import { findSlot } from './rules'

const FIRST_CREATOR_ELEMENT: u32 = 0x0010
const LAST_CREATOR_ELEMENT: u32 = 0x00ff

let blocks: u32 = 0 // in all containers that are open

// @ts-ignore: decorator
@inline
function rowAt(index: u32): usize {
  return <usize>BLOCKS_AT + index * BLOCK_ROW_BYTES
}

export function resetBlocks(): void {
  blocks = 0
}

/** An item has been opened: blocks of what it is in do not count in it. */
export function openBlocks(): void {
  nesting.setBlocksFrom(blocks)
}

/** An item is about to close. */
export function closeBlocks(): void {
  blocks = nesting.blocksFrom
}

// @ts-ignore: decorator
@inline
export function isPrivate(tag: u32): bool {
  return (tag & 0x10000) != 0
}

/** Whether the element reserves a block. */
export function isCreator(tag: u32): bool {
  const number = tag & 0xffff
  return number >= FIRST_CREATOR_ELEMENT && number <= LAST_CREATOR_ELEMENT
}

/** Notes that the creator element `tag` names `creator`. False where there is no room for it. The last one counts. */
export function noteBlock(tag: u32, creator: u32): bool {
  if (blocks == MAX_BLOCKS) return false
  store<u32>(rowAt(blocks), tag)
  store<u32>(rowAt(blocks), creator, 4)
  blocks++
  return true
}

/** The slot of a private element, by the creator of its block; 0 where that isn't known. */
export function findPrivateSlot(tag: u32): usize {
  const creatorTag = (tag & 0xffff0000) | ((tag >> 8) & 0xff)
  if ((tag & 0xffff) <= LAST_CREATOR_ELEMENT) return 0
  for (let index = blocks; index > nesting.blocksFrom; index--) {
    if (load<u32>(rowAt(index - 1)) != creatorTag) continue
    return findSlot((tag & 0xffff0000) | (load<u32>(rowAt(index - 1), 4) << 8) | (tag & 0xff))
  }
  return 0
}
