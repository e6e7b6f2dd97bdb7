/**
 * Where bin/sluice.js comes in. Sets the exit code and lets the process end by itself, so that nothing that was written is
 * lost. What is not needed for a version is not loaded for one.
 */

import { OutputClosedError } from '../streams/descriptors.ts'
import { asSluiceError } from '../streams/stream-error.ts'
import { paintFailure } from './colour.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_FAILED, exitCodeOf } from './exit-codes.ts'
import { formatFailure, formatTrace } from './failure-text.ts'
import { commandOf } from './help-text.ts'
import { readVersion } from './version.ts'

/** Runs the command. `argv` is without node and script. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv)
}

async function run(argv: readonly string[]): Promise<number> {
  const onFault = (fault: unknown): void => {
    if (argv.includes('--debug')) printMessage(formatTrace(fault))
  }
  try {
    if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
      printText(`${readVersion()}\n`)
      return EXIT_DONE
    }
    const plain = (await import('./plain-arguments.ts')).readPlainArguments(argv, process.env)
    if (plain === undefined) return await (await import('./program.ts')).runProgram(argv, onFault)
    return await (await import('./run-command.ts')).runCommand(plain.input, plain.given, onFault)
  } catch (fault) {
    if (fault instanceof OutputClosedError) return EXIT_FAILED
    onFault(fault)
    const error = asSluiceError(fault)
    printMessage(paintFailure(formatFailure(error, commandOf(argv))))
    return exitCodeOf(error.code)
  }
}
