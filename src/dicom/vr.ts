/**
 * The value representations of PS3.5 6.2: their names, numbers, kinds of length, and the table of them that the WASM core
 * looks headers up in.
 */

import { VR_KNOWN, VR_SHORT, VR_TABLE_BYTES } from '../wasm/seam.ts'

/** VR names by number. Number 0 is no VR, so that a number also says whether there is one. The dummies go by it too. */
export const VR_NAMES = [
  '',
  'AE',
  'AS',
  'AT',
  'CS',
  'DA',
  'DS',
  'DT',
  'FD',
  'FL',
  'IS',
  'LO',
  'LT',
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'PN',
  'SH',
  'SL',
  'SQ',
  'SS',
  'ST',
  'SV',
  'TM',
  'UC',
  'UI',
  'UL',
  'UN',
  'UR',
  'US',
  'UT',
  'UV',
] as const

/** The name of a VR. */
export type Vr = Exclude<(typeof VR_NAMES)[number], ''>

/**
 * VRs whose explicit length has 16 bits (PS3.5 Table 7.1-2). The list is closed: a VR that a later edition adds has
 * two reserved bytes and 32 bits, as has every pair of letters that is no VR.
 */
const SHORT_LENGTH_VRS: ReadonlySet<string> = new Set(
  'AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
)

const BYTE_A = 0x41
const LETTERS = 26

const INDEXES: ReadonlyMap<string, number> = new Map(VR_NAMES.map((name, index) => [name, index]))
const TABLE = makeVrTable()

/** Number of a VR by name; 0 where the name is none. */
export function vrIndexOf(name: string): number {
  return INDEXES.get(name) ?? 0
}

/** True for the name of a VR. */
export function isVrName(name: string): name is Vr {
  return vrIndexOf(name) > 0
}

/** True where the explicit length of this VR has 16 bits. */
export function hasShortLength(vr: Vr): boolean {
  return SHORT_LENGTH_VRS.has(vr)
}

/** True where two bytes of a header are two capital letters, be they a known VR or not. */
export function isVrPair(first: number, second: number): boolean {
  return isCapital(first) && isCapital(second)
}

/** The VR that two bytes of a header are; undefined where they are none of PS3.5. */
export function vrOfPair(first: number, second: number): Vr | undefined {
  const cell = isVrPair(first, second) ? TABLE[cellOf(first, second)]! : 0
  return cell === 0 ? undefined : (VR_NAMES[cell & ~(VR_KNOWN | VR_SHORT)] as Vr)
}

/** True where two bytes of a header are a VR of PS3.5. */
export function isKnownVr(first: number, second: number): boolean {
  return isVrPair(first, second) && TABLE[cellOf(first, second)] !== 0
}

/**
 * A new copy of the table for the WASM core: one byte for each pair of capital letters, VR_KNOWN and VR_SHORT (wasm/seam.ts) with
 * the VR's number, 0 for a pair that is no VR.
 */
export function vrTable(): Uint8Array {
  return TABLE.slice()
}

function makeVrTable(): Uint8Array {
  const table = new Uint8Array(VR_TABLE_BYTES)
  VR_NAMES.forEach((name, index) => {
    if (name === '') return
    const flags = VR_KNOWN | (SHORT_LENGTH_VRS.has(name) ? VR_SHORT : 0)
    table[cellOf(name.charCodeAt(0), name.charCodeAt(1))] = flags | index
  })
  return table
}

function isCapital(byte: number): boolean {
  return byte >= BYTE_A && byte < BYTE_A + LETTERS
}

function cellOf(first: number, second: number): number {
  return (first - BYTE_A) * LETTERS + (second - BYTE_A)
}
