/** What the command ends with, for scripts. */

import type { Code } from '../errors.ts'
import type { Severity } from '../verify/findings.ts'

export const EXIT_DONE = 0
/** Reading or writing failed, the input is not what it should be, or a fault of the program. */
export const EXIT_FAILED = 1
/** The command line, the key or the terminal: nothing was read. */
export const EXIT_USAGE = 2
/** Done, but something was withheld or broken. */
export const EXIT_WITHHELD = 3
/** What was to be shown of an output does not hold. */
export const EXIT_FOUND = 4

const USAGE_CODES: ReadonlySet<Code> = new Set([
  'OPTION_INVALID',
  'PROFILE_INVALID',
  'TEXT_READER_MISSING',
  'KEY_INVALID',
  'CROSSWALK_INVALID',
  'TERMINAL',
])

/** The exit code for an error that ended the run. */
export function exitCodeOf(code: Code): number {
  return USAGE_CODES.has(code) ? EXIT_USAGE : EXIT_FAILED
}

/** Severities for which verify ends with EXIT_FOUND; each takes in those before it. */
export const FAIL_ON = ['leak', 'conformance', 'suspect'] as const satisfies readonly Severity[]
