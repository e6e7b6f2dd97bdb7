/** Vectors for an output as long as its input: docs/engine.md 4.6. The plan's one insert is (0012,0063) with 14 bytes. */

import type { Vector } from './vector.ts'

const MODALITY = "08006000 'CS' 0200 'CT'"
const PIXELS = "E07F1000 'OW' 0000 02000000 0102"
const METHOD = "12006300 'LO' 0600 'METHOD'"

/** Without file meta information, so that the size of the data set is that of the object. */
function sameSize({ insertless, ...vector }: Vector & { insertless?: true }): Vector {
  return { framing: 'same-size', bare: true, ...(!insertless && { plan: 'method' }), ...vector }
}

const VECTORS: readonly (Vector & { insertless?: true })[] = [
  {
    name: '4.6 nothing to spare: nothing is filled',
    input: `${MODALITY} 09001000 'LO' 0600 'ABCDEF' ${PIXELS}`,
    output: `${MODALITY} ${METHOD} ${PIXELS}`,
  },
  {
    name: '4.6 one byte to spare becomes a space in the method',
    input: `${MODALITY} 09001000 'LO' 0700 'ABCDEFG' ${PIXELS}`,
    output: `${MODALITY} 12006300 'LO' 0700 'METHOD ' ${PIXELS}`,
  },
  {
    name: '4.6 eleven bytes too',
    input: `${MODALITY} 09001000 'LO' 1100 'ABCDEFGHIJKLMNOPQ' ${PIXELS}`,
    output: `${MODALITY} 12006300 'LO' 1100 'METHOD           ' ${PIXELS}`,
  },
  {
    name: '4.6 twelve bytes are a padding element at the end',
    input: `${MODALITY} 09001000 'LO' 1200 'ABCDEFGHIJKLMNOPQR' ${PIXELS}`,
    output: `${MODALITY} ${METHOD} ${PIXELS} FCFFFCFF 'OB' 0000 00000000`,
  },
  {
    name: '4.6 implicit, seven bytes',
    encoding: 'implicit-le',
    input: "08006000 02000000 'CT' 09001000 0D000000 'ABCDEFGHIJKLM' E07F1000 02000000 0102",
    output: "08006000 02000000 'CT' 12006300 0D000000 'METHOD       ' E07F1000 02000000 0102",
  },
  {
    name: '4.6 implicit, eight bytes',
    encoding: 'implicit-le',
    input: "08006000 02000000 'CT' 09001000 0E000000 'ABCDEFGHIJKLMN' E07F1000 02000000 0102",
    output: "08006000 02000000 'CT' 12006300 06000000 'METHOD' E07F1000 02000000 0102 FCFFFCFF 00000000",
  },
  {
    name: '4.6 big endian, three bytes',
    encoding: 'explicit-be',
    input: "00080060 'CS' 0002 'CT' 00090010 'LO' 0009 'ABCDEFGHI' 7FE00010 'OW' 0000 00000002 0102",
    output: "00080060 'CS' 0002 'CT' 00120063 'LO' 0009 'METHOD   ' 7FE00010 'OW' 0000 00000002 0102",
  },
  {
    name: '4.6 without pixel data, at the end of the object',
    input: `${MODALITY} 09001000 'LO' 0B00 'ABCDEFGHIJK' 10001010 'AS' 0000`,
    output: `${MODALITY} 10001010 'AS' 0000 12006300 'LO' 0B00 'METHOD     '`,
  },
  {
    name: '4.6 without pixel data, a padding element',
    input: `${MODALITY} 09001000 'LO' 1300 'ABCDEFGHIJKLMNOPQRS'`,
    output: `${MODALITY} ${METHOD} FCFFFCFF 'OB' 0000 01000000 00`,
  },
  {
    name: '4.6 where the plan writes no method, what is short of a padding element is zeros',
    insertless: true,
    input: `${MODALITY} 09001000 'LO' 0300 'ABC'`,
    output: `${MODALITY} FCFFFCFF 'LT' 0300 202020`,
  },
  {
    name: '4.6 less than that is zeros',
    insertless: true,
    input: `${MODALITY} 08005000 'SH' 0400 'ABCD'`,
    output: `${MODALITY} 08005000 'SH' 0000 00000000`,
  },
  {
    name: '4.6 what does not fit before the pixel data is withheld',
    input: `${MODALITY} 09001000 'LO' 0500 'ABCDE' ${PIXELS}`,
    withheld: 'SIZE_EXCEEDED',
  },
  {
    name: '4.6 what does not fit at the end too',
    input: `${MODALITY} 10002000 'LO' 0200 'ID'`,
    insertless: true,
    withheld: 'SIZE_EXCEEDED',
  },
  {
    name: '4.6 file meta information that has grown counts',
    bare: false,
    insertless: true,
    input: `${MODALITY} ${PIXELS}`,
    withheld: 'SIZE_EXCEEDED',
  },
  {
    name: '4.6 the few bytes behind the pixel data are in the size',
    insertless: true,
    input: `${MODALITY} ${PIXELS} 01020304050607`,
    output: `${MODALITY} ${PIXELS} 00000000 000000`,
  },
  {
    name: '4.6 and no room for an insert',
    input: `${MODALITY} 09001000 'LO' 0000 ${PIXELS} 010203040506`,
    withheld: 'SIZE_EXCEEDED',
  },
  {
    name: '4.6 what is to spare before the pixel data is there for what grows behind them',
    input: `${MODALITY} 09001000 'LO' 1400 'ABCDEFGHIJKLMNOPQRST' ${PIXELS} 10002000 'LO' 0200 'ID'`,
    output: `${MODALITY} ${METHOD} ${PIXELS} 10002000 'LO' 0600 'PSEUDO' FCFFFCFF 'LT' 0200 2020`,
  },
  {
    name: '4.6 but not what has become spaces',
    input: `${MODALITY} 09001000 'LO' 1100 'ABCDEFGHIJKLMNOPQ' ${PIXELS} 10002000 'LO' 0200 'ID'`,
    output: `${MODALITY} 12006300 'LO' 1100 'METHOD           ' ${PIXELS} 10002000 'LO' 0000 0000`,
  },
  {
    name: '4.6 behind a commit an object breaks as in any other size',
    input: `${MODALITY} 09001000 'LO' 0600 'ABCDEF' ${PIXELS} 08007000 'lo' 0200 'AB'`,
    broken: 'VR_INVALID',
    output: `${MODALITY} ${METHOD} ${PIXELS} 00000000 00000000 0000`,
  },
]

export const sameSizeVectors: readonly Vector[] = VECTORS.map(sameSize)
