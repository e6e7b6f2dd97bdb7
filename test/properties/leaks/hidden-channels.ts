/** E and H: what stands in bulk data beside the picture, and elements that hide. */

import {
  buildElements,
  bytesOf,
  concatenate,
  type DataSetEncodingName,
  type ElementSpec,
  element,
  encapsulated,
  hex,
  sequence,
  wireEncoding,
} from '../../support/dicom-builder.ts'
import { EXPLICIT, encoded, NATIVE, name, type ObjectChannel } from './channel.ts'

const LUT_DATA = '0028,1201'
/** A marker of a JPEG image with what belongs to it. */
function segment(marker: number, content: Uint8Array): Uint8Array {
  return concatenate([Uint8Array.of(0xff, marker, 0, content.length + 2), content])
}

/** Rows and columns that come to `bytes` bytes of pixels. */
function image(bytes: number): ElementSpec[] {
  return [
    { tag: 0x00280002, vr: 'US', integers: [1] },
    { tag: 0x00280010, vr: 'US', integers: [1] },
    { tag: 0x00280011, vr: 'US', integers: [bytes] },
    { tag: 0x00280100, vr: 'US', integers: [8] },
  ]
}

/** An element whose length covers those behind it, too. */
function swallowing(
  tag: string,
  vr: string,
  elements: readonly ElementSpec[],
  encoding: DataSetEncodingName,
  ownBytes = 8,
): ElementSpec {
  const inside = encoded(elements, encoding)
  return { ...element(tag, vr, concatenate([new Uint8Array(ownBytes), inside])) }
}

function stray(encoding: DataSetEncodingName): Uint8Array {
  return encoding === 'explicit-be' ? hex('FFFEE0DD 00000000') : hex('FEFFDDE0 00000000')
}

export const BULK_CHANNELS: readonly ObjectChannel[] = [
  {
    id: 'E5',
    what: 'bytes behind the last pixel',
    rootOnly: true,
    encodings: ['implicit-le', 'explicit-le', 'deflated'],
    elements: (t) => [
      ...image(64),
      element('7FE0,0010', 'OW', concatenate([new Uint8Array(64), bytesOf(`${t.text} `)])),
    ],
  },
  {
    id: 'E5d',
    what: 'pixels in an item that is no icon',
    elements: (t) => [
      ...image(2),
      sequence('5200,9229', [[...image(2), element('7FE0,0010', 'OW', concatenate([hex('0102'), t.bytes]))]]),
    ],
  },
  {
    id: 'E2',
    what: 'comments and application data in a JPEG image',
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: () => ({ transferSyntaxUid: '1.2.840.10008.1.2.4.50' }),
    elements: (t) => [
      encapsulated([concatenate([hex('FFD8'), segment(0xfe, t.bytes), segment(0xe1, t.bytes), hex('FFD9')])]),
    ],
  },
  {
    id: 'E5e',
    what: 'unused offsets and the rest of a segment in run-length encoded frames',
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: () => ({ transferSyntaxUid: '1.2.840.10008.1.2.5' }),
    elements: (t) => [
      ...image(2),
      encapsulated([concatenate([hex('0100000040000000'), bytesOf(t.text.padEnd(56, 'x')), hex('010102'), t.bytes])]),
    ],
  },
  {
    id: 'E5b',
    what: 'text in a table of offsets',
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: () => ({ transferSyntaxUid: '1.2.840.10008.1.2.4.50' }),
    elements: (t) => [{ tag: 0x7fe00010, vr: 'OB', fragments: [bytesOf(`${t.text} `), hex('FFD8 FFD9')] }],
  },
  {
    id: 'E5c',
    what: 'text in an extended table of offsets',
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: () => ({ transferSyntaxUid: '1.2.840.10008.1.2.4.50' }),
    elements: (t) => [element('7FE0,0001', 'OV', bytesOf(`${t.text}${t.text}  `)), encapsulated([hex('FFD8 FFD9')])],
  },
]

export const HIDDEN_CHANNELS: readonly ObjectChannel[] = [
  {
    id: 'H1',
    what: 'a table that swallows the elements behind it',
    elements: (t, e) => [
      swallowing(LUT_DATA, 'OW', [element('0032,1032', 'PN', t.name), element('0040,0006', 'PN', t.name)], e),
    ],
  },
  {
    id: 'H1b',
    what: 'a text that swallows the element behind it',
    elements: (t, e) => [swallowing('0008,0070', 'LO', [name(t)], e)],
  },
  {
    id: 'H1c',
    what: 'a number that swallows the element behind it',
    elements: (t, e) => [swallowing('0028,0010', 'US', [name(t)], e)],
  },
  {
    id: 'H1d',
    what: 'a length beyond the end of the object',
    elements: (t) => [{ ...name(t), claimedBytes: 0xfff0 }],
    expected: 'withheld',
  },
  {
    id: 'H1e',
    what: 'pixel data that swallows the elements behind it',
    rootOnly: true,
    elements: (t, e) => [
      ...image(64),
      { ...swallowing('7FE0,0010', 'OW', [element('FFFA,FFFA', 'OB', t.bytes)], e, 64) },
    ],
  },
  {
    id: 'H2',
    what: 'a length that is too short',
    encodings: NATIVE,
    elements: (t) => [{ ...name(t), claimedBytes: 4 }],
    expected: 'withheld',
  },
  {
    id: 'H3',
    what: 'explicit elements in an item of an implicit data set',
    encodings: ['implicit-le'],
    elements: (t) => [
      sequence('0008,1140', [[{ tag: 0, vr: '', raw: buildElements([name(t)], wireEncoding('explicit-le')) }]]),
    ],
    // deeper than what is replaced as a whole, they have to be read
    expected: (_, place) => (place === 'deep' ? 'withheld' : 'deidentified'),
  },
  {
    id: 'H3b',
    what: 'implicit elements in an item of an explicit data set',
    encodings: EXPLICIT,
    elements: (t) => [
      sequence('0008,1140', [[{ tag: 0, vr: '', raw: buildElements([name(t)], wireEncoding('implicit-le')) }]]),
    ],
    // deeper than what is replaced as a whole, they have to be read
    expected: (_, place) => (place === 'deep' ? 'withheld' : 'deidentified'),
  },
  {
    id: 'H3c',
    what: 'a file that declares implicit and is explicit',
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: () => ({ transferSyntaxUid: '1.2.840.10008.1.2' }),
    elements: (t) => [name(t)],
  },
  {
    id: 'H3d',
    what: 'a file that declares explicit and is implicit',
    rootOnly: true,
    encodings: ['implicit-le'],
    meta: () => ({ transferSyntaxUid: '1.2.840.10008.1.2.1' }),
    elements: (t) => [name(t)],
  },
  {
    id: 'H3e',
    what: 'a file that declares big endian and is little endian',
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: () => ({ transferSyntaxUid: '1.2.840.10008.1.2.2' }),
    elements: (t) => [name(t)],
  },
  {
    id: 'H3f',
    what: 'a file that declares deflated and is not',
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: () => ({ transferSyntaxUid: '1.2.840.10008.1.2.1.99' }),
    elements: (t) => [name(t)],
    expected: 'withheld',
  },
  {
    id: 'H3g',
    what: "a transfer syntax of one's own",
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: (t) => ({ transferSyntaxUid: t.uid }),
    elements: (t) => [name(t)],
    expected: 'withheld',
  },
  {
    id: 'H4',
    what: 'delimiters inside a value',
    elements: (t) => [
      element('0008,0070', 'LO', concatenate([hex('FEFFDDE0 00000000'), bytesOf(`${t.text} `)])),
      element('0028,1201', 'OW', hex('FEFFDDE0 00000000 FEFF0DE0 00000000')),
      element('0032,1032', 'PN', t.name),
    ],
  },
  {
    id: 'H4b',
    what: 'stray delimiters before and behind a value',
    elements: (t, e) => [
      { tag: 0x00100009, vr: '', raw: stray(e) },
      name(t),
      { tag: 0x00100011, vr: '', raw: stray(e) },
    ],
    // in an item of undefined length a delimiter closes the sequence too early
    expected: (_, place) => (place === 'deep' ? 'withheld' : 'deidentified'),
  },
  {
    id: 'H4c',
    what: 'an item where none can stand',
    elements: (t) => [{ tag: 0x00100009, vr: '', raw: hex('FEFF00E0 08000000') }, name(t)],
    expected: 'withheld',
  },
  {
    id: 'H5',
    what: 'a sequence in a text, and a text in a sequence',
    encodings: EXPLICIT,
    elements: (t) => [
      { ...sequence('0028,0301', [[name(t)]]) },
      element('0008,1140', 'LO', t.text),
      element('0008,1140', 'OB', t.bytes),
    ],
  },
  {
    id: 'H5b',
    what: 'fragments for what is none',
    rootOnly: true,
    encodings: EXPLICIT,
    elements: (t) => [
      { tag: 0x00281201, vr: 'OW', fragments: [t.bytes] },
      { tag: 0x00080070, vr: 'OB', fragments: [t.bytes] },
    ],
  },
  {
    id: 'H6',
    what: 'text in binary values',
    elements: (t) => [
      element(LUT_DATA, 'OW', bytesOf(`${t.text} ${t.text} `)),
      element('0028,2000', 'OB', bytesOf(`${t.text}, ${t.text} `)),
      element('0028,1221', 'OW', bytesOf(`Name: ${t.text} `)),
      element('0066,0016', 'OF', bytesOf(`${t.text} `)),
      element('0018,9602', 'FD', bytesOf(`${t.text}.....`)),
      element('0020,9165', 'AT', bytesOf(`${t.text} `)),
    ],
  },
  {
    id: 'H6b',
    what: 'text behind padding',
    elements: (t) =>
      [
        element('0008,0070', 'LO', `ACME${' '.repeat(20)}${t.text}`),
        element('0008,0060', 'CS', `CT${'\0'.repeat(9)}${t.text}`),
        element('0018,0050', 'DS', `1.5${'\0'.repeat(3)}${t.text}`),
      ].slice(1),
  },
  {
    id: 'H8',
    what: 'elements of no VR and no length',
    encodings: NATIVE,
    elements: (t) => [{ tag: 0x00100009, vr: '', raw: hex('10000900 00000000') }, name(t)],
  },
  {
    id: 'H9',
    what: 'lower-case and unknown VRs',
    rootOnly: true,
    encodings: ['explicit-le'],
    elements: (t) => [
      { ...name(t), rawVr: { bytes: [0x5a, 0x5a], headerBytes: 12 } },
      { ...element('0010,0020', 'LO', t.text), rawVr: { bytes: [0x4c, 0x58], headerBytes: 12 } },
    ],
  },
  {
    id: 'H9b',
    what: 'a VR in small letters',
    rootOnly: true,
    encodings: ['explicit-le'],
    elements: (t) => [{ ...name(t), rawVr: { bytes: [0x70, 0x6e], headerBytes: 8 } }],
    expected: 'withheld',
  },
]
