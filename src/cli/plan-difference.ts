/** Attributes that two plans treat differently, and where. */

import { registeredAttributes, repeatingAttributes } from '../dicom/dictionary.ts'
import { sopClassName } from '../dicom/sop-class.ts'
import { formatTag } from '../errors.ts'
import { describeDecision } from '../profile/decision-text.ts'
import { describePixelRules, describePixels } from '../profile/pixel-text.ts'
import type { ObjectKind, Plan } from '../profile/plan.ts'
import { resolvableSopClasses } from '../profile/resolve.ts'
import type { Row } from '../report/text-table.ts'

const PIXEL_DATA = '(7FE0,0010)'
const TOP_LEVEL = 'top level'
const NOTHING_KNOWN: ObjectKind = { sopClassUid: undefined, modality: undefined }

export interface PlanDifference {
  /** Tag, attribute, place, what `before` does, what `after` does. */
  readonly rows: readonly Row[]
  readonly attributes: number
}

export function comparePlans(before: Plan, after: Plan): PlanDifference {
  const differing = [
    ...differingAttributes(before, after),
    ...differingRepeating(before, after),
    ...differingPrivate(before, after),
    ...differingPixels(before, after),
  ]
  return { rows: differing.flat(), attributes: differing.length }
}

/** For each attribute that differs, its rows. */
function differingAttributes(before: Plan, after: Plan): Row[][] {
  const kinds = kindsOf(before, after)
  const exceptions = [exceptionsByTag(before), exceptionsByTag(after)] as const
  const differing: Row[][] = []
  for (const [tag, { keyword }] of registeredAttributes()) {
    if (!before.slots.has(tag) && !after.slots.has(tag)) continue
    const row = rowMaker(before, after, formatTag(tag), keyword)
    const rows = comparePlaces(before, after, tag, kinds, row)
    const paths = new Map(
      [...(exceptions[0].get(tag) ?? []), ...(exceptions[1].get(tag) ?? [])].map((path) => [path.join(), path]),
    )
    for (const path of paths.values()) {
      const decisions = [before, after].map((plan) => plan.decide(tag, { path }, NOTHING_KNOWN)?.decision)
      // An exception that says what items have anyway is no news.
      if (rows.length === 0 || !sameAsItems(before, after, tag, decisions))
        rows.push(...row(`in ${formatPath(path)}`, decisions))
    }
    if (rows.length > 0) differing.push(rows)
  }
  return differing
}

type RowMaker = (place: string, decisions: readonly (number | undefined)[]) => Row[]

/** Makes a row where the two decisions say different things. */
function rowMaker(before: Plan, after: Plan, tagText: string, name: string): RowMaker {
  return (place, [was, is]) => {
    const [wasText, isText] = [describeDecision(before, was), describeDecision(after, is)]
    return wasText === isText ? [] : [[tagText, name, place, wasText, isText]]
  }
}

/** The top level and items, in one row where both say the same. */
function comparePlaces(before: Plan, after: Plan, tag: number, kinds: readonly ObjectKind[], row: RowMaker): Row[] {
  const top = compareTop(before, after, tag, kinds, row)
  const items = compareItems(before, after, tag, row)
  const isSame = top.length === 1 && items.length === 1 && top[0]![2] === TOP_LEVEL && sameWords(top[0]!, items[0]!)
  return isSame ? [top[0]!.with(2, 'everywhere')] : [...top, ...items]
}

function sameWords(left: Row, right: Row): boolean {
  return left[3] === right[3] && left[4] === right[4]
}

/** Of an object of which nothing is known; failing a difference there, of the first kind of object that has one. */
function compareTop(before: Plan, after: Plan, tag: number, kinds: readonly ObjectKind[], row: RowMaker): Row[] {
  const decide = (kind: ObjectKind) => [before, after].map((plan) => plan.decide(tag, { path: [] }, kind)?.decision)
  const unknown = row(TOP_LEVEL, decide(NOTHING_KNOWN))
  if (unknown.length > 0) return unknown
  const differing = kinds.filter((kind) => row('', decide(kind)).length > 0)
  const [first] = differing
  if (first === undefined) return []
  const more = differing.length > 1 ? ` and ${differing.length - 1} more kinds` : ''
  return row(`in ${formatKind(first)}${more}`, decide(first))
}

function compareItems(before: Plan, after: Plan, tag: number, row: RowMaker): Row[] {
  return row(
    'in items',
    [before, after].map((plan) => plan.decide(tag, { path: [0] }, NOTHING_KNOWN)?.decision),
  )
}

function sameAsItems(before: Plan, after: Plan, tag: number, decisions: readonly (number | undefined)[]): boolean {
  return [before, after].every(
    (plan, index) => plan.decide(tag, { path: [0] }, NOTHING_KNOWN)?.decision === decisions[index],
  )
}

function differingRepeating(before: Plan, after: Plan): Row[][] {
  return repeatingAttributes().flatMap(({ match, tagText, keyword }) => {
    const row = rowMaker(before, after, `(${tagText})`, keyword)
    const rows = comparePlaces(before, after, match, [], row)
    return rows.length > 0 ? [rows] : []
  })
}

function differingPrivate(before: Plan, after: Plan): Row[][] {
  const creators = new Set([...before.privateSlots.keys(), ...after.privateSlots.keys()])
  return [...creators].flatMap((privateCreator) => {
    const tags = new Set([before, after].flatMap((plan) => [...(plan.privateSlots.get(privateCreator)?.keys() ?? [])]))
    return [...tags].flatMap((tag) => {
      const row = rowMaker(before, after, formatTag(tag).replace(',00', ',xx'), `of ${privateCreator}`)
      const rows = row(
        'everywhere',
        [before, after].map((plan) => plan.privateSlots.get(privateCreator)?.get(tag)?.top),
      )
      return rows.length > 0 ? [rows] : []
    })
  })
}

/** What rules about pixels there are in one of them only, told by what they say. */
function differingPixels(before: Plan, after: Plan): Row[][] {
  const [were, are] = [before.settings.pixels, after.settings.pixels]
  const summaries = [were, are].map((pixels) => (pixels === undefined ? 'passes as it is' : describePixels(pixels)))
  const [old, now] = [were, are].map((pixels) => (pixels === undefined ? [] : describePixelRules(pixels)))
  const row = (place: string, was: string, is: string): Row => [PIXEL_DATA, 'PixelData', place, was, is]
  const textOf = ([, when, action]: readonly string[]): string => `${when}: ${action}`
  const [oldTexts, newTexts] = [new Set(old!.map(textOf)), new Set(now!.map(textOf))]
  const rows = [
    ...(summaries[0] === summaries[1] ? [] : [row('rules about pixels', summaries[0]!, summaries[1]!)]),
    ...old!.filter((rule) => !newTexts.has(textOf(rule))).map((rule) => row(`rule ${rule[0]}`, textOf(rule), 'none')),
    ...now!.filter((rule) => !oldTexts.has(textOf(rule))).map((rule) => row(`rule ${rule[0]}`, 'none', textOf(rule))),
  ]
  // Their order counts where the first applies.
  const isMoved = rows.length === 0 && JSON.stringify(were) !== JSON.stringify(are)
  if (isMoved) rows.push(row('rules about pixels', summaries[0]!, 'the same in another order'))
  return rows.length > 0 ? [rows] : []
}

/** Kinds of objects on which decisions may depend. */
function kindsOf(...plans: readonly Plan[]): ObjectKind[] {
  const conditions = plans.flatMap((plan) => plan.request?.rules ?? []).flatMap(({ when }) => when ?? [])
  const sopClassUids = new Set([...resolvableSopClasses(), ...conditions.flatMap((when) => when.sopClassUids ?? [])])
  const modalities = new Set(conditions.flatMap((when) => when.modalities ?? []))
  return [
    ...[...modalities].map((modality) => ({ sopClassUid: undefined, modality })),
    ...[...sopClassUids].map((sopClassUid) => ({ sopClassUid, modality: undefined })),
  ]
}

function exceptionsByTag(plan: Plan): Map<number, (readonly number[])[]> {
  const paths = new Map<number, (readonly number[])[]>()
  for (const { tag, path } of plan.nestedExceptions) paths.set(tag, [...(paths.get(tag) ?? []), path])
  return paths
}

function formatPath(path: readonly number[]): string {
  return path.map((tag) => registeredAttributes().get(tag)?.keyword ?? formatTag(tag)).join(' > ')
}

function formatKind({ sopClassUid, modality }: ObjectKind): string {
  return sopClassUid === undefined ? `modality ${modality}` : (sopClassName(sopClassUid) ?? 'a private SOP class')
}
