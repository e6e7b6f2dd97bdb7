/**
 * How much of the text in generated images is found, and how often text is found in images that have none: node bench/detection/measure.ts [COUNT [SEED [FONTS [KINDS]]]].
 * `--show` lists what was missed or found where nothing is; the texts are made up.
 */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { wordsOfFact } from '../../src/cleaning/identifying-words.ts'
import { allowedWords } from '../../src/detection/allowed-words.ts'
import { detectText } from '../../src/detection/detect-text.ts'
import type { FoundText } from '../../src/detection/found-text.ts'
import { greyPlanes, type Palette } from '../../src/detection/grey-plane.ts'
import type { TextReader } from '../../src/detection/text-reader.ts'
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

const TAGS = { name: 0x00100010, id: 0x00100020, date: 0x00100030 }
const NOTHING_MORE = allowedWords([])

/** What is found in an image whose header has `words`. */
export function detectIn({ image, words, samples }: GeneratedImage, reader: TextReader): readonly FoundText[] {
  const [red, green, blue] = (image.palette ?? []).map((entries) => Uint16Array.from(entries))
  const palette: Palette | undefined = red && green && blue && { first: 0, colours: [red, green, blue] }
  const known = words.flatMap((word) => {
    const tag = /^\d{8}$/.test(word) ? TAGS.date : /\d/.test(word) ? TAGS.id : TAGS.name
    return wordsOfFact(tag, Buffer.from(word), undefined).words
  })
  return detectText(greyPlanes(samples, image, { palette }), { words: known, allowed: NOTHING_MORE }, reader)
}

/** Says how much was found. `shows`: also what was missed, and what was found where nothing is. */
async function measure(kind: string, count: number, seed: number, fonts: string, shows: boolean): Promise<void> {
  const reader = openTesseract()
  const start = process.cpuUsage()
  let [images, texts, foundTexts, wholeImages, withFindings] = [0, 0, 0, 0, 0]
  for await (const generated of generateImages(kind, count, seed, fonts)) {
    const { scene, texts: placed, image } = generated
    if (kind === 'text' && placed.length === 0) continue
    const found = detectIn(generated, reader)
    const missed = placed.filter((text) => coverage(text, found) < 1)
    images++
    texts += placed.length
    foundTexts += placed.length - missed.length
    if (missed.length === 0) wholeImages++
    if (found.length > 0) withFindings++
    if (!shows) continue
    const wrong = kind === 'text' ? missed : found
    for (const one of wrong) console.log(scene, image.photometricInterpretation, JSON.stringify(one))
  }
  const { user, system } = process.cpuUsage(start)
  const effort = `${((user + system) / 1e6 / images).toFixed(2)} s of CPU an image in this process`
  const part = (some: number, all: number): string => `${some} of ${all} (${((100 * some) / all).toFixed(2)} %)`
  if (kind === 'text') {
    console.log(
      `${images} images: texts found ${part(foundTexts, texts)}, all texts of ${part(wholeImages, images)} images; ${effort}`,
    )
  } else console.log(`${images} images (${kind}): something found in ${part(withFindings, images)}; ${effort}`)
}

if (process.argv[1] === import.meta.filename) {
  const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  const [count = '100', seed = '7', fonts = 'unseen', kinds = 'text,free,allowed'] = given
  for (const kind of kinds.split(','))
    await measure(kind, Number(count), Number(seed), fonts, process.argv.includes('--show'))
}
