/** `sluice profile check FILE`: whether a profile file can be used, and if not, each reason with line and column. */

import { compilePlan } from '../profile/compile.ts'
import { formatFaults } from '../profile/document.ts'
import { formatCount } from '../report/text-table.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_USAGE } from './exit-codes.ts'
import { digestOf, formatWarnings } from './plan-text.ts'
import { readProfileFile } from './profile-file.ts'

/** Prints a verdict. Answers with EXIT_DONE or EXIT_USAGE. Fails with OPTION_INVALID where there is no such file. */
export function checkProfileFile(path: string): number {
  const read = readProfileFile(path)
  if (read.request === undefined) {
    const count = read.faults.length + read.untoldFaults
    printMessage(
      `${formatFaults(read)}\n${count === 1 ? '1 fault' : `${formatCount(count)} faults`}: the profile cannot be used`,
    )
    return EXIT_USAGE
  }
  const plan = compilePlan(read.request)
  const rules = read.request.rules?.length ?? 0
  printText(
    `The profile can be used: ${plan.profile}, ${rules === 1 ? '1 rule' : `${formatCount(rules)} rules`}\ndigest ${digestOf(plan)}\n`,
  )
  const warnings = formatWarnings(plan)
  if (warnings !== '') printMessage(warnings)
  return EXIT_DONE
}
