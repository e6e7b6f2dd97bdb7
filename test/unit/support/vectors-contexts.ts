/** Vectors for what depends on the elements around: paths of sequences, private blocks, content items. docs/engine.md 3.5 and 3.13. */

import type { Vector } from './vector.ts'

const CLOSE = 'FEFFDDE0 00000000'
const ITEM = 'FEFF00E0 FFFFFFFF'
const END = 'FEFF0DE0 00000000'
const SEQUENCE = "'SQ' 0000 FFFFFFFF"
/** (0008,0081), which every path decides otherwise. */
const ADDRESS = "08008100 'ST' 0200 'AB'"
const EMPTY_ADDRESS = "08008100 'ST' 0000"
const ACME = "09001000 'LO' 0400 'ACME'"
const AB = "09000110 'LO' 0200 'AB'"
const NO_AB = "09000110 'LO' 0000"
const OVERLAY = "00600030 'OW' 0000 02000000 0102"
const NO_OVERLAY = "00600030 'OW' 0000 00000000"
const OTHER_OVERLAY = "02600030 'OW' 0000 02000000 0102"
const NO_OTHER_OVERLAY = "02600030 'OW' 0000 00000000"
const CODE_A = "08000001 'SH' 0200 'A ' 08000201 'SH' 0400 'DCM '"
const CODE_B = "08000001 'SH' 0200 'B ' 08000201 'SH' 0400 'DCM '"
const CODE_Z = "08000001 'SH' 0200 'Z ' 08000201 'SH' 0400 'DCM '"
const TEXT = "400060A1 'UT' 0000 04000000 'TEXT'"
const HALF_TEXT = "400060A1 'UT' 0000 02000000 'TE'"
const NO_TEXT = "400060A1 'UT' 0000 00000000"
const UNREAD_TEXT = "400060A1 'UT' 0000 0A000000 'ANONYMIZED'"
const LONG_A = "08001901 'UC' 0000 02000000 'A ' 08000201 'SH' 0400 'DCM '"

/** A sequence of one item, both of undefined length. */
function one(tag: string, elements: string): string {
  return `${tag} ${SEQUENCE} ${ITEM} ${elements} ${END} ${CLOSE}`
}

const IN_1140 = '08004011'
const IN_1111 = '08001111'
const IN_A730 = '400030A7'

function conceptName(...codes: string[]): string {
  return `400043A0 ${SEQUENCE} ${codes.map((code) => `${ITEM} ${code} ${END}`).join(' ')} ${CLOSE}`
}

function content(name: string, elements: string, changed: string): Vector {
  return { name, input: one(IN_A730, elements), output: one(IN_A730, changed) }
}

export const contextVectors: readonly Vector[] = [
  // ---- paths
  { name: '3.5 a path that no exception names', input: one(IN_1111, ADDRESS), output: one(IN_1111, EMPTY_ADDRESS) },
  { name: '3.5 an exception of one sequence', input: one(IN_1140, ADDRESS), output: one(IN_1140, ADDRESS) },
  {
    name: '3.5 of one sequence, in whatever that is',
    input: one(IN_A730, one(IN_1140, ADDRESS)),
    output: one(IN_A730, one(IN_1140, ADDRESS)),
  },
  {
    name: '3.5 of two sequences: the longer tail counts',
    input: one(IN_1111, one(IN_1140, ADDRESS)),
    output: one(IN_1111, `08004011 ${SEQUENCE} ${ITEM} ${END} ${CLOSE}`),
  },
  {
    name: '3.5 of three',
    input: one(IN_A730, one(IN_1111, one(IN_1140, ADDRESS))),
    output: one(IN_A730, one(IN_1111, one(IN_1140, "08008100 'ST' 0A00 'ANONYMIZED'"))),
  },
  {
    name: '3.5 a path that goes on behind a tail is another',
    input: one(IN_A730, one(IN_1111, one(IN_1140, one(IN_1111, ADDRESS)))),
    output: one(IN_A730, one(IN_1111, one(IN_1140, one(IN_1111, EMPTY_ADDRESS)))),
  },
  {
    name: '3.5 a path that begins twice',
    input: one(IN_A730, one(IN_A730, one(IN_1111, one(IN_1140, ADDRESS)))),
    output: one(IN_A730, one(IN_A730, one(IN_1111, one(IN_1140, "08008100 'ST' 0A00 'ANONYMIZED'")))),
  },
  {
    name: '3.5 behind an item its path is as before',
    input: `08001111 ${SEQUENCE} ${ITEM} ${one(IN_A730, ADDRESS)} ${one(IN_1140, ADDRESS)} ${END} ${CLOSE}`,
    output: `08001111 ${SEQUENCE} ${ITEM} ${one(IN_A730, EMPTY_ADDRESS)} 08004011 ${SEQUENCE} ${ITEM} ${END} ${CLOSE} ${END} ${CLOSE}`,
  },
  // ---- private blocks
  {
    name: '3.5 a known creator stays, and what the plan keeps of its block',
    input: `${ACME} 09000110 'LO' 0200 'AB' 09000210 'LO' 0200 'AB' 09000410 'LO' 0200 'AB' 09000111 'LO' 0200 'AB'`,
    output: `${ACME} 09000110 'LO' 0200 'AB' 09000210 'LO' 0E00 '91002 11 [] 2 '`,
  },
  {
    name: '3.5 an unknown one goes, and all of its block',
    input: "09001000 'LO' 0600 'NOBODY' 09000110 'LO' 0200 'AB'",
    output: '',
  },
  {
    name: '3.5 so does a block without one',
    input: "09000110 'LO' 0200 'AB'",
    output: '',
  },
  {
    name: '3.5 one in another block or group',
    input: "09001100 'LO' 0400 'ACME' 0B001000 'LO' 0400 'ACME' 09000110 'LO' 0200 'AB' 09000111 'LO' 0200 'AB'",
    output: "09001100 'LO' 0400 'ACME' 0B001000 'LO' 0400 'ACME' 09000111 'LO' 0200 'AB'",
  },
  {
    name: '3.5 padded with spaces and NULs',
    encoding: 'implicit-le',
    input: "09001000 06000000 'ACME ' 00 09000110 02000000 'AB'",
    output: "09001000 06000000 'ACME ' 00 09000110 02000000 'AB'",
  },
  {
    name: '3.5 in big endian',
    encoding: 'explicit-be',
    input: "00090010 'LO' 0004 'ACME' 00091001 'LO' 0002 'AB'",
    output: "00090010 'LO' 0004 'ACME' 00091001 'LO' 0002 'AB'",
  },
  {
    name: '3.5 the last one that names a block counts, be it known',
    input: `${ACME} 09001000 'LO' 0600 'OTHER ' 09000110 'LO' 0200 'AB'`,
    output: `${ACME} 09001000 'LO' 0600 'OTHER ' 09000110 'LO' 0000`,
  },
  {
    name: '3.5 or not',
    input: `${ACME} 09001000 'LO' 0600 'NOBODY' 09000110 'LO' 0200 'AB'`,
    output: ACME,
  },
  {
    name: '3.5 or one that cannot be a name',
    input: `${ACME} 09001000 'SQ' 0000 00000000 09000110 'LO' 0200 'AB'`,
    output: ACME,
  },
  {
    name: '3.5 an item does not know the blocks around it, and the root not those of its items',
    input: `08001111 ${SEQUENCE} ${ITEM} ${ACME} ${END} ${ITEM} 09000110 'LO' 0200 'AB' ${END} ${CLOSE} 09000110 'LO' 0200 'AB'`,
    output: `08001111 ${SEQUENCE} ${ITEM} ${ACME} ${END} ${ITEM} ${END} ${CLOSE}`,
  },
  {
    name: '3.5 a private sequence is entered, and the block is known behind it',
    input: `${ACME} 09000310 ${SEQUENCE} ${ITEM} 09001000 'LO' 0600 'OTHER ' 09000110 'LO' 0200 'AB' ${END} ${CLOSE} 09000110 'LO' 0200 'AB'`,
    output: `${ACME} 09000310 ${SEQUENCE} ${ITEM} 09001000 'LO' 0600 'OTHER ' 09000110 'LO' 0000 ${END} ${CLOSE} 09000110 'LO' 0200 'AB'`,
  },
  {
    name: '3.5 a creator in a sequence that says UN',
    input: "08004011 'UN' 0000 1E000000 FEFF00E0 16000000 09001000 04000000 'ACME' 09000110 02000000 'AB'",
    output: "08004011 'UN' 0000 1E000000 FEFF00E0 16000000 09001000 04000000 'ACME' 09000110 02000000 'AB'",
  },
  {
    name: '3.5 a private attribute has exceptions of its own',
    input: `${one(IN_1111, one(IN_1140, `${ACME} ${AB}`))} ${one(IN_1140, `${ACME} ${AB}`)}`,
    output: `${one(IN_1111, one(IN_1140, `${ACME} ${NO_AB}`))} ${one(IN_1140, `${ACME} ${AB}`)}`,
  },
  {
    name: '3.5 so has each row of the masks, those too that begin alike',
    input: `${one(IN_1111, one(IN_1140, `${OVERLAY} ${OTHER_OVERLAY}`))} ${one(IN_1140, `${OVERLAY} ${OTHER_OVERLAY}`)}`,
    output: `${one(IN_1111, one(IN_1140, `${NO_OVERLAY} ${NO_OTHER_OVERLAY}`))} ${one(IN_1140, `${NO_OVERLAY} ${OTHER_OVERLAY}`)}`,
  },
  // ---- content items
  content('3.13 without a concept the path decides', TEXT, HALF_TEXT),
  content(
    '3.13 the exceptions of its concept decide',
    `${conceptName(CODE_A)} ${TEXT}`,
    `${conceptName(CODE_A)} ${TEXT}`,
  ),
  content(
    '3.13 those of a concept that the plan does not name are of the path',
    `${conceptName(CODE_Z)} ${TEXT}`,
    `${conceptName(CODE_Z)} ${HALF_TEXT}`,
  ),
  content(
    '3.13 what a concept does not decide is as in any item',
    `${conceptName(CODE_A)} ${one(IN_1140, ADDRESS)} ${ADDRESS}`,
    `${conceptName(CODE_A)} ${one(IN_1140, ADDRESS)} ${EMPTY_ADDRESS}`,
  ),
  content(
    '3.13 a code of another scheme is another concept',
    `${conceptName("08000001 'SH' 0200 'A ' 08000201 'SH' 0400 'DCMR'")} ${TEXT}`,
    `${conceptName("08000001 'SH' 0200 'A ' 08000201 'SH' 0400 'DCMR'")} ${HALF_TEXT}`,
  ),
  {
    name: '3.13 nor does the path decide what the concept does not',
    input: one(IN_1140, `${ADDRESS} ${conceptName(CODE_A)} ${ADDRESS}`),
    output: one(IN_1140, `${ADDRESS} ${conceptName(CODE_A)} ${EMPTY_ADDRESS}`),
  },
  content(
    '3.13 of two names the last one counts',
    `${conceptName(CODE_A, CODE_B)} ${TEXT}`,
    `${conceptName(CODE_A, CODE_B)} 400060A1 'UT' 0000 0E000000 '40a160 33 [] 4'`,
  ),
  {
    name: '3.13 a name behind what it should have decided is refused',
    input: one(IN_A730, `${TEXT} ${conceptName(CODE_A)} ${TEXT}`),
    withheld: 'ORDER_INVALID',
  },
  {
    name: '3.13 behind anything with a tag above its own',
    input: one(IN_A730, `41001000 'LO' 0400 'ACME' ${conceptName(CODE_A)} ${TEXT}`),
    withheld: 'ORDER_INVALID',
  },
  {
    name: '3.13 and behind another name',
    input: one(IN_A730, `${conceptName(CODE_A)} ${conceptName(CODE_A)} ${TEXT}`),
    withheld: 'ORDER_INVALID',
  },
  {
    name: '3.13 at the root too',
    input: `${one(IN_A730, TEXT)} ${conceptName(CODE_A)}`,
    withheld: 'ORDER_INVALID',
  },
  {
    name: '3.13 at the root the concept comes before the top decision',
    input: `${conceptName(CODE_A)} ${TEXT} ${one(IN_A730, TEXT)}`,
    output: `${conceptName(CODE_A)} ${TEXT} ${one(IN_A730, HALF_TEXT)}`,
  },
  {
    name: '3.13 without one, the top decision holds',
    input: `${conceptName(CODE_Z)} ${TEXT}`,
    output: conceptName(CODE_Z),
  },
  content('3.13 a long code value names a concept', `${conceptName(LONG_A)} ${TEXT}`, `${conceptName(LONG_A)} ${TEXT}`),
  content(
    '3.13 but not beside a code value',
    `${conceptName(`${CODE_A} ${LONG_A}`)} ${TEXT}`,
    `${conceptName(`${CODE_A} ${LONG_A}`)} ${UNREAD_TEXT}`,
  ),
  content(
    '3.13 nor does one of spaces count',
    `${conceptName(`08000001 'SH' 0200 '  ' ${LONG_A}`)} ${TEXT}`,
    `${conceptName(`08000001 'SH' 0200 '  ' ${LONG_A}`)} ${TEXT}`,
  ),
  content(
    '3.13 a code that is a URN cannot be read, nor one without a scheme',
    `${conceptName(`${CODE_A} 08002001 'UR' 0000 04000000 'x:y '`)} ${TEXT}`,
    `${conceptName(`${CODE_A} 08002001 'UR' 0000 04000000 'x:y '`)} ${UNREAD_TEXT}`,
  ),
  content(
    '3.13 without a scheme',
    `${conceptName("08000001 'SH' 0200 'A '")} ${TEXT}`,
    `${conceptName("08000001 'SH' 0200 'A '")} ${UNREAD_TEXT}`,
  ),
  {
    name: '3.13 at the root, what cannot be read',
    input: `${conceptName()} ${TEXT}`,
    output: `${conceptName()} ${UNREAD_TEXT}`,
  },
  content(
    '3.13 a sequence in a content item begins a path of its own',
    `${conceptName(CODE_B)} ${one(IN_A730, TEXT)} ${one(IN_1111, one(IN_1140, ADDRESS))}`,
    `${conceptName(CODE_B)} ${one(IN_A730, HALF_TEXT)} ${one(IN_1111, `08004011 ${SEQUENCE} ${ITEM} ${END} ${CLOSE}`)}`,
  ),
  {
    name: '3.13 and not one of what the item is in',
    input: `400030A7 ${SEQUENCE} ${ITEM} ${conceptName(CODE_A)} ${one(IN_1111, one(IN_1140, ADDRESS))} ${END} ${CLOSE}`,
    output: `400030A7 ${SEQUENCE} ${ITEM} ${conceptName(CODE_A)} ${one(IN_1111, `08004011 ${SEQUENCE} ${ITEM} ${END} ${CLOSE}`)} ${END} ${CLOSE}`,
  },
  {
    name: '3.13 the next item has no concept yet',
    input: `400030A7 ${SEQUENCE} ${ITEM} ${conceptName(CODE_A)} ${TEXT} ${END} ${ITEM} ${TEXT} ${END} ${CLOSE}`,
    output: `400030A7 ${SEQUENCE} ${ITEM} ${conceptName(CODE_A)} ${TEXT} ${END} ${ITEM} ${HALF_TEXT} ${END} ${CLOSE}`,
  },
  {
    name: '3.13 and a name without items cannot be read, whatever was named before',
    input: `400030A7 ${SEQUENCE} ${ITEM} ${conceptName(CODE_A)} ${TEXT} ${END} ${ITEM} ${conceptName()} ${TEXT} ${END} ${CLOSE}`,
    output: `400030A7 ${SEQUENCE} ${ITEM} ${conceptName(CODE_A)} ${TEXT} ${END} ${ITEM} ${conceptName()} ${UNREAD_TEXT} ${END} ${CLOSE}`,
  },
  {
    name: '3.13 a concept name that says UN, and a value under a path of no exception',
    input: `08001111 ${SEQUENCE} ${ITEM} 400043A0 'UN' 0000 1E000000 FEFF00E0 16000000 08000001 02000000 'A ' 08000201 04000000 'DCM ' ${TEXT} ${END} ${ITEM} ${TEXT} ${END} ${CLOSE}`,
    output: `08001111 ${SEQUENCE} ${ITEM} 400043A0 'UN' 0000 1E000000 FEFF00E0 16000000 08000001 02000000 'A ' 08000201 04000000 'DCM ' ${TEXT} ${END} ${ITEM} ${NO_TEXT} ${END} ${CLOSE}`,
  },
  {
    name: '3.13 in implicit VR',
    encoding: 'implicit-le',
    input:
      "08006000 00000000 400030A7 36000000 FEFF00E0 2E000000 400043A0 1E000000 FEFF00E0 16000000 08000001 02000000 'A ' 08000201 04000000 'DCM ' 400060A1 00000000 400030A7 14000000 FEFF00E0 0C000000 400060A1 04000000 'TEXT'",
    output:
      "08006000 00000000 400030A7 36000000 FEFF00E0 2E000000 400043A0 1E000000 FEFF00E0 16000000 08000001 02000000 'A ' 08000201 04000000 'DCM ' 400060A1 00000000 400030A7 12000000 FEFF00E0 0A000000 400060A1 02000000 'TE'",
  },
]
