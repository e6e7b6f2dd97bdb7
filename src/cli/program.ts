/**
 * The command line: its options, its help, and what each command calls. Read by commander, judged by us. That of most runs never comes here
 * (plain-arguments.ts).
 */

import { Command, CommanderError, Option } from 'commander'
import { SluiceError } from '../errors.ts'
import { findNearest } from '../profile/nearest.ts'
import { CHOICES } from '../streams/options.ts'
import { addCompletionCommand } from './completion-command.ts'
import { printText } from './console.ts'
import { EXIT_DONE } from './exit-codes.ts'
import { HELP_LAYOUT, OUTPUT } from './help-layout.ts'
import { commandOf, EXAMPLES, EXAMPLES_OF, EXIT_CODES } from './help-text.ts'
import { addPixelsCommand } from './pixels-command.ts'
import { addPlanOptions, oneOf } from './plan-flags.ts'
import { type GivenPlanOptions, readPlanOptions } from './plan-options.ts'
import { addProfileCommand } from './profile-command.ts'
import { PROGRESS_MODES } from './progress-mode.ts'
import { addReportCommand } from './report-command.ts'
import { addRiskCommand } from './risk-command.ts'
import { type GivenOptions, readRunChoices, WITHHELD_LEVELS } from './run-command.ts'
import { addVerifyCommand } from './verify-command.ts'
import { readVersion } from './version.ts'

interface GivenInspectOptions extends GivenPlanOptions {
  readonly showValues?: boolean
  readonly json?: boolean
  readonly entry?: string
}

/** Runs a command line. Answers with the exit code; throws SluiceError, or OutputClosedError where nobody reads. */
export async function runProgram(given: readonly string[], onFault: (fault: unknown) => void): Promise<number> {
  // Read by main(), for every command.
  const argv = given.filter((argument) => argument !== '--debug')
  let exitCode = EXIT_DONE
  const program = createProgram((code) => {
    exitCode = code
  }, onFault)
  try {
    if (argv[0] === 'help') checkCommand(argv[1])
    await program.parseAsync(argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv, { from: 'user' })
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault
    if (fault.exitCode !== 0) throw usageError(fault, argv, program)
  }
  return exitCode
}

/** The commands and their options. Nothing is done before it parses a command line. */
export function createProgram(onExit: (code: number) => void, onFault: (fault: unknown) => void): Command {
  const program = configure(new Command('sluice'))
  program.enablePositionalOptions()
  program
    .description('De-identifies DICOM while it flows, after PS3.15 Annex E: in one pass, in constant memory.')
    .argument('[INPUT]', 'tar (plain, gzip, zstd), DICOM object, directory, or - for stdin; default: stdin')
    .optionsGroup('Output:')
    .option('-o, --output <FILE>', 'default: stdout. In .tar.gz .tgz .tar.zst .tzst: compressed')
    .option('--dry-run', 'no output: only what is said of it, and --report')
    .optionsGroup('What is done with each attribute:')
  addPlanOptions(program)
    .optionsGroup('Identities:')
    .addOption(new Option('--key-file <FILE>', 'pseudonyms depend on it; see keygen').env('SLUICE_KEY_FILE'))
    .option('--crosswalk <FILE.csv>', 'old_id,new_id,offset_days (or reference_date) of the site')
    .option('--mapping <DIR>', 'uid_mapping.csv, patid_mapping.csv (hold identities)')
    .optionsGroup('Entries of an archive:')
    .addOption(choice('--names <HOW>', 'their names', CHOICES.names))
    .addOption(choice('--non-dicom <HOW>', 'those that are not DICOM', CHOICES.nonDicom))
    .addOption(choice('--on-error <HOW>', 'those that cannot be made safe', CHOICES.onError))
    .option('--quarantine <FILE.tar>', 'originals of what did not pass (holds identities)')
    .option('--detect-text', 'look for text in images with Tesseract; blank what is found')
    .addOption(oneOf('--withhold-risk <LEVEL>', 'withhold what tells of text in pixels or a face', WITHHELD_LEVELS))
    .optionsGroup('Evidence:')
    .option('--report <FILE.jsonl>', 'a line for each entry, and a summary (no identities)')
    .option('--digests', 'SHA-256 of each entry, before and after, in the report; who has an original finds it by that')
    .option('--embed-sop', 'the operating procedure (see sop) as the first entry, SOP.md')
    .option('--verify', 'look at every object again before it is passed on')
    .optionsGroup('Large archives:')
    .option('--jobs <N>', 'threads, from a file to a file; the output is the same', '1')
    .option('--resume', 'from a file to a file: go on if it was interrupted')
    .option('--same-size', 'every entry keeps its offset and size')
    .option('--in-place <FILE.tar>', 'rewrite an archive where it lies; goes on if interrupted')
    .optionsGroup('Messages:')
    .addOption(choice('--progress <WHEN>', 'on stderr', PROGRESS_MODES))
    .option('--quiet', 'nothing on stderr but errors')
    .option('--debug', 'where in the program an error came up')
    .version(readVersion(), '-V, --version', 'print the version')
    .addHelpOption(new Option('-h, --help', 'print this help').helpGroup('Messages:'))
    .action(async (input: string | undefined, given: GivenOptions) =>
      onExit(await (await import('./run-command.ts')).runCommand(input, given, onFault)),
    )
  program.commandsGroup('Commands, each with --help:')
  addPlanOptions(
    configure(program.command('sop'))
      .summary('the operating procedure for a profile, as a document')
      .description('Writes the operating procedure for a profile to stdout: what is done, by whom, how it is checked.'),
  )
    .addOption(choice('--names <HOW>', 'as for a run', CHOICES.names))
    .addOption(choice('--non-dicom <HOW>', 'as for a run', CHOICES.nonDicom))
    .addOption(choice('--on-error <HOW>', 'as for a run', CHOICES.onError))
    .option('--html', 'a page of HTML instead of Markdown')
    .action(async (given: GivenOptions & { readonly html?: boolean }) => {
      const { request } = await readPlanOptions(given)
      const { writeProcedure } = await import('./sop.ts')
      printText(writeProcedure(request, readRunChoices(given), given.html === true))
    })
  addReportCommand(configure(program.command('report')), onExit)
  addRiskCommand(configure(program.command('risk')), onExit)
  configure(program.command('keygen'))
    .summary('make a key')
    .description('Makes a key. To a new file that only its owner may read, or into a pipe.')
    .argument('[FILE]')
    .action(async (path: string | undefined) => (await import('./keygen.ts')).keygen(path))
  configure(program.command('demo'))
    .summary('see it work on made-up patients')
    .description('De-identifies a small made-up archive, shows before and after, and searches for what is left.')
    .action(async () => onExit(await (await import('./demo.ts')).demo()))
  addPlanOptions(
    configure(program.command('explain'))
      .summary('what is done with an attribute, and why')
      .description('Says what is done with an attribute, and why.')
      .argument('<ATTRIBUTE...>', 'tags or keywords: (0010,0010), 00100010, PatientName'),
  )
    .option('--sop-class <NAME|UID>', 'in objects of this SOP class, as in CTImageStorage')
    .option('--json', 'an array with an object for each attribute')
    .action(
      async (attributes: string[], given: GivenPlanOptions & { readonly sopClass?: string; readonly json?: boolean }) =>
        (await import('./explain.ts')).explainAttributes(
          attributes,
          await readPlanOptions(given),
          given.sopClass,
          given.json === true,
        ),
    )
  addPlanOptions(
    configure(program.command('inspect'))
      .summary('the elements of an object, and what would become of them')
      .description(
        'Lists the elements of a DICOM object, or of each in an archive or a directory, and what would become of each. Values are not shown.',
      )
      .argument('<INPUT>', 'DICOM object, tar (plain, gzip, zstd), directory, or - for stdin'),
  )
    .option('--entry <N>', 'only this entry of an archive or a directory, by its number in a report')
    .option('--show-values', 'shows the beginning of each value: the listing then holds identities')
    .option('--json', 'a line of JSON for each element, item and finding')
    .action(async (path: string, given: GivenInspectOptions) =>
      onExit(
        await (await import('./inspect.ts')).inspectInput(path, (await readPlanOptions(given)).request, {
          showsValues: given.showValues === true,
          isJson: given.json === true,
          entry: readEntryNumber(given.entry),
        }),
      ),
    )
  addProfileCommand(configure(program.command('profile')), configure, onExit)
  addVerifyCommand(configure(program.command('verify')), onExit)
  addPixelsCommand(configure(program.command('pixels')), onExit)
  addCompletionCommand(configure(program.command('completion')), program)
  addExamples(program)
  return program.addHelpText('before', EXAMPLES).addHelpText('after', EXIT_CODES)
}

/** Commander does not end the process. */
function configure(command: Command): Command {
  return command
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .configureHelp(HELP_LAYOUT)
    .configureOutput(OUTPUT)
}

function addExamples(parent: Command, words: readonly string[] = []): void {
  for (const command of parent.commands) {
    const path = [...words, command.name()]
    const examples = EXAMPLES_OF.get(path.join(' ')) ?? []
    if (examples.length > 0)
      command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}\n`).join('')}`)
    addExamples(command, path)
  }
}

/** The first choice is the default. */
function choice(flags: string, description: string, choices: readonly string[]): Option {
  return oneOf(flags, description, choices).default(choices[0])
}

function readEntryNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[0-9]{1,15}$/.test(text)) return Number(text)
  throw invalid('--entry takes the number of an entry, counted from 0')
}

/** What commander found wrong, without what it quotes: an argument may be the name of a patient's file. */
function usageError(fault: CommanderError, argv: readonly string[], program: Command): SluiceError {
  const flag = /'(?:-[a-zA-Z], )?(--[a-z-]+)/.exec(fault.message)?.[1]
  switch (fault.code) {
    case 'commander.unknownOption': {
      const nearest =
        /\(Did you mean (?:one of )?(-[-a-z, ]+)\?\)/.exec(fault.message)?.[1] ?? optionsFrom(flag, argv, program)
      return invalid(`there is no such option${nearest === undefined ? '' : `; did you mean ${nearest}?`}`)
    }
    case 'commander.optionMissingArgument':
      return invalid(`${flag ?? 'an option'} needs a value`)
    case 'commander.missingArgument':
      return invalid(`${/'([A-Z|]+)(?:[.a-z]*)'/.exec(fault.message)?.[1] ?? 'an argument'} is missing`)
    case 'commander.excessArguments': {
      const command = commandOf(argv)
      if (command !== undefined) return invalid(`sluice ${command} takes fewer arguments`)
      if (nearestCommand(argv[0]) !== undefined) checkCommand(argv[0])
      return invalid(
        'there are more arguments than one INPUT; for several, name their directory or pipe tar -c into it',
      )
    }
    default:
      return invalid('the command line cannot be read')
  }
}

/** Options that begin with what was given, which is too short to be like them. */
function optionsFrom(given: string | undefined, argv: readonly string[], program: Command): string | undefined {
  if (given === undefined) return undefined
  const command = program.commands.find((below) => below.name() === argv[0]) ?? program
  const names = command.options.flatMap(({ long }) => (long?.startsWith(given) ? [long] : []))
  return names.length === 0 ? undefined : names.join(', ')
}

/** Fails with OPTION_INVALID and the nearest name where there is no such command. */
function checkCommand(name: string | undefined): void {
  if (name === undefined || EXAMPLES_OF.has(name)) return
  const nearest = nearestCommand(name)
  throw invalid(`there is no such command${nearest === undefined ? '' : `; did you mean ${nearest}?`}`)
}

function nearestCommand(name = ''): string | undefined {
  return findNearest(
    name,
    [...EXAMPLES_OF.keys()].filter((command) => !command.includes(' ')),
  )
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}
