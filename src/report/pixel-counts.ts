/** What became of pixels, added up: counts by name, as a summary record has them. */

import type { PixelTreatment } from '../pixels/treatment.ts'

type Count = readonly [name: string, count: number]

/** Images of a series have the same treatment. */
const countsByTreatment = new WeakMap<PixelTreatment, readonly Count[]>()

/**
 * What one object adds: 1 to its outcome, to `method:` and its method, and to `rule:` and the number of each rule that applied to it; and `rectangles`, and where text was looked for
 * `frames`, `inspectedFrames` and `found`, as many as it has.
 */
export function pixelCounts(treatment: PixelTreatment): readonly Count[] {
  const counts = countsByTreatment.get(treatment) ?? countsOfOne(treatment)
  countsByTreatment.set(treatment, counts)
  return counts
}

function countsOfOne({ outcome, method, rules, rectangles, inspection }: PixelTreatment): readonly Count[] {
  const counts: Count[] = [
    [outcome, 1],
    ...(method === undefined ? [] : [[`method:${method}`, 1] as const]),
    ...rules.map((rule): Count => [`rule:${rule}`, 1]),
    ['rectangles', rectangles],
  ]
  if (inspection !== undefined) {
    const { frames, inspectedFrames, found } = inspection
    counts.push(['frames', frames], ['inspectedFrames', inspectedFrames], ['found', found])
  }
  return counts.filter(([, count]) => count > 0)
}

/** Of counts by name, those that begin with `prefix` and a colon, without it; the most first. */
export function countsOf(prefix: 'method' | 'rule', counts: Iterable<readonly [string, number]>): [string, number][] {
  return [...counts]
    .filter(([name]) => name.startsWith(`${prefix}:`))
    .map(([name, count]): [string, number] => [name.slice(prefix.length + 1), count])
    .toSorted(([one, left], [other, right]) => right - left || Number(one) - Number(other) || (one < other ? -1 : 1))
}
