import { SluiceError } from '../../src/errors.ts'

/** The code with which something is refused; `none` where it is not. What else is thrown goes on. */
export function refusalCode(work: () => unknown): string {
  try {
    work()
  } catch (fault) {
    if (fault instanceof SluiceError) return fault.code
    throw fault
  }
  return 'none'
}
