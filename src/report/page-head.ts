/** The head of the page: what there is to know before reading on. */

import type { PageFacts } from './page-facts.ts'
import { type Check, html, type Markup, plural, share, stateMark } from './page-parts.ts'
import { patientsCheck } from './page-patients.ts'
import { picturesCheck } from './page-pictures.ts'
import { pixelsCheck } from './page-pixels.ts'
import type { BreakReason } from './report-reader.ts'
import { formatBytes, formatCount } from './text-table.ts'

export const BREAK_TEXT: Readonly<Record<BreakReason, string>> = {
  unreadable: 'the line cannot be read',
  'no-chain': 'the line has no chain value',
  differs: 'the line, or one before it, is not the one that was written',
  misplaced: 'a line is missing, added or moved',
  unended: 'the end of the report is missing',
}

export function headline(facts: PageFacts): Markup {
  const { totals, complete } = facts
  const done = count(facts, 'deidentified')
  const heldBack = count(facts, 'withheld')
  const broken = count(facts, 'broken')
  const objects = done + heldBack + broken
  if (!complete) {
    return html`<h1>This run did not come to its end</h1>
<p class="lede">The output is not whole and must not be used. What follows is what was done up to there.</p>`
  }
  const title =
    objects === 0
      ? 'There was nothing to de-identify'
      : done === objects
        ? `All ${plural(objects, 'object was', 'objects were')} de-identified`
        : `${formatCount(done)} of ${plural(objects, 'object was', 'objects were')} de-identified`
  const rest: string[] = []
  if (heldBack > 0)
    rest.push(
      `${plural(heldBack, 'was', 'were')} withheld: nothing of ${heldBack === 1 ? 'it' : 'them'} is in the output.`,
    )
  if (broken > 0)
    rest.push(`${plural(broken, 'was', 'were')} cut short: what is in the output was de-identified, and is not whole.`)
  const dropped = count(facts, 'dropped')
  if (dropped > 0)
    rest.push(
      `${plural(dropped, 'entry', 'entries')} that ${dropped === 1 ? 'is' : 'are'} no DICOM object ${dropped === 1 ? 'was' : 'were'} left out.`,
    )
  if (rest.length === 0) rest.push(totals.entries === 0 ? 'The input had no entries.' : 'Nothing was left out.')
  return html`<h1>${title}</h1>
<p class="lede">${rest.join(' ')}</p>`
}

/** What speaks for the report and the output, and what against. */
export function checksSection(facts: PageFacts): Markup {
  const items = checksOf(facts).map(
    ({ state, word, text }) => html`<li>${stateMark(state, word)}<span>${text}</span></li>\n`,
  )
  return html`<ul class="checks" aria-label="What there is to know first">
${items}</ul>`
}

function checksOf(facts: PageFacts): Check[] {
  const { complete, run, code } = facts
  const checks: Check[] = [picturesCheck(facts)].filter((check) => check !== undefined)
  checks.push(
    complete
      ? { state: 'good', word: 'Complete', text: 'The run came to the end of its input.' }
      : {
          state: 'bad',
          word: 'Incomplete',
          text: `The run ended before its input did${code === undefined ? '' : ` (${code})`}.`,
        },
  )
  checks.push(chainCheck(facts))
  const kept = count(facts, 'kept')
  if (kept > 0) {
    const text = `${plural(kept, 'entry', 'entries')} passed unchanged, as was asked for, and ${kept === 1 ? 'is' : 'are'} not de-identified.`
    checks.push({ state: 'bad', word: 'Unchanged', text })
  }
  if (run.names === 'keep') {
    checks.push({
      state: 'warn',
      word: 'Names stay',
      text: 'Names of entries passed as they were, with whatever they tell.',
    })
  }
  checks.push(
    run.warnings.length > 0
      ? {
          state: 'warn',
          word: 'Weakened',
          text: `Rules of the profile let ${plural(run.warnings.length, 'attribute', 'attributes')} stay that the standard takes away.`,
        }
      : {
          state: 'good',
          word: 'By the rules',
          text: 'No rule of the profile lets more identities stay than the standard.',
        },
  )
  checks.push(pixelsCheck(facts), verificationCheck(facts), patientsCheck(facts))
  return checks
}

function chainCheck({ check, agrees }: PageFacts): Check {
  const { broken, seal } = check
  if (broken !== undefined) {
    const text = `The report was changed after it was written: line ${formatCount(broken.line)}, ${BREAK_TEXT[broken.reason]}.`
    return { state: 'bad', word: 'Altered', text }
  }
  if (seal === 'missing') {
    return {
      state: 'bad',
      word: 'Altered',
      text: 'The report has no seal to hold against the key that was given.',
    }
  }
  if (seal === 'broken') {
    return {
      state: 'bad',
      word: 'Altered',
      text: 'The seal of the report was not made with the key that it was held against.',
    }
  }
  if (!agrees) {
    return { state: 'bad', word: 'Altered', text: 'The summary of the report is not what its entries come to.' }
  }
  const sealed = seal === 'holds' ? ' Its seal was made with the key of the run.' : ''
  return { state: 'good', word: 'Unaltered', text: `The chain over the lines of the report holds.${sealed}` }
}

function verificationCheck(facts: PageFacts): Check {
  const { verification } = facts
  if (verification === undefined) {
    return { state: 'warn', word: 'Not verified', text: 'No verification of the output was given with this report.' }
  }
  const { leaks, suspects, objects, isAgainstInput } = verification
  const passed = count(facts, 'deidentified') + count(facts, 'broken')
  if (leaks > 0) {
    return {
      state: 'bad',
      word: 'Leaks',
      text: `The output was looked at again, and ${plural(leaks, 'leak was', 'leaks were')} found.`,
    }
  }
  if (objects !== passed) {
    return {
      state: 'bad',
      word: 'Not verified',
      text: `The verification that was given is of ${plural(objects, 'object', 'objects')}, and the run passed on ${formatCount(passed)}: it is not that of this output, or not of all of it.`,
    }
  }
  const more = suspects === 0 ? '' : ` ${plural(suspects, 'finding wants', 'findings want')} a look.`
  return {
    state: suspects === 0 ? 'good' : 'warn',
    word: 'Verified',
    text: `${plural(objects, 'object was', 'objects were')} looked at again with another reader${isAgainstInput ? ', and searched for the values of the input' : ', without the input'}; no leak was found.${more}`,
  }
}

export function keyFigures(facts: PageFacts): Markup {
  const { totals } = facts
  const changed = totals.elements - (totals.actions.get('keep') ?? 0)
  const figures: [string, string][] = [
    ['entries', formatCount(totals.entries)],
    ['read', formatBytes(totals.bytesIn)],
    ['written', formatBytes(totals.bytesOut)],
    ['data elements', formatCount(totals.elements)],
    ['changed or removed', share(changed, totals.elements) || '0'],
  ]
  return html`<dl class="figures">
${figures.map(([name, figure]) => html`<div><dt>${name}</dt><dd>${figure}</dd></div>\n`)}</dl>`
}

export function count({ totals }: PageFacts, disposition: string): number {
  return totals.dispositions.get(disposition) ?? 0
}
