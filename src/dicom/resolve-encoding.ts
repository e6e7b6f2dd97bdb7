/**
 * How a data set is encoded: what its transfer syntax says, held against what its first bytes look like. docs/engine.md
 * 1.4 to 1.6 are the rules.
 */

import { SluiceError } from '../errors.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../wasm/seam.ts'
import type { Envelope } from './file-meta.ts'
import { type Encoding, guessEncoding, isImplicitElement } from './guess-encoding.ts'
import { findTransferSyntax } from './transfer-syntax.ts'

/** How to read the data set, and the transfer syntax to write into the file meta information of the output. */
export interface DataSetEncoding {
  readonly encoding: Encoding
  /** The data set has to be inflated first; `encoding` is that of what comes out. */
  readonly deflated: boolean
  readonly transferSyntaxUid: string
}

const TAG_TRANSFER_SYNTAX_UID = 0x00020010
const NATIVE_UIDS: Readonly<Record<Encoding, string>> = {
  [ENCODING_IMPLICIT_LE]: '1.2.840.10008.1.2',
  [ENCODING_EXPLICIT_LE]: '1.2.840.10008.1.2.1',
  [ENCODING_EXPLICIT_BE]: '1.2.840.10008.1.2.2',
}

/**
 * The encoding of the data set that follows `envelope`. `dataSetHead` holds its first GUESS_BYTES bytes, or all there
 * are; `dataSetBytes` is its size where the size of the object is announced. Of a deflated one neither is looked at:
 * {@link confirmInflatedEncoding} comes after inflating.
 *
 * Fails with TRANSFER_SYNTAX_UNKNOWN, TRANSFER_SYNTAX_MISMATCH, and where no transfer syntax is declared with
 * ENCODING_AMBIGUOUS, or NOT_DICOM for a data set alone.
 */
export function resolveEncoding(envelope: Envelope, dataSetHead: Uint8Array, dataSetBytes?: number): DataSetEncoding {
  const declaredUid = envelope.transferSyntaxUid
  const place = { offsetBytes: envelope.dataSetAt }
  if (declaredUid === undefined) {
    const guessed = guessEncoding(dataSetHead, 0, dataSetBytes) ?? guessDefault(envelope, dataSetHead, dataSetBytes)
    if (guessed === undefined) throw new SluiceError(envelope.metaPresent ? 'ENCODING_AMBIGUOUS' : 'NOT_DICOM', place)
    return { encoding: guessed, deflated: false, transferSyntaxUid: NATIVE_UIDS[guessed] }
  }
  const declaredPlace = { ...place, tag: TAG_TRANSFER_SYNTAX_UID }
  const declared = findTransferSyntax(declaredUid)
  if (declared === undefined) throw new SluiceError('TRANSFER_SYNTAX_UNKNOWN', declaredPlace)
  if (declared.deflated) return { encoding: declared.encoding, deflated: true, transferSyntaxUid: declaredUid }
  const guessed = guessEncoding(dataSetHead, 0, dataSetBytes)
  if (guessed === undefined || guessed === declared.encoding) {
    return { encoding: declared.encoding, deflated: false, transferSyntaxUid: declaredUid }
  }
  // Native data sets under the wrong native name are seen in the wild; a compressed one under a wrong name could be anything.
  if (declaredUid !== NATIVE_UIDS[declared.encoding]) throw new SluiceError('TRANSFER_SYNTAX_MISMATCH', declaredPlace)
  return { encoding: guessed, deflated: false, transferSyntaxUid: NATIVE_UIDS[guessed] }
}

/**
 * File meta information that names no transfer syntax leaves the default one of PS3.5 10.1, wherever the data set begins, as
 * long as its first element can be read so and can't be explicit.
 */
function guessDefault(
  envelope: Envelope,
  dataSetHead: Uint8Array,
  dataSetBytes: number | undefined,
): Encoding | undefined {
  return envelope.metaPresent && isImplicitElement(dataSetHead, 0, dataSetBytes) ? ENCODING_IMPLICIT_LE : undefined
}

/**
 * Holds an inflated data set against explicit VR little endian, which every deflated transfer syntax has inside.
 * Fails with TRANSFER_SYNTAX_MISMATCH.
 */
export function confirmInflatedEncoding(dataSet: Uint8Array): void {
  const guessed = guessEncoding(dataSet, 0, dataSet.length)
  if (guessed !== undefined && guessed !== ENCODING_EXPLICIT_LE) throw new SluiceError('TRANSFER_SYNTAX_MISMATCH')
}
