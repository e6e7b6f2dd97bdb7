/** What the stages over entries share. */

import { Duplex } from 'node:stream'
import { SluiceError } from '../errors.ts'

/** A stage that reads all of its input in `work`, and gives what that yields. Its input and output are held back by one another. */
export function stage<Input, Output>(work: (input: AsyncIterable<Input>) => AsyncIterable<Output>): Duplex {
  return Duplex.from(work as (input: AsyncIterable<unknown>) => AsyncIterable<unknown>)
}

/** What was thrown, or INTERNAL in place of what is no Error. */
export function asError(fault: unknown): Error {
  return fault instanceof Error ? fault : new SluiceError('INTERNAL')
}
