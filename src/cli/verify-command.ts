/** The options of `sluice verify`. */

import { type Command, Option } from 'commander'
import { SluiceError } from '../errors.ts'
import { PROFILE_NAMES } from '../profile/request.ts'
import { FAIL_ON } from './exit-codes.ts'
import { addOptionsAndMode, addProgressOptions, oneOf } from './plan-flags.ts'
import { checkFlag, type GivenPlanOptions, readPlanOptions } from './plan-options.ts'
import { readProgress } from './progress-mode.ts'

interface GivenVerifyOptions extends GivenPlanOptions {
  readonly against?: string
  readonly report?: string
  readonly uidRoot?: readonly string[]
  readonly json?: boolean
  readonly showValues?: boolean
  readonly pixels?: boolean
  readonly failOn: string
  readonly progress: string
  readonly quiet?: boolean
}

const UID_ROOT = /^[0-9]+(?:\.[0-9]+)*\.?$/

export function addVerifyCommand(command: Command, onExit: (code: number) => void): void {
  const verify = addOptionsAndMode(
    command
      .summary('look at an output again, with other readers')
      .description('Looks at an output again, with other readers than those that made it. Values are not shown.')
      .argument('<OUTPUT>', 'tar (plain, gzip, zstd), DICOM object, directory, or - for stdin')
      .addOption(
        new Option(
          '--profile <NAME|FILE>',
          `by which it is judged: ${PROFILE_NAMES.join(', ')}, or a profile file; default: what the report or each object states`,
        ),
      ),
  )
    .option('--against <INPUT>', 'what it was made from: its identifying values are looked for, what stays is compared')
    .option('--report <FILE.jsonl>', 'of the run that made it')
    .addOption(
      new Option('--uid-root <UID>', 'beginning of UIDs that are replaced ones, besides 2.25.').argParser(
        (given: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), checkRoot(given)],
      ),
    )
    .option('--pixels', 'look for text in images, with Tesseract')
    .addOption(
      oneOf('--fail-on <SEVERITY>', 'exit 4 for findings of it, and of those before it', FAIL_ON).default(FAIL_ON[0]),
    )
    .option('--json', 'a line for each finding, and a summary')
    .option('--show-values', 'shows what was found: the listing then holds identities')
  addProgressOptions(verify).action(async (output: string, given: GivenVerifyOptions) => {
    const isAsked = given.profile !== undefined || given.with !== undefined || given.mode !== undefined
    const plan = isAsked ? (await readPlanOptions(given)).request : undefined
    const { verifyOutput } = await import('./verify.ts')
    onExit(
      await verifyOutput(output, {
        plan,
        against: given.against,
        report: given.report,
        uidRoots: given.uidRoot ?? [],
        isJson: given.json === true,
        showValues: given.showValues === true,
        pixels: given.pixels === true,
        failOn: checkFlag('--fail-on', given.failOn, FAIL_ON),
        progress: readProgress(given),
      }),
    )
  })
}

function checkRoot(text: string): string {
  if (UID_ROOT.test(text)) return text.endsWith('.') ? text : `${text}.`
  throw new SluiceError('OPTION_INVALID', {}, '--uid-root takes the beginning of a UID: digits and dots')
}
