/** What `sluice verify` says to people. */

import { findAttribute } from '../dicom/dictionary.ts'
import { parseTag } from '../dicom/tag.ts'
import { formatTable, type Row } from '../report/text-table.ts'
import { type Finding, KINDS, type Kind, type Severity } from '../verify/findings.ts'
import type { VerifySummary } from '../verify/verify.ts'

/** Findings of one kind in one place of objects, however many objects have them. */
interface Group {
  readonly first: Finding
  count: number
}

/** Groups that are shown. Findings beyond are counted by their kind only. */
const MAX_GROUPS = 1000
const SHOWN_CHARACTERS = 48
const SEVERITIES: readonly Severity[] = ['leak', 'suspect', 'conformance']
/** A de-identifier did these, whatever its input was like. */
export const COME_APART: readonly Kind[] = ['uid-mapping-differs', 'reference-broken', 'date-offset-differs']
/** What was told of the output was not told by the run. */
export const REPORT_ALTERED: Kind = 'report-altered'

/** Findings, as few lines as they can be told in. */
export class FindingGroups {
  readonly #groups = new Map<string, Group>()

  add(finding: Finding): void {
    const key = `${finding.kind} ${finding.path?.replaceAll(/\[\d+\]/g, '[]') ?? ''}`
    const known = this.#groups.get(key)
    if (known !== undefined) known.count++
    else if (this.#groups.size < MAX_GROUPS) this.#groups.set(key, { first: finding, count: 1 })
  }

  /** The most severe first, and among these the most frequent. */
  sorted(): Group[] {
    return [...this.#groups.values()].sort(bySeverity)
  }
}

/** Findings as a table, what their kinds mean, and the verdict. */
export function formatVerification(groups: FindingGroups, summary: VerifySummary): string {
  const { entries, objects, severities } = summary
  const counts = SEVERITIES.map((severity) => `${severity}: ${severities[severity]}`).join(', ')
  const rows: Row[] = groups
    .sorted()
    .map(({ first, count }) => [
      first.severity,
      first.kind,
      count,
      first.entry === undefined ? 'archive' : `entry ${first.entry}`,
      first.offsetBytes === undefined ? '' : `byte ${first.offsetBytes}`,
      `${first.path ?? ''} ${keywordOf(first.path)}${formatValue(first.value)}`.trim(),
    ])
  const kinds = Object.keys(summary.kinds) as Kind[]
  return [
    rows.length === 0 ? '' : `Findings, and where the first of each is:\n${formatTable(rows, '  ')}`,
    kinds.length === 0
      ? ''
      : `What they mean:\n${formatTable(
          kinds.map((kind) => [kind, summary.kinds[kind]!, KINDS[kind][1]]),
          '  ',
        )}`,
    `${objects} objects in ${entries} entries. ${counts}\n`,
    verdict(summary),
  ]
    .filter((block) => block !== '')
    .join('\n')
}

function verdict({ severities, kinds }: VerifySummary): string {
  if (severities.leak > 0) return 'LEAKS WERE FOUND: do not pass this output on.\n'
  if (COME_APART.some((kind) => kinds[kind] !== undefined))
    return 'No leak was found, but UIDs, references or dates of the set do not go together any more.\n'
  if (kinds[REPORT_ALTERED] !== undefined)
    return 'No leak was found, but the report is not as it was written: see sluice report --check.\n'
  if (kinds['archive-damaged'] !== undefined) return 'The archive is damaged: what was seen of it has no leak.\n'
  return 'No leak was found.\n'
}

function bySeverity(one: Group, other: Group): number {
  return SEVERITIES.indexOf(one.first.severity) - SEVERITIES.indexOf(other.first.severity) || other.count - one.count
}

function keywordOf(path: string | undefined): string {
  const tag = path === undefined ? undefined : parseTag(path.slice(path.lastIndexOf('(')))
  return tag === undefined ? '' : (findAttribute(tag)?.keyword ?? '')
}

/** Whatever is no plain character does not reach a terminal. */
function formatValue(value: string | undefined): string {
  if (value === undefined) return ''
  return ` "${value.slice(0, SHOWN_CHARACTERS).replaceAll(/[^ -~]/g, '.')}"`
}
