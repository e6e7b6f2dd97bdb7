/**
 * Vectors for values that transforms give, for what they are told, and for what depends on the kind of the object: docs/engine.md
 * section 2, 3.5, 3.7 and 3.13. A told value has tag, number of the VR, character set in brackets, length.
 */

import type { Vector } from './vector.ts'

const CLOSE = 'FEFFDDE0 00000000'
const ITEM = 'FEFF00E0 FFFFFFFF'
const END = 'FEFF0DE0 00000000'
const PIXELS = "E07F1000 'OW' 0000 02000000 0102"
const CT_CLASS = "08001600 'UI' 1A00 '1.2.840.10008.5.1.4.1.1.2' 00"

export const transformVectors: readonly Vector[] = [
  // ---- 2 and 3.5: compounds
  {
    name: '3.5 a compound has the action of the modality',
    input: "08006000 'CS' 0200 'CT' 08006100 'CS' 0200 'CT'",
    output: "08006000 'CS' 0200 'CT' 08006100 'CS' 0200 'CT'",
  },
  {
    name: '3.5 that of another modality otherwise',
    input: "08006000 'CS' 0200 'MR' 08006100 'CS' 0200 'CT'",
    output: "08006000 'CS' 0200 'MR' 08006100 'CS' 0000",
  },
  {
    name: '3.5 the strictest without one',
    input: "08006100 'CS' 0200 'CT'",
    output: "08006100 'CS' 0000",
  },
  {
    name: '3.5 SOP class and modality are both asked',
    input: `${CT_CLASS} 08006000 'CS' 0200 'CT' 08006400 'CS' 0200 'WS'`,
    output: `${CT_CLASS} 08006000 'CS' 0200 'CT' 08006400 'CS' 0A00 'ANONYMIZED'`,
  },
  {
    name: '2 the modality is the first one at the root, without its padding',
    input:
      "08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 08006000 'CS' 0200 'MR' 08006000 'CS' 0400 'CT  ' 08006000 'CS' 0200 'MR' 08006100 'CS' 0200 'CT'",
    output:
      "08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 08006000 'CS' 0200 'MR' 08006000 'CS' 0400 'CT  ' 08006000 'CS' 0200 'MR' 08006100 'CS' 0200 'CT'",
  },
  // ---- 2: facts
  {
    name: '2 facts are those of the root, up to the end of group 0040',
    plan: 'facts',
    input:
      "08003E10 'LO' 0200 'AB' 08004011 'SQ' 0000 12000000 FEFF00E0 0A000000 10001000 'PN' 0200 'NO' 10001000 'PN' 0200 'P1' 10001000 'PN' 0000 10002000 'LO' 0200 'ID' 32003210 'PN' 0200 'P2' 42001000 'ST' 0200 'P3'",
    output:
      "08003E10 'LO' 1E00 '[ID] 100010[P1] 321032[P2] all' 08004011 'SQ' 0000 10000000 FEFF00E0 08000000 10001000 'PN' 0000 10001000 'PN' 0000 10001000 'PN' 0000 32003210 'PN' 0200 'P2' 42001000 'ST' 0200 'P3'",
  },
  {
    name: '2 the survey sees all of an object that ends',
    plan: 'facts',
    encoding: 'implicit-le',
    input: "08003E10 02000000 'AB' 10001000 02000000 'P1'",
    output: "08003E10 10000000 '- 100010[P1] all' 10001000 00000000",
  },
  {
    name: '2 and not all of one that it cannot walk to an end',
    plan: 'facts',
    framing: 'stream',
    input: "08003E10 'LO' 0200 'AB' 10001000 'PN' 0200 'P1' 32003210 'lo' 0000",
    broken: 'VR_INVALID',
    output: "08003E10 'LO' 1200 '- 100010[P1] some ' 10001000 'PN' 0000",
  },
  {
    name: '2 a fact behind what ended the survey is refused',
    plan: 'facts',
    input: "08003E10 'LO' 0200 'AB' 42001000 'ST' 0200 'P3' 32003210 'PN' 0200 'P2'",
    withheld: 'ORDER_INVALID',
  },
  {
    name: '2 but not without VR and value, which tells nothing',
    plan: 'facts',
    input: "08003E10 'LO' 0200 'AB' 42001000 'ST' 0200 'P3' 32003210 00000000",
    output: "08003E10 'LO' 0600 '-  all' 42001000 'ST' 0200 'P3'",
  },
  // ---- 3.7
  {
    name: '3.7 a transform may give as many bytes',
    input: "08001300 'TM' 0600 '101112'",
    output: "08001300 'TM' 0600 '101112'",
  },
  { name: '3.7 fewer, padded with a space', input: "08005010 'PN' 0600 'ABCDEF'", output: "08005010 'PN' 0400 'ABC '" },
  { name: '3.7 none', input: "08004810 'PN' 0600 'ABCDEF'", output: "08004810 'PN' 0000" },
  {
    name: '3.7 more',
    input: "08000040 'LT' 0200 'AB'",
    output: "08000040 'LT' 1000 'ABABABABABABABAB'",
  },
  { name: '3.7 it is not asked for nothing', input: "08003E10 'LO' 0000", output: "08003E10 'LO' 0000" },
  {
    name: '3.7 nor for what says that it is a sequence',
    input: "08003E10 'SQ' 0000 02000000 'AB'",
    output: "08003E10 'SQ' 0000 00000000",
  },
  {
    name: '3.7 nor for undefined length',
    input: `08003E10 'UN' 0000 FFFFFFFF ${ITEM} ${END} ${CLOSE}`,
    output: "08003E10 'UN' 0000 00000000",
  },
  {
    name: '3.7 what a short length cannot hold is empty',
    input: `08000040 'LT' 0020 '${'x'.repeat(8192)}'`,
    output: "08000040 'LT' 0000",
  },
  {
    name: '3.7 what it can hold is not',
    input: `08000040 'LT' FE1F '${'x'.repeat(8190)}'`,
    output: `08000040 'LT' F0FF '${'x'.repeat(65520)}'`,
  },
  {
    name: '4.3 behind the pixel data what has grown too much is empty',
    input: `08006000 'CS' 0000 ${PIXELS} 08000040 'LT' 0200 'AB'`,
    output: `08006000 'CS' 0000 ${PIXELS} 08000040 'LT' 0000 0000`,
  },
  {
    name: '4.3 and what has become shorter makes room',
    input: `08006000 'CS' 0000 ${PIXELS} 08004810 'PN' 0E00 'ABCDEFGHIJKLMN' 08000040 'LT' 0200 'AB'`,
    output: `08006000 'CS' 0000 ${PIXELS} 08004810 'PN' 0000 08000040 'LT' 1000 'ABABABABABABABAB'`,
  },
  {
    name: '3.7 in a sequence that became a dummy too',
    input: "08000600 'SQ' 0000 12000000 FEFF00E0 0A000000 08004810 'PN' 0200 'AB'",
    output: "08000600 'SQ' 0000 10000000 FEFF00E0 08000000 08004810 'PN' 0000",
  },
  // ---- what is told
  {
    name: '3.13 without a character set',
    input: "08003E10 'LO' 0200 'AB'",
    output: "08003E10 'LO' 0E00 '8103e 11 [] 2 '",
  },
  {
    name: '3.7 implicit VR is told as none',
    encoding: 'implicit-le',
    input: "08006000 00000000 08003E10 02000000 'AB'",
    output: "08006000 00000000 08003E10 0C000000 '8103e 0 [] 2'",
  },
  {
    name: '3.7 and so is a pair of letters that is no VR',
    input: "08003E10 'ZZ' 0000 02000000 'AB'",
    output: "08003E10 'ZZ' 0000 0C000000 '8103e 0 [] 2'",
  },
  {
    name: '3.7 another VR is told as it is',
    input: "08003E10 'UN' 0000 02000000 'AB'",
    output: "08003E10 'UN' 0000 0E000000 '8103e 30 [] 2 '",
  },
  {
    name: '3.13 the character set of the root, the last one kept',
    input:
      "08000500 'CS' 0200 'A ' 08003E10 'LO' 0200 'AB' 08000500 'CS' 0200 'B' 07 08000500 'CS' 0200 'C ' 08003E10 'LO' 0200 'AB'",
    output:
      "08000500 'CS' 0200 'A ' 08003E10 'LO' 1000 '8103e 11 [A ] 2 ' 08000500 'CS' 0000 08000500 'CS' 0200 'C ' 08003E10 'LO' 1000 '8103e 11 [C ] 2 '",
  },
  {
    name: '3.13 an item has that of what it is in until it has its own, which ends with it',
    input: `08000500 'CS' 0200 'A ' 08004011 'SQ' 0000 FFFFFFFF ${ITEM} 08003E10 'LO' 0200 'AB' 08000500 'CS' 0200 'B ' 08003E10 'LO' 0200 'AB' ${END} ${ITEM} 08003E10 'LO' 0200 'AB' ${END} ${CLOSE} 08003E10 'LO' 0200 'AB'`,
    output: `08000500 'CS' 0200 'A ' 08004011 'SQ' 0000 FFFFFFFF ${ITEM} 08003E10 'LO' 1000 '8103e 11 [A ] 2 ' 08000500 'CS' 0200 'B ' 08003E10 'LO' 1000 '8103e 11 [B ] 2 ' ${END} ${ITEM} 08003E10 'LO' 1000 '8103e 11 [A ] 2 ' ${END} ${CLOSE} 08003E10 'LO' 1000 '8103e 11 [A ] 2 '`,
  },
  {
    name: '3.13 one in a sequence that is removed is none',
    input: `08009600 'SQ' 0000 FFFFFFFF ${ITEM} 08000500 'CS' 0200 'B ' ${END} ${CLOSE} 08003E10 'LO' 0200 'AB'`,
    output: "08003E10 'LO' 0E00 '8103e 11 [] 2 '",
  },
]
