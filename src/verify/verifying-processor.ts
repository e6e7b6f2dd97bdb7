/**
 * De-identifies as another processor does, and looks at what it wrote before it is passed on, as `verify` looks at an output held against its input. The head of the
 * output, up to Pixel Data, is held until it was judged: an object in which a leak is found is withheld. Pixel Data passes, and what stands behind it is held again until
 * the object is over, as much as limits.verifiedHeadBytes: a leak there makes the object `broken`, with zeros from the end of the pixels on.
 */

import type { ObjectFraming, ObjectOutput, ObjectProcessor, ObjectResult, OutputUids } from '../engine/contract.ts'
import { limits } from '../limits.ts'
import type { PlanRequest } from '../profile/request.ts'
import { copyOf } from './byte-feed.ts'
import { type Kind, severityOf } from './findings.ts'
import { InputReader } from './input-object.ts'
import { ObjectComparison } from './object-comparison.ts'
import { ObjectInspector } from './object-inspector.ts'
import { inflateBounded } from './platform.ts'
import { SetComparison } from './set-comparison.ts'
import { StatedProfiles } from './stated-profile.ts'

const ZEROS = new Uint8Array(65_536)
const CODE = 'VERIFICATION_FAILED'

export class VerifyingProcessor implements ObjectProcessor {
  readonly #inner: ObjectProcessor
  readonly #profiles: StatedProfiles
  #outer: ObjectOutput | undefined
  #input = new InputReader(inflateBounded)
  #inspector: ObjectInspector | undefined
  #committedBytes: number | undefined
  #writtenBytes = 0
  /** Output that waits for the head to be judged; undefined once it was. */
  #held: Uint8Array[] | undefined
  /** Output behind Pixel Data, of which not all was judged. */
  #tail: Uint8Array[] = []
  #tailBytes = 0
  #hasLeak = false

  /** `request`: what the plan of `inner` was compiled from. */
  constructor(inner: ObjectProcessor, request: PlanRequest) {
    this.#inner = inner
    this.#profiles = new StatedProfiles(request)
  }

  get outputUids(): OutputUids {
    return this.#inner.outputUids
  }

  begin(output: ObjectOutput, sizeBytes?: number, framing?: ObjectFraming): void {
    this.#outer = output
    this.#input = new InputReader(inflateBounded)
    this.#inspector = undefined
    this.#committedBytes = undefined
    this.#writtenBytes = 0
    this.#held = []
    this.#tail = []
    this.#tailBytes = 0
    this.#hasLeak = false
    const inner: ObjectOutput = {
      committed: (outputBytes) => {
        this.#committedBytes = outputBytes
      },
      write: (bytes, ephemeral) => this.#take(bytes, ephemeral),
    }
    this.#inner.begin(inner, sizeBytes, framing)
  }

  /** What the output is searched for has to be known before it is written: the input is read first. */
  push(chunk: Uint8Array): void {
    this.#input.push(chunk)
    this.#inner.push(chunk)
  }

  end(): ObjectResult {
    this.#input.end()
    const result = this.#inner.end()
    this.#inspector?.end()
    if (this.#held !== undefined && !this.#hasLeak) this.#release()
    this.#releaseTail()
    this.#outer = undefined
    if (!this.#hasLeak) return result
    const isWritten = this.#held === undefined
    return {
      ...result,
      disposition: isWritten ? 'broken' : 'withheld',
      code: CODE,
      outputBytes: isWritten ? this.#writtenBytes : 0,
    }
  }

  #take(bytes: Uint8Array, ephemeral: boolean): void {
    this.#inspector ??= this.#inspect()
    this.#inspector.push(bytes)
    if (this.#held === undefined) {
      if (this.#inspector.isInBulk && this.#tailBytes === 0) this.#write(bytes, ephemeral)
      else this.#holdBehind(bytes)
      return
    }
    // Slices of the chunk that was pushed are valid no longer than the call that pushed it.
    if (!this.#hasLeak) this.#held.push(copyOf(bytes))
    if (this.#inspector.isHeadOver && !this.#hasLeak) this.#release()
  }

  #inspect(): ObjectInspector {
    const comparison = new ObjectComparison({ entry: 0, input: this.#input.soFar, set: new SetComparison(() => {}) })
    return new ObjectInspector({
      profiles: this.#profiles,
      uidRoots: [],
      inflate: inflateBounded,
      report: (kind: Kind) => {
        this.#hasLeak ||= severityOf(kind) === 'leak'
      },
      comparison,
    })
  }

  #release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    if (this.#committedBytes !== undefined) this.#outer!.committed(this.#committedBytes)
    for (const bytes of held) this.#write(bytes, false)
  }

  /** An element shows what it is when it ends. Beyond the bound it passes as it was searched so far. */
  #holdBehind(bytes: Uint8Array): void {
    this.#tail.push(copyOf(bytes))
    this.#tailBytes += bytes.length
    if (this.#tailBytes > limits.verifiedHeadBytes) this.#releaseTail()
  }

  #releaseTail(): void {
    for (const bytes of this.#tail) this.#write(bytes, false)
    this.#tail = []
    this.#tailBytes = 0
  }

  /** Where the size was announced, something has to stand for what does not pass. */
  #write(bytes: Uint8Array, ephemeral: boolean): void {
    if (!this.#hasLeak) {
      this.#writtenBytes += bytes.length
      this.#outer!.write(bytes, ephemeral)
      return
    }
    if (this.#committedBytes === undefined) return
    for (let left = bytes.length; left > 0; left -= ZEROS.length) {
      const zeros = ZEROS.subarray(0, Math.min(left, ZEROS.length))
      this.#writtenBytes += zeros.length
      this.#outer!.write(zeros, false)
    }
  }
}
