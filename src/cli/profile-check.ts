/** `sluice profile check FILE`: whether a profile file can be used, and if not, each reason with line and column. */

import { findAttribute } from '../dicom/dictionary.ts'
import { compilePlan } from '../profile/compile.ts'
import { formatFaults, type ReadProfile } from '../profile/document.ts'
import { formatPlace } from '../profile/document-node.ts'
import { idleRules } from '../profile/idle-rules.ts'
import { describePixels } from '../profile/pixel-text.ts'
import type { Plan } from '../profile/plan.ts'
import { formatCount } from '../report/text-table.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_USAGE } from './exit-codes.ts'
import { digestOf, formatWarnings } from './plan-text.ts'
import { readProfileFile } from './profile-file.ts'

/** Prints a verdict, or with `isJson` one object. Answers with EXIT_DONE or EXIT_USAGE. Fails with OPTION_INVALID where there is no such file. */
export function checkProfileFile(path: string, isJson: boolean): number {
  const read = readProfileFile(path)
  if (isJson) {
    printText(`${JSON.stringify(verdictOf(read))}\n`)
    return read.request === undefined ? EXIT_USAGE : EXIT_DONE
  }
  if (read.request === undefined) {
    const count = read.faults.length + read.untoldFaults
    printMessage(
      `${formatFaults(read)}\n${count === 1 ? '1 fault' : `${formatCount(count)} faults`}: the profile cannot be used`,
    )
    return EXIT_USAGE
  }
  const plan = compilePlan(read.request)
  const rules = read.request.rules?.length ?? 0
  const { pixels } = plan.settings
  const pixelText = pixels === undefined ? '' : `\npixels: ${describePixels(pixels)}`
  printText(
    `The profile can be used: ${plan.profile}, ${rules === 1 ? '1 rule' : `${formatCount(rules)} rules`}${pixelText}\ndigest ${digestOf(plan)}\n`,
  )
  const warnings = [formatWarnings(plan), ...formatIdleRules(plan, read)].filter((text) => text !== '')
  if (warnings.length > 0) printMessage(warnings.join('\n'))
  return EXIT_DONE
}

/** Rules that match only with options that the file does not ask for. */
function formatIdleRules(plan: Plan, { rulePlaces }: ReadProfile): string[] {
  return idleRules(plan).map(({ rule, sequenceTag }) => {
    const reason = `nothing of ${findAttribute(sequenceTag)?.keyword} stays without another option`
    return `sluice: WARNING: ${formatPlace(rulePlaces[rule]!)}: the rule does not match: ${reason}`
  })
}

function verdictOf({ request, faults, untoldFaults }: ReadProfile): object {
  if (request === undefined) return { usable: false, faults, untoldFaults }
  const plan = compilePlan(request)
  const { profile, warnings } = plan
  const { pixels } = plan.settings
  return {
    usable: true,
    profile,
    rules: request.rules?.length ?? 0,
    ...(pixels !== undefined && { pixelRules: pixels.rules.length }),
    digest: digestOf(plan),
    warnings,
    idleRules: idleRules(plan).map(({ rule }) => rule),
  }
}
