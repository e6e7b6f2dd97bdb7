/** A site's own table of patients: what each Patient ID becomes, and by how many days the patient's dates move. */

import { trimText } from '../dicom/uid.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { CsvFault, type CsvField, type CsvPlace, readCsv } from './csv.ts'
import { isDays } from './date-offset.ts'

/** What a patient becomes. */
export interface CrosswalkPatient {
  /** Printable ASCII, 1 to 64 characters. */
  readonly newId: string
  /** Not 0. */
  readonly offsetDays: number
}

/** Patients by their old ID: the bytes of Patient ID without NULs and spaces at its ends, one character for each. */
export type Crosswalk = ReadonlyMap<string, CrosswalkPatient>

const HEADER = ['old_id', 'new_id', 'offset_days'] as const
/** What a LO can hold, but for the backslash, and in any character set. */
const NEW_ID = /^[\x20-\x5b\x5d-\x7e]{1,64}$/
const OFFSET_DAYS = /^[+-]?\d{1,7}$/

/**
 * The crosswalk in a file of comma-separated values (RFC 4180) whose first record is old_id,new_id,offset_days. Fails with CROSSWALK_INVALID, naming line and
 * column and never a value, for a file beyond limits.crosswalkBytes, a record that is none, and a patient who is in it twice with different fates.
 */
export function parseCrosswalk(csv: Uint8Array): Crosswalk {
  if (csv.length > limits.crosswalkBytes) throw invalid('it is larger than limits.crosswalkBytes')
  const patients = new Map<string, CrosswalkPatient>()
  try {
    let headed = false
    for (const fields of readCsv(csv)) {
      if (headed) addPatient(patients, fields)
      else checkHeader(fields)
      headed = true
    }
    if (!headed) throw new CsvFault(`the first line is not ${HEADER.join(',')}`, { line: 1, column: 1 })
  } catch (fault) {
    if (!(fault instanceof CsvFault)) throw fault
    throw invalid(fault.message, fault.place)
  }
  return patients
}

function checkHeader(fields: readonly CsvField[]): void {
  const names = fields.map((field) => field.text)
  if (names.join() !== HEADER.join()) throw new CsvFault(`the first line is not ${HEADER.join(',')}`, fields[0]!)
}

function addPatient(patients: Map<string, CrosswalkPatient>, fields: readonly CsvField[]): void {
  const [oldId, newId, offset] = fields
  if (oldId === undefined || newId === undefined || offset === undefined || fields.length > HEADER.length) {
    throw new CsvFault('not three fields', fields[Math.min(HEADER.length, fields.length - 1)]!)
  }
  const patient = { newId: readNewId(newId), offsetDays: readOffset(offset) }
  const key = trimText(oldId.text)
  if (key === '') throw new CsvFault('no old ID', oldId)
  const earlier = patients.get(key)
  if (earlier !== undefined && (earlier.newId !== patient.newId || earlier.offsetDays !== patient.offsetDays)) {
    throw new CsvFault('an old ID that an earlier line has otherwise', oldId)
  }
  patients.set(key, patient)
}

function readNewId(field: CsvField): string {
  const newId = trimText(field.text)
  if (!NEW_ID.test(newId))
    throw new CsvFault('a new ID that is not 1 to 64 characters of ASCII without a backslash', field)
  return newId
}

function readOffset(field: CsvField): number {
  const offsetDays = OFFSET_DAYS.test(field.text) ? Number(field.text) : Number.NaN
  if (!isDays(offsetDays)) throw new CsvFault('an offset that is no whole number of days', field)
  if (offsetDays === 0) throw new CsvFault('an offset of 0, which would leave the dates as they are', field)
  return offsetDays
}

function invalid(detail: string, place?: CsvPlace): SluiceError {
  const where = place === undefined ? '' : ` in line ${place.line}, column ${place.column}`
  return new SluiceError('CROSSWALK_INVALID', {}, `the crosswalk cannot be used: ${detail}${where}`)
}
