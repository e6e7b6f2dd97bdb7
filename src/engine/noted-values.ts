/** What was noted of an object, as texts and numbers. */

import type { Vr } from '../dicom/vr.ts'
import { ENCODING_EXPLICIT_BE } from '../wasm/seam.ts'
import type { Note, ObjectFacts } from './contract.ts'

const BINARY_BYTES: ReadonlyMap<string, number> = new Map([
  ['US', 2],
  ['SS', 2],
  ['UL', 4],
  ['SL', 4],
  ['FL', 4],
  ['FD', 8],
])

/** Values of the attributes that a judge had noted. */
export class NotedValues {
  readonly #facts: ObjectFacts

  constructor(facts: ObjectFacts) {
    this.#facts = facts
  }

  notesOf(tag: number): readonly Note[] {
    return this.#facts.notes.filter((note) => note.tag === tag)
  }

  /** Latin letters as they are, other characters by their bytes; in lower case, without spaces and NULs around them. */
  texts(tag: number): string[] {
    return this.notesOf(tag).map(({ value }) => trimmed(String.fromCharCode(...value)).toLowerCase())
  }

  /** All numbers of all its elements. `vr`: that of the registry, for where none is stated that says so. What is no number is left out. */
  numbers(tag: number, vr: Vr | string): number[] {
    const bigEndian = this.#facts.encoding === ENCODING_EXPLICIT_BE
    return this.notesOf(tag).flatMap((note) => {
      const stated = note.vr === undefined || /^(?:UN|O.)$/.test(note.vr) ? vr : note.vr
      return BINARY_BYTES.has(stated) ? binaryNumbers(note.value, stated, bigEndian) : textNumbers(note.value)
    })
  }

  /** The number of an attribute that has one value; undefined where it has none, several, or different ones. */
  number(tag: number, vr: Vr): number | undefined {
    const numbers = new Set(this.numbers(tag, vr))
    return numbers.size === 1 ? [...numbers][0] : undefined
  }

  /** Likewise, in upper case. */
  text(tag: number): string | undefined {
    const texts = new Set(this.texts(tag))
    return texts.size === 1 ? [...texts][0]!.toUpperCase() : undefined
  }
}

function trimmed(text: string): string {
  return text.replaceAll(/^[\0 ]+|[\0 ]+$/g, '')
}

function textNumbers(value: Uint8Array): number[] {
  return String.fromCharCode(...value)
    .split('\\')
    .map(trimmed)
    .filter((text) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?$/.test(text))
    .map(Number)
}

function binaryNumbers(value: Uint8Array, vr: string, bigEndian: boolean): number[] {
  const bytes = BINARY_BYTES.get(vr)!
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const read = (at: number): number => {
    if (vr === 'US') return view.getUint16(at, !bigEndian)
    if (vr === 'SS') return view.getInt16(at, !bigEndian)
    if (vr === 'UL') return view.getUint32(at, !bigEndian)
    if (vr === 'SL') return view.getInt32(at, !bigEndian)
    return vr === 'FL' ? view.getFloat32(at, !bigEndian) : view.getFloat64(at, !bigEndian)
  }
  return Array.from({ length: Math.floor(value.length / bytes) }, (_, index) => read(index * bytes))
}
