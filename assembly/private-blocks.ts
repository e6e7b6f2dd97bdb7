// Which private creator has reserved which block, per item (PS3.5 7.8.1). Only creators that the plan knows are noted: an
// element in any other block has no slot, so it is removed.

import { BLOCKS_AT, BLOCK_ROW_BYTES, MAX_BLOCKS, MAX_CREATORS } from '../src/wasm/seam'
import * as nesting from './nesting'
import { findSlot } from './rules'

const FIRST_CREATOR_ELEMENT: u32 = 0x0010
const LAST_CREATOR_ELEMENT: u32 = 0x00ff
/** The lowest element number that is in a block. */
export const FIRST_IN_BLOCK: u32 = 0x0100

const NONE: u32 = u32.MAX_VALUE

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

/** Notes that the creator element `tag` names `creator`, in place of whom it named before in this item. False where there is no room. */
export function noteBlock(tag: u32, creator: u32): bool {
  let index = findBlock(tag)
  if (index == NONE) {
    if (blocks == MAX_BLOCKS) return false
    index = blocks++
    store<u32>(rowAt(index), tag)
  }
  store<u32>(rowAt(index), creator, 4)
  return true
}

/** The creator element `tag` names a creator that the plan does not know: what the block holds from here on is unknown too. */
export function forgetBlock(tag: u32): void {
  const index = findBlock(tag)
  if (index != NONE) store<u32>(rowAt(index), MAX_CREATORS, 4)
}

/** Where the creator element `tag` of this item has been noted; NONE where not. */
function findBlock(tag: u32): u32 {
  for (let index = nesting.blocksFrom; index < blocks; index++) if (load<u32>(rowAt(index)) == tag) return index
  return NONE
}

/** The slot of a private element, by the creator of its block; 0 where that isn't known. */
export function findPrivateSlot(tag: u32): usize {
  const creator = creatorOf(tag)
  return creator == MAX_CREATORS ? 0 : findSlot((tag & 0xffff0000) | (creator << 8) | (tag & 0xff))
}

/** Whether the creator of the element's block is one of the plan's. */
export function hasKnownBlock(tag: u32): bool {
  return creatorOf(tag) != MAX_CREATORS
}

function creatorOf(tag: u32): u32 {
  if ((tag & 0xffff) < FIRST_IN_BLOCK) return MAX_CREATORS
  const index = findBlock((tag & 0xffff0000) | ((tag >> 8) & 0xff))
  return index == NONE ? MAX_CREATORS : load<u32>(rowAt(index), 4)
}
