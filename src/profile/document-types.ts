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

/** What a value is held against, by name: one of these. */
export interface PixelTestDocument {
  readonly equals?: string | number
  readonly contains?: string
  /** `*` is any characters, `?` one. */
  readonly matches?: string
  readonly above?: number
  readonly below?: number
  readonly present?: boolean
}

/** An attribute by keyword or tag, or `any` or `not` with conditions. A text is to be contained, a number equal. */
export interface PixelConditionDocument {
  readonly [attribute: string]: OneOrMore<string | number | PixelTestDocument> | OneOrMore<PixelConditionDocument>
}

/** Areas are `[x, y, width, height]`, one or more. */
export type PixelAreasDocument = readonly number[] | readonly (readonly number[])[]

/** `withhold`, or `pass`, or some of `blank`, `keep` and `detect`. */
export interface PixelRuleDocument {
  readonly when: PixelConditionDocument
  /** What becomes black. */
  readonly blank?: PixelAreasDocument
  /** All but this becomes black. */
  readonly keep?: 'ultrasound-regions' | PixelAreasDocument
  /** Text is looked for. */
  readonly detect?: true
  readonly withhold?: true
  readonly pass?: true
}

/** Areas of images that become black. */
export interface PixelsDocument {
  /** Whether the first rule that fits applies alone. Default: all that fit. */
  readonly match?: 'all' | 'first'
  readonly unmatched?: 'withhold' | 'pass' | 'detect'
  /** Text is looked for in all images. */
  readonly detect?: boolean
  readonly found?: 'blank' | 'withhold'
  /** In which frames text is looked for. Default: all. */
  readonly frames?: 'all' | 'sample'
  /** Words that may stay in an image. */
  readonly allowed?: OneOrMore<string>
  /** The rules of the starter set come after those that are listed. */
  readonly starter?: boolean
  readonly rules?: OneOrMore<PixelRuleDocument>
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
  readonly pixels?: PixelsDocument
  /** Later ones win. */
  readonly rules?: readonly ProfileRule[]
}
