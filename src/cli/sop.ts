/** `sluice sop`: the operating procedure for a profile, as Markdown or HTML. */

import { compilePlan } from '../profile/compile.ts'
import type { PlanRequest } from '../profile/request.ts'
import { factsOfProcedure, type RunChoices } from '../sop/facts.ts'
import { procedureAsHtml, procedureAsMarkdown } from '../sop/procedure.ts'
import { digestOf } from './plan-text.ts'
import { PROGRAM, readVersion } from './version.ts'

/** The document as text. Fails with OPTION_INVALID where the request cannot be compiled. */
export function writeProcedure(request: PlanRequest, choices: RunChoices, asHtml: boolean): string {
  const plan = compilePlan(request)
  const program = { name: PROGRAM, version: readVersion(), digest: digestOf(plan) }
  const facts = factsOfProcedure(plan, request, choices, program)
  return asHtml ? procedureAsHtml(facts) : procedureAsMarkdown(facts)
}
