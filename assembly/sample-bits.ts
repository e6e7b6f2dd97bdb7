// Bits that are allocated to samples and no part of them, sixteen bytes at a time: a module of its own, because the core needs no SIMD.
// The three masks are of four bytes, which repeat from the first byte of the block on.

import { SAMPLES_AT } from '../src/wasm/sample-bits-seam'

const LANE_BYTES: usize = 16

// What the bytes ought to be: those that are stored, and where the sign is set, what repeats it within its byte. Other bytes have no sign, and nothing that repeats it.
// @ts-ignore: decorator
@inline
function cleaned(bytes: v128, stored: v128, sign: v128, repeated: v128): v128 {
  return v128.or(v128.and(bytes, stored), v128.and(i8x16.eq(v128.and(bytes, sign), sign), repeated))
}

// Whether there is anything to change in the block. Its bytes from `bytes` to the next multiple of 64 are zeros.
export function isDirty(bytes: usize, storedMask: i32, signMask: i32, repeatedMask: i32): bool {
  const stored = i32x4.splat(storedMask)
  const sign = i32x4.splat(signMask)
  const repeated = i32x4.splat(repeatedMask)
  const end: usize = <usize>SAMPLES_AT + bytes
  for (let at: usize = SAMPLES_AT; at < end; at += 4 * LANE_BYTES) {
    const one = v128.load(at)
    const two = v128.load(at, 16)
    const three = v128.load(at, 32)
    const four = v128.load(at, 48)
    const differs = v128.or(
      v128.or(
        v128.xor(one, cleaned(one, stored, sign, repeated)),
        v128.xor(two, cleaned(two, stored, sign, repeated)),
      ),
      v128.or(
        v128.xor(three, cleaned(three, stored, sign, repeated)),
        v128.xor(four, cleaned(four, stored, sign, repeated)),
      ),
    )
    if (v128.any_true(differs)) return true
  }
  return false
}

// Changes what is dirty in the block.
export function clean(bytes: usize, storedMask: i32, signMask: i32, repeatedMask: i32): void {
  const stored = i32x4.splat(storedMask)
  const sign = i32x4.splat(signMask)
  const repeated = i32x4.splat(repeatedMask)
  const end: usize = <usize>SAMPLES_AT + bytes
  for (let at: usize = SAMPLES_AT; at < end; at += LANE_BYTES) {
    v128.store(at, cleaned(v128.load(at), stored, sign, repeated))
  }
}
