/** Runs the engine over one object in chunks, and gives what came out of it as one piece. */

import type { ObjectResult } from '../../src/engine/contract.ts'
import { ObjectDeidentifier, type ObjectParts } from '../../src/engine/object-deidentifier.ts'
import { createTransforms } from '../../src/engine/transforms.ts'
import type { Identity } from '../../src/identity/identity.ts'
import type { Plan } from '../../src/profile/plan.ts'
import { imageOf } from '../../src/profile/plan-image.ts'
import { nodeDeflateCodec } from '../../src/streams/node-platform.ts'
import { type Chunking, whole } from './chunkings.ts'
import type { Framing } from './reference.ts'

export interface EngineOutcome {
  readonly result: ObjectResult
  readonly bytes: Uint8Array
  /** What was told as the output's size; undefined where nothing was told. */
  readonly committedBytes: number | undefined
}

/** Objects one after the other through one engine, as in an archive: an object must leave nothing behind for the next. */
export class EngineRunner {
  private readonly engine: ObjectDeidentifier

  constructor(plan: Plan, identity: Identity, parts: Pick<ObjectParts, 'judges' | 'filterFor'> = {}) {
    const transforms = createTransforms(plan.transforms, plan.settings, identity)
    this.engine = new ObjectDeidentifier({
      plan: imageOf(plan),
      identity,
      transforms,
      codec: nodeDeflateCodec,
      ...parts,
    })
  }

  /** `announcedBytes`: N in EXACT and SAME_SIZE framing, where it is not the length of `object`. */
  run(object: Uint8Array, framing: Framing, chunking: Chunking = whole, announcedBytes = object.length): EngineOutcome {
    const parts: Uint8Array[] = []
    let committedBytes: number | undefined
    const output = {
      committed(outputBytes: number): void {
        if (committedBytes !== undefined) throw new Error('committed twice')
        if (parts.length > 0) throw new Error('committed after the first byte')
        committedBytes = outputBytes
      },
      write(bytes: Uint8Array): void {
        if (framing !== 'stream' && committedBytes === undefined) throw new Error('wrote before it was committed')
        parts.push(bytes.slice())
      },
    }
    if (framing === 'stream') this.engine.begin(output)
    else this.engine.begin(output, announcedBytes, framing)
    for (const chunk of chunking.chunks(object)) {
      // what is pushed belongs to the caller: the engine must not see what becomes of it afterwards, nor change it
      const lent = new Uint8Array(chunk)
      this.engine.push(lent)
      if (Buffer.compare(lent, chunk) !== 0) throw new Error('the engine wrote into a chunk')
      lent.fill(0xa5)
    }
    const result = this.engine.end()
    const writtenBytes = parts.reduce((sum, part) => sum + part.length, 0)
    if (committedBytes !== undefined && committedBytes !== writtenBytes) {
      throw new Error(`${result.disposition}: ${committedBytes} bytes were promised, ${writtenBytes} written`)
    }
    if (framing === 'same-size' && writtenBytes !== 0 && writtenBytes !== announcedBytes) {
      throw new Error(`${writtenBytes} bytes for ${announcedBytes}`)
    }
    return { result, bytes: new Uint8Array(Buffer.concat(parts)), committedBytes }
  }
}
