/** The options of a deidentifier: their names and values, checked by hand, because a misspelt one must not pass unseen. */

import {
  NON_DICOM_MODES,
  type NonDicomMode,
  ON_ERROR_MODES,
  type OnErrorMode,
} from '../archive/archive-deidentifier.ts'
import { NAME_MODES, type NameMode } from '../archive/entry-name.ts'
import type { ObjectFraming } from '../engine/contract.ts'
import { SluiceError } from '../errors.ts'
import { type Crosswalk, parseCrosswalk } from '../identity/crosswalk.ts'
import { parseKey } from '../identity/key.ts'
import { suggest } from '../profile/nearest.ts'
import { findUnavailable } from '../profile/options.ts'
import { MODES, type Mode, OPTION_NAMES, type OptionName, type PlanRequest, PROFILE_NAMES } from '../profile/request.ts'

/** `off`: headers are not looked at; `tell`: records say what they tell; a level: and objects that reach it are withheld. */
const TRIAGES: readonly ['off', 'tell', 'medium', 'high', 'certain'] = ['off', 'tell', 'medium', 'high', 'certain']
export type TriageMode = (typeof TRIAGES)[number]

const FRAMINGS: readonly ['exact', 'same-size'] = ['exact', 'same-size']

/** What an option with a closed set of values takes. The first is the default. */
export const CHOICES = {
  names: NAME_MODES,
  nonDicom: NON_DICOM_MODES,
  onError: ON_ERROR_MODES,
  framing: FRAMINGS,
  triage: TRIAGES,
} as const

/** What is known of an object before it is decided on. The modality is a text of the object's own. */
export interface AcceptedObject {
  readonly sopClassUid: string | undefined
  readonly modality: string | undefined
  readonly transferSyntaxUid: string
}

/** Whether an object is wanted. */
export type Accept = (object: AcceptedObject) => boolean

/** What a deidentifier is asked to do, every choice made. */
export interface Settings {
  readonly plan: PlanRequest
  /** 32 bytes; undefined where one is to be made. */
  readonly key: Uint8Array | undefined
  /** Patients whose new ID and offset of dates the site has chosen. */
  readonly crosswalk: Crosswalk | undefined
  readonly names: NameMode
  readonly nonDicom: NonDicomMode
  readonly onError: OnErrorMode
  /** Of archives: each entry as long as it comes out, or every one where and as long as it was. */
  readonly framing: ObjectFraming
  /** Whether records have the SHA-256 of each entry, as it was and as it is. */
  readonly digests: boolean
  /** Whether every object is looked at again before it is passed on. */
  readonly verify: boolean
  /** What is made of headers that tell of text in pixels and of faces. */
  readonly triage: TriageMode
  /** Objects that it says no to are dropped. */
  readonly accept?: Accept
}

const NAMES: readonly string[] = [
  'profile',
  'with',
  'mode',
  ...Object.keys(CHOICES),
  'key',
  'crosswalk',
  'digests',
  'verify',
  'accept',
  'onEntry',
]

/**
 * The settings in `options`, whose types are not trusted. `request`: instead of the profile and options that these name. Fails with OPTION_INVALID, PROFILE_INVALID, KEY_INVALID or
 * CROSSWALK_INVALID.
 */
export async function checkOptions(options: unknown, request?: PlanRequest): Promise<Settings> {
  if (typeof options !== 'object' || options === null) throw invalid('options are given as one object')
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name)) throw invalid(`there is no such option; ${suggest(name, NAMES)}`)
  }
  const given = options as Readonly<Record<string, unknown>>
  for (const name of ['onEntry', 'accept']) {
    if (given[name] !== undefined && typeof given[name] !== 'function') throw invalid(`${name} is a function`)
  }
  if (given.digests !== undefined && typeof given.digests !== 'boolean') throw invalid('digests is true or false')
  const plan = request ?? extendRequest(await checkProfile(given.profile), checkWith(given.with), checkMode(given.mode))
  return {
    plan,
    key: checkKey(given.key),
    crosswalk: checkCrosswalk(given.crosswalk, plan.dates?.anchor),
    names: checkChoice(given, 'names'),
    nonDicom: checkChoice(given, 'nonDicom'),
    onError: checkChoice(given, 'onError'),
    framing: checkChoice(given, 'framing'),
    digests: given.digests === true,
    verify: checkFlag(given.verify),
    triage: checkChoice(given, 'triage'),
    ...(given.accept !== undefined && { accept: given.accept as Accept }),
  }
}

/** A request with more options, and another mode where one is given. */
export function extendRequest(
  request: PlanRequest,
  options: readonly OptionName[],
  mode: Mode | undefined,
): PlanRequest {
  const all = [...new Set([...(request.with ?? []), ...options])]
  return { ...request, with: all, ...(mode !== undefined && { mode }) }
}

/** Names of options of the profile. Fails with OPTION_INVALID; `what` names the option that holds them. */
export function checkOptionNames(names: readonly unknown[], what: string): OptionName[] {
  return names.map((given) => {
    const option = OPTION_NAMES.find((name) => name === given)
    if (option === undefined) throw invalid(`${what} has no such option; ${suggest(String(given), OPTION_NAMES)}`)
    const problem = findUnavailable(option)
    if (problem !== undefined) throw invalid(`${option}: ${problem}`)
    return option
  })
}

async function checkProfile(profile: unknown): Promise<PlanRequest> {
  if (profile === undefined) return { profile: 'basic' }
  if (typeof profile === 'string') {
    const name = PROFILE_NAMES.find((allowed) => allowed === profile)
    if (name !== undefined) return { profile: name }
    throw invalid(`profile has no such value; ${suggest(profile, PROFILE_NAMES)}`)
  }
  const { formatFaults, readProfileObject } = await import('../profile/document.ts')
  const read = readProfileObject(profile)
  if (read.request !== undefined) return read.request
  throw new SluiceError('PROFILE_INVALID', {}, `the profile cannot be used:\n${formatFaults(read)}`)
}

function checkWith(options: unknown): OptionName[] {
  if (options === undefined) return []
  if (Array.isArray(options)) return checkOptionNames(options, 'with')
  throw invalid('with is a list of options')
}

function checkMode(mode: unknown): Mode | undefined {
  if (mode === undefined) return undefined
  const found = MODES.find((allowed) => allowed === mode)
  if (found !== undefined) return found
  throw invalid(`mode has no such value; ${suggest(String(mode), MODES)}`)
}

function checkChoice<Name extends keyof typeof CHOICES>(
  given: Readonly<Record<string, unknown>>,
  name: Name,
): (typeof CHOICES)[Name][number] {
  const value = given[name] === undefined ? CHOICES[name][0] : given[name]
  const choice = CHOICES[name].find((allowed) => allowed === value)
  if (choice !== undefined) return choice
  throw invalid(`${name} has no such value; ${suggest(String(value), CHOICES[name])}`)
}

function checkCrosswalk(csv: unknown, anchor: string | undefined): Crosswalk | undefined {
  if (csv === undefined) return undefined
  if (typeof csv === 'string') return parseCrosswalk(new TextEncoder().encode(csv), anchor)
  if (csv instanceof Uint8Array) return parseCrosswalk(csv, anchor)
  throw invalid('crosswalk is the text or the bytes of a CSV file')
}

function checkFlag(verify: unknown): boolean {
  if (verify === undefined || typeof verify === 'boolean') return verify === true
  throw invalid('verify is true or false')
}

function checkKey(key: unknown): Uint8Array | undefined {
  if (key === undefined) return undefined
  if (typeof key === 'string') return parseKey(key)
  if (key instanceof Uint8Array && key.byteLength === 32) return key
  throw new SluiceError('KEY_INVALID')
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}
