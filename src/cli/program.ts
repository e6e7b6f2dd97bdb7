/** The command line: its options, its help, and what each command calls. Read by commander, judged by us. */

import { Command, CommanderError, Option } from 'commander'
import { SluiceError } from '../errors.ts'
import { CHOICES, checkOptions, suggest } from '../streams/options.ts'
import { printMessage, printText } from './console.ts'
import type { RunOptions } from './deidentify.ts'
import { EXIT_DONE } from './exit-codes.ts'
import { EXAMPLES, EXIT_CODES } from './help-text.ts'
import { readKeyFile } from './key-file.ts'
import { readVersion } from './version.ts'

const PROGRESS_MODES = ['auto', 'always', 'never'] as const

/** The values of options as commander gives them. */
interface GivenOptions {
  readonly output?: string
  readonly profile: string
  readonly keyFile?: string
  readonly names: string
  readonly nonDicom: string
  readonly onError: string
  readonly quarantine?: string
  readonly report?: string
  readonly progress: string
  readonly quiet?: boolean
}

/** Runs a command line. Answers with the exit code; throws SluiceError, or OutputClosedError where nobody reads. */
export async function runProgram(argv: readonly string[], onFault: (fault: unknown) => void): Promise<number> {
  let exitCode = EXIT_DONE
  const program = createProgram((code) => {
    exitCode = code
  }, onFault)
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault
    if (fault.exitCode !== 0) throw usageError(fault)
  }
  return exitCode
}

function createProgram(onExit: (code: number) => void, onFault: (fault: unknown) => void): Command {
  const program = configure(new Command('sluice'))
  program
    .description('De-identifies DICOM while it flows, after PS3.15 Annex E: in one pass, in constant memory.')
    .argument('[INPUT]', 'tar (plain, gzip, zstd), DICOM object, directory, or - for stdin; default: stdin')
    .option('-o, --output <FILE>', 'default: stdout. Ending in .tar.gz .tgz .tar.zst .tzst: compressed')
    .addOption(choice('--profile <NAME>', 'what is to be done with each attribute', CHOICES.profile))
    .addOption(new Option('--key-file <FILE>', 'the key that pseudonyms depend on; see keygen').env('SLUICE_KEY_FILE'))
    .addOption(choice('--names <HOW>', 'names of entries: hashed, by UIDs, or as they are', CHOICES.names))
    .addOption(choice('--non-dicom <HOW>', 'entries that are not DICOM', CHOICES.nonDicom))
    .addOption(choice('--on-error <HOW>', 'objects that cannot be made safe', CHOICES.onError))
    .option('--quarantine <FILE.tar>', 'originals of what did not pass (holds identities; for its owner only)')
    .option('--report <FILE.jsonl>', 'a line for each entry, and a summary (holds no identities)')
    .addOption(choice('--progress <WHEN>', 'on stderr', PROGRESS_MODES))
    .option('--quiet', 'nothing on stderr but errors')
    .option('--debug', 'where in the program an error came up')
    .version(readVersion(), '-V, --version', 'print the version')
    .action(async (input: string | undefined, given: GivenOptions) => {
      const options = readRunOptions(given)
      const { deidentify } = await import('./deidentify.ts')
      onExit(await deidentify(input, { ...options, onFault }))
    })
  configure(program.command('keygen'))
    .summary('make a key')
    .description('Makes a key. To a new file that only its owner may read, or into a pipe.')
    .argument('[FILE]')
    .action(async (path: string | undefined) => (await import('./keygen.ts')).keygen(path))
  configure(program.command('demo'))
    .summary('see it work on made-up patients')
    .description('De-identifies a small made-up archive, shows before and after, and searches for what is left.')
    .action(async () => onExit((await import('./demo.ts')).demo()))
  configure(program.command('explain'))
    .summary('what is done with an attribute, and why')
    .description('Says what is done with an attribute, and why.')
    .argument('<ATTRIBUTE...>', 'tags or keywords: (0010,0010), 00100010, PatientName')
    .action(async (attributes: string[]) => (await import('./explain.ts')).explainAttributes(attributes))
  return program.addHelpText('before', EXAMPLES).addHelpText('after', EXIT_CODES)
}

/** Commander neither ends the process nor writes by itself, and its messages, which quote arguments, are not used. */
function configure(command: Command): Command {
  return command
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ sortOptions: false })
    .configureOutput({ writeOut: printText, writeErr: () => {} })
}

function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, `${description}: ${choices.join(', ')}`).default(choices[0])
}

function readRunOptions(given: GivenOptions): Omit<RunOptions, 'onFault'> {
  const quiet = given.quiet === true
  checkFlag('--profile', given.profile, CHOICES.profile)
  checkFlag('--names', given.names, CHOICES.names)
  checkFlag('--non-dicom', given.nonDicom, CHOICES.nonDicom)
  checkFlag('--on-error', given.onError, CHOICES.onError)
  return {
    settings: checkOptions({
      profile: given.profile,
      key: readKey(given.keyFile, quiet),
      names: given.names,
      nonDicom: given.nonDicom,
      onError: given.onError,
    }),
    output: given.output,
    report: given.report,
    quarantine: given.quarantine,
    progress: checkFlag('--progress', given.progress, PROGRESS_MODES),
    quiet,
  }
}

/** checkOptions would find it too, but names it as the library does. */
function checkFlag<Choice extends string>(flag: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((allowed) => allowed === value)
  if (found !== undefined) return found
  throw new SluiceError('OPTION_INVALID', {}, `${flag} has no such value; ${suggest(value, choices)}`)
}

function readKey(path: string | undefined, quiet: boolean): Uint8Array | undefined {
  if (path === undefined) return undefined
  const { key, exposed } = readKeyFile(path)
  if (exposed && !quiet)
    printMessage('sluice: the key file can be read by others than its owner: chmod 600 would change that.')
  return key
}

/** What commander found wrong, without what it quotes: an argument may be the name of a patient's file. */
function usageError(fault: CommanderError): SluiceError {
  const didYouMean = /\(Did you mean (?:one of )?(-[-a-z, ]+)\?\)/.exec(fault.message)?.[1]
  const flag = /'(?:-[a-zA-Z], )?(--[a-z-]+)/.exec(fault.message)?.[1]
  switch (fault.code) {
    case 'commander.unknownOption':
      return invalid(`there is no such option${didYouMean === undefined ? '' : `; did you mean ${didYouMean}?`}`)
    case 'commander.optionMissingArgument':
      return invalid(`${flag ?? 'an option'} needs a value`)
    case 'commander.missingArgument':
      return invalid('an argument is missing')
    case 'commander.excessArguments':
      return invalid(
        'there are more arguments than one INPUT; for several, name their directory or pipe tar -c into it',
      )
    default:
      return invalid('the command line cannot be read')
  }
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}
