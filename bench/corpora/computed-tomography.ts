/** CT-like: 525 KB, some 220 elements in 5 KB, a few sequences and private blocks, then one slice of 512 x 512. */

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

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'
const ROWS = 512
const COLUMNS = 512
const PIXEL_BYTES = ROWS * COLUMNS * 2
/** Slices begin at different places of a common store of noise. */
const STORE_BYTES = 4 * PIXEL_BYTES
const SIZES = { series: 300, study: 2 }

export function* computedTomography(seed: number): Generator<CorpusObject> {
  const random = new Seeded(seed)
  const store = noise(seed, STORE_BYTES)
  const data = new DataSetWriter()
  for (let ordinal = 0; ; ordinal++) {
    const place = placeOf(ordinal, SIZES)
    const meta = fileMeta(EXPLICIT_LITTLE_ENDIAN, CT_IMAGE, instanceUid(place))
    writeIdentification(data, CT_IMAGE, 'CT', place)
    data.sequence(
      0x00081140,
      ...[1, 2, 3].map(
        (reference) => () => writeReference(data, CT_IMAGE, `${MARKERS.nestedUid}${place.series}.${reference}`),
      ),
    )
    data.text(0x00082111, 'ST', `Derived from ${MARKERS.freeText}`)
    for (const block of [0x10, 0x11]) writePrivateBlock(data, 0x0009, block, 16)
    writePatient(data, place)
    writeAcquisition(data, ordinal)
    writePrivateBlock(data, 0x0019, 0x10, 30)
    writeRelationship(data, place)
    writePrivateBlock(data, 0x0021, 0x10, 12)
    writePixelDescription(data, ROWS, COLUMNS)
    data.text(0x00321060, 'LO', `Request: ${MARKERS.freeText}`)
    data.text(0x00400244, 'DA', MARKERS.studyDate)
    data.text(0x00400245, 'TM', '101500')
    data.text(0x00400253, 'SH', 'PPS1')
    data.sequence(0x00400275, () => {
      data.text(0x00400007, 'LO', MARKERS.freeText)
      data.delimitedSequence(0x00400008, () => writeCode(data, 'CTTHX', 'CT of the thorax'))
      data.text(0x00401001, 'SH', 'RP1')
    })
    writePrivateBlock(data, 0x0043, 0x10, 24)
    yield withPixels(nameOf('CT', place), meta, data, noiseOf(store, PIXEL_BYTES, random))
  }
}

function writeAcquisition(data: DataSetWriter, ordinal: number): void {
  data.text(0x00180010, 'LO', 'CONTRAST')
  data.text(0x00180015, 'CS', 'CHEST')
  data.text(0x00180022, 'CS', 'HELICAL MODE')
  data.text(0x00180050, 'DS', '1.000000')
  data.text(0x00180060, 'DS', '120')
  data.text(0x00180090, 'DS', '500.000000')
  data.text(0x00181000, 'LO', MARKERS.device)
  data.text(0x00181020, 'LO', 'v9.1')
  data.text(0x00181030, 'LO', 'Thorax routine')
  data.text(0x00181100, 'DS', '350.000000')
  data.text(0x00181110, 'DS', '949.147000')
  data.text(0x00181120, 'DS', '0.000000')
  data.text(0x00181130, 'DS', '142.500000')
  data.text(0x00181150, 'IS', '500')
  data.text(0x00181151, 'IS', String(200 + (ordinal % 50)))
  data.text(0x00181152, 'IS', '12')
  data.text(0x00181160, 'SH', 'BODY FILTER')
  data.text(0x00181170, 'IS', '48000')
  data.text(0x00181190, 'DS', '1.200000')
  data.text(0x00181210, 'SH', 'STANDARD')
  data.text(0x00185100, 'CS', 'FFS')
  data.doubles(0x00189306, 0.625)
  data.doubles(0x00189307, 40)
  data.doubles(0x00189309, 39.375)
  data.doubles(0x00189310, 39.4)
  data.doubles(0x00189311, 0.984)
}
