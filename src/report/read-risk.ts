/** What `sluice risk --json` printed of the output. Only its figures are taken, and no more of its texts than a page can show. */

import { SluiceError } from '../errors.ts'
import type { ClassSize } from './class-sizes.ts'

/** Figures of a set of patients, as schema/risk.schema.json describes them. */
export interface RiskFigures {
  readonly objects: number
  readonly unreadObjects: number
  readonly objectsWithoutPatient: number
  readonly k: number
  readonly quasiIdentifiers: readonly QuasiIdentifierFigures[]
  readonly patients: number
  readonly classes: number
  readonly smallest: number
  readonly classesBelow: number
  readonly patientsBelow: number
  readonly prosecutor: RiskShares
  readonly journalist: RiskShares & { readonly populationFactor: number }
  readonly sizes: readonly ClassSize[]
  readonly generalisations: readonly GeneralisationFigures[]
  readonly diversity: DiversityFigures | undefined
}

export interface QuasiIdentifierFigures {
  readonly name: string
  readonly values: number
  readonly patientsWithout: number
}

/** From 0 to 1. */
export interface RiskShares {
  readonly maximum: number
  readonly average: number
}

export interface GeneralisationFigures {
  readonly changes: readonly string[]
  readonly classes: number
  readonly smallest: number
}

export interface DiversityFigures {
  readonly attribute: string
  readonly l: number
  readonly distinct: number
  readonly patientsBelow: number
  readonly patientsDisclosed: number
}

type Fields = Readonly<Record<string, unknown>>

const RISK_VERSION = 1
const MAX_NAMES = 100
const MAX_SIZES = 100_000
const MAX_CHARACTERS = 100

/** Fails with OPTION_INVALID for what is no such record, and for one whose figures do not go together. */
export function parseRisk(text: string): RiskFigures {
  const record = parse(text)
  if (record?.record !== 'risk' || record.riskVersion !== RISK_VERSION) {
    throw invalid('--risk takes what sluice risk --json printed')
  }
  const diversity = fieldsOf(record.diversity)
  const figures: RiskFigures = {
    objects: countOf(record.objects),
    unreadObjects: countOf(record.unreadObjects),
    objectsWithoutPatient: countOf(record.objectsWithoutPatient),
    k: countOf(record.k),
    quasiIdentifiers: listOf(record.quasiIdentifiers, MAX_NAMES).map(({ name, values, patientsWithout }) => ({
      name: textOf(name),
      values: countOf(values),
      patientsWithout: countOf(patientsWithout),
    })),
    patients: countOf(record.patients),
    classes: countOf(record.classes),
    smallest: countOf(record.smallest),
    classesBelow: countOf(record.classesBelow),
    patientsBelow: countOf(record.patientsBelow),
    prosecutor: sharesOf(record.prosecutor),
    journalist: {
      ...sharesOf(record.journalist),
      populationFactor: numberOf(fieldsOf(record.journalist).populationFactor),
    },
    sizes: listOf(record.sizes, MAX_SIZES).map(({ size, classes }) => ({
      size: countOf(size),
      classes: countOf(classes),
    })),
    generalisations: listOf(record.generalisations, MAX_NAMES).map(({ levels, classes, smallest }) => ({
      changes: Object.entries(fieldsOf(levels))
        .slice(0, MAX_NAMES)
        .map(([name, level]) => `${textOf(name)}: ${textOf(level)}`),
      classes: countOf(classes),
      smallest: countOf(smallest),
    })),
    diversity:
      record.diversity === undefined
        ? undefined
        : {
            attribute: textOf(diversity.attribute),
            l: countOf(diversity.l),
            distinct: countOf(diversity.distinct),
            patientsBelow: countOf(diversity.patientsBelow),
            patientsDisclosed: countOf(diversity.patientsDisclosed),
          },
  }
  if (!agrees(figures)) throw invalid('the figures of --risk do not go together: it was altered')
  return figures
}

/** Whether the classes by size come to what is said of all of them. */
function agrees({ sizes, patients, classes, smallest, k, classesBelow, patientsBelow }: RiskFigures): boolean {
  const sum = (from: readonly ClassSize[], each: (one: ClassSize) => number): number =>
    from.reduce((total, one) => total + each(one), 0)
  const below = sizes.filter(({ size }) => size < k)
  return (
    k >= 2 &&
    sum(sizes, ({ size, classes: count }) => size * count) === patients &&
    sum(sizes, ({ classes: count }) => count) === classes &&
    sizes.reduce((least, { size }) => Math.min(least, size), sizes[0]?.size ?? 0) === smallest &&
    sum(below, ({ classes: count }) => count) === classesBelow &&
    sum(below, ({ size, classes: count }) => size * count) === patientsBelow
  )
}

function parse(text: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function listOf(value: unknown, most: number): Fields[] {
  return Array.isArray(value) ? value.slice(0, most).map(fieldsOf) : []
}

function sharesOf(value: unknown): RiskShares {
  const { maximum, average } = fieldsOf(value)
  return { maximum: Math.min(1, numberOf(maximum)), average: Math.min(1, numberOf(average)) }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_CHARACTERS) : ''
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0
}
