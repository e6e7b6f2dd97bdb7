import { describe, expect, it } from 'vitest'
import { parseWordTable } from '../../../src/detection/text-reader.ts'
import { encodeTiff } from '../../../src/detection/tiff.ts'

const HEADER = 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext'

describe('parseWordTable', () => {
  it('gives the words of each page, those without any included', () => {
    const table = [
      HEADER,
      '1\t1\t0\t0\t0\t0\t0\t0\t10\t10\t-1\t',
      '5\t1\t1\t1\t1\t1\t0\t0\t5\t5\t96.5\tAnna',
      '5\t1\t1\t1\t1\t2\t0\t0\t5\t5\t0\t ',
      '1\t2\t0\t0\t0\t0\t0\t0\t10\t10\t-1\t',
      '1\t3\t0\t0\t0\t0\t0\t0\t10\t10\t-1\t',
      '5\t3\t1\t1\t1\t1\t0\t0\t5\t5\t12\tx',
      '',
    ].join('\n')
    expect(parseWordTable(table, 3)).toEqual([
      [{ text: 'Anna', confidence: 0.965 }],
      [],
      [{ text: 'x', confidence: 0.12 }],
    ])
  })

  it.each([
    ['', 'nothing'],
    ['Error opening data file', 'a complaint'],
    [`${HEADER}\n1\t1\t0\t0\t0\t0\t0\t0\t10\t10\t-1\t\n1\t3\t0\t0\t0\t0\t0\t0\t10\t10\t-1\t\n`, 'nothing of a page'],
    [`${HEADER}\n5\t4\t1\t1\t1\t1\t0\t0\t5\t5\t96\tAnna`, 'a page that was not asked for'],
    [`${HEADER}\n5\t1\t1\t1\t1\t1\t0\t0\t5\t5\t96`, 'a row cut short'],
    [`${HEADER}\n5\t1\t1\t1\t1\t1\t0\t0\t5\t5\tmuch\tAnna`, 'no number'],
  ])('is undefined for what is no such table: %#', (table) => expect(parseWordTable(table, 3)).toBeUndefined())
})

describe('encodeTiff', () => {
  it('writes a directory for each page, with its size and where its bytes are', () => {
    const pages = [
      { rows: 2, columns: 3, grey: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      { rows: 1, columns: 3, grey: Uint8Array.of(7, 8, 9) },
    ]
    const bytes = encodeTiff(pages)
    const view = new DataView(bytes.buffer)
    expect([...bytes.subarray(0, 4)]).toEqual([0x49, 0x49, 42, 0])
    const read: { rows: number; columns: number; grey: Uint8Array }[] = []
    for (let at = view.getUint32(4, true); at !== 0; ) {
      const count = view.getUint16(at, true)
      const values = new Map<number, number>()
      for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
        const isShort = view.getUint16(entry + 2, true) === 3
        values.set(
          view.getUint16(entry, true),
          isShort ? view.getUint16(entry + 8, true) : view.getUint32(entry + 8, true),
        )
      }
      const dataAt = values.get(273)!
      read.push({
        rows: values.get(257)!,
        columns: values.get(256)!,
        grey: bytes.slice(dataAt, dataAt + values.get(279)!),
      })
      at = view.getUint32(at + 2 + count * 12, true)
    }
    expect(read).toEqual(pages)
  })
})
