import { beforeAll, describe, expect, it } from 'vitest'
import {
  INPUT_MEMORY_AT,
  INPUT_MEMORY_BYTES,
  SAMPLES_AT,
  SAMPLES_BYTES,
  SAMPLES_FIRST_PAGES,
  SAMPLES_PAGES,
} from '../../src/wasm/sample-bits-seam.ts'
import { FIRST_PAGES, MEMORY_PAGES, REGISTERS_AT } from '../../src/wasm/seam.ts'
import { readText } from './repository.ts'
import { platform, readWasmFacts } from './wasm-module.ts'

const WASM_PAGE_BYTES = 65536

describe.each([
  {
    name: 'the core',
    path: 'src/wasm/engine-bytes.gen.ts',
    firstPages: FIRST_PAGES,
    pages: MEMORY_PAGES,
    firstRegionAt: REGISTERS_AT,
  },
  {
    name: 'what looks at bits of samples',
    path: 'src/wasm/sample-bits-bytes.gen.ts',
    firstPages: SAMPLES_FIRST_PAGES,
    pages: SAMPLES_PAGES,
    firstRegionAt: SAMPLES_AT,
  },
])('the built module: $name', ({ path, firstPages, pages, firstRegionAt }) => {
  let bytes: Uint8Array
  let module: object

  beforeAll(() => {
    const base64 = /export const [A-Z_]+_WASM_BASE64\s*=\s*'([A-Za-z0-9+/=]+)'/.exec(readText(path))?.[1]
    if (base64 === undefined) throw new Error(`${path} does not hold the module as one text`)
    bytes = new Uint8Array(Buffer.from(base64, 'base64'))
    module = new platform.Module(bytes)
  })

  it('imports nothing', () => {
    expect(platform.Module.imports(module)).toEqual([])
  })

  it('exports functions and its one memory, and no table or global that a caller could write', () => {
    const kinds = platform.Module.exports(module).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'memory').length).toBe(1)
    expect(kinds.filter((kind) => kind === 'function').length).toBeGreaterThan(0)
    expect(kinds.filter((kind) => kind !== 'memory' && kind !== 'function')).toEqual([])
  })

  it('has a memory of a size that is known, at its start and at the most', () => {
    expect(readWasmFacts(bytes).memories).toEqual([{ minimum: firstPages, maximum: pages }])
    const instance = new platform.Instance(module)
    const memory = Object.values(instance.exports).find((value) => value instanceof platform.Memory)!
    expect(memory.buffer.byteLength).toBe(firstPages * WASM_PAGE_BYTES)
    expect(() => memory.grow(pages - firstPages + 1)).toThrow(RangeError)
  })

  it('places no data of its own where the seam has a region', () => {
    const intruding = readWasmFacts(bytes).dataSegments.filter((segment) => segment.at + segment.bytes > firstRegionAt)
    expect(intruding).toEqual([])
  })
})

describe('the seam of what looks at bits of samples', () => {
  it('has its block inside the memory, and whole looks in it', () => {
    expect(SAMPLES_AT + SAMPLES_BYTES).toBeLessThanOrEqual(SAMPLES_FIRST_PAGES * WASM_PAGE_BYTES)
    expect([SAMPLES_AT % 64, SAMPLES_BYTES % 64]).toEqual([0, 0])
  })

  it('has the memory for an input behind it', () => {
    expect(INPUT_MEMORY_AT).toBe(SAMPLES_FIRST_PAGES * WASM_PAGE_BYTES)
    expect(INPUT_MEMORY_AT + INPUT_MEMORY_BYTES).toBe(SAMPLES_PAGES * WASM_PAGE_BYTES)
  })
})

describe('the reader of module facts', () => {
  // Each begins with the magic and version of the binary format, then one memory section, then perhaps a data section.
  const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

  it('sees a memory that may grow', () => {
    expect(readWasmFacts(Uint8Array.from([...HEAD, 5, 3, 1, 0, 2])).memories).toEqual([
      { minimum: 2, maximum: undefined },
    ])
  })

  it('sees limits of more than one byte, and data', () => {
    const facts = readWasmFacts(
      Uint8Array.from([...HEAD, 5, 6, 1, 1, 0x98, 1, 0x99, 1, 11, 9, 1, 0, 0x41, 0x80, 0x08, 0x0b, 2, 7, 7]),
    )
    expect(facts.memories).toEqual([{ minimum: 152, maximum: 153 }])
    expect(facts.dataSegments).toEqual([{ at: 1024, bytes: 2 }])
  })
})
