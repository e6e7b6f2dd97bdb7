/**
 * Patients in a temporary database of SQLite, for sets that do not fit memory. The empty name makes SQLite open a file of its own in the system's
 * temporary folder, for its owner alone, that has no name any more once it is open: nothing is left of it however the program ends.
 */

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { SluiceError } from '../errors.ts'
import {
  checkCombinations,
  classOf,
  type HeldPatients,
  type PatientClass,
  type PatientStore,
  setOf,
  signatureOf,
} from './patients.ts'

/** The module, which whoever calls has loaded: it warns of itself on loading. */
export type Sqlite = typeof import('node:sqlite')

const CACHE_KIB = 65_536
/** No journal: a database that is lost with the program needs none. */
const SCHEMA = `
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = FILE;
  CREATE TABLE combination (patient BLOB, text TEXT, PRIMARY KEY (patient, text)) WITHOUT ROWID;
  CREATE TABLE sensitive (patient BLOB, value INTEGER, PRIMARY KEY (patient, value)) WITHOUT ROWID;
  CREATE TABLE class (signature TEXT, sensitive TEXT, patients INTEGER, PRIMARY KEY (signature, sensitive)) WITHOUT ROWID;
  BEGIN;
`

/** Gathers patients on disk. Fails with IO where there is no room. */
export class PatientsOnDisk implements PatientStore {
  readonly #database: DatabaseSync
  readonly #addCombination: StatementSync
  readonly #addSensitive: StatementSync
  #combinations = 0

  constructor(sqlite: Sqlite, held: HeldPatients) {
    this.#database = guarded(() => new sqlite.DatabaseSync(''))
    guarded(() => this.#database.exec(SCHEMA))
    this.#addCombination = this.#database.prepare('INSERT OR IGNORE INTO combination VALUES (?, ?)')
    this.#addSensitive = this.#database.prepare('INSERT OR IGNORE INTO sensitive VALUES (?, ?)')
    for (const [patient, { combinations, sensitive }] of held.entries()) {
      for (const combination of combinations) this.add(patient, combination, undefined)
      for (const value of sensitive) this.#put(this.#addSensitive, patient, value)
    }
  }

  get combinations(): number {
    return this.#combinations
  }

  add(patient: string, combination: string, sensitive: number | undefined): void {
    this.#combinations += this.#put(this.#addCombination, patient, combination)
    if (sensitive !== undefined) this.#put(this.#addSensitive, patient, sensitive)
  }

  *classes(): Generator<PatientClass> {
    guarded(() => this.#groupPatients())
    const rows = this.#database.prepare('SELECT signature, sensitive, patients FROM class ORDER BY signature').iterate()
    let open: { readonly signature: string; readonly sensitive: Map<string, number> } | undefined
    for (const row of rows) {
      const signature = String(row.signature)
      if (open?.signature !== signature) {
        if (open !== undefined) yield classOf(open.signature, open.sensitive)
        open = { signature, sensitive: new Map() }
      }
      open.sensitive.set(String(row.sensitive), Number(row.patients))
    }
    if (open !== undefined) yield classOf(open.signature, open.sensitive)
  }

  close(): void {
    this.#database.close()
  }

  #put(statement: StatementSync, patient: string, value: string | number): number {
    return guarded(() => Number(statement.run(Buffer.from(patient, 'latin1'), value).changes))
  }

  /** Fills the table of classes: patient by patient, in the order of both tables. */
  #groupPatients(): void {
    const add = this.#database.prepare(
      'INSERT INTO class VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET patients = patients + 1',
    )
    this.#database.exec('DELETE FROM class')
    const values = this.#database.prepare('SELECT value FROM sensitive WHERE patient = ?')
    const rows = this.#database.prepare('SELECT patient, text FROM combination ORDER BY patient, text').iterate()
    const finish = (patient: Uint8Array, combinations: string[]): void => {
      const sensitive = values.all(patient).map((row) => Number(row.value))
      add.run(signatureOf(combinations), setOf(sensitive))
    }
    let patient: Uint8Array | undefined
    let combinations: string[] = []
    for (const row of rows) {
      const next = row.patient as Uint8Array
      if (patient === undefined || Buffer.compare(patient, next) !== 0) {
        if (patient !== undefined) finish(patient, combinations)
        patient = next
        combinations = []
      }
      combinations.push(String(row.text))
      checkCombinations(combinations.length)
    }
    if (patient !== undefined) finish(patient, combinations)
  }
}

/** What SQLite says of a fault may quote what it was working on. */
function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (fault) {
    if (fault instanceof SluiceError) throw fault
    throw new SluiceError(
      'IO',
      {},
      'the temporary file for the patients cannot be written: look at the space that is left',
    )
  }
}
