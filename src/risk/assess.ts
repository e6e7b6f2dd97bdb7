/** Puts together what is known of a set of outputs: the record that `sluice risk --json` prints (schema/risk.schema.json). */

import { limits } from '../limits.ts'
import type { QuasiIdentifier } from '../profile/quasi-identifiers.ts'
import { type Generalisation, searchGeneralisations } from './generalise.ts'
import { type Diversity, type JournalistRisk, Measurement, type Measures, type Risk } from './measures.ts'
import type { PatientClass } from './patients.ts'
import type { Population } from './population.ts'

/** The version of the record's shape: raised when a field changes its meaning. */
export const RISK_VERSION = 1

export interface Assessed {
  readonly quasiIdentifiers: readonly QuasiIdentifier[]
  readonly sensitive: string | undefined
  readonly k: number
  readonly l: number
  readonly populationFactor: number
}

export interface RiskRecord extends Measures {
  readonly record: 'risk'
  readonly riskVersion: number
  readonly program: string
  readonly programVersion: string
  readonly objects: number
  /** Members that are no objects, and objects that could not be read. */
  readonly otherMembers: number
  readonly unreadObjects: number
  readonly unreadCodes: Readonly<Record<string, number>>
  /** Objects without a Patient ID, which were counted by study. */
  readonly objectsWithoutPatient: number
  readonly k: number
  readonly quasiIdentifiers: readonly QuasiIdentifierFacts[]
  readonly generalisations: readonly GeneralisationRecord[]
  /** `complete`; `bounded` where a better way may exist; `not-needed`; `none` where there is none. */
  readonly generalisationSearch: 'complete' | 'bounded' | 'not-needed' | 'none'
  readonly diversity?: Diversity & { readonly attribute: string; readonly l: number; readonly values: number }
}

export interface QuasiIdentifierFacts {
  readonly name: string
  /** Different values; no value is none. */
  readonly values: number
  /** Patients none of whose objects has a value. */
  readonly patientsWithout: number
}

export interface GeneralisationRecord {
  /** What quasi-identifiers become, by name: `bands of 20 years`, `left out`. Those that stay as they are have no entry. */
  readonly levels: Readonly<Record<string, string>>
  readonly loss: number
  readonly classes: number
  readonly smallest: number
}

export interface Assessment {
  readonly record: RiskRecord
  /** The smallest classes, for those who may see values. */
  readonly smallestClasses: readonly PatientClass[]
}

const SHOWN_CLASSES = 20

export function assess(
  population: Population,
  asked: Assessed,
  program: { readonly name: string; readonly version: string },
): Assessment {
  const { quasiIdentifiers, k, l, populationFactor } = asked
  const measurement = new Measurement()
  const without = quasiIdentifiers.map(() => 0)
  let held: PatientClass[] | undefined = []
  let smallestClasses: readonly PatientClass[] = []
  for (const one of population.classes()) {
    measurement.add(one, l)
    for (const [index, count] of without.entries()) {
      if (one.combinations.every((values) => values[index] === 0)) without[index] = count + one.patients
    }
    smallestClasses = keepSmallest(smallestClasses, one, k)
    held?.push(one)
    if (held !== undefined && held.length > limits.riskClasses) held = undefined
  }
  const measures = measurement.measures(k, populationFactor)
  const record: RiskRecord = {
    record: 'risk',
    riskVersion: RISK_VERSION,
    program: program.name,
    programVersion: program.version,
    objects: population.objects,
    otherMembers: population.others,
    unreadObjects: [...population.unreadCodes.values()].reduce((total, count) => total + count, 0),
    unreadCodes: Object.fromEntries([...population.unreadCodes].toSorted()),
    objectsWithoutPatient: population.objectsWithoutPatient,
    k,
    quasiIdentifiers: quasiIdentifiers.map(({ name }, index) => ({
      name,
      values: population.vocabularies[index]!.values.length - 1,
      patientsWithout: without[index]!,
    })),
    ...rounded(measures),
    ...generalise(population, asked, measures, held),
    ...(asked.sensitive !== undefined && {
      diversity: {
        attribute: asked.sensitive,
        l,
        values: population.sensitiveVocabulary.values.length - 1,
        ...measurement.diversity(),
        entropy: round(measurement.diversity().entropy),
      },
    }),
  }
  return { record, smallestClasses }
}

function generalise(
  population: Population,
  { quasiIdentifiers, k }: Assessed,
  { smallest, patients }: Measures,
  held: readonly PatientClass[] | undefined,
): Pick<RiskRecord, 'generalisations' | 'generalisationSearch'> {
  if (smallest >= k) return { generalisations: [], generalisationSearch: 'not-needed' }
  if (patients < k) return { generalisations: [], generalisationSearch: 'none' }
  if (held === undefined) return { generalisations: [], generalisationSearch: 'bounded' }
  const values = population.vocabularies.map((vocabulary) => vocabulary.values)
  const { found, isComplete } = searchGeneralisations(held, quasiIdentifiers, values, k)
  return {
    generalisations: found.map((one) => recordOf(one, quasiIdentifiers)),
    generalisationSearch: isComplete ? 'complete' : 'bounded',
  }
}

function recordOf(
  { levels, loss, classes, smallest }: Generalisation,
  quasiIdentifiers: readonly QuasiIdentifier[],
): GeneralisationRecord {
  const texts = quasiIdentifiers.flatMap(({ name, levels: ladder }, index) => {
    const level = levels[index]!
    return level === 0 ? [] : [[name, ladder[level]?.text ?? 'left out']]
  })
  return { levels: Object.fromEntries(texts), loss, classes, smallest }
}

function keepSmallest(kept: readonly PatientClass[], one: PatientClass, k: number): readonly PatientClass[] {
  if (one.patients >= k || (kept.length === SHOWN_CLASSES && one.patients >= kept.at(-1)!.patients)) return kept
  return [...kept, one].toSorted((left, right) => left.patients - right.patients).slice(0, SHOWN_CLASSES)
}

/** So that machines that differ in the last bit of a logarithm print the same. */
function rounded(measures: Measures): Measures {
  const { prosecutor, journalist } = measures
  const share = (risk: Risk): Risk => ({ maximum: round(risk.maximum), average: round(risk.average) })
  const cautious: JournalistRisk = {
    ...share(journalist),
    populationFactor: journalist.populationFactor,
    cautiousMaximum: round(journalist.cautiousMaximum),
    cautiousAverage: round(journalist.cautiousAverage),
  }
  return { ...measures, prosecutor: share(prosecutor), journalist: cautious }
}

function round(share: number): number {
  return Number(share.toFixed(9))
}
