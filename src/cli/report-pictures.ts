/** `sluice report --pictures OUTPUT`: small pictures of objects that a run treated, from its output. Nothing of the input is opened. */

import { pictureOf, smallPicture } from '../detection/frame-picture.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { PixelRequest } from '../profile/pixel-request.ts'
import type { ObjectPicture, ObjectPictures } from '../report/page-facts.ts'
import { type ReadRecord, readReport } from '../report/report-reader.ts'
import { openFrames } from '../staging/frame-source.ts'
import { sampleOf } from '../staging/inspect-frames.ts'
import { readShownObject } from '../staging/shown-object.ts'
import type { Spool } from '../staging/spool.ts'
import { nodePlatform } from '../streams/node-platform.ts'
import { encodePng } from '../streams/png.ts'
import { openEntries } from '../verify/entries.ts'
import { looksLikeObject } from '../verify/object-start.ts'
import { isDisposition, type ToldEntry, ToldMembers } from '../verify/told-members.ts'
import { openHeldImage } from './held-image.ts'

/** What the report says of an object that is in the output. */
interface ToldObject {
  readonly entry: number
  /** Where it broke off, what is there of it has the length that was promised. */
  readonly isWhole: boolean
  readonly bytesOut: number
  readonly outcome: 'blanked' | 'inspected' | undefined
  readonly rectangles: number
}

const HEAD_BYTES = 512
const NO_REQUEST: PixelRequest = { unmatched: 'pass', rules: [] }
const NO_TREATMENT = { kind: 'pass', rules: [], detect: false } as const

/** At most limits.shownPictures. Fails with OPTION_INVALID where the output is not that of the report, IO, and as an archive does. */
export async function gatherPictures(reportPath: string, output: string): Promise<ObjectPictures> {
  const { entries, isSameSize } = readEntries(reportPath)
  const treated = entries.flatMap(({ object }) => (object?.outcome === undefined ? [] : [object]))
  const chosen = new Set(sampleOf(treated.length, limits.shownPictures).map((at) => treated[at]!))
  const members = new ToldMembers(entries, isSameSize)
  const shown: ObjectPicture[] = []
  const openSpool = await nodePlatform.loadSpools()
  const engines = await nodePlatform.loadEngines?.()
  for await (const { body } of openEntries(output, () => {})) {
    const spool = openSpool()
    try {
      const isWanted = members.next !== undefined && chosen.has(members.next)
      const { bytes, isObject } = await take(body, isWanted ? spool : undefined)
      if (isObject && members.isAtEnd) throw otherOutput()
      const object = members.take(bytes, isObject)
      if (object === undefined) continue
      if (!isObject || (object.isWhole && bytes !== object.bytesOut)) throw otherOutput()
      if (chosen.has(object)) shown.push(draw(object, spool))
    } finally {
      spool.clear()
    }
  }
  if (!members.isAtEnd) throw otherOutput()
  return { treated: treated.length, shown }

  function draw({ entry, outcome, rectangles }: ToldObject, spool: Spool): ObjectPicture {
    const facts = { entry, outcome: outcome!, rectangles }
    try {
      const held = openHeldImage(spool, NO_REQUEST, openSpool)
      if (held === undefined) return { ...facts, frame: 1, frames: 1, image: undefined }
      const { head } = held
      const object = { head, spool: held.spool, verdict: NO_TREATMENT, request: NO_REQUEST, openSpool }
      const { source } = openFrames(object, engines)
      const dataSet = Uint8Array.from(held.spool.read(head.dataSetAt, head.bulkAt - head.dataSetAt))
      const { palette } = readShownObject(dataSet, head.facts.encoding)
      const whole = pictureOf(source.samples(0), source.image, palette)
      const { rows, columns, rgb } = smallPicture(whole, limits.shownPicturePixels)
      if (held.spool !== spool) held.spool.clear()
      return {
        ...facts,
        frame: 1,
        frames: source.count,
        image: { rows, columns, png: encodePng({ rows, columns, rgb }) },
      }
    } catch (fault) {
      if (!(fault instanceof SluiceError) || fault.code === 'IO') throw fault
      return { ...facts, frame: 1, frames: 1, image: undefined }
    }
  }
}

/** Reads an entry to its end. `spool`: where it is to be held. */
async function take(
  body: AsyncIterable<Uint8Array>,
  spool: Spool | undefined,
): Promise<{ readonly bytes: number; readonly isObject: boolean }> {
  let head: Uint8Array = new Uint8Array(0)
  let bytes = 0
  for await (const chunk of body) {
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)])
    bytes += chunk.length
    spool?.append(chunk)
  }
  return { bytes, isObject: looksLikeObject(head) }
}

/** What the report tells of all entries, in order, and whether zeros keep the place of what did not go out. */
function readEntries(reportPath: string): {
  readonly entries: readonly ToldEntry<ToldObject>[]
  readonly isSameSize: boolean
} {
  const entries: ToldEntry<ToldObject>[] = []
  let isSameSize = false
  readReport(reportPath, (record) => {
    const { disposition } = record
    if (record.record === 'summary') isSameSize = record.framing === 'same-size'
    if (record.record !== 'entry' || !isDisposition(disposition)) return
    const isObject = disposition === 'deidentified' || disposition === 'broken'
    entries.push({ disposition, bytes: countOf(record.bytesOut), object: isObject ? objectOf(record) : undefined })
  })
  return { entries, isSameSize }
}

function objectOf(record: ReadRecord): ToldObject {
  const { outcome, rectangles } = pixelsOf(record)
  const isWhole = record.disposition === 'deidentified'
  const isTreated = isWhole && (outcome === 'blanked' || outcome === 'inspected')
  return {
    entry: countOf(record.entry),
    isWhole,
    bytesOut: countOf(record.bytesOut),
    outcome: isTreated ? outcome : undefined,
    rectangles: countOf(rectangles),
  }
}

function pixelsOf({ pixels }: ReadRecord): ReadRecord {
  return typeof pixels === 'object' && pixels !== null ? (pixels as ReadRecord) : {}
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}

function otherOutput(): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, '--pictures: that is not the output of the run that the report is of')
}
