/** A small archive of people who do not exist: several modalities, identifiers in every kind of place, and some trouble. */

import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../archive/tar-writer.ts'
import { type DemoElement, element, encodeElements } from './demo-elements.ts'

/** One member of the archive. */
export interface DemoMember {
  readonly name: string
  /** What it is, for people. */
  readonly kind: string
  readonly bytes: Buffer
}

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1'
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'
const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4'
const US_IMAGE = '1.2.840.10008.5.1.4.1.1.6.1'
const BASIC_TEXT_SR = '1.2.840.10008.5.1.4.1.1.88.11'
const DICOMDIR = '1.2.840.10008.1.3.10'
/** A root of our own under 2.25: these UIDs stand for no one's objects. */
const UID_ROOT = '2.25.304826001'

/** What the demo looks for in the output: all made up, and each distinct enough not to occur by chance. */
export const PLANTED: readonly string[] = [
  'Doe^Jane',
  'Jane Doe',
  'DOE_JANE',
  'MRN-4711-0815',
  '19610412',
  '12 Elm Street',
  '555-0142',
  'Roe^Richard',
  'MRN-2718-2818',
  'St. Elsewhere',
  'Welby^Marcus',
  'Craig^Mark',
  'ACC-90210',
  'SCANNER-SN-77',
  'CTROOM3AE',
  'Jane is afraid of needles',
  'sister of the mayor',
  `${UID_ROOT}.1.1`,
  `${UID_ROOT}.2.1`,
]

/** The members, in the archive's order. */
export function demoMembers(): readonly DemoMember[] {
  const ct = ctImage()
  return [
    { name: 'DOE_JANE/20240229_CT/IM0001.dcm', kind: 'CT image', bytes: ct },
    {
      name: 'DOE_JANE/20240229_CT/IM0002.dcm',
      kind: 'CT image, cut short',
      bytes: ct.subarray(0, ct.byteLength - 1500),
    },
    { name: 'DOE_JANE/20240229_SR/report.dcm', kind: 'structured report', bytes: structuredReport() },
    {
      name: 'DOE_JANE/letter.pdf',
      kind: 'PDF',
      bytes: Buffer.from('%PDF-1.4\n% Dear Dr Welby, about Jane Doe, MRN-4711-0815\n%%EOF\n'),
    },
    { name: 'ROE_RICHARD/MR/IM0001.dcm', kind: 'MR image', bytes: mrImage() },
    { name: 'ROE_RICHARD/US/IM0001', kind: 'ultrasound image', bytes: usImage() },
    { name: 'DICOMDIR', kind: 'DICOMDIR', bytes: dicomDirectory() },
  ]
}

/** The archive. */
export function encodeDemoArchive(members: readonly DemoMember[]): Buffer {
  const blocks = members.flatMap(({ name, bytes }) => [
    encodeEntryHeader(Buffer.from(name), bytes.byteLength),
    bytes,
    encodePadding(bytes.byteLength),
  ])
  return Buffer.concat([...blocks, encodeArchiveEnd()])
}

function ctImage(): Buffer {
  return part10(CT_IMAGE, `${UID_ROOT}.1.1.1`, [
    ...JANE,
    ...study('1', 'CT', 'CT head of Jane Doe, sister of the mayor'),
    ...image(64, 16),
    element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    element(0x00180050, 'DS', '2.5'),
    element(0x00180060, 'DS', '120'),
    element(0x00281052, 'DS', '-1024'),
    element(0x00281053, 'DS', '1'),
    element(0x00400275, 'SQ', [
      [
        element(0x00321060, 'LO', 'Head CT, Jane is afraid of needles'),
        element(0x00401001, 'SH', 'ACC-90210'),
        element(0x00400007, 'LO', 'CT of Jane Doe'),
      ],
    ]),
    element(0x00090010, 'LO', 'ACME 1.0'),
    element(0x00091001, 'LO', 'Operator note: Jane Doe, MRN-4711-0815'),
    element(0x00091002, 'SQ', [[element(0x00100010, 'PN', 'Doe^Jane')]]),
  ])
}

function structuredReport(): Buffer {
  return part10(BASIC_TEXT_SR, `${UID_ROOT}.1.2.1`, [
    ...JANE,
    ...study('1', 'SR', 'Report'),
    element(0x0040a040, 'CS', 'CONTAINER'),
    element(0x0040a050, 'CS', 'SEPARATE'),
    element(0x0040a491, 'CS', 'COMPLETE'),
    element(0x0040a493, 'CS', 'VERIFIED'),
    element(0x0040a730, 'SQ', [
      [
        element(0x0040a010, 'CS', 'CONTAINS'),
        element(0x0040a040, 'CS', 'TEXT'),
        element(0x0040a160, 'UT', 'Jane Doe, born 19610412, was seen by Welby^Marcus.'),
      ],
      [
        element(0x0040a010, 'CS', 'HAS OBS CONTEXT'),
        element(0x0040a040, 'CS', 'PNAME'),
        element(0x0040a123, 'PN', 'Craig^Mark'),
      ],
    ]),
  ])
}

function mrImage(): Buffer {
  return part10(MR_IMAGE, `${UID_ROOT}.2.1.1`, [
    ...RICHARD,
    ...study('2', 'MR', 'MR knee'),
    ...image(48, 16),
    element(0x00180087, 'DS', '3'),
    element(0x00081140, 'SQ', [[element(0x00081150, 'UI', MR_IMAGE), element(0x00081155, 'UI', `${UID_ROOT}.2.1.9`)]]),
    element(0x00101002, 'SQ', [[element(0x00100020, 'LO', 'MRN-4711-0815'), element(0x00100022, 'CS', 'TEXT')]]),
  ])
}

function usImage(): Buffer {
  return part10(US_IMAGE, `${UID_ROOT}.2.2.1`, [
    ...RICHARD,
    ...study('2', 'US', 'Ultrasound'),
    ...image(32, 8),
    element(0x00204000, 'LT', 'Looks like his cousin Jane Doe'),
  ])
}

function dicomDirectory(): Buffer {
  return part10(DICOMDIR, `${UID_ROOT}.3`, [
    element(0x00041220, 'SQ', [[element(0x00041430, 'CS', 'PATIENT'), element(0x00100010, 'PN', 'Doe^Jane')]]),
  ])
}

const JANE: readonly DemoElement[] = [
  element(0x00100010, 'PN', 'Doe^Jane'),
  element(0x00100020, 'LO', 'MRN-4711-0815'),
  element(0x00100030, 'DA', '19610412'),
  element(0x00100040, 'CS', 'F'),
  element(0x00101010, 'AS', '062Y'),
  element(0x00101040, 'LO', '12 Elm Street'),
  element(0x00102154, 'SH', '555-0142'),
]

const RICHARD: readonly DemoElement[] = [
  element(0x00100010, 'PN', 'Roe^Richard'),
  element(0x00100020, 'LO', 'MRN-2718-2818'),
  element(0x00100030, 'DA', '19481105'),
  element(0x00100040, 'CS', 'M'),
]

function study(number: string, modality: string, description: string): readonly DemoElement[] {
  return [
    element(0x00080020, 'DA', '20240229'),
    element(0x00080030, 'TM', '101500'),
    element(0x00080050, 'SH', 'ACC-90210'),
    element(0x00080060, 'CS', modality),
    element(0x00080080, 'LO', 'St. Elsewhere'),
    element(0x00080090, 'PN', 'Welby^Marcus'),
    element(0x00081030, 'LO', description),
    element(0x00081070, 'PN', 'Craig^Mark'),
    element(0x00181000, 'LO', 'SCANNER-SN-77'),
    element(0x0020000d, 'UI', `${UID_ROOT}.${number}.1`),
    element(0x0020000e, 'UI', `${UID_ROOT}.${number}.1.${modality.charCodeAt(0)}`),
    element(0x00200010, 'SH', 'ST-1'),
    element(0x00200013, 'IS', '1'),
  ]
}

/** A square with a ramp of grey. */
function image(size: number, bits: 8 | 16): readonly DemoElement[] {
  const pixels = Uint8Array.from({ length: (size * size * bits) / 8 }, (_, index) => (index * 7) % 251)
  return [
    element(0x00280002, 'US', short(1)),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280010, 'US', short(size)),
    element(0x00280011, 'US', short(size)),
    element(0x00280100, 'US', short(bits)),
    element(0x00280101, 'US', short(bits)),
    element(0x00280102, 'US', short(bits - 1)),
    element(0x00280103, 'US', short(0)),
    element(0x7fe00010, bits === 8 ? 'OB' : 'OW', pixels),
  ]
}

function short(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8)
}

/** A Part 10 file whose preamble and file meta information tell more than they should. */
function part10(sopClassUid: string, instanceUid: string, dataSet: readonly DemoElement[]): Buffer {
  const preamble = Buffer.alloc(128)
  preamble.write('exported for Jane Doe')
  const meta = encodeElements([
    element(0x00020001, 'OB', Uint8Array.of(0, 1)),
    element(0x00020002, 'UI', sopClassUid),
    element(0x00020003, 'UI', instanceUid),
    element(0x00020010, 'UI', EXPLICIT_LITTLE_ENDIAN),
    element(0x00020016, 'AE', 'CTROOM3AE'),
  ])
  const metaBytes = Buffer.alloc(4)
  metaBytes.writeUInt32LE(meta.byteLength)
  return Buffer.concat([
    preamble,
    Buffer.from('DICM'),
    encodeElements([element(0x00020000, 'UL', metaBytes)]),
    meta,
    encodeElements([...dataSet, element(0x00080016, 'UI', sopClassUid), element(0x00080018, 'UI', instanceUid)]),
  ])
}
