/** The options that say what is to be done with each attribute: the same for a run, and for the commands that tell of it. */

import { SluiceError } from '../errors.ts'
import { suggest } from '../profile/nearest.ts'
import { MODES, type Mode, OPTION_NAMES, PROFILE_NAMES } from '../profile/request.ts'
import { checkOptionNames, extendRequest } from '../streams/options.ts'
import type { LoadedProfile } from './profile-file.ts'

/** As they were given. */
export interface GivenPlanOptions {
  readonly profile?: string
  readonly with?: readonly string[]
  readonly mode?: string
  readonly detectText?: boolean
}

/** What they ask for. Fails with OPTION_INVALID or PROFILE_INVALID. */
export async function readPlanOptions(given: GivenPlanOptions): Promise<LoadedProfile> {
  const names = (given.with ?? []).map((name) => name.trim()).filter((name) => name !== '')
  if (given.with !== undefined && names.length === 0) {
    throw new SluiceError('OPTION_INVALID', {}, `--with names no option; there are ${OPTION_NAMES.join(', ')}`)
  }
  const options = checkOptionNames(names, '--with')
  const mode = given.mode === undefined ? undefined : checkFlag<Mode>('--mode', given.mode, MODES)
  const { request, rulePlaces } = await findProfile(given.profile ?? PROFILE_NAMES[0])
  const extended = extendRequest(request, options, mode)
  if (given.detectText !== true) return { request: extended, rulePlaces }
  const { withTextDetection } = await import('../profile/pixel-starter.ts')
  return { request: withTextDetection(extended), rulePlaces }
}

/** What reads files is loaded only for one. */
async function findProfile(nameOrPath: string): Promise<LoadedProfile> {
  const builtIn = PROFILE_NAMES.find((name) => name === nameOrPath)
  if (builtIn !== undefined) return { request: { profile: builtIn }, rulePlaces: [] }
  return (await import('./profile-file.ts')).loadProfile(nameOrPath)
}

/** One of the values that a flag may have. Fails with OPTION_INVALID. */
export function checkFlag<Choice extends string>(flag: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((allowed) => allowed === value)
  if (found !== undefined) return found
  throw new SluiceError('OPTION_INVALID', {}, `${flag} has no such value; ${suggest(value, choices)}`)
}
