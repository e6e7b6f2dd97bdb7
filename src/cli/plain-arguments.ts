/**
 * Command lines of a run as most are: options by their long names, or -o, each with its value, and one INPUT. They are read without commander, which takes longer to
 * load than the run over a small archive; it reads all others, and a test holds the two to the same answers.
 */

import { PROFILE_NAMES } from '../profile/request.ts'
import { CHOICES } from '../streams/options.ts'
import { PROGRESS_MODES } from './progress-mode.ts'
import type { GivenOptions } from './run-command.ts'

/** A run, as commander would give it to the same command. */
export interface PlainArguments {
  readonly input: string | undefined
  readonly given: GivenOptions
}

const WITH_VALUE: ReadonlyMap<string, keyof GivenOptions> = new Map([
  ['-o', 'output'],
  ['--output', 'output'],
  ['--profile', 'profile'],
  ['--with', 'with'],
  ['--mode', 'mode'],
  ['--key-file', 'keyFile'],
  ['--crosswalk', 'crosswalk'],
  ['--names', 'names'],
  ['--non-dicom', 'nonDicom'],
  ['--on-error', 'onError'],
  ['--withhold-risk', 'withholdRisk'],
  ['--quarantine', 'quarantine'],
  ['--mapping', 'mapping'],
  ['--report', 'report'],
  ['--in-place', 'inPlace'],
  ['--jobs', 'jobs'],
  ['--progress', 'progress'],
])
const WITHOUT_VALUE: ReadonlyMap<string, string> = new Map([
  ['--dry-run', 'dryRun'],
  ['--embed-sop', 'embedSop'],
  ['--digests', 'digests'],
  ['--verify', 'verify'],
  ['--detect-text', 'detectText'],
  ['--same-size', 'sameSize'],
  ['--resume', 'resume'],
  ['--quiet', 'quiet'],
  ['--debug', 'debug'],
])
const DEFAULTS = {
  profile: PROFILE_NAMES[0],
  names: CHOICES.names[0],
  nonDicom: CHOICES.nonDicom[0],
  onError: CHOICES.onError[0],
  jobs: '1',
  progress: PROGRESS_MODES[0],
}
/** What may be the name of a command. */
const WORD = /^[a-z]+$/

/** The run that `argv` asks for; undefined where it is anything but plain. */
export function readPlainArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): PlainArguments | undefined {
  const given: Record<string, unknown> = { ...DEFAULTS }
  const inputs: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at]!
    const flag = WITHOUT_VALUE.get(argument)
    const option = WITH_VALUE.get(argument)
    if (flag !== undefined) given[flag] = true
    else if (option !== undefined) {
      const value = argv[++at]
      if (value === undefined || isOption(value)) return undefined
      given[option] = option === 'with' ? [...((given.with as string[] | undefined) ?? []), ...value.split(',')] : value
    } else if (isOption(argument) || WORD.test(argument)) return undefined
    else inputs.push(argument)
  }
  if (inputs.length > 1) return undefined
  const keyFile = environment.SLUICE_KEY_FILE
  if (given.keyFile === undefined && keyFile !== undefined) given.keyFile = keyFile
  return { input: inputs[0], given: given as unknown as GivenOptions }
}

function isOption(argument: string): boolean {
  return argument.startsWith('-') && argument !== '-'
}
