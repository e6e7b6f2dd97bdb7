/** `sluice risk PATH...`: k-anonymity of the patients of a set of outputs. */

import { tagOfKeyword } from '../dicom/dictionary.ts'
import { SluiceError } from '../errors.ts'
import { parseQuasiIdentifier, type QuasiIdentifier, rootTextTag } from '../profile/quasi-identifiers.ts'
import { DEFAULT_QUASI_IDENTIFIERS, type RiskRequest } from '../profile/request.ts'
import { type Assessed, assess, type RiskRecord } from '../risk/assess.ts'
import { Population } from '../risk/population.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_FOUND } from './exit-codes.ts'
import { loadProfile } from './profile-file.ts'
import { openProgress, type ProgressMode } from './progress.ts'
import { readProgress } from './progress-mode.ts'
import { readOutput, totalBytesOf } from './read-outputs.ts'
import { formatClasses, formatRisk } from './risk-text.ts'
import { loadSqlite } from './sqlite.ts'
import { PROGRAM, readVersion } from './version.ts'

/** As commander gives them. */
export interface GivenRiskOptions {
  readonly profile?: string
  readonly quasi?: string
  readonly sensitive?: string
  readonly k?: string
  readonly l?: string
  readonly populationFactor?: string
  readonly json?: boolean
  readonly showValues?: boolean
  readonly progress: string
  readonly quiet?: boolean
}

interface Asked extends Assessed {
  readonly sensitiveTag: number | undefined
  /** Whether k, and l, have to be reached. */
  readonly isGate: boolean
  readonly isDiversityGate: boolean
}

const DEFAULT_K = 5
const DEFAULT_L = 2
const MOST = 1_000_000

/** Prints what it finds. EXIT_FOUND where k or l was to be reached and was not. Fails with OPTION_INVALID, and as reading the outputs does. */
export async function assessRisk(paths: readonly string[], given: GivenRiskOptions): Promise<number> {
  const asked = readAsked(given)
  const population = new Population({ ...asked, loadSqlite })
  try {
    await readOutputs(paths, population, readProgress(given))
    const { record, smallestClasses } = assess(population, asked, { name: PROGRAM, version: readVersion() })
    if (given.json === true) printText(`${JSON.stringify(record, undefined, 2)}\n`)
    else printText(formatRisk(record))
    if (given.showValues === true) {
      printMessage('sluice: --show-values: what is shown may identify patients.')
      const values = population.vocabularies.map((vocabulary) => vocabulary.values)
      if (given.json !== true) printText(formatClasses(smallestClasses, asked.quasiIdentifiers, values))
    }
    return judge(record, asked)
  } finally {
    population.close()
  }
}

async function readOutputs(paths: readonly string[], population: Population, mode: ProgressMode): Promise<void> {
  const progress = await openProgress(mode, totalBytesOf(paths))
  let readBytes = 0
  try {
    for (const path of paths) {
      await readOutput(path, population.tags, population, (bytes) => {
        readBytes += bytes
        progress.update(readBytes, population.objects + population.others)
      })
    }
  } finally {
    progress.stop()
  }
}

/** What was to be reached. What could not be read counts against it: nobody knows whom it tells apart. */
function judge(record: RiskRecord, { isGate, isDiversityGate, k, l }: Asked): number {
  if (!isGate && !isDiversityGate) return EXIT_DONE
  const reasons: string[] = []
  if (record.patients === 0) reasons.push('there is no patient')
  if (record.unreadObjects > 0) reasons.push('some objects could not be read')
  if (isGate && record.patients > 0 && record.smallest < k)
    reasons.push(`the smallest class has fewer than ${k} patients`)
  if (isDiversityGate && record.patients > 0 && record.diversity!.distinct < l) {
    reasons.push(`a class has fewer than ${l} values of ${record.diversity!.attribute}`)
  }
  if (reasons.length === 0) return EXIT_DONE
  printMessage(`sluice: not reached: ${reasons.join('; ')}`)
  return EXIT_FOUND
}

function readAsked(given: GivenRiskOptions): Asked {
  const risk: RiskRequest = given.profile === undefined ? {} : (loadProfile(given.profile).request.risk ?? {})
  const names = given.quasi?.split(',').map((name) => name.trim()) ?? risk.quasi ?? DEFAULT_QUASI_IDENTIFIERS
  const sensitive = given.sensitive ?? risk.sensitive
  const k = readCount('--k', given.k) ?? risk.k
  const l = readCount('--l', given.l)
  if (l !== undefined && sensitive === undefined)
    throw invalid('--l counts values of the attribute that --sensitive names')
  return {
    quasiIdentifiers: readQuasiIdentifiers(names),
    sensitive,
    sensitiveTag: sensitive === undefined ? undefined : readSensitive(sensitive),
    k: k ?? DEFAULT_K,
    l: l ?? DEFAULT_L,
    populationFactor: readFactor(given.populationFactor),
    isGate: k !== undefined,
    isDiversityGate: l !== undefined,
  }
}

function readQuasiIdentifiers(names: readonly string[]): QuasiIdentifier[] {
  const quasiIdentifiers = names.map((name) => {
    const quasi = parseQuasiIdentifier(name)
    if (typeof quasi === 'string') throw invalid(`--quasi: ${quasi}`)
    return quasi
  })
  const attributes = new Set(quasiIdentifiers.map(({ attribute }) => attribute))
  if (attributes.size < names.length) throw invalid('--quasi names an attribute twice')
  if (attributes.has('year') && attributes.has('month')) throw invalid('--quasi: month has the year in it; one of both')
  return quasiIdentifiers
}

function readSensitive(keyword: string): number {
  const tags = rootTextTag(keyword)
  if (typeof tags === 'string') throw invalid(`--sensitive: ${tags}`)
  return tags[0] ?? tagOfKeyword(keyword)!
}

function readCount(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const count = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 0
  if (count < 2 || count > MOST) throw invalid(`${flag} takes a whole number from 2 on`)
  return count
}

function readFactor(text: string | undefined): number {
  if (text === undefined) return 1
  const factor = /^\d{1,7}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0
  if (factor < 1)
    throw invalid('--population-factor takes a number from 1 on: people in the population for each patient')
  return factor
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}
