/** Reading the parts of a profile one by one: what is not as it should be becomes a fault, and the reading goes on. */

import { limits } from '../limits.ts'
import type { DocumentNode, MapEntry, Position, ProfileFault } from './document-node.ts'
import { findNearest, suggest } from './nearest.ts'

/** A node and the way to it, `rules[2].action`. */
export interface Field {
  readonly node: DocumentNode
  readonly at: string
}

const NO_HINTS: ReadonlyMap<string, string> = new Map()

/** The faults of a profile, in the order in which they are found. */
export class Faults {
  readonly list: ProfileFault[] = []
  /** How far up the profile is that is being read. */
  level = 0
  #untold = 0

  add(field: Field, message: string): void {
    this.addAt(field.node.position, field.at, message)
  }

  addAt(position: Position | undefined, at: string, message: string): void {
    if (this.list.length < limits.profileFaults) this.list.push({ at, message, position, level: this.level })
    else this.#untold += 1
  }

  /** Faults beyond limits.profileFaults. */
  get untold(): number {
    return this.#untold
  }
}

/**
 * The fields of a mapping by key, of which `keys` are known. `hints`: what to say of names that one
 * may well think of.
 */
export function readMap(
  field: Field,
  keys: readonly string[],
  faults: Faults,
  hints: ReadonlyMap<string, string> = NO_HINTS,
): Map<string, Field> {
  const fields = new Map<string, Field>()
  for (const { key, position, value } of entriesOf(field, faults)) {
    if (!keys.includes(key))
      faults.addAt(position, field.at, `there is no such key; ${hints.get(key) ?? suggest(key, keys)}`)
    else if (fields.has(key)) faults.addAt(position, join(field.at, key), 'the key is there twice')
    else fields.set(key, { node: value, at: join(field.at, key) })
  }
  return fields
}

/** The fields of a mapping whose keys are its author's own: they are told by number, not by name. */
export function readFreeMap(field: Field, faults: Faults): Map<string, Field> {
  const fields = new Map<string, Field>()
  for (const [index, { key, position, value }] of entriesOf(field, faults).entries()) {
    const at = `${field.at}[${index}]`
    if (fields.has(key)) faults.addAt(position, at, 'the key is there twice')
    else fields.set(key, { node: value, at })
  }
  return fields
}

function entriesOf(field: Field, faults: Faults): readonly MapEntry[] {
  if (field.node.kind === 'map') return field.node.entries
  faults.add(field, 'a mapping of keys and values belongs here')
  return []
}

/** The items of a list; of anything else, a list of that alone. */
export function readItems(field: Field): Field[] {
  const { node, at } = field
  if (node.kind !== 'list') return [field]
  return node.items.map((item, index) => ({ node: item, at: `${at}[${index}]` }))
}

/** A text as it was written. A number counts as text only where it is known how it was written. */
export function readText(field: Field, faults: Faults): string | undefined {
  const { node } = field
  if (node.kind === 'value') {
    if (typeof node.value === 'string') return node.value
    if (typeof node.value === 'number' && node.position !== undefined) return node.text
  }
  faults.add(field, isNothing(node) ? 'a text is missing' : 'a text belongs here; put it in quotes')
  return undefined
}

/** One of `names`. */
export function readChoice<Name extends string>(
  field: Field,
  names: readonly Name[],
  faults: Faults,
): Name | undefined {
  const text = readText(field, faults)
  if (text === undefined) return undefined
  const choice = names.find((name) => name === text)
  if (choice === undefined) faults.add(field, `there is no such value; ${suggest(text, names)}`)
  return choice
}

export function readBoolean(field: Field, faults: Faults): boolean | undefined {
  const { node } = field
  if (node.kind === 'value' && typeof node.value === 'boolean') return node.value
  faults.add(field, 'true or false belongs here')
  return undefined
}

export function readInteger(field: Field, faults: Faults): number | undefined {
  const { node } = field
  if (node.kind === 'value' && typeof node.value === 'number' && Number.isSafeInteger(node.value)) return node.value
  faults.add(field, 'a whole number belongs here')
  return undefined
}

/** `did you mean X?`, or what else to say where nothing is near. */
export function hint(wrong: string, names: Iterable<string>, otherwise: string): string {
  const nearest = findNearest(wrong, names)
  return nearest === undefined ? otherwise : `did you mean ${nearest}?`
}

function isNothing(node: DocumentNode): boolean {
  return node.kind === 'value' && node.value === null
}

function join(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`
}

/** Words or phrases, a list or one of them. */
export function readWords(field: Field, faults: Faults): string[] {
  const items = readItems(field)
  if (items.length > limits.profileWords) {
    faults.add(field, 'there are more words than limits.profileWords')
    return []
  }
  return items.flatMap((item) => {
    const word = readText(item, faults)?.trim()
    if (word === undefined) return []
    if (word.length >= 2 && word.length <= limits.profileWordCharacters) return word
    faults.add(item, `a word has 2 to ${limits.profileWordCharacters} characters`)
    return []
  })
}
