/** The section about pixels: what headers tell of text in them and of faces, in the output and in what was held back. */

import type { PageFacts } from './page-facts.ts'
import {
  type Check,
  countTable,
  html,
  type Markup,
  NOTHING,
  plural,
  section,
  stackedBar,
  swatch,
  table,
} from './page-parts.ts'
import { treatmentCheck } from './page-treatment.ts'
import type { Counts, RiskCounts } from './report-totals.ts'
import { formatCount } from './text-table.ts'
import { riskReasonText } from './words.ts'

const LEVELS = ['low', 'medium', 'high', 'certain'] as const
/** Of each level. */
const COLOURS = [3, 1, 2, 5] as const

export function pixelsCheck({ totals }: PageFacts): Check {
  const { passedRisks, heldBackRisks } = totals
  if (totals.pixels.size > 0) return treatmentCheck(totals.pixels)
  if (objectsIn(passedRisks) + objectsIn(heldBackRisks) === 0) {
    return {
      state: 'warn',
      word: 'Pixels',
      text: 'Nobody looked at pixels: text that is burned into them, and faces, stay.',
    }
  }
  const [texts, faces] = [atLeastHigh(passedRisks.pixels), atLeastHigh(passedRisks.faces)]
  if (texts + faces === 0) {
    return {
      state: 'good',
      word: 'Pixels',
      text: 'By their headers, no object of the output is likely to show a text or a face in its pixels. Nobody looked at the pixels themselves.',
    }
  }
  const text = `By their headers, ${plural(texts, 'object', 'objects')} of the output may show a text that identifies, and ${formatCount(faces)} a face, in pixels.`
  return { state: 'warn', word: 'Pixels', text }
}

export function pixelsSection({ totals }: PageFacts): Markup {
  const { passedRisks, heldBackRisks, riskReasons } = totals
  const passed = objectsIn(passedRisks)
  const judged = passed + objectsIn(heldBackRisks)
  if (judged === 0) return NOTHING
  const rows = LEVELS.map((level, at) => [
    html`<span class="keep">${swatch(COLOURS[at]!)}${level}</span>`,
    ...[passedRisks, heldBackRisks].flatMap(({ pixels, faces }) => [pixels.get(level) ?? 0, faces.get(level) ?? 0]),
  ])
  const reasons = [...riskReasons].toSorted(([one, left], [other, right]) => right - left || (one < other ? -1 : 1))
  return section('risk', 'What pixels may still show', [
    html`<p>Judged by the header of each object alone, before anything was done to its pixels.</p>\n`,
    passed === 0
      ? NOTHING
      : html`${chart('Text in pixels, objects of the output', passedRisks.pixels)}${chart('A face, objects of the output', passedRisks.faces)}`,
    table(
      `${plural(judged, 'object', 'objects')} by how likely it is`,
      [
        { name: 'Likely' },
        { name: 'Text, in the output', number: true },
        { name: 'Face, in the output', number: true },
        { name: 'Text, held back', number: true },
        { name: 'Face, held back', number: true },
      ],
      rows,
    ),
    html`<h3>Why</h3>
${countTable(
  'Reasons, of all these objects; one may have several',
  ['Reason', 'Objects'],
  reasons.map(([reason, objects]) => [riskReasonText(reason), objects]),
  judged,
)}`,
  ])
}

function chart(label: string, counts: Counts): Markup {
  const parts = LEVELS.map((level) => counts.get(level) ?? 0)
  const inNumbers = LEVELS.map((level, at) => `${level}: ${formatCount(parts[at]!)}`).join(', ')
  // By colour, which is not the order of levels.
  const byColour = [1, 2, 3, 4, 5].map((colour) => parts[COLOURS.indexOf(colour as (typeof COLOURS)[number])] ?? 0)
  return html`<p class="chart">${label}</p>
${stackedBar(`${label}. ${inNumbers}`, byColour)}`
}

function objectsIn({ pixels }: RiskCounts): number {
  return [...pixels.values()].reduce((sum, objects) => sum + objects, 0)
}

function atLeastHigh(counts: Counts): number {
  return (counts.get('high') ?? 0) + (counts.get('certain') ?? 0)
}
