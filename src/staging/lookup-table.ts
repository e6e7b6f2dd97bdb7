/** Reads lookup tables: of shades (PS3.3 C.11.1, C.11.2) and of the colours of a palette (PS3.3 C.7.6.3.1.5). */

/** What an element tells of a table, as it stands in a data set. */
export interface TableValue {
  readonly bytes: Uint8Array
  readonly littleEndian: boolean
  /** Of single bytes, which stand in the same order in every encoding. */
  readonly isBytes: boolean
}

/** What becomes of `first`, and of the values behind it. What is below is as `first` is; what is above, as the last one. */
export interface LookupTable {
  readonly first: number
  readonly entries: Uint16Array
}

/** A descriptor says 0 where it means this. */
const MOST_ENTRIES = 65_536
const MOST_ENTRY_BITS = 16
const SIGN_BIT = 0x8000
const WORD_RANGE = 0x1_0000

/** Words of 16 bits. */
export function wordsOf({ bytes, littleEndian }: TableValue): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint16Array.from({ length: bytes.length >> 1 }, (_, at) => view.getUint16(2 * at, littleEndian))
}

/** So many entries, each in a word, or each in a byte. Undefined where the length fits neither. */
export function entriesOf(data: TableValue, descriptorCount: number): Uint16Array | undefined {
  const { bytes, littleEndian, isBytes } = data
  const count = descriptorCount === 0 ? MOST_ENTRIES : descriptorCount
  if (bytes.length === 2 * count) return wordsOf(data)
  if (bytes.length !== count + (count % 2)) return undefined
  // Two of them are one word, of which the first is the lower byte.
  const swap = littleEndian || isBytes ? 0 : 1
  return Uint16Array.from({ length: count }, (_, at) => bytes[at ^ swap]!)
}

/**
 * Of LUT Descriptor (0028,3002) and LUT Data (0028,3006). Two tables where the first value that is mapped can be read with a sign and without: its VR says which is meant, and is often wrong or not
 * there. Undefined where they cannot be read, or contradict each other.
 */
export function readLookupTables(
  descriptor: TableValue | undefined,
  data: TableValue | undefined,
): readonly LookupTable[] | undefined {
  if (descriptor === undefined || data === undefined || descriptor.bytes.length !== 6) return undefined
  const [count, first, entryBits] = wordsOf(descriptor) as unknown as readonly [number, number, number]
  if (entryBits < 1 || entryBits > MOST_ENTRY_BITS) return undefined
  const entries = entriesOf(data, count)
  if (entries === undefined) return undefined
  return first < SIGN_BIT
    ? [{ first, entries }]
    : [first, first - WORD_RANGE].map((number) => ({ first: number, entries }))
}
