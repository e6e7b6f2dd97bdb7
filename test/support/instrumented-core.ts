/**
 * The core with a call to us at the head of every function, loop and branch, so that its work can be counted and its paths
 * be seen. It is made from the text that the build leaves behind (build/engine.wat), and takes the place of the real one in all
 * cores that are made afterwards.
 */

import { readFileSync } from 'node:fs'
import binaryen from 'assemblyscript/binaryen'

const TEXT = new URL('../../build/engine.wat', import.meta.url)
const IMPORTS = ` (import "probe" "reached" (func $probe-reached (param i32)))
 (import "probe" "moved" (func $probe-moved (param i32) (result i32)))`
/** Behind each of these a new stretch of instructions begins. */
const STRETCH_BEGINS = /^ *(?:if|else|loop|br_if)\b/
const MOVES_BYTES = /^ *memory\.(?:copy|fill)\b/
/** Imports come before all else but types. */
const FIRST_DEFINITION = /^ \((?!type\b)/m
const FUNCTION_BEGINS = /^ \(func\b/
const FUNCTION_HEAD_GOES_ON = /^ *\(local\b/

export interface CoreProbe {
  /** One of the stretches of instructions between two branches was begun. */
  reached(stretch: number): void
  /** So many bytes are copied or filled. */
  moved(bytes: number): void
}

interface WebAssemblyNamespace {
  Module: new (bytes?: Uint8Array) => object
  Instance: new (module: object, imports: object) => object
}

/** To be called before the first Core is made. Answers with the number of stretches. */
export function installInstrumentedCore(probe: CoreProbe): number {
  const { wasm, stretchCount } = instrument(readFileSync(TEXT, 'utf8'))
  const global = globalThis as unknown as { WebAssembly: WebAssemblyNamespace }
  const real = global.WebAssembly
  const instrumented = new real.Module(wasm)
  const moved = (bytes: number): number => {
    probe.moved(bytes >>> 0)
    return bytes
  }
  const imports = { probe: { reached: (stretch: number) => probe.reached(stretch), moved } }
  global.WebAssembly = {
    Module: real.Module,
    Instance: class {
      constructor() {
        // biome-ignore lint/correctness/noConstructorReturn: an instance of the instrumented module stands in for this one
        return new real.Instance(instrumented, imports)
      }
    },
  }
  return stretchCount
}

/** The text has one instruction a line, in the order in which they are carried out. */
function instrument(text: string): { wasm: Uint8Array; stretchCount: number } {
  const lines: string[] = []
  let stretchCount = 0
  let inHead = false
  for (const line of text.replace(FIRST_DEFINITION, `${IMPORTS}\n$&`).split('\n')) {
    if (inHead && !FUNCTION_HEAD_GOES_ON.test(line)) {
      inHead = false
      lines.push(`i32.const ${stretchCount++}`, 'call $probe-reached')
    }
    if (MOVES_BYTES.test(line)) lines.push('call $probe-moved')
    lines.push(line)
    if (FUNCTION_BEGINS.test(line)) inHead = true
    else if (STRETCH_BEGINS.test(line)) lines.push(`i32.const ${stretchCount++}`, 'call $probe-reached')
  }
  const module = binaryen.parseText(lines.join('\n'))
  module.setFeatures(binaryen.Features.All)
  if (!module.validate()) throw new Error('the instrumented core is not valid')
  const wasm = module.emitBinary()
  module.dispose()
  return { wasm, stretchCount }
}
