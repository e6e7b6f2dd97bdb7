/**
 * Canaries: values that stand nowhere but where a test planted them, so that one of them in an output is a leak. They are
 * looked for in every form in which a program could let them through.
 */

import { seededRandom } from './chunkings.ts'

/** A canary that was found, and in which form. Offsets are those of the output. */
export interface Escape {
  readonly canary: string
  readonly form: string
  readonly offsetBytes: number
}

/** How a canary has to look to pass for a value of its attribute. */
export type CanaryKind = 'text' | 'name' | 'uid' | 'number' | 'code'

/** Makes canaries, never the same one twice, and remembers them. The same seed gives the same ones. */
export class Canaries {
  readonly planted: string[] = []
  private readonly random: () => number

  constructor(seed = 1) {
    this.random = seededRandom(seed)
  }

  /** `text` has hyphens and spaces, `name` a caret, `uid`, `number` and `code` what their VRs allow; 10 to 24 characters. */
  plant(kind: CanaryKind = 'text'): string {
    for (;;) {
      const canary = this.make(kind)
      // one inside another could not be told apart
      if (this.planted.some((other) => other.includes(canary) || canary.includes(other))) continue
      this.planted.push(canary)
      return canary
    }
  }

  private make(kind: CanaryKind): string {
    const letters = (count: number): string => this.draw('BCDFGHJKLMNPQRSTVWXZ', count)
    const digits = (count: number): string => this.draw('123456789', count)
    switch (kind) {
      case 'text':
        return `${letters(5)}-${digits(4)} ${letters(4)}`
      case 'name':
        return `${letters(7)}^${letters(6)}`
      case 'uid':
        return `1.3.${digits(8)}.${digits(8)}`
      case 'number':
        return digits(10)
      case 'code':
        return letters(10)
    }
  }

  private draw(alphabet: string, count: number): string {
    let text = ''
    for (let drawn = 0; drawn < count; drawn++) text += alphabet[Math.floor(this.random() * alphabet.length)]
    return text
  }
}

/** Every canary that stands in `bytes` in any form: as planted, in UTF-16, and without its hyphens, spaces and carets. */
export function findEscapes(bytes: Uint8Array, canaries: readonly string[]): Escape[] {
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const escapes: Escape[] = []
  for (const canary of canaries) {
    for (const [form, needle] of formsOf(canary)) {
      const offsetBytes = haystack.indexOf(needle)
      if (offsetBytes >= 0) escapes.push({ canary, form, offsetBytes })
    }
  }
  return escapes
}

function formsOf(canary: string): [string, Buffer][] {
  const forms: [string, Buffer][] = []
  for (const [name, text] of spellingsOf(canary)) {
    const little = Buffer.from(text, 'utf16le')
    forms.push([`${name}, one byte a character`, Buffer.from(text, 'latin1')])
    forms.push([`${name}, UTF-16LE`, little])
    forms.push([`${name}, UTF-16BE`, Buffer.from(little).swap16()])
  }
  return forms
}

function spellingsOf(canary: string): [string, string][] {
  const spellings = new Map(
    [
      [canary, 'as planted'],
      [canary.toLowerCase(), 'in lower case'],
      [canary.toUpperCase(), 'in upper case'],
      [canary.replaceAll(/[- ^]/g, ''), 'without separators'],
      [canary.replaceAll(/[-^]/g, ' '), 'with spaces'],
    ].reverse() as [string, string][],
  )
  return [...spellings].map(([text, name]) => [name, text])
}
