/** The data set of an object that is held in memory, whole or as far as it was read: for those who only look. */

import { constants, inflateRawSync } from 'node:zlib'
import { parseFileMeta } from '../dicom/file-meta.ts'
import { type Encoding, GUESS_BYTES } from '../dicom/guess-encoding.ts'
import { resolveEncoding } from '../dicom/resolve-encoding.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'

export interface OpenedDataSet {
  /** Inflated, where it is deflated. Cut short where the object is. */
  readonly dataSet: Uint8Array
  readonly encoding: Encoding
  readonly transferSyntaxUid: string
}

/**
 * Opens an object. `objectBytes`: its size, where it is known; `bytes` may be only its beginning, and then the answer is undefined as long as it is not
 * enough to know where the data set begins. Fails with INPUT_EMPTY, TRUNCATED, DEFLATE_INVALID, DEFLATE_TOO_LARGE and as the envelope does.
 */
export function openDataSet(bytes: Uint8Array, objectBytes: number | undefined): OpenedDataSet | undefined {
  if (objectBytes === 0) throw new SluiceError('INPUT_EMPTY')
  const isWhole = objectBytes !== undefined && bytes.byteLength >= objectBytes
  const envelope = parseFileMeta(bytes, isWhole)
  if (envelope.kind === 'need-more') {
    if (isWhole) throw new SluiceError('TRUNCATED')
    return undefined
  }
  const rest = bytes.subarray(envelope.dataSetAt)
  const dataSetBytes = objectBytes === undefined ? undefined : objectBytes - envelope.dataSetAt
  if (!isWhole && rest.byteLength < GUESS_BYTES) return undefined
  const { encoding, deflated, transferSyntaxUid } = resolveEncoding(envelope, rest, dataSetBytes)
  return { dataSet: deflated ? inflate(rest, isWhole) : rest, encoding, transferSyntaxUid }
}

function inflate(bytes: Uint8Array, isWhole: boolean): Uint8Array {
  const finishFlush = isWhole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH
  try {
    return inflateRawSync(bytes, { maxOutputLength: limits.inflatedBytes, finishFlush })
  } catch (fault) {
    throw new SluiceError(fault instanceof RangeError ? 'DEFLATE_TOO_LARGE' : 'DEFLATE_INVALID')
  }
}
