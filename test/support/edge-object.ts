/** An object at the edge of a rule, and how it is made. */

import type { Plan } from '../../src/profile/plan.ts'
import { buildObject, concatenate, type DataSetEncodingName, type ElementSpec } from './dicom-builder.ts'

export interface EdgeObject {
  readonly name: string
  readonly plan: Plan
  build(): Uint8Array
}

export interface How {
  readonly plan: Plan
  /** Default: explicit LE. */
  readonly encoding?: DataSetEncodingName
  /** Without file meta information. */
  readonly bare?: boolean
  /** Zeros behind the object, which a deflate stream does not see. */
  readonly trailingBytes?: number
}

export function edgeObject(name: string, elements: () => readonly ElementSpec[], how: How): EdgeObject {
  const { plan, encoding = 'explicit-le', bare = false, trailingBytes = 0 } = how
  return {
    name,
    plan,
    build() {
      const object = buildObject({ encoding, ...(!bare && { meta: { start: 'preamble' } }), elements: elements() })
      return concatenate([object, new Uint8Array(trailingBytes)])
    },
  }
}

/** One less, as many, and one more. */
export function around<T>(at: number, make: (count: number) => T): T[] {
  return [at - 1, at, at + 1].map(make)
}
