// What the parts of the walk answer each other, how they refuse, and what they count.

import {
  ACTION_COUNT,
  CATEGORY_COUNT,
  COUNTS_AT,
  COUNTS_BYTES,
  NO_TAG,
  ORIGINS_AT,
  REG_OFFSET,
  REG_REFUSAL,
  REG_TAG,
  SLOT_AT_CATEGORY,
  STATUS_REFUSED,
  TALLY_ELEMENTS,
} from '../src/wasm/seam'
import * as element from './element'
import * as input from './input'
import { setRegister } from './registers'
import { originsCount } from './rules'

/** The walk goes on without the driver. Negative answers send it on in another state; positive ones are a STATUS_*. */
export const GO_ON = 0
export const GO_COPY = -1
export const GO_ZEROS = -2
export const GO_FINISH = -3
export const GO_FILL = -4
export const GO_END = -5

let origin: u32 = 0 // of the decision about the element at hand

/** Refuses at the header that was read last. */
export function refuse(refusal: i32): i32 {
  setPlace(input.offset)
  return refusePlaced(refusal)
}

/** Refuses at the place that setPlace() was told. */
export function refusePlaced(refusal: i32): i32 {
  setRegister(REG_REFUSAL, refusal)
  return STATUS_REFUSED
}

export function setPlace(elementOffset: u64): void {
  setRegister(REG_OFFSET, <f64>elementOffset)
  setRegister(REG_TAG, element.hasTag ? <f64>element.tag : NO_TAG)
}

export function resetCounts(): void {
  memory.fill(COUNTS_AT, 0, COUNTS_BYTES)
  memory.fill(ORIGINS_AT, 0, originsCount() * 4)
}

// @ts-ignore: decorator
@inline
export function setOrigin(value: u32): void {
  origin = value
}

/** An element to which `action` was applied. */
export function count(slot: usize, action: i32): void {
  const category: i32 = load<u8>(slot, SLOT_AT_CATEGORY)
  const at = <usize>(COUNTS_AT + (category * ACTION_COUNT + action) * 4)
  store<u32>(at, load<u32>(at) + 1)
  const originAt = <usize>(ORIGINS_AT + origin * 4)
  store<u32>(originAt, load<u32>(originAt) + 1)
  tally(TALLY_ELEMENTS, 1)
}

export function tally(index: i32, amount: u32): void {
  const at = <usize>(COUNTS_AT + (CATEGORY_COUNT * ACTION_COUNT + index) * 4)
  store<u32>(at, load<u32>(at) + amount)
}
