/** The kinds of objects in the synthetic study, and what each has of its own. */

import type { Canaries } from './canaries.ts'
import { marker, segment } from './code-streams.ts'
import {
  bytesOf,
  type DataSetEncodingName,
  type ElementSpec,
  element,
  encapsulated,
  sequence,
} from './dicom-builder.ts'

const SOP_CLASS = {
  ct: '1.2.840.10008.5.1.4.1.1.2',
  mr: '1.2.840.10008.5.1.4.1.1.4',
  us: '1.2.840.10008.5.1.4.1.1.3.1',
  sr: '1.2.840.10008.5.1.4.1.1.88.33',
  pr: '1.2.840.10008.5.1.4.1.1.11.1',
  rtss: '1.2.840.10008.5.1.4.1.1.481.3',
  sc: '1.2.840.10008.5.1.4.1.1.7',
} as const

const JPEG_BASELINE = '1.2.840.10008.1.2.4.50'

/** What the objects of one study share. */
export interface Study {
  readonly canaries: Canaries
  readonly random: () => number
  readonly patient: readonly ElementSpec[]
  readonly visit: readonly ElementSpec[]
  readonly studyUid: string
  readonly frameOfReferenceUid: string
}

/** What an object has beside that. */
export interface Recipe {
  readonly name: string
  readonly encoding: DataSetEncodingName
  readonly sopClassUid: string
  readonly modality: string
  readonly transferSyntaxUid?: string
  /** Elements beside those of patient, study and series. */
  specific(study: Study): readonly ElementSpec[]
  readonly pixelElement?: ElementSpec
  readonly trailing?: Uint8Array
}

/** One of each kind of object. */
export function recipes(study: Study): Recipe[] {
  const slices = (['implicit-le', 'explicit-le', 'explicit-be', 'deflated'] as const).map((encoding, at) =>
    slice(study, encoding, at),
  )
  return [
    ...slices,
    magneticResonance(study),
    ultrasound(study),
    report(study),
    presentation(study),
    structures(study),
    capture(study),
  ]
}

/** A CT slice with a vendor's private blocks at the root and in an item, and trailing padding. */
function slice(study: Study, encoding: DataSetEncodingName, at: number): Recipe {
  return {
    name: `CT slice ${at + 1}`,
    encoding,
    sopClassUid: SOP_CLASS.ct,
    modality: 'CT',
    specific: ({ canaries }) => [
      ...vendorBlock(canaries),
      element('0018,0050', 'DS', '1.25'),
      element('0018,0060', 'DS', '120'),
      element('0020,0032', 'DS', `-125\\-125\\${at * 5}`),
      element('0020,0052', 'UI', study.frameOfReferenceUid),
      sequence('0008,1140', [[...reference(canaries), ...vendorBlock(canaries)]], { asUnknown: at % 2 === 1 }),
      element('6000,4000', 'LT', canaries.plant()),
      ...matrix(8),
    ],
    pixelElement: element('7FE0,0010', 'OW', noise(study, 128)),
    trailing: new Uint8Array(at * 3),
  }
}

/** Enhanced MR: functional groups, five sequences deep. */
function magneticResonance(study: Study): Recipe {
  const { canaries } = study
  const innermost = sequence('0040,A170', [
    [element('0008,0104', 'LO', 'Purpose'), element('0008,0081', 'ST', canaries.plant())],
  ])
  const source = sequence('0008,2112', [[...reference(canaries), innermost]], { undefinedLength: true })
  const derivation = sequence('0008,9124', [[element('0008,2111', 'ST', canaries.plant()), source]])
  return {
    name: 'MR with functional groups',
    encoding: 'explicit-le',
    sopClassUid: SOP_CLASS.mr,
    modality: 'MR',
    specific: () => [
      sequence('5200,9229', [[sequence('0028,9110', [[element('0018,0050', 'DS', '3')]])]], {
        undefinedLength: true,
        undefinedItems: true,
      }),
      sequence('5200,9230', [[derivation], [derivation]], { undefinedItems: true }),
      ...matrix(8),
    ],
    pixelElement: element('7FE0,0010', 'OW', noise(study, 128)),
  }
}

/** A cine loop in fragments, with an icon before it and a private element after it. */
function ultrasound(study: Study): Recipe {
  const { canaries } = study
  return {
    name: 'US cine loop',
    encoding: 'explicit-le',
    transferSyntaxUid: JPEG_BASELINE,
    sopClassUid: SOP_CLASS.us,
    modality: 'US',
    specific: () => [
      element('0008,2111', 'ST', canaries.plant()),
      element('0028,0008', 'IS', '2'),
      sequence('0088,0200', [[...matrix(4), encapsulated([new Uint8Array(0), codeStream(study, 20)])]]),
      ...matrix(8),
      element('7FE1,0010', 'LO', 'VENDOR'),
      element('7FE1,1001', 'OB', bytesOf(canaries.plant())),
    ],
    pixelElement: encapsulated([new Uint8Array(0), codeStream(study, 60), codeStream(study, 44)]),
  }
}

/** A content tree with names, dates and free text in its nodes. */
function report(study: Study): Recipe {
  const { canaries } = study
  const node = (children: readonly ElementSpec[]): ElementSpec[] => [
    element('0040,A010', 'CS', 'CONTAINS'),
    element('0040,A040', 'CS', 'TEXT'),
    element('0040,A160', 'UT', canaries.plant()),
    ...(children.length > 0 ? [sequence('0040,A730', [children], { undefinedLength: true })] : []),
  ]
  const person = [element('0040,A040', 'CS', 'PNAME'), element('0040,A123', 'PN', canaries.plant('name'))]
  const verifying = [
    element('0040,A027', 'LO', canaries.plant()),
    element('0040,A030', 'DT', '20240131101112'),
    element('0040,A075', 'PN', canaries.plant('name')),
  ]
  return {
    name: 'SR with a content tree',
    encoding: 'implicit-le',
    sopClassUid: SOP_CLASS.sr,
    modality: 'SR',
    specific: () => [
      sequence('0040,A073', [verifying, verifying]),
      element('0040,A491', 'CS', 'COMPLETE'),
      sequence('0040,A730', [node(node(node([]))), person], { undefinedItems: true }),
    ],
  }
}

function presentation({ canaries }: Study): Recipe {
  return {
    name: 'PR with annotations',
    encoding: 'explicit-be',
    sopClassUid: SOP_CLASS.pr,
    modality: 'PR',
    specific: () => [
      sequence('0008,1115', [
        [sequence('0008,1140', [reference(canaries)]), element('0020,000E', 'UI', canaries.plant('uid'))],
      ]),
      sequence('0070,0001', [[sequence('0070,0008', [[element('0070,0006', 'ST', canaries.plant())]])]], {
        asUnknown: true,
        undefinedLength: true,
      }),
      element('0070,0080', 'CS', 'LABEL'),
      element('0070,0084', 'PN', canaries.plant('name')),
    ],
  }
}

function structures(study: Study): Recipe {
  const { canaries, random } = study
  const contour = (points: number): ElementSpec =>
    element('3006,0050', 'DS', Array.from({ length: points * 3 }, () => (random() * 200 - 100).toFixed(2)).join('\\'))
  const contours = [20, 300, 40].map((points) => [
    element('3006,0042', 'CS', 'CLOSED_PLANAR'),
    element('3006,0046', 'IS', String(points)),
    contour(points),
  ])
  return {
    name: 'RT structure set',
    encoding: 'implicit-le',
    sopClassUid: SOP_CLASS.rtss,
    modality: 'RTSTRUCT',
    specific: () => [
      element('3006,0002', 'SH', canaries.plant('code')),
      sequence('3006,0020', [
        [
          element('3006,0022', 'IS', '1'),
          element('3006,0024', 'UI', study.frameOfReferenceUid),
          element('3006,0026', 'LO', canaries.plant()),
        ],
      ]),
      sequence('3006,0039', [[sequence('3006,0040', contours, { undefinedItems: true })]], { undefinedLength: true }),
    ],
  }
}

function capture(study: Study): Recipe {
  const { canaries } = study
  return {
    name: 'SC with values that are not what they say',
    encoding: 'explicit-le',
    sopClassUid: SOP_CLASS.sc,
    modality: 'OT',
    specific: () => [
      element('0008,0064', 'CS', 'WSD'),
      // a name where a code should be, and bytes behind a number
      element('0008,0068', 'CS', `${canaries.plant('name')}\x01`),
      element('0028,1052', 'DS', `1.5 ${canaries.plant('name')}`),
      element('0008,FFF0', 'LO', canaries.plant()),
      element('0018,9919', 'UN', bytesOf(canaries.plant())),
      element('0019,1001', 'OB', Buffer.from(canaries.plant(), 'utf16le')),
      ...matrix(8),
    ],
    pixelElement: element('7FE0,0010', 'OB', noise(study, 64)),
  }
}

function vendorBlock(canaries: Canaries): ElementSpec[] {
  return [
    element('0009,0010', 'LO', 'VENDOR_IDEN_01'),
    element('0009,1001', 'LO', canaries.plant()),
    element('0043,0010', 'LO', 'VENDOR_PARM_01'),
    element('0043,1029', 'OB', bytesOf(`${canaries.plant()}\0${canaries.plant('name')}`)),
    sequence('0043,1030', [[element('0010,0010', 'PN', canaries.plant('name'))]]),
  ]
}

function reference(canaries: Canaries): ElementSpec[] {
  return [element('0008,1150', 'UI', SOP_CLASS.ct), element('0008,1155', 'UI', canaries.plant('uid'))]
}

function matrix(size: number): ElementSpec[] {
  const integer = (hexadecimal: string, value: number): ElementSpec => ({
    ...element(hexadecimal, 'US'),
    integers: [value],
  })
  return [
    integer('0028,0002', 1),
    element('0028,0004', 'CS', 'MONOCHROME2'),
    integer('0028,0010', size),
    integer('0028,0011', size),
    integer('0028,0100', 16),
    integer('0028,0101', 12),
    integer('0028,0102', 11),
    integer('0028,0103', 0),
  ]
}

/** A compressed frame as far as its markers go, with `bytes` of entropy-coded data in which no marker can be. */
function codeStream(study: Study, bytes: number): Uint8Array {
  const coded = noise(study, bytes).map((byte) => Math.min(byte, 0xfe))
  const start = [
    ...marker(0xd8),
    ...segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
  ]
  return Uint8Array.from([...start, ...coded, ...marker(0xd9), ...(start.length % 2 === 0 ? [] : [0])])
}

function noise({ random }: Study, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256))
}
