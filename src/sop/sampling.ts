/** How many objects people have to look at to say, with 95 % confidence, how many of those that they did not look at may be wrong. */

/** One minus the confidence. */
const ALPHA = 0.05

/**
 * Of a set without end: so many objects without a fault exclude that a share of `rate` or more has one. The smallest n with (1 - rate)^n at most
 * ALPHA (exact binomial; the rule of three, 3 / rate, comes near it).
 */
export function sampleOfMany(rate: number): number {
  return Math.ceil(Math.log(ALPHA) / Math.log1p(-rate))
}

/**
 * The same of a set of `total`: the smallest n such that, if `rate` of them had a fault, rounded up, a sample without replacement would show none with a
 * probability of at most ALPHA (hypergeometric).
 */
export function sampleOf(total: number, rate: number): number {
  const faulty = Math.max(1, Math.ceil(total * rate - 1e-9))
  let none = 1
  for (let n = 0; n < total; n++) {
    if (none <= ALPHA) return n
    none *= Math.max(0, total - faulty - n) / (total - n)
  }
  return total
}

/** The share that cannot be excluded where `faults` were found among `sample` objects of a set without end (Clopper and Pearson, one-sided). */
export function upperBound(sample: number, faults: number): number {
  if (faults >= sample) return 1
  let [low, high] = [0, 1]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (atMost(sample, faults, middle) > ALPHA) low = middle
    else high = middle
  }
  return high
}

/** Probability of no more than `faults` among `sample`, each with the probability `rate`. */
function atMost(sample: number, faults: number, rate: number): number {
  let term = Math.exp(sample * Math.log1p(-rate))
  let total = term
  for (let count = 1; count <= faults; count++) {
    term *= ((sample - count + 1) / count) * (rate / (1 - rate))
    total += term
  }
  return total
}
