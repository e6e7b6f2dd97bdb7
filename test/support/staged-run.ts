/** Objects sent through the processor that looks at heads, with engines over a real plan behind it. */

import type { ObjectFraming, ObjectResult } from '../../src/engine/contract.ts'
import { ObjectDeidentifier } from '../../src/engine/object-deidentifier.ts'
import { pixelExcessJudge } from '../../src/engine/pixel-excess.ts'
import { createTransforms } from '../../src/engine/transforms.ts'
import { sideDataFilter } from '../../src/pixels/side-data.ts'
import { compilePlan } from '../../src/profile/compile.ts'
import { formatFaults, readProfileObject } from '../../src/profile/document.ts'
import type { ProfileDocument } from '../../src/profile/document-types.ts'
import { imageOf } from '../../src/profile/plan-image.ts'
import { MemorySpool, type Spool } from '../../src/staging/spool.ts'
import type { Stage } from '../../src/staging/stage.ts'
import { createStage } from '../../src/staging/stage-object.ts'
import { StagingProcessor } from '../../src/staging/staging-processor.ts'
import { losslessEngines } from '../../src/streams/lossless-engines.ts'
import { nodeDeflateCodec } from '../../src/streams/node-platform.ts'
import { testIdentity } from './agreement.ts'
import { type Chunking, whole } from './chunkings.ts'

export type Pixels = NonNullable<ProfileDocument['pixels']>

export interface StagedRun {
  readonly result: ObjectResult
  readonly bytes: Buffer
  /** What was announced before the first byte. */
  readonly committedBytes: number | undefined
}

export interface StagedTerms {
  readonly chunking?: Chunking
  readonly framing?: ObjectFraming | 'stream'
  readonly stage?: Stage
  readonly attest?: boolean
  readonly openSpool?: () => Spool
  /** Whether chunks are put into the processor's own memory, as the command reads them. Default: into that of somebody else, which nobody may write to. */
  readonly isInputMemory?: boolean
}

/** One processor for any number of objects. */
export class StagedRunner {
  readonly #processor: StagingProcessor
  /** Engines that were made, by kind. */
  readonly opened: string[] = []

  constructor(pixels: Pixels, { stage = createStage(losslessEngines), attest = true, openSpool }: StagedTerms = {}) {
    const read = readProfileObject({ pixels })
    const faults = formatFaults(read)
    if (faults !== '') throw new Error(faults)
    const request = { ...read.request!, attest }
    this.#processor = new StagingProcessor({
      request: request.pixels!,
      codec: nodeDeflateCodec,
      stage,
      openSpool: openSpool ?? (() => new MemorySpool(2 ** 26)),
      openEngine: (kind, judge, inputMemory) => {
        this.opened.push(kind)
        const plan = imageOf(
          compilePlan(request, { cleansPixels: kind === 'attested', treatsPixels: kind !== 'plain' }),
        )
        const identity = testIdentity()
        return new ObjectDeidentifier({
          plan,
          identity,
          codec: nodeDeflateCodec,
          judges: [judge, pixelExcessJudge],
          transforms: createTransforms(plan.transforms, plan.settings, identity),
          filterFor: sideDataFilter,
          inputMemory,
        })
      },
    })
  }

  run(object: Uint8Array, { chunking = whole, framing = 'exact', isInputMemory = false }: StagedTerms = {}): StagedRun {
    const parts: Buffer[] = []
    let committedBytes: number | undefined
    const output = {
      committed: (bytes: number) => {
        committedBytes = bytes
      },
      write: (bytes: Uint8Array) => void parts.push(Buffer.from(bytes)),
    }
    if (framing === 'stream') this.#processor.begin(output)
    else this.#processor.begin(output, object.length, framing)
    for (const chunk of chunking.chunks(object)) {
      const lent = isInputMemory ? this.#inInputMemory(chunk) : Uint8Array.from(chunk)
      this.#processor.push(lent)
      if (!isInputMemory && Buffer.compare(lent, chunk) !== 0) throw new Error('a chunk was written to')
      if (isInputMemory) this.#lookBeside(lent)
      // A caller may use its memory again.
      lent.fill(0xee)
    }
    const result = this.#processor.end()
    return { result, bytes: Buffer.concat(parts), committedBytes }
  }

  /** Somewhere in the middle of it. */
  #inInputMemory(chunk: Uint8Array): Uint8Array {
    const memory = this.#processor.inputMemory.fill(0xee)
    const place = memory.subarray(77, 77 + chunk.length)
    place.set(chunk)
    return place
  }

  #lookBeside({ length }: Uint8Array): void {
    const memory = this.#processor.inputMemory
    const isOther = (byte: number): boolean => byte !== 0xee
    if (memory.subarray(0, 77).some(isOther) || memory.subarray(77 + length).some(isOther)) {
      throw new Error('what lies beside a chunk was written to')
    }
  }

  /** What becomes of an object that is said to be longer than it is. */
  runAnnounced(object: Uint8Array, sizeBytes: number): ObjectResult {
    this.#processor.begin({ committed: () => {}, write: () => {} }, sizeBytes)
    this.#processor.push(object)
    return this.#processor.end()
  }
}

export function runStaged(pixels: Pixels, object: Uint8Array, terms: StagedTerms = {}): StagedRun {
  return new StagedRunner(pixels, terms).run(object, terms)
}
