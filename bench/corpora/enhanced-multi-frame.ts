/**
 * Enhanced multi-frame: one object of 300 MB, or what is asked for: frames of 512 x 512 with their functional groups, and the
 * frames one behind the other as native Pixel Data. `frames` leaves out the pixels: a header of nothing but functional groups.
 */

import { DataSetWriter } from './data-set-writer.ts'
import { MARKERS } from './markers.ts'
import {
  type CorpusObject,
  EXPLICIT_LITTLE_ENDIAN,
  FILE_META_ELEMENTS,
  fileMeta,
  instanceUid,
  nameOf,
  type Place,
  placeOf,
  writeCode,
  writeIdentification,
  writePatient,
  writePixelDescription,
  writeReference,
  writeRelationship,
} from './object.ts'
import { noise } from './seeded.ts'

const ENHANCED_MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4.1'
const ROWS = 512
const COLUMNS = 512
const FRAME_BYTES = ROWS * COLUMNS * 2
const STORE_FRAMES = 4
const SIZES = { series: 4, study: 2 }
/** Frame numbers are padded to as many digits, so that every frame's groups have one size. */
const FRAME_DIGITS = 7

/** Objects of about `objectBytes`, of frames with pixels or of functional groups alone. */
export function* enhancedMultiFrame(seed: number, objectBytes: number, pixels: boolean): Generator<CorpusObject> {
  const store = noise(seed, STORE_FRAMES * FRAME_BYTES)
  const data = new DataSetWriter()
  for (let ordinal = 0; ; ordinal++) {
    const place = placeOf(ordinal, SIZES)
    const sample = frameGroups(data, place, 0)
    const frames = Math.ceil(objectBytes / (sample.bytes.length + (pixels ? FRAME_BYTES : 0)))
    const meta = fileMeta(EXPLICIT_LITTLE_ENDIAN, ENHANCED_MR_IMAGE, instanceUid(place))
    writeHead(data, place, frames)
    data.beginDelimited(0x52009230, 'SQ')
    const headElements = data.elements
    const head = data.take()
    data.endDelimited()
    if (pixels) data.header(0x7fe00010, 'OW', frames * FRAME_BYTES)
    const tailElements = data.elements
    const tail = data.take()
    yield {
      name: nameOf('MR', place),
      sizeBytes:
        meta.length + head.length + frames * sample.bytes.length + tail.length + (pixels ? frames * FRAME_BYTES : 0),
      elements: FILE_META_ELEMENTS + headElements + frames * sample.elements + tailElements,
      pieces: piecesOf(),
    }

    function* piecesOf(): Generator<Uint8Array> {
      yield meta
      yield head
      for (let frame = 0; frame < frames; frame++) yield frameGroups(data, place, frame).bytes
      yield tail
      for (let frame = 0; pixels && frame < frames; frame++) {
        const at = (frame % STORE_FRAMES) * FRAME_BYTES
        yield store.subarray(at, at + FRAME_BYTES)
      }
    }
  }
}

function writeHead(data: DataSetWriter, place: Place, frames: number): void {
  writeIdentification(data, ENHANCED_MR_IMAGE, 'MR', place)
  writePatient(data, place)
  data.text(0x00181000, 'LO', MARKERS.device)
  data.text(0x00185100, 'CS', 'HFS')
  writeRelationship(data, place)
  data.sequence(0x00209221, () => data.text(0x00209164, 'UI', `${MARKERS.nestedUid}${place.ordinal}`))
  data.text(0x00280008, 'IS', String(frames))
  writePixelDescription(data, ROWS, COLUMNS)
  data.sequence(0x52009229, () => {
    data.sequence(0x00089140, () => writeReference(data, ENHANCED_MR_IMAGE, `${MARKERS.nestedUid}${place.ordinal}.1`))
    data.sequence(0x00189006, () => data.text(0x00189098, 'DS', '123.2'))
  })
}

/** The item of one frame, with its header. */
function frameGroups(data: DataSetWriter, place: Place, frame: number): { bytes: Uint8Array; elements: number } {
  const digits = String(frame).padStart(FRAME_DIGITS, '0')
  const content = new DataSetWriterScope(data)
  data.sequence(0x00089124, () => {
    data.sequence(0x00082112, () => {
      writeReference(data, ENHANCED_MR_IMAGE, `${MARKERS.nestedUid}${place.ordinal}.2`)
      data.sequence(0x0040a170, () => writeCode(data, '121320', 'Uncompressed predecessor'))
    })
  })
  data.sequence(0x00189114, () => {
    data.doubles(0x00189082, 2.98)
    data.unsignedShorts(0x00180089, 240)
  })
  data.sequence(0x00209111, () => {
    data.text(0x00189074, 'DT', `${MARKERS.studyDate}101500.250000`)
    data.doubles(0x00189220, 12.5)
    data.text(0x00189151, 'DT', `${MARKERS.studyDate}101500.250000`)
    data.text(0x00209056, 'SH', '1')
    data.unsignedLongs(0x00209057, frame)
    data.unsignedLongs(0x00209157, 1, frame)
    data.text(0x00209158, 'LT', MARKERS.nested)
  })
  data.sequence(0x00209113, () => data.text(0x00200032, 'DS', `-120.5\\-130.5\\${digits}.5`))
  data.sequence(0x00209116, () => data.text(0x00200037, 'DS', '1\\0\\0\\0\\1\\0'))
  data.sequence(0x00289110, () => {
    data.text(0x00180050, 'DS', '1.0')
    data.text(0x00280030, 'DS', '0.5\\0.5')
  })
  data.sequence(0x00289132, () => {
    data.text(0x00281050, 'DS', '600')
    data.text(0x00281051, 'DS', '1200')
  })
  data.sequence(0x00289145, () => {
    data.text(0x00281052, 'DS', '0')
    data.text(0x00281053, 'DS', '1')
    data.text(0x00281054, 'LO', 'US')
  })
  data.text(0x00211010, 'LO', `${MARKERS.private} ${digits}`)
  return content.takeAsItem()
}

/** What is written from here on, as one item. */
class DataSetWriterScope {
  readonly #data: DataSetWriter

  constructor(data: DataSetWriter) {
    this.#data = data
    if (data.byteLength > 0) throw new Error('an item is begun in the middle of something else')
  }

  takeAsItem(): { bytes: Uint8Array; elements: number } {
    const elements = this.#data.elements
    const content = this.#data.take()
    this.#data.itemHeader(content.length)
    return { bytes: Buffer.concat([this.#data.take(), content]), elements }
  }
}
