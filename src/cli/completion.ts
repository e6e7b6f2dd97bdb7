/** `sluice completion SHELL`: a script that lets a shell complete commands, options and their values. */

import { type CommandFacts, listCommands, type OptionFacts, type ValueKind } from './command-tree.ts'

export type Shell = 'bash' | 'zsh' | 'fish'

const WRITERS: Readonly<Record<Shell, (program: CommandFacts) => string>> = {
  bash: writeBash,
  zsh: (program) => `${ZSH_HEAD}${writeBash(program)}`,
  fish: writeFish,
}

/** Of a bare zsh nobody has started the completion yet. */
const ZSH_HEAD = `#compdef sluice
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
autoload -U +X bashcompinit && bashcompinit
`

export function writeCompletion(program: CommandFacts, shell: Shell): string {
  return WRITERS[shell](program)
}

/** Word by word: which command is meant, then what may follow an option, then options or arguments. Zsh reads it too. */
function writeBash(program: CommandFacts): string {
  const commands = listCommands(program)
  const parents = commands.filter((command) => command.commands.length > 0)
  const descents = parents.flatMap((parent) =>
    parent.commands.map((below) => `      '${below.words.join(' ')}') command='${below.words.join(' ')}' ;;`),
  )
  return `_sluice() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command='' index
  local IFS=$'\\n'
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${command:+$command }\${COMP_WORDS[index]}" in
${descents.join('\n')}
    esac
  done
  case "$command:$before" in
${commands.flatMap((command) => command.options.flatMap((option) => bashValues(command, option))).join('\n')}
  esac
  case "$command" in
${commands.map(bashCommand).join('\n')}
  esac
}
complete -o filenames -F _sluice sluice
`
}

function bashValues({ words }: CommandFacts, { names, value }: OptionFacts): string[] {
  if (value === undefined) return []
  const patterns = names.map((name) => `'${words.join(' ')}:${name}'`).join('|')
  return [`    ${patterns}) COMPREPLY=($(${compgen(value, [])})); return ;;`]
}

function bashCommand({ words, options, commands, arguments: given }: CommandFacts): string {
  const names = options.flatMap((option) => option.names).join('\\n')
  const value = given[0]?.value ?? { choices: [], paths: 'none' }
  const rest = compgen(
    value,
    commands.map((command) => command.words.at(-1)!),
  )
  return `    '${words.join(' ')}')
      if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W $'${names}' -- "$word"))
      else COMPREPLY=($(${rest})); fi ;;`
}

/** A call that gives words and paths that begin as the word does, a line each: names may have spaces. */
function compgen({ choices, paths }: ValueKind, commands: readonly string[]): string {
  const words = [...choices, ...commands]
  const option = { none: '', files: '-f ', directories: '-d ' }[paths]
  return `compgen ${option}-W $'${words.join('\\n')}' -- "$word"`
}

function writeFish(program: CommandFacts): string {
  const lines = listCommands(program).flatMap((command) => [
    ...command.commands.map(
      (below) =>
        `${fishHead(command)} ${takesPaths(command) ? '' : '-f '}-a ${below.words.at(-1)} -d ${quoteFish(below.summary)}`,
    ),
    ...command.options.map((option) => `${fishHead(command)} ${fishOption(option)}`),
    ...command.arguments.flatMap(({ value: { choices } }) =>
      choices.length > 0
        ? [`${fishHead(command)} ${takesPaths(command) ? '' : '-f '}-a ${quoteFish(choices.join(' '))}`]
        : [],
    ),
  ])
  return `${lines.join('\n')}\n`
}

/** Fish offers files unless it is told not to. */
function takesPaths({ arguments: given }: CommandFacts): boolean {
  return given.some(({ value }) => value.paths !== 'none')
}

/** Holds where the words of the command, and none below it, were typed. */
function fishHead({ words, commands }: CommandFacts): string {
  const below = commands.map((command) => command.words.at(-1)!)
  const conditions = [
    ...words.map((word) => `__fish_seen_subcommand_from ${word}`),
    ...(below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(' ')}`] : []),
  ]
  return conditions.length > 0 ? `complete -c sluice -n '${conditions.join('; and ')}'` : 'complete -c sluice'
}

function fishOption({ names, description, value }: OptionFacts): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  return [...flags, ...fishValues(value), `-d ${quoteFish(description)}`].join(' ')
}

function fishValues(value: ValueKind | undefined): string[] {
  if (value === undefined) return []
  const words = value.choices.length > 0 ? [`-a ${quoteFish(value.choices.join(' '))}`] : []
  if (value.paths === 'directories') return ['-x', `-a '(__fish_complete_directories)'`]
  return [value.paths === 'files' ? '-r' : '-x', ...words]
}

function quoteFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
