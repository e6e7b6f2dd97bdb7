/** The manual page, of the same facts as help. */

import { type CommandFacts, listCommands, type OptionFacts } from './command-tree.ts'
import { EXAMPLES, EXAMPLES_OF, EXIT_CODES } from './help-text.ts'

/** Source of a page for section 1. The same facts give the same bytes. */
export function writeManPage(program: CommandFacts, version: string): string {
  const commands = listCommands(program).slice(1)
  return [
    `.TH SLUICE 1 "" "dicom-sluice ${version}" "User Commands"`,
    '.SH NAME',
    'sluice \\- de-identify DICOM while it flows',
    '.SH SYNOPSIS',
    ...[program, ...commands.filter(({ commands: below }) => below.length === 0)].flatMap(({ usage }) => [
      '.nf',
      quote(usage),
      '.fi',
    ]),
    '.SH DESCRIPTION',
    quote(program.description),
    '.PP',
    'What was asked for goes to standard output: of a run, its bytes alone. Messages and progress go to standard error.',
    '.SH EXAMPLES',
    ...literal(withoutTitle(EXAMPLES)),
    '.SH OPTIONS',
    ...writeOptions(program.options),
    '.SH COMMANDS',
    ...commands.flatMap(writeCommand),
    '.SH EXIT STATUS',
    ...literal(withoutTitle(EXIT_CODES.split('\n\n')[0]!.trimStart())),
    '.SH ENVIRONMENT',
    ...item('SLUICE_KEY_FILE', 'the key file, where \\-\\-key\\-file is not given.'),
    ...item('NO_COLOR', 'no colours, where it is set and not empty.'),
    ...item('FORCE_COLOR', 'colours also where nobody looks, unless it is 0.'),
    '',
  ].join('\n')
}

function writeCommand({ words, description, options, arguments: given }: CommandFacts): string[] {
  return [
    `.SS ${quote(`sluice ${words.join(' ')}`)}`,
    quote(description),
    ...given
      .filter((argument) => argument.description !== '')
      .flatMap(({ name, description: text }) => item(quote(name), quote(text))),
    ...writeOptions(options),
    ...literal(EXAMPLES_OF.get(words.join(' ')) ?? []),
  ]
}

function writeOptions(options: readonly OptionFacts[]): string[] {
  let group: string | undefined
  return options.flatMap((option) => {
    const title =
      option.group === group || option.group === 'Options:' ? [] : [`.SS ${quote(option.group.replace(/:$/, ''))}`]
    group = option.group
    return [...title, ...item(`\\fB${quote(option.flags)}\\fR`, quote(option.description))]
  })
}

function item(term: string, text: string): string[] {
  return ['.TP', term, text]
}

/** Lines as they are. */
function literal(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['.PP', '.nf', ...lines.map(quote), '.fi']
}

function withoutTitle(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^ {2}/, ''))
}

/** A leading point or apostrophe would be a request, and a bare hyphen becomes another sign. */
function quote(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
}
