/** The options that say what is to be done with each attribute, as commander reads them (plan-options.ts). */

import { type Command, Option } from 'commander'
import { MODES, PROFILE_NAMES } from '../profile/request.ts'
import { PROGRESS_MODES } from './progress-mode.ts'

/** Adds --profile, --with and --mode. */
export function addPlanOptions(command: Command): Command {
  return addOptionsAndMode(
    command.addOption(
      new Option('--profile <NAME|FILE>', `${PROFILE_NAMES.join(', ')}, or a profile file`).default(PROFILE_NAMES[0]),
    ),
  )
}

/** Adds --with and --mode, for commands that take a profile as their argument. */
export function addOptionsAndMode(command: Command): Command {
  return command
    .addOption(
      new Option('--with <OPTION,...>', 'options of PS3.15 E.3; see profile list').argParser(
        (given: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), ...given.split(',')],
      ),
    )
    .addOption(oneOf('--mode <MODE>', 'for what would be removed or emptied', MODES))
}

/** The choices are told and completed here, and judged by what runs. */
export function oneOf(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description)
  option.argChoices = [...choices]
  return option
}

/** `--progress` and `--quiet`. */
export function addProgressOptions(command: Command): Command {
  return command
    .addOption(oneOf('--progress <WHEN>', 'on stderr', PROGRESS_MODES).default(PROGRESS_MODES[0]))
    .option('--quiet', 'nothing on stderr but errors')
}
