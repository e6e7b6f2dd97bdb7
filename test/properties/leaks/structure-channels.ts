/** C: sequences, private attributes, retired groups, tags twice and out of order. */

import { gzipSync } from 'node:zlib'
import { bytesOf, concatenate, element, encapsulated, hex, sequence } from '../../support/dicom-builder.ts'
import { EXPLICIT, name, type ObjectChannel } from './channel.ts'

export const STRUCTURE_CHANNELS: readonly ObjectChannel[] = [
  {
    id: 'C1',
    what: 'sequences that are kept, of both kinds of length, with empty items',
    elements: (t) => [
      sequence(
        '0008,1140',
        [
          [],
          [name(t), sequence('0008,1115', [[], [element('0008,0050', 'SH', t.text)]], { undefinedLength: true })],
          [],
        ],
        { undefinedItems: true },
      ),
    ],
  },
  {
    id: 'C2',
    what: 'UN that holds a sequence of defined length',
    elements: (t) => [
      sequence(
        '0008,1140',
        [[name(t), sequence('0008,1199', [[element('0008,1155', 'UI', t.uid)]], { asUnknown: true })]],
        { asUnknown: true },
      ),
    ],
  },
  {
    id: 'C3',
    what: 'UN of undefined length',
    elements: (t) => [
      sequence('0008,1140', [[name(t)]], { asUnknown: true, undefinedLength: true, undefinedItems: true }),
    ],
  },
  {
    id: 'C3b',
    what: 'attributes of the standard as UN',
    encodings: EXPLICIT,
    elements: (t) => [
      element('0010,0010', 'UN', t.name),
      element('0008,0080', 'UN', t.text),
      element('0020,000D', 'UN', t.uid),
      element('0010,0020', 'UN', t.text),
      element('0008,0020', 'UN', t.date),
    ],
  },
  {
    id: 'C4',
    what: 'private sequences',
    elements: (t) => [
      element('0009,0010', 'LO', 'ACME 1.0'),
      sequence('0009,1010', [[name(t)]]),
      sequence('0009,1011', [[name(t)]], { undefinedLength: true, undefinedItems: true }),
      sequence('0009,1012', [[name(t)]], { asUnknown: true }),
    ],
  },
  {
    id: 'C5',
    what: 'private elements, with, without and under the wrong creator',
    elements: (t) => [
      element('0009,0010', 'LO', 'SIEMENS CSA HEADER'),
      element('0009,1010', 'LO', t.text),
      element('0009,2010', 'LO', t.text),
      element('0011,1010', 'UN', t.text),
      element('0013,00FF', 'LO', t.text),
      element('0029,0010', 'LO', t.text),
      element('0029,1010', 'OB', t.bytes),
    ],
  },
  {
    id: 'C5b',
    what: 'a private creator that is a name, one of VR UN, one twice',
    elements: (t) => [
      element('0009,0010', 'LO', t.text),
      element('0009,0010', 'LO', `ACME ${t.text}`),
      element('0011,0011', 'UN', t.text),
      element('0015,0010', 'OB', t.bytes),
    ],
  },
  {
    id: 'C6',
    what: 'blobs of vendors',
    elements: (t) => [
      element('0025,0010', 'LO', 'GEMS_SERS_01'),
      element('0025,101B', 'UN', new Uint8Array(gzipSync(t.bytes))),
      element('0029,0010', 'LO', 'SIEMENS CSA HEADER'),
      element('0029,1010', 'OB', bytesOf(`SV10\x04\x03\x02\x01${t.text}`)),
      element('2005,0010', 'LO', 'Philips MR Imaging DD 001'),
      sequence('2005,1080', [[name(t)]]),
    ],
  },
  {
    id: 'C7',
    what: 'curves, overlays, retired groups, group lengths',
    elements: (t) => [
      element('0010,0000', 'UL', t.bytes),
      element('4000,0010', 'LT', t.text),
      element('5000,2500', 'LO', t.text),
      element('5000,3000', 'OW', t.bytes),
      element('50FE,0040', 'LO', t.text),
      element('6000,0022', 'LO', t.text),
      element('6000,1500', 'LO', t.text),
      element('6002,3000', 'OW', t.bytes),
      element('6000,4000', 'LT', t.text),
    ],
  },
  {
    id: 'C9',
    what: 'elements behind the pixel data',
    rootOnly: true,
    elements: (t) => [
      element('7FE0,0010', 'OW', new Uint8Array(64)),
      element('7FE1,0010', 'LO', t.text),
      element('FFFA,FFFA', 'SQ'),
      sequence('FFFA,FFFA', [[element('0400,0120', 'OB', t.bytes)]]),
    ],
  },
  {
    id: 'C10',
    what: 'Original Attributes, signatures, encrypted attributes',
    elements: (t) => [
      sequence('0400,0561', [[sequence('0400,0550', [[name(t)]]), element('0400,0564', 'LO', t.text)]]),
      sequence('0400,0500', [[element('0400,0520', 'OB', t.bytes)]]),
      element('0400,0404', 'OB', t.bytes),
      element('0400,0100', 'UI', t.uid),
    ],
  },
  {
    id: 'C11',
    what: 'an icon image',
    elements: (t) => [sequence('0088,0200', [[element('7FE0,0010', 'OW', t.bytes)]])],
  },
  {
    id: 'C12',
    what: 'tags twice',
    unordered: true,
    elements: (t) => [
      element('0010,0010', 'PN', 'A'),
      name(t),
      element('0010,0020', 'LO', 'X'),
      element('0010,0020', 'LO', t.text),
      element('0008,0018', 'UI', t.uid),
      element('0008,0018', 'UI', t.uid),
    ],
  },
  {
    id: 'C12b',
    what: 'tags out of order',
    unordered: true,
    elements: (t) => [
      element('0040,1001', 'SH', t.text),
      element('0020,000D', 'UI', t.uid),
      element('0010,0010', 'PN', t.name),
      element('0008,0050', 'SH', t.text),
    ],
  },
  {
    id: 'C13',
    what: 'odd lengths and NULs before the end of a value',
    elements: (t) => [
      { tag: 0x00080070, vr: 'LO', value: bytesOf(`ACME\0${t.text}`) },
      { tag: 0x00080060, vr: 'CS', value: bytesOf(`CT\0${t.text}`) },
      { tag: 0x00101010, vr: 'AS', value: bytesOf(`04Y${t.text} `) },
    ],
  },
  {
    id: 'C14',
    what: 'values that their VR does not allow',
    elements: (t) => [
      element('0010,0010', 'LO', t.name),
      element('0010,0010', 'UT', t.name),
      element('0018,0050', 'DS', t.text),
      element('0028,0301', 'CS', `${t.text} AND MORE THAN A CODE STRING HAS ROOM FOR, BY FAR, REALLY SO`),
      element('0018,0015', 'CS', `A\x02${t.text}`),
      element('0028,0010', 'US', bytesOf(`${t.text} `)),
      element('0020,0011', 'IS', t.text),
      element('0008,1160', 'IS', t.text),
    ],
  },
  {
    id: 'C15',
    what: 'delimiters inside fragments',
    rootOnly: true,
    encodings: ['explicit-le'],
    elements: (t) => [
      encapsulated([concatenate([hex('FFD8 FEFFDDE0 00000000'), new Uint8Array(8)])]),
      element('FFFC,FFFC', 'OB', t.bytes),
    ],
  },
  {
    id: 'C16',
    what: 'sequences and items whose lengths are stale',
    elements: (t) => [{ ...sequence('0008,1140', [[element('0008,0050', 'SH', t.text), name(t)]]), claimedBytes: 4 }],
    expected: 'withheld',
  },
]
