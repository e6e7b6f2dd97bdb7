/** A profile of one's own as a parsed object: the shape of `schema/profile.schema.json` as types. */

import type { CategoryName } from './categories.ts'
import type { Mode, OptionName, ProfileName, RuleAction } from './request.ts'

type OneOrMore<T> = T | readonly T[]

/** A rule about one kind of thing: `attribute`, `vr`, `category`, or `privateCreator` with `element`. */
export interface ProfileRule {
  /** Keywords, tags `(0010,0010)` or repeating groups `60xx,3000`. */
  readonly attribute?: OneOrMore<string>
  /** With privateCreator: that of the elements, where it is known. */
  readonly vr?: OneOrMore<string>
  readonly category?: OneOrMore<string>
  readonly privateCreator?: string
  /** Private elements of the creator, `0019,xx0C`, or `0019,xxxx` for all of a group. */
  readonly element?: OneOrMore<string>
  /** Sequences around it, outermost first, by keyword or tag; an empty list: the top level alone. */
  readonly in?: OneOrMore<string>
  /** Only at the top level of such objects. */
  readonly when?: { readonly sopClass?: OneOrMore<string>; readonly modality?: OneOrMore<string> }
  readonly action: RuleAction
}

/** An attribute by keyword or tag, or `any` or `not` with conditions. A text is to be contained, a number equal. */
export interface PixelConditionDocument {
  readonly [attribute: string]:
    | OneOrMore<string | number | Partial<Record<'equals' | 'contains' | 'above' | 'below', string | number>>>
    | OneOrMore<PixelConditionDocument>
}

/** Either `blank` or `withhold`. */
export interface PixelRuleDocument {
  readonly when: PixelConditionDocument
  /** `[x, y, width, height]`, one or more. */
  readonly blank?: readonly number[] | readonly (readonly number[])[]
  readonly withhold?: true
}

export interface ProfileDocument {
  /** A profile of the program, or another object. Default `basic`. */
  readonly extends?: ProfileName | ProfileDocument
  /** What reports call it. */
  readonly name?: string
  readonly with?: OneOrMore<OptionName>
  readonly mode?: Mode
  readonly dates?: {
    readonly shiftDaysRange?: readonly [number, number]
    readonly wholeWeeks?: boolean
    readonly crosswalk?: 'required' | 'preferred'
    /** YYYY-MM-DD: the day to which reference dates move. */
    readonly anchor?: string
    /** YYYY-MM-DD: the reference date of all patients that the crosswalk does not have. */
    readonly reference?: string
  }
  /** The root of new UIDs. Default 2.25. */
  readonly uids?: { readonly root?: string }
  /** Private elements that stay, by creator. */
  readonly private?: Readonly<Record<string, OneOrMore<string>>>
  readonly categories?: Partial<Readonly<Record<Exclude<CategoryName, 'other' | 'private'>, 'keep' | 'remove'>>>
  /** Words that cleaning takes out. */
  readonly words?: OneOrMore<string>
  /** What `sluice risk` counts. */
  readonly risk?: { readonly quasi?: OneOrMore<string>; readonly sensitive?: string; readonly k?: number }
  /** Areas of images that become black. */
  readonly pixels?: { readonly unmatched?: 'withhold' | 'pass'; readonly rules?: readonly PixelRuleDocument[] }
  /** Later ones win. */
  readonly rules?: readonly ProfileRule[]
}
