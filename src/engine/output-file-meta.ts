/** What the file meta information of the output says: docs/engine.md 1. */

import { chooseMediaStorageSopClassUid, type Envelope, writeFileMeta } from '../dicom/file-meta.ts'
import { isUid } from '../dicom/uid.ts'
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
  const sopInstanceUid = facts.sopInstanceUid ?? envelope.mediaStorageSopInstanceUid
  // One that is no UID does not stay in the data set either.
  const staysAsItIs = facts.keepsSopInstanceUid && sopInstanceUid !== undefined && isUid(sopInstanceUid)
  const replacedUid = () => (sopInstanceUid === undefined ? undefined : identity.uidText(sopInstanceUid))
  const fileMeta = {
    preamble: envelope.preamble,
    prefix: envelope.prefix,
    mediaStorageSopClassUid: chooseMediaStorageSopClassUid(facts.sopClassUid, envelope),
    mediaStorageSopInstanceUid: staysAsItIs ? sopInstanceUid : replacedUid(),
    transferSyntaxUid,
  }
  return writeFileMeta(fileMeta, into)
}
