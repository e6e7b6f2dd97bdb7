/** A request, checked, as the parts of the compiler read it; and the transforms that they come to need. */

import { SluiceError } from '../errors.ts'
import type { OptionColumn } from './action-codes.ts'
import { decisionOf } from './decisions.ts'
import { checkOptions, columnsOf } from './options.ts'
import { OriginTable } from './origins.ts'
import { DEFAULT_SETTINGS } from './plan.ts'
import {
  MODES,
  type Mode,
  type OptionName,
  type PlanRequest,
  PROFILE_NAMES,
  type ProfileName,
  type Transform,
  type TransformSettings,
} from './request.ts'

/** What decides about attributes before the rules of a site. */
export interface Policy {
  readonly profile: ProfileName
  /** Sorted. */
  readonly options: readonly OptionName[]
  readonly columns: ReadonlySet<OptionColumn>
  readonly mode: Mode
  /** What becomes of dates that tell of the course of events: `profile` is whatever the profile says of each. */
  readonly dates: 'profile' | 'keep' | 'shift' | 'year'
  readonly transforms: TransformTable
  readonly origins: OriginTable
}

/** A century and a half: further, and four digits of a year would not always do. */
const MAX_SHIFT_DAYS = 54_750
const DAYS_OF_WEEK = 7

/** The policy of a request. Throws OPTION_INVALID. */
export function policyOf(request: PlanRequest): Policy {
  const { profile, mode = 'standard' } = request
  if (!PROFILE_NAMES.includes(profile)) throw new SluiceError('OPTION_INVALID', {}, 'there is no such profile')
  if (!MODES.includes(mode)) throw new SluiceError('OPTION_INVALID', {}, 'there is no such mode')
  const options = checkOptions(profile, request.with ?? [])
  const columns = columnsOf(options)
  return {
    profile,
    options,
    columns,
    mode,
    dates: datesOf(profile, columns),
    transforms: new TransformTable(),
    origins: new OriginTable(),
  }
}

function datesOf(profile: ProfileName, columns: ReadonlySet<OptionColumn>): Policy['dates'] {
  if (profile === 'hipaa-safe-harbor') return 'year'
  if (columns.has('rtn_long_modif_dates')) return 'shift'
  return columns.has('rtn_long_full_dates') ? 'keep' : 'profile'
}

/** What transforms are carried out with. Throws OPTION_INVALID for bounds between which there is no offset. */
export function settingsOf({ dates = {}, words = [] }: PlanRequest): TransformSettings {
  const { shiftDaysRange, wholeWeeks, crosswalk } = { ...DEFAULT_SETTINGS.dates, ...dates }
  const [low, high] = shiftDaysRange
  if (![low, high].every((days) => Number.isSafeInteger(days) && Math.abs(days) <= MAX_SHIFT_DAYS) || low > high) {
    const bounds = `two whole numbers of at most ${MAX_SHIFT_DAYS} days, the lower one first`
    throw new SluiceError('OPTION_INVALID', {}, `the range of the offset of dates is not ${bounds}`)
  }
  if (!hasOffset(low, high, wholeWeeks ? DAYS_OF_WEEK : 1)) {
    throw new SluiceError('OPTION_INVALID', {}, 'the range of the offset of dates holds no offset but 0')
  }
  return { dates: { shiftDaysRange: [low, high], wholeWeeks, crosswalk }, words }
}

function hasOffset(low: number, high: number, step: number): boolean {
  const lowest = Math.ceil(low / step)
  const highest = Math.floor(high / step)
  return lowest <= highest && (lowest !== 0 || highest !== 0)
}

/** The transforms of a plan, each once, numbered as they are first asked for. */
export class TransformTable {
  readonly #indexes = new Map<string, number>()
  readonly #list: Transform[] = []

  /** The decision for `action` with this transform. */
  decision(action: number, transform: Transform): number {
    const key = JSON.stringify(transform)
    let index = this.#indexes.get(key)
    if (index === undefined) {
      index = this.#list.push(transform) - 1
      this.#indexes.set(key, index)
    }
    return decisionOf(action, index)
  }

  get list(): readonly Transform[] {
    return this.#list
  }
}
