/** What the objects of every kind have: file meta information, patient, study, and how they are handed on. */

import { DataSetWriter } from './data-set-writer.ts'
import { MARKERS } from './markers.ts'
import type { Seeded } from './seeded.ts'

/** One object of a corpus. Its pieces are read once, in order. */
export interface CorpusObject {
  readonly name: string
  readonly sizeBytes: number
  /** Data elements, those in items and of group 0002 included; items and delimiters not. */
  readonly elements: number
  readonly pieces: Iterable<Uint8Array>
}

/** Which object of a corpus: its number, and the patient, study and series that it belongs to. */
export interface Place {
  readonly ordinal: number
  readonly study: number
  readonly series: number
}

/** Images in a series, and series in a study: what decides how often a UID comes back. */
export interface Sizes {
  readonly series: number
  readonly study: number
}

export function placeOf(ordinal: number, sizes: Sizes): Place {
  const series = Math.floor(ordinal / sizes.series)
  return { ordinal, series, study: Math.floor(series / sizes.study) }
}

export function nameOf(modality: string, { ordinal, series, study }: Place): string {
  return `${MARKERS.entryName}_${study}/${modality}/SERIES${series}/IM${String(ordinal).padStart(7, '0')}.dcm`
}

export function studyUid({ study }: Place): string {
  return `${MARKERS.uid}${study}`
}

function seriesUid({ series }: Place): string {
  return `${MARKERS.uid}1.${series}`
}

export function instanceUid({ ordinal }: Place): string {
  return `${MARKERS.uid}2.${ordinal}`
}

export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1'
export const JPEG_BASELINE = '1.2.840.10008.1.2.4.50'

/** Preamble, prefix and group 0002. */
export function fileMeta(transferSyntaxUid: string, sopClassUid: string, sopInstanceUid: string): Uint8Array {
  const meta = new DataSetWriter()
  meta.binary(0x00020001, 'OB', Uint8Array.of(0, 1))
  meta.text(0x00020002, 'UI', sopClassUid)
  meta.text(0x00020003, 'UI', sopInstanceUid)
  meta.text(0x00020010, 'UI', transferSyntaxUid)
  meta.text(0x00020012, 'UI', `${MARKERS.uid}9`)
  meta.text(0x00020016, 'AE', MARKERS.fileMeta)
  const group = meta.take()
  const start = new DataSetWriter()
  start.unsignedLongs(0x00020000, group.length)
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), start.take(), group])
}

/** Elements of group 0002 that fileMeta writes. */
export const FILE_META_ELEMENTS = 7

/** Group 0008 up to (0008,1090), of an image. */
export function writeIdentification(data: DataSetWriter, sopClassUid: string, modality: string, place: Place): void {
  const time = `1015${String(place.ordinal % 60).padStart(2, '0')}.250000`
  data.text(0x00080005, 'CS', 'ISO_IR 100')
  data.text(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL')
  data.text(0x00080012, 'DA', MARKERS.studyDate)
  data.text(0x00080013, 'TM', time)
  data.text(0x00080016, 'UI', sopClassUid)
  data.text(0x00080018, 'UI', instanceUid(place))
  data.text(0x00080020, 'DA', MARKERS.studyDate)
  data.text(0x00080021, 'DA', MARKERS.studyDate)
  data.text(0x00080022, 'DA', MARKERS.studyDate)
  data.text(0x00080023, 'DA', MARKERS.studyDate)
  data.text(0x00080030, 'TM', '101500')
  data.text(0x00080031, 'TM', '101501')
  data.text(0x00080032, 'TM', time)
  data.text(0x00080033, 'TM', time)
  data.text(0x00080050, 'SH', `A${place.study}`)
  data.text(0x00080060, 'CS', modality)
  data.text(0x00080070, 'LO', 'ACME')
  data.text(0x00080080, 'LO', 'St. Elsewhere')
  data.text(0x00080081, 'ST', '12 Elm Street')
  data.text(0x00080090, 'PN', MARKERS.patient)
  data.text(0x00081010, 'SH', 'ROOM3')
  data.text(0x00081030, 'LO', `Thorax ${MARKERS.freeText}`)
  data.sequence(0x00081032, () => writeCode(data, 'CTTHX', 'CT of the thorax'))
  data.text(0x0008103e, 'LO', 'Axial 1.0')
  data.text(0x00081050, 'PN', MARKERS.patient)
  data.text(0x00081070, 'PN', MARKERS.patient)
  data.text(0x00081090, 'LO', 'SCAN 9000')
}

/** A coded concept: an item's content. */
export function writeCode(data: DataSetWriter, value: string, meaning: string): void {
  data.text(0x00080100, 'SH', value)
  data.text(0x00080102, 'SH', '99ACME')
  data.text(0x00080104, 'LO', meaning)
}

/** A reference to another object: an item's content. */
export function writeReference(data: DataSetWriter, sopClassUid: string, sopInstanceUid: string): void {
  data.text(0x00081150, 'UI', sopClassUid)
  data.text(0x00081155, 'UI', sopInstanceUid)
}

export function writePatient(data: DataSetWriter, { study }: Place): void {
  data.text(0x00100010, 'PN', MARKERS.patient)
  data.text(0x00100020, 'LO', `MRN${study}`)
  data.text(0x00100030, 'DA', MARKERS.birthDate)
  data.text(0x00100040, 'CS', 'O')
  data.sequence(0x00101002, () => {
    data.text(0x00100020, 'LO', MARKERS.nested)
    data.text(0x00100022, 'CS', 'TEXT')
  })
  data.text(0x00101010, 'AS', '066Y')
  data.text(0x00101020, 'DS', '1.75')
  data.text(0x00101030, 'DS', '70.5')
  data.text(0x00102160, 'SH', 'unknown')
  data.text(0x001021b0, 'LT', `History: ${MARKERS.freeText}`)
  data.text(0x00104000, 'LT', `Comment: ${MARKERS.freeText}`)
}

/** Groups 0020: where the image stands. */
export function writeRelationship(data: DataSetWriter, place: Place): void {
  data.text(0x0020000d, 'UI', studyUid(place))
  data.text(0x0020000e, 'UI', seriesUid(place))
  data.text(0x00200010, 'SH', `S${place.study}`)
  data.text(0x00200011, 'IS', String(place.series))
  data.text(0x00200012, 'IS', '1')
  data.text(0x00200013, 'IS', String(place.ordinal))
  data.text(0x00200032, 'DS', `-174.658\\-311.658\\${(place.ordinal % 997).toFixed(2)}`)
  data.text(0x00200037, 'DS', '1.000000\\0.000000\\0.000000\\0.000000\\1.000000\\0.000000')
  data.text(0x00200052, 'UI', `${seriesUid(place)}.3`)
  data.text(0x00201040, 'LO', '')
  data.text(0x00201041, 'DS', (place.ordinal % 997).toFixed(2))
  data.text(0x00204000, 'LT', `Image: ${MARKERS.freeText}`)
}

/** Group 0028 of a grey image with 16 bits allocated. */
export function writePixelDescription(data: DataSetWriter, rows: number, columns: number): void {
  data.unsignedShorts(0x00280002, 1)
  data.text(0x00280004, 'CS', 'MONOCHROME2')
  data.unsignedShorts(0x00280010, rows)
  data.unsignedShorts(0x00280011, columns)
  data.text(0x00280030, 'DS', '0.683594\\0.683594')
  data.unsignedShorts(0x00280100, 16)
  data.unsignedShorts(0x00280101, 12)
  data.unsignedShorts(0x00280102, 11)
  data.unsignedShorts(0x00280103, 0)
  data.unsignedShorts(0x00280106, 0)
  data.unsignedShorts(0x00280107, 4095)
  data.text(0x00281050, 'DS', '40\\-600')
  data.text(0x00281051, 'DS', '400\\1500')
  data.text(0x00281052, 'DS', '-1024')
  data.text(0x00281053, 'DS', '1')
  data.text(0x00281054, 'LO', 'HU')
}

/** A block of `count` private elements under one creator; every tenth names the patient. */
export function writePrivateBlock(data: DataSetWriter, group: number, block: number, count: number): void {
  const base = (group << 16) >>> 0
  data.text(base + block, 'LO', `ACME BLOCK ${block}`)
  for (let index = 0; index < count; index++) {
    const tag = base + block * 0x100 + index
    if (index % 10 === 9) data.text(tag, 'PN', MARKERS.private)
    else if (index % 3 === 0) data.text(tag, 'DS', `${index}.${block}25`)
    else if (index % 3 === 1) data.unsignedShorts(tag, index, block)
    else data.text(tag, 'LO', `value ${index} of ${block}`)
  }
}

/** Native samples: a part of a store of noise that begins anywhere. */
export function noiseOf(store: Uint8Array, pixelBytes: number, random: Seeded): Uint8Array {
  const at = random.below((store.length - pixelBytes) / 2) * 2
  return store.subarray(at, at + pixelBytes)
}

/** The object that `data` holds so far, ended by its pixels. */
export function withPixels(name: string, meta: Uint8Array, data: DataSetWriter, pixels: Uint8Array): CorpusObject {
  data.header(0x7fe00010, 'OW', pixels.length)
  const elements = data.elements + FILE_META_ELEMENTS
  const header = data.take()
  return {
    name,
    sizeBytes: meta.length + header.length + pixels.length,
    elements,
    pieces: [meta, header, pixels],
  }
}
