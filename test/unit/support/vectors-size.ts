/** Vectors for inserts and sizes: docs/engine.md 3.12 and section 4. Objects too large to write down are in large-objects.ts. */

import type { Vector } from './vector.ts'

const MODALITY = "08006000 'CS' 0200 'CT'"
const PIXELS = "E07F1000 'OW' 0000 02000000 0102"
const CLOSE = 'FEFFDDE0 00000000'
const YES = "12006200 'CS' 0400 'YES '"
const REMOVED = "28000303 'CS' 0800 'REMOVED '"

export const sizeVectors: readonly Vector[] = [
  // ---- 3.12
  {
    name: '3.12 each insert stands before the first element with a higher tag',
    attested: true,
    input: `${MODALITY} 10001010 'AS' 0000 18005000 'DS' 0000 28000112 'OW' 0000 00000000`,
    output: `${MODALITY} 10001010 'AS' 0000 ${YES} 18005000 'DS' 0000 ${REMOVED} 28000112 'OW' 0000 00000000`,
  },
  {
    name: '3.12 whether that element stays or not',
    attested: true,
    input: `${MODALITY} 13001000 'LO' 0200 'AB' 12006000 'LO' 0000 10001010 'AS' 0000`,
    output: `${MODALITY} ${YES} 10001010 'AS' 0000 ${REMOVED}`,
  },
  { name: '3.12 or at the end', attested: true, input: MODALITY, output: `${MODALITY} ${YES} ${REMOVED}` },
  {
    name: '3.12 before what is dropped there',
    attested: true,
    input: `${MODALITY} 00000000 00000000 00`,
    output: `${MODALITY} ${YES} ${REMOVED}`,
  },
  {
    name: '3.12 not inside a sequence',
    attested: true,
    input: "08004011 'SQ' 0000 14000000 FEFF00E0 0C000000 28000112 'OW' 0000 00000000",
    output: `08004011 'SQ' 0000 14000000 FEFF00E0 0C000000 28000112 'OW' 0000 00000000 ${YES} ${REMOVED}`,
  },
  {
    name: '3.12 in big endian',
    attested: true,
    encoding: 'explicit-be',
    input: "00080060 'CS' 0002 'CT'",
    output: "00080060 'CS' 0002 'CT' 00120062 'CS' 0004 'YES ' 00280303 'CS' 0008 'REMOVED '",
  },
  {
    name: '3.12 in implicit VR',
    attested: true,
    encoding: 'implicit-le',
    input: "08006000 02000000 'CT'",
    output: "08006000 02000000 'CT' 12006200 04000000 'YES ' 28000303 08000000 'REMOVED '",
  },
  // ---- 4.2
  {
    name: '4.2 (a) a few bytes behind the pixel data are left out of the size',
    input: `${PIXELS} 01020304050607`,
    output: PIXELS,
  },
  {
    name: '4.2 (a) inserts before the pixel data are in the size',
    attested: true,
    input: PIXELS,
    output: `${YES} ${REMOVED} ${PIXELS}`,
  },
  {
    name: '4.2 (c) without pixel data an object has its own size',
    input: "08005000 'SH' 0400 'ABCD' 10001010 'AS' 0000",
    output: "08005000 'SH' 0000 10001010 'AS' 0000",
  },
  // ---- 4.3
  {
    name: '4.3 behind the pixel data a dummy that does not fit is empty',
    input: `${PIXELS} 10001000 'PN' 0200 'AB'`,
    output: `${PIXELS} 10001000 'PN' 0000 0000`,
  },
  {
    name: '4.3 one that fits is there',
    input: `${PIXELS} 10001000 'PN' 0A00 'DOE^JANE^X'`,
    output: `${PIXELS} 10001000 'PN' 0A00 'ANONYMIZED'`,
  },
  {
    name: '4.3 what was removed makes room',
    input: `${PIXELS} 09001000 'LO' 0000 10001000 'PN' 0200 'AB'`,
    output: `${PIXELS} 10001000 'PN' 0A00 'ANONYMIZED'`,
  },
  {
    name: '4.3 a UID and a pseudonym that do not fit are empty',
    input: `${PIXELS} 08005511 'UI' 0200 '1.' 10002000 'LO' 0200 'AB'`,
    output: `${PIXELS} 08005511 'UI' 0000 10002000 'LO' 0000 00000000`,
  },
  {
    name: '4.3 without a size they always fit',
    framing: 'stream',
    input: `${PIXELS} 10001000 'PN' 0200 'AB'`,
    output: `${PIXELS} 10001000 'PN' 0A00 'ANONYMIZED'`,
  },
  // ---- 4.4
  {
    name: '4.4 less than 8 bytes are zeros',
    input: `${PIXELS} 08005000 'SH' 0400 'ABCD'`,
    output: `${PIXELS} 08005000 'SH' 0000 00000000`,
  },
  { name: '4.4 explicit, 8 bytes', input: `${PIXELS} 09001000 'LO' 0000`, output: `${PIXELS} FCFFFCFF 'LT' 0000` },
  {
    name: '4.4 explicit, 11 bytes',
    input: `${PIXELS} 09001000 'LO' 0300 'ABC'`,
    output: `${PIXELS} FCFFFCFF 'LT' 0300 202020`,
  },
  {
    name: '4.4 explicit, 12 bytes',
    input: `${PIXELS} 09001000 'LO' 0400 'ABCD'`,
    output: `${PIXELS} FCFFFCFF 'OB' 0000 00000000`,
  },
  {
    name: '4.4 explicit, 14 bytes',
    input: `${PIXELS} 09001000 'LO' 0600 'ABCDEF'`,
    output: `${PIXELS} FCFFFCFF 'OB' 0000 02000000 0000`,
  },
  {
    name: '4.4 implicit, 10 bytes',
    encoding: 'implicit-le',
    input: "08006000 00000000 E07F1000 02000000 0102 09001000 02000000 'AB'",
    output: '08006000 00000000 E07F1000 02000000 0102 FCFFFCFF 02000000 0000',
  },
  {
    name: '4.4 big endian, 14 bytes',
    encoding: 'explicit-be',
    input: "7FE00010 'OW' 0000 00000002 0102 00090010 'LO' 0006 'ABCDEF'",
    output: "7FE00010 'OW' 0000 00000002 0102 FFFCFFFC 'OB' 0000 00000002 0000",
  },
  {
    name: '4.4 without a size nothing is filled',
    framing: 'stream',
    input: `${PIXELS} 09001000 'LO' 0600 'ABCDEF'`,
    output: PIXELS,
  },
  // ---- 4.5
  {
    name: '4.5 what is wrong with the pixel data is found before the size is promised',
    input: `${MODALITY} E07F1000 'OW' 0000 04000000 0102`,
    withheld: 'LENGTH_OVERRUN',
    offsetBytes: 10,
  },
  {
    name: '4.5 what is wrong behind them breaks the object, and the rest is zeros',
    input: `${PIXELS} ${MODALITY} 08007000 'lo' 0200 'AB'`,
    broken: 'VR_INVALID',
    offsetBytes: 24,
    output: `${PIXELS} ${MODALITY} 00000000 00000000 0000`,
  },
  {
    name: '4.5 a fragment that is cut short too',
    input: "E07F1000 'OB' 0000 FFFFFFFF FEFF00E0 02000000 0102 FEFF00E0 04000000 0102",
    broken: 'LENGTH_OVERRUN',
    offsetBytes: 22,
    output: "E07F1000 'OB' 0000 FFFFFFFF FEFF00E0 02000000 0102 00000000 00000000 0000",
  },
  {
    name: '4.5 and fragments without an end',
    input: "E07F1000 'OB' 0000 FFFFFFFF FEFF00E0 02000000 0102",
    broken: 'TRUNCATED',
    offsetBytes: 22,
    output: "E07F1000 'OB' 0000 FFFFFFFF FEFF00E0 02000000 0102",
  },
  {
    name: '4.5 lengths that were to be patched are 0',
    input: `${PIXELS} 08004011 'SQ' 0000 1C000000 FEFF00E0 14000000 ${MODALITY} 08007000 'lo' 0200 'AB'`,
    broken: 'VR_INVALID',
    output: `${PIXELS} 08004011 'SQ' 0000 00000000 FEFF00E0 00000000 ${MODALITY} 00000000 00000000 0000`,
  },
  {
    name: '4.5 without a size an object breaks where it is wrong',
    framing: 'stream',
    input: `${MODALITY} 08007000 'lo' 0200 'AB'`,
    broken: 'VR_INVALID',
    offsetBytes: 10,
    output: MODALITY,
  },
  {
    name: '4.5 after all that was decided before',
    framing: 'stream',
    input: `08004011 'SQ' 0000 FFFFFFFF FEFF00E0 0A000000 ${MODALITY} ${MODALITY} ${CLOSE}`,
    broken: 'DELIMITER_UNEXPECTED',
    offsetBytes: 30,
    output: `08004011 'SQ' 0000 FFFFFFFF FEFF00E0 0A000000 ${MODALITY}`,
  },
]
