/** `sluice completion`: its argument. What writes the scripts is loaded when it is asked for. */

import { Argument, type Command } from 'commander'
import { SluiceError } from '../errors.ts'
import { suggest } from '../profile/nearest.ts'
import type { Shell } from './completion.ts'
import { printText } from './console.ts'

export const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish']

export function addCompletionCommand(command: Command, program: Command): void {
  const argument = new Argument('<SHELL>', SHELLS.join(', '))
  argument.argChoices = [...SHELLS]
  command
    .summary('completion of commands and options in a shell')
    .description('Writes a script that lets bash, zsh or fish complete commands, options and their values.')
    .addArgument(argument)
    .action(async (given: string) => {
      const shell = SHELLS.find((name) => name === given)
      if (shell === undefined) {
        throw new SluiceError('OPTION_INVALID', {}, `sluice completion has no such shell; ${suggest(given, SHELLS)}`)
      }
      const { writeCompletion } = await import('./completion.ts')
      const { describeCommand } = await import('./command-tree.ts')
      printText(writeCompletion(describeCommand(program), shell))
    })
}
