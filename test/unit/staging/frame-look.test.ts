import { describe, expect, it } from 'vitest'
import { allowedWords } from '../../../src/detection/allowed-words.ts'
import type { FoundText } from '../../../src/detection/found-text.ts'
import type { ReadWord, TextReader } from '../../../src/detection/text-reader.ts'
import { createFrameLook } from '../../../src/staging/frame-look.ts'
import type { ShownObject } from '../../../src/staging/shown-object.ts'
import { grey8, paintLetters, readingLetters } from '../../support/letters.ts'

const ROWS = 90
const COLUMNS = 200
const KNOWLEDGE = { words: [], allowed: allowedWords([]) }
const SEEN = { text: 'Abernathy', confidence: 0.95 }
const [GROUND, HIDDEN, VISIBLE] = [30, 220, 255]

/** Six letters of them that are lighter than all else, and seven that only the indexes show. */
function frameOf(photometricInterpretation: string): Parameters<ReturnType<typeof createFrameLook>>[0] {
  const { image, samples } = grey8(ROWS, COLUMNS, GROUND)
  paintLetters(samples, COLUMNS, { x: 20, y: 12, count: 6, scale: 2, value: VISIBLE })
  paintLetters(samples, COLUMNS, { x: 20, y: 60, count: 7, scale: 2, value: HIDDEN })
  return { samples, image: { ...image, photometricInterpretation }, frame: 0, frames: 1 }
}

/** All but one of its indexes are dark. */
const dark = Uint16Array.from({ length: 256 }, (_, index) => (index === VISIBLE ? 65_535 : 0))
const shown: ShownObject = {
  words: [],
  palette: { first: 0, colours: [dark, dark, dark] },
  hasPalette: true,
  isWhole: true,
  viewsOf: () => [],
}

function reading(hidden: ReadWord): TextReader {
  const readers = [readingLetters(6, SEEN), readingLetters(7, hidden)]
  return { readLines: (pages) => pages.map((page) => readers.flatMap((reader) => reader.readLines([page])[0]!)) }
}

function find(kind: string, hidden: ReadWord, object: ShownObject = shown): readonly FoundText[] {
  return createFrameLook(object, KNOWLEDGE, reading(hidden))(frameOf(kind), [])
}

describe('what only the indexes of a palette show', () => {
  it('is found where it is read as well as text that stands alone', () => {
    expect(find('PALETTE COLOR', { text: 'Quandtberg', confidence: 0.9 })).toHaveLength(2)
  })

  it('is not found for the text that stands beside it, as in shades it is', () => {
    const badly = { text: 'Quandtberg', confidence: 0.2 }
    expect(find('PALETTE COLOR', badly)).toHaveLength(1)
    expect(find('MONOCHROME2', badly, { ...shown, palette: undefined, hasPalette: false })).toHaveLength(2)
  })

  it('is found among many indexes, as those show it who know no palettes', () => {
    const { image, samples } = grey8(ROWS, COLUMNS)
    // Spread evenly, the letters would be one of a hundred shades apart from their ground.
    for (let at = 0; at < samples.length; at++) samples[at] = at < 40 * COLUMNS ? 20 + (at % 100) : 119
    paintLetters(samples, COLUMNS, { x: 20, y: 60, count: 7, scale: 2, value: HIDDEN })
    const one = new Uint16Array(256).fill(9)
    const object: ShownObject = { ...shown, palette: { first: 0, colours: [one, one, one] } }
    const frame = { samples, image: { ...image, photometricInterpretation: 'PALETTE COLOR' }, frame: 0, frames: 1 }
    expect(
      createFrameLook(object, KNOWLEDGE, reading({ text: 'Quandtberg', confidence: 0.9 }))(frame, []),
    ).toHaveLength(1)
  })
})

describe('areas that become black anyhow', () => {
  it('are not looked at', () => {
    const look = createFrameLook(shown, KNOWLEDGE, reading({ text: 'Quandtberg', confidence: 0.9 }))
    expect(look(frameOf('PALETTE COLOR'), [{ x: 0, y: 0, width: COLUMNS, height: 45 }])).toHaveLength(1)
    expect(look(frameOf('PALETTE COLOR'), [{ x: 0, y: 0, width: COLUMNS, height: ROWS }])).toEqual([])
  })
})
