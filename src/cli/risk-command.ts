/** `sluice risk`: its options. What it does is loaded when it is asked for. */

import type { Command } from 'commander'
import { DEFAULT_QUASI_IDENTIFIERS } from '../profile/request.ts'
import { addProgressOptions } from './plan-flags.ts'
import type { GivenRiskOptions } from './risk.ts'

export function addRiskCommand(risk: Command, onExit: (code: number) => void): void {
  risk
    .summary('k-anonymity of the patients of a set of outputs')
    .description(
      'Counts by how few patients each combination of quasi-identifiers is shared, over outputs of any number.',
    )
    .argument('<PATH...>', 'archives (plain, gzip, zstd), DICOM objects, directories, or - for stdin')
    .option('--profile <NAME|FILE>', 'a profile file whose key risk says what is counted')
    .option('--quasi <NAME,...>', `quasi-identifiers: default ${DEFAULT_QUASI_IDENTIFIERS.join(',')}; or keywords`)
    .option('--sensitive <KEYWORD>', 'an attribute whose values should differ within each class (l-diversity)')
    .option('--k <N>', 'exit 4 unless every class has N patients; default, without that: 5')
    .option('--l <N>', 'exit 4 unless every class has N values of the sensitive attribute')
    .option('--population-factor <N>', 'people in the population for each patient, for journalist risk; default: 1')
    .option('--json', 'the figures as JSON (schema/risk.schema.json)')
    .option('--show-values', 'the smallest classes with their values, which may identify patients')
  addProgressOptions(risk).action(async (paths: string[], given: GivenRiskOptions) =>
    onExit(await (await import('./risk.ts')).assessRisk(paths, given)),
  )
}
