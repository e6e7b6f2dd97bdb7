/** The head of an object as it came, held until the second reader takes it as a file of its own. */

import { limits } from '../limits.ts'
import { copyOf } from './byte-feed.ts'
import { asPart10 } from './second-reader.ts'
import type { WalkedElement } from './walked-element.ts'

const IMPLICIT_LE_UID = '1.2.840.10008.1.2'
const EXPLICIT_LE_UID = '1.2.840.10008.1.2.1'
const EXPLICIT_BE_UID = '1.2.840.10008.1.2.2'

export class HeldHead {
  #parts: Uint8Array[] = []
  #bytes = 0
  #inflated: Uint8Array | undefined
  /** Where the head ends: at Pixel Data, or at what cannot be held. Undefined until that is known, and where it is the object's end. */
  endAt: number | undefined

  /** Holds a copy, as long as the head may still go on and is within its bound. */
  push(chunk: Uint8Array): void {
    if (this.endAt !== undefined || this.#bytes >= limits.verifiedHeadBytes) return
    this.#parts.push(copyOf(chunk))
    this.#bytes += chunk.length
  }

  /** What was pushed is deflated, and this is its data set. */
  inflated(dataSet: Uint8Array): void {
    this.#inflated = dataSet
  }

  /** Whether all of it, up to its end, is held. */
  get isWhole(): boolean {
    return this.#inflated !== undefined || this.#bytes >= (this.endAt ?? 0)
  }

  /** The data set up to the end of the head, as a Part 10 file. `first`: its first element. */
  asFile({ encoding: { explicit, littleEndian }, offsetBytes }: WalkedElement): Uint8Array {
    const bytes = this.#inflated ?? Buffer.concat(this.#parts)
    const transferSyntaxUid = explicit ? (littleEndian ? EXPLICIT_LE_UID : EXPLICIT_BE_UID) : IMPLICIT_LE_UID
    return asPart10(bytes.subarray(this.#inflated === undefined ? offsetBytes : 0, this.endAt), transferSyntaxUid)
  }

  clear(): void {
    this.#parts = []
  }
}
