/** The options of a deidentifier: their names and values, checked by hand, because a misspelt one must not pass unseen. */

import {
  NON_DICOM_MODES,
  type NonDicomMode,
  ON_ERROR_MODES,
  type OnErrorMode,
} from '../archive/archive-deidentifier.ts'
import { NAME_MODES, type NameMode } from '../archive/entry-name.ts'
import { SluiceError } from '../errors.ts'
import { parseKey } from '../identity/key.ts'

export const PROFILE_NAMES = ['basic'] as const
export type ProfileName = (typeof PROFILE_NAMES)[number]

/** What an option with a closed set of values takes. The first is the default. */
export const CHOICES = {
  profile: PROFILE_NAMES,
  names: NAME_MODES,
  nonDicom: NON_DICOM_MODES,
  onError: ON_ERROR_MODES,
} as const

/** What a deidentifier is asked to do, every choice made. */
export interface Settings {
  readonly profile: ProfileName
  /** 32 bytes; undefined where one is to be made. */
  readonly key: Uint8Array | undefined
  readonly names: NameMode
  readonly nonDicom: NonDicomMode
  readonly onError: OnErrorMode
}

const OPTION_NAMES: readonly string[] = [...Object.keys(CHOICES), 'key', 'onEntry']

/** The settings in `options`, whose types are not trusted. Fails with OPTION_INVALID or KEY_INVALID. */
export function checkOptions(options: unknown): Settings {
  if (typeof options !== 'object' || options === null) throw invalid('options are given as one object')
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.includes(name)) throw invalid(`there is no such option; ${suggest(name, OPTION_NAMES)}`)
  }
  const given = options as Readonly<Record<string, unknown>>
  if (given.onEntry !== undefined && typeof given.onEntry !== 'function') throw invalid('onEntry is a function')
  return {
    profile: checkChoice(given, 'profile'),
    key: checkKey(given.key),
    names: checkChoice(given, 'names'),
    nonDicom: checkChoice(given, 'nonDicom'),
    onError: checkChoice(given, 'onError'),
  }
}

/** Which of `names` was meant by `wrong`: `did you mean 'names'?`, or all of them where none is near. */
export function suggest(wrong: string, names: readonly string[]): string {
  const nearest = findNearest(wrong, names)
  return nearest !== undefined ? `did you mean '${nearest}'?` : `there are ${names.join(', ')}`
}

/** The name that `wrong` was most likely meant to be; undefined where more than a third of it would be different. */
export function findNearest(wrong: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined
  let fewestEdits = Number.POSITIVE_INFINITY
  for (const name of names) {
    const allowedEdits = Math.max(1, Math.floor(name.length / 3))
    if (Math.abs(name.length - wrong.length) > allowedEdits) continue
    const edits = countEdits(wrong.toLowerCase(), name.toLowerCase())
    if (edits > allowedEdits || edits >= fewestEdits) continue
    nearest = name
    fewestEdits = edits
  }
  return nearest
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

function checkKey(key: unknown): Uint8Array | undefined {
  if (key === undefined) return undefined
  if (typeof key === 'string') return parseKey(key)
  if (key instanceof Uint8Array && key.byteLength === 32) return key
  throw new SluiceError('KEY_INVALID')
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}

/** Insertions, deletions, substitutions and swaps of neighbours: the distance of typing mistakes. */
function countEdits(from: string, to: string): number {
  let previous: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let at = 0; at < from.length; at++) {
    const next = [at + 1]
    for (let index = 0; index < to.length; index++) {
      const substituted = row[index]! + (from[at] === to[index] ? 0 : 1)
      const isSwap = from[at] === to[index - 1] && from[at - 1] === to[index]
      const swapped = isSwap ? previous[index - 1]! + 1 : substituted
      next.push(Math.min(substituted, swapped, row[index + 1]! + 1, next[index]! + 1))
    }
    previous = row
    row = next
  }
  return row[to.length]!
}
