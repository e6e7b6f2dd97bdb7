/**
 * Carries out the transforms that a plan names (profile/transforms.ts): one object after the other, value by value. What cannot be done safely gives no bytes.
 */

import { createTextCleaner } from '../cleaning/text-cleaner.ts'
import { trimmedText } from '../dicom/value-text.ts'
import { type Vr, vrIndexOf } from '../dicom/vr.ts'
import { SluiceError } from '../errors.ts'
import { capAges } from '../identity/ages.ts'
import { countOffsets } from '../identity/date-offset.ts'
import { type DateForm, reduceToYears, shiftDates } from '../identity/dates.ts'
import type { Identity } from '../identity/identity.ts'
import { keepTimesOfDay } from '../identity/times.ts'
import { DUMMIES } from '../profile/dummies.ts'
import type { TransformSettings } from '../profile/request.ts'
import type { Transform } from '../profile/transforms.ts'
import { encodeText, hashValues, pseudonymize } from './replacement-text.ts'
import { vrOfValue } from './value-vr.ts'

/** What the survey found of an object. Views: valid only while `begin` runs. */
export interface ObjectFacts {
  readonly patientId: Uint8Array | undefined
  /** Values of the attributes that cleaning looks for. */
  readonly facts: Iterable<{ readonly tag: number; readonly value: Uint8Array }>
  /** Whether these are all that the head of the object has. Otherwise what is in doubt goes. */
  readonly complete: boolean
}

/** A value to be transformed. Views: valid only while `apply` runs. */
export interface TransformedValue {
  readonly tag: number
  /** Explicit VR as an index into VR_NAMES, 0 where there is none. */
  readonly vrIndex: number
  /** Specific Character Set in force; undefined where it cannot be known. */
  readonly charset: Uint8Array | undefined
  readonly value: Uint8Array
}

export interface Transforms {
  /** Starts an object. Fails with PATIENT_UNKNOWN where a crosswalk is required that does not have its patient. */
  begin(facts: ObjectFacts): void
  /** The new value, padded to even length; no bytes where nothing can safely stay. */
  apply(transform: number, value: TransformedValue): Uint8Array
}

const NOTHING = new Uint8Array(0)
/** VRs of free text of one or several lines, in which a backslash is a character like any other. */
const MULTILINE_VRS: ReadonlySet<Vr> = new Set(['LT', 'ST', 'UR', 'UT'])
/** VRs of text in parts between backslashes. */
const SINGLE_LINE_VRS: ReadonlySet<Vr> = new Set(['AE', 'CS', 'LO', 'PN', 'SH', 'UC', 'UN'])

/** Carries out `transforms`, by their index. Fails with OPTION_INVALID where the settings ask for what there is not: a crosswalk, or an offset to choose. */
export function createTransforms(
  transforms: readonly Transform[],
  settings: TransformSettings,
  identity: Identity,
): Transforms {
  const { dates } = settings
  const { crosswalk } = identity
  if (dates.crosswalk !== 'none' && crosswalk === undefined) {
    throw new SluiceError('OPTION_INVALID', {}, 'the profile asks for a crosswalk, and none was given')
  }
  const shiftsDates = transforms.some(({ kind }) => kind === 'shift-date')
  if (shiftsDates) countOffsets(dates)
  const cleaner = transforms.some(({ kind }) => kind === 'clean-text')
    ? createTextCleaner({ words: settings.words })
    : undefined
  let offsetDays: number | undefined

  function transform(given: Transform | undefined, { tag, vrIndex, charset, value }: TransformedValue): Uint8Array {
    const vr = vrOfValue(tag, vrIndex)
    switch (given?.kind) {
      case 'shift-date':
        return offsetDays === undefined ? NOTHING : shiftDates(value, formOf(vr), offsetDays)
      case 'time-of-day':
        return keepTimesOfDay(value)
      case 'year-only':
        return reduceToYears(value, formOf(vr))
      case 'cap-age':
        return capAges(value)
      case 'clean-text':
        return isText(vr) ? cleaner!.clean(value, charset, vr === undefined || SINGLE_LINE_VRS.has(vr)) : NOTHING
      case 'replace-text':
        return encodeText(given.text, vr, charset)
      case 'pseudonym':
        return pseudonymize(value, vr, identity)
      case 'hash':
        return hashValues(value, vr, identity)
      default:
        return NOTHING
    }
  }

  return {
    begin({ patientId = NOTHING, facts, complete }) {
      if (dates.crosswalk === 'required' && !crosswalk!.has(trimmedText(patientId))) {
        throw new SluiceError('PATIENT_UNKNOWN')
      }
      offsetDays = shiftsDates ? identity.dateOffsetDays(patientId, dates) : undefined
      cleaner?.begin(facts, complete)
    },
    apply(index, value) {
      const given = transforms[index]
      const result = transform(given, value)
      const isGone = given !== undefined && 'otherwise' in given && hasNothing(result) && !hasNothing(value.value)
      return isGone ? dummyOf(vrOfValue(value.tag, value.vrIndex)) : result
    },
  }
}

/** Spaces, NULs and backslashes alone. */
function hasNothing(value: Uint8Array): boolean {
  return value.every((byte) => byte === 0x20 || byte === 0x5c || byte === 0)
}

/** As code D has it, for any attribute of the VR. */
function dummyOf(vr: Vr | undefined): Uint8Array {
  return vr === undefined ? NOTHING : DUMMIES[vrIndexOf(vr)]!.bytes
}

/** What is of no known VR is taken for text of one line, which is looked at more strictly. */
function isText(vr: Vr | undefined): boolean {
  return vr === undefined || SINGLE_LINE_VRS.has(vr) || MULTILINE_VRS.has(vr)
}

function formOf(vr: Vr | undefined): DateForm {
  return vr === 'DA' || vr === 'DT' ? vr : 'either'
}
