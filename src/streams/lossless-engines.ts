/** Engines for compressed frames, in a thread that is begun for the first frame and waited for, so that what asks goes on in order. One that takes too long is ended. */

import { createRequire } from 'node:module'
import type * as Threads from 'node:worker_threads'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { EngineKind, LosslessEngine, LosslessEngines } from '../pixels/lossless-engine.ts'
import type { CodecAnswer, CodecTask, CodecThreadSetting } from './codec-thread.ts'

const SOURCE_ENDING = import.meta.url.slice(-3)
const MEGABYTE = 1024 * 1024

let threads: typeof Threads | undefined

/** Loaded for the first compressed frame: few runs have one to change. */
function loadThreads(): typeof Threads {
  threads ??= createRequire(import.meta.url)('node:worker_threads') as typeof Threads
  return threads
}

class CodecThread {
  #port: Threads.MessagePort | undefined
  #worker: Threads.Worker | undefined
  #flag = new Int32Array(new SharedArrayBuffer(4))

  /** The answer; undefined where there was none in time. */
  ask(task: CodecTask, milliseconds: number): CodecAnswer {
    const { receiveMessageOnPort } = loadThreads()
    const port = this.#port ?? this.#begin()
    Atomics.store(this.#flag, 0, 0)
    port.postMessage(task)
    const outcome = Atomics.wait(this.#flag, 0, 0, milliseconds)
    if (outcome !== 'timed-out') {
      const answer = receiveMessageOnPort(port)?.message as CodecAnswer
      if (answer === 'not-loaded') throw new SluiceError('INTERNAL', {}, 'a codec cannot be loaded')
      return answer
    }
    void this.#worker?.terminate()
    port.close()
    this.#port = undefined
    return undefined
  }

  #begin(): Threads.MessagePort {
    const { MessageChannel, Worker } = loadThreads()
    // A thread that was ended may still say that it is done.
    this.#flag = new Int32Array(new SharedArrayBuffer(4))
    const { port1, port2 } = new MessageChannel()
    const workerData: CodecThreadSetting = { port: port2, answered: this.#flag.buffer as SharedArrayBuffer }
    this.#worker = new Worker(new URL(`./codec-thread${SOURCE_ENDING}`, import.meta.url), {
      workerData,
      transferList: [port2],
    })
    // Nobody waits for it at the end of the process.
    this.#worker.unref()
    this.#worker.on('error', () => {})
    port1.unref()
    this.#port = port1
    return port1
  }
}

/** `baseMilliseconds`: what a frame may take, and a second for each megabyte of it. */
export function createLosslessEngines(baseMilliseconds: number = limits.codecMilliseconds): LosslessEngines {
  const thread = new CodecThread()
  const ask = (task: CodecTask, frameBytes: number): CodecAnswer =>
    thread.ask(task, baseMilliseconds + (1000 * frameBytes) / MEGABYTE)
  return (kind: EngineKind): LosslessEngine => ({
    decode(codestream, frameBytes) {
      const answer = ask({ kind, input: { codestream } }, frameBytes)
      if (typeof answer !== 'object' || !('frame' in answer)) throw new SluiceError('CODESTREAM_INVALID')
      const { columns, rows, components, bitsPerSample, bytes } = answer.frame
      const wholeBytes = columns * rows * components * (bitsPerSample > 8 ? 2 : 1)
      if (bytes.length === 0 || bytes.length !== wholeBytes) throw new SluiceError('CODESTREAM_INVALID')
      return answer.frame
    },
    encode(frame, settings, hasColourTransform) {
      const answer = ask({ kind, input: { frame, settings, hasColourTransform } }, frame.bytes.length)
      if (typeof answer !== 'object' || !('codestream' in answer)) throw new SluiceError('PIXELS_LOSSY')
      return answer.codestream
    },
  })
}

/** Of this process: one thread for all runs. */
export const losslessEngines: LosslessEngines = createLosslessEngines()
