/**
 * Profiles that sites write themselves: from nodes (document-node.ts) to what a plan is compiled from. Every fault is found, each with its place;
 * a profile with faults is none. `docs/profile-files.md` is for those who write them.
 */

import { findAttribute } from '../dicom/dictionary.ts'
import { uidRootFault } from '../dicom/uid.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { compilePlan } from './compile.ts'
import { readDates } from './document-dates.ts'
import { Faults, type Field, hint, readChoice, readItems, readMap, readText, readWords } from './document-fields.ts'
import { type DocumentNode, formatFault, NodeFault, nodeOf, type ProfileFault } from './document-node.ts'
import { readPixels } from './document-pixels.ts'
import { readRisk } from './document-risk.ts'
import { type ReadRule, readCategoryRules, readPrivateRules, readRules } from './document-rules.ts'
import { neverMatchingRules } from './idle-rules.ts'
import { findContradiction, findUnavailable } from './options.ts'
import {
  MODES,
  type Mode,
  OPTION_NAMES,
  type OptionName,
  type PlanRequest,
  PROFILE_NAMES,
  type ProfileName,
  type UidRequest,
} from './request.ts'

/** The keys of a profile. */
export const DOCUMENT_KEYS = [
  // Where an editor finds the schema.
  '$schema',
  'extends',
  'name',
  'with',
  'mode',
  'dates',
  'uids',
  'private',
  'categories',
  'words',
  'pixels',
  'rules',
  'risk',
] as const
export const UID_KEYS = ['root'] as const

/** A profile that another one extends, opened. */
export interface OpenedProfile {
  /** Undefined where it could not be read; `faults` says why. */
  readonly node: DocumentNode | undefined
  readonly faults: readonly Omit<ProfileFault, 'level'>[]
  /** What only this profile has: tells where profiles extend each other in a circle. Compared as Set does. */
  readonly identity: unknown
  /** Opens what this profile extends. Undefined where there is no such file. */
  readonly open: ((reference: string) => OpenedProfile | undefined) | undefined
}

/** A profile that was read. */
export interface ReadProfile {
  /** Undefined where there are faults. */
  readonly request: PlanRequest | undefined
  readonly faults: readonly ProfileFault[]
  /** Faults beyond limits.profileFaults, which are not told. */
  readonly untoldFaults: number
  /** Where the rules of the request are from, in their order. */
  readonly rulePlaces: readonly Omit<ProfileFault, 'message'>[]
}

/** A rule, and where it is from. */
interface PlacedRule extends ReadRule {
  readonly level: number
}

/** An option, and where it is from. */
interface PlacedOption {
  readonly option: OptionName
  readonly field: Field
  readonly level: number
}

/** One document, before those that it extends are added. */
interface Part {
  readonly profile: ProfileName | undefined
  readonly parent: OpenedProfile | undefined
  readonly request: Omit<PlanRequest, 'profile' | 'rules'>
  readonly options: readonly PlacedOption[]
  readonly rules: readonly PlacedRule[]
}

const NAME = /^[ -~]{1,64}$/

const NO_PART: Part = { profile: undefined, parent: undefined, request: {}, options: [], rules: [] }
/** Stands for an object in `extends`. No file has a NUL in its name. */
const PARENT = '\0'

/** Reads a profile with all that it extends. */
export function readProfile(opened: OpenedProfile): ReadProfile {
  const faults = new Faults()
  const parts: Part[] = []
  const identities = new Set<unknown>()
  for (let next: OpenedProfile | undefined = opened; next !== undefined; next = parts.at(-1)!.parent) {
    faults.level = parts.length
    for (const fault of next.faults) faults.addAt(fault.position, fault.at, fault.message)
    identities.add(next.identity)
    parts.push(next.node === undefined ? NO_PART : readPart(next, identities, faults))
  }
  const rules = parts.toReversed().flatMap((part) => part.rules)
  const request = { ...composeParts(parts.toReversed()), rules: rules.map(({ rule }) => rule) }
  for (const { option, field, level } of parts.flatMap((part) => part.options)) {
    const contradiction = findContradiction(request.profile, option)
    faults.level = level
    if (contradiction !== undefined) faults.add(field, contradiction)
  }
  faults.level = 0
  if (rules.length > limits.profileRules) {
    faults.addAt(undefined, '', 'the profile has more rules than limits.profileRules, with those that it extends')
  }
  const { untold } = faults
  const list = faults.list.toSorted(inOrder)
  const rulePlaces = rules.map(({ field, level }) => ({ at: field.at, position: field.node.position, level }))
  return { request: list.length === 0 ? request : undefined, faults: list, untoldFaults: untold, rulePlaces }
}

/**
 * Reads a profile and compiles it, for what only shows then: rules that fit nothing, options that contradict the profile. Costs what a plan
 * costs.
 */
export function readAndCompileProfile(opened: OpenedProfile): ReadProfile {
  const read = readProfile(opened)
  if (read.request === undefined) return read
  const { request } = read
  const message = refusalOf(() => compilePlan(request))
  if (message === undefined) return withoutIdleRules(read, request)
  const [, index, sentence] = /^rules\[(\d+)\]: (.*)$/.exec(message) ?? []
  const place = index === undefined ? undefined : read.rulePlaces[Number(index)]
  const fault = { at: '', position: undefined, level: 0, ...place, message: sentence ?? message }
  return { ...read, request: undefined, faults: [fault] }
}

/** A fault for each rule in items of a sequence that goes as a whole, whatever the options. */
function withoutIdleRules(read: ReadProfile, request: PlanRequest): ReadProfile {
  const faults = neverMatchingRules(request).map(({ rule, sequenceTag }) => ({
    ...read.rulePlaces[rule]!,
    message: `nothing of ${findAttribute(sequenceTag)!.keyword} stays, whatever the options, so that the rule would never match`,
  }))
  if (faults.length === 0) return read
  const untoldFaults = Math.max(0, faults.length - limits.profileFaults)
  return { ...read, request: undefined, faults: faults.toSorted(inOrder).slice(0, limits.profileFaults), untoldFaults }
}

/** As they stand in the files. */
function inOrder(left: ProfileFault, right: ProfileFault): number {
  const [from, to] = [left.position, right.position]
  if (left.level !== right.level || from === undefined || to === undefined) return left.level - right.level
  return from.line - to.line || from.column - to.column
}

/** What a SluiceError of OPTION_INVALID says, without its code. */
function refusalOf(attempt: () => unknown): string | undefined {
  try {
    attempt()
    return undefined
  } catch (fault) {
    if (fault instanceof SluiceError && fault.code === 'OPTION_INVALID')
      return fault.message.slice(fault.code.length + 2)
    throw fault
  }
}

/** Reads a profile that is an object already, for the library. It may extend a profile by name, or another object. */
export function readProfileObject(document: unknown): ReadProfile {
  return readAndCompileProfile(openObject(document))
}

/** The same for an object that is part of a profile, without compiling it. */
export function readPartialProfile(document: unknown): ReadProfile {
  return readProfile(openObject(document))
}

/** All faults as lines, the last of which counts those that are not told. */
export function formatFaults({ faults, untoldFaults }: ReadProfile): string {
  const lines = faults.map(formatFault)
  if (untoldFaults > 0) lines.push(`and ${untoldFaults} more`)
  return lines.join('\n')
}

function openObject(document: unknown): OpenedProfile {
  const parent = isMapping(document) && isMapping(document.extends) ? document.extends : undefined
  const own = parent === undefined ? document : { ...(document as object), extends: PARENT }
  const faults: Omit<ProfileFault, 'level'>[] = []
  let node: DocumentNode | undefined
  try {
    node = nodeOf(own)
  } catch (fault) {
    if (!(fault instanceof NodeFault)) throw fault
    faults.push({ at: '', message: fault.message, position: undefined })
  }
  return {
    node,
    faults,
    identity: document,
    open: (reference) => (reference === PARENT && parent !== undefined ? openObject(parent) : undefined),
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readPart(opened: OpenedProfile, identities: ReadonlySet<unknown>, faults: Faults): Part {
  const root: Field = { node: opened.node!, at: '' }
  // An empty file is more likely a mistake than a wish.
  if (root.node.kind === 'value' && root.node.value === null) {
    faults.add(root, 'there is nothing in the profile')
    return NO_PART
  }
  const fields = readMap(root, DOCUMENT_KEYS, faults)
  const read = <T>(key: (typeof DOCUMENT_KEYS)[number], reader: (field: Field, faults: Faults) => T): T | undefined => {
    const field = fields.get(key)
    return field === undefined ? undefined : reader(field, faults)
  }
  read('$schema', readText)
  const base = read('extends', (field) => readExtends(field, opened, identities, faults))
  const name = read('name', readName)
  const options = read('with', readOptions)
  const mode = read('mode', (field) => readChoice<Mode>(field, MODES, faults))
  const dates = read('dates', readDates)
  const uids = read('uids', readUids)
  const words = read('words', readWords)
  const risk = read('risk', readRisk)
  const pixels = read('pixels', readPixels)
  const rules: ReadRule[] = [
    ...(read('categories', readCategoryRules) ?? []),
    ...(read('private', readPrivateRules) ?? []),
    ...(read('rules', readRules) ?? []),
  ]
  return {
    profile: typeof base === 'string' ? base : undefined,
    parent: typeof base === 'object' ? base : undefined,
    request: {
      ...(name !== undefined && { name }),
      ...(options !== undefined && { with: options.map(({ option }) => option) }),
      ...(mode !== undefined && { mode }),
      ...(dates !== undefined && { dates }),
      ...(uids !== undefined && { uids }),
      ...(words !== undefined && { words }),
      ...(risk !== undefined && { risk }),
      ...(pixels !== undefined && { pixels }),
    },
    options: options ?? [],
    rules: rules.map((rule) => ({ ...rule, level: faults.level })),
  }
}

/** Parts in order, that which is extended first: lists grow, single values are replaced. */
function composeParts(parts: readonly Part[]): PlanRequest {
  let profile: ProfileName = 'basic'
  let request: Part['request'] = {}
  for (const part of parts) {
    profile = part.profile ?? profile
    const options = [...new Set([...(request.with ?? []), ...(part.request.with ?? [])])]
    const words = [...new Set([...(request.words ?? []), ...(part.request.words ?? [])])]
    const dates = { ...request.dates, ...part.request.dates }
    request = { ...request, ...part.request, with: options, words, dates }
  }
  return { profile, ...request, name: parts.at(-1)!.request.name ?? `unnamed, extends ${profile}` }
}

function readExtends(
  field: Field,
  opened: OpenedProfile,
  identities: ReadonlySet<unknown>,
  faults: Faults,
): ProfileName | OpenedProfile | undefined {
  const text = readText(field, faults)
  if (text === undefined) return undefined
  const builtIn = PROFILE_NAMES.find((name) => name === text)
  if (builtIn !== undefined) return builtIn
  const parent = opened.open?.(text)
  const problem =
    parent === undefined
      ? `there is no such profile or file; ${hint(text, PROFILE_NAMES, `profiles are ${PROFILE_NAMES.join(' and ')}`)}`
      : identities.has(parent.identity)
        ? 'the profiles extend each other in a circle'
        : faults.level + 1 >= limits.profileFiles
          ? 'more profiles extend one another than limits.profileFiles'
          : undefined
  if (problem === undefined) return parent
  faults.add(field, problem)
  return undefined
}

function readName(field: Field, faults: Faults): string | undefined {
  const name = readText(field, faults)
  if (name === undefined || NAME.test(name)) return name
  faults.add(field, 'a name is 1 to 64 characters of ASCII: it stands in reports')
  return undefined
}

function readOptions(field: Field, faults: Faults): PlacedOption[] {
  return readItems(field).flatMap((item) => {
    const option = readChoice<OptionName>(item, OPTION_NAMES, faults)
    const problem = option && findUnavailable(option)
    if (problem !== undefined) faults.add(item, problem)
    return option === undefined ? [] : { option, field: item, level: faults.level }
  })
}

function readUids(field: Field, faults: Faults): UidRequest {
  const given = readMap(field, UID_KEYS, faults).get('root')
  const root = given && readText(given, faults)
  const problem = root === undefined ? undefined : uidRootFault(root)
  if (problem !== undefined) faults.add(given!, problem)
  return root === undefined ? {} : { root }
}
