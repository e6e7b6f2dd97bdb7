/** `--progress` and `--quiet`, as every command has them that may take long. */

import { checkFlag } from './plan-options.ts'
import type { ProgressMode } from './progress.ts'

/** The first is the default. */
export const PROGRESS_MODES = ['auto', 'always', 'never'] as const satisfies readonly ProgressMode[]

/** Fails with OPTION_INVALID. */
export function readProgress(given: { readonly progress: string; readonly quiet?: boolean }): ProgressMode {
  const mode = checkFlag('--progress', given.progress, PROGRESS_MODES)
  return given.quiet === true ? 'never' : mode
}
