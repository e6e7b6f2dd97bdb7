/**
 * How much of the text in generated images is found, and how often text is found in images that have none: node bench/detection/measure.ts KIND COUNT SEED FONTS.
 * `--show` lists what was missed or found where nothing is; the texts are made up.
 */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { wordsOfFact } from '../../src/cleaning/identifying-words.ts'
import { allowedWords } from '../../src/detection/allowed-words.ts'
import { detectText, type FoundText } from '../../src/detection/detect-text.ts'
import { greyPlanes } from '../../src/detection/grey-plane.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { openTesseract } from '../../src/streams/tesseract.ts'

export interface PlacedText {
  readonly kind: string
  readonly text: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** From and to which column each of its letters and digits goes. */
  readonly letters: readonly (readonly [from: number, to: number])[]
  readonly capitals: number
  readonly font: string
  readonly contrast: number
}

export interface GeneratedImage {
  readonly image: FrameImage & { readonly palette?: readonly (readonly number[])[] }
  readonly scene: string
  readonly texts: readonly PlacedText[]
  readonly words: readonly string[]
  readonly samples: Uint8Array
}

const GENERATOR = join(import.meta.dirname, 'generate_images.py')
/** Of the box of a letter, to be called found. */
const COVERED = 0.95

/** Images as the generator makes them, one at a time. */
export async function* generateImages(
  kind: string,
  count: number,
  seed: number,
  fonts: string,
): AsyncGenerator<GeneratedImage> {
  const generator = spawn('/usr/bin/python3', [GENERATOR, kind, String(count), String(seed), fonts], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let held = Buffer.alloc(0)
  let facts: (Omit<GeneratedImage, 'samples'> & { readonly bytes: number }) | undefined
  for await (const chunk of generator.stdout) {
    held = Buffer.concat([held, chunk as Buffer])
    for (;;) {
      const end = facts === undefined ? held.indexOf(10) : (facts.bytes as number)
      if (end < 0 || held.length < end) break
      if (facts === undefined) {
        facts = JSON.parse(held.subarray(0, end).toString()) as typeof facts
        held = held.subarray(end + 1)
      } else {
        yield { ...facts, samples: held.subarray(0, end) }
        held = held.subarray(end)
        facts = undefined
      }
    }
  }
}

/** The part of the letters and digits of a text that are within what was found, each as good as whole. */
export function coverage(text: PlacedText, found: readonly FoundText[]): number {
  const isIn = (x: number, y: number): boolean =>
    found.some(({ box }) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height)
  const covered = text.letters.filter(([from, to]) => {
    let pixels = 0
    for (let y = text.y; y < text.y + text.height; y++) for (let x = from; x < to; x++) if (isIn(x, y)) pixels++
    return pixels >= COVERED * (to - from) * text.height
  })
  return covered.length / text.letters.length
}

const DICTIONARY_TAGS = { name: 0x00100010, date: 0x00100030, id: 0x00100020 }

async function measure(kind: string, count: number, seed: number, fonts: string, shows: boolean): Promise<void> {
  const reader = openTesseract()
  const allowed = allowedWords([])
  const start = performance.now()
  let [images, texts, foundTexts, wholeImages, withFindings] = [0, 0, 0, 0, 0]
  for await (const { image, scene, texts: placed, words, samples } of generateImages(kind, count, seed, fonts)) {
    if (kind === 'text' && placed.length === 0) continue
    const palette = image.palette && {
      first: 0,
      colours: image.palette.map((entries) => Uint16Array.from(entries)) as never,
    }
    const known = words.flatMap((word) => [
      ...wordsOfFact(
        /^\d{8}$/.test(word) ? DICTIONARY_TAGS.date : /\d/.test(word) ? DICTIONARY_TAGS.id : DICTIONARY_TAGS.name,
        Buffer.from(word),
        undefined,
      ).words,
    ])
    const began = performance.now()
    const found = detectText(greyPlanes(samples, image, { palette }), { words: known, allowed }, reader)
    const missed = placed.filter((text) => coverage(text, found) < 1)
    images++
    texts += placed.length
    foundTexts += placed.length - missed.length
    if (missed.length === 0) wholeImages++
    if (found.length > 0) withFindings++
    if (shows && (kind === 'text' ? missed.length > 0 : found.length > 0)) {
      console.log(
        images - 1,
        scene,
        image.photometricInterpretation,
        `${image.columns}x${image.rows}`,
        `${Math.round(performance.now() - began)} ms`,
      )
      for (const text of kind === 'text' ? missed : [])
        console.log('   missed', JSON.stringify(text), coverage(text, found).toFixed(2))
      for (const one of kind === 'text' ? [] : found) console.log('   found', JSON.stringify(one))
    }
  }
  const seconds = (performance.now() - start) / 1000
  console.log(
    kind === 'text'
      ? `${images} images, ${texts} texts: ${foundTexts} found (${((100 * foundTexts) / texts).toFixed(2)} %), all of ${wholeImages} images; ${(seconds / images).toFixed(2)} s an image`
      : `${images} images (${kind}): something found in ${withFindings} (${((100 * withFindings) / images).toFixed(2)} %); ${(seconds / images).toFixed(2)} s an image`,
  )
}

if (process.argv[1] === import.meta.filename) {
  const shows = process.argv.includes('--show')
  const [kind = 'text', count = '20', seed = '1', fonts = 'unseen'] = process.argv
    .slice(2)
    .filter((argument) => !argument.startsWith('--'))
  await measure(kind, Number(count), Number(seed), fonts, shows)
}
