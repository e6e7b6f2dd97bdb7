/**
 * An ObjectProcessor that is simple enough to foresee: what becomes of an object stands in its byte 132. One that is shorter than its head is withheld. It holds back the first
 * HEAD_BYTES, as the engine holds back its header window, drops them and writes REPLACEMENT for them.
 *
 * P passes the rest · W withholds at once · L withholds at its end · D drops it as a DICOMDIR · B passes half, breaks, fills
 * up with zeros, and knows its UIDs only then · against the contract: X writes more than it committed to, Z less, Y before it commits,
 * V withholds after it committed · In same-size framing zeros follow up to the size of the input.
 */

import type {
  ObjectFraming,
  ObjectOutput,
  ObjectProcessor,
  ObjectResult,
  OutputUids,
} from '../../../src/engine/contract.ts'
import type { Code } from '../../../src/errors.ts'

export const HEAD_BYTES = 200
export const REPLACEMENT = Buffer.from('de-identified:')

/** An object for the stand-in. Of its first HEAD_BYTES nothing may be seen again. */
export function objectOf(fate: string, rest: string | Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES, 'DOE^JANE ')
  head.write(`DICM${fate}`, 128)
  return Buffer.concat([head, Buffer.from(rest as string)])
}

export class ObjectStandIn implements ObjectProcessor {
  outputUids: OutputUids = {}
  begun = 0
  readonly #scratch = new Uint8Array(REPLACEMENT.length)
  #output: ObjectOutput | undefined
  #sizeBytes = 0
  #head: number[] = []
  #fate = ''
  #seenBytes = 0
  #passedBytes = 0
  #filledBytes = 0

  begin(output: ObjectOutput, sizeBytes?: number, framing: ObjectFraming = 'exact'): void {
    this.#filledBytes = framing === 'same-size' ? HEAD_BYTES - REPLACEMENT.length : 0
    this.begun++
    this.#output = output
    this.#sizeBytes = sizeBytes ?? 0
    this.#head = []
    this.#fate = ''
    this.#seenBytes = 0
    this.#passedBytes = 0
    this.outputUids = {}
  }

  push(chunk: Uint8Array): void {
    this.#seenBytes += chunk.length
    let at = 0
    while (this.#head.length < HEAD_BYTES && at < chunk.length) this.#head.push(chunk[at++]!)
    if (this.#fate === '' && this.#head.length === HEAD_BYTES) this.#decide()
    if (at < chunk.length) this.#pass(chunk.subarray(at))
  }

  #decide(): void {
    this.#fate = String.fromCharCode(this.#head[132]!)
    if (this.#fate !== 'B') this.#learnUids()
    if (this.#fate === 'Y') this.#output?.write(Buffer.from('early'), false)
    if (!'PBXZV'.includes(this.#fate)) return
    this.#output?.committed(REPLACEMENT.length + this.#sizeBytes - HEAD_BYTES + this.#filledBytes)
    // Ephemeral: overwritten as soon as the call returns.
    this.#scratch.set(REPLACEMENT)
    this.#output?.write(this.#scratch, true)
    this.#scratch.fill(0x21)
  }

  #learnUids(): void {
    this.outputUids = { study: '2.25.1', series: '2.25.2', instance: `2.25.3.${this.begun}` }
  }

  #pass(bytes: Uint8Array): void {
    const limit = this.#fate === 'B' ? Math.floor((this.#sizeBytes - HEAD_BYTES) / 2) : Number.POSITIVE_INFINITY
    if (!'PBXZV'.includes(this.#fate)) return
    const passed = bytes.subarray(0, Math.max(0, limit - this.#passedBytes))
    this.#passedBytes += passed.length
    if (passed.length > 0 && !'ZV'.includes(this.#fate)) this.#output?.write(passed, false)
    if (this.#fate === 'X') this.#output?.write(Buffer.from('more'), false)
  }

  end(): ObjectResult {
    const counts = { elements: this.begun, actions: {}, categories: {}, origins: {}, tallies: {} }
    const inputBytes = this.#seenBytes
    const outputBytes = REPLACEMENT.length + this.#sizeBytes - HEAD_BYTES + this.#filledBytes
    if (/[PB]/.test(this.#fate) && this.#filledBytes > 0) this.#output?.write(new Uint8Array(this.#filledBytes), true)
    const nothing = { inputBytes, outputBytes: 0, counts }
    const refused = (code: Code): object => ({ code, offsetBytes: 200, tag: 0x00100010 })
    if (this.#seenBytes !== this.#sizeBytes) throw new Error('the size that was announced did not come')
    switch (this.#fate) {
      case 'P':
      case 'X':
      case 'Z':
        return {
          disposition: 'deidentified',
          transferSyntaxUid: '1.2.840.10008.1.2.1',
          sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
          inputBytes,
          outputBytes,
          counts,
        }
      case 'B':
        this.#learnUids()
        this.#output?.write(new Uint8Array(this.#sizeBytes - HEAD_BYTES - this.#passedBytes), true)
        return { disposition: 'broken', ...refused('TRUNCATED'), inputBytes, outputBytes, counts }
      case 'D':
        return { disposition: 'dropped', code: 'DICOMDIR', ...nothing }
      default:
        return { disposition: 'withheld', ...refused('LENGTH_OVERRUN'), ...nothing }
    }
  }
}
