/** A filter for engine and reference alike, whose changes tell where in which value a byte was, and what came before. */

import type { Code } from '../../src/errors.ts'
import type { BulkFilter, BulkValue, ChangePart } from '../../src/pixels/bulk-filter.ts'

export interface ProbeFilterOptions {
  /** Default: all. */
  readonly sees?: 'fragments'
  /** Every so many bytes of a value, `changedBytes` are changed. */
  readonly everyBytes: number
  readonly changedBytes: number
  /** The value, counted from 0, that it finds at fault, when it begins or when it is whole. */
  readonly faultAt?: { readonly value: number; readonly when: 'begun' | 'whole' }
}

export class ProbeFilter implements BulkFilter {
  fault: Code | undefined
  readonly sees: 'fragments' | 'all'
  readonly tallies: Readonly<Record<string, number>> = {}
  private readonly options: ProbeFilterOptions
  private values = 0
  private offset = 0
  private dueBytes = 0
  /** Of all values that were before. */
  private sum = 1
  private key = 0

  constructor(options: ProbeFilterOptions) {
    this.options = options
    this.sees = options.sees ?? 'all'
  }

  begin({ tag, depth, fragment = 999, valueBytes }: BulkValue): void {
    if (this.dueBytes !== 0) throw new Error('a value has not come to its end')
    const isFault = this.options.faultAt?.value === this.values
    if (isFault) this.fault = 'CODESTREAM_INVALID'
    if (isFault && this.options.faultAt?.when === 'whole') this.fault = undefined
    this.values++
    this.offset = 0
    this.dueBytes = valueBytes
    this.key = (this.sum * 31 + (tag % 251) + depth * 7 + fragment * 3 + valueBytes) % 65_521
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    const { everyBytes, changedBytes, faultAt } = this.options
    if (bytes.length > this.dueBytes) throw new Error('more than the value has')
    this.sum = bytes.reduce((sum, byte) => (sum * 31 + byte) % 65_521, this.sum)
    for (let at = 0; at < bytes.length; ) {
      const phase = (this.offset + at) % everyBytes
      const end = Math.min(bytes.length, at + (phase < changedBytes ? changedBytes : everyBytes) - phase)
      if (phase < changedBytes) {
        change(at, end, (part, partAt) => {
          for (let index = 0; index < part.length; index++) {
            part[index] = part[index]! ^ (this.key + this.offset + partAt + index)
          }
        })
      }
      at = end
    }
    this.offset += bytes.length
    this.dueBytes -= bytes.length
    if (this.dueBytes === 0 && faultAt?.when === 'whole' && faultAt.value === this.values - 1) {
      this.fault = 'CODESTREAM_INVALID'
    }
  }
}
