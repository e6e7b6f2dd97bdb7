/**
 * A sample of the images by which the detection of text is measured (bench/detection): a font that nothing was tuned on. The figures of docs/pixels.md are those of
 * many more.
 */

import { describe, expect, it } from 'vitest'
import { coverage, detectIn, generateImages } from '../../bench/detection/measure.ts'
import { openTesseract } from '../../src/streams/tesseract.ts'
import { havePeers } from '../support/peers.ts'

const SEED = 20
const IMAGES = 12

describe.skipIf(!havePeers('tesseract', 'pillow'))('Tesseract reads for detectText', () => {
  it('finds names, dates and numbers, and covers their letters', async () => {
    const reader = openTesseract()
    let [texts, found] = [0, 0]
    for await (const generated of generateImages('text', IMAGES, SEED, 'sample')) {
      const boxes = detectIn(generated, reader)
      texts += generated.texts.length
      found += generated.texts.filter((text) => coverage(text, boxes) === 1).length
    }
    expect(texts).toBeGreaterThan(IMAGES)
    expect(found / texts).toBeGreaterThanOrEqual(0.9)
  }, 120_000)

  it.each(['free', 'allowed'])(
    'finds nothing in images of kind %s',
    async (kind) => {
      const reader = openTesseract()
      let images = 0
      for await (const generated of generateImages(kind, IMAGES / 2, SEED, 'sample')) {
        expect(detectIn(generated, reader)).toEqual([])
        images++
      }
      expect(images).toBe(IMAGES / 2)
    },
    120_000,
  )
})
