/** The commands and their options as plain facts, for what is made of them: completion in a shell, and the manual page. */

import type { Argument, Command, Option } from 'commander'
import { OPTION_NAMES, PROFILE_NAMES } from '../profile/request.ts'
import { describeOption } from './help-layout.ts'

/** What may stand behind an option, or as an argument. */
export interface ValueKind {
  readonly choices: readonly string[]
  readonly paths: 'none' | 'files' | 'directories'
}

export interface OptionFacts {
  /** `-o` and `--output`, as far as there are. */
  readonly names: readonly string[]
  /** `-o, --output <FILE>` */
  readonly flags: string
  readonly description: string
  readonly group: string
  /** Undefined where it takes none. */
  readonly value: ValueKind | undefined
}

export interface CommandFacts {
  /** Words behind `sluice`, none for the program itself. */
  readonly words: readonly string[]
  readonly summary: string
  readonly description: string
  readonly usage: string
  readonly options: readonly OptionFacts[]
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly value: ValueKind }[]
  readonly commands: readonly CommandFacts[]
}

const GENERAL = 'Options:'

/** Of a command and all that are below it. */
export function describeCommand(command: Command, words: readonly string[] = []): CommandFacts {
  const layout = command.createHelp()
  return {
    words,
    summary: command.summary(),
    description: command.description(),
    usage: layout.commandUsage(command),
    options: layout.visibleOptions(command).map(describeFlag),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      value: kindOfArgument(argument),
    })),
    commands: command.commands.map((below) => describeCommand(below, [...words, below.name()])),
  }
}

/** A command and all that are below it, in one list. */
export function listCommands(facts: CommandFacts): CommandFacts[] {
  return [facts, ...facts.commands.flatMap(listCommands)]
}

function describeFlag(option: Option): OptionFacts {
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    flags: option.flags,
    description: describeOption(option),
    group: option.helpGroupHeading ?? GENERAL,
    value: option.required || option.optional ? kindOf(option.flags, option.argChoices) : undefined,
  }
}

function kindOfArgument(argument: Argument): ValueKind {
  return kindOf(argument.name(), argument.argChoices)
}

/** By the word in angle brackets, which is all that tells. */
function kindOf(placeholder: string, choices: readonly string[] | undefined): ValueKind {
  if (choices !== undefined) return { choices, paths: 'none' }
  if (placeholder.includes('OPTION')) return { choices: OPTION_NAMES, paths: 'none' }
  if (/PROFILE|NAME\|FILE|^[AB]$/.test(placeholder)) return { choices: PROFILE_NAMES, paths: 'files' }
  if (placeholder.includes('DIR')) return { choices: [], paths: 'directories' }
  return { choices: [], paths: /FILE|PATH|INPUT|OUTPUT/.test(placeholder) ? 'files' : 'none' }
}
