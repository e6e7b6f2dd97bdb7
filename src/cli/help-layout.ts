/** How help is laid out: for the width of the terminal, with what an option may be given behind what it does. */

import type { Command, HelpConfiguration, Option, OutputConfiguration } from 'commander'
import { hasColours, paint } from './colour.ts'
import { isTerminal, printText, STDOUT } from './console.ts'

const NARROWEST = 60
const ORDINARY = 80
/** Longer lines are harder to read. */
const WIDEST = 120

export const HELP_LAYOUT: HelpConfiguration = {
  sortOptions: false,
  subcommandTerm: (command: Command) => command.name(),
  optionDescription: describeOption,
  styleTitle: (title: string) => paint(title, 'bold'),
}

/** Commander neither writes by itself nor says what is wrong: its messages quote arguments. */
export const OUTPUT: OutputConfiguration = {
  writeOut: printText,
  writeErr: () => {},
  getOutHelpWidth: () => Math.min(WIDEST, Math.max(NARROWEST, terminalColumns())),
  getOutHasColors: () => hasColours(STDOUT),
}

/** What an option does, its values with the default first, and what may stand for it. */
export function describeOption({ description, argChoices, defaultValue, envVar }: Option): string {
  const values = (argChoices ?? []).map((choice) => (choice === defaultValue ? `${choice} (default)` : choice))
  const isTold = defaultValue === undefined || argChoices !== undefined
  return [
    values.length > 0 ? `${description}: ${values.join(', ')}` : description,
    ...(isTold ? [] : [`(default: ${String(defaultValue)})`]),
    ...(envVar === undefined ? [] : [`(or by ${envVar})`]),
  ].join(' ')
}

function terminalColumns(): number {
  const columns = isTerminal(STDOUT) ? process.stdout.columns : Number(process.env.COLUMNS)
  return Number.isInteger(columns) && columns > 0 ? columns : ORDINARY
}
