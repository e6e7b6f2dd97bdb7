/** The slot of a registered attribute: what follows from the registry alone, whatever the profile. docs/engine.md 3.10 is where it is used. */

import type { Attribute } from '../dicom/dictionary.ts'
import type { Vr } from '../dicom/vr.ts'
import {
  CHECK_BINARY,
  CHECK_LINE,
  CHECK_NUMBER,
  CHECK_SEQUENCE,
  CHECK_TEXT,
  CHECK_TIME,
  CHECK_UID,
  COMPOUND_NONE,
  MAX_CHECKED_VALUE_BYTES,
  SLOT_FLAG_BINARY,
  SLOT_FLAG_BULK,
  SLOT_FLAG_ENCAPSULATED,
  SLOT_FLAG_KEEP_IN_DUMMY,
} from '../wasm/seam.ts'
import { dummyOfAttribute, isDummyInDummy } from './dummies.ts'
import type { Slot } from './plan.ts'

/** How values of a VR are looked at. `unitBytes`: of one binary value; of text, the most that one value may have, 0 for no bound. */
interface VrCheck {
  readonly check: number
  readonly unitBytes: number
  /** Of all values together, where the VR says so itself. */
  readonly totalBytes?: number
}

/** Bytes that one character may take in the character sets of PS3.5 6.1.2.3 to 6.1.2.5. */
const BYTES_PER_CHARACTER = 4

/** The bounds are those of PS3.5 Table 6.2-1, but for DS: decimals longer than 16 bytes are common and hold digits only. */
const VR_CHECKS: Readonly<Record<Vr, VrCheck>> = {
  AE: { check: CHECK_LINE, unitBytes: 16 },
  AS: { check: CHECK_TIME, unitBytes: 4 },
  AT: { check: CHECK_BINARY, unitBytes: 4 },
  CS: { check: CHECK_LINE, unitBytes: 16 },
  DA: { check: CHECK_TIME, unitBytes: 18 },
  DS: { check: CHECK_NUMBER, unitBytes: 32 },
  DT: { check: CHECK_TIME, unitBytes: 54 },
  FD: { check: CHECK_BINARY, unitBytes: 8 },
  FL: { check: CHECK_BINARY, unitBytes: 4 },
  IS: { check: CHECK_NUMBER, unitBytes: 16 },
  LO: { check: CHECK_LINE, unitBytes: 64 },
  LT: { check: CHECK_TEXT, unitBytes: 0, totalBytes: 10240 * BYTES_PER_CHARACTER },
  OB: { check: CHECK_BINARY, unitBytes: 1 },
  OD: { check: CHECK_BINARY, unitBytes: 1 },
  OF: { check: CHECK_BINARY, unitBytes: 1 },
  OL: { check: CHECK_BINARY, unitBytes: 1 },
  OV: { check: CHECK_BINARY, unitBytes: 1 },
  OW: { check: CHECK_BINARY, unitBytes: 1 },
  PN: { check: CHECK_LINE, unitBytes: 194 },
  SH: { check: CHECK_LINE, unitBytes: 16 },
  SL: { check: CHECK_BINARY, unitBytes: 4 },
  SQ: { check: CHECK_SEQUENCE, unitBytes: 1 },
  SS: { check: CHECK_BINARY, unitBytes: 2 },
  ST: { check: CHECK_TEXT, unitBytes: 0, totalBytes: 1024 * BYTES_PER_CHARACTER },
  SV: { check: CHECK_BINARY, unitBytes: 8 },
  TM: { check: CHECK_TIME, unitBytes: 28 },
  UC: { check: CHECK_LINE, unitBytes: 0 },
  UI: { check: CHECK_UID, unitBytes: 64 },
  UL: { check: CHECK_BINARY, unitBytes: 4 },
  UN: { check: CHECK_BINARY, unitBytes: 1 },
  UR: { check: CHECK_LINE, unitBytes: 0 },
  US: { check: CHECK_BINARY, unitBytes: 2 },
  UT: { check: CHECK_TEXT, unitBytes: 0 },
  UV: { check: CHECK_BINARY, unitBytes: 8 },
}

/** Float, Double Float and Pixel Data, and the matches of (7Fxx,0010): what an image is made of. */
const BULK_TAGS: ReadonlySet<number> = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010, 0x7f000010])
const PIXEL_DATA = 0x7fe00010
/** SH, but no more than a sign and digits. */
const TIMEZONE_OFFSET_FROM_UTC = 0x00080201

/** The parts of a slot that a profile decides. */
export type Decided = Pick<Slot, 'top' | 'nested' | 'category'> & Partial<Pick<Slot, 'compound' | 'flags'>>

/** The slot of the attribute `tag` (for a repeating group: its match). Flags of `decided` are added to those that follow from the registry. */
export function slotOf(tag: number, attribute: Attribute, decided: Decided): Slot {
  const { maxBytes, unitBytes, ...plausible } = plausibility(attribute)
  const check = tag === TIMEZONE_OFFSET_FROM_UTC ? CHECK_TIME : plausible.check
  return {
    top: decided.top,
    nested: decided.nested,
    check,
    maxBytes,
    unitBytes,
    dummy: dummyOfAttribute(tag, attribute.vrs[0], attribute.vmMin),
    category: decided.category,
    compound: decided.compound ?? COMPOUND_NONE,
    flags: (decided.flags ?? 0) | flagsOf(tag, attribute),
  }
}

/** The same slot, but that any value is plausible. */
export function withoutChecks(slot: Slot): Slot {
  return {
    ...slot,
    check: slot.check === CHECK_SEQUENCE ? CHECK_SEQUENCE : CHECK_BINARY,
    maxBytes: 0,
    unitBytes: 1,
    flags: slot.flags & ~SLOT_FLAG_BINARY,
  }
}

/** Of VRs that are alternatives, the one that lets the most pass: O* before the others, which are all of one size. */
function plausibility({ vrs, vmMax }: Attribute): Pick<Slot, 'check' | 'maxBytes' | 'unitBytes'> {
  const vr = vrs.length === 1 ? vrs[0] : (vrs.find((name) => name.startsWith('O')) ?? vrs[0])
  const { check, unitBytes, totalBytes } = VR_CHECKS[vr]
  if (totalBytes !== undefined) return { check, maxBytes: totalBytes, unitBytes }
  const isBounded = unitBytes > 1 && Number.isFinite(vmMax)
  if (!isBounded) return { check, maxBytes: 0, unitBytes }
  if (check === CHECK_BINARY) return { check, maxBytes: vmMax * unitBytes, unitBytes }
  const textBytes = vmMax * (unitBytes + 1) * BYTES_PER_CHARACTER
  return { check, maxBytes: Math.min(textBytes, MAX_CHECKED_VALUE_BYTES), unitBytes }
}

function flagsOf(tag: number, { vrs }: Attribute): number {
  return (
    (BULK_TAGS.has(tag) ? SLOT_FLAG_BULK : 0) |
    (tag === PIXEL_DATA ? SLOT_FLAG_ENCAPSULATED : 0) |
    ((vrs.includes('CS') || vrs.includes('UI')) && !isDummyInDummy(tag) ? SLOT_FLAG_KEEP_IN_DUMMY : 0) |
    (vrs.every((vr) => VR_CHECKS[vr].check === CHECK_BINARY) ? SLOT_FLAG_BINARY : 0)
  )
}
