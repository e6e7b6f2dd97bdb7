import { expect, it } from 'vitest'
import type { Page } from '../../../src/detection/line-pages.ts'
import { rememberingReader } from '../../../src/detection/remembering-reader.ts'

function page(...grey: readonly number[]): Page {
  return { rows: 1, columns: grey.length, grey: Uint8Array.from(grey) }
}

it('gives the words of a page again where it was in the frame before, and has all others read', () => {
  const given: number[][] = []
  const reader = rememberingReader({
    readLines(pages) {
      given.push(pages.map(({ grey }) => grey[0]!))
      return pages.map(({ grey }) => [{ text: `word ${grey[0]}`, confidence: 1 }])
    },
  })
  const texts = (...pages: readonly Page[]): (string | undefined)[] =>
    reader.readLines(pages).map(([word]) => word?.text)
  expect(texts(page(1, 1), page(2, 2))).toEqual(['word 1', 'word 2'])
  expect(texts(page(2, 2), page(3, 3), page(1, 1))).toEqual(['word 2', 'word 3', 'word 1'])
  expect(texts(page(3, 4), page(3, 3), page(3), page(2, 2))).toEqual(['word 3', 'word 3', 'word 3', 'word 2'])
  expect(texts(page(2, 2))).toEqual(['word 2'])
  expect(texts(page(3, 3))).toEqual(['word 3'])
  expect(given).toEqual([[1, 2], [3], [3, 3], [3]])
})
