/**
 * Replacements that depend on the original and the key alone: equal originals give equal replacements in every object, run
 * and machine, and nothing has to be remembered. docs/identity.md has the construction, byte by byte.
 *
 * Layering: it does not know where the keyed hash comes from (streams/node-platform.ts), nor what asks for a replacement.
 */

import { hexadecimal } from '../dicom/hexadecimal.ts'
import { isWellKnownUid, uidFromHash } from '../dicom/uid.ts'
import { latin1Bytes, latin1Text, trimmedText, trimText } from '../dicom/value-text.ts'
import { limits } from '../limits.ts'
import type { Crosswalk } from './crosswalk.ts'
import { type OffsetBounds, offsetDaysFromHash } from './date-offset.ts'
import { RecentValues } from './recent-values.ts'
import { createSelectiveCache } from './selective-cache.ts'

/** HMAC-SHA-256 of `message` under a fixed key: 32 bytes. `message` is not kept: its memory is used again. */
export type KeyedHash = (message: Uint8Array) => Uint8Array

/** Keyed replacements. Arrays that it returns are shared by all that ask for the same value: not to be written to. */
export interface Identity {
  /**
   * The replacement of the whole value of a UI element: each part between backslashes for itself. Well-known parts stay,
   * empty ones too, malformed ones are replaced like any other. Of even length, padded with NUL.
   */
  uid(value: Uint8Array): Uint8Array
  /** The same as text, one character for each byte; without padding. */
  uidText(value: Uint8Array): string
  /**
   * The replacement of a Patient ID, or of any identifier: the new ID where the crosswalk has it, else 16 characters. Of even length; nothing for a value of
   * nothing but padding.
   */
  pseudonym(value: Uint8Array): Uint8Array
  /** 32 lower-case hexadecimal digits for any value; nothing for one of nothing but padding. */
  hash(value: Uint8Array): string
  /**
   * By how many days the dates of a patient move: what the crosswalk says, else `fixedDays`, else what the key chooses within the bounds. Undefined for a
   * Patient ID of nothing but padding, where patients differ: whose dates they are is not known then. Fails with OPTION_INVALID where the bounds leave no choice.
   */
  dateOffsetDays(patientId: Uint8Array, dates: OffsetBounds & { readonly fixedDays?: number }): number | undefined
  /** The replacement of one component of an entry's name: 20 lower-case characters; nothing for an empty one. */
  nameComponent(component: Uint8Array): string
  /** 16 hexadecimal digits that tell keys apart and nothing else about them. */
  readonly keyFingerprint: string
  /** The site's own table of patients, if it brought one. */
  readonly crosswalk: Crosswalk | undefined
}

export interface IdentityOptions {
  /** How many replacements are remembered, of UIDs and Patient IDs each. Default limits.cachedIdentities. */
  readonly cachedIdentities?: number
  /** Comes before the key for those patients that it has. */
  readonly crosswalk?: Crosswalk
  /** Of new UIDs. Default 2.25. */
  readonly uidRoot?: string
}

interface CachedUid {
  readonly text: string
  readonly value: Uint8Array
}

const DOMAIN_UID = 'uid'
const DOMAIN_PATIENT_ID = 'patient-id'
const DOMAIN_NAME = 'name'
const DOMAIN_HASH = 'hash'
const DOMAIN_DATE_OFFSET = 'date-offset'
const DOMAIN_KEY_FINGERPRINT = 'key-fingerprint'
const DOMAIN_PREFIX = 'dicom-sluice/1 '

/** Crockford's base 32: no I, L, O, U, so that a pseudonym survives being read aloud. */
const PSEUDONYM_DIGITS = latin1Bytes('0123456789ABCDEFGHJKMNPQRSTVWXYZ')
const NAME_DIGITS = latin1Bytes('0123456789abcdefghjkmnpqrstvwxyz')
const PSEUDONYM_CHARACTERS = 16
const NAME_CHARACTERS = 20
const FINGERPRINT_BYTES = 8
const HASH_BYTES = 16

const BACKSLASH = '\\'
const NUL = 0x00
const SPACE = 0x20
const NOTHING = new Uint8Array(0)
const NO_UID: CachedUid = { text: '', value: NOTHING }
/** A longer original is not remembered, so that the bound of the cache is one of bytes too. */
const MAX_CACHED_BYTES = 1024
const USUAL_ORIGINAL_BYTES = 256

/** The replacements under the key of `keyedHash`. */
export function createIdentity(keyedHash: KeyedHash, options: IdentityOptions = {}): Identity {
  const { crosswalk, uidRoot, cachedIdentities = limits.cachedIdentities } = options
  const uids = createSelectiveCache<CachedUid>(cachedIdentities)
  const pseudonyms = createSelectiveCache<Uint8Array>(cachedIdentities)
  const recentUids = new RecentValues<CachedUid>()
  const recentPseudonyms = new RecentValues<Uint8Array>()
  // Names of files hardly ever come again, and those of folders soon.
  const recentNames = new RecentValues<string>()
  const hashUid = inDomain(keyedHash, DOMAIN_UID)
  const hashPatientId = inDomain(keyedHash, DOMAIN_PATIENT_ID)
  const hashName = bytesInDomain(keyedHash, DOMAIN_NAME)
  const hashValue = inDomain(keyedHash, DOMAIN_HASH)
  const hashDateOffset = inDomain(keyedHash, DOMAIN_DATE_OFFSET)

  /** `part` is trimmed, not empty and has no backslash. */
  function replaceUid(part: string): CachedUid {
    const cached = uids.get(part)
    if (cached !== undefined) return cached
    const text = isWellKnownUid(part) ? part : uidFromHash(hashUid(part), uidRoot)
    const replaced = { text, value: latin1Bytes(text, NUL) }
    if (part.length <= MAX_CACHED_BYTES) uids.set(part, replaced)
    return replaced
  }

  function replaceUids(value: string): CachedUid {
    const replaced: string[] = []
    for (const part of value.split(BACKSLASH)) {
      const trimmed = trimText(part)
      replaced.push(trimmed === '' ? '' : replaceUid(trimmed).text)
    }
    const text = replaced.join(BACKSLASH)
    return { text, value: latin1Bytes(text, NUL) }
  }

  function replaceUidValue(value: Uint8Array): CachedUid {
    const recent = recentUids.find(value)
    if (recent !== undefined) return recent
    const text = trimmedText(value)
    if (text === '') return NO_UID
    const replaced = text.includes(BACKSLASH) ? replaceUids(text) : replaceUid(text)
    recentUids.remember(value, replaced)
    return replaced
  }

  return {
    uid: (value) => replaceUidValue(value).value,
    uidText: (value) => replaceUidValue(value).text,
    pseudonym(value) {
      const recent = recentPseudonyms.find(value)
      if (recent !== undefined) return recent
      const text = trimmedText(value)
      if (text === '') return NOTHING
      const cached = pseudonyms.get(text)
      if (cached !== undefined) {
        recentPseudonyms.remember(value, cached)
        return cached
      }
      const newId = crosswalk?.get(text)?.newId ?? base32(hashPatientId(text), PSEUDONYM_CHARACTERS, PSEUDONYM_DIGITS)
      const pseudonym = latin1Bytes(newId, SPACE)
      if (text.length <= MAX_CACHED_BYTES) pseudonyms.set(text, pseudonym)
      recentPseudonyms.remember(value, pseudonym)
      return pseudonym
    },
    hash(value) {
      const text = trimmedText(value)
      return text === '' ? '' : hexadecimal(hashValue(text).subarray(0, HASH_BYTES))
    },
    dateOffsetDays(patientId, dates) {
      const text = trimmedText(patientId)
      if (text === '') return crosswalk === undefined ? dates.fixedDays : undefined
      return crosswalk?.get(text)?.offsetDays ?? dates.fixedDays ?? offsetDaysFromHash(hashDateOffset(text), dates)
    },
    nameComponent(component) {
      if (component.length === 0) return ''
      const recent = recentNames.find(component)
      if (recent !== undefined) return recent
      const name = base32(hashName(component), NAME_CHARACTERS, NAME_DIGITS)
      recentNames.remember(component, name)
      return name
    },
    crosswalk,
    keyFingerprint: hexadecimal(inDomain(keyedHash, DOMAIN_KEY_FINGERPRINT)('').subarray(0, FINGERPRINT_BYTES)),
  }
}

/** The keyed hash of a domain's name, a NUL, and the original. No domain's name holds a NUL, so no two messages collide. */
function inDomain(keyedHash: KeyedHash, domain: string): (original: string) => Uint8Array {
  const hash = bytesInDomain(keyedHash, domain)
  return (original) => hash(latin1Bytes(original))
}

function bytesInDomain(keyedHash: KeyedHash, domain: string): (original: Uint8Array) => Uint8Array {
  const prefix = latin1Bytes(`${DOMAIN_PREFIX}${domain}\0`)
  // Memory beside the heap takes longer to make and to free than most messages to hash, and so does a view onto it: there is one for each length.
  const usual = new Uint8Array(prefix.length + USUAL_ORIGINAL_BYTES)
  usual.set(prefix)
  const views: Uint8Array[] = []
  return (original) => {
    const { length } = original
    const isUsual = length <= USUAL_ORIGINAL_BYTES
    const message = isUsual ? usual : new Uint8Array(prefix.length + length)
    if (!isUsual) message.set(prefix)
    message.set(original, prefix.length)
    if (!isUsual) return keyedHash(message)
    views[length] ??= usual.subarray(0, prefix.length + length)
    return keyedHash(views[length])
  }
}

const characters = new Uint8Array(Math.max(NAME_CHARACTERS, PSEUDONYM_CHARACTERS))

/** The first `count` times 5 bits of `bytes`, most significant bit first, in these 32 digits. */
function base32(bytes: Uint8Array, count: number, digits: Uint8Array): string {
  let bits = 0
  let pendingBits = 0
  let at = 0
  for (let index = 0; index < count; index++) {
    if (pendingBits < 5) {
      bits = ((bits & 0x1f) << 8) | bytes[at++]!
      pendingBits += 8
    }
    pendingBits -= 5
    characters[index] = digits[(bits >>> pendingBits) & 0x1f]!
  }
  return latin1Text(characters, 0, count)
}
