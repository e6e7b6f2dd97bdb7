/** The options of `sluice verify`. */

import { type Command, Option } from 'commander'
import { SluiceError } from '../errors.ts'
import { PROFILE_NAMES } from '../profile/request.ts'
import { addOptionsAndMode } from './plan-flags.ts'
import { type GivenPlanOptions, readPlanOptions } from './plan-options.ts'

interface GivenVerifyOptions extends GivenPlanOptions {
  readonly against?: string
  readonly report?: string
  readonly uidRoot?: readonly string[]
  readonly json?: boolean
  readonly showValues?: boolean
  readonly pixels?: boolean
}

const UID_ROOT = /^[0-9]+(?:\.[0-9]+)*\.?$/

export function addVerifyCommand(command: Command, onExit: (code: number) => void): void {
  addOptionsAndMode(
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
    .option('--json', 'a line for each finding, and a summary')
    .option('--show-values', 'shows what was found: the listing then holds identities')
    .action(async (output: string, given: GivenVerifyOptions) => {
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
        }),
      )
    })
}

function checkRoot(text: string): string {
  if (UID_ROOT.test(text)) return text.endsWith('.') ? text : `${text}.`
  throw new SluiceError('OPTION_INVALID', {}, '--uid-root takes the beginning of a UID: digits and dots')
}
