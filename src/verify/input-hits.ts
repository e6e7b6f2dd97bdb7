/** Values of the input that come by in the output, in the order of their ends, until it is known where they stand. */

import { copyOf } from './byte-feed.ts'
import { ByteSearch, type Hit, Needles } from './byte-search.ts'
import { encodingsOf, hasIdeographs, type Spelling } from './spellings.ts'
import type { WalkedElement } from './walked-element.ts'

/** A longer one stands for itself wherever it is, unless it is a number. */
const SURE_BYTES = 8
/** A shorter word that also stands in an attribute that stays says nothing. */
const TELLING_CHARACTERS = 6
const TELLING_DIGITS = 4
const TELLING_PHRASE_CHARACTERS = 12
/** Hits that wait for the attribute that they are in, short ones and others. Beyond, they are not looked at, and `isFull` says so. */
const MAX_WAITING_HITS = 10_000
const WORD = /[0-9A-Za-z.]/

export class InputHits {
  #needles = new Needles([])
  #search: ByteSearch | undefined
  /** By needle, as the lengths are. */
  #spellings: Spelling[] = []
  #lengths: number[] = []
  /** Bytes that came before it was known what to look for. */
  #early: Uint8Array[] = []
  #isInflated = false
  #waiting: Hit[] = []
  #waitingShort = 0
  #isFull = false

  /** Whether offsets are those of the inflated data set. */
  get isInflated(): boolean {
    return this.#isInflated
  }

  push(chunk: Uint8Array): void {
    if (this.#isInflated) return
    if (this.#search === undefined) this.#early.push(copyOf(chunk))
    else this.#search.push(chunk)
  }

  /** What is pushed is deflated, and this is what is in it. To be called before `seek`. */
  inflated(dataSet: Uint8Array): void {
    this.#isInflated = true
    this.#early = [dataSet]
  }

  /** What to look for, in all that was pushed and will be. Once. */
  seek(spellings: readonly Spelling[]): void {
    const encoded = spellings.map(({ text, bytes }) => (bytes === undefined ? encodingsOf(text) : [bytes]))
    this.#spellings = spellings.flatMap((spelling, index) => encoded[index]!.map(() => spelling))
    const needles = encoded.flat()
    this.#lengths = needles.map(({ length }) => length)
    this.#needles = new Needles(needles)
    this.#search = new ByteSearch(this.#needles, (hit) => this.#wait(hit))
    for (const chunk of this.#early) this.#search.push(chunk)
    this.#early = []
  }

  /** Whether more came by than can wait, so that some were not looked at. */
  get isFull(): boolean {
    return this.#isFull
  }

  /** Short ones come by in pixels by chance: they do not take the place of others. */
  #wait(hit: Hit): void {
    const isShort = this.byteLength(hit) < SURE_BYTES
    const waiting = isShort ? this.#waitingShort : this.#waiting.length - this.#waitingShort
    if (waiting >= MAX_WAITING_HITS) {
      this.#isFull = true
      return
    }
    if (isShort) this.#waitingShort++
    this.#waiting.push(hit)
  }

  /** Those that begin before this offset, which do not wait any more. */
  take(untilAt: number): Hit[] {
    let count = 0
    while (count < this.#waiting.length && this.#waiting[count]!.offsetBytes < untilAt) count++
    const taken = this.#waiting.splice(0, count)
    for (const hit of taken) if (this.byteLength(hit) < SURE_BYTES) this.#waitingShort--
    return taken
  }

  /** Those in one value, whatever waits. */
  within({ value, valueAt }: Pick<WalkedElement, 'value' | 'valueAt'>): Hit[] {
    const hits: Hit[] = []
    new ByteSearch(this.#needles, ({ needle, offsetBytes }) => {
      hits.push({ needle, offsetBytes: offsetBytes + valueAt })
    }).push(value)
    return hits
  }

  spelling({ needle }: Hit): Spelling {
    return this.#spellings[needle]!
  }

  byteLength({ needle }: Hit): number {
    return this.#lengths[needle]!
  }

  /** Whether it says something of the patient even in an attribute that stays as it is. */
  isTelling(hit: Hit, walked: WalkedElement): boolean {
    const { kind, text } = this.spelling(hit)
    const isLong = text.length >= TELLING_CHARACTERS || (kind === 'name' && hasIdeographs(text))
    if (!isLong || !this.standsAlone(hit, walked)) return false
    const digits = text.replaceAll(/\D/g, '').length
    return kind === 'name' || kind === 'uid' || digits >= TELLING_DIGITS || text.length >= TELLING_PHRASE_CHARACTERS
  }

  /** Short words and numbers count only where they are not a part of others. */
  standsAlone(hit: Hit, { value, valueAt }: Pick<WalkedElement, 'value' | 'valueAt'>): boolean {
    const bytes = this.byteLength(hit)
    if (bytes >= SURE_BYTES && !/^[0-9.]+$/.test(this.spelling(hit).text)) return true
    const at = hit.offsetBytes - valueAt
    return !isWord(value[at - 1]) && !isWord(value[at + bytes])
  }
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && WORD.test(String.fromCharCode(byte))
}
