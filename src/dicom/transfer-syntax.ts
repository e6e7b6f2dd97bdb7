/** The registry of transfer syntaxes, PS3.6 Table A-1: which encoding a UID stands for. There is none outside of it. */

import type { Encoding } from './guess-encoding.ts'
import { TRANSFER_SYNTAXES } from './transfer-syntaxes.gen.ts'

export interface TransferSyntax {
  readonly uid: string
  /** The standard's keyword. */
  readonly keyword: string
  /** That of the data set, once inflated where it is deflated. */
  readonly encoding: Encoding
  /** Pixel Data is in fragments. */
  readonly encapsulated: boolean
  /** All of the data set is one raw deflate stream, PS3.5 annex A.5. */
  readonly deflated: boolean
}

const BY_UID: ReadonlyMap<string, TransferSyntax> = new Map(
  TRANSFER_SYNTAXES.map((transferSyntax) => [transferSyntax.uid, transferSyntax]),
)

/** The transfer syntax of a trimmed UID; undefined where it is private, malformed or no binary encoding. */
export function findTransferSyntax(uid: string): TransferSyntax | undefined {
  return BY_UID.get(uid)
}
