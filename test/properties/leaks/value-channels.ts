/** D: what the values say. */

import { bytesOf, concatenate, element, sequence } from '../../support/dicom-builder.ts'
import type { ObjectChannel } from './channel.ts'

const TEXT_ATTRIBUTES = [
  '0008,1030',
  '0008,103E',
  '0018,1030',
  '0020,4000',
  '0010,21B0',
  '0032,1060',
  '0008,2111',
  '0040,0254',
  '0010,4000',
  '0032,4000',
  '0040,2400',
  '0018,4000',
]

const CHARSETS = {
  kanji: '\\ISO 2022 IR 87',
  shiftJis: 'ISO_IR 13',
  gb18030: 'GB18030',
  utf8: 'ISO_IR 192',
  latin1: 'ISO_IR 100',
} as const

function even(bytes: Uint8Array): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : concatenate([bytes, bytesOf(' ')])
}

export const VALUE_CHANNELS: readonly ObjectChannel[] = [
  {
    id: 'D1',
    what: 'names of three component groups, and several names',
    elements: (t) => [
      element('0010,0010', 'PN', `${t.name}=${t.name}=${t.name}`),
      element('0008,1050', 'PN', `${t.name}\\${t.name}`),
      element('0010,1001', 'PN', `A\\${t.name}`),
    ],
  },
  ...(['kanji', 'shiftJis', 'gb18030', 'utf8', 'latin1'] as const).map(
    (script): ObjectChannel => ({
      id: `D1${script}`,
      what: `names and texts in ${script}`,
      elements: (t) => [
        element('0008,0005', 'CS', CHARSETS[script]),
        element('0010,0010', 'PN', even(t.foreign(script))),
        element('0008,1030', 'LO', even(t.foreign(script))),
        element('0010,4000', 'LT', even(t.foreign(script))),
      ],
    }),
  ),
  {
    id: 'D2',
    what: 'free text',
    elements: (t) => TEXT_ATTRIBUTES.map((tag) => element(tag, tag === '0008,2111' ? 'ST' : 'LO', t.text)),
  },
  {
    id: 'D2b',
    what: 'text as UTF-16',
    elements: (t) => [
      element('0008,1030', 'LO', t.utf16),
      element('0008,0070', 'LO', t.utf16),
      element('0010,4000', 'LT', t.utf16),
    ],
  },
  {
    id: 'D3',
    what: 'a content tree',
    elements: (t) => [
      sequence('0040,A730', [
        [
          element('0040,A040', 'CS', 'TEXT'),
          element('0040,A160', 'UT', t.text),
          element('0040,A123', 'PN', t.name),
          element('0040,A121', 'DA', t.date),
          element('0040,A124', 'UI', t.uid),
          sequence('0040,A730', [[element('0040,A160', 'UT', t.text)]]),
        ],
      ]),
      sequence('0040,0555', [[element('0040,A160', 'UT', t.text)]]),
      sequence('0040,0610', [[element('0040,A160', 'UT', t.text)]]),
    ],
  },
  {
    id: 'D4',
    what: 'graphics, annotations, names of regions and reviewers',
    elements: (t) => [
      sequence('0070,0001', [[sequence('0070,0008', [[element('0070,0006', 'ST', t.text)]])]]),
      element('0070,0084', 'PN', t.name),
      element('300A,0002', 'SH', t.text),
      sequence('3006,0020', [[element('3006,0026', 'LO', t.text), element('3006,0028', 'ST', t.text)]]),
      element('300E,0008', 'PN', t.name),
      sequence('0040,B020', [[element('0070,0006', 'ST', t.text)]]),
    ],
  },
  {
    id: 'D5',
    what: 'an encapsulated document',
    rootOnly: true,
    elements: (t) => [
      element('0042,0010', 'ST', t.text),
      element('0042,0011', 'OB', bytesOf(`%PDF-1.4 ${t.text} `)),
      element('0042,0012', 'LO', 'application/pdf'),
    ],
  },
  {
    id: 'D6',
    what: 'institution and device',
    elements: (t) => [
      element('0008,0080', 'LO', t.text),
      element('0008,0081', 'ST', t.text),
      sequence('0008,0082', [[element('0008,0104', 'LO', t.text)]]),
      element('0008,1010', 'SH', t.text),
      element('0018,1000', 'LO', t.text),
      element('0018,1002', 'UI', t.uid),
      element('0008,1040', 'LO', t.text),
      element('0040,E010', 'UR', t.text),
      element('0008,1190', 'UR', t.text),
    ],
  },
  {
    id: 'D7',
    what: 'UIDs',
    elements: (t) =>
      [
        '0020,000D',
        '0020,000E',
        '0020,0052',
        '0008,1155',
        '0020,9161',
        '0020,0200',
        '0008,0014',
        '3006,0024',
        '0040,A171',
      ].map((tag) => element(tag, 'UI', t.uid)),
  },
  {
    id: 'D7b',
    what: 'several UIDs in one value, and a UID with text behind',
    elements: (t) => [
      element('0008,1155', 'UI', `${t.uid}\\${t.uid}`),
      element('0008,0016', 'UI', `1.2.840.10008.5.1.4.1.1.2\0${t.text}`),
      element('0020,0052', 'UI', `${t.uid} ${t.text}`),
    ],
  },
  {
    id: 'D8',
    what: 'dates, times and ages',
    elements: (t) => [
      element('0010,0030', 'DA', t.date),
      element('0010,0032', 'TM', t.time),
      element('0008,0020', 'DA', t.date),
      element('0008,0030', 'TM', t.time),
      element('0008,002A', 'DT', `${t.date}${t.time}+0200`),
      element('0008,0201', 'SH', t.text),
      element('0010,0033', 'LO', t.date),
      element('0040,A13A', 'DT', t.date),
      element('0018,1200', 'DA', `${t.date}\\${t.date}`),
      element('0018,9074', 'DT', t.date),
    ],
  },
  {
    id: 'D8b',
    what: 'dates that are none',
    elements: (t) => [
      element('0010,0030', 'DA', '1947.06.13'),
      element('0008,0020', 'DA', `${t.date}-${t.date}`),
      element('0008,0022', 'DA', t.text),
      element('0008,0031', 'TM', t.text),
      element('0018,1200', 'DA', '1947-06-13'),
    ],
  },
  {
    id: 'D9',
    what: 'numbers that identify',
    elements: (t) => [
      element('0010,0020', 'LO', t.number),
      element('0008,0050', 'SH', t.number),
      element('0010,1000', 'LO', t.number),
      element('0010,2154', 'SH', t.number),
      element('0040,1001', 'SH', t.number),
      element('0020,0010', 'SH', t.number),
    ],
  },
]
