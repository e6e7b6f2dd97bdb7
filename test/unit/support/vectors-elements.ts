/** Vectors for the structure of a data set: docs/engine.md 3.1 to 3.6 and 3.11. */

import type { Vector } from './vector.ts'

// (0008,1140) SQ of undefined length, its delimiter, an item of undefined length, its delimiter: explicit LE
const OPEN = "08004011 'SQ' 0000 FFFFFFFF"
const CLOSE = 'FEFFDDE0 00000000'
const ITEM = 'FEFF00E0 FFFFFFFF'
const END = 'FEFF0DE0 00000000'
const MODALITY = "08006000 'CS' 0200 'CT'"

export const elementVectors: readonly Vector[] = [
  // ---- 3.1
  {
    name: '3.1 implicit VR has a tag and a 32-bit length',
    encoding: 'implicit-le',
    input: "08006000 02000000 'CT'",
    output: "08006000 02000000 'CT'",
  },
  {
    name: '3.1 big endian has its tags and lengths turned',
    encoding: 'explicit-be',
    input: "00080060 'CS' 0002 'CT'",
    output: "00080060 'CS' 0002 'CT'",
  },
  { name: '3.1 a short VR has a 16-bit length', input: MODALITY, output: MODALITY },
  {
    name: '3.1 another VR has two reserved bytes and a 32-bit length',
    input: "28000112 'OW' 0000 02000000 0102",
    output: "28000112 'OW' 0000 02000000 0102",
  },
  {
    name: '3.1 a pair of capitals that is no VR has them too',
    input: "08007000 'ZZ' 0000 02000000 'AB'",
    output: "08007000 'ZZ' 0000 02000000 'AB'",
  },
  {
    name: '3.1 two bytes that are no pair of capitals are refused',
    input: `${MODALITY} 08007000 'lo' 0200 'AB'`,
    withheld: 'VR_INVALID',
    offsetBytes: 10,
  },
  {
    name: '3.1 without a VR an element of no length is removed',
    input: `${MODALITY} 08007000 00000000`,
    output: MODALITY,
  },
  {
    name: '3.1 a VR of zeros with a length is refused',
    input: `${MODALITY} 08007000 00000200 'AB'`,
    withheld: 'VR_INVALID',
    offsetBytes: 10,
  },
  {
    name: '3.1 inside a UN everything is implicit LE',
    encoding: 'explicit-be',
    input: "00081140 'UN' 0000 00000012 FEFF00E0 0A000000 08006000 02000000 'CT'",
    output: "00081140 'UN' 0000 00000012 FEFF00E0 0A000000 08006000 02000000 'CT'",
  },
  {
    name: '3.1 inside a UN of undefined length too, and so is its delimiter',
    encoding: 'explicit-be',
    input: `00081140 'UN' 0000 FFFFFFFF FEFF00E0 0A000000 08006000 02000000 'CT' ${CLOSE} 00280010 'US' 0002 0001`,
    output: `00081140 'UN' 0000 FFFFFFFF FEFF00E0 0A000000 08006000 02000000 'CT' ${CLOSE} 00280010 'US' 0002 0001`,
  },
  // ---- 3.2
  {
    name: '3.2 a value that reaches past the object is refused',
    input: `${MODALITY} 08007000 'LO' 0400 'AB'`,
    withheld: 'LENGTH_OVERRUN',
    offsetBytes: 10,
  },
  {
    name: '3.2 that of a removed element too',
    input: `${MODALITY} 08003010 'LO' 0400 'AB'`,
    withheld: 'LENGTH_OVERRUN',
    offsetBytes: 10,
  },
  {
    name: '3.2 a header that reaches past the object is refused',
    input: `${MODALITY} 28000112 'OW' 0000`,
    withheld: 'LENGTH_OVERRUN',
    offsetBytes: 10,
  },
  {
    name: '3.2 without a size the cut shows at the end only',
    framing: 'stream',
    input: `${MODALITY} 08007000 'LO' 0400 'AB'`,
    broken: 'TRUNCATED',
    output: MODALITY,
    offsetBytes: 10,
  },
  {
    name: '3.2 a sequence that has no room for an item is cut where the input ends before it does',
    framing: 'stream',
    input: "08004011 'SQ' 0000 04000000 FEFF",
    broken: 'TRUNCATED',
    output: "08004011 'SQ' 0000 00000000",
    offsetBytes: 12,
  },
  {
    name: '3.2 and has no room for it where it is all there',
    framing: 'stream',
    input: "08004011 'SQ' 0000 04000000 FEFF00E0",
    broken: 'LENGTH_OVERRUN',
    output: "08004011 'SQ' 0000 00000000",
    offsetBytes: 12,
  },
  {
    name: '3.2 an item that reaches past its sequence is refused',
    input: `08004011 'SQ' 0000 08000000 FEFF00E0 0A000000 ${MODALITY}`,
    withheld: 'LENGTH_OVERRUN',
    offsetBytes: 12,
  },
  {
    name: '3.2 an element that reaches past its item is refused',
    input: "08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 08006000 'CS' 0400 'CT' 'CT'",
    withheld: 'LENGTH_OVERRUN',
    offsetBytes: 20,
  },
  {
    name: '3.2 a header that reaches past its item is refused',
    input: `08004011 'SQ' 0000 0C000000 FEFF00E0 04000000 08006000 ${MODALITY}`,
    withheld: 'LENGTH_OVERRUN',
    offsetBytes: 20,
  },
  { name: '3.2 a sequence that is still open at the end of the object is refused', input: OPEN, withheld: 'TRUNCATED' },
  { name: '3.2 so is an item', input: `${OPEN} ${ITEM} ${MODALITY}`, withheld: 'TRUNCATED' },
  {
    name: '3.2 the longest length wraps no sum',
    input: `${MODALITY} 28000112 'OW' 0000 FEFFFFFF 0102`,
    withheld: 'LENGTH_OVERRUN',
    offsetBytes: 10,
  },
  // ---- 3.3
  { name: '3.3 fewer than eight bytes at the end are dropped', input: `${MODALITY} 01020304050607`, output: MODALITY },
  { name: '3.3 zeros up to the end are dropped', input: `${MODALITY} 00000000 00000000 00000000 00`, output: MODALITY },
  {
    name: '3.3 zeros that are not all are refused',
    input: `${MODALITY} 00000000 00000000 00000001`,
    withheld: 'VR_INVALID',
    offsetBytes: 21,
  },
  {
    name: '3.3 in implicit VR too',
    encoding: 'implicit-le',
    input: `08006000 02000000 'CT' 00000000 00000000 ${MODALITY}`,
    withheld: 'VR_INVALID',
    offsetBytes: 18,
  },
  // ---- 3.4
  {
    name: '3.4 undefined lengths and their delimiters stay',
    input: `${OPEN} ${ITEM} ${MODALITY} ${END} ${CLOSE}`,
    output: `${OPEN} ${ITEM} ${MODALITY} ${END} ${CLOSE}`,
  },
  {
    name: '3.4 empty sequences and items stay',
    input: `08001111 'SQ' 0000 00000000 ${OPEN} FEFF00E0 00000000 ${ITEM} ${END} ${CLOSE}`,
    output: `08001111 'SQ' 0000 00000000 ${OPEN} FEFF00E0 00000000 ${ITEM} ${END} ${CLOSE}`,
  },
  {
    name: '3.4 the delimiter of a sequence closes its item as well',
    input: `${OPEN} ${ITEM} ${MODALITY} ${CLOSE} 10001010 'AS' 0000`,
    output: `${OPEN} ${ITEM} ${MODALITY} ${END} ${CLOSE} 10001010 'AS' 0000`,
  },
  {
    name: '3.4 it closes the item only where the sequence has its length',
    input: `08004011 'SQ' 0000 2C000000 ${ITEM} ${MODALITY} ${CLOSE} FEFF00E0 0A000000 ${MODALITY}`,
    output: `08004011 'SQ' 0000 2C000000 ${ITEM} ${MODALITY} ${END} FEFF00E0 0A000000 ${MODALITY}`,
  },
  {
    name: '3.4 a delimiter in an item with a length is dropped',
    input: `08004011 'SQ' 0000 1A000000 FEFF00E0 12000000 ${END} ${MODALITY}`,
    output: `08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 ${MODALITY}`,
  },
  {
    name: '3.4 a delimiter in a sequence with a length is dropped',
    input: `08004011 'SQ' 0000 1A000000 FEFF00E0 0A000000 ${MODALITY} ${CLOSE}`,
    output: `08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 ${MODALITY}`,
  },
  {
    name: '3.4 a delimiter behind an item with a length is dropped',
    input: `${OPEN} FEFF00E0 0A000000 ${MODALITY} ${END} ${CLOSE}`,
    output: `${OPEN} FEFF00E0 0A000000 ${MODALITY} ${CLOSE}`,
  },
  {
    name: '3.4 a delimiter at the root is dropped',
    input: `${MODALITY} ${END} ${CLOSE} 10001010 'AS' 0000`,
    output: `${MODALITY} 10001010 'AS' 0000`,
  },
  {
    name: '3.4 a delimiter with a length is refused',
    input: `${MODALITY} FEFFDDE0 02000000 0000`,
    withheld: 'DELIMITER_UNEXPECTED',
    offsetBytes: 10,
  },
  {
    name: '3.4 an item at the root is refused',
    input: `${MODALITY} FEFF00E0 00000000`,
    withheld: 'DELIMITER_UNEXPECTED',
    offsetBytes: 10,
  },
  {
    name: '3.4 an item straight in an item is refused',
    input: `${OPEN} ${ITEM} FEFF00E0 00000000 ${END} ${CLOSE}`,
    withheld: 'DELIMITER_UNEXPECTED',
    offsetBytes: 20,
  },
  {
    name: '3.4 an element straight in a sequence is refused',
    input: `${OPEN} ${MODALITY} ${CLOSE}`,
    withheld: 'DELIMITER_UNEXPECTED',
    offsetBytes: 12,
  },
  {
    name: '3.4 another tag of the delimiters is refused',
    input: `${MODALITY} FEFF01E0 00000000`,
    withheld: 'DELIMITER_UNEXPECTED',
    offsetBytes: 10,
  },
  // ---- 3.5
  {
    name: '3.5 the root and items have actions of their own',
    input: "08003010 'LO' 0200 'AB' 08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 08003010 'LO' 0200 'AB'",
    output: "08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 08003010 'LO' 0200 'AB'",
  },
  {
    name: '3.5 an exception holds in the items of its own sequence, the innermost',
    input:
      "08001111 'SQ' 0000 12000000 FEFF00E0 0A000000 400023A1 'PN' 0200 'AB' 08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 400023A1 'PN' 0200 'AB'",
    output:
      "08001111 'SQ' 0000 10000000 FEFF00E0 08000000 400023A1 'PN' 0000 08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 400023A1 'PN' 0200 'AB'",
  },
  {
    name: '3.5 a compound code has the action of the SOP class',
    input: "08001200 'DA' 0800 '20240131' 08001600 'UI' 1A00 '1.2.840.10008.5.1.4.1.1.2' 00",
    output: "08001200 'DA' 0800 '20240131' 08001600 'UI' 1A00 '1.2.840.10008.5.1.4.1.1.2' 00",
  },
  { name: '3.5 and its strictest without one', input: "08001200 'DA' 0800 '20240131'", output: "08001200 'DA' 0000" },
  {
    name: '3.5 repeating groups go by their mask',
    input: "02600030 'OW' 0000 02000000 0102 03600030 'OW' 0000 02000000 0102 20600030 'OW' 0000 02000000 0102",
    output: "02600030 'OW' 0000 02000000 0102",
  },
  {
    name: '3.5 what the plan does not know, odd groups, group lengths and low groups are removed',
    input: `08000000 'UL' 0400 0A000000 ${MODALITY} 0800F0FF 'LO' 0200 'AB' 09001000 'LO' 0200 'AB' 04000015 'CS' 0200 'AB'`,
    output: MODALITY,
  },
  // ---- 3.6
  {
    name: '3.6 a removed sequence with a length is not entered',
    input: `08009600 'SQ' 0000 04000000 'what' ${MODALITY}`,
    output: MODALITY,
  },
  {
    name: '3.6 one without is walked to its end',
    input: `08009600 'SQ' 0000 FFFFFFFF ${ITEM} ${OPEN} ${CLOSE} ${MODALITY} ${END} ${CLOSE} ${MODALITY}`,
    output: MODALITY,
  },
  {
    name: '3.6 and what is wrong in it is refused',
    input: `08009600 'SQ' 0000 FFFFFFFF ${ITEM} 08007000 'lo' 0200 'AB' ${END} ${CLOSE}`,
    withheld: 'VR_INVALID',
    offsetBytes: 20,
  },
  // ---- 3.11
  {
    name: '3.11 a length that changes is patched at every level',
    input:
      "08004011 'SQ' 0000 28000000 FEFF00E0 20000000 08001111 'SQ' 0000 14000000 FEFF00E0 0C000000 08005000 'SH' 0400 'ABCD'",
    output:
      "08004011 'SQ' 0000 24000000 FEFF00E0 1C000000 08001111 'SQ' 0000 10000000 FEFF00E0 08000000 08005000 'SH' 0000",
  },
  {
    name: '3.11 in big endian too, outside a UN',
    encoding: 'explicit-be',
    input: "00081140 'UN' 0000 00000014 FEFF00E0 0C000000 08005000 04000000 'ABCD'",
    output: "00081140 'UN' 0000 00000010 FEFF00E0 08000000 08005000 00000000",
  },
]
