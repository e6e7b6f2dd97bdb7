/** `sluice profile show PROFILE`: what a profile does, in tables. */

import { registeredAttributes, repeatingAttributes } from '../dicom/dictionary.ts'
import { formatTag } from '../errors.ts'
import { compilePlan } from '../profile/compile.ts'
import { describeDecision } from '../profile/decision-text.ts'
import { countOutcomes } from '../profile/outcome-counts.ts'
import { describePixelRules, describePixels } from '../profile/pixel-text.ts'
import type { Plan, Slot } from '../profile/plan.ts'
import type { PlanRequest } from '../profile/request.ts'
import { SAFE_HARBOR_IDENTIFIERS } from '../profile/safe-harbor.ts'
import { formatCount, formatTable, type Row } from '../report/text-table.ts'
import { printMessage, printText } from './console.ts'
import { digestOf, formatWarnings } from './plan-text.ts'

const NOTHING_KNOWN = { sopClassUid: undefined, modality: undefined }
const TOP = { path: [] }
/** No sequence has the number 0: the rule for items without an exception. */
const IN_ITEMS = { path: [0] }
const LINE_CHARACTERS = 100

export interface ShowOptions {
  /** Every attribute too. */
  readonly all: boolean
  /** One object instead of tables. */
  readonly isJson: boolean
}

/** Prints the tables. Fails with OPTION_INVALID where the request cannot be compiled. */
export function showProfile(request: PlanRequest, { all, isJson }: ShowOptions): void {
  const plan = compilePlan(request)
  const warnings = formatWarnings(plan)
  if (warnings !== '') printMessage(warnings)
  if (isJson) {
    printText(`${JSON.stringify(factsOf(plan, request, all))}\n`)
    return
  }
  const blocks = [formatHead(plan, request), formatCounts(plan)]
  if (request.profile === 'hipaa-safe-harbor') blocks.push(formatLetters())
  if (all) blocks.push(formatAttributes(plan), formatPrivate(plan), formatPixels(plan))
  else blocks.push('Each attribute: --all. One of them, and why: sluice explain\n')
  printText(blocks.filter((block) => block !== '').join('\n'))
}

function factsOf(plan: Plan, request: PlanRequest, all: boolean): object {
  const { columns, rows } = countOutcomes(plan)
  const categories = rows.map(({ name, counts }) => [
    name,
    Object.fromEntries(columns.map((column, index) => [column, counts[index]])),
  ])
  return {
    profile: plan.profile,
    extends: request.profile,
    edition: plan.edition,
    options: plan.options,
    mode: request.mode ?? 'standard',
    rules: request.rules?.length ?? 0,
    digest: digestOf(plan),
    warnings: plan.warnings,
    ...pixelFacts(plan, all),
    categories: Object.fromEntries(categories),
    ...(all && { attributes: attributeRows(plan).map(([tag, keyword, top, items]) => ({ tag, keyword, top, items })) }),
  }
}

function pixelFacts({ settings: { pixels } }: Plan, all: boolean): object {
  if (pixels === undefined) return {}
  const rules = describePixelRules(pixels).map(([, when, action]) => ({ when, action }))
  return { pixels: { match: pixels.match ?? 'all', unmatched: pixels.unmatched, rules: all ? rules : rules.length } }
}

function formatPixels({ settings: { pixels } }: Plan): string {
  if (pixels === undefined || pixels.rules.length === 0) return ''
  return `Rules about pixels\n${formatTable(describePixelRules(pixels), '  ')}`
}

function formatHead(plan: Plan, request: PlanRequest): string {
  const { dates, uidRoot } = plan.settings
  const shifts = plan.transforms.some(({ kind }) => kind === 'shift-date')
  const rows: Row[] = [
    ['extends', `${request.profile}, ${plan.edition}`],
    ['options', plan.options.length > 0 ? plan.options.join(', ') : 'none'],
    ['mode', request.mode ?? 'standard'],
  ]
  if (shifts) {
    rows.push(['dates', `${describeShift(dates)}; crosswalk: ${dates.crosswalk}`])
  }
  if (uidRoot !== undefined) rows.push(['UIDs', `below ${uidRoot}`])
  if (plan.settings.words.length > 0) rows.push(['words', formatCount(plan.settings.words.length)])
  rows.push(['rules', formatCount(request.rules?.length ?? 0)])
  const { pixels } = plan.settings
  if (pixels !== undefined) rows.push(['pixels', describePixels(pixels)])
  rows.push(['digest', digestOf(plan)])
  return `Profile ${plan.profile}\n${formatTable(rows, '  ')}`
}

/** By how many days dates move. A reference date is not told: with it, dates can be moved back. */
function describeShift({ shiftDaysRange, wholeWeeks, anchor, fixedDays }: Plan['settings']['dates']): string {
  const [from, to] = shiftDaysRange
  const byKey = `moved by ${from} to ${to} days, the same for all of a patient${wholeWeeks ? ', whole weeks' : ''}`
  if (anchor === undefined) return byKey
  const day = `${anchor.slice(0, 4)}-${anchor.slice(4, 6)}-${anchor.slice(6)}`
  if (fixedDays !== undefined) return `moved so that the reference date becomes ${day}, by one offset for all patients`
  return `moved so that the reference date of a patient in the crosswalk becomes ${day}; others ${byKey}`
}

/** Categories by what becomes of their attributes. */
function formatCounts(plan: Plan): string {
  const { columns, rows, totals } = countOutcomes(plan)
  const title = `The ${formatCount(plan.slots.size)} registered attributes, at the top level of an object whose SOP class is not known`
  const cells = [...rows, { name: 'all', counts: totals }].map(({ name, counts }): Row => [name, ...counts])
  return `${title}\n${formatTable([['', ...columns], ...cells], '  ')}`
}

function formatAttributes(plan: Plan): string {
  const rows = attributeRows(plan)
  return `Each attribute: at the top level, and in items where it is something else\n${formatTable(rows, '  ')}`
}

function attributeRows(plan: Plan): Row[] {
  const rows: Row[] = []
  for (const [tag, { keyword }] of registeredAttributes()) {
    if (plan.slots.has(tag)) rows.push([formatTag(tag), keyword, ...outcomesOf(plan, tag)])
  }
  for (const { match, tagText, keyword } of repeatingAttributes()) {
    if (plan.lookup(match, TOP) !== undefined) rows.push([`(${tagText})`, keyword, ...outcomesOf(plan, match)])
  }
  return rows
}

function outcomesOf(plan: Plan, tag: number): string[] {
  const top = describeDecision(plan, plan.decide(tag, TOP, NOTHING_KNOWN)?.decision)
  const nested = describeDecision(plan, plan.decide(tag, IN_ITEMS, NOTHING_KNOWN)?.decision)
  return top === nested ? [top] : [top, `in items: ${nested}`]
}

function formatPrivate(plan: Plan): string {
  const rows: Row[] = []
  for (const [creator, slots] of plan.privateSlots) rows.push(...privateRows(plan, creator, slots))
  return rows.length === 0 ? '' : `Private attributes that stay\n${formatTable(rows, '  ')}`
}

function privateRows(plan: Plan, creator: string, slots: ReadonlyMap<number, Slot>): Row[] {
  return [...slots].map(([tag, { top }]) => [
    formatTag(tag).replace(',00', ',xx'),
    creator,
    describeDecision(plan, top),
  ])
}

/** 45 CFR 164.514(b)(2)(i), letter by letter. */
function formatLetters(): string {
  const blocks = SAFE_HARBOR_IDENTIFIERS.map(({ letter, identifier, done, limit }) =>
    [`  (${letter}) ${identifier}`, wrap(done, '      '), wrap(`But: ${limit}`, '      ')].join('\n'),
  )
  return `The 18 identifiers of 45 CFR 164.514(b)(2)(i): what is done, and what cannot be\n${blocks.join('\n')}\n`
}

/** In lines of LINE_CHARACTERS. */
function wrap(text: string, indent: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > LINE_CHARACTERS) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((text) => indent + text).join('\n')
}
