/**
 * The operating procedure for a plan, as a document. It hangs on plan, options and program alone: no clock, machine, path or language comes in, so that
 * two sites can compare theirs byte for byte.
 */

import { type Block, heading, text } from './blocks.ts'
import type { ProcedureFacts } from './facts.ts'
import { edgeCases, keyAndRequests, purposeAndRoles, run } from './handling-sections.ts'
import { toHtml } from './html.ts'
import { toMarkdown } from './markdown.ts'
import { attributes, dates, identification } from './policy-sections.ts'
import { recordsAndReview, sampling, verification } from './review-sections.ts'

const TITLE = 'Operating procedure: de-identification of DICOM objects'

export function procedureAsMarkdown(facts: ProcedureFacts): string {
  return toMarkdown(blocksOf(facts))
}

export function procedureAsHtml(facts: ProcedureFacts): string {
  return toHtml(TITLE, blocksOf(facts))
}

function blocksOf(facts: ProcedureFacts): Block[] {
  return [
    heading(1, TITLE),
    text(
      `Profile ${facts.profile}, ${facts.edition}, digest \`${facts.digest.slice(0, 16)}\`. Written by ${facts.program} ${facts.programVersion}; equal rules and choices give this document byte for byte. Blanks are filled in by hand.`,
    ),
    ...purposeAndRoles(facts),
    ...identification(facts),
    ...attributes(facts),
    ...dates(facts),
    ...keyAndRequests(facts),
    ...run(facts),
    ...edgeCases(),
    ...verification(facts),
    ...sampling(),
    ...recordsAndReview(facts),
  ]
}
