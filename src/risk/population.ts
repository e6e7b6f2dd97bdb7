/** From objects to patients: reads the values of each object, and puts them with those of its patient. */

import { createHmac, randomBytes } from 'node:crypto'
import { type Code, SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { foldText, type QuasiIdentifier } from '../profile/quasi-identifiers.ts'
import type { RootTexts } from './object-head.ts'
import type { ObjectListener } from './output-reader.ts'
import { HeldPatients, type PatientClass, type PatientStore } from './patients.ts'
import { PatientsOnDisk, type Sqlite } from './patients-on-disk.ts'

const PATIENT_ID = 0x00100020
const STUDY_INSTANCE_UID = 0x0020000d
const SOP_INSTANCE_UID = 0x00080018
/** What stands in Patient ID where it was replaced by a dummy: it is the same for all patients. */
const DUMMY_ID = 'ANONYMIZED'
const HASH_BYTES = 16

export interface PopulationOptions {
  readonly quasiIdentifiers: readonly QuasiIdentifier[]
  /** Tag of the sensitive attribute, where one was chosen. */
  readonly sensitiveTag: number | undefined
  readonly loadSqlite: () => Sqlite
  /** Beyond so many combinations patients go to disk. Default limits.riskHeldCombinations. */
  readonly heldCombinations?: number
}

/** Values by number; 0 is no value. */
export class Vocabulary {
  readonly values: string[] = ['']
  readonly #numbers = new Map<string, number>([['', 0]])

  /** Fails with RISK_TOO_VARIED beyond limits.riskValues. */
  numberOf(value: string): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    const number = this.values.length
    if (number > limits.riskValues) throw new SluiceError('RISK_TOO_VARIED')
    this.values.push(value)
    this.#numbers.set(value, number)
    return number
  }
}

/** Listens to objects and gathers their patients. */
export class Population implements ObjectListener {
  readonly #options: PopulationOptions
  readonly #key = randomBytes(HASH_BYTES)
  readonly vocabularies: readonly Vocabulary[]
  readonly sensitiveVocabulary = new Vocabulary()
  readonly #codes = new Map<Code, number>()
  #store: PatientStore = new HeldPatients()
  #objects = 0
  #others = 0
  #withoutPatient = 0
  #lastIdentity = ''
  #lastPatient = ''

  constructor(options: PopulationOptions) {
    this.#options = options
    this.vocabularies = options.quasiIdentifiers.map(() => new Vocabulary())
  }

  /** The attributes that have to be read of each object. */
  get tags(): ReadonlySet<number> {
    const { quasiIdentifiers, sensitiveTag } = this.#options
    const tags = quasiIdentifiers.flatMap((quasi) => quasi.tags)
    return new Set([SOP_INSTANCE_UID, PATIENT_ID, STUDY_INSTANCE_UID, ...tags, ...(sensitiveTag ? [sensitiveTag] : [])])
  }

  get objects(): number {
    return this.#objects
  }

  /** Members that are no objects. */
  get others(): number {
    return this.#others
  }

  /** Objects without a Patient ID: their study stands for the patient. */
  get objectsWithoutPatient(): number {
    return this.#withoutPatient
  }

  /** Objects that could not be read, by code. */
  get unreadCodes(): ReadonlyMap<Code, number> {
    return this.#codes
  }

  object(texts: RootTexts): void {
    const { quasiIdentifiers, sensitiveTag } = this.#options
    const textOf = (tag: number): string => texts.get(tag) ?? ''
    const numbers = quasiIdentifiers.map((quasi, index) => this.vocabularies[index]!.numberOf(quasi.read(textOf)))
    const sensitive = sensitiveTag === undefined ? '' : foldText(textOf(sensitiveTag))
    const number = sensitive === '' ? undefined : this.sensitiveVocabulary.numberOf(sensitive)
    this.#store.add(this.#patientOf(textOf), numbers.join(','), number)
    this.#objects += 1
    if (!(this.#store instanceof HeldPatients)) return
    if (this.#store.combinations <= (this.#options.heldCombinations ?? limits.riskHeldCombinations)) return
    const held = this.#store
    this.#store = new PatientsOnDisk(this.#options.loadSqlite(), held)
    held.close()
  }

  unread(code: Code): void {
    this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1)
  }

  other(): void {
    this.#others += 1
  }

  classes(): Iterable<PatientClass> {
    return this.#store.classes()
  }

  close(): void {
    this.#store.close()
  }

  /** Equal for equal patients, and of no use outside of this run. */
  #patientOf(textOf: (tag: number) => string): string {
    const id = textOf(PATIENT_ID)
    const isKnown = id !== '' && id !== DUMMY_ID
    if (!isKnown) this.#withoutPatient += 1
    const study = textOf(STUDY_INSTANCE_UID)
    const identity = isKnown
      ? `patient ${id}`
      : study !== ''
        ? `study ${study}`
        : `object ${textOf(SOP_INSTANCE_UID) || this.#objects}`
    if (identity !== this.#lastIdentity) {
      this.#lastIdentity = identity
      const hash = createHmac('sha256', this.#key).update(identity, 'latin1').digest()
      this.#lastPatient = hash.toString('latin1', 0, HASH_BYTES)
    }
    return this.#lastPatient
  }
}
