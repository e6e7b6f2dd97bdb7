/** `sluice [INPUT]`: from the options as they were given to a run. */

import { devNull } from 'node:os'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { PlanRequest } from '../profile/request.ts'
import type { RunChoices } from '../sop/facts.ts'
import { CHOICES, checkOptions, type TriageMode } from '../streams/options.ts'
import { readBytes } from './bounded-file.ts'
import { printMessage } from './console.ts'
import { deidentify, type RunOptions } from './deidentify.ts'
import { readKeyFile } from './key-file.ts'
import { checkFlag, type GivenPlanOptions, readPlanOptions } from './plan-options.ts'
import { readProgress } from './progress-mode.ts'

/** From which risk on objects may be withheld: below, all would be. */
export const WITHHELD_LEVELS = ['medium', 'high', 'certain'] as const

/** The values of options as they were given, with their defaults. */
export interface GivenOptions extends GivenPlanOptions {
  readonly output?: string
  readonly dryRun?: boolean
  readonly keyFile?: string
  readonly names: string
  readonly nonDicom: string
  readonly onError: string
  readonly quarantine?: string
  readonly mapping?: string
  readonly crosswalk?: string
  readonly report?: string
  readonly digests?: boolean
  readonly verify?: boolean
  readonly embedSop?: boolean
  readonly withholdRisk?: string
  readonly sameSize?: boolean
  readonly inPlace?: string
  readonly resume?: boolean
  readonly jobs: string
  readonly progress: string
  readonly quiet?: boolean
}

/** De-identifies. Answers with the exit code; throws SluiceError, or OutputClosedError where nobody reads. */
export async function runCommand(
  input: string | undefined,
  given: GivenOptions,
  onFault: (fault: unknown) => void,
): Promise<number> {
  const options = { ...(await readRunOptions(given)), onFault }
  const isJournaled = given.inPlace !== undefined || given.resume === true
  return isJournaled ? await runWithJournal(input, given, options) : await deidentify(input, options)
}

async function readRunOptions(given: GivenOptions): Promise<Omit<RunOptions, 'onFault'>> {
  const quiet = given.quiet === true
  const { request: plan, rulePlaces } = await readPlanOptions(given)
  const choices = readRunChoices(given)
  return {
    settings: await checkOptions(
      {
        key: readKey(given.keyFile, quiet),
        crosswalk: readCrosswalk(given.crosswalk),
        ...choices,
        framing: given.sameSize === true ? 'same-size' : 'exact',
        digests: given.digests === true,
        verify: given.verify === true,
        triage: readTriage(given),
      },
      plan,
    ),
    rules: rulePlaces.map(({ position, level }) => ({
      ...(position !== undefined && { line: position.line }),
      ...(level > 0 && { extended: level }),
    })),
    output: given.dryRun === true ? openDryRun(given, quiet) : given.output,
    report: given.report,
    quarantine: given.quarantine,
    mapping: given.mapping,
    procedure: given.embedSop === true ? await writeEmbedded(plan, given) : undefined,
    jobs: checkJobs(given.jobs),
    progress: readProgress(given),
    quiet,
  }
}

/** Where the output of a dry run goes. */
function openDryRun({ output, inPlace, resume }: GivenOptions, quiet: boolean): string {
  if (output !== undefined || inPlace !== undefined || resume === true) {
    throw invalid('--dry-run has no output: it does not go with -o, --in-place and --resume')
  }
  if (!quiet) printMessage('sluice: a dry run: the output goes nowhere.')
  return devNull
}

/** Headers are looked at where somebody wants to know. */
function readTriage({ withholdRisk, report }: GivenOptions): TriageMode {
  if (withholdRisk === undefined) return report === undefined ? 'off' : 'tell'
  return checkFlag('--withhold-risk', withholdRisk, WITHHELD_LEVELS)
}

/** Where entries keep their places, or are written by several, there is none for one more. */
async function writeEmbedded(plan: PlanRequest, given: GivenOptions): Promise<string> {
  if (given.sameSize || given.inPlace !== undefined || given.resume || given.jobs !== '1') {
    throw invalid('--embed-sop does not go with --same-size, --in-place, --resume and --jobs')
  }
  if (given.names === 'keep') {
    throw invalid('--embed-sop does not go with --names keep: an entry of the same name would take its place')
  }
  return (await import('./sop.ts')).writeProcedure(plan, readRunChoices(given), false)
}

/** Fails with OPTION_INVALID. */
export function readRunChoices(given: Pick<GivenOptions, 'names' | 'nonDicom' | 'onError'>): RunChoices {
  return {
    names: checkFlag('--names', given.names, CHOICES.names),
    nonDicom: checkFlag('--non-dicom', given.nonDicom, CHOICES.nonDicom),
    onError: checkFlag('--on-error', given.onError, CHOICES.onError),
  }
}

function readCrosswalk(path: string | undefined): Uint8Array | undefined {
  if (path === undefined) return undefined
  const bytes = readBytes(path, limits.crosswalkBytes)
  if (bytes instanceof Uint8Array) return bytes
  throw new SluiceError('CROSSWALK_INVALID', {}, `the crosswalk cannot be used: ${bytes.message}`)
}

function checkJobs(text: string): number {
  const jobs = /^[1-9][0-9]{0,2}$/.test(text) ? Number(text) : 0
  if (jobs === 0 || jobs > limits.jobs) throw invalid(`--jobs takes a number from 1 to ${limits.jobs}`)
  return jobs
}

async function runWithJournal(
  input: string | undefined,
  { inPlace, output }: GivenOptions,
  options: RunOptions,
): Promise<number> {
  if (options.jobs > 1) throw invalid('--jobs does not go with --in-place and --resume')
  if (options.mapping !== undefined) throw invalid('--mapping does not go with --in-place and --resume')
  const { deidentifyInPlace, deidentifyResumably } = await import('./journaled-run.ts')
  if (inPlace !== undefined) {
    if (input !== undefined || output !== undefined) throw invalid('--in-place has no INPUT and no OUTPUT beside it')
    return await deidentifyInPlace(inPlace, options)
  }
  if (input === undefined || input === '-' || output === undefined || output === '-') {
    throw invalid('--resume needs files to go on with: INPUT and -o OUTPUT')
  }
  return await deidentifyResumably(input, output, options)
}

function readKey(path: string | undefined, quiet: boolean): Uint8Array | undefined {
  if (path === undefined) return undefined
  const { key, exposed } = readKeyFile(path)
  if (exposed && !quiet)
    printMessage('sluice: the key file can be read by others than its owner: chmod 600 would change that.')
  return key
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}
