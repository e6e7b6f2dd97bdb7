/** The sections of the page, in the order of its reader: what became of the entries, of the elements, what is left, how it was done. */

import { findAttribute } from '../dicom/dictionary.ts'
import { sopClassName } from '../dicom/sop-class.ts'
import { parseTag } from '../dicom/tag.ts'
import { CODES, type Code } from '../errors.ts'
import type { PageFacts } from './page-facts.ts'
import { BREAK_TEXT, count } from './page-head.ts'
import {
  countTable,
  facts as factList,
  html,
  type Markup,
  mono,
  NOTHING,
  type Piece,
  plural,
  section,
  stackedBar,
  swatch,
  table,
} from './page-parts.ts'
import { methodLimits } from './page-text.ts'
import { formatCount } from './text-table.ts'
import { ACTION_TEXT, CATEGORY_TEXT, DISPOSITION_TEXT, originText, TALLY_TEXT } from './words.ts'

const DISPOSITIONS = ['deidentified', 'withheld', 'dropped', 'broken', 'kept'] as const
/** Rows of a table that are shown one by one; what is beyond is one row. */
const MAX_ROWS = 60
const COLOUR_OF: Readonly<Record<string, number>> = { deidentified: 1, withheld: 2, dropped: 3, kept: 4, broken: 5 }

export function entriesSection(facts: PageFacts): Markup {
  const { totals } = facts
  const parts = DISPOSITIONS.filter((name) => count(facts, name) > 0)
  const label = parts.map((name) => `${name}: ${formatCount(count(facts, name))}`).join(', ')
  const rows = parts.map((name) => {
    const at = colourOf(name)
    return [
      html`<span class="keep">${swatch(at)}${name}</span>`,
      count(facts, name),
      DISPOSITION_TEXT[name] ?? '',
    ] satisfies Piece[]
  })
  return section('entries', 'What became of the entries', [
    stackedBar(
      `Entries by what became of them. ${label}`,
      COLOURS.map((colour) =>
        parts.reduce((sum, name) => sum + (colourOf(name) === colour ? count(facts, name) : 0), 0),
      ),
    ),
    table(
      `${plural(totals.entries, 'entry', 'entries')}, by what became of them`,
      [{ name: 'Became' }, { name: 'Entries', number: true }, { name: 'What that means' }],
      rows,
    ),
  ])
}

const COLOURS = [1, 2, 3, 4, 5] as const

function colourOf(disposition: string): number {
  return COLOUR_OF[disposition] ?? 2
}

export function heldBackSection({ totals }: PageFacts): Markup {
  if (totals.codes.size === 0) return NOTHING
  const reasons = byCount(totals.codes).map(([code, entries]) => [mono(code), entries, sentenceOf(code)])
  const listed = totals.heldBack
  const all = ['withheld', 'broken', 'kept'].reduce((sum, name) => sum + (totals.dispositions.get(name) ?? 0), 0)
  const rows = listed.map(({ entry, disposition, code, offset, tag }) => [
    formatCount(entry),
    disposition,
    mono(code),
    offset === undefined ? '' : formatCount(offset),
    tag === undefined ? '' : html`${mono(tag)} ${keywordOf(tag)}`,
  ])
  const first = all > listed.length ? `The first ${listed.length} of ${formatCount(all)}. ` : ''
  return section('held-back', 'What did not pass, and why', [
    table(
      'Reasons, by the code that the program gives',
      [{ name: 'Code' }, { name: 'Entries', number: true }, { name: 'Reason' }],
      reasons,
    ),
    rows.length === 0
      ? NOTHING
      : html`<h3>One by one</h3>
${table(
  `${first}Entries by their number in the input, counted from 0. Nothing else names them here.`,
  [{ name: 'Entry' }, { name: 'Became' }, { name: 'Code' }, { name: 'At byte', number: true }, { name: 'Attribute' }],
  rows,
)}`,
  ])
}

export function elementsSection({ totals, run }: PageFacts): Markup {
  if (totals.elements === 0) return NOTHING
  const { elements } = totals
  const changed = byCount(totals.categories)
  const changedCount = changed.reduce((sum, [, amount]) => sum + amount, 0)
  const rule = (origin: string): number | undefined =>
    origin.startsWith('rule:') ? run.ruleLines[Number(origin.slice(5)) - 1] : undefined
  const tallies = byCount(totals.tallies).filter(([name]) => name !== 'private' && name !== 'unknown')
  return section('elements', 'What was done to data elements', [
    html`<p>Every data element was looked at, in sequences too. An element counts once.</p>\n`,
    countTable(
      'By what was done',
      ['Done', 'Elements'],
      named(byCount(totals.actions), (name) => ACTION_TEXT[name] ?? name),
      elements,
    ),
    changed.length === 0
      ? NOTHING
      : html`<h3>By kind of information</h3>
${countTable(
  `${plural(changedCount, 'element', 'elements')} changed or removed`,
  ['Kind of information', 'Elements'],
  named(changed, (name) => CATEGORY_TEXT[name] ?? name),
  changedCount,
)}`,
    totals.origins.size === 0
      ? NOTHING
      : html`<h3>By what decided</h3>
${countTable(
  'Rows of the table of the standard, options, rules of the site',
  ['Decided by', 'Elements'],
  named(byCount(totals.origins), (name) => originText(name, rule(name))),
  elements,
)}`,
    tallies.length === 0
      ? NOTHING
      : html`<h3>Worth a look</h3>
${table(
  'What was met on the way',
  [{ name: 'What' }, { name: 'Count', number: true }],
  tallies.map(([name, amount]) => [TALLY_TEXT[name] ?? name, amount]),
)}`,
  ])
}

export function kindsSection({ totals }: PageFacts): Markup {
  if (totals.sopClasses.size === 0) return NOTHING
  const counts = byCount(totals.sopClasses)
  const objects = counts.reduce((sum, [, amount]) => sum + amount, 0)
  return section('kinds', 'Kinds of objects', [
    countTable(
      `${plural(objects, 'object', 'objects')} that say what they are`,
      ['SOP class', 'Objects'],
      named(counts, (uid) => sopClassName(uid) ?? uid),
      objects,
    ),
  ])
}

export function termsSection({ run }: PageFacts): Markup {
  const options = run.options.length === 0 ? 'none' : run.options.join(', ')
  const key = run.linkable
    ? html`${mono(run.keyFingerprint)}, which stays: other runs with it give the same pseudonyms`
    : 'made for this run alone, and forgotten: no other run gives the same pseudonyms'
  return section('terms', 'What was asked for', [
    factList([
      ['Profile', run.profile],
      ['Edition', run.edition],
      ['Options', options],
      ['Mode', MODE_TEXT[run.mode] ?? run.mode],
      ['Key', key],
      ['Names of entries', NAMES_TEXT[run.names] ?? run.names],
      ['What is not DICOM', NON_DICOM_TEXT[run.nonDicom] ?? run.nonDicom],
      ['What cannot be made safe', ON_ERROR_TEXT[run.onError] ?? run.onError],
      ['Sizes', FRAMING_TEXT[run.framing] ?? run.framing],
      ['Digest of the profile', mono(run.profileDigest)],
      ['Digest of the rules', mono(run.planDigest)],
      ['Digest of the core', mono(run.wasmDigest)],
    ]),
    run.warnings.length === 0
      ? NOTHING
      : html`<h3>Where rules are weaker than the standard</h3>
<p class="note">These attributes stay in the output, though the profile or the standard would take them away: ${run.warnings.join(', ')}.</p>
`,
  ])
}

const MODE_TEXT: Readonly<Record<string, string>> = {
  standard: 'standard: as the action codes say',
  empty: 'empty: what would go stays as an empty attribute',
  placeholder: 'placeholder: what would go stays with a dummy',
}
const NAMES_TEXT: Readonly<Record<string, string>> = {
  hash: 'replaced by keyed hashes',
  uid: 'made of replaced UIDs',
  keep: 'left as they were',
}
const NON_DICOM_TEXT: Readonly<Record<string, string>> = {
  drop: 'left out',
  keep: 'passed on unchanged',
  fail: 'would have ended the run',
}
const ON_ERROR_TEXT: Readonly<Record<string, string>> = {
  withhold: 'withheld, and the run goes on',
  fail: 'would have ended the run',
}
const FRAMING_TEXT: Readonly<Record<string, string>> = {
  exact: 'each entry as long as it came out',
  'same-size': 'every entry where it was, and as long as it was',
}

export function checkedSection({ check, run, verification }: PageFacts): Markup {
  const { anchor, broken, seal, lines } = check
  const state =
    broken === undefined
      ? `holds over ${plural(lines, 'line', 'lines')}`
      : `breaks at line ${formatCount(broken.line)}: ${BREAK_TEXT[broken.reason]}`
  const sealText = {
    none: run.linkable ? 'none, though the key of the run stayed' : 'none: the key was made for the run alone',
    missing: 'none, and so nothing to hold against the key given',
    unchecked: 'there is one; it was not held against a key',
    holds: 'holds: it was made with the key given',
    broken: 'does not hold: it was not made with the key given',
  }[seal]
  return section('checked', 'How this can be checked', [
    html`<p>Each line of the report is chained to the one before by SHA-256. Whoever noted the last value when the run ended can see that nothing was changed since: it has to be the one below.</p>\n`,
    factList([
      ['Chain', state],
      ['Last value', anchor === undefined ? 'none' : mono(anchor)],
      ['Seal', sealText],
      ['Digests of entries', run.digests ? 'in the report, of each entry before and after' : 'not asked for'],
    ]),
    verification === undefined
      ? html`<p class="note">The output can be looked at again by readers that share no code with the program: ${mono('sluice verify OUTPUT --report REPORT')}.</p>\n`
      : html`<h3>Verification of the output</h3>
<p class="note">Given beside the report, and no part of its chain.</p>
${table(
  `${plural(verification.objects, 'object', 'objects')} looked at again: ${plural(verification.leaks, 'leak', 'leaks')}, ${plural(verification.suspects, 'suspect', 'suspects')}`,
  [{ name: 'Finding' }, { name: 'Count', number: true }],
  verification.kinds.length === 0 ? [['none', 0]] : verification.kinds.map(([kind, amount]) => [mono(kind), amount]),
)}`,
  ])
}

export function limitsSection({ totals: { pixels } }: PageFacts): Markup {
  const isCleaned = pixels.has('blanked') || pixels.has('inspected')
  const texts = methodLimits(isCleaned).map((text) => html`<li>${text}</li>\n`)
  return section('limits', 'What the method does not do', [
    html`<p>De-identification by attributes lowers the risk. It does not end it.</p>
<ul class="plain">
${texts}</ul>
`,
  ])
}

/** For paper. */
export function signature(): Markup {
  return html`<div class="sign"><p>Reviewed by</p><p>Date</p></div>`
}

/** The largest first; what is beyond MAX_ROWS is one row. */
function byCount(counts: ReadonlyMap<string, number>): [string, number][] {
  const sorted = [...counts]
    .filter(([, amount]) => amount > 0)
    .sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1))
  const rest = sorted.slice(MAX_ROWS)
  if (rest.length === 0) return sorted
  const sum = rest.reduce((total, [, amount]) => total + amount, 0)
  return [...sorted.slice(0, MAX_ROWS), [`${formatCount(rest.length)} more`, sum]]
}

function named(counts: readonly [string, number][], text: (name: string) => string): [string, number][] {
  return counts.map(([name, amount]) => [text(name), amount])
}

function sentenceOf(code: string): string {
  return Object.hasOwn(CODES, code) ? CODES[code as Code] : ''
}

function keywordOf(tagText: string): string {
  const tag = parseTag(tagText)
  return tag === undefined ? '' : (findAttribute(tag)?.keyword ?? '')
}
