/** The texts of a few root attributes, read from the beginning of an object without the rest of it. */

import { listDataSet } from '../dicom/list-data-set.ts'
import { latin1Text, trimText } from '../dicom/value-text.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { openDataSet } from '../streams/open-data-set.ts'

/** Texts by tag, one character for each byte. What is not there is not in it. */
export type RootTexts = ReadonlyMap<number, string>

/** Longer texts are cut: nothing that tells groups of patients apart is that long, and identifiers are at most 64. */
const TEXT_BYTES = 1024

/**
 * The texts of the root attributes in `tags`, the first occurrence of each. Undefined: more of the object is needed. `objectBytes`: the size of
 * all of it, where it is known. Fails with the code of what keeps it from being read.
 */
function readRootTexts(
  bytes: Uint8Array,
  objectBytes: number | undefined,
  tags: ReadonlySet<number>,
  lastTag: number,
): RootTexts | undefined {
  const isWhole = objectBytes !== undefined && bytes.byteLength >= objectBytes
  const opened = openDataSet(bytes, objectBytes)
  if (opened === undefined) return undefined
  const { dataSet, encoding } = opened
  const texts = new Map<number, string>()
  for (const listed of listDataSet(dataSet, encoding)) {
    if (listed.kind === 'finding') {
      if (!isWhole) return undefined
      throw new SluiceError('TRUNCATED', { offsetBytes: listed.offsetBytes })
    }
    if (listed.kind !== 'element' || listed.depth > 0) continue
    const { tag, valueAt, valueBytes } = listed
    if (tag > lastTag) return texts
    if (valueBytes === undefined || !tags.has(tag) || texts.has(tag)) continue
    texts.set(tag, trimText(latin1Text(dataSet, valueAt, valueAt + Math.min(valueBytes, TEXT_BYTES))))
  }
  return isWhole ? texts : undefined
}

/** Takes the chunks of one object until its head is known. */
export class ObjectHead {
  readonly #objectBytes: number | undefined
  readonly #tags: ReadonlySet<number>
  readonly #lastTag: number
  #held = new Uint8Array(0)
  #heldBytes = 0
  #nextTryBytes = FIRST_TRY_BYTES
  #texts: RootTexts | undefined
  #givenUp = false

  /** `objectBytes`: undefined where the size of the object is not announced. */
  constructor(objectBytes: number | undefined, tags: ReadonlySet<number>) {
    this.#objectBytes = objectBytes
    this.#tags = tags
    this.#lastTag = Math.max(...tags)
  }

  /** What was found, once it is known. */
  get texts(): RootTexts | undefined {
    return this.#texts
  }

  /** Whether there is nothing more to be found: what is pushed from then on is not looked at. */
  get isDone(): boolean {
    return this.#givenUp || this.#texts !== undefined
  }

  giveUp(): void {
    this.#givenUp = true
    this.#held = new Uint8Array(0)
  }

  /** Fails with the code of what keeps the object from being read, or WINDOW_EXCEEDED beyond limits.riskHeadBytes. */
  push(chunk: Uint8Array): void {
    if (this.isDone) return
    const totalBytes = this.#heldBytes + chunk.byteLength
    const isWhole = totalBytes === this.#objectBytes
    if (totalBytes < this.#nextTryBytes && !isWhole) {
      this.#hold(chunk)
      return
    }
    if (this.#heldBytes > 0) this.#hold(chunk)
    const bytes = this.#heldBytes > 0 ? this.#held.subarray(0, this.#heldBytes) : chunk
    this.#texts = this.#read(bytes, this.#objectBytes)
    if (this.#texts !== undefined) {
      this.#held = new Uint8Array(0)
      return
    }
    if (totalBytes > limits.riskHeadBytes) throw new SluiceError('WINDOW_EXCEEDED')
    if (this.#heldBytes === 0) this.#hold(chunk)
    this.#nextTryBytes = Math.min(totalBytes * GROWTH, limits.riskHeadBytes + 1)
  }

  /** The object is over. Its texts, however few; fails as `push` does. */
  end(): RootTexts {
    this.#texts ??= this.#read(this.#held.subarray(0, this.#heldBytes), this.#heldBytes)
    if (this.#texts === undefined) throw new SluiceError('TRUNCATED')
    return this.#texts
  }

  #read(bytes: Uint8Array, objectBytes: number | undefined): RootTexts | undefined {
    return readRootTexts(bytes, objectBytes, this.#tags, this.#lastTag)
  }

  #hold(chunk: Uint8Array): void {
    const neededBytes = this.#heldBytes + chunk.byteLength
    if (neededBytes > this.#held.byteLength) {
      const grown = new Uint8Array(Math.max(neededBytes, this.#held.byteLength * 2))
      grown.set(this.#held.subarray(0, this.#heldBytes))
      this.#held = grown
    }
    this.#held.set(chunk, this.#heldBytes)
    this.#heldBytes = neededBytes
  }
}

/** Most heads end before; whatever is longer is read again each time that it has grown so many times. */
const FIRST_TRY_BYTES = 16_384
const GROWTH = 4
