/** Tiny: 2 KB and 60 elements, with 8 x 8 pixels. What an entry costs beside its bytes shows here. */

import { DataSetWriter } from './data-set-writer.ts'
import {
  type CorpusObject,
  EXPLICIT_LITTLE_ENDIAN,
  FILE_META_ELEMENTS,
  fileMeta,
  instanceUid,
  nameOf,
  placeOf,
  writeIdentification,
  writePatient,
  writePixelDescription,
  writeRelationship,
} from './object.ts'
import { noise } from './seeded.ts'

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'
const ROWS = 8
const COLUMNS = 8
const SIZES = { series: 100, study: 2 }

export function* tiny(seed: number): Generator<CorpusObject> {
  const pixels = noise(seed, ROWS * COLUMNS * 2)
  const data = new DataSetWriter()
  for (let ordinal = 0; ; ordinal++) {
    const place = placeOf(ordinal, SIZES)
    const meta = fileMeta(EXPLICIT_LITTLE_ENDIAN, SECONDARY_CAPTURE, instanceUid(place))
    writeIdentification(data, SECONDARY_CAPTURE, 'OT', place)
    writePatient(data, place)
    writeRelationship(data, place)
    writePixelDescription(data, ROWS, COLUMNS)
    data.binary(0x7fe00010, 'OW', pixels)
    const elements = data.elements + FILE_META_ELEMENTS
    const bytes = Buffer.concat([meta, data.take()])
    yield { name: nameOf('OT', place), sizeBytes: bytes.length, elements, pieces: [bytes] }
  }
}
