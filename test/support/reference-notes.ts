/** What is noted of the root of a data set, and told before its bulk data: docs/engine.md section 5. Part of the reference. */

import type { Code } from '../../src/errors.ts'
import { MAX_NOTES, MAX_ONLY_TOLD, NOTES_VALUES_BYTES, ONLY_TOLD_BYTES } from '../../src/wasm/seam.ts'
import { type DataSet, type Header, isKnownVr, Refusal, requirePresent } from './reference-elements.ts'

export interface ReferenceNote {
  readonly tag: number
  readonly vr: string | undefined
  readonly valueBytes: number | undefined
  readonly value: Uint8Array
}

export type Bulk = { readonly tag: number; readonly valueBytes: number | undefined }

export interface ReferenceJudge {
  /** Bounds by tag. */
  readonly noted: ReadonlyMap<number, number>
  /** 5.5: those of the tags by which nobody decides. */
  readonly onlyTold: ReadonlySet<number>
  judge(notes: readonly ReferenceNote[], bulk: Bulk | undefined): Code | undefined
}

export class Notes {
  private readonly dataSet: DataSet
  private readonly judge: ReferenceJudge
  private readonly notes: ReferenceNote[] = []
  private readonly used = { decided: { notes: 0, bytes: 0 }, told: { notes: 0, bytes: 0 } }
  private isTold = false

  constructor(dataSet: DataSet, judge: ReferenceJudge) {
    this.dataSet = dataSet
    this.judge = judge
  }

  /** 5.1 and 5.4. */
  note(header: Header, limitAt: number): void {
    const { tag, vr, valueAt, valueBytes, senseless } = header
    const bound = this.judge.noted.get(tag)
    if (bound === undefined || senseless) return
    const isOnlyTold = this.judge.onlyTold.has(tag)
    if (this.isTold && isOnlyTold) return
    if (this.isTold) throw new Refusal('ORDER_INVALID', header.at, tag)
    const { bytes } = this.dataSet
    // of undefined length in STREAM framing, the end of the object is that of the input
    const endAt = valueBytes === undefined && limitAt === Number.POSITIVE_INFINITY ? bytes.length : limitAt
    const countBytes = Math.min(bound, valueBytes ?? Math.max(0, endAt - valueAt))
    requirePresent(this.dataSet, valueAt, countBytes, header)
    const used = isOnlyTold ? this.used.told : this.used.decided
    const room = isOnlyTold
      ? { notes: MAX_ONLY_TOLD, bytes: ONLY_TOLD_BYTES }
      : { notes: MAX_NOTES - MAX_ONLY_TOLD, bytes: NOTES_VALUES_BYTES - ONLY_TOLD_BYTES }
    if (used.notes === room.notes || used.bytes + countBytes > room.bytes) {
      if (isOnlyTold) return
      throw new Refusal('WINDOW_EXCEEDED', header.at, tag)
    }
    used.notes++
    used.bytes += countBytes
    this.notes.push({
      tag,
      vr: vr !== undefined && isKnownVr(vr) ? vr : undefined,
      valueBytes,
      value: bytes.slice(valueAt, valueAt + countBytes),
    })
  }

  /** 5.2. `at`: where the walk is. */
  tell(at: number, bulk?: Header): void {
    if (this.isTold) return
    this.isTold = true
    const code = this.judge.judge(this.notes, bulk && { tag: bulk.tag, valueBytes: bulk.valueBytes })
    if (code !== undefined) throw new Refusal(code, at, bulk?.tag)
  }
}
