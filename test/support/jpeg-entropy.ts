/** Huffman coding of JPEG (ISO/IEC 10918-1 F.1.2), slow and plain, with tables of every kind. */

export interface JpegSymbol {
  readonly kind: 'dc' | 'ac'
  readonly symbol: number
  readonly bits: number
  readonly bitCount: number
}

export type JpegCodes = 'flat' | 'steep' | 'full'

export type JpegTable = readonly { readonly symbol: number; readonly length: number; readonly code: number }[]

/** A DC difference or an AC coefficient behind so many zeros. */
export function coded(kind: 'dc' | 'ac', zeros: number, value: number): JpegSymbol {
  const bitCount = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1
  const bits = value < 0 ? value + 2 ** bitCount - 1 : value
  return { kind, symbol: zeros * 16 + bitCount, bits, bitCount }
}

export function tableFor(
  symbols: readonly JpegSymbol[],
  kind: 'dc' | 'ac',
  { codes = 'flat', precision = 8 }: { readonly codes?: JpegCodes; readonly precision?: number },
): JpegTable {
  const used = new Map<number, number>()
  for (const one of symbols) if (one.kind === kind) used.set(one.symbol, (used.get(one.symbol) ?? 0) + 1)
  if (codes === 'full') {
    const most = precision + (kind === 'dc' ? 3 : 2)
    for (let run = 0; run < (kind === 'dc' ? 1 : 16); run++) {
      for (let size = run === 0 || run === 15 ? 0 : 1; size <= most; size++) used.set(run * 16 + size, 1)
    }
  }
  const order = [...used.keys()].sort((a, b) => used.get(b)! - used.get(a)!)
  const flat = Math.max(1, Math.ceil(Math.log2(order.length + 1)))
  let code = 0
  let last = 0
  return order.map((symbol, index) => {
    const length = codes === 'steep' ? (index < 9 ? index + 1 : 16) : flat
    code <<= length - last
    last = length
    return { symbol, length, code: code++ }
  })
}

export function layOut(table: JpegTable): number[] {
  const counts = Array.from({ length: 16 }, (_, index) => table.filter(({ length }) => length === index + 1).length)
  return [...counts, ...table.map(({ symbol }) => symbol)]
}

export function encodeData(
  mcus: readonly JpegSymbol[][],
  tables: { dc: JpegTable; ac: JpegTable },
  interval: number,
): Uint8Array {
  const bytes: number[] = []
  let bits = ''
  const flush = (): void => {
    while (bits.length >= 8) {
      const byte = Number.parseInt(bits.slice(0, 8), 2)
      bytes.push(byte)
      if (byte === 0xff) bytes.push(0)
      bits = bits.slice(8)
    }
  }
  const byKind = {
    dc: new Map(tables.dc.map((entry) => [entry.symbol, entry])),
    ac: new Map(tables.ac.map((entry) => [entry.symbol, entry])),
  }
  for (const [index, mcu] of mcus.entries()) {
    if (interval > 0 && index > 0 && index % interval === 0) {
      bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
      flush()
      bytes.push(0xff, 0xd0 + ((index / interval - 1) % 8))
    }
    for (const one of mcu) {
      const { code, length } = byKind[one.kind].get(one.symbol)!
      bits += code.toString(2).padStart(length, '0')
      if (one.bitCount > 0) bits += one.bits.toString(2).padStart(one.bitCount, '0')
    }
    flush()
  }
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
  flush()
  return Uint8Array.from(bytes)
}
