/** What a stream is destroyed with. */

import { SluiceError } from '../errors.ts'

/** Wraps what a hook of the caller threw, on its way through code of this package. */
export class CallerFault extends Error {
  override readonly name = 'CallerFault'
  readonly fault: unknown

  constructor(fault: unknown) {
    super()
    this.fault = fault
  }
}

/**
 * What is thrown by this program as it is; all else as INTERNAL, without its message, which may quote the input. The
 * original is not kept as `cause`, for the same reason.
 */
export function asSluiceError(fault: unknown): SluiceError {
  return fault instanceof SluiceError ? fault : new SluiceError('INTERNAL')
}

/** As asSluiceError, but what a hook of the caller threw is given back as it was. */
export function asStreamError(fault: unknown): Error {
  if (!(fault instanceof CallerFault)) return asSluiceError(fault)
  return fault.fault instanceof Error ? fault.fault : new SluiceError('INTERNAL', {}, 'onEntry threw what is no Error')
}
