/**
 * The values that stand in for what code D replaces: one for each VR, as many of it as an attribute must have, and a few that an attribute's enumerated values
 * ask for. They are valid for any character set: ASCII, or numbers.
 */

import { latin1Bytes } from '../dicom/value-text.ts'
import { VR_NAMES, type Vr, vrIndexOf } from '../dicom/vr.ts'

/** A dummy value, of even length. */
export interface Dummy {
  /** Number of the VR that it is made for (dicom/vr.ts); 0 for the one that stands for no VR. */
  readonly vrIndex: number
  /** In little endian. */
  readonly bytes: Uint8Array
  /** As many, in big endian. */
  readonly bigEndianBytes: Uint8Array
}

const TEXT = 'ANONYMIZED'
const SPACE = 0x20
const NUL = 0
const GRAPHIC_TYPE = 0x00700023

/** A UID of ours that identifies nothing. It is used only where a value that should be no UID says that it is one. */
const UID = '2.25.238903632249373784316862453381404355564'

const OF_VR: Readonly<Record<Vr, string | Uint8Array>> = {
  AE: TEXT,
  AS: '000Y',
  AT: zeros(4),
  CS: TEXT,
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  FD: zeros(8),
  FL: zeros(4),
  IS: '0',
  LO: TEXT,
  LT: TEXT,
  OB: zeros(2),
  OD: zeros(8),
  OF: zeros(4),
  OL: zeros(4),
  OV: zeros(8),
  OW: zeros(2),
  PN: TEXT,
  SH: TEXT,
  SL: zeros(4),
  SQ: zeros(0),
  SS: zeros(2),
  ST: TEXT,
  SV: zeros(8),
  TM: '000000',
  UC: TEXT,
  UI: UID,
  UL: zeros(4),
  UN: zeros(2),
  UR: TEXT,
  US: zeros(2),
  UT: TEXT,
  UV: zeros(8),
}

/** Attributes for which a value of their VR is not good enough: with enumerated values, defined terms or counts. It is the one that says least (PS3.3). */
const OF_ATTRIBUTE: ReadonlyMap<number, readonly [Vr, string | number]> = new Map([
  [0x00080201, ['SH', '+0000']], // Timezone Offset From UTC
  [0x00081160, ['IS', '1']], // Referenced Frame Number
  [0x00100040, ['CS', 'O']], // Patient's Sex
  [0x001021a0, ['CS', 'UNKNOWN']], // Smoking Status
  [0x00700020, ['US', 2]], // Graphic Dimensions
  [0x00700021, ['US', 1]], // Number of Graphic Points
  [GRAPHIC_TYPE, ['CS', 'POINT']], // Graphic Type, which one point fits
  [0x04000565, ['CS', 'COERCE']], // Reason for the Attribute Modification
])

/** How many values an attribute of the registry must have, where that is more than one, by the VR of its dummy. */
const COUNTS_OF_VR: Partial<Readonly<Record<Vr, readonly number[]>>> = {
  CS: [2, 4],
  DS: [2, 3, 4, 6, 16],
  FD: [2, 3, 4, 6, 9, 16],
  FL: [2, 3, 6],
  IS: [2, 3],
  SL: [2],
  SS: [2],
  UL: [3],
  US: [2, 3, 4],
}

const OF_COUNT = Object.entries(COUNTS_OF_VR).flatMap(([vr, counts]) =>
  counts.map((count) => ({ vr: vr as Vr, count })),
)

/** All dummies by number. The first are numbered as the VRs, so that the general dummy of a VR has its number. */
export const DUMMIES: readonly Dummy[] = [
  ...VR_NAMES.map((name) => (name === '' ? dummy(name, zeros(0)) : dummy(name, encode(name, OF_VR[name])))),
  ...[...OF_ATTRIBUTE.values()].map(([vr, value]) => {
    return typeof value === 'number' ? ofNumber(vr, value) : dummy(vr, encode(vr, value))
  }),
  ...OF_COUNT.map(({ vr, count }) => dummy(vr, encode(vr, repeated(OF_VR[vr], count)))),
]

const NUMBER_OF_ATTRIBUTE: ReadonlyMap<number, number> = new Map(
  [...OF_ATTRIBUTE.keys()].map((tag, at) => [tag, VR_NAMES.length + at]),
)
const NUMBER_OF_COUNT: ReadonlyMap<string, number> = new Map(
  OF_COUNT.map(({ vr, count }, at) => [`${vr} ${count}`, VR_NAMES.length + OF_ATTRIBUTE.size + at]),
)

/** Number of the dummy for an attribute whose registered VR, or the first alternative, is `vr`, and which has at least `vmMin` values. */
export function dummyOfAttribute(tag: number, vr: Vr, vmMin = 1): number {
  return NUMBER_OF_ATTRIBUTE.get(tag) ?? NUMBER_OF_COUNT.get(`${vr} ${vmMin}`) ?? vrIndexOf(vr)
}

/** Whether the dummy of a code or UID that is kept in a dummy item has to stand there instead: other dummies beside it ask for it. */
export function isDummyInDummy(tag: number): boolean {
  return tag === GRAPHIC_TYPE
}

function dummy(vr: Vr | '', bytes: Uint8Array, bigEndianBytes = bytes): Dummy {
  return { vrIndex: vr === '' ? 0 : vrIndexOf(vr), bytes, bigEndianBytes }
}

function ofNumber(vr: Vr, value: number): Dummy {
  return dummy(vr, Uint8Array.of(value, 0), Uint8Array.of(0, value))
}

function repeated(value: string | Uint8Array, count: number): string | Uint8Array {
  if (typeof value === 'string') return Array(count).fill(value).join('\\')
  return zeros(value.length * count)
}

function encode(vr: Vr, value: string | Uint8Array): Uint8Array {
  if (typeof value !== 'string') return value
  return latin1Bytes(value, vr === 'UI' ? NUL : SPACE)
}

function zeros(bytes: number): Uint8Array {
  return new Uint8Array(bytes)
}
