/**
 * Who was seen with which values: for each patient the set of combinations of quasi-identifiers that its objects have, and the set of its values of a
 * sensitive attribute. Held in memory as long as there are few; beyond limits.riskHeldCombinations in a temporary file (patients-on-disk.ts).
 *
 * Values are numbers of a vocabulary, and patients a keyed hash: neither memory nor file has an identifier of an output in it.
 */

import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'

/** Patients who cannot be told apart: all of them have the same set of combinations. */
export interface PatientClass {
  /** Numbers of values, one for each quasi-identifier; each combination once. */
  readonly combinations: readonly (readonly number[])[]
  readonly patients: number
  /** Patients by the set of their sensitive values, as numbers with commas between; empty for none. */
  readonly sensitive: ReadonlyMap<string, number>
}

/** Where patients are gathered. */
export interface PatientStore {
  /** Combinations held, of all patients. */
  readonly combinations: number
  /** `sensitive`: number of the value; undefined where the object has none. */
  add(patient: string, combination: string, sensitive: number | undefined): void
  /** All classes, in no particular order. To be asked when all is added. */
  classes(): Iterable<PatientClass>
  close(): void
}

/** What one patient has. */
export interface PatientValues {
  readonly combinations: Set<string>
  readonly sensitive: Set<number>
}

/** In memory. */
export class HeldPatients implements PatientStore {
  readonly #patients = new Map<string, PatientValues>()
  /** One text for equal ones. */
  readonly #texts = new Map<string, string>()
  #combinations = 0

  get combinations(): number {
    return this.#combinations
  }

  add(patient: string, combination: string, sensitive: number | undefined): void {
    let values = this.#patients.get(patient)
    if (values === undefined) {
      values = { combinations: new Set(), sensitive: new Set() }
      this.#patients.set(patient, values)
    }
    if (!values.combinations.has(combination)) {
      const text = this.#texts.get(combination) ?? combination
      this.#texts.set(text, text)
      values.combinations.add(text)
      checkCombinations(values.combinations.size)
      this.#combinations += 1
    }
    if (sensitive !== undefined) values.sensitive.add(sensitive)
  }

  /** For moving them elsewhere. */
  entries(): Iterable<[patient: string, values: PatientValues]> {
    return this.#patients
  }

  *classes(): Generator<PatientClass> {
    const classes = new Map<string, Map<string, number>>()
    for (const { combinations, sensitive } of this.#patients.values()) {
      const signature = signatureOf(combinations)
      const counts = classes.get(signature) ?? new Map<string, number>()
      const set = setOf(sensitive)
      classes.set(signature, counts.set(set, (counts.get(set) ?? 0) + 1))
    }
    for (const [signature, sensitive] of classes) yield classOf(signature, sensitive)
  }

  close(): void {
    this.#patients.clear()
  }
}

/** Fails with RISK_TOO_VARIED where a patient has more combinations than limits.riskPatientCombinations. */
export function checkCombinations(count: number): void {
  if (count > limits.riskPatientCombinations) throw new SluiceError('RISK_TOO_VARIED')
}

/** The set of combinations as one text. */
export function signatureOf(combinations: Iterable<string>): string {
  return [...combinations].toSorted().join(' ')
}

/** The set of sensitive values as one text. */
export function setOf(sensitive: Iterable<number>): string {
  return [...sensitive].toSorted((left, right) => left - right).join(',')
}

export function classOf(signature: string, sensitive: ReadonlyMap<string, number>): PatientClass {
  let patients = 0
  for (const count of sensitive.values()) patients += count
  return { combinations: signature.split(' ').map((text) => text.split(',').map(Number)), patients, sensitive }
}
