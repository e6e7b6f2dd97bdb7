/**
 * File descriptors read and written synchronously, whatever they are: files, pipes, sockets, blocking or not. A descriptor
 * that is not ready is tried again after a short sleep, never in a busy loop.
 */

import { read, readSync, writeSync, writevSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import type { ByteSink } from './byte-consumer.ts'

/** Small writes are gathered up to this: tar headers, padding, headers of objects. */
const GATHER_BYTES = 131_072
/** From this on a slice is written from where it lies, being cheaper to write alone than to copy. */
const DIRECT_BYTES = 16_384
/** The first and the longest sleep before a descriptor that is not ready is tried again. */
const SHORTEST_SLEEP_MILLISECONDS = 0.1
const LONGEST_SLEEP_MILLISECONDS = 10

const WRITING_FAILED = 'writing the output failed'

/** The reader of the output has gone away. Not a fault: the run ends quietly. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError'
}

/** Reads once. 0 at the end of the input, -1 where there is nothing yet. Fails with IO. */
export function readDescriptor(descriptor: number, buffer: Uint8Array): number {
  const { stackTraceLimit } = Error
  // That there is nothing yet is thrown, often; a trace of it is most of what that costs.
  Error.stackTraceLimit = 0
  try {
    return readSync(descriptor, buffer, 0, buffer.byteLength, null)
  } catch (fault) {
    return readFault(fault)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** The same off the main thread, which leaves the event loop free for as long as it takes. */
export async function readDescriptorLater(descriptor: number, buffer: Uint8Array): Promise<number> {
  return await new Promise((resolve, reject) => {
    read(descriptor, buffer, 0, buffer.byteLength, null, (fault, count) => {
      try {
        resolve(fault === null ? count : readFault(fault))
      } catch (ioFault) {
        reject(ioFault)
      }
    })
  })
}

function readFault(fault: unknown): number {
  if (hasCode(fault, 'EAGAIN')) return -1
  // What Windows says at the end of a pipe.
  if (hasCode(fault, 'EOF')) return 0
  throw ioError('reading the input failed', fault)
}

/** A sink over a file descriptor. Fails with OutputClosedError where the reader is gone, else with IO. */
export class DescriptorWriter implements ByteSink {
  readonly #descriptor: number
  readonly #gathered = new Uint8Array(GATHER_BYTES)
  #gatheredBytes = 0

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  /** `bytes` are written or copied when it returns, so it does not matter whether they are ephemeral. */
  write(bytes: Uint8Array): void {
    if (bytes.byteLength >= DIRECT_BYTES) {
      const gathered = this.#takeGathered()
      if (gathered.byteLength === 0) writeDescriptor(this.#descriptor, bytes)
      else writeBoth(this.#descriptor, gathered, bytes)
      return
    }
    if (bytes.byteLength > GATHER_BYTES - this.#gatheredBytes) this.flush()
    this.#gathered.set(bytes, this.#gatheredBytes)
    this.#gatheredBytes += bytes.byteLength
  }

  flush(): void {
    writeDescriptor(this.#descriptor, this.#takeGathered())
  }

  /** Valid until the next write. */
  #takeGathered(): Uint8Array {
    const gathered = this.#gathered.subarray(0, this.#gatheredBytes)
    this.#gatheredBytes = 0
    return gathered
  }
}

/** Both in one call, where the descriptor takes them; what it leaves, in further ones. */
function writeBoth(descriptor: number, first: Uint8Array, second: Uint8Array): void {
  let count = 0
  try {
    count = writevSync(descriptor, [first, second])
  } catch (fault) {
    refuseUnlessBusy(fault)
  }
  if (count === first.byteLength + second.byteLength) return
  writeDescriptor(descriptor, first.subarray(Math.min(count, first.byteLength)))
  writeDescriptor(descriptor, second.subarray(Math.max(count - first.byteLength, 0)))
}

/**
 * Writes all of `bytes`, in as many calls as it takes. Fails with OutputClosedError where the reader is gone, else with IO and with what
 * `failure` says.
 */
export function writeDescriptor(descriptor: number, bytes: Uint8Array, failure = WRITING_FAILED): void {
  let at = 0
  let pauses = new Pauses()
  while (at < bytes.byteLength) {
    try {
      at += writeSync(descriptor, bytes, at, bytes.byteLength - at)
      if (pauses.milliseconds > 0) pauses = new Pauses()
    } catch (fault) {
      refuseUnlessBusy(fault, failure)
      pauses.pause()
    }
  }
}

/** Returns where the descriptor may take more later. */
function refuseUnlessBusy(fault: unknown, failure = WRITING_FAILED): void {
  if (hasCode(fault, 'EPIPE') || hasCode(fault, 'ECONNRESET')) throw new OutputClosedError()
  if (!hasCode(fault, 'EAGAIN')) throw ioError(failure, fault)
}

/** An IO error that names the system's code (`ENOSPC`) but not its message, which holds the path. */
export function ioError(what: string, fault: unknown): SluiceError {
  const code = systemCode(fault)
  return new SluiceError('IO', {}, code === undefined ? what : `${what} (${code})`)
}

/** The system's code of a fault, where it has one. */
export function systemCode(fault: unknown): string | undefined {
  if (!(fault instanceof Error) || !('code' in fault)) return undefined
  return typeof fault.code === 'string' && /^[A-Z][A-Z0-9_]{1,31}$/.test(fault.code) ? fault.code : undefined
}

function hasCode(fault: unknown, code: string): boolean {
  return systemCode(fault) === code
}

const neverNotified = new Int32Array(new SharedArrayBuffer(4))

/** Sleeps while a descriptor is not ready, each longer than the one before up to a bound. */
export class Pauses {
  #next: number
  #total = 0

  constructor(firstMilliseconds = SHORTEST_SLEEP_MILLISECONDS) {
    this.#next = firstMilliseconds
  }

  /** Slept so far. */
  get milliseconds(): number {
    return this.#total
  }

  /** Blocks the thread. */
  pause(): void {
    Atomics.wait(neverNotified, 0, 0, this.#next)
    this.#total += this.#next
    this.#next = Math.min(this.#next * 2, LONGEST_SLEEP_MILLISECONDS)
  }
}
