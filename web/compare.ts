/** The elements of an object before and after, side by side. */

import type { Inspected, InspectedElement } from '../src/web/index.ts'

export type Fate = 'gone' | 'changed' | 'kept' | 'new'

export interface Compared {
  readonly before: InspectedElement | undefined
  readonly after: InspectedElement | undefined
  readonly fate: Fate
}

/** In the order of the object before; what is new stands at the end. `sameBytes`: whether two values are the same, byte for byte. */
export function compare(
  before: readonly Inspected[],
  after: readonly Inspected[],
  sameValue: (before: InspectedElement, after: InspectedElement) => boolean,
): Compared[] {
  const left = byPlace(before)
  const right = byPlace(after)
  const compared: Compared[] = []
  for (const [place, element] of left) {
    const counterpart = right.get(place)
    right.delete(place)
    const fate = counterpart === undefined ? 'gone' : sameValue(element, counterpart) ? 'kept' : 'changed'
    compared.push({ before: element, after: counterpart, fate })
  }
  for (const element of right.values()) compared.push({ before: undefined, after: element, fate: 'new' })
  return compared
}

/** By the sequences and items around each, and by its tag. */
function byPlace(inspected: readonly Inspected[]): Map<string, InspectedElement> {
  const places = new Map<string, InspectedElement>()
  const around: { sequence: string; item: number }[] = []
  for (const one of inspected) {
    if (one.kind === 'finding') continue
    if (one.kind === 'item') {
      const open = around[one.depth - 1]
      if (open !== undefined) open.item = one.number
      continue
    }
    const path = around.slice(0, one.depth).map(({ sequence, item }) => `${sequence}[${item}]`)
    const place = [...path, one.tag].join('/')
    let name = place
    for (let count = 2; places.has(name); count++) name = `${place} ${count}`
    places.set(name, one)
    around[one.depth] = { sequence: one.tag, item: 0 }
  }
  return places
}
