/** How the work for an input grows with its size, from counts: no clock. */

export type Growth = 'linear' | 'worse'

/** Between that of n log n over the sizes that are measured and that of n squared. */
const EXPONENT_BETWEEN = 1.4

/** The exponent p for which work is about c * size ** p: the slope of the line through the logarithms. */
function exponentOf(points: readonly (readonly [size: number, work: number])[]): number {
  const logs = points.map(([size, work]) => [Math.log(size), Math.log(Math.max(1, work))] as const)
  const mean = (pick: 0 | 1): number => logs.reduce((sum, log) => sum + log[pick], 0) / logs.length
  const [meanSize, meanWork] = [mean(0), mean(1)]
  const slope = logs.reduce((sum, [size, work]) => sum + (size - meanSize) * (work - meanWork), 0)
  return slope / logs.reduce((sum, [size]) => sum + (size - meanSize) ** 2, 0)
}

/** Counts the work for inputs of four sizes, each twice the one before, beginning with `smallest`. */
export function growthOf(smallest: number, countWork: (size: number) => number): Growth {
  const points = [1, 2, 4, 8].map((times) => [smallest * times, countWork(smallest * times)] as const)
  return exponentOf(points) < EXPONENT_BETWEEN ? 'linear' : 'worse'
}
