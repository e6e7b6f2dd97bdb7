/**
 * The values that stand in for what code D replaces: one for each VR, and a few that an attribute's enumerated values ask for. They are
 * valid for any character set and byte order: ASCII, or zeros.
 */

import { latin1Bytes } from '../dicom/uid.ts'
import { VR_NAMES, type Vr, vrIndexOf } from '../dicom/vr.ts'

/** A dummy value, of even length. */
export interface Dummy {
  /** Number of the VR that it is made for (dicom/vr.ts); 0 for the one that stands for no VR. */
  readonly vrIndex: number
  readonly bytes: Uint8Array
}

const TEXT = 'ANONYMIZED'
const SPACE = 0x20
const NUL = 0

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

/** Attributes with enumerated values or defined terms, and the one of them that says least (PS3.3). */
const OF_ATTRIBUTE: ReadonlyMap<number, readonly [Vr, string]> = new Map([
  [0x00100040, ['CS', 'O']], // Patient's Sex
  [0x001021a0, ['CS', 'UNKNOWN']], // Smoking Status
  [0x04000565, ['CS', 'COERCE']], // Reason for the Attribute Modification
])

/** All dummies by number. The first are numbered as the VRs, so that the general dummy of a VR has its number. */
export const DUMMIES: readonly Dummy[] = [
  ...VR_NAMES.map((name, vrIndex) => ({ vrIndex, bytes: name === '' ? zeros(0) : encode(name, OF_VR[name]) })),
  ...[...OF_ATTRIBUTE.values()].map(([vr, value]) => ({ vrIndex: vrIndexOf(vr), bytes: encode(vr, value) })),
]

const NUMBER_OF_ATTRIBUTE: ReadonlyMap<number, number> = new Map(
  [...OF_ATTRIBUTE.keys()].map((tag, at) => [tag, VR_NAMES.length + at]),
)

/** Number of the dummy for an attribute whose registered VR, or the first alternative, is `vr`. */
export function dummyOfAttribute(tag: number, vr: Vr): number {
  return NUMBER_OF_ATTRIBUTE.get(tag) ?? vrIndexOf(vr)
}

function encode(vr: Vr, value: string | Uint8Array): Uint8Array {
  if (typeof value !== 'string') return value
  return latin1Bytes(value, vr === 'UI' ? NUL : SPACE)
}

function zeros(bytes: number): Uint8Array {
  return new Uint8Array(bytes)
}
