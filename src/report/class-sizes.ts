/** Patients by the size of their class, in the steps that a chart has. */

export interface ClassSize {
  /** Patients of one class. */
  readonly size: number
  /** Classes of that size. */
  readonly classes: number
}

export interface SizeStep {
  readonly from: number
  /** Infinity for the last step. */
  readonly to: number
  readonly patients: number
}

const STEPS: readonly number[] = [1, 2, 3, 5, 10, 20, 50, 100, 1000, 10_000]

/** Steps up to the last that has a patient. One of them begins at `k`, so that none holds patients of both sides. */
export function stepSizes(sizes: readonly ClassSize[], k: number): SizeStep[] {
  const starts = [...new Set([...STEPS, k])].toSorted((left, right) => left - right)
  const steps = starts.map((from, at) => {
    const next = starts[at + 1] ?? Number.POSITIVE_INFINITY
    const within = sizes.filter(({ size }) => size >= from && size < next)
    return { from, to: next - 1, patients: within.reduce((sum, { size, classes }) => sum + size * classes, 0) }
  })
  return steps.slice(0, steps.findLastIndex(({ patients }) => patients > 0) + 1)
}
