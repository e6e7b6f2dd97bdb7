/** The section about what was done to pixels, by rules of the profile: how many objects, how, by which rule, and what nobody looked at. */

import type { PageFacts } from './page-facts.ts'
import { type Check, countTable, html, type Markup, NOTHING, plural, section } from './page-parts.ts'
import { countsOf } from './pixel-counts.ts'
import type { Counts } from './report-totals.ts'
import { formatCount } from './text-table.ts'
import { PIXEL_METHOD_TEXT, PIXEL_OUTCOME_TEXT } from './words.ts'

/** Rules that are listed; a profile may have a thousand. */
const MAX_RULES = 200

/** What there is to know first, where rules are about pixels. */
export function treatmentCheck(pixels: Counts): Check {
  const [blanked, inspected, passed] = ['blanked', 'inspected', 'passed'].map((name) => pixels.get(name) ?? 0)
  const treated = blanked! + inspected!
  const done = `${plural(treated, 'object', 'objects')} with pixels ${treated === 1 ? 'was' : 'were'} treated or looked at for text.`
  const unseen = (pixels.get('frames') ?? 0) - (pixels.get('inspectedFrames') ?? 0)
  if (passed === 0 && unseen === 0) return { state: 'good', word: 'Pixels', text: `${done} None passed otherwise.` }
  const others = `Nobody looked at those of ${formatCount(passed!)}: text that is burned into them stays.`
  const frames = `Of many frames a sample was looked at, as was asked for: in ${plural(unseen, 'frame', 'frames')} text may stand.`
  const text = [done, ...(passed === 0 ? [] : [others]), ...(unseen === 0 ? [] : [frames])].join(' ')
  return { state: 'warn', word: 'Pixels', text }
}

export function treatmentSection({ totals: { pixels } }: PageFacts): Markup {
  if (pixels.size === 0) return NOTHING
  const outcomes = Object.keys(PIXEL_OUTCOME_TEXT).map((name): [string, number] => [
    PIXEL_OUTCOME_TEXT[name]!,
    pixels.get(name) ?? 0,
  ])
  const objects = outcomes.reduce((sum, [, count]) => sum + count, 0)
  const methods = countsOf('method', pixels).map(([name, count]): [string, number] => [
    PIXEL_METHOD_TEXT[name] ?? name,
    count,
  ])
  const rules = countsOf('rule', pixels)
  return section('pixels', 'What was done to pixels', [
    html`<p>By the rules of the profile. An object says that its pixels were cleaned where areas of them became black, or where all of its frames were looked at for text; the others say nothing.</p>\n`,
    countTable(`${plural(objects, 'object', 'objects')} with pixels`, ['Outcome', 'Objects'], outcomes, objects),
    methods.length === 0
      ? NOTHING
      : countTable('How areas became black', ['Method', 'Objects'], methods, pixels.get('blanked') ?? 0),
    rules.length === 0
      ? NOTHING
      : countTable(
          'Rules that applied; several may apply to an object',
          ['Rule about pixels, by its place in the profile', 'Objects'],
          rules.slice(0, MAX_RULES).map(([rule, count]): [string, number] => [`rule ${rule}`, count]),
          objects,
        ),
    inspectionText(pixels),
  ])
}

function inspectionText(pixels: Counts): Markup {
  const frames = pixels.get('frames')
  if (frames === undefined) return NOTHING
  const [inspected, found] = [pixels.get('inspectedFrames') ?? 0, pixels.get('found') ?? 0]
  return html`<p>Text was looked for in ${formatCount(inspected)} of ${plural(frames, 'frame', 'frames')}; ${plural(found, 'text', 'texts')} had to go.</p>\n`
}
