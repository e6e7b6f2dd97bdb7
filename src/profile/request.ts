/**
 * What a plan is compiled from: profile, options, mode, dates, and rules of a site's own. Profile files (profile/document.ts) are read into
 * this; the command line and the library fill it in directly.
 */

import type { PixelRequest } from './pixel-request.ts'
import type { Transform } from './transforms.ts'

/** Profiles that come with the program. */
export const PROFILE_NAMES = ['basic', 'hipaa-safe-harbor'] as const
export type ProfileName = (typeof PROFILE_NAMES)[number]

/** Options of PS3.15 E.3, by the names of the command line. */
export const OPTION_NAMES = [
  'retain-safe-private',
  'retain-uids',
  'retain-device-identity',
  'retain-institution-identity',
  'retain-patient-characteristics',
  'retain-longitudinal-full-dates',
  'retain-longitudinal-modified-dates',
  'clean-descriptors',
  'clean-structured-content',
  'clean-graphics',
  'clean-pixel-data',
  'clean-recognizable-visual-features',
] as const
export type OptionName = (typeof OPTION_NAMES)[number]

/** How attributes that the profile would remove, empty or replace by a dummy are treated (DESIGN: Mode). */
export const MODES = ['standard', 'empty', 'placeholder'] as const
export type Mode = (typeof MODES)[number]

/** How dates of a patient move. All values are whole days; the offset is derived from key and Patient ID (docs/dates.md). */
export interface DateRequest {
  /** Bounds of the offset, both included, without 0. Default -3650 to -365. */
  readonly shiftDaysRange?: readonly [number, number]
  /** Only multiples of seven, so that weekdays stay. */
  readonly wholeWeeks?: boolean
  /** Whether patients have to be in the crosswalk of the site. */
  readonly crosswalk?: 'required' | 'preferred'
  /** The day, YYYYMMDD, to which reference dates move: those of the crosswalk, or `reference`. */
  readonly anchor?: string
  /** A reference date, YYYYMMDD, for all patients that the crosswalk does not have: all of them move by the same offset. Needs `anchor`. */
  readonly reference?: string
}

/** How UIDs are replaced. */
export interface UidRequest {
  /** The site's own root, to which digits of the keyed hash are added. Default: 2.25. */
  readonly root?: string
}

/** What a rule does with what it matches. */
export type RuleAction =
  | 'keep'
  | 'remove'
  | 'empty'
  | 'dummy'
  | 'uid'
  | 'shift'
  | 'clean'
  | 'pseudonym'
  | 'hash'
  | { readonly replace: string }

/** A rule of a site: later rules win over earlier ones, and all of them over profile, options, mode and categories. */
export interface Rule {
  /** What it matches: exactly one of these. */
  readonly target:
    | { readonly tag: number }
    | { readonly mask: number; readonly match: number }
    | { readonly vr: string }
    | { readonly category: string }
    /** `element`: low byte; absent: all of the group's blocks of this creator. `vr`: of the value, where it is known; else any bytes pass. */
    | { readonly privateCreator: string; readonly group: number; readonly element?: number; readonly vr?: string }
  /** Tail of the path of sequences, tags, outermost first; absent: everywhere; empty: only at the top level. */
  readonly path?: readonly number[]
  /** Only in objects of one of these SOP classes or modalities, whichever of the lists has the object's; only for the top level. */
  readonly when?: { readonly sopClassUids?: readonly string[]; readonly modalities?: readonly string[] }
  readonly action: RuleAction
}

/** What is counted where nothing else is asked for. */
export const DEFAULT_QUASI_IDENTIFIERS = [
  'age:10',
  'sex',
  'year',
  'body-part',
  'modality',
  'institution',
  'region',
  'manufacturer',
] as const

/** What `sluice risk` counts. It has no part in what becomes of an object. */
export interface RiskRequest {
  /** Names of quasi-identifiers (quasi-identifiers.ts). */
  readonly quasi?: readonly string[]
  /** Keyword of the attribute whose values should differ among patients who cannot be told apart. */
  readonly sensitive?: string
  /** Patients that each class has to have. */
  readonly k?: number
}

export interface PlanRequest {
  readonly profile: ProfileName
  /** Name that the report gives, where it is a profile of a site's own. */
  readonly name?: string
  readonly with?: readonly OptionName[]
  readonly mode?: Mode
  readonly dates?: DateRequest
  readonly uids?: UidRequest
  readonly rules?: readonly Rule[]
  readonly risk?: RiskRequest
  /** Areas of images that become black. */
  readonly pixels?: PixelRequest
  /** Words that cleaning takes out besides those of the object itself. */
  readonly words?: readonly string[]
  /** Whether objects tell of their de-identification (attestation.ts). Default true. */
  readonly attest?: boolean
}

/** What transforms are carried out with, and what becomes of pixels: part of the plan. */
export interface TransformSettings {
  readonly dates: {
    readonly shiftDaysRange: readonly [number, number]
    readonly wholeWeeks: boolean
    readonly crosswalk: 'none' | 'required' | 'preferred'
    /** Where reference dates move to. */
    readonly anchor?: string
    /** The offset of all patients that the crosswalk does not have, where they have a reference date in common. */
    readonly fixedDays?: number
  }
  /** The root of new UIDs, where it is not 2.25. */
  readonly uidRoot?: string
  readonly pixels?: PixelRequest
  readonly words: readonly string[]
}

export type { Transform }
