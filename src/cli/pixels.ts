/** `sluice pixels FILE`: a frame before and after, as a picture, by the rules of a profile and by what is found in it. */

import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { wordsOfSite } from '../cleaning/identifying-words.ts'
import { allowedWords } from '../detection/allowed-words.ts'
import type { FoundText } from '../detection/found-text.ts'
import { type DrawnArea, drawBeforeAndAfter, pictureLike, pictureOf } from '../detection/frame-picture.ts'
import { pixelVerdict } from '../engine/pixel-verdict.ts'
import { CODES, type Code, SluiceError } from '../errors.ts'
import type { Rectangle } from '../pixels/blanked-areas.ts'
import type { PixelRequest } from '../profile/pixel-request.ts'
import { settingsOf } from '../profile/policy.ts'
import type { PlanRequest } from '../profile/request.ts'
import { createFrameLook } from '../staging/frame-look.ts'
import { openFrames, type StagedFrames } from '../staging/frame-source.ts'
import { readShownObject } from '../staging/shown-object.ts'
import type { Spool } from '../staging/spool.ts'
import { ioError, writeDescriptor } from '../streams/descriptors.ts'
import { nodePlatform } from '../streams/node-platform.ts'
import { encodePng } from '../streams/png.ts'
import { isTerminal, printMessage, STDOUT } from './console.ts'
import { EXIT_DONE, EXIT_WITHHELD } from './exit-codes.ts'
import { type HeldImage, openHeldImage } from './held-image.ts'

export interface PictureOptions {
  /** From 1. */
  readonly frame: number
  readonly output: string | undefined
}

const READ_BYTES = 1_048_576
const OWNER_ONLY = 0o600

/** Writes the picture. EXIT_WITHHELD where the object would be withheld: by a rule or because it cannot be blanked, and then there is none, or for the text in it. Fails with OPTION_INVALID, NOT_DICOM, TERMINAL, IO, and as reading its frames does. */
export async function drawPixels(
  path: string,
  request: PlanRequest,
  { frame, output }: PictureOptions,
): Promise<number> {
  const { pixels, words } = settingsOf(request)
  if (pixels === undefined) {
    throw new SluiceError(
      'OPTION_INVALID',
      {},
      'the profile says nothing of pixels: add --detect-text, --with clean-pixel-data, or a profile that has pixels',
    )
  }
  if (output === undefined && isTerminal(STDOUT)) throw new SluiceError('TERMINAL')
  if (output !== undefined && existsSync(output))
    throw new SluiceError('IO', {}, 'a file of that name is there, and is not overwritten')
  const openSpool = await nodePlatform.loadSpools()
  const spool = openSpool()
  try {
    readInto(spool, path)
    const image = openHeldImage(spool, pixels, openSpool)
    if (image === undefined)
      throw new SluiceError(
        'NOT_DICOM',
        {},
        'the file is no DICOM object with an image; of an archive, give one that was taken out of it',
      )
    return await drawImage(image, { pixels, words, openSpool, frame, output })
  } finally {
    spool.clear()
  }
}

interface Drawing extends PictureOptions {
  readonly pixels: PixelRequest
  readonly words: readonly string[]
  readonly openSpool: () => Spool
}

async function drawImage({ head, spool }: HeldImage, drawing: Drawing): Promise<number> {
  const { pixels, words, openSpool, frame, output } = drawing
  const verdict = pixelVerdict(pixels, head.facts)
  if (verdict.kind === 'withhold') return tellWithheld(verdict.code)
  const object = { head, spool, verdict, request: pixels, openSpool }
  const frames = openFrames(object, await nodePlatform.loadEngines?.())
  const { source } = frames
  if (frame > source.count) throw new SluiceError('OPTION_INVALID', {}, `--frame: the object has ${source.count}`)
  const dataSet = Uint8Array.from(spool.read(head.dataSetAt, head.bulkAt - head.dataSetAt))
  const shown = readShownObject(dataSet, head.facts.encoding)
  const samples = source.samples(frame - 1)
  const reader = verdict.detect ? await nodePlatform.loadTextReader!() : undefined
  const knowledge = {
    words: [...shown.words, ...wordsOfSite(words)],
    allowed: allowedWords(pixels.allowed ?? []),
  }
  const shownFrame = { samples, image: source.image, frame: frame - 1, frames: source.count }
  const found = reader === undefined ? [] : createFrameLook(shown, knowledge, reader)(shownFrame, [])
  const stated = verdict.kind === 'blank' ? verdict.rectangles : []
  const areas: DrawnArea[] = [
    ...stated.map((box) => ({ box, why: 'rule' }) as const),
    ...found.map(({ box }) => ({ box, why: 'text' }) as const),
  ]
  const boxes = areas.map(({ box }) => box)
  const after = boxes.length === 0 ? samples : blankedOrCode(frames, frame - 1, boxes)
  if (typeof after === 'string') return tellWithheld(after)
  const pictures = [
    pictureOf(samples, source.image, shown.palette),
    pictureLike(samples, after, source.image, shown.palette),
  ] as const
  writePicture(encodePng(drawBeforeAndAfter(...pictures, areas)), output)
  printMessage(describe(frame, source.count, verdict.rules, stated.length, reader === undefined ? undefined : found))
  if (reader !== undefined && source.count > 1)
    printMessage('sluice: a run blanks in all frames what it finds in any; this is what is found in this one.')
  printMessage('sluice: the picture may show who the patient is: keep it where the input is kept.')
  if (found.length === 0 || pixels.found !== 'withhold') return EXIT_DONE
  printMessage(`sluice: the object would be withheld: ${CODES.PIXELS_TEXT_FOUND} (PIXELS_TEXT_FOUND).`)
  return EXIT_WITHHELD
}

/** The samples of the frame as a run writes it, or the code for which it withholds the object. */
function blankedOrCode(frames: StagedFrames, frame: number, boxes: readonly Rectangle[]): Uint8Array | Code {
  try {
    return frames.blankedSamples(frame, boxes)
  } catch (fault) {
    if (!(fault instanceof SluiceError) || fault.code === 'IO' || fault.code === 'INTERNAL') throw fault
    return fault.code
  }
}

function tellWithheld(code: Code): number {
  printMessage(`sluice: the object would be withheld: ${CODES[code]} (${code}). There is no picture of that.`)
  return EXIT_WITHHELD
}

function describe(
  frame: number,
  frames: number,
  rules: readonly number[],
  areas: number,
  found: readonly FoundText[] | undefined,
): string {
  const byRules =
    rules.length === 0
      ? 'no rule fits'
      : `${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')}: ${areas === 1 ? '1 area' : `${areas} areas`}`
  const kinds = new Map<string, number>()
  for (const { kind } of found ?? []) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const texts = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')
  const places = found?.length === 1 ? '1 place' : `${found?.length} places`
  const byText =
    found === undefined ? '' : texts === '' ? '; no text that would have to go' : `; text in ${places} (${texts})`
  return `sluice: frame ${frame} of ${frames}: ${byRules}${byText}`
}

function readInto(spool: Spool, path: string): void {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const buffer = new Uint8Array(READ_BYTES)
    for (let count = readSync(descriptor, buffer); count > 0; count = readSync(descriptor, buffer)) {
      spool.append(buffer.subarray(0, count))
    }
  } catch (fault) {
    throw fault instanceof SluiceError ? fault : ioError('the object cannot be read', fault)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** To a file of its owner's alone that is not there yet, or into a pipe. */
function writePicture(png: Uint8Array, path: string | undefined): void {
  if (path === undefined) {
    writeDescriptor(STDOUT, png)
    return
  }
  let descriptor: number
  try {
    descriptor = openSync(path, 'wx', OWNER_ONLY)
  } catch (fault) {
    throw ioError('the picture cannot be written; a file that is there is not overwritten', fault)
  }
  try {
    writeDescriptor(descriptor, png)
  } finally {
    closeSync(descriptor)
  }
}
