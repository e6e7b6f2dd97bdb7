/** What looks at bits of samples sixteen bytes at a time, as an object: the only file that knows its addresses. One for all objects, because nothing of them stays in it. */

import { decodeBase64 } from './base64.ts'
import { SAMPLE_BITS_WASM_BASE64 } from './sample-bits-bytes.gen.ts'
import { SAMPLES_AT, SAMPLES_BYTES } from './sample-bits-seam.ts'

/** Four bytes each, as one number of which the lowest byte comes first; they repeat from the first byte on. */
export interface BitMasks {
  readonly stored: number
  /** What says the sign in the byte that has it; 0 in all others, as the next one. */
  readonly sign: number
  /** What repeats it in that byte. */
  readonly repeated: number
}

export interface SampleBits {
  /** Whether bytes have other bits than those stored and those that repeat a sign. */
  isDirty(bytes: Uint8Array, masks: BitMasks): boolean
  /** Changes what is dirty. */
  clean(bytes: Uint8Array, masks: BitMasks): void
}

interface SampleBitsExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  isDirty(bytes: number, zero: number, repeated: number): number
  clean(bytes: number, stored: number, sign: number, repeated: number): void
}

/** What the WebAssembly namespace offers here. */
interface WebAssemblyNamespace {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

/** What is looked at at one go. */
const LOOK_BYTES = 64

let opened: SampleBits | undefined
let isOpened = false

/** Undefined where the machine has no SIMD. */
export function sampleBits(): SampleBits | undefined {
  if (!isOpened) opened = open()
  isOpened = true
  return opened
}

function open(): SampleBits | undefined {
  const { Module, Instance, validate } = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly
  const bytes = decodeBase64(SAMPLE_BITS_WASM_BASE64)
  if (!validate(bytes)) return undefined
  const exports = new Instance(new Module(bytes), {}).exports as SampleBitsExports
  const block = new Uint8Array(exports.memory.buffer, SAMPLES_AT, SAMPLES_BYTES)
  return {
    isDirty(bytes, { stored, repeated }) {
      for (let at = 0; at < bytes.length; at += SAMPLES_BYTES) {
        const count = Math.min(SAMPLES_BYTES, bytes.length - at)
        block.set(count === bytes.length ? bytes : bytes.subarray(at, at + count))
        if (count % LOOK_BYTES !== 0) block.fill(0, count, count - (count % LOOK_BYTES) + LOOK_BYTES)
        if (exports.isDirty(count, ~(stored | repeated), repeated) !== 0) return true
      }
      return false
    },
    clean(bytes, { stored, sign, repeated }) {
      for (let at = 0; at < bytes.length; at += SAMPLES_BYTES) {
        const part = bytes.subarray(at, at + SAMPLES_BYTES)
        block.set(part)
        exports.clean(part.length, stored, sign, repeated)
        part.set(block.subarray(0, part.length))
      }
    },
  }
}
