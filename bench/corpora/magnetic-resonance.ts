/**
 * MR-like: 64 to 128 KB, about half of it header in a thousand elements: rich private blocks, one of them a large value, and
 * sequences within sequences.
 */

import { DataSetWriter } from './data-set-writer.ts'
import { MARKERS } from './markers.ts'
import {
  type CorpusObject,
  EXPLICIT_LITTLE_ENDIAN,
  fileMeta,
  instanceUid,
  nameOf,
  noiseOf,
  placeOf,
  withPixels,
  writeCode,
  writeIdentification,
  writePatient,
  writePixelDescription,
  writePrivateBlock,
  writeReference,
  writeRelationship,
} from './object.ts'
import { noise, Seeded } from './seeded.ts'

const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4'
const COLUMNS = 128
const MIN_ROWS = 128
const MAX_ROWS = 256
const STORE_BYTES = 1_048_576
const SIZES = { series: 60, study: 8 }
const PROTOCOL_BYTES = 12_288

export function* magneticResonance(seed: number): Generator<CorpusObject> {
  const random = new Seeded(seed)
  const store = noise(seed, STORE_BYTES)
  const data = new DataSetWriter()
  for (let ordinal = 0; ; ordinal++) {
    const place = placeOf(ordinal, SIZES)
    const rows = MIN_ROWS + random.below(MAX_ROWS - MIN_ROWS + 1)
    const pixelBytes = rows * COLUMNS * 2
    const privateElements = 20 + Math.floor((rows - MIN_ROWS) / 4)
    const meta = fileMeta(EXPLICIT_LITTLE_ENDIAN, MR_IMAGE, instanceUid(place))
    writeIdentification(data, MR_IMAGE, 'MR', place)
    data.delimitedSequence(
      0x00081140,
      ...range(8).map((at) => () => writeReference(data, MR_IMAGE, `${MARKERS.nestedUid}${place.study}.${at}`)),
    )
    writePatient(data, place)
    writeAcquisition(data, ordinal)
    for (let block = 0x10; block < 0x18; block++) writePrivateBlock(data, 0x0019, block, privateElements)
    writeRelationship(data, place)
    for (let block = 0x10; block < 0x16; block++) writePrivateBlock(data, 0x0021, block, privateElements)
    writePixelDescription(data, rows, COLUMNS)
    for (let block = 0x10; block < 0x16; block++) writePrivateBlock(data, 0x0029, block, privateElements)
    data.binary(0x002917f0, 'OB', store.subarray(0, PROTOCOL_BYTES))
    data.sequence(0x00400260, ...range(4).map((at) => () => writeProtocol(data, at)))
    data.sequence(0x00400555, ...range(24).map((at) => () => writeMeasurement(data, place.series, at)))
    for (let block = 0x10; block < 0x14; block++) writePrivateBlock(data, 0x0051, block, privateElements)
    yield withPixels(nameOf('MR', place), meta, data, noiseOf(store, pixelBytes, random))
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}

function writeProtocol(data: DataSetWriter, at: number): void {
  writeCode(data, `P${at}`, 'Protocol')
  data.sequence(
    0x00400440,
    ...range(3).map((inner) => () => {
      data.text(0x0040a040, 'CS', 'NUMERIC')
      data.sequence(0x0040a043, () => writeCode(data, `C${inner}`, 'Concept'))
      data.text(0x0040a30a, 'DS', `${at}.${inner}`)
    }),
  )
}

function writeMeasurement(data: DataSetWriter, series: number, at: number): void {
  data.text(0x0040a040, 'CS', 'TEXT')
  data.sequence(0x0040a043, () => {
    writeCode(data, `M${at}`, 'Measurement')
    data.sequence(0x00080300, () => data.text(0x00090010, 'LO', 'ACME ITEM'))
  })
  if (at % 8 === 0) data.text(0x0040a123, 'PN', MARKERS.nested)
  data.text(0x0040a160, 'UT', `Remark ${at}`)
  data.sequence(0x0040a168, () => writeCode(data, `V${at}`, 'Value'))
  data.delimitedSequence(0x00081199, () => writeReference(data, MR_IMAGE, `${MARKERS.nestedUid}${series}.${at}`))
}

function writeAcquisition(data: DataSetWriter, ordinal: number): void {
  data.text(0x00180015, 'CS', 'HEAD')
  data.text(0x00180020, 'CS', 'SE\\IR')
  data.text(0x00180021, 'CS', 'SK\\SP')
  data.text(0x00180022, 'CS', 'IR\\PFP')
  data.text(0x00180023, 'CS', '3D')
  data.text(0x00180024, 'SH', '*tfl3d1')
  data.text(0x00180050, 'DS', '1')
  data.text(0x00180080, 'DS', '2300')
  data.text(0x00180081, 'DS', '2.98')
  data.text(0x00180082, 'DS', '900')
  data.text(0x00180083, 'DS', '1')
  data.text(0x00180084, 'DS', '123.2')
  data.text(0x00180085, 'SH', '1H')
  data.text(0x00180086, 'IS', String(ordinal % 4))
  data.text(0x00180087, 'DS', '3')
  data.text(0x00180091, 'IS', '1')
  data.text(0x00180093, 'DS', '100')
  data.text(0x00180095, 'DS', '240')
  data.text(0x00181000, 'LO', MARKERS.device)
  data.text(0x00181020, 'LO', 'E11')
  data.text(0x00181030, 'LO', 'Head routine')
  data.text(0x00181251, 'SH', 'Body')
  data.unsignedShorts(0x00181310, 0, 256, 240, 0)
  data.text(0x00181312, 'CS', 'ROW')
  data.text(0x00181314, 'DS', '9')
  data.text(0x00185100, 'CS', 'HFS')
}
