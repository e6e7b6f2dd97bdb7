/** Holds one attribute after the other against what the plan would have left of it. */

import { findAttribute } from '../dicom/dictionary.ts'
import { isGroupLength, isPrivateTag } from '../dicom/tag.ts'
import { isWellKnownUid } from '../dicom/uid.ts'
import { trimText } from '../dicom/value-text.ts'
import { isVrName, vrIndexOf } from '../dicom/vr.ts'
import type { ObjectKind, Plan } from '../profile/plan.ts'
import { profileRows } from '../profile/table.ts'
import {
  ACTION_CLEAN,
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  ACTION_REPLACE,
  ACTION_SHIFT,
  ACTION_UID,
} from '../wasm/seam.ts'
import { decodeText } from './decode-text.ts'
import { type Expectation, Expectations, type Placed } from './expectation.ts'
import type { Kind } from './findings.ts'
import { TRAILING_PADDING } from './inspected-attributes.ts'
import { isDummyText, isRealDate, shapesOf } from './text-shapes.ts'
import type { WalkedElement } from './walked-element.ts'

/** An element as either reader gives it. */
export interface JudgedElement extends Placed {
  readonly vr: string
  readonly form: WalkedElement['form']
  readonly value: Uint8Array
  /** The value as text, for the VRs that are text; without padding. */
  readonly text: string | undefined
}

const TEXT_VRS: ReadonlySet<string> = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '))
/** In these anything may be written. */
const FREE_TEXT_VRS: ReadonlySet<string> = new Set('LO LT PN SH ST UC UR UT'.split(' '))
const ATTESTED: ReadonlySet<number> = new Set([0x00120062, 0x00120063, 0x00120064, 0x00280303])
/** Characters that values of these VRs cannot have (PS3.5 6.2). */
const NOT_OF_TIME = /[^0-9.:+\-\\ DWMY]/
const NOT_OF_NUMBER = /[^0-9.+\-eE\\ ]/
const IMPLAUSIBLE: Readonly<Record<string, RegExp>> = {
  AS: NOT_OF_TIME,
  DA: NOT_OF_TIME,
  DS: NOT_OF_NUMBER,
  DT: NOT_OF_TIME,
  IS: NOT_OF_NUMBER,
  TM: NOT_OF_TIME,
  UI: /[^0-9.\\ \0]/,
}
/** What a value of these VRs looks like (PS3.5 6.2); what does not cannot stay, whatever the profile says. */
const WELL_FORMED: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  DA: /^\d{8}$/,
  DS: /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/,
  DT: /^\d{4,14}(?:\.\d{1,6})?(?:[-+]\d{4})?$/,
  IS: /^[-+]?\d{1,12}$/,
  TM: /^\d{2,6}(?:\.\d{1,6})?$/,
  UI: /^(?=.{3,64}$)(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/,
}
/** In a text; line ends, pages and tabulators aside. */
const CONTROLS = /[^\P{Cc}\t\n\f\r]/u
/** Of Crockford's base 32, as pseudonyms of this program are. */
const PSEUDONYM = /^[0-9A-HJKMNP-TV-Z]{16}$/
const HASH = /^[0-9A-Fa-f]{16}(?:[0-9A-Fa-f]{16})?$/
const MAX_AGE_YEARS = 90
/** A year, the first of its January, and nothing of a time. */
const YEAR_ALONE = /^\d{4}(?:\.?01(?:\.?01)?)?0*(?:\.0*)?(?:[-+]\d{4})?$/

/** An element of the walk, with its text. */
export function judgedOf(element: WalkedElement): JudgedElement {
  const isText =
    element.form === 'value' && (TEXT_VRS.has(element.vr) || (element.vr === 'UN' && isPrintable(element.value)))
  return { ...element, text: isText ? trimText(decodeText(element.value, element.charset)) : undefined }
}

export interface JudgeOptions {
  /** Beginnings of UIDs that are those of replaced ones. */
  readonly uidRoots: readonly string[]
  /**
   * Whether the value is another than that of the input: then whatever stands for it is taken for a dummy. Undefined where there is no
   * input, or nothing of it in this place.
   */
  readonly isChanged?: (element: JudgedElement) => boolean | undefined
}

/** Whether each value is one of its VR. */
export function isWellFormed({ vr, text }: JudgedElement): boolean {
  if (text === undefined) return true
  const form = WELL_FORMED[vr]
  if (form === undefined) return !CONTROLS.test(text)
  return text.split('\\').every((part) => trimText(part) === '' || form.test(trimText(part)))
}

/** Padding, and what an object says of its own de-identification, are looked at elsewhere. */
export function isOutside(plan: Plan, { tag, steps }: Placed): boolean {
  if (steps.length > 0) return false
  const isInserted = plan.inserts.some((insert) => insert.tag === tag)
  return isInserted || (ATTESTED.has(tag) && plan.inserts.length > 0) || tag === TRAILING_PADDING
}

/** Whether a value that is no text is zeros, or a dummy of the plan in either byte order. */
export function isDummyBytes(plan: Plan, value: Uint8Array): boolean {
  if (value.every((byte) => byte === 0)) return true
  return plan.dummies.some(({ bytes, bigEndianBytes }) => {
    return Buffer.compare(bytes, value) === 0 || Buffer.compare(bigEndianBytes, value) === 0
  })
}

/** One reading of one object. */
export class AttributeJudge {
  readonly #plan: Plan
  readonly #expectations: Expectations
  readonly #options: JudgeOptions
  readonly #dummies: ReadonlySet<string>

  constructor(plan: Plan, kind: ObjectKind, options: JudgeOptions) {
    this.#plan = plan
    this.#expectations = new Expectations(plan, kind)
    this.#options = options
    this.#dummies = new Set(plan.dummies.map(({ bytes }) => trimText(Buffer.from(bytes).toString('latin1'))))
  }

  /** What the plan says of the element, and what is wrong with it, if anything. Elements have to come in the order in which they stand. */
  judge(element: JudgedElement): { readonly expectation: Expectation; readonly kinds: readonly Kind[] } {
    const expectation = this.#expectations.of(element, element.form === 'sequence')
    return { expectation, kinds: isOutside(this.#plan, element) ? [] : this.#kindsOf(element, expectation) }
  }

  #kindsOf(element: JudgedElement, { action, transform, slot }: Expectation): readonly Kind[] {
    const { tag, form, text, value } = element
    // Whether a sequence has anything in it shows only afterwards.
    if (form === 'sequence') return []
    if (isGroupLength(tag) && value.length === 4) return []
    if (form === 'value' && value.length === 0) return []
    if (isPrivateTag(tag) && slot === undefined)
      return this.#isCreator(tag) ? this.#creatorKinds(element) : ['private-left']
    if (text !== undefined && text === '') return []
    switch (action) {
      case ACTION_KEEP:
        // What stands in the table stays only where an option says so.
        return listedTags().has(tag) ? [] : this.#keptKinds(element)
      case ACTION_CLEAN:
        return this.#keptKinds(element)
      case ACTION_REMOVE:
      case ACTION_EMPTY:
      case ACTION_DUMMY:
        if (this.#isDummy(element)) return []
        if (!this.#wasChanged(element)) return [this.#leftKind(element, action)]
        return action === ACTION_REMOVE ? ['dummy-unknown'] : []
      case ACTION_UID:
        return this.#isReplacedUid(text ?? '') || this.#wasChanged(element) || this.#isDummy(element)
          ? []
          : ['uid-left']
      case ACTION_PSEUDONYM:
        return this.#isPseudonym(text ?? '') || this.#wasChanged(element) ? [] : ['pseudonym-unknown']
      case ACTION_SHIFT:
        return this.#shiftedKinds(element, transform)
      case ACTION_REPLACE:
        return this.#replacedKinds(element, transform)
      default:
        return []
    }
  }

  #isCreator(tag: number): boolean {
    return (tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff
  }

  #creatorKinds({ text }: JudgedElement): readonly Kind[] {
    return this.#plan.privateSlots.has(text ?? '') ? [] : ['private-left']
  }

  #wasChanged(element: JudgedElement): boolean {
    return this.#options.isChanged?.(element) === true
  }

  #isDummy({ text, value, tag, vr }: JudgedElement): boolean {
    if (text === undefined) return isDummyBytes(this.#plan, value)
    if (this.#dummies.has(text) || isDummyText(text)) return true
    const registered = findAttribute(tag)?.vrs[0] ?? vr
    const dummy = isVrName(registered) ? this.#plan.dummies[vrIndexOf(registered)] : undefined
    return (
      dummy !== undefined &&
      text.split('\\').every((part) => trimText(part) === trimText(Buffer.from(dummy.bytes).toString('latin1')))
    )
  }

  #leftKind({ vr, text, form }: JudgedElement, action: number): Kind {
    if (vr === 'DA' || vr === 'DT') return isRealDate(text ?? '') ? 'date-left' : 'dummy-unknown'
    if (vr === 'UI' && this.#isReplacedUid(text ?? '')) return 'dummy-unknown'
    if (vr === 'UI') return 'uid-left'
    const isCertain = action !== ACTION_DUMMY || (text !== undefined && FREE_TEXT_VRS.has(vr))
    return isCertain || form === 'bulk' ? 'attribute-left' : 'dummy-unknown'
  }

  #isReplacedUid(text: string): boolean {
    return text.split('\\').every((part) => {
      const uid = trimText(part)
      return uid === '' || isWellKnownUid(uid) || this.#options.uidRoots.some((start) => uid.startsWith(start))
    })
  }

  #isPseudonym(text: string): boolean {
    return text
      .split('\\')
      .every((part) => PSEUDONYM.test(trimText(part)) || isDummyText(part) || this.#dummies.has(trimText(part)))
  }

  #keptKinds({ vr, text, tag }: JudgedElement): readonly Kind[] {
    if (text === undefined) return []
    if (IMPLAUSIBLE[vr]?.test(text) ?? CONTROLS.test(text)) return ['value-implausible']
    if (!FREE_TEXT_VRS.has(vr)) return []
    if (vr === 'PN') return this.#dummies.has(text) || isDummyText(text) ? [] : ['text-name']
    // Numbers of versions, models and codes look like anything.
    const shapes = shapesOf(text)
    return MADE_OF_NUMBERS.has(tag) ? shapes.filter((shape) => OF_PEOPLE.has(shape)) : shapes
  }

  #shiftedKinds(element: JudgedElement, transform: Expectation['transform']): readonly Kind[] {
    const text = element.text ?? ''
    const parts = text.split('\\').map(trimText)
    if (this.#isDummy(element)) return []
    switch (transform?.kind) {
      case 'year-only':
        return parts.every((part) => !isRealDate(part) || YEAR_ALONE.test(part)) ? [] : ['date-left']
      case 'cap-age':
        return parts.every((part) => part === '' || Number.parseInt(part, 10) <= MAX_AGE_YEARS || !part.endsWith('Y'))
          ? []
          : ['attribute-left']
      default:
        return []
    }
  }

  #replacedKinds(element: JudgedElement, transform: Expectation['transform']): readonly Kind[] {
    const text = element.text ?? ''
    const parts = text.split('\\').map(trimText)
    if (this.#isDummy(element) || this.#wasChanged(element) || this.#isReplacedUid(text)) return []
    if (transform?.kind === 'replace-text') return text === trimText(transform.text) ? [] : ['dummy-unknown']
    if (transform?.kind === 'hash') return parts.every((part) => HASH.test(part)) ? [] : ['pseudonym-unknown']
    return this.#isPseudonym(text) ? [] : ['pseudonym-unknown']
  }
}

let listed: ReadonlySet<number> | undefined

/** Tags of Table E.1-1. */
function listedTags(): ReadonlySet<number> {
  listed ??= new Set(profileRows().flatMap(({ tag }) => (tag === undefined ? [] : [tag])))
  return listed
}

const OF_PEOPLE: ReadonlySet<Kind> = new Set(['text-name', 'text-email'])
/** Software Versions, manufacturers, their models, and codes: full of digits, and of addresses of software. */
const MADE_OF_NUMBERS: ReadonlySet<number> = new Set([
  0x00080100, 0x00080102, 0x00080103, 0x00080104, 0x0008010c, 0x00081090, 0x00181020, 0x00080070, 0x00181019,
])

function isPrintable(value: Uint8Array): boolean {
  return value.every(
    (byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0 || byte === 0x1b,
  )
}

/** Whether a sequence goes with all that is in it. */
export function isSequenceGone({ action }: Expectation): boolean {
  return action !== ACTION_KEEP && action !== ACTION_DUMMY && action !== ACTION_UID
}
