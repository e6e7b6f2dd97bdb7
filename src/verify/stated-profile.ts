/** Which plan an object is held against: the one that it states (PS3.3 C.12.1.1.1.1, CID 7050), or the one that was asked for. */

import { SluiceError } from '../errors.ts'
import { OPTION_COLUMNS, type OptionColumn } from '../profile/action-codes.ts'
import { compilePlan } from '../profile/compile.ts'
import { optionOfColumn } from '../profile/options.ts'
import type { Plan } from '../profile/plan.ts'
import type { Mode, OptionName, PlanRequest } from '../profile/request.ts'
import { METHOD_CODES } from '../profile/table.gen.ts'

/** What an object says of its de-identification, at its root. */
export interface Statement {
  /** Patient Identity Removed. */
  identityRemoved: string | undefined
  /** De-identification Method. */
  method: string
  /** Code values of scheme DCM in De-identification Method Code Sequence. */
  readonly codes: Set<string>
  /** Longitudinal Temporal Information Modified. */
  temporalInformation: string | undefined
  burnedInAnnotation: string | undefined
  recognizableFeatures: string | undefined
}

export interface StatedPlan {
  readonly plan: Plan
  /** False where nothing says by which profile: the strictest is taken. */
  readonly isStated: boolean
}

export const BASIC_PROFILE = '113100'
export const CLEAN_PIXEL_DATA = '113101'
export const CLEAN_FEATURES = '113102'
export const FULL_DATES = '113106'
export const MODIFIED_DATES = '113107'

const ASKED = 'asked'
const ASKED_CLEAN = 'asked, and pixels were cleaned'

/** Plans that are remembered. Beyond, they are made again. */
const REMEMBERED_PLANS = 8

export function noStatement(): Statement {
  return {
    identityRemoved: undefined,
    method: '',
    codes: new Set(),
    temporalInformation: undefined,
    burnedInAnnotation: undefined,
    recognizableFeatures: undefined,
  }
}

/** Chooses plans by what objects state. */
export class StatedProfiles {
  readonly #asked: PlanRequest | undefined
  readonly #plans = new Map<string, Plan>()

  /** `asked`: holds for every object, whatever it states but that its pixels were cleaned. Fails with OPTION_INVALID. */
  constructor(asked?: PlanRequest) {
    this.#asked = asked
    if (asked !== undefined) this.#plans.set(ASKED, compilePlan(asked))
  }

  planFor(statement: Statement): StatedPlan {
    const { codes, method } = statement
    const cleansPixels = codes.has(CLEAN_PIXEL_DATA)
    if (this.#asked !== undefined) return { plan: this.#askedPlan(this.#asked, cleansPixels), isStated: true }
    const isSafeHarbor = method.includes('HIPAA Safe Harbor')
    const isWhole = !hasOwnRules(method)
    const request = {
      profile: isSafeHarbor ? 'hipaa-safe-harbor' : 'basic',
      with: optionsOf(codes),
      mode: modeOf(method),
    } as const
    return { plan: this.#plan(request, cleansPixels), isStated: isWhole && (codes.has(BASIC_PROFILE) || isSafeHarbor) }
  }

  #askedPlan(asked: PlanRequest, cleansPixels: boolean): Plan {
    const key = cleansPixels ? ASKED_CLEAN : ASKED
    const plan = this.#plans.get(key) ?? compilePlan(asked, { cleansPixels })
    this.#plans.set(key, plan)
    return plan
  }

  #plan(request: PlanRequest, cleansPixels: boolean): Plan {
    const key = JSON.stringify([request, cleansPixels])
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    if (this.#plans.size >= REMEMBERED_PLANS) this.#plans.clear()
    const plan = compileOrStrictest(request, cleansPixels)
    this.#plans.set(key, plan)
    return plan
  }
}

/** An object may state what goes with no profile: then it is held against the Basic Profile alone. */
function compileOrStrictest(request: PlanRequest, cleansPixels: boolean): Plan {
  try {
    return compilePlan(request, { cleansPixels })
  } catch (fault) {
    if (!(fault instanceof SluiceError)) throw fault
    return compilePlan({ profile: 'basic' }, { cleansPixels })
  }
}

/** Whether a site changed the profile, in ways that codes do not tell. */
export function hasOwnRules(method: string): boolean {
  return method.includes('Weaker than') || method.includes('Rules of the site')
}

/** Whether a code is one of CID 7050. */
export function isMethodCode(code: string): boolean {
  return columnsByCode().has(code)
}

function optionsOf(codes: ReadonlySet<string>): OptionName[] {
  const columns = [...codes].map((code) => columnsByCode().get(code)).filter(isOptionColumn)
  return columns.toSorted().map(optionOfColumn)
}

function isOptionColumn(column: string | undefined): column is OptionColumn {
  return (OPTION_COLUMNS as readonly (string | undefined)[]).includes(column)
}

function columnsByCode(): Map<string, string> {
  return new Map(METHOD_CODES.split('\n').map((line) => [line.split('|')[0]!, line.split('|')[2]!]))
}

function modeOf(method: string): Mode {
  const mode = /(?:^|\\)Mode: (empty|placeholder)/.exec(method)?.[1]
  return (mode as Mode | undefined) ?? 'standard'
}
