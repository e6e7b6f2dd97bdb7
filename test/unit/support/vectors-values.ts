/** Vectors for values: docs/engine.md 3.7 to 3.10. */

import type { Vector } from './vector.ts'

const CLOSE = 'FEFFDDE0 00000000'
const ITEM = 'FEFF00E0 FFFFFFFF'
const END = 'FEFF0DE0 00000000'

/** A kept element of this VR whose value stays, and one whose value does not. */
function kept(name: string, element: string, value: string): Vector {
  return { name, input: `${element} ${value}`, output: `${element} ${value}` }
}

export const valueVectors: readonly Vector[] = [
  // ---- 3.7
  { name: '3.7 EMPTY leaves a length of zero', input: "08005000 'SH' 0400 'ABCD'", output: "08005000 'SH' 0000" },
  {
    name: '3.7 DUMMY is that of the attribute',
    input: "10001000 'PN' 0200 'AB'",
    output: "10001000 'PN' 0A00 'ANONYMIZED'",
  },
  {
    name: '3.7 DUMMY of what is empty is a dummy',
    input: "10001000 'PN' 0000",
    output: "10001000 'PN' 0A00 'ANONYMIZED'",
  },
  {
    name: '3.7 DUMMY in implicit VR',
    encoding: 'implicit-le',
    input: "10003000 08000000 '20240131'",
    output: "10003000 08000000 '19000101'",
  },
  {
    name: '3.7 DUMMY under another VR is that of the VR',
    input: "10003000 'TM' 0200 '10'",
    output: "10003000 'TM' 0600 '000000'",
  },
  {
    name: '3.7 DUMMY under UN is that of the attribute',
    input: "10003000 'UN' 0000 02000000 '10'",
    output: "10003000 'UN' 0000 08000000 '19000101'",
  },
  {
    name: '3.7 DUMMY under an unknown VR too',
    input: "10003000 'ZZ' 0000 02000000 '10'",
    output: "10003000 'ZZ' 0000 08000000 '19000101'",
  },
  {
    name: '3.7 DUMMY of a value that says it is a sequence is empty',
    input: "10001000 'SQ' 0000 02000000 'AB'",
    output: "10001000 'SQ' 0000 00000000",
  },
  {
    name: '3.7 DUMMY of undefined length is empty',
    input: `10001000 'UN' 0000 FFFFFFFF ${CLOSE} 10001010 'AS' 0000`,
    output: "10001000 'UN' 0000 00000000 10001010 'AS' 0000",
  },
  {
    name: '3.7 a dummy sequence keeps its first item; codes and UIDs of classes stay in it, other values become dummies',
    input:
      "08000600 'SQ' 0000 2E000000 FEFF00E0 1C000000 08006000 'CS' 0200 'CT' 08007000 'LO' 0200 'AB' 08005000 'SH' 0000 FEFF00E0 02000000 'AB'",
    output:
      "08000600 'SQ' 0000 2C000000 FEFF00E0 24000000 08006000 'CS' 0200 'CT' 08007000 'LO' 0A00 'ANONYMIZED' 08005000 'SH' 0000",
  },
  {
    name: '3.7 a kept sequence in a dummy sequence is a dummy sequence',
    input: `08000600 'SQ' 0000 FFFFFFFF ${ITEM} 08004011 'SQ' 0000 FFFFFFFF ${ITEM} 08007000 'LO' 0000 ${END} ${ITEM} ${END} ${CLOSE} ${END} ${CLOSE}`,
    output: `08000600 'SQ' 0000 FFFFFFFF ${ITEM} 08004011 'SQ' 0000 FFFFFFFF ${ITEM} 08007000 'LO' 0A00 'ANONYMIZED' ${END} ${CLOSE} ${END} ${CLOSE}`,
  },
  {
    name: '3.7 what stays in a dummy sequence is looked at',
    input: "08000600 'SQ' 0000 12000000 FEFF00E0 0A000000 08006000 'CS' 0200 'C' 07",
    output: "08000600 'SQ' 0000 10000000 FEFF00E0 08000000 08006000 'CS' 0000",
  },
  {
    name: '3.7 a dummy sequence under another VR is empty',
    input: "08000600 'OB' 0000 04000000 'ABCD'",
    output: "08000600 'OB' 0000 00000000",
  },
  { name: '3.7 UID is replaced', input: "08005511 'UI' 0800 '1.2.3.4' 00", output: "08005511 'UI' 0600 '2.25.7'" },
  { name: '3.7 a UID of no length stays', input: "08005511 'UI' 0000", output: "08005511 'UI' 0000" },
  {
    name: '3.7 a UID that says it is a sequence is empty',
    input: "08005511 'SQ' 0000 02000000 '1.'",
    output: "08005511 'SQ' 0000 00000000",
  },
  {
    name: '3.7 a UID of undefined length is empty',
    encoding: 'implicit-le',
    input: `08006000 00000000 08005511 FFFFFFFF ${ITEM} ${END} ${CLOSE}`,
    output: '08006000 00000000 08005511 00000000',
  },
  { name: '3.7 PSEUDONYM is replaced', input: "10002000 'LO' 0400 'ID-1'", output: "10002000 'LO' 0600 'PSEUDO'" },
  // ---- 3.8
  {
    name: '3.8 undefined length of a VR that cannot have it is refused',
    input: "08007000 'UT' 0000 FFFFFFFF",
    withheld: 'UNDEFINED_LENGTH_INVALID',
    offsetBytes: 0,
  },
  {
    name: '3.8 that of a removed element too',
    input: "09001000 'UC' 0000 FFFFFFFF",
    withheld: 'UNDEFINED_LENGTH_INVALID',
    offsetBytes: 0,
  },
  {
    name: '3.8 pixel data may be fragments',
    input: `E07F1000 'OB' 0000 FFFFFFFF FEFF00E0 00000000 FEFF00E0 02000000 0102 ${CLOSE}`,
    output: `E07F1000 'OB' 0000 FFFFFFFF FEFF00E0 00000000 FEFF00E0 02000000 0102 ${CLOSE}`,
  },
  {
    name: '3.8 other attributes may not',
    input: `28000112 'OW' 0000 FFFFFFFF FEFF00E0 02000000 0102 ${CLOSE}`,
    output: "28000112 'OW' 0000 00000000",
  },
  {
    name: '3.8 a fragment of undefined length is refused where it is kept',
    input: `E07F1000 'OB' 0000 FFFFFFFF ${ITEM} ${END} ${CLOSE}`,
    broken: 'UNDEFINED_LENGTH_INVALID',
    offsetBytes: 12,
    output: "E07F1000 'OB' 0000 FFFFFFFF 00000000 00000000 00000000 00000000 00000000 00000000",
  },
  {
    name: '3.8 and is an item where it is dropped',
    input: `28000112 'OW' 0000 FFFFFFFF ${ITEM} 08006000 'CS' 0000 ${END} ${CLOSE}`,
    output: "28000112 'OW' 0000 00000000",
  },
  {
    name: '3.8 something else among fragments is refused',
    input: `28000112 'OW' 0000 FFFFFFFF ${END} ${CLOSE}`,
    withheld: 'DELIMITER_UNEXPECTED',
    offsetBytes: 12,
  },
  {
    name: '3.8 an undefined length UN that should be a value is empty',
    input: `08007000 'UN' 0000 FFFFFFFF ${ITEM} ${END} ${CLOSE}`,
    output: "08007000 'UN' 0000 00000000",
  },
  {
    name: '3.8 the same in implicit VR',
    encoding: 'implicit-le',
    input: `08006000 00000000 08007000 FFFFFFFF ${ITEM} ${END} ${CLOSE}`,
    output: '08006000 00000000 08007000 00000000',
  },
  // ---- 3.9
  {
    name: '3.9 a kept sequence under another VR is empty',
    input: "08004011 'OB' 0000 02000000 0102",
    output: "08004011 'OB' 0000 00000000",
  },
  {
    name: '3.9 everything in a kept sequence is decided',
    input: "08004011 'SQ' 0000 14000000 FEFF00E0 0C000000 08005511 'UI' 0400 '1.2' 00",
    output: "08004011 'SQ' 0000 16000000 FEFF00E0 0E000000 08005511 'UI' 0600 '2.25.7'",
  },
  // ---- 3.10
  {
    name: '3.10 a value that says it is a sequence is empty',
    input: "08007000 'SQ' 0000 02000000 'AB'",
    output: "08007000 'SQ' 0000 00000000",
  },
  kept('3.10 binary: a multiple of the unit', "28001000 'US' 0400", '01020304'),
  { name: '3.10 binary: no multiple of it', input: "28001000 'US' 0300 010203", output: "28001000 'US' 0000" },
  kept('3.10 binary: OW of odd length', "28000112 'OW' 0000 03000000", '010203'),
  kept('3.10 number: what numbers are made of', "18005000 'DS' 0E00", "'-1.5E+3\\2e2 ' 0000"),
  { name: '3.10 number: a letter', input: "18005000 'DS' 0400 '1.5x'", output: "18005000 'DS' 0000" },
  kept('3.10 number: parts as long as the VR allows', "18005000 'DS' 2200", "'1234567890123456\\1234567890123456 '"),
  {
    name: '3.10 number: a part longer than that',
    input: "18005000 'DS' 1200 '12345678901234567 '",
    output: "18005000 'DS' 0000",
  },
  {
    name: '3.10 longer than the attribute allows in all',
    input: "20000612 'IS' 0600 '1\\2\\3 '",
    output: "20000612 'IS' 0000",
  },
  kept('3.10 time: an age', "10001010 'AS' 0400", "'042Y'"),
  { name: '3.10 time: another letter', input: "10001010 'AS' 0400 '042A'", output: "10001010 'AS' 0000" },
  kept('3.10 UID: parts, padded at their ends', "08005011 'UI' 0A00", "'1.2' 00 '\\3.4 ' 00"),
  { name: '3.10 UID: a space within', input: "08005011 'UI' 0400 '1. 2'", output: "08005011 'UI' 0000" },
  { name: '3.10 UID: a letter', input: "08005011 'UI' 0400 '1.2a'", output: "08005011 'UI' 0000" },
  {
    name: '3.10 UID: longer than 64',
    input: `08005011 'UI' 4200 '${'1'.repeat(65)}' 00`,
    output: "08005011 'UI' 0000",
  },
  kept('3.10 line: any characters of one line', "08007000 'LO' 0600", "'A B' E9 '\\x'"),
  { name: '3.10 line: a tab', input: "08007000 'LO' 0400 'A' 09 'BC'", output: "08007000 'LO' 0000" },
  { name: '3.10 line: DEL', input: "08007000 'LO' 0400 'A' 7F 'BC'", output: "08007000 'LO' 0000" },
  { name: '3.10 line: a NUL within', input: "08007000 'LO' 0400 'A' 00 'BC'", output: "08007000 'LO' 0000" },
  kept('3.10 line: NULs and spaces at the end', "08007000 'LO' 0400", "'A' 0020 00"),
  {
    name: '3.10 line: longer than the VR allows',
    input: `08007000 'LO' 4200 '${'X'.repeat(66)}'`,
    output: "08007000 'LO' 0000",
  },
  kept('3.10 line: each part for itself', "08007000 'LO' 8200", `'${'X'.repeat(64)}\\${'X'.repeat(64)} '`),
  kept(
    '3.10 line: four times as long with characters of several bytes',
    "08007000 'LO' 0001",
    `'${'X'.repeat(255)}' E9`,
  ),
  {
    name: '3.10 line: but no longer',
    input: `08007000 'LO' 0201 '${'X'.repeat(257)}' E9`,
    output: "08007000 'LO' 0000",
  },
  kept('3.10 line: an escape counts as such a character', "08007000 'LO' 4400", `'${'X'.repeat(64)}' 1B '(B '`),
  kept('3.10 text: several lines of any length', "10000040 'LT' 4E00", `'${'X'.repeat(69)}' 090A0C0D 1B '(B\\ '`),
  {
    name: '3.10 text: another control character',
    input: "10000040 'LT' 0400 'A' 0B 'BC'",
    output: "10000040 'LT' 0000",
  },
]
