/** What the file meta information of the output says: docs/engine.md 1. */

import { chooseMediaStorageSopClassUid, type Envelope, writeFileMeta } from '../dicom/file-meta.ts'
import { isUid } from '../dicom/uid.ts'
import { latin1Bytes, trimmedText } from '../dicom/value-text.ts'
import type { Identity } from '../identity/identity.ts'
import type { Facts } from './walk-listener.ts'

/** Undefined where the object came without. `facts`: what the survey found in its data set. `into`: as for writeFileMeta. */
export function outputFileMeta(
  envelope: Envelope,
  facts: Facts,
  transferSyntaxUid: string,
  identity: Identity,
  into: Uint8Array,
): Uint8Array | undefined {
  if (!envelope.metaPresent) return undefined
  const { mediaStorageSopInstanceUid } = envelope
  const instance =
    facts.sopInstanceValue ??
    (mediaStorageSopInstanceUid === undefined ? undefined : latin1Bytes(mediaStorageSopInstanceUid))
  const fileMeta = {
    preamble: envelope.preamble,
    prefix: envelope.prefix,
    mediaStorageSopClassUid: chooseMediaStorageSopClassUid(facts.sopClassUid, envelope),
    mediaStorageSopInstanceUid: instance === undefined ? undefined : instanceUid(instance, facts, identity),
    transferSyntaxUid,
  }
  return writeFileMeta(fileMeta, into)
}

/** One that stays in the data set stays here too; one that is no UID does not stay there either. A text of a rule's own replaces what stands in the data set. */
function instanceUid(value: Uint8Array, facts: Facts, identity: Identity): string {
  const { keepsSopInstanceUid, sopInstanceValue, sopInstanceUidText } = facts
  if (sopInstanceUidText !== undefined && sopInstanceValue !== undefined) return sopInstanceUidText
  if (keepsSopInstanceUid) {
    const text = trimmedText(value)
    if (isUid(text)) return text
  }
  return identity.uidText(value)
}
