/** Values as text, by the decoders of the platform: another way than cleaning takes (PS3.3 C.12.1.1.2, PS3.5 6.1.2). */

import { TextDecoder } from 'node:util'
import { trimmedText } from '../dicom/value-text.ts'

/** Encoding labels by defined term. Code extensions of ISO 2022 are read as the set that they switch to, without the escape sequences. */
const LABELS: Readonly<Record<string, string>> = {
  '': 'latin1',
  'IR 6': 'latin1',
  'IR 100': 'latin1',
  'IR 101': 'iso-8859-2',
  'IR 109': 'iso-8859-3',
  'IR 110': 'iso-8859-4',
  'IR 144': 'iso-8859-5',
  'IR 127': 'iso-8859-6',
  'IR 126': 'iso-8859-7',
  'IR 138': 'iso-8859-8',
  'IR 148': 'iso-8859-9',
  'IR 203': 'iso-8859-15',
  'IR 13': 'shift_jis',
  'IR 166': 'windows-874',
  'IR 192': 'utf-8',
  'IR 87': 'iso-2022-jp',
  'IR 159': 'iso-2022-jp',
  'IR 149': 'euc-kr',
  'IR 58': 'gbk',
  GB18030: 'gb18030',
  GBK: 'gbk',
}
const ESC = 0x1b
const REMEMBERED_SETS = 64
// Escape sequences are ESC, intermediate bytes 20H to 2FH, and one final byte (ISO/IEC 2022).
const ESCAPE_SEQUENCES = /\u001b[ -/]+[0-~]/g

const decoders = new Map<string, TextDecoder>()

/** The text of a value under a Specific Character Set. Bytes that are no characters of it come out as U+FFFD. */
export function decodeText(value: Uint8Array, charset: Uint8Array): string {
  const isPlain = value.every((byte) => byte < 0x80 && byte !== ESC)
  if (isPlain) return Buffer.from(value).toString('latin1')
  const text = decoderOf(trimmedText(charset)).decode(value)
  return text.includes('\u001b') ? text.replaceAll(ESCAPE_SEQUENCES, '') : text
}

function decoderOf(charset: string): TextDecoder {
  const known = decoders.get(charset)
  if (known !== undefined) return known
  const terms = charset.split('\\').map((term) => term.trim().replace(/^ISO(?: 2022|_)? ?/, ''))
  const extension = terms.slice(1).find((term) => LABELS[term] !== undefined)
  const decoder = new TextDecoder(LABELS[extension ?? terms[0]!] ?? 'latin1')
  if (decoders.size >= REMEMBERED_SETS) decoders.clear()
  decoders.set(charset, decoder)
  return decoder
}
