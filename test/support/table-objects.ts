/** Objects that hold attributes of Table E.1-1 in several places, each with a value that tells it from all others. */

import { type ElementSpec, sequence } from './dicom-builder.ts'
import { type TableRow, tagNumber } from './standard-tables.ts'

/** A row in a place: the path of keywords of sequences, outermost first. */
export interface Placed {
  readonly row: TableRow
  readonly tag: number
  readonly vr: string
  readonly path: readonly string[]
  readonly value: string | Uint8Array
}

/** Sequences of which no table says anything, one in the other. */
export const DEPTHS: readonly (readonly string[])[] = [
  [],
  ['ReferencedSeriesSequence'],
  ['ReferencedSeriesSequence', 'RadiopharmaceuticalInformationSequence'],
]

/** A part of the patient's name, which stands in every text. */
export const SURNAME = 'QORVEX'
export const PATIENT_ID = 'MRN-77120'
export const PATIENT_NAME = `${SURNAME}^ILYRIA`
export const DATE = '20170315'
export const DATE_TIME = '20170315093012.250000+0100'
const SEXES = ['F', 'M', 'F']

const BYTES_BY_VR: Readonly<Record<string, number>> = { FD: 8, FL: 4, OB: 2, OW: 2, SL: 4, UL: 4, UN: 6, US: 2, SS: 2 }
const LETTERS = 'BCDFGHJKLMNPQRST'
const SAME_FOR_ALL: Readonly<Record<string, string>> = { PatientID: PATIENT_ID, PatientName: PATIENT_NAME }

/** The row in a place; `number` makes its value one of its own. */
export function place(row: TableRow, path: readonly string[], number: number): Placed {
  const vr = row.vr!.split(' or ')[0] || (row.tag!.startsWith('50') ? 'LO' : 'UN')
  // the first of a repeating group
  const tag = tagNumber(row.tag!.replaceAll('x', '0'))
  const isWritten = path.length === 0 ? SAME_FOR_ALL[row.keyword!] : undefined
  return { row, tag, vr, path, value: isWritten ?? valueFor(row, vr, number, path.length) }
}

function valueFor(row: TableRow, vr: string, number: number, depth: number): string | Uint8Array {
  const bytes = BYTES_BY_VR[vr]
  if (bytes !== undefined) return new Uint8Array(bytes).fill(1 + (number % 200))
  if (row.keyword === 'PatientSex') return SEXES[depth % SEXES.length]!
  if (row.keyword === 'TimezoneOffsetFromUTC') return '+0530'
  switch (vr) {
    case 'AS':
      return depth === 0 ? '095Y' : '045Y'
    case 'DA':
      return DATE
    case 'DT':
      return DATE_TIME
    case 'TM':
      return '093012'
    case 'DS':
    case 'IS':
      return `${100 + number}`
    case 'UI':
      return `1.3.6.${number + 1}.77`
    case 'UR':
      return `http://${SURNAME.toLowerCase()}.example/${number}`
    case 'PN':
      return `${SURNAME}^N${number}`
    default:
      return `${wordOf(row)} ${SURNAME}`
  }
}

/** A word that stands in no other attribute: what it is in keeps it where it is cleaned, but for what identifies as a whole. */
export function wordOf({ tag }: TableRow): string {
  return `AX${tag!
    .replaceAll(/[^0-9A-Fx]/g, '')
    .replaceAll(/./g, (digit) => LETTERS[Number.parseInt(digit, 16) || 0]!)
    .slice(1)}`
}

/** The elements of an object, in tag order, with two items in every sequence that is a row. `tags`: of sequences by keyword. */
export function elementsOf(
  placed: readonly Placed[],
  more: readonly ElementSpec[],
  tags: ReadonlyMap<string, number>,
): ElementSpec[] {
  return containerOf(placed, 0, more, tags)
}

function containerOf(
  placed: readonly Placed[],
  depth: number,
  more: readonly ElementSpec[],
  tags: ReadonlyMap<string, number>,
): ElementSpec[] {
  const here = placed.filter(({ path }) => path.length === depth).map(elementOf)
  const inside = Map.groupBy(
    placed.filter(({ path }) => path.length > depth),
    ({ path }) => path[depth]!,
  )
  const sequences = [...inside].map(([keyword, members]) => {
    const tag = tags.get(keyword)!.toString(16).padStart(8, '0')
    return sequence(tag, [containerOf(members, depth + 1, [], tags)], { undefinedLength: depth % 2 === 1 })
  })
  const given = new Set(here.map(({ tag }) => tag))
  const needed = more.filter(({ tag }) => !given.has(tag))
  return [...here, ...sequences, ...needed].toSorted((one, other) => one.tag - other.tag)
}

function elementOf({ tag, vr, value }: Placed): ElementSpec {
  if (vr !== 'SQ') return { tag, vr, value }
  const item = [
    { tag: 0x00080060, vr: 'CS', value: 'CT' },
    { tag: 0x00080070, vr: 'LO', value: 'ACME IMAGING' },
  ]
  return { tag, vr, items: [{ elements: item }, { elements: item }] }
}
