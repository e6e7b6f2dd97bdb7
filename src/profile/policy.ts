/** A request, checked, as the parts of the compiler read it; and the transforms that they come to need. */

import { uidRootFault } from '../dicom/uid.ts'
import { SluiceError } from '../errors.ts'
import type { OptionColumn } from './action-codes.ts'
import { dateSettingsOf } from './date-settings.ts'
import { decisionOf } from './decisions.ts'
import { checkOptions, columnsOf } from './options.ts'
import { OriginTable } from './origins.ts'
import { starterRequest } from './pixel-starter.ts'
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

/** What transforms are carried out with. Throws OPTION_INVALID for dates that cannot move so, and for a root that cannot be one. */
export function settingsOf(request: PlanRequest): TransformSettings {
  const { dates = {}, uids = {}, words = [], with: options = [] } = request
  const pixels = request.pixels ?? (options.includes('clean-pixel-data') ? starterRequest() : undefined)
  const { root } = uids
  const fault = root === undefined ? undefined : uidRootFault(root)
  if (fault !== undefined) throw new SluiceError('OPTION_INVALID', {}, fault)
  return {
    dates: dateSettingsOf(dates),
    ...(root !== undefined && { uidRoot: root }),
    ...(pixels !== undefined && { pixels }),
    words,
  }
}

/** The transforms of a plan, each once, numbered as they are first asked for. */
class TransformTable {
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
