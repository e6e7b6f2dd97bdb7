/** Attributes that verification has an eye on, whatever the profile. */

import type { Statement } from './stated-profile.ts'

export const SOP_CLASS_UID = 0x00080016
export const SOP_INSTANCE_UID = 0x00080018
export const MODALITY = 0x00080060
export const PIXEL_DATA = 0x7fe00010
export const TRAILING_PADDING = 0xfffcfffc

/** Type 1 in every composite IOD. */
export const ALWAYS_REQUIRED: ReadonlySet<number> = new Set([
  SOP_CLASS_UID,
  SOP_INSTANCE_UID,
  0x0020000d,
  0x0020000e,
  MODALITY,
])

/** Patient's Name, ID, other IDs and names, birth date and address. */
export const NAMES_PATIENT: ReadonlySet<number> = new Set([
  0x00100010, 0x00100020, 0x00100030, 0x00101000, 0x00101001, 0x00101002, 0x00101005, 0x00101040, 0x00101060,
  0x00102154,
])

/** What an object says of its own de-identification. */
export const STATED: ReadonlyMap<number, Exclude<keyof Statement, 'codes'>> = new Map([
  [0x00120062, 'identityRemoved'],
  [0x00120063, 'method'],
  [0x00280303, 'temporalInformation'],
  [0x00280301, 'burnedInAnnotation'],
  [0x00280302, 'recognizableFeatures'],
])
