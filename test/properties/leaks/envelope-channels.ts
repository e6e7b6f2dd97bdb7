/** B: what stands around the data set, before and behind it. */

import { bytesOf, concatenate, element, sequence } from '../../support/dicom-builder.ts'
import { encoded, NATIVE, name, type ObjectChannel } from './channel.ts'

/** Of a built object: behind the file meta information, whose length is its first value. */
function dataSetAt(object: Uint8Array): number {
  return 144 + Buffer.from(object).readUInt32LE(140)
}

export const ENVELOPE_CHANNELS: readonly ObjectChannel[] = [
  {
    id: 'B1',
    what: 'the preamble',
    rootOnly: true,
    meta: (t) => ({ preamble: bytesOf(t.text.repeat(9).padEnd(128, '\0').slice(0, 128)) }),
  },
  { id: 'B2', what: 'Media Storage SOP Instance UID', rootOnly: true, meta: (t) => ({ sopInstanceUid: t.uid }) },
  { id: 'B2b', what: 'Media Storage SOP Class UID', rootOnly: true, meta: (t) => ({ sopClassUid: t.uid }) },
  {
    id: 'B3',
    what: 'AE titles, addresses, private information, a version name',
    rootOnly: true,
    meta: (t) => ({
      more: [
        element('0002,0012', 'UI', t.uid),
        element('0002,0013', 'SH', t.text),
        element('0002,0016', 'AE', t.text),
        element('0002,0017', 'AE', t.text),
        element('0002,0018', 'AE', t.text),
        element('0002,0026', 'UR', t.text),
        element('0002,0027', 'UR', t.text),
        element('0002,0100', 'UI', t.uid),
        element('0002,0102', 'OB', t.bytes),
        element('0002,9999', 'LO', t.text),
      ],
    }),
  },
  {
    id: 'B4',
    what: 'file meta information without its length',
    rootOnly: true,
    meta: (t) => ({ withoutGroupLength: true, more: [element('0002,0016', 'AE', t.text)] }),
  },
  {
    id: 'B4b',
    what: 'groups 0000 and 0004 in the data set',
    unordered: true,
    rootOnly: true,
    elements: (t) => [
      element('0000,0600', 'AE', t.text),
      element('0000,1000', 'UI', t.uid),
      element('0004,1130', 'CS', t.text),
    ],
  },
  {
    id: 'B4c',
    what: 'groups 0000, 0002 and 0004 among the others',
    unordered: true,
    elements: (t) => [
      element('0000,0600', 'AE', t.text),
      element('0002,0016', 'AE', t.text),
      element('0004,1500', 'CS', t.text),
    ],
  },
  {
    id: 'B5',
    what: 'a DICOMDIR',
    rootOnly: true,
    encodings: ['explicit-le'],
    meta: () => ({ sopClassUid: '1.2.840.10008.1.3.10' }),
    elements: (t) => [sequence('0004,1220', [[name(t), element('0004,1500', 'CS', t.text)]])],
    expected: 'dropped',
  },
  {
    id: 'B6',
    what: 'Data Set Trailing Padding',
    rootOnly: true,
    elements: (t) => [element('FFFC,FFFC', 'OB', bytesOf(t.text.repeat(3)))],
  },
  { id: 'B6b', what: 'seven bytes behind the last element', rootOnly: true, trailing: () => bytesOf('QZCNRY7') },
  {
    id: 'B6c',
    what: 'text behind zeros behind the last element',
    rootOnly: true,
    trailing: (t) => concatenate([new Uint8Array(64), t.bytes]),
    expected: 'withheld',
  },
  {
    id: 'B6d',
    what: 'text behind the last element',
    rootOnly: true,
    trailing: (t) => bytesOf(`${t.text}${t.text} `),
    expected: 'withheld',
  },
  {
    id: 'B6e',
    what: 'a second object behind the first',
    rootOnly: true,
    trailing: (t, e) => concatenate([new Uint8Array(128), bytesOf('DICM'), encoded([name(t)], e)]),
    expected: 'withheld',
  },
  {
    id: 'B6f',
    what: 'a second data set behind the first',
    rootOnly: true,
    trailing: (t, e) =>
      encoded([element('0008,0005', 'CS', 'ISO_IR 100'), name(t), element('0010,0020', 'LO', t.text)], e),
  },
  {
    id: 'B7',
    what: 'bytes behind a deflate stream',
    rootOnly: true,
    encodings: ['deflated'],
    finish: (object, t) => concatenate([object, t.bytes]),
  },
  {
    id: 'B8',
    what: 'a data set without preamble and meta',
    rootOnly: true,
    encodings: NATIVE,
    elements: (t) => [name(t)],
    finish: (object) => object.subarray(object.indexOf(8, 140) >= 0 ? dataSetAt(object) : 0),
  },
]
