/** Pages of grey as one TIFF (6.0, baseline, little endian, not compressed): what a reader of text takes in one go from a pipe. */

import type { Page } from './line-pages.ts'

const HEADER_BYTES = 8
const SHORT = 3
const LONG = 4
const BLACK_IS_ZERO = 1

export function encodeTiff(pages: readonly Page[]): Uint8Array {
  const entries = (page: Page, dataAt: number): readonly (readonly [tag: number, type: number, value: number])[] => [
    [256, LONG, page.columns],
    [257, LONG, page.rows],
    [258, SHORT, 8],
    [259, SHORT, 1],
    [262, SHORT, BLACK_IS_ZERO],
    [273, LONG, dataAt],
    [277, SHORT, 1],
    [278, LONG, page.rows],
    [279, LONG, page.grey.length],
  ]
  const directoryBytes = 2 + entries({ rows: 0, columns: 0, grey: new Uint8Array(0) }, 0).length * 12 + 4
  const dataBytes = (page: Page): number => page.grey.length + (page.grey.length % 2)
  const total = pages.reduce((bytes, page) => bytes + directoryBytes + dataBytes(page), HEADER_BYTES)
  const bytes = new Uint8Array(total)
  const view = new DataView(bytes.buffer)
  bytes.set([0x49, 0x49, 42, 0])
  view.setUint32(4, HEADER_BYTES, true)
  let at = HEADER_BYTES
  for (const [index, page] of pages.entries()) {
    const dataAt = at + directoryBytes
    const list = entries(page, dataAt)
    view.setUint16(at, list.length, true)
    for (const [number, [tag, type, value]] of list.entries()) {
      const entryAt = at + 2 + number * 12
      view.setUint16(entryAt, tag, true)
      view.setUint16(entryAt + 2, type, true)
      view.setUint32(entryAt + 4, 1, true)
      if (type === SHORT) view.setUint16(entryAt + 8, value, true)
      else view.setUint32(entryAt + 8, value, true)
    }
    at = dataAt + dataBytes(page)
    view.setUint32(dataAt - 4, index === pages.length - 1 ? 0 : at, true)
    bytes.set(page.grey, dataAt)
  }
  return bytes
}
