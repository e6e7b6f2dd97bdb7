/** Counts what drivers ask of the core: measures of work that no clock disturbs. */

import { Core } from '../../src/wasm/core.ts'

export interface Steps {
  /** How often the core was asked to go on. */
  readonly steps: number
  /** Bytes that were put into its window. */
  readonly fedBytes: number
}

export function countSteps<T>(work: () => T): Steps & { readonly result: T } {
  const { step, feed } = Core.prototype
  let steps = 0
  let fedBytes = 0
  Core.prototype.step = function (ended) {
    steps++
    return step.call(this, ended)
  }
  Core.prototype.feed = function (chunk, from) {
    const bytes = feed.call(this, chunk, from)
    fedBytes += bytes
    return bytes
  }
  try {
    const result = work()
    return { result, steps, fedBytes }
  } finally {
    Core.prototype.step = step
    Core.prototype.feed = feed
  }
}
