/** Codecs of one frame over drawn images and areas, and over code streams that were damaged at random. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codecFor } from '../../src/pixels/frame-codecs.ts'
import { checkFrame } from '../fuzz/pixels.ts'
import { areas, damaged, damages, jpegs, nativeImages, side } from '../support/arbitrary-frames.ts'
import { frameImage, isInside, pixelBytesOf, syntheticSamples } from '../support/frame-images.ts'
import { jpegPicture } from '../support/jpeg-encoder.ts'
import { findFaults, imageOfJpeg } from '../support/jpeg-judgement.ts'
import { encodeLossless } from '../support/jpeg-lossless-encoder.ts'
import { encodeRle } from '../support/rle-encoder.ts'

const RLE = '1.2.840.10008.1.2.5'
const JPEG = '1.2.840.10008.1.2.4.51'
const LOSSLESS = '1.2.840.10008.1.2.4.57'

describe('codecs of one frame', () => {
  it('blank the areas of any RLE image, and no other sample', () => {
    fc.assert(
      fc.property(
        nativeImages,
        areas,
        fc.nat(99),
        fc.integer({ min: 1, max: 300 }),
        (image, rectangles, seed, lineBytes) => {
          const samples = syntheticSamples(image, seed)
          const blanked = codecFor(RLE)!.decode(
            codecFor(RLE)!.blank(encodeRle(samples, image, { lineBytes }), image, rectangles),
            image,
          )
          const pixelBytes = pixelBytesOf(image)
          const wanted = samples.map((byte, at) => {
            const pixel = Math.floor(at / pixelBytes)
            return isInside(rectangles, image, pixel % image.columns, Math.floor(pixel / image.columns)) ? 0 : byte
          })
          expect(blanked).toEqual(wanted)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('blank the areas of any JPEG image, and no other coefficient', () => {
    fc.assert(
      fc.property(jpegs, areas, fc.nat(99), (options, rectangles, seed) => {
        const { codestream } = jpegPicture(options, seed)
        const blanked = codecFor(JPEG)!.blank(codestream, imageOfJpeg(options, options.precision), rectangles)
        expect(findFaults(codestream, blanked, rectangles)).toEqual([])
      }),
      { numRuns: 80 },
    )
  })

  it('refuse an RLE image that was damaged, or blank its areas', () => {
    fc.assert(
      fc.property(nativeImages, damages, fc.nat(99), (image, list, seed) => {
        checkFrame(RLE, damaged(encodeRle(syntheticSamples(image, seed), image), list), image)
      }),
      { numRuns: 300 },
    )
  })

  it('refuse a JPEG image that was damaged, or blank its areas', () => {
    fc.assert(
      fc.property(jpegs, damages, fc.nat(99), (options, list, seed) => {
        checkFrame(JPEG, damaged(jpegPicture(options, seed).codestream, list), imageOfJpeg(options, options.precision))
      }),
      { numRuns: 500 },
    )
  })

  it('refuse a lossless JPEG image that was damaged, or blank its areas', () => {
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 1, max: 7 }),
        damages,
        fc.nat(99),
        (rows, columns, predictor, list, seed) => {
          const image = frameImage(rows, columns)
          const options = { rows, columns, precision: 8, predictor }
          checkFrame(LOSSLESS, damaged(encodeLossless([[...syntheticSamples(image, seed)]], options), list), image)
        },
      ),
      { numRuns: 300 },
    )
  })
})
