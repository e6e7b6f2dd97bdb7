/**
 * Decodes a value so that each character knows the bytes that it came from. Whoever removes characters removes those bytes
 * and leaves all others, escape sequences too, as they are: nothing has to be encoded again.
 */

import { type CharsetPlan, type CodeElement, parseSpecificCharacterSet } from './charset-terms.ts'

/** Text of a value. The arrays are by UTF-16 code unit; undefined where each unit is the byte at the same place. */
export interface DecodedText {
  readonly text: string
  readonly places:
    | {
        /** Offset of the first byte of the character. */
        readonly startAt: Uint32Array
        /** Offset after its last byte. */
        readonly endAt: Uint32Array
        /** 1 where the left half has two bytes a character, so that a space (20H) cannot stand instead. */
        readonly isWide: Uint8Array
      }
    | undefined
}

/**
 * What ends a stretch of text, so that the initial code elements hold again (PS3.5 6.1.2.5.3): the end of a line or page and the
 * tabulator always; the backslash between values; the delimiters of a person name.
 */
export type Delimiters = 'text' | 'values' | 'names'

/** Decodes values of one Specific Character Set. Undefined where a byte cannot be a character of it. */
export type Decoder = (value: Uint8Array, delimiters: Delimiters) => DecodedText | undefined

const ESC = 0x1b
const SPACE = 0x20
const REPLACEMENT = '\ufffd'
const CODES_IN_A_ROW = 94
const CODES = 96
const RESETS: Readonly<Record<Delimiters, ReadonlySet<number>>> = {
  text: new Set([0x09, 0x0a, 0x0c, 0x0d]),
  values: new Set([0x09, 0x0a, 0x0c, 0x0d, 0x5c]),
  names: new Set([0x09, 0x0a, 0x0c, 0x0d, 0x5c, 0x5e, 0x3d]),
}

/** The decoder for a value of Specific Character Set, of no bytes where the attribute is absent. Undefined: not to be known. */
export function createDecoder(specificCharacterSet: Uint8Array): Decoder | undefined {
  const plan = parseSpecificCharacterSet(specificCharacterSet)
  if (plan === undefined) return undefined
  return (value, delimiters) => {
    if (isPlain(value))
      return { text: String.fromCharCode.apply(null, value as unknown as number[]), places: undefined }
    if (plan.kind === 'tables') return decodeTables(value, plan, RESETS[delimiters])
    return decodeMultiByte(value, plan.kind)
  }
}

/** ASCII without escape sequences is the same in every character set. Long values take the other way, too long for one call. */
function isPlain(value: Uint8Array): boolean {
  if (value.length > 4096) return false
  for (let at = 0; at < value.length; at++) if (value[at]! >= 0x7f || value[at] === ESC) return false
  return true
}

type TablesPlan = Extract<CharsetPlan, { kind: 'tables' }>

function decodeTables(value: Uint8Array, plan: TablesPlan, resets: ReadonlySet<number>): DecodedText | undefined {
  const writer = createWriter(value.length)
  let { left, right } = plan
  let at = 0
  while (at < value.length) {
    const byte = value[at]!
    if (byte === ESC) {
      const element = escapedElement(value, at + 1, plan.escapes)
      if (element === undefined) return undefined
      if (element.half === 0) left = element
      else right = element
      at += 1 + element.escape.length
      continue
    }
    const isWide = left.bytesPerCharacter === 2
    if (byte <= SPACE || byte === 0x7f || (byte < 0x80 && !isWide)) {
      writer.put(String.fromCharCode(byte), at, at + 1, isWide)
      at++
      if (resets.has(byte)) {
        left = plan.left
        right = plan.right
      }
      continue
    }
    const element = byte < 0x80 ? left : right
    if (element === undefined) return undefined
    const character =
      element.bytesPerCharacter === 1 ? singleByte(element, byte) : doubleByte(element, byte, value[at + 1] ?? 0)
    if (character === undefined) return undefined
    writer.put(character, at, at + element.bytesPerCharacter, isWide)
    at += element.bytesPerCharacter
  }
  return writer.done()
}

function escapedElement(
  value: Uint8Array,
  at: number,
  escapes: ReadonlyMap<string, CodeElement>,
): CodeElement | undefined {
  const two = String.fromCharCode(value[at] ?? 0, value[at + 1] ?? 0)
  return escapes.get(two) ?? escapes.get(two + String.fromCharCode(value[at + 2] ?? 0))
}

const singleByteTables = new Map<CodeElement, readonly (string | undefined)[]>()

/** The character of a byte from 80H on. */
function singleByte(element: CodeElement, byte: number): string | undefined {
  let table = singleByteTables.get(element)
  if (table === undefined) {
    const decoder = new TextDecoder(element.label!)
    table = Array.from({ length: 0x80 }, (_, index) => oneCharacter(decoder, [0x80 + index]))
    singleByteTables.set(element, table)
  }
  return table[byte - 0x80]
}

const doubleByteTables = new Map<CodeElement, Map<number, readonly (string | undefined)[]>>()

/** The character of two bytes of the half that the element is in. A row of the table is made when it is first asked. */
function doubleByte(element: CodeElement, lead: number, trail: number): string | undefined {
  const high = element.half * 0x80
  const row = lead - high - 0x21
  const cell = trail - high - 0x20
  if (row < 0 || row >= CODES_IN_A_ROW || cell < 1 || cell > CODES_IN_A_ROW) return undefined
  let rows = doubleByteTables.get(element)
  if (rows === undefined) {
    rows = new Map()
    doubleByteTables.set(element, rows)
  }
  let cells = rows.get(row)
  if (cells === undefined) {
    const decoder = new TextDecoder(element.label!)
    const codeOf = (index: number) => [...element.prefix, row + 0xa1, index + 0xa0]
    cells = Array.from({ length: CODES }, (_, index) => oneCharacter(decoder, codeOf(index)))
    rows.set(row, cells)
  }
  return cells[cell]
}

type PlatformDecoder = InstanceType<typeof TextDecoder>

function oneCharacter(decoder: PlatformDecoder, bytes: readonly number[]): string | undefined {
  const character = decoder.decode(Uint8Array.from(bytes))
  return character.length === 1 && character !== REPLACEMENT ? character : undefined
}

const multiByteDecoders = new Map<string, PlatformDecoder>()

/** The whole value at once; then each character is given its bytes by the lengths that the encoding has. */
function decodeMultiByte(value: Uint8Array, label: 'utf-8' | 'gb18030' | 'gbk'): DecodedText | undefined {
  if (value.includes(ESC)) return undefined
  let decoder = multiByteDecoders.get(label)
  if (decoder === undefined) {
    decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true })
    multiByteDecoders.set(label, decoder)
  }
  let text: string
  try {
    text = decoder.decode(value)
  } catch {
    return undefined
  }
  const writer = createWriter(value.length)
  let at = 0
  for (const character of text) {
    const bytes = label === 'utf-8' ? utf8Bytes(character.codePointAt(0)!) : chineseBytes(value, at)
    writer.put(character, at, at + bytes, false)
    at += bytes
  }
  return at === value.length ? writer.done() : undefined
}

function utf8Bytes(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}

/** GBK and GB 18030: one byte below 81H, four where the second is a digit, else two. */
function chineseBytes(value: Uint8Array, at: number): number {
  if (value[at]! <= 0x80) return 1
  const second = value[at + 1] ?? 0
  return second >= 0x30 && second <= 0x39 ? 4 : 2
}

function createWriter(maxUnits: number) {
  const startAt = new Uint32Array(maxUnits)
  const endAt = new Uint32Array(maxUnits)
  const isWide = new Uint8Array(maxUnits)
  let text = ''
  return {
    put(character: string, start: number, end: number, wide: boolean): void {
      for (let unit = text.length; unit < text.length + character.length; unit++) {
        startAt[unit] = start
        endAt[unit] = end
        isWide[unit] = wide ? 1 : 0
      }
      text += character
    },
    done: (): DecodedText => ({ text, places: { startAt, endAt, isWide } }),
  }
}
