import { describe, expect, it } from 'vitest'
import type { FrameImage } from '../../../src/pixels/frame-codec.ts'
import type { ShownObject } from '../../../src/staging/shown-object.ts'
import { shownPlanes } from '../../../src/staging/shown-planes.ts'

const [ROWS, COLUMNS] = [1000, 600]
const LABEL = { top: 500, left: 200, rows: 10, columns: 24 }
const shown: ShownObject = { words: [], palette: undefined, hasPalette: false, isWhole: true, viewsOf: () => [] }

/** The greatest difference of light, in parts of all, that any plane has between two pixels. */
function contrast(words: Uint16Array, [one, other]: readonly [number, number], kind: string): number {
  const image: FrameImage = {
    ...{ rows: ROWS, columns: COLUMNS, samplesPerPixel: 1, bitsAllocated: 16, bitsStored: 16, highBit: 15 },
    ...{ pixelRepresentation: 0, photometricInterpretation: kind, planarConfiguration: 0 },
  }
  const frame = { samples: new Uint8Array(words.buffer), image, frame: 0, frames: 1 }
  return Math.max(...[...shownPlanes(frame, shown)].map(({ light }) => Math.abs(light[one]! - light[other]!) / 65_535))
}

describe('shades of a label', () => {
  it.each(['MONOCHROME1', 'MONOCHROME2'])(
    'are shown where it is far from the rest of the image and small: %s',
    (kind) => {
      for (const [ground, label, letters] of [
        [300, 60_000, 40_000],
        [60_000, 500, 20_000],
      ] as const) {
        const words = Uint16Array.from({ length: ROWS * COLUMNS }, (_, at) => ground + (at % 200))
        for (let row = 0; row < LABEL.rows; row++) {
          for (let column = 0; column < LABEL.columns; column++) {
            words[(LABEL.top + row) * COLUMNS + LABEL.left + column] = column % 3 === 0 ? letters : label
          }
        }
        const at = LABEL.top * COLUMNS + LABEL.left
        expect(contrast(words, [at, at + 1], kind)).toBeGreaterThan(0.3)
        // The rest is seen as well as without it.
        expect(contrast(words, [0, 199], kind)).toBeGreaterThan(0.3)
      }
    },
  )
})

describe('a head that could not be read to its end', () => {
  it('withholds, whatever its colours', () => {
    for (const [photometricInterpretation, samplesPerPixel] of [
      ['MONOCHROME2', 1],
      ['RGB', 3],
    ] as const) {
      const image: FrameImage = {
        ...{ rows: 1, columns: 1, samplesPerPixel, bitsAllocated: 8, bitsStored: 8, highBit: 7 },
        ...{ pixelRepresentation: 0, photometricInterpretation, planarConfiguration: 0 },
      }
      const frame = { samples: new Uint8Array(3), image, frame: 0, frames: 1 }
      expect(() => [...shownPlanes(frame, { ...shown, isWhole: false })]).toThrow(
        expect.objectContaining({ code: 'PIXELS_NOT_INSPECTED' }),
      )
      expect([...shownPlanes(frame, shown)]).toHaveLength(1)
    }
  })
})
