/** As much of the WebAssembly binary format as the rule tests ask about: memory limits and where data segments go. */

export interface WasmFacts {
  /** In pages of 64 KiB; `maximum` is undefined for a memory that may grow without bound. */
  readonly memories: readonly { readonly minimum: number; readonly maximum: number | undefined }[]
  /** Address and size of the active data segments. */
  readonly dataSegments: readonly { readonly at: number; readonly bytes: number }[]
}

/** The part of the platform's WebAssembly that is used here; neither the ES library nor Node's types declare it. */
interface WasmPlatform {
  Module: {
    new (bytes: Uint8Array): object
    imports(module: object): { module: string; name: string; kind: string }[]
    exports(module: object): { name: string; kind: string }[]
  }
  Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
  Memory: new (limits: { initial: number }) => WasmMemory
}

interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

export const platform = (globalThis as unknown as { WebAssembly: WasmPlatform }).WebAssembly

const SECTION_MEMORY = 5
const SECTION_DATA = 11
const OPCODE_I32_CONST = 0x41
const OPCODE_END = 0x0b

/** Reads a module that the platform has accepted. Throws for a data segment whose address is not a constant. */
export function readWasmFacts(bytes: Uint8Array): WasmFacts {
  const memories: { minimum: number; maximum: number | undefined }[] = []
  const dataSegments: { at: number; bytes: number }[] = []
  const cursor = new Cursor(bytes, 8)
  while (!cursor.atEnd) {
    const section = cursor.byte()
    const sectionBytes = cursor.unsigned()
    const nextSectionAt = cursor.at + sectionBytes
    if (section === SECTION_MEMORY) {
      for (let left = cursor.unsigned(); left > 0; left--) {
        const hasMaximum = (cursor.byte() & 1) === 1
        const minimum = cursor.unsigned()
        memories.push({ minimum, maximum: hasMaximum ? cursor.unsigned() : undefined })
      }
    } else if (section === SECTION_DATA) {
      for (let left = cursor.unsigned(); left > 0; left--) {
        if (cursor.unsigned() !== 0) throw new Error('a data segment that is not active in memory 0')
        if (cursor.byte() !== OPCODE_I32_CONST) throw new Error('a data segment at an address that is not constant')
        const at = cursor.signed()
        if (cursor.byte() !== OPCODE_END) throw new Error('a data segment at an address that is computed')
        const segmentBytes = cursor.unsigned()
        cursor.at += segmentBytes
        dataSegments.push({ at, bytes: segmentBytes })
      }
    }
    cursor.at = nextSectionAt
  }
  return { memories, dataSegments }
}

class Cursor {
  readonly #bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  get atEnd(): boolean {
    return this.at >= this.#bytes.length
  }

  byte(): number {
    return this.#bytes[this.at++]!
  }

  unsigned(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const next = this.byte()
      value += (next & 0x7f) * factor
      if (next < 0x80) return value
    }
  }

  signed(): number {
    let value = 0
    for (let shift = 0; ; ) {
      const next = this.byte()
      value |= (next & 0x7f) << shift
      shift += 7
      if (next < 0x80) return shift < 32 && (next & 0x40) !== 0 ? value | (-1 << shift) : value
    }
  }
}
