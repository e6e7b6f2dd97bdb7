/** US-like: a clip of encapsulated frames, one fragment each, of differing lengths: some 1.6 MB. */

import { DataSetWriter } from './data-set-writer.ts'
import { MARKERS } from './markers.ts'
import {
  type CorpusObject,
  FILE_META_ELEMENTS,
  fileMeta,
  instanceUid,
  JPEG_BASELINE,
  nameOf,
  placeOf,
  writeIdentification,
  writePatient,
  writePrivateBlock,
  writeRelationship,
} from './object.ts'
import { noise, Seeded } from './seeded.ts'

const US_MULTI_FRAME = '1.2.840.10008.5.1.4.1.1.3.1'
const FRAMES = 40
const MIN_FRAME_BYTES = 32_768
const MAX_FRAME_BYTES = 49_152
const STORE_BYTES = 1_048_576
const SIZES = { series: 20, study: 1 }
/** Of a frame of noise: the beginning of an image and of a scan of one component, and the end. */
const FRAME_HEAD = Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0)
const FRAME_END = Uint8Array.of(0xff, 0xd9)
const MARKER_PREFIX = 0xff

export function* ultrasound(seed: number): Generator<CorpusObject> {
  const random = new Seeded(seed)
  // Without a byte that would begin a marker.
  const store = noise(seed, STORE_BYTES).map((byte) => (byte === MARKER_PREFIX ? 0 : byte))
  const data = new DataSetWriter()
  for (let ordinal = 0; ; ordinal++) {
    const place = placeOf(ordinal, SIZES)
    const meta = fileMeta(JPEG_BASELINE, US_MULTI_FRAME, instanceUid(place))
    writeIdentification(data, US_MULTI_FRAME, 'US', place)
    writePatient(data, place)
    data.text(0x00181000, 'LO', MARKERS.device)
    data.text(0x00181063, 'DS', '33.333')
    writeRelationship(data, place)
    writePrivateBlock(data, 0x0021, 0x10, 20)
    data.unsignedShorts(0x00280002, 3)
    data.text(0x00280004, 'CS', 'YBR_FULL_422')
    data.text(0x00280008, 'IS', String(FRAMES))
    data.unsignedShorts(0x00280010, 768)
    data.unsignedShorts(0x00280011, 1024)
    data.unsignedShorts(0x00280100, 8)
    data.unsignedShorts(0x00280101, 8)
    data.unsignedShorts(0x00280102, 7)
    data.unsignedShorts(0x00280103, 0)
    data.text(0x00282110, 'CS', '01')
    const frames = Array.from(
      { length: FRAMES },
      () => (MIN_FRAME_BYTES + random.below(MAX_FRAME_BYTES - MIN_FRAME_BYTES)) & ~1,
    )
    data.beginDelimited(0x7fe00010, 'OB')
    data.itemHeader(0)
    const elements = data.elements + FILE_META_ELEMENTS
    const pieces: Uint8Array[] = [meta]
    for (const frameBytes of frames) {
      data.itemHeader(frameBytes)
      const at = random.below(STORE_BYTES - MAX_FRAME_BYTES)
      const scanBytes = frameBytes - FRAME_HEAD.length - FRAME_END.length
      pieces.push(data.take(), FRAME_HEAD, store.subarray(at, at + scanBytes), FRAME_END)
    }
    data.endDelimited()
    pieces.push(data.take())
    yield {
      name: nameOf('US', place),
      sizeBytes: pieces.reduce((bytes, piece) => bytes + piece.length, 0),
      elements,
      pieces,
    }
  }
}
