/** What may stand before the data set, and whether it says the same. PS3.10 7.1. */

import { isGroupLength } from '../dicom/tag.ts'
import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import { isWellKnownUid } from '../dicom/uid.ts'
import { latin1Text } from '../dicom/value-text.ts'
import { formatTag } from '../errors.ts'
import type { Kind } from './findings.ts'
import type { Find } from './object-findings.ts'

const MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002
const MEDIA_STORAGE_SOP_INSTANCE_UID = 0x00020003
const TRANSFER_SYNTAX_UID = 0x00020010
/** Group 0002 as it is left: version, UIDs of class, instance, transfer syntax and implementation, and the version of that. */
const KEPT_META: ReadonlySet<number> = new Set([
  0x00020000,
  0x00020001,
  MEDIA_STORAGE_SOP_CLASS_UID,
  MEDIA_STORAGE_SOP_INSTANCE_UID,
  TRANSFER_SYNTAX_UID,
  0x00020012,
  0x00020013,
])

export function judgePreamble(preamble: Uint8Array, find: Find): void {
  const at = preamble.findIndex((byte) => byte !== 0)
  if (at >= 0) find('meta-left', undefined, at, latin1Text(preamble))
}

/**
 * Judges group 0002, as trimmed text by tag. `own`: what the data set says. `uidRoots`: how the UID of the instance must begin; undefined where any
 * may stand.
 */
export function judgeMeta(
  meta: ReadonlyMap<number, string>,
  own: { readonly sopClassUid: string | undefined; readonly sopInstanceUid: string | undefined },
  uidRoots: readonly string[] | undefined,
  find: Find,
): void {
  for (const [tag, text] of meta) {
    if (!KEPT_META.has(tag) && !isGroupLength(tag) && text !== '') find('meta-left', formatTag(tag), undefined, text)
  }
  const compare = (tag: number, ownUid: string | undefined, kind: Kind) => {
    const stated = meta.get(tag)
    if (stated !== undefined && ownUid && stated !== ownUid) find(kind, formatTag(tag), undefined, stated)
  }
  compare(MEDIA_STORAGE_SOP_INSTANCE_UID, own.sopInstanceUid, 'meta-uid-differs')
  compare(MEDIA_STORAGE_SOP_CLASS_UID, own.sopClassUid, 'meta-differs')
  const transferSyntaxUid = meta.get(TRANSFER_SYNTAX_UID)
  if (transferSyntaxUid !== undefined && findTransferSyntax(transferSyntaxUid) === undefined) {
    find('meta-differs', formatTag(TRANSFER_SYNTAX_UID))
  }
  const instance = meta.get(MEDIA_STORAGE_SOP_INSTANCE_UID)
  const isLeft =
    instance && !isWellKnownUid(instance) && uidRoots?.some((start) => instance.startsWith(start)) === false
  if (isLeft) find('uid-left', formatTag(MEDIA_STORAGE_SOP_INSTANCE_UID), undefined, instance)
}
