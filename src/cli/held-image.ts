/** An object that is held whole, opened for looking at its frames. */

import { pixelNotes } from '../engine/pixel-verdict.ts'
import { limits } from '../limits.ts'
import type { PixelRequest } from '../profile/pixel-request.ts'
import { noteBounds } from '../staging/data-set-head.ts'
import { type ImageHead, isImageHead, ObjectHeadReader } from '../staging/object-head.ts'
import type { Spool } from '../staging/spool.ts'
import { nodeDeflateCodec } from '../streams/node-platform.ts'

export interface HeldImage {
  readonly head: ImageHead
  /** That of the object, or another one with its data set inflated. */
  readonly spool: Spool
}

/** Undefined where `spool` has no DICOM object with pixel data, or its head cannot be read. Fails with DEFLATE_INVALID and DEFLATE_TOO_LARGE. */
export function openHeldImage(spool: Spool, request: PixelRequest, openSpool: () => Spool): HeldImage | undefined {
  const { sizeBytes } = spool
  const reader = new ObjectHeadReader(noteBounds(pixelNotes(request)), sizeBytes)
  const bytes = Uint8Array.from(spool.read(0, Math.min(sizeBytes, limits.stagedHeadBytes)))
  const head = reader.read(bytes, bytes.length === sizeBytes)
  if (typeof head === 'string') return undefined
  if (!('kind' in head)) return isImageHead(head) ? { head, spool } : undefined
  const deflated = spool.read(head.dataSetAt, sizeBytes - head.dataSetAt)
  const dataSet = nodeDeflateCodec.inflateRaw(deflated, limits.inflatedBytes).bytes
  const inflatedHead = head.readInflated(dataSet)
  if (inflatedHead === 'unreadable' || !isImageHead(inflatedHead)) return undefined
  const inflated = openSpool()
  inflated.append(bytes.subarray(0, head.dataSetAt))
  inflated.append(dataSet)
  return { head: inflatedHead, spool: inflated }
}
