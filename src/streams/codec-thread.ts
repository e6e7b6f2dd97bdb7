/**
 * A thread that runs CharLS, OpenJPEG, OpenJPH and libjpeg-turbo, built for WebAssembly, because a broken code stream can keep them busy for ever: whoever waits for this one can end it. Each call has
 * an object of its own; an instance that failed is never used again, because nobody knows what state it is in.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { EncoderSettings, EngineFrame, EngineKind } from '../pixels/lossless-engine.ts'
import { release } from '../pixels/release.ts'

export interface CodecTask {
  readonly kind: EngineKind
  readonly input:
    | { readonly codestream: Uint8Array }
    | { readonly frame: EngineFrame; readonly settings: EncoderSettings; readonly hasColourTransform: boolean }
}

/** Undefined where it could not; `not-loaded` where its package is not there. */
export type CodecAnswer =
  | { readonly frame: EngineFrame }
  | { readonly codestream: Uint8Array }
  | 'not-loaded'
  | undefined

export interface CodecThreadSetting {
  readonly port: MessagePort
  /** Set and notified once the answer is in the port. */
  readonly answered: SharedArrayBuffer
}

interface FrameInfo {
  readonly width: number
  readonly height: number
  readonly componentCount: number
  readonly bitsPerSample: number
  readonly isSigned: boolean
  readonly isUsingColorTransform: boolean
}

/** What emscripten makes of a class of theirs. */
interface Decoder {
  getEncodedBuffer(bytes: number): Uint8Array
  decode(): void
  getDecodedBuffer(): Uint8Array
  getFrameInfo(): FrameInfo
  delete(): void
}

interface Encoder {
  getDecodedBuffer(info: FrameInfo): Uint8Array
  encode(): void
  getEncodedBuffer(): Uint8Array
  delete(): void
}

type CodecInstance = Readonly<Record<string, unknown>> & { readonly HEAPU8: Uint8Array }
/** What the WebAssembly namespace offers here; the language's own library leaves it to the platform's types. */
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => object
}
type Done = (instance: object, module: object) => void
interface InstanceOptions {
  instantiateWasm(imports: object, done: Done): object
  print(line: string): void
  printErr(line: string): void
}

/** Where their script and their module are, and what their classes are called. */
const PACKAGES: Readonly<
  Record<EngineKind, readonly [script: string, wasm: string, decoder: string, encoder: string]>
> = {
  jpeg: [
    '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs',
    '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm',
    'JPEGDecoder',
    '',
  ],
  'jpeg-ls': [
    '@cornerstonejs/codec-charls/wasmjs',
    '@cornerstonejs/codec-charls/wasm',
    'JpegLSDecoder',
    'JpegLSEncoder',
  ],
  'jpeg-2000': [
    '@cornerstonejs/codec-openjpeg/wasmjs',
    '@cornerstonejs/codec-openjpeg/wasm',
    'J2KDecoder',
    'J2KEncoder',
  ],
  htj2k: ['@cornerstonejs/codec-openjph/wasmjs', '@cornerstonejs/codec-openjph/wasm', 'HTJ2KDecoder', 'HTJ2KEncoder'],
}

/** Of an instance that is used again: what a larger frame needed is given back. */
const KEPT_MEMORY_BYTES = 192 * 1024 * 1024

const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly
const load = createRequire(import.meta.url)
const engines = new Map<EngineKind, WasmEngine>()
const { port, answered } = workerData as CodecThreadSetting
const flag = new Int32Array(answered)

port.on('message', (task: CodecTask) => {
  const answer = perform(task)
  release('codestream' in task.input ? task.input.codestream : task.input.frame.bytes)
  port.postMessage(answer, typeof answer === 'object' ? [bytesOf(answer).buffer as ArrayBuffer] : [])
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
})
parentPort?.unref()

function bytesOf(answer: Extract<CodecAnswer, object>): Uint8Array {
  return 'frame' in answer ? answer.frame.bytes : answer.codestream
}

function perform({ kind, input }: CodecTask): CodecAnswer {
  const engine = engineOf(kind)
  if (engine === undefined) return 'not-loaded'
  try {
    return 'codestream' in input ? engine.decode(input.codestream) : engine.encode(input)
  } catch {
    // What was thrown may be a number, or a text that quotes the input.
    return undefined
  }
}

function engineOf(kind: EngineKind): WasmEngine | undefined {
  try {
    const engine = engines.get(kind) ?? new WasmEngine(kind)
    engines.set(kind, engine)
    return engine
  } catch {
    return undefined
  }
}

class WasmEngine {
  readonly #decoder: string
  readonly #encoder: string
  readonly #instantiate: (options: InstanceOptions) => unknown
  readonly #module: object
  #instance: CodecInstance | undefined
  /** Lines that it printed of faults. */
  #complaints = 0

  constructor(kind: EngineKind) {
    const [script, wasm, decoder, encoder] = PACKAGES[kind]
    this.#decoder = decoder
    this.#encoder = encoder
    this.#instantiate = load(script) as (options: InstanceOptions) => unknown
    this.#module = new Module(readFileSync(load.resolve(wasm)))
  }

  decode(codestream: Uint8Array): CodecAnswer {
    return this.#use<Decoder>(this.#decoder, (decoder) => {
      decoder.getEncodedBuffer(codestream.length).set(codestream)
      decoder.decode()
      const bytes = Uint8Array.from(decoder.getDecodedBuffer())
      const { width: columns, height: rows, componentCount: components, bitsPerSample } = decoder.getFrameInfo()
      return { frame: { columns, rows, components, bitsPerSample, bytes } }
    })
  }

  encode({ frame, settings, hasColourTransform }: Extract<CodecTask['input'], { frame: unknown }>): CodecAnswer {
    return this.#use<Encoder>(this.#encoder, (encoder) => {
      const { columns: width, rows: height, components: componentCount, bitsPerSample, bytes } = frame
      const isUsingColorTransform = hasColourTransform
      const info = { width, height, componentCount, bitsPerSample, isSigned: false, isUsingColorTransform }
      const buffer = encoder.getDecodedBuffer(info)
      if (buffer.length !== bytes.length) return undefined
      buffer.set(bytes)
      const methods = encoder as unknown as Record<string, (...values: readonly (number | boolean)[]) => void>
      for (const [name, values] of Object.entries(settings)) methods[name]!(...values)
      encoder.encode()
      return { codestream: Uint8Array.from(encoder.getEncodedBuffer()) }
    })
  }

  #use<Coder extends { delete(): void }>(name: string, work: (coder: Coder) => CodecAnswer): CodecAnswer {
    const instance = this.#instance ?? this.#newInstance()
    this.#instance = undefined
    this.#complaints = 0
    const coder = new (instance[name] as new () => Coder)()
    const answer = work(coder)
    coder.delete()
    if (this.#complaints > 0) return undefined
    if (instance.HEAPU8.length <= KEPT_MEMORY_BYTES) this.#instance = instance
    return answer
  }

  #newInstance(): CodecInstance {
    const complain = (line: string): void => {
      // OpenJPEG ends what it says of an image in several tiles with an empty line.
      if (line !== '' && !line.startsWith('[INFO]')) this.#complaints++
    }
    const options: InstanceOptions = {
      print: complain,
      printErr: complain,
      instantiateWasm: (imports, done) => {
        done(new Instance(this.#module, imports), this.#module)
        return {}
      },
    }
    // The exports are set on the options, at once because the module is compiled already.
    this.#instantiate(options)
    return options as unknown as CodecInstance
  }
}
