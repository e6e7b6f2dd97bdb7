import { describe, expect, it } from 'vitest'
import { allowedWords } from '../../../src/detection/allowed-words.ts'
import { detectText } from '../../../src/detection/detect-text.ts'
import { greyPlanes } from '../../../src/detection/grey-plane.ts'
import type { Page } from '../../../src/detection/line-pages.ts'
import type { ReadWord, TextReader } from '../../../src/detection/text-reader.ts'
import { limits } from '../../../src/limits.ts'
import { grey8, type Painted, paintLetters, readingLetters, turnFrame } from '../../support/letters.ts'

const NAME = { text: 'Abernathy', confidence: 0.9 }
const NOTHING_KNOWN = { words: [], allowed: allowedWords([]) }

/** Says of every page that it reads this. */
function saying(...words: readonly ReadWord[]): TextReader & { readonly pages: Page[] } {
  const pages: Page[] = []
  return {
    pages,
    readLines(some) {
      pages.push(...some)
      return some.map(() => words)
    },
  }
}

function contains(box: Painted, inner: Painted): boolean {
  return (
    box.x <= inner.x &&
    box.y <= inner.y &&
    box.x + box.width >= inner.x + inner.width &&
    box.y + box.height >= inner.y + inner.height
  )
}

describe('detectText', () => {
  it.each([
    ['light on dark', 20, 200, 2],
    ['dark on light', 220, 60, 2],
    ['of twelve pixels and faint', 100, 150, 2],
    ['of a hundred pixels', 10, 240, 14],
  ])('finds a line of letters %s, and gives its box with a margin', (_, ground, value, scale) => {
    const columns = 700
    const { image, samples } = grey8(200, columns, ground)
    const painted = paintLetters(samples, columns, { x: 40, y: 50, count: 7, scale, value })
    const found = detectText(greyPlanes(samples, image), NOTHING_KNOWN, saying({ text: 'Abernathy', confidence: 0.9 }))
    expect(found.some(({ box }) => contains(box, painted))).toBe(true)
    expect(found.every(({ kind }) => kind === 'text')).toBe(true)
  })

  it.each([
    ['light on dark', 20, 220],
    ['dark on light', 220, 20],
    ['faint on light', 200, 150],
    ['faint on dark', 60, 110],
  ])('shows the reader letters, whatever their shade: %s', (_, ground, value) => {
    const { image, samples } = grey8(120, 400, ground)
    paintLetters(samples, 400, { x: 40, y: 50, count: 7, scale: 3, value })
    const reader = readingLetters(7, { text: 'Abernathy', confidence: 0.9 })
    expect(detectText(greyPlanes(samples, image), NOTHING_KNOWN, reader)).not.toEqual([])
    expect(detectText(greyPlanes(samples, image), NOTHING_KNOWN, readingLetters(6, NAME))).toEqual([])
  })

  it('finds faint letters beside strong ones, and both', () => {
    const { image, samples } = grey8(200, 400, 20)
    const strong = paintLetters(samples, 400, { x: 40, y: 30, count: 7, scale: 3, value: 250 })
    const faint = paintLetters(samples, 400, { x: 40, y: 130, count: 7, scale: 3, value: 75 })
    const found = detectText(greyPlanes(samples, image), NOTHING_KNOWN, readingLetters(7, NAME))
    for (const painted of [strong, faint]) expect(found.some(({ box }) => contains(box, painted))).toBe(true)
  })

  it('leaves a margin around what it finds, for what of the letters is faint', () => {
    const { image, samples } = grey8(200, 400, 20)
    const painted = paintLetters(samples, 400, { x: 40, y: 80, count: 7, scale: 4, value: 250 })
    const [found] = detectText(greyPlanes(samples, image), NOTHING_KNOWN, readingLetters(7, NAME))
    const { x, y, width, height } = painted
    const margin = height / 4
    expect(
      contains(found!.box, { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin }),
    ).toBe(true)
  })

  it('finds what is read badly where other text was read well, and not by itself', () => {
    const { image, samples } = grey8(200, 400, 20)
    const [badly, well] = [{ text: 'Gkwer', confidence: 0.2 }, NAME]
    const lines = (count: number, y: number): Painted =>
      paintLetters(samples, 400, { x: 40, y, count, scale: 3, value: 250 })
    const first = lines(5, 30)
    const reader: TextReader = {
      readLines: (pages) => {
        const [fives, sevens] = [readingLetters(5, badly), readingLetters(7, well)].map((one) => one.readLines(pages))
        return pages.map((_, at) => [...fives![at]!, ...sevens![at]!])
      },
    }
    expect(detectText(greyPlanes(samples, image), NOTHING_KNOWN, reader)).toEqual([])
    lines(7, 130)
    const found = detectText(greyPlanes(samples, image), NOTHING_KNOWN, reader)
    expect(found.some(({ box }) => contains(box, first))).toBe(true)
  })

  it.each(['upwards', 'downwards'] as const)('finds a line of letters that reads %s', (reads) => {
    const [rows, columns] = [100, 260]
    const { samples } = grey8(rows, columns, 20)
    const { x, y, width, height } = paintLetters(samples, columns, { x: 20, y: 30, count: 7, scale: 3, value: 220 })
    const { image } = grey8(columns, rows)
    const planes = greyPlanes(turnFrame(samples, rows, columns, reads), image)
    const found = detectText(planes, NOTHING_KNOWN, readingLetters(7, NAME))
    const painted =
      reads === 'downwards'
        ? { x: rows - y - height, y: x, width: height, height: width }
        : { x: y, y: columns - x - width, width: height, height: width }
    expect(found).toHaveLength(1)
    expect(contains(found[0]!.box, painted)).toBe(true)
    expect(found[0]!.box.width * found[0]!.box.height).toBeLessThan(3 * width * height)
  })

  it('reads the lines of a turned block that has more of them than they have letters', () => {
    const [rows, columns] = [400, 160]
    const { samples } = grey8(rows, columns, 20)
    const [lines, letters] = [8, 6]
    for (let line = 0; line < lines; line++) {
      for (let letter = 0; letter < letters; letter++) {
        const [from, width] = [20 + 18 * letter, 12 + (letter % 2) * 3]
        const top = 20 + 42 * line
        for (let y = top; y < top + 21 - 3 * (line % 3); y++)
          samples.fill(220, y * columns + from, y * columns + from + width)
      }
    }
    const reader = saying()
    const { image } = grey8(columns, rows)
    detectText(greyPlanes(turnFrame(samples, rows, columns, 'upwards'), image), NOTHING_KNOWN, reader)
    const inkRuns = ({ rows: height, columns: width, grey }: Page): number => {
      const middle = Array.from(
        grey.subarray((height >> 1) * width, ((height >> 1) + 1) * width),
        (light) => light < 128,
      )
      return middle.filter((isInk, at) => isInk && middle[at - 1] !== true).length
    }
    // In each of the two directions that they may read in.
    expect(reader.pages.filter((page) => inkRuns(page) === letters)).toHaveLength(2 * lines)
  })

  it('reads rows of text as rows, and no columns of their letters', () => {
    const columns = 300
    const { image, samples } = grey8(200, columns, 20)
    const rows = [20, 50, 80, 110, 140]
    for (const top of rows) {
      for (let letter = 0; letter < 12; letter++) {
        // Without holes: those of letters stand above each other, and in no row of letters.
        const [from, width] = [20 + 18 * letter, 6 + 3 * (letter % 4)]
        for (let y = top; y < top + 21; y++) samples.fill(220, y * columns + from, y * columns + from + width)
      }
    }
    const reader = saying()
    detectText(greyPlanes(samples, image), NOTHING_KNOWN, reader)
    expect(reader.pages).toHaveLength(rows.length)
  })

  it.each([
    ['nothing about three marks above each other', 3, false],
    ['about four', 4, true],
  ])('asks the reader %s, as a line that reads upwards', (_, count, isRead) => {
    const [rows, columns] = [60, 200]
    const { samples } = grey8(rows, columns, 20)
    paintLetters(samples, columns, { x: 20, y: 20, count, scale: 3, value: 220 })
    const reader = saying()
    const { image } = grey8(columns, rows)
    detectText(greyPlanes(turnFrame(samples, rows, columns, 'upwards'), image), NOTHING_KNOWN, reader)
    expect(reader.pages.length > 0).toBe(isRead)
  })

  it('reads letters once more where they stand out of marks that are much taller', () => {
    const columns = 400
    const { image, samples } = grey8(160, columns, 20)
    const painted = paintLetters(samples, columns, { x: 40, y: 30, count: 10, scale: 3, value: 250 })
    // Below each letter, and so faint that only at the lower levels it is one mark with it.
    for (let letter = 0; letter < 10; letter++) {
      for (let row = painted.y + painted.height - 3; row < painted.y + 3 * painted.height; row++) {
        const at = row * columns + painted.x + 18 * letter
        for (let column = 0; column < 3 + 2 * (letter % 4); column++) {
          samples[at + column] = Math.max(115, samples[at + column]!)
        }
      }
    }
    const found = detectText(greyPlanes(samples, image), NOTHING_KNOWN, readingLetters(10, NAME))
    expect(found.some(({ box }) => contains(box, painted))).toBe(true)
  })

  it('leaves what is read badly and is much larger than the text that is read well', () => {
    const columns = 500
    const { image, samples } = grey8(260, columns, 50)
    paintLetters(samples, columns, { x: 40, y: 10, count: 7, scale: 3, value: 250 })
    paintLetters(samples, columns, { x: 40, y: 100, count: 5, scale: 8, value: 250 })
    const badly = { text: 'Gkwer', confidence: 0.2 }
    const reader: TextReader = {
      readLines: (pages) => {
        const [fives, sevens] = [readingLetters(5, badly), readingLetters(7, NAME)].map((one) => one.readLines(pages))
        return pages.map((_, at) => [...fives![at]!, ...sevens![at]!])
      },
    }
    const found = detectText(greyPlanes(samples, image), NOTHING_KNOWN, reader)
    expect(found).not.toEqual([])
    expect(found.every(({ box }) => box.y + box.height < 90)).toBe(true)
  })

  it('lets a mark stay that was read well once and badly in another size, beside a name', () => {
    const columns = 700
    const { image, samples } = grey8(260, columns, 20)
    const mark = paintLetters(samples, columns, { x: 40, y: 130, count: 5, scale: 9, value: 250 })
    paintLetters(samples, columns, { x: 40, y: 20, count: 7, scale: 5, value: 250 })
    let marks = 0
    const reader: TextReader = {
      readLines: (pages) => {
        const [fives, sevens] = [readingLetters(5, NAME), readingLetters(7, NAME)].map((one) => one.readLines(pages))
        return pages.map((_, at) => {
          if (fives![at]!.length === 0) return sevens![at]!
          return [marks++ === 0 ? { text: 'ERECT', confidence: 0.95 } : { text: 'Gkwer', confidence: 0.2 }]
        })
      },
    }
    const found = detectText(greyPlanes(samples, image), NOTHING_KNOWN, reader)
    expect(marks).toBeGreaterThan(1)
    expect(found).not.toEqual([])
    expect(found.every(({ box }) => box.y + box.height < mark.y)).toBe(true)
  })

  it('takes a short word beside a name with it', () => {
    const columns = 500
    const { image, samples } = grey8(120, columns, 20)
    const word = paintLetters(samples, columns, { x: 40, y: 50, count: 7, scale: 3, value: 250 })
    // Half as tall: no letter of the same line.
    const initial = paintLetters(samples, columns, {
      x: word.x + word.width + 40,
      y: 61,
      count: 1,
      scale: 1,
      value: 250,
    })
    const found = detectText(greyPlanes(samples, image), NOTHING_KNOWN, readingLetters(7, NAME))
    expect(found.some(({ box }) => contains(box, initial) && contains(box, word))).toBe(true)
  })

  it('fails where no level tells strokes from noise', () => {
    const { image, samples } = grey8(60, 200, 20)
    paintLetters(samples, 200, { x: 40, y: 20, count: 6, scale: 2, value: 220 })
    const detect = (mostRuns: number) => () =>
      detectText(greyPlanes(samples, image), NOTHING_KNOWN, saying(), limits.detectedLines, mostRuns)
    expect(detect(2)).toThrow(expect.objectContaining({ code: 'PIXELS_NOT_INSPECTED' }))
    expect(detect(limits.detectedRuns)).not.toThrow()
  })

  it('finds letters through which the lines of a grid go', () => {
    const columns = 400
    const { image, samples } = grey8(200, columns, 10)
    const painted = paintLetters(samples, columns, { x: 40, y: 50, count: 8, scale: 3, value: 220 })
    for (let row = 0; row < 200; row++) {
      for (let column = 0; column < columns; column++) {
        if (row % 32 === 0 || column % 32 === 0) samples[row * columns + column] = 220
      }
    }
    const found = detectText(greyPlanes(samples, image), NOTHING_KNOWN, saying(NAME))
    expect(found.some(({ box }) => contains(box, painted))).toBe(true)
  })

  it('asks the reader nothing about a frame without lines of letters', () => {
    const reader = saying({ text: 'Abernathy', confidence: 0.9 })
    const { image, samples } = grey8(128, 128)
    for (let at = 0; at < samples.length; at++) samples[at] = (at % 128) + (at >> 7) / 2
    expect(detectText(greyPlanes(samples, image), NOTHING_KNOWN, reader)).toEqual([])
    expect(reader.pages).toEqual([])
  })

  it('lets a mark that is allowed stay, and takes it beside a name in its line', () => {
    const columns = 300
    const { image, samples } = grey8(64, columns)
    paintLetters(samples, columns, { x: 20, y: 20, count: 6, scale: 2, value: 255 })
    const planes = greyPlanes(samples, image)
    const mark = { text: 'LAT', confidence: 0.95 }
    expect(detectText(planes, NOTHING_KNOWN, saying(mark))).toEqual([])
    expect(detectText(planes, NOTHING_KNOWN, saying(mark, { text: 'Abernathy', confidence: 0.95 }))).not.toEqual([])
  })

  it('gives the reader pages of dark letters on white, of like height whatever they had', () => {
    for (const [scale, value, ground] of [
      [2, 255, 0],
      [8, 0, 255],
    ] as const) {
      const columns = 600
      const { image, samples } = grey8(120, columns, ground)
      paintLetters(samples, columns, { x: 20, y: 30, count: 8, scale, value })
      const reader = saying()
      detectText(greyPlanes(samples, image), NOTHING_KNOWN, reader)
      const page = reader.pages[0]!
      expect(page.rows).toBeGreaterThan(45)
      expect(page.rows).toBeLessThan(100)
      expect(page.grey[0]).toBe(255)
      expect(Math.min(...page.grey)).toBeLessThan(40)
    }
  })

  it('fails where a frame has more lines than are read, and reads none of them', () => {
    const columns = 400
    const { image, samples } = grey8(200, columns)
    for (let y = 4; y < 170; y += 30) {
      for (const x of [10, 210]) paintLetters(samples, columns, { x, y, count: 5, scale: 2, value: 255 })
    }
    const reader = saying({ text: 'Abernathy', confidence: 0.9 })
    const planes = greyPlanes(samples, image)
    const all = saying()
    detectText(planes, NOTHING_KNOWN, all)
    const lines = all.pages.length
    expect(lines).toBeGreaterThan(5)
    expect(() => detectText(planes, NOTHING_KNOWN, reader, lines - 1)).toThrow(
      expect.objectContaining({ code: 'PIXELS_NOT_INSPECTED' }),
    )
    expect(reader.pages).toEqual([])
    detectText(planes, NOTHING_KNOWN, reader, lines)
    expect(reader.pages).toHaveLength(lines)
  })
})
