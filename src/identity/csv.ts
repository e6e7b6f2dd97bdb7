/** Comma-separated values as RFC 4180 has them: records of fields, read from bytes without a guess at what they meant. */

/** Where a fault is: both count from 1, the column in bytes. */
export interface CsvPlace {
  readonly line: number
  readonly column: number
}

export interface CsvField extends CsvPlace {
  /** One character for each byte. */
  readonly text: string
}

/** A fault of the form. It says where, never what was read. */
export class CsvFault extends Error {
  readonly place: CsvPlace

  constructor(detail: string, place: CsvPlace) {
    super(detail)
    this.place = place
  }
}

const COMMA = 0x2c
const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const

/**
 * The records of `bytes`; lines end with CR LF or LF, the last one with or without. A line without any byte is no record. Throws {@link CsvFault} for a quote
 * that is not closed, one within a field that does not begin with one, and anything between a closing quote and the end of its field.
 */
export function* readCsv(bytes: Uint8Array): Generator<readonly CsvField[]> {
  const marked = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte)
  const cursor = { at: marked ? BYTE_ORDER_MARK.length : 0, line: 1, lineAt: 0 }
  cursor.lineAt = cursor.at
  while (cursor.at < bytes.length) {
    const fields: CsvField[] = []
    do fields.push(readField(bytes, cursor))
    while (bytes[cursor.at++] === COMMA)
    // The cursor is past a line feed, past a carriage return before one, or past the end.
    if (bytes[cursor.at - 1] === CR) cursor.at++
    cursor.line++
    cursor.lineAt = cursor.at
    if (fields.length > 1 || fields[0]!.text !== '') yield fields
  }
}

interface Cursor {
  at: number
  line: number
  lineAt: number
}

/** Leaves the cursor at the comma or the line's end after the field. */
function readField(bytes: Uint8Array, cursor: Cursor): CsvField {
  const place = placeOf(cursor)
  if (bytes[cursor.at] === QUOTE) return { text: readQuoted(bytes, cursor, place), ...place }
  let text = ''
  while (!endsField(bytes, cursor.at)) {
    if (bytes[cursor.at] === QUOTE)
      throw new CsvFault('a quote within a field that does not begin with one', placeOf(cursor))
    text += String.fromCharCode(bytes[cursor.at++]!)
  }
  return { text, ...place }
}

function readQuoted(bytes: Uint8Array, cursor: Cursor, place: CsvPlace): string {
  let text = ''
  for (cursor.at++; ; cursor.at++) {
    const byte = bytes[cursor.at]
    if (byte === undefined) throw new CsvFault('a quote that is not closed', place)
    if (byte === QUOTE && bytes[++cursor.at] !== QUOTE) break
    text += String.fromCharCode(byte)
    if (byte === LF) {
      cursor.line++
      cursor.lineAt = cursor.at + 1
    }
  }
  if (!endsField(bytes, cursor.at)) throw new CsvFault('more after a closing quote', placeOf(cursor))
  return text
}

function endsField(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at]
  return byte === undefined || byte === COMMA || byte === LF || (byte === CR && bytes[at + 1] === LF)
}

function placeOf({ at, line, lineAt }: Cursor): CsvPlace {
  return { line, column: at - lineAt + 1 }
}
