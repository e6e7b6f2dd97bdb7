// Bits that are allocated to samples and no part of them, sixteen bytes at a time: a module of its own, because the core needs no SIMD.
// Masks are of four bytes, which repeat from the first byte of the block on.

import { SAMPLES_AT } from '../src/wasm/sample-bits-seam'

const LANE_BYTES: usize = 16

// What the bytes ought to be: those that are stored, and where the sign is set, what repeats it within its byte. Other bytes have no sign, and nothing that repeats it.
// @ts-ignore: decorator
@inline
function cleaned(bytes: v128, stored: v128, sign: v128, repeated: v128): v128 {
  return v128.or(v128.and(bytes, stored), v128.and(i8x16.eq(v128.and(bytes, sign), sign), repeated))
}

// Whether there is anything to change in `bytes` bytes, a multiple of 64, from `from` on: a bit of `zeroMask` that is set, or one of `repeatedMask` that is another than the one below
// it, which is the sign or repeats it.
export function isDirty(from: usize, bytes: usize, zeroMask: i32, repeatedMask: i32): bool {
  const end: usize = from + bytes
  let bits = i32x4.splat(0)
  let edges = bits
  if (repeatedMask == 0) {
    for (let at: usize = from; at < end; at += 4 * LANE_BYTES) {
      bits = v128.or(bits, v128.or(v128.or(v128.load(at), v128.load(at, 16)), v128.or(v128.load(at, 32), v128.load(at, 48))))
    }
  } else {
    for (let at: usize = from; at < end; at += 2 * LANE_BYTES) {
      const one = v128.load(at)
      const two = v128.load(at, 16)
      bits = v128.or(bits, v128.or(one, two))
      edges = v128.or(edges, v128.or(v128.xor(one, i32x4.shl(one, 1)), v128.xor(two, i32x4.shl(two, 1))))
    }
  }
  return v128.any_true(v128.or(v128.and(bits, i32x4.splat(zeroMask)), v128.and(edges, i32x4.splat(repeatedMask))))
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
