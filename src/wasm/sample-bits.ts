/** What looks at bits of samples sixteen bytes at a time, as an object: the only file that knows its addresses. One for all objects, because nothing of them stays in its block. */

import { decodeBase64 } from './base64.ts'
import { SAMPLE_BITS_WASM_BASE64 } from './sample-bits-bytes.gen.ts'
import {
  INPUT_MEMORY_AT,
  INPUT_MEMORY_BYTES,
  SAMPLES_AT,
  SAMPLES_BYTES,
  SAMPLES_FIRST_PAGES,
  SAMPLES_PAGES,
} from './sample-bits-seam.ts'

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
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  isDirty(from: number, bytes: number, zero: number, repeated: number): number
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
let compiledModule: object | undefined
/** By the memory in which they look at what lies in it. */
const machines = new WeakMap<ArrayBufferLike, SampleBitsExports>()

/** Undefined where the machine has no SIMD. */
export function sampleBits(): SampleBits | undefined {
  if (!isOpened) opened = open()
  isOpened = true
  return opened
}

/** New memory for whoever reads an input: samples in it are looked at where they lie, all others are copied for that. */
export function openInputMemory(): Uint8Array {
  const exports = instantiate()
  if (exports === undefined) return new Uint8Array(INPUT_MEMORY_BYTES)
  exports.memory.grow(SAMPLES_PAGES - SAMPLES_FIRST_PAGES)
  const { buffer } = exports.memory
  machines.set(buffer, exports)
  return new Uint8Array(buffer, INPUT_MEMORY_AT, INPUT_MEMORY_BYTES)
}

function instantiate(): SampleBitsExports | undefined {
  const { Module, Instance, validate } = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly
  if (compiledModule === undefined) {
    const bytes = decodeBase64(SAMPLE_BITS_WASM_BASE64)
    if (!validate(bytes)) return undefined
    compiledModule = new Module(bytes)
  }
  return new Instance(compiledModule, {}).exports as SampleBitsExports
}

function open(): SampleBits | undefined {
  const exports = instantiate()
  if (exports === undefined) return undefined
  const block = new Uint8Array(exports.memory.buffer, SAMPLES_AT, SAMPLES_BYTES)
  return {
    isDirty(bytes, { stored, repeated }) {
      const zero = ~(stored | repeated)
      const machine = machines.get(bytes.buffer)
      const wholeBytes = machine === undefined ? 0 : bytes.length - (bytes.length % LOOK_BYTES)
      if (machine?.isDirty(bytes.byteOffset, wholeBytes, zero, repeated) === 1) return true
      for (let at = wholeBytes; at < bytes.length; at += SAMPLES_BYTES) {
        const count = Math.min(SAMPLES_BYTES, bytes.length - at)
        const lookedBytes = Math.ceil(count / LOOK_BYTES) * LOOK_BYTES
        block.set(count === bytes.length ? bytes : bytes.subarray(at, at + count))
        block.fill(0, count, lookedBytes)
        if (exports.isDirty(SAMPLES_AT, lookedBytes, zero, repeated) === 1) return true
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
