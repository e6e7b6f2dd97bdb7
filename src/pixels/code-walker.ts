/**
 * Walks bytes that pass in pieces of any size, as a generator asks for it: what stays, what becomes zeros. A byte is decided on when it comes
 * and never again, so a generator reads nothing that it may have to take back: where bytes could be text, it matches them
 * against what they have to be.
 */

import { type Code, SluiceError } from '../errors.ts'
import type { ChangePart } from './bulk-filter.ts'

/** What a generator asks for next, and what it is answered. Lengths are in bytes. */
export type CodeRequest =
  /** That many stay, and are the answer. */
  | { readonly kind: 'read'; readonly bytes: number }
  /** That many stay. */
  | { readonly kind: 'keep'; readonly bytes: number }
  /** That many become zeros. */
  | { readonly kind: 'blank'; readonly bytes: number }
  /** All become zeros up to the next FFH, which is not taken. */
  | { readonly kind: 'blank-to-ff' }
  /** All become zeros up to the end of the fragment, and for as long as no code stream begins. */
  | { readonly kind: 'blank-rest' }
  /** Zeros stay, up to the first byte that is none. */
  | { readonly kind: 'zeros' }
  /** Bytes stay for as long as they are these; the answer is the beginning that was. */
  | { readonly kind: 'match'; readonly expected: readonly number[] }
  /** Bytes stay for as long as one of these begins so, all of one length; the answer is what did. */
  | { readonly kind: 'match-any'; readonly known: readonly (readonly number[])[] }
  /** All stay up to FFH and a byte of at least `from` that is no RSTn and no FFH, both included; the answer is that byte. */
  | { readonly kind: 'scan'; readonly from: number }

/** Answered with bytes that are valid until the next request. Throws where it cannot go on: all that follows becomes zeros. */
export type CodeGenerator = Generator<CodeRequest, void, Uint8Array>

const NOTHING = new Uint8Array(0)
const BYTE_FF = 0xff
const RESTART_FIRST = 0xd0
const RESTART_LAST = 0xd7

export class CodeWalker {
  readonly #generator: CodeGenerator
  #request: CodeRequest | undefined
  /** Bytes of the request that are done. */
  #doneBytes = 0
  #answer = NOTHING
  #afterFf = false
  #blanked = false
  #blankedRuns = 0
  #fault: Code | undefined

  constructor(generator: CodeGenerator) {
    this.#generator = generator
    this.#next(NOTHING)
  }

  /** Runs of bytes that were not all zero before, up to a fault. */
  get blankedRuns(): number {
    return this.#blankedRuns
  }

  /** Why the generator could not go on. */
  get fault(): Code | undefined {
    return this.#fault
  }

  /** Takes `bytes` from `from` to `to`. Without `change` they stay, whatever is asked for. */
  take(bytes: Uint8Array, from: number, to: number, change: ChangePart | undefined): void {
    let at = from
    while (this.#request !== undefined) {
      const before = this.#request
      at = this.#advance(before, bytes, at, to, change)
      if (before === this.#request && at === to) return
    }
    this.#blank(bytes, at, to, change)
  }

  #next(answer: Uint8Array): void {
    this.#doneBytes = 0
    this.#afterFf = false
    this.#blanked = false
    this.#request = this.#ask(answer)
    if (this.#request?.kind === 'read') this.#answer = new Uint8Array(this.#request.bytes)
    else if (this.#request?.kind === 'match-any') this.#answer = new Uint8Array(this.#request.known[0]!.length)
  }

  #ask(answer: Uint8Array): CodeRequest | undefined {
    try {
      return this.#generator.next(answer).value ?? undefined
    } catch (fault) {
      if (!(fault instanceof SluiceError)) throw fault
      this.#fault = fault.code
      return undefined
    }
  }

  /** Where the next byte to be taken is. The request is another one, or all bytes were taken. */
  #advance(request: CodeRequest, bytes: Uint8Array, at: number, to: number, change: ChangePart | undefined): number {
    switch (request.kind) {
      case 'read':
      case 'keep':
      case 'blank': {
        const end = Math.min(to, at + request.bytes - this.#doneBytes)
        if (request.kind === 'read') this.#answer.set(bytes.subarray(at, end), this.#doneBytes)
        else if (request.kind === 'blank') this.#blank(bytes, at, end, change)
        this.#doneBytes += end - at
        if (this.#doneBytes === request.bytes) this.#next(request.kind === 'read' ? this.#answer : NOTHING)
        return end
      }
      case 'blank-to-ff': {
        const found = bytes.indexOf(BYTE_FF, at)
        const end = found < 0 ? to : Math.min(to, found)
        this.#blank(bytes, at, end, change)
        if (end < to) this.#next(NOTHING)
        return end
      }
      case 'blank-rest':
        this.#blank(bytes, at, to, change)
        return to
      case 'zeros': {
        let end = at
        while (end < to && bytes[end] === 0) end++
        if (end < to) this.#next(NOTHING)
        return end
      }
      case 'match':
        return this.#match(request.expected, bytes, at, to)
      case 'match-any':
        return this.#matchAny(request.known, bytes, at, to)
      case 'scan':
        return this.#scan(request.from, bytes, at, to)
    }
  }

  #match(expected: readonly number[], bytes: Uint8Array, at: number, to: number): number {
    let end = at
    while (this.#doneBytes < expected.length) {
      if (end === to) return end
      if (bytes[end] !== expected[this.#doneBytes]) break
      end++
      this.#doneBytes++
    }
    this.#next(Uint8Array.from(expected.slice(0, this.#doneBytes)))
    return end
  }

  #matchAny(known: readonly (readonly number[])[], bytes: Uint8Array, at: number, to: number): number {
    let end = at
    while (this.#doneBytes < known[0]!.length) {
      if (end === to) return end
      const answer = this.#answer
      answer[this.#doneBytes] = bytes[end]!
      const doneBytes = this.#doneBytes + 1
      if (!known.some((one) => answer.subarray(0, doneBytes).every((byte, index) => byte === one[index]))) break
      this.#doneBytes = doneBytes
      end++
    }
    this.#next(this.#answer.subarray(0, this.#doneBytes))
    return end
  }

  #scan(least: number, bytes: Uint8Array, at: number, to: number): number {
    let end = at
    while (end < to) {
      if (!this.#afterFf) {
        const found = bytes.indexOf(BYTE_FF, end)
        if (found < 0 || found >= to) return to
        end = found + 1
        this.#afterFf = true
        continue
      }
      const byte = bytes[end++]!
      if (byte === BYTE_FF) continue
      this.#afterFf = false
      if (byte < least || (byte >= RESTART_FIRST && byte <= RESTART_LAST)) continue
      this.#next(Uint8Array.of(byte))
      return end
    }
    return end
  }

  #blank(bytes: Uint8Array, from: number, to: number, change: ChangePart | undefined): void {
    if (change === undefined) return
    let at = from
    while (at < to && bytes[at] === 0) at++
    if (at === to) return
    if (!this.#blanked && this.#fault === undefined) this.#blankedRuns++
    this.#blanked = true
    change(at, to, (part) => part.fill(0))
  }
}
