/** A site's own table of patients: what each Patient ID becomes, and by how many days the patient's dates move. */

import { trimText } from '../dicom/value-text.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { dayNumberOf, isCalendarDay } from './calendar.ts'
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

const COLUMNS = ['old_id', 'new_id'] as const
const OFFSET_COLUMN = 'offset_days'
const REFERENCE_COLUMN = 'reference_date'
/** What the first line says. */
const HEADERS = [OFFSET_COLUMN, REFERENCE_COLUMN].map((column) => [...COLUMNS, column].join())
/** What a LO can hold, but for the backslash, and in any character set. */
const NEW_ID = /^[\x20-\x5b\x5d-\x7e]{1,64}$/
const OFFSET_DAYS = /^[+-]?\d{1,7}$/
const DAY = /^(\d{4})(-?)(\d{2})\2(\d{2})$/

/** Reads the third field of a patient: by how many days the dates move. */
type OffsetReader = (field: CsvField) => number

/**
 * The crosswalk in a file of comma-separated values (RFC 4180) whose first record is old_id,new_id,offset_days or old_id,new_id,reference_date. A reference date
 * moves to `anchor` (YYYYMMDD). Fails with CROSSWALK_INVALID, naming line and column and never a value, for a file beyond limits.crosswalkBytes, a record that is
 * none, a patient who is in it twice with different fates, a new ID whose old ones move by different days, and reference dates without an anchor.
 */
export function parseCrosswalk(csv: Uint8Array, anchor?: string): Crosswalk {
  if (csv.length > limits.crosswalkBytes) throw invalid('it is larger than limits.crosswalkBytes')
  const patients = new Map<string, CrosswalkPatient>()
  const offsets = new Map<string, number>()
  try {
    let readThird: OffsetReader | undefined
    for (const fields of readCsv(csv)) {
      if (readThird === undefined) readThird = readHeader(fields, anchor)
      else addPatient(patients, offsets, fields, readThird)
    }
    if (readThird === undefined) throw headerFault({ line: 1, column: 1 })
  } catch (fault) {
    if (!(fault instanceof CsvFault)) throw fault
    throw invalid(fault.message, fault.place)
  }
  return patients
}

function readHeader(fields: readonly CsvField[], anchor: string | undefined): OffsetReader {
  const header = HEADERS.indexOf(fields.map((field) => field.text).join())
  if (header < 0) throw headerFault(fields[0]!)
  if (header === 0) return readOffset
  if (anchor === undefined) {
    throw new CsvFault('reference dates, and the profile has no dates.anchor that they move to', fields[2]!)
  }
  const anchorDay = dayNumber(anchor)!
  return (field) => readReference(field, anchorDay)
}

function headerFault(place: CsvPlace): CsvFault {
  return new CsvFault(`the first line is neither ${HEADERS.join(' nor ')}`, place)
}

function addPatient(
  patients: Map<string, CrosswalkPatient>,
  offsets: Map<string, number>,
  fields: readonly CsvField[],
  readThird: OffsetReader,
): void {
  const [oldId, newId, third] = fields
  if (oldId === undefined || newId === undefined || third === undefined || fields.length > 3) {
    throw new CsvFault('not three fields', fields[Math.min(3, fields.length - 1)]!)
  }
  const patient = { newId: readNewId(newId), offsetDays: readThird(third) }
  const key = trimText(oldId.text)
  if (key === '') throw new CsvFault('no old ID', oldId)
  const earlier = patients.get(key)
  if (earlier !== undefined && (earlier.newId !== patient.newId || earlier.offsetDays !== patient.offsetDays)) {
    throw new CsvFault('an old ID that an earlier line has otherwise', oldId)
  }
  // One patient under two numbers has one life, and two patients under one number are none.
  if ((offsets.get(patient.newId) ?? patient.offsetDays) !== patient.offsetDays) {
    throw new CsvFault('a new ID that an earlier line gives to another patient, whose dates move by other days', newId)
  }
  offsets.set(patient.newId, patient.offsetDays)
  patients.set(key, patient)
}

/** How many new IDs stand for more than one old ID. */
export function countSharedNewIds(crosswalk: Crosswalk): number {
  const oldIds = new Map<string, number>()
  for (const { newId } of crosswalk.values()) oldIds.set(newId, (oldIds.get(newId) ?? 0) + 1)
  return [...oldIds.values()].filter((count) => count > 1).length
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

function readReference(field: CsvField, anchorDay: number): number {
  const day = dayNumber(trimText(field.text))
  if (day === undefined) throw new CsvFault('a reference date that is neither YYYY-MM-DD nor YYYYMMDD', field)
  if (day === anchorDay)
    throw new CsvFault('a reference date that is the anchor: the dates would stay as they are', field)
  return anchorDay - day
}

/** Undefined for what is no day of the calendar. */
function dayNumber(text: string): number | undefined {
  const [, year, , month, date] = (DAY.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || date === undefined) return undefined
  const day = { year, month, day: date }
  return isCalendarDay(day) ? dayNumberOf(day) : undefined
}

function invalid(detail: string, place?: CsvPlace): SluiceError {
  const where = place === undefined ? '' : ` in line ${place.line}, column ${place.column}`
  return new SluiceError('CROSSWALK_INVALID', {}, `the crosswalk cannot be used: ${detail}${where}`)
}
