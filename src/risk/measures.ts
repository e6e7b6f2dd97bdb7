/** The measures of risk, from classes of patients who cannot be told apart. docs/risk.md has the formulae. */

import type { PatientClass } from './patients.ts'

/** A share of one. */
export interface Risk {
  readonly maximum: number
  readonly average: number
}

export interface JournalistRisk extends Risk {
  /** People in the population for each patient. */
  readonly populationFactor: number
  /** The same, allowing for chance: a patient who is alone may be alone in the population too. */
  readonly cautiousMaximum: number
  readonly cautiousAverage: number
}

export interface ClassSize {
  /** Patients in each of the classes. */
  readonly size: number
  readonly classes: number
}

export interface Measures {
  readonly patients: number
  readonly classes: number
  /** Patients of the smallest class; 0 without patients. */
  readonly smallest: number
  readonly classesBelow: number
  readonly patientsBelow: number
  readonly prosecutor: Risk
  readonly journalist: JournalistRisk
  /** The smallest first. */
  readonly sizes: readonly ClassSize[]
}

export interface Diversity {
  /** The fewest different values of a class. */
  readonly distinct: number
  /** The least that the entropy of a class comes to, as a number of values. */
  readonly entropy: number
  /** Classes with fewer different values than asked for, and their patients. */
  readonly classesBelow: number
  readonly patientsBelow: number
  /** Patients of whom a value is known because all of their class have it. */
  readonly patientsDisclosed: number
}

/** Adds up classes. */
export class Measurement {
  readonly #sizes = new Map<number, number>()
  #patients = 0
  #classes = 0
  #distinct = Number.POSITIVE_INFINITY
  #entropy = Number.POSITIVE_INFINITY
  #poorClasses = 0
  #poorPatients = 0
  #disclosed = 0

  /** `l`: the values that a class should have. */
  add({ patients, sensitive }: Pick<PatientClass, 'patients' | 'sensitive'>, l: number): void {
    this.#patients += patients
    this.#classes += 1
    this.#sizes.set(patients, (this.#sizes.get(patients) ?? 0) + 1)
    this.#distinct = Math.min(this.#distinct, sensitive.size)
    this.#entropy = Math.min(this.#entropy, effectiveCount([...sensitive.values()], patients))
    if (sensitive.size < l) {
      this.#poorClasses += 1
      this.#poorPatients += patients
    }
    if (haveCommonValue([...sensitive.keys()])) this.#disclosed += patients
  }

  measures(k: number, populationFactor: number): Measures {
    const sizes = [...this.#sizes].map(([size, classes]) => ({ size, classes }))
    sizes.sort((left, right) => left.size - right.size)
    const smallest = sizes[0]?.size ?? 0
    const below = sizes.filter(({ size }) => size < k)
    const average = this.#patients === 0 ? 0 : this.#classes / this.#patients
    return {
      patients: this.#patients,
      classes: this.#classes,
      smallest,
      classesBelow: sum(below.map(({ classes }) => classes)),
      patientsBelow: sum(below.map(({ size, classes }) => size * classes)),
      prosecutor: { maximum: smallest === 0 ? 0 : 1 / smallest, average },
      journalist: {
        populationFactor,
        maximum: smallest === 0 ? 0 : 1 / (smallest * populationFactor),
        average: average / populationFactor,
        cautiousMaximum: smallest === 0 ? 0 : expectedRisk(smallest, populationFactor),
        cautiousAverage:
          sum(sizes.map(({ size, classes }) => size * classes * expectedRisk(size, populationFactor))) /
          Math.max(1, this.#patients),
      },
      sizes,
    }
  }

  diversity(): Diversity {
    return {
      distinct: Number.isFinite(this.#distinct) ? this.#distinct : 0,
      entropy: Number.isFinite(this.#entropy) ? this.#entropy : 0,
      classesBelow: this.#poorClasses,
      patientsBelow: this.#poorPatients,
      patientsDisclosed: this.#disclosed,
    }
  }
}

/**
 * E(1/F | f): the expected reciprocal of the size of a class in the population, of which f were drawn, each with the probability 1/`factor`. F is then
 * negative binomial (Benedetti and Franconi), and the expectation the integral of v^(f-1) / (1 + (factor-1) v) over 0..1.
 */
export function expectedRisk(f: number, factor: number): number {
  const a = factor - 1
  if (a === 0) return 1 / f
  // Each integral follows from its neighbour: I(n+1) = (1/n - I(n)) / a. Errors shrink upwards where a is over 1, downwards where it is less.
  if (a > 1 && f <= FORWARD_STEPS) {
    let integral = Math.log1p(a) / a
    for (let n = 1; n < f; n++) integral = (1 / n - integral) / a
    return integral
  }
  let integral = integralBySeries(f + BACKWARD_STEPS, a)
  for (let n = f + BACKWARD_STEPS - 1; n >= f; n--) integral = 1 / n - a * integral
  return a > 1 ? integralBySeries(f, a) : integral
}

const FORWARD_STEPS = 1000
const BACKWARD_STEPS = 200

/** For large n, where v^(n-1) is nothing but near 1: partial integration, twice. */
function integralBySeries(n: number, a: number): number {
  const b = 1 + a
  return 1 / (n * b) + a / (n * (n + 1) * b * b) + (2 * a * a) / (n * (n + 1) * (n + 2) * b * b * b)
}

/** exp of the entropy: so many values, equally frequent, would be as uncertain. */
function effectiveCount(counts: readonly number[], total: number): number {
  return Math.exp(-sum(counts.map((count) => (count / total) * Math.log(count / total))))
}

/** Whether a value is in every set. */
function haveCommonValue(sets: readonly string[]): boolean {
  const [first = '', ...others] = sets
  if (first === '') return false
  return first.split(',').some((value) => others.every((set) => set.split(',').includes(value)))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
