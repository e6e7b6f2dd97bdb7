/** What a procedure tells of a plan: gathered from the plan itself, so that the document cannot say anything else than what is done. */

import { findAttribute } from '../dicom/dictionary.ts'
import { listDataSet } from '../dicom/list-data-set.ts'
import { sopClassName } from '../dicom/sop-class.ts'
import { latin1Text, trimText } from '../dicom/value-text.ts'
import { formatTag } from '../errors.ts'
import { editionChanges } from '../profile/editions.ts'
import { findUnavailable } from '../profile/options.ts'
import { countOutcomes, type OutcomeCounts } from '../profile/outcome-counts.ts'
import { describePixelRules, describePixels } from '../profile/pixel-text.ts'
import type { Plan } from '../profile/plan.ts'
import { type Mode, OPTION_NAMES, type PlanRequest, type Rule } from '../profile/request.ts'
import { MODE_TEXT, OPTION_TEXT } from '../profile/request-text.ts'
import { ENCODING_EXPLICIT_LE } from '../wasm/seam.ts'

/** What a run is asked for besides the plan. */
export interface RunChoices {
  readonly names: string
  readonly nonDicom: string
  readonly onError: string
}

export interface OptionFacts {
  readonly name: string
  readonly isFollowed: boolean
  readonly text: string
  /** Why it cannot be had, where it cannot. */
  readonly unavailable: string | undefined
}

/** An attribute that each object gets. */
export interface Claim {
  readonly attribute: string
  readonly value: string
}

export interface ProcedureFacts {
  readonly program: string
  readonly programVersion: string
  readonly profile: string
  /** The profile of the program that it is, or extends. */
  readonly base: string
  /** The profile is a file of the site. */
  readonly isFile: boolean
  readonly edition: string
  readonly digest: string
  readonly mode: Mode
  readonly modeText: string
  readonly options: readonly OptionFacts[]
  readonly counts: OutcomeCounts
  readonly rules: readonly (readonly [target: string, place: string, action: string])[]
  /** What rules about pixels there are. */
  readonly pixels:
    | { readonly summary: string; readonly rules: readonly (readonly [string, string, string])[] }
    | undefined
  readonly warnings: readonly string[]
  readonly privateAttributes: readonly (readonly [creator: string, count: number])[]
  readonly words: number
  readonly dates: Plan['settings']['dates']
  /** Kinds of transforms that the plan has. */
  readonly transforms: ReadonlySet<string>
  readonly claims: readonly Claim[]
  readonly retainsUids: boolean
  readonly editions: readonly (readonly [before: string, after: string, changes: number])[]
  readonly run: RunChoices
}

export function factsOfProcedure(
  plan: Plan,
  request: PlanRequest,
  run: RunChoices,
  program: { readonly name: string; readonly version: string; readonly digest: string },
): ProcedureFacts {
  const mode = request.mode ?? 'standard'
  return {
    program: program.name,
    programVersion: program.version,
    profile: plan.profile,
    base: request.profile,
    isFile: request.name !== undefined,
    edition: plan.edition,
    digest: program.digest,
    mode,
    modeText: MODE_TEXT[mode],
    options: OPTION_NAMES.map((name) => ({
      name,
      isFollowed: plan.options.includes(name),
      text: OPTION_TEXT[name],
      unavailable: findUnavailable(name),
    })),
    counts: countOutcomes(plan),
    rules: (request.rules ?? []).map(describeRule),
    pixels: describePixelFacts(plan),
    warnings: plan.warnings,
    privateAttributes: [...plan.privateSlots].map(([creator, slots]) => [creator, slots.size] as const),
    words: plan.settings.words.length,
    dates: plan.settings.dates,
    transforms: new Set(plan.transforms.map(({ kind }) => kind)),
    claims: claimsOf(plan),
    retainsUids: plan.retainsUids,
    editions: countEditions(),
    run,
  }
}

function describePixelFacts({ settings: { pixels } }: Plan): ProcedureFacts['pixels'] {
  return pixels && { summary: describePixels(pixels), rules: describePixelRules(pixels) }
}

function describeRule({ target, path, when, action }: Rule): [string, string, string] {
  return [
    describeTarget(target),
    describePlace(path, when),
    typeof action === 'string' ? action : `replace by "${action.replace}"`,
  ]
}

function describeTarget(target: Rule['target']): string {
  if ('tag' in target) return `${findAttribute(target.tag)?.keyword ?? ''} ${formatTag(target.tag)}`.trim()
  if ('mask' in target) return findAttribute(target.match)?.keyword ?? formatTag(target.match)
  if ('vr' in target && !('privateCreator' in target)) return `all of VR ${target.vr}`
  if ('category' in target) return `category ${target.category}`
  const group = target.group.toString(16).toUpperCase().padStart(4, '0')
  const element =
    target.element === undefined ? 'xxxx' : `xx${target.element.toString(16).toUpperCase().padStart(2, '0')}`
  return `(${group},${element}) of ${target.privateCreator}`
}

function describePlace(path: Rule['path'], when: Rule['when']): string {
  const kinds = [...(when?.modalities ?? []), ...(when?.sopClassUids ?? []).map((uid) => sopClassName(uid) ?? uid)]
  if (kinds.length > 0) return `top level, of ${kinds.join(', ')}`
  if (path === undefined) return 'everywhere'
  if (path.length === 0) return 'top level'
  return `in ${path.map((tag) => findAttribute(tag)?.keyword ?? formatTag(tag)).join(' > ')}`
}

/** What the inserts of the plan say, read from their bytes. */
function claimsOf(plan: Plan): Claim[] {
  return plan.inserts.map(({ tag, bytesByEncoding }) => {
    const bytes = bytesByEncoding[ENCODING_EXPLICIT_LE]!
    const items: string[][] = [[]]
    for (const listed of listDataSet(bytes, ENCODING_EXPLICIT_LE)) {
      if (listed.kind === 'item' && listed.number > 1) items.push([])
      if (listed.kind !== 'element' || listed.isSequence || listed.valueBytes === undefined) continue
      const value = trimText(latin1Text(bytes, listed.valueAt, listed.valueAt + listed.valueBytes))
      items.at(-1)!.push(value.replaceAll('\\', '; '))
    }
    return {
      attribute: findAttribute(tag)?.keyword ?? formatTag(tag),
      value: items.map((one) => one.join(' ')).join('; '),
    }
  })
}

function countEditions(): [string, string, number][] {
  const counts = new Map<string, [string, string, number]>()
  for (const { before, after } of editionChanges()) {
    const counted = counts.get(after) ?? [before, after, 0]
    counts.set(after, [before, after, counted[2] + 1])
  }
  return [...counts.values()]
}
