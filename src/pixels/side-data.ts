/**
 * Side data of compressed images, blanked as they pass: comments, application data, profiles, and what stands behind the end of a code
 * stream. No pixel and no length changes. docs/side-data.md says what goes, what stays, and why.
 */

import type { Code } from '../errors.ts'
import type { BulkFilter, BulkValue, ChangePart } from './bulk-filter.ts'
import { type CodeGenerator, CodeWalker } from './code-walker.ts'
import { followJp2, followJpeg2000, JP2_START, JPEG_2000_START } from './jpeg-2000-markers.ts'
import { followJpeg, JPEG_START } from './jpeg-markers.ts'
import { LateFilter } from './late-filter.ts'
import { RleExcessFilter } from './rle-excess.ts'

/** How a code stream begins, and who follows it from there. What begins with FFD8H and goes on otherwise than with FFH is no JPEG. */
const STARTS: readonly { readonly bytes: readonly number[]; readonly follow: () => CodeGenerator }[] = [
  { bytes: [...JPEG_START, 0xff], follow: followJpeg },
  { bytes: JPEG_2000_START, follow: followJpeg2000 },
  { bytes: JP2_START, follow: followJp2 },
]

/** JPEG, JPEG-LS, JPEG 2000 and HTJ2K: all that is encoded by these is a code stream that can be followed. */
const FOLLOWED = /^1\.2\.840\.10008\.1\.2\.4\.(?:5[0-9]|6[0-6]|70|8[01]|9[0-3]|20[1-3])$/
const RUN_LENGTH_ENCODED = '1.2.840.10008.1.2.5'
/** Frames without compression and deflated ones: nothing in them is a code stream, whatever it begins with. */
const WITHOUT_SIDE_DATA = new Set(['1.2.840.10008.1.2.1.98', '1.2.840.10008.1.2.8.1'])

/** What the fragments of an object of this transfer syntax pass through; undefined where nothing is known of them. `planePixels`: rows by columns, where they are known. */
export function sideDataFilter(
  transferSyntaxUid: string,
  planePixels = Number.POSITIVE_INFINITY,
): BulkFilter | undefined {
  if (WITHOUT_SIDE_DATA.has(transferSyntaxUid)) return undefined
  return new LateFilter(() =>
    transferSyntaxUid === RUN_LENGTH_ENCODED
      ? new RleExcessFilter(planePixels)
      : new SideDataFilter(FOLLOWED.test(transferSyntaxUid)),
  )
}

class SideDataFilter implements BulkFilter {
  readonly sees = 'fragments'
  /** Of a fragment that is no code stream and goes on none. */
  readonly #mustFollow: boolean
  #walker: CodeWalker | undefined
  #fault: Code | undefined
  #blankedRuns = 0
  #unread = 0
  #unreadCounted = false
  #fragment = 0
  /** Bytes of the fragment that are the beginning of a start; undefined once that is settled. */
  #start: number[] | undefined

  constructor(mustFollow: boolean) {
    this.#mustFollow = mustFollow
  }

  get fault(): Code | undefined {
    return this.#fault
  }

  get tallies(): Readonly<Record<string, number>> {
    return { sideData: this.#blankedRuns + (this.#walker?.blankedRuns ?? 0), codestreamUnread: this.#unread }
  }

  begin({ fragment }: BulkValue): void {
    this.#settleStart()
    this.#fragment = fragment ?? 0
    this.#start = []
    if (this.#fragment > 0) return
    this.#setWalker(undefined)
    this.#unreadCounted = false
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    let at = 0
    while (at < bytes.length && this.#start !== undefined) at = this.#takeStart(this.#start, bytes, at)
    if (at < bytes.length) this.#follow(bytes, at, bytes.length, change)
  }

  /**
   * A fragment that begins as a code stream does is one, whatever went before. Such bytes stay until that is settled: they are numbers of the
   * standard. Where the next byte is.
   */
  #takeStart(start: number[], bytes: Uint8Array, at: number): number {
    const goesOn = STARTS.filter(
      (known) => start.every((byte, index) => byte === known.bytes[index]) && known.bytes[start.length] === bytes[at],
    )
    if (goesOn.length === 0) {
      this.#settleStart()
      return at
    }
    start.push(bytes[at]!)
    const found = goesOn.find((known) => known.bytes.length === start.length)
    if (found !== undefined) {
      this.#start = undefined
      this.#setWalker(new CodeWalker(found.follow()))
    }
    return at + 1
  }

  /** What looked like a start is none, and belongs to what went before. */
  #settleStart(): void {
    const held = Uint8Array.from(this.#start ?? [])
    this.#start = undefined
    if (held.length > 0) this.#follow(held, 0, held.length, undefined)
  }

  #setWalker(walker: CodeWalker | undefined): void {
    this.#blankedRuns += this.#walker?.blankedRuns ?? 0
    this.#walker = walker
  }

  #follow(bytes: Uint8Array, from: number, to: number, change: ChangePart | undefined): void {
    if (this.#fault !== undefined) {
      blank(bytes, from, to, change)
    } else if (this.#walker !== undefined) {
      this.#walker.take(bytes, from, to, change)
      this.#fault = this.#walker.fault
    } else if (this.#fragment > 0) {
      this.#takeUnread(bytes, from, to, change)
    }
  }

  #takeUnread(bytes: Uint8Array, from: number, to: number, change: ChangePart | undefined): void {
    if (this.#mustFollow) {
      if (bytes.subarray(from, to).every((byte) => byte === 0)) return
      this.#fault = 'CODESTREAM_INVALID'
      blank(bytes, from, to, change)
    } else if (!this.#unreadCounted) {
      this.#unreadCounted = true
      this.#unread++
    }
  }
}

function blank(bytes: Uint8Array, from: number, to: number, change: ChangePart | undefined): void {
  if (change !== undefined && from < to && bytes.subarray(from, to).some((byte) => byte !== 0)) {
    change(from, to, (part) => part.fill(0))
  }
}
