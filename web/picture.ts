/** The first frame of an object on a canvas, with the regions marked in which ultrasound devices write text. */

import { parseFileMeta } from '../src/dicom/file-meta.ts'
import { type Listed, listDataSet } from '../src/dicom/list-data-set.ts'
import { resolveEncoding } from '../src/dicom/resolve-encoding.ts'
import { latin1Text, trimText } from '../src/dicom/value-text.ts'
import { ENCODING_EXPLICIT_BE } from '../src/wasm/seam.ts'

type Element = Extract<Listed, { kind: 'element' }>

interface Frame {
  readonly rows: number
  readonly columns: number
  readonly samples: number
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly isSigned: boolean
  readonly isPlanar: boolean
  readonly photometric: string
}

const PIXEL_DATA = 0x7fe00010
const REGIONS = 0x00186011
const MAX_PIXELS = 64 * 1024 * 1024
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50'

/** Draws, and says in a sentence what is seen. `isOutput`: it was de-identified. Undefined where there is no picture that could be drawn. */
export async function drawPicture(
  canvas: HTMLCanvasElement,
  object: Uint8Array,
  isOutput: boolean,
): Promise<string | undefined> {
  const envelope = parseFileMeta(object, true)
  if (envelope.kind === 'need-more') return undefined
  const dataSet = object.subarray(envelope.dataSetAt)
  const { encoding, deflated, transferSyntaxUid } = resolveEncoding(envelope, dataSet, dataSet.length)
  if (deflated) return undefined
  const view = new DataView(dataSet.buffer, dataSet.byteOffset, dataSet.byteLength)
  const little = encoding !== ENCODING_EXPLICIT_BE
  const root = new Map<number, Element>()
  const regions: Map<number, number>[] = []
  for (const listed of listDataSet(dataSet, encoding)) {
    if (listed.kind === 'finding') break
    if (listed.kind === 'item') {
      if (listed.depth === 1) regions.push(new Map())
      continue
    }
    if (listed.depth === 0) root.set(listed.tag, listed)
    if (listed.depth === 1 && listed.path[0] === REGIONS && listed.valueBytes === 4) {
      regions.at(-1)?.set(listed.tag, view.getUint32(listed.valueAt, little))
    }
  }
  const number = (tag: number): number => {
    const element = root.get(tag)
    return element?.valueBytes === 2 ? view.getUint16(element.valueAt, little) : 0
  }
  const photometricAt = root.get(0x00280004)
  const frame: Frame = {
    rows: number(0x00280010),
    columns: number(0x00280011),
    samples: number(0x00280002) || 1,
    bitsAllocated: number(0x00280100),
    bitsStored: number(0x00280101),
    isSigned: number(0x00280103) === 1,
    isPlanar: number(0x00280006) === 1,
    photometric:
      photometricAt === undefined
        ? ''
        : trimText(latin1Text(dataSet, photometricAt.valueAt, photometricAt.valueAt + (photometricAt.valueBytes ?? 0))),
  }
  const pixels = root.get(PIXEL_DATA)
  if (pixels === undefined || frame.rows * frame.columns === 0 || frame.rows * frame.columns > MAX_PIXELS)
    return undefined
  canvas.width = frame.columns
  canvas.height = frame.rows
  const context = canvas.getContext('2d')!
  if (pixels.valueBytes !== undefined) {
    const image = paint(frame, view, pixels.valueAt, pixels.valueBytes, little)
    if (image === undefined) return undefined
    context.putImageData(image, 0, 0)
  } else if (transferSyntaxUid === JPEG_BASELINE) {
    const jpeg = firstFragment(view, pixels.valueAt)
    const bitmap =
      jpeg && (await createImageBitmap(new Blob([jpeg.slice()], { type: 'image/jpeg' })).catch(() => undefined))
    if (!bitmap) return undefined
    context.drawImage(bitmap, 0, 0)
  } else return undefined
  return markRegions(context, regions, isOutput)
}

/** One frame of native samples; grey is spread from the darkest to the brightest. Undefined where the attributes contradict the length. */
function paint(frame: Frame, view: DataView, at: number, valueBytes: number, little: boolean): ImageData | undefined {
  const { rows, columns, samples, bitsAllocated, bitsStored, isSigned, isPlanar, photometric } = frame
  const bytes = bitsAllocated / 8
  const count = rows * columns
  if ((bytes !== 1 && bytes !== 2) || (samples !== 1 && samples !== 3) || count * samples * bytes > valueBytes)
    return undefined
  const mask = 2 ** (bitsStored || bitsAllocated) - 1
  const read = (index: number): number => {
    const raw = (bytes === 1 ? view.getUint8(at + index) : view.getUint16(at + 2 * index, little)) & mask
    return isSigned && raw > mask / 2 ? raw - mask - 1 : raw
  }
  const image = new ImageData(columns, rows)
  if (samples === 3) {
    for (let index = 0; index < count; index++) {
      for (let sample = 0; sample < 3; sample++) {
        image.data[4 * index + sample] = read(isPlanar ? sample * count + index : 3 * index + sample)
      }
      image.data[4 * index + 3] = 255
    }
    return image
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let index = 0; index < count; index++) {
    const value = read(index)
    if (value < low) low = value
    if (value > high) high = value
  }
  const scale = high > low ? 255 / (high - low) : 0
  for (let index = 0; index < count; index++) {
    const grey = (read(index) - low) * scale
    image.data.fill(photometric === 'MONOCHROME1' ? 255 - grey : grey, 4 * index, 4 * index + 3)
    image.data[4 * index + 3] = 255
  }
  return image
}

/** That behind the offset table. */
function firstFragment(view: DataView, at: number): Uint8Array | undefined {
  const tableBytes = view.getUint32(at + 4, true)
  const itemAt = at + 8 + tableBytes
  if (itemAt + 8 > view.byteLength) return undefined
  const bytes = view.getUint32(itemAt + 4, true)
  if (itemAt + 8 + bytes > view.byteLength) return undefined
  return new Uint8Array(view.buffer, view.byteOffset + itemAt + 8, bytes)
}

/** What lies outside of the regions of an ultrasound image is where names are burned in. */
function markRegions(
  context: CanvasRenderingContext2D,
  regions: readonly ReadonlyMap<number, number>[],
  isOutput: boolean,
): string {
  const rectangles = regions
    .map((region) => [0x00186018, 0x0018601a, 0x0018601c, 0x0018601e].map((tag) => region.get(tag)))
    .filter((corners): corners is [number, number, number, number] => corners.every((corner) => corner !== undefined))
  const note = isOutput ? 'The first frame, as it comes out.' : 'The first frame of the original, which is withheld.'
  if (rectangles.length === 0)
    return `${note} Look for text in it: names, dates and numbers that can be read here stay.`
  const { width, height } = context.canvas
  const around = new Path2D()
  around.rect(0, 0, width, height)
  for (const [left, top, right, bottom] of rectangles) around.rect(left, top, right - left, bottom - top)
  context.fillStyle = 'rgb(255 80 0 / 35%)'
  context.fill(around, 'evenodd')
  context.strokeStyle = 'rgb(255 80 0)'
  context.lineWidth = Math.max(1, width / 400)
  for (const [left, top, right, bottom] of rectangles) context.strokeRect(left, top, right - left, bottom - top)
  return `${note} Outside of the ${rectangles.length === 1 ? 'region' : 'regions'} of the ultrasound image, marked in orange, devices write names and dates.`
}
