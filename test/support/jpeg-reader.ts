/** Reads the coefficients of a sequential JPEG code stream, bit by bit and as the standard words it: the second reader of what is written. */

import { type BlockPlace, type JpegShape, keyOfBlock, mcusOfScan } from './jpeg-layout.ts'

export interface ReadJpeg extends JpegShape {
  /** In zigzag order, by component, column and row. */
  readonly blocks: ReadonlyMap<string, readonly number[]>
  readonly places: readonly BlockPlace[]
  /** Codes of the markers in order, with those that restart. */
  readonly markers: readonly number[]
  /** Behind EOI. */
  readonly bytesLeft: number
}

type Codes = ReadonlyMap<string, number>

/** Throws where it is not as the standard says. */
export function readJpeg(codestream: Uint8Array): ReadJpeg {
  const markers: number[] = []
  const tables = new Map<number, Codes>()
  const blocks = new Map<string, readonly number[]>()
  const places: BlockPlace[] = []
  let shape: JpegShape = { rows: 0, columns: 0, factors: [] }
  let ids: number[] = []
  let interval = 0
  let at = 0
  for (;;) {
    if (codestream[at] !== 0xff) throw new Error(`no marker at ${at}`)
    while (codestream[at + 1] === 0xff) at++
    const code = codestream[at + 1]!
    at += 2
    markers.push(code)
    if (code === 0xd8) continue
    if (code === 0xd9) break
    const content = codestream.subarray(at + 2, at + codestream[at]! * 256 + codestream[at + 1]!)
    at += content.length + 2
    if (code === 0xc0 || code === 0xc1) {
      const components = Array.from({ length: content[5]! }, (_, index) => content.subarray(6 + 3 * index))
      ids = components.map(([id]) => id!)
      const factors = components.map((component) => [component[1]! >> 4, component[1]! & 15] as const)
      shape = { rows: content[1]! * 256 + content[2]!, columns: content[3]! * 256 + content[4]!, factors }
    } else if (code === 0xc4) {
      for (let from = 0; from < content.length; ) from = readTable(content, from, tables)
    } else if (code === 0xdd) interval = content[0]! * 256 + content[1]!
    else if (code === 0xda) {
      const scan = Array.from({ length: content[0]! }, (_, index) => ({
        component: ids.indexOf(content[1 + 2 * index]!),
        dc: tables.get(content[2 + 2 * index]! >> 4)!,
        ac: tables.get(0x10 | (content[2 + 2 * index]! & 15))!,
      }))
      const mcus = mcusOfScan(
        shape,
        scan.map(({ component }) => component),
      )
      const byComponent = new Map(scan.map((one) => [one.component, one]))
      for (let first = 0; first < mcus.length; first += interval || mcus.length) {
        if (first > 0) {
          const number = (first / interval - 1) % 8
          if (codestream[at] !== 0xff || codestream[at + 1] !== 0xd0 + number) throw new Error(`no restart at ${at}`)
          markers.push(0xd0 + number)
          at += 2
        }
        const { bits, end } = unstuff(codestream, at)
        at = end
        const used = readInterval(mcus.slice(first, first + (interval || mcus.length)), byComponent, bits, blocks)
        if (bits.length - used > 7 || bits.slice(used).includes('0')) throw new Error(`padding before ${at}`)
      }
      places.push(...mcus.flat())
    }
  }
  return { ...shape, blocks, places, markers, bytesLeft: codestream.length - at }
}

function readTable(content: Uint8Array, from: number, tables: Map<number, Codes>): number {
  const codes = new Map<string, number>()
  let at = from + 17
  let code = 0
  for (let length = 1; length <= 16; length++) {
    for (let count = content[from + length]!; count > 0; count--) {
      const digits = code.toString(2).padStart(length, '0')
      if (digits.length > length || !digits.includes('0')) throw new Error('a code that there cannot be')
      codes.set(digits, content[at++]!)
      code++
    }
    code *= 2
  }
  tables.set(content[from]!, codes)
  return at
}

function unstuff(codestream: Uint8Array, from: number): { bits: string; end: number } {
  const bytes: string[] = []
  let at = from
  for (; ; at++) {
    if (codestream[at] === undefined) throw new Error('no end')
    if (codestream[at] === 0xff && codestream[at + 1] !== 0) break
    bytes.push(codestream[at]!.toString(2).padStart(8, '0'))
    if (codestream[at] === 0xff) at++
  }
  return { bits: bytes.join(''), end: at }
}

function readInterval(
  mcus: readonly (readonly BlockPlace[])[],
  scan: ReadonlyMap<number, { readonly dc: Codes; readonly ac: Codes }>,
  bits: string,
  blocks: Map<string, readonly number[]>,
): number {
  let at = 0
  const symbol = (codes: Codes): number => {
    for (let length = 1; length <= 16; length++) {
      const found = codes.get(bits.slice(at, at + length))
      if (found === undefined) continue
      at += length
      return found
    }
    throw new Error('no such code')
  }
  const number = (count: number): number => {
    if (count === 0) return 0
    const digits = bits.slice(at, at + count)
    at += count
    return digits[0] === '1' ? Number.parseInt(digits, 2) : Number.parseInt(digits, 2) - 2 ** count + 1
  }
  const last = new Map<number, number>()
  for (const place of mcus.flat()) {
    const { dc, ac } = scan.get(place.component)!
    const block = new Array<number>(64).fill(0)
    block[0] = (last.get(place.component) ?? 0) + number(symbol(dc))
    last.set(place.component, block[0])
    for (let index = 1; index < 64; index++) {
      const value = symbol(ac)
      if (value === 0) break
      index += value >> 4
      if (index > 63) throw new Error('too many coefficients')
      block[index] = number(value & 15)
    }
    blocks.set(keyOfBlock(place), block)
  }
  return at
}
