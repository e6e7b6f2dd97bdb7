/** Values for fast-check to draw: what a VR allows, and what hardly any does. */

import fc from 'fast-check'
import { bytesOf } from './dicom-builder.ts'

/** A value before its VR is known. */
export interface ValueSeed {
  readonly style: number
  readonly count: number
  readonly bytes: Uint8Array
}

const SOUND_TEXTS: Readonly<Record<string, readonly string[]>> = {
  DA: ['20240131', '20240131\\19991231', '2024.01.31', ''],
  TM: ['101112', '101112.123456', '10', ''],
  DT: ['20240131101112.123456+0100', '20240131', ''],
  AS: ['042Y', '091Y', ''],
  DS: ['1.5', '-1.5E-3\\2', '0\\0\\1', ' 12 ', ''],
  IS: ['12', '-1\\+2', ''],
  UI: ['1.2.840.10008.1.2.1', '1.2.3.4', '1.2.3.4\\1.2.840.10008.3', '1.2.3\\1.2.4\\', ''],
  CS: ['ORIGINAL\\PRIMARY', 'O', 'ISO_IR 100', ''],
  AE: ['STORE-SCP', ''],
  PN: ['DOE^JANE', 'Yamada^Tarou=\x1b$B;3ED', ''],
  LT: ['one line\r\nanother line', ''],
  ST: ['one line\r\nanother line', ''],
  UT: ['one line\r\nanother line', 'back\\slash', ''],
  UR: ['http://example.invalid/x?y', ''],
}
const SOUND_TEXT = ['SOME TEXT', 'A\\B', 'M\xfcller', '']
const UNSOUND_TEXTS: readonly string[] = [
  'CONTROL\x01BYTE',
  'DELETE\x7f',
  'NUL\0INSIDE',
  'TAB\tINSIDE',
  `${'0'.repeat(17)} `,
  'X'.repeat(66),
  '1'.repeat(200),
  'X'.repeat(1100),
  `${'X'.repeat(80)}\xe9`,
  '\0\0\0\0',
  '    ',
  'odd',
  'not 1.2.3',
  '1.2.3 \\1.2.4\0',
  '\x1b$B;3ED\x1b(B',
]
/** Bytes of one value, by VR: PS3.5 6.2. */
export const BINARY_UNITS: Readonly<Record<string, number>> = {
  AT: 4,
  FD: 8,
  FL: 4,
  OB: 1,
  OD: 8,
  OF: 4,
  OL: 4,
  OV: 8,
  OW: 2,
  SL: 4,
  SS: 2,
  SV: 8,
  UL: 4,
  UN: 1,
  US: 2,
  UV: 8,
}

/** `damaged`: now and then what a VR forbids. */
export function valueSeeds(damaged: boolean): fc.Arbitrary<ValueSeed> {
  return fc.record({
    // styles from 100 on are those that no VR, or not every one, allows
    style: damaged
      ? fc.oneof({ arbitrary: fc.nat(9), weight: 4 }, { arbitrary: fc.integer({ min: 100, max: 120 }), weight: 1 })
      : fc.nat(9),
    count: fc.nat(6),
    bytes: fc.uint8Array({ maxLength: 24 }),
  })
}

/** The value that the seed comes to for this VR. */
export function valueFor(vr: string, { style, count, bytes }: ValueSeed): string | Uint8Array {
  const unit = BINARY_UNITS[vr]
  if (style >= 100) {
    const text = UNSOUND_TEXTS[style - 100]
    return text === undefined ? bytes : bytesOf(text)
  }
  if (unit === undefined) {
    const texts = SOUND_TEXTS[vr] ?? SOUND_TEXT
    return texts[style % texts.length]!
  }
  return Uint8Array.from({ length: unit * count }, (_, at) => bytes[at % Math.max(1, bytes.length)] ?? 0)
}
