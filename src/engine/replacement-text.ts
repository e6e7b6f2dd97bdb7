/** Values that do not come from the input: a profile's text, a pseudonym, a hash, as a value of the VR can hold them. */

import { latin1Bytes, trimmedText } from '../dicom/value-text.ts'
import type { Vr } from '../dicom/vr.ts'
import { changeComponents } from '../identity/components.ts'
import type { Identity } from '../identity/identity.ts'

const NUL = 0x00
const SPACE = 0x20
const NOTHING = new Uint8Array(0)
const NOT_ASCII = /[^\u0020-\u007e\t\n\f\r]/
const UTF_8 = 'ISO_IR 192'
/** Stands for a text that the character set of the object has no room for. */
const SUBSTITUTE = 'ANONYMIZED'

/** VRs that hold text of any kind. What is of no known VR is taken for text too. */
const TEXT_VRS: ReadonlySet<Vr> = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UN UR UT'.split(' ') as Vr[])
/** Characters of an identifier that fit, for the VRs that can hold one. */
const IDENTIFIER_CHARACTERS: ReadonlyMap<Vr, number> = new Map<Vr, number>([
  ['AE', 16],
  ['CS', 16],
  ['SH', 16],
  ['LO', 64],
  ['LT', 64],
  ['PN', 64],
  ['ST', 64],
  ['UC', 64],
  ['UN', 64],
  ['UR', 64],
  ['UT', 64],
])
/** VRs in which a backslash is a character like any other. */
const SINGLE_VALUED_VRS: ReadonlySet<Vr> = new Set(['LT', 'ST', 'UR', 'UT'])

/** `text` as a value of even length: as it is in ASCII, else in UTF-8 where `charset` says so, else ANONYMIZED. Nothing where the VR holds no text. */
export function encodeText(text: string, vr: Vr | undefined, charset: Uint8Array | undefined): Uint8Array {
  if (vr !== undefined && !TEXT_VRS.has(vr)) return NOTHING
  if (!NOT_ASCII.test(text)) return latin1Bytes(text, vr === 'UI' ? NUL : SPACE)
  if (charset === undefined || trimmedText(charset) !== UTF_8) return latin1Bytes(SUBSTITUTE)
  const bytes = new TextEncoder().encode(text)
  if (bytes.length % 2 === 0) return bytes
  const padded = new Uint8Array(bytes.length + 1).fill(SPACE)
  padded.set(bytes)
  return padded
}

/** Each value's pseudonym. A UID's is a UID; nothing where the VR can hold neither. */
export function pseudonymize(value: Uint8Array, vr: Vr | undefined, identity: Identity): Uint8Array {
  if (vr === 'UI') return identity.uid(value)
  const characters = charactersOf(vr)
  return changeIdentifiers(value, vr, (part) => {
    const pseudonym = trimmedText(identity.pseudonym(part))
    return pseudonym.length <= characters ? pseudonym : ''
  })
}

/** Each value's hash, 16 digits of it in the VRs that have no room for 32, in capitals for CS. Otherwise as {@link pseudonymize}. */
export function hashValues(value: Uint8Array, vr: Vr | undefined, identity: Identity): Uint8Array {
  if (vr === 'UI') return identity.uid(value)
  const characters = charactersOf(vr)
  return changeIdentifiers(value, vr, (part) => {
    const hash = identity.hash(part).slice(0, characters)
    return vr === 'CS' ? hash.toUpperCase() : hash
  })
}

function charactersOf(vr: Vr | undefined): number {
  return vr === undefined ? 64 : (IDENTIFIER_CHARACTERS.get(vr) ?? 0)
}

function changeIdentifiers(value: Uint8Array, vr: Vr | undefined, change: (part: Uint8Array) => string): Uint8Array {
  if (charactersOf(vr) === 0) return NOTHING
  if (vr !== undefined && SINGLE_VALUED_VRS.has(vr)) return latin1Bytes(change(value), SPACE)
  return changeComponents(value, (component) => change(latin1Bytes(component)))
}
