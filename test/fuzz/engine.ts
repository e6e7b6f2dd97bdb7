/** The engine over any bytes: it must agree with the reference, must not trap, and must take a bounded number of steps. */

import { FRAMINGS, Pair } from '../support/agreement.ts'
import { chunksOf, randomChunks, whole } from '../support/chunkings.ts'
import { countSteps } from '../support/step-counter.ts'
import { fuzzPlans } from './fuzz-plans.ts'

/** The first two bytes choose plan, framing and chunks; what follows is the object. */
const CHOICE_BYTES = 2
/** An element takes a handful of answers, and a chunk one more. */
const STEPS_AT_LEAST = 64

const pairs = fuzzPlans().map((plan) => new Pair(plan))

export function fuzz(data: Buffer): void {
  const object = new Uint8Array(data.subarray(CHOICE_BYTES))
  const [how = 0, chunks = 0] = data
  const pair = pairs[(how >>> 2) % pairs.length]!
  const framing = FRAMINGS[how % FRAMINGS.length]!
  const chunking = chunks < 128 ? chunksOf(chunks + 1) : randomChunks(chunks)
  const counted = countSteps(() => pair.disagreements(object, framing, [whole, chunking]))
  const { result: disagreements, steps, fedBytes } = counted
  if (disagreements.length > 0) throw new Error(disagreements.join('\n'))
  if (steps > STEPS_AT_LEAST + 4 * (object.length + fedBytes)) throw new Error(`${steps} steps for ${fedBytes} bytes`)
}
