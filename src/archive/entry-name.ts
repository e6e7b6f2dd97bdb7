/**
 * Names of the entries of the output, as bytes. An input's name identifies: people file by patient and date.
 *
 * `hash`: each component becomes a keyed name, so that what stood in one folder stays in one folder, in every archive under
 * that key. `uid`: study/series/instance.dcm by the replaced UIDs, as `hash` where one of them is not known. `keep`: the
 * input's own name, made relative and without `..`.
 */

import { latin1Bytes } from '../dicom/value-text.ts'
import type { OutputUids } from '../engine/contract.ts'

export const NAME_MODES = ['hash', 'uid', 'keep'] as const
export type NameMode = (typeof NAME_MODES)[number]

/** Keyed names, as identity/identity.ts makes them. */
export interface ComponentNames {
  /** A name that is safe in a path, the same for the same bytes under one key; not empty for bytes that are not. */
  nameComponent(bytes: Uint8Array): string
}

/** Extensions that tell the kind of file and nothing else. They stay, in lower case. */
const KEPT_EXTENSIONS = ['.dcm', '.ima', '.dicom'] as const
const EXTENSION_BYTES = KEPT_EXTENSIONS.map((extension) => new TextEncoder().encode(extension))

const SLASH = 0x2f
const DOT = 0x2e
const CAPITAL_A = 0x41
const CAPITAL_Z = 0x5a
const TO_SMALL = 0x20
const UID_PATTERN = /^[0-9]+(?:\.[0-9]+)*$/
const MAX_UID_CHARACTERS = 64
/** Stands for a name without components: no component holds a slash, so it is equal to none. */
const NAMELESS = Uint8Array.of(SLASH)

/** The name of an entry in the output, never empty. `uids`: those of the output, never of the input. */
export function nameEntry(name: Uint8Array, mode: NameMode, names: ComponentNames, uids: OutputUids = {}): Uint8Array {
  switch (mode) {
    case 'hash':
      return hashName(name, names)
    case 'uid':
      return nameByUids(uids) ?? hashName(name, names)
    case 'keep':
      return keepName(name) ?? hashName(name, names)
  }
}

/** The name of a directory in the output: the same as stands before the names of what is in it. It ends with a slash. */
export function nameDirectory(name: Uint8Array, mode: NameMode, names: ComponentNames): Uint8Array {
  const components = componentsOf(name)
  if (components.length === 0) components.push(NAMELESS)
  const kept = mode === 'keep' ? keepName(name) : undefined
  if (kept !== undefined) return Uint8Array.of(...kept, SLASH)
  return new TextEncoder().encode(components.map((component) => `${names.nameComponent(component)}/`).join(''))
}

/** A name of one component for one that is too long: made from all of it, with what its kind is told by. */
export function nameInShort(name: Uint8Array, names: ComponentNames): Uint8Array {
  return new TextEncoder().encode(`${names.nameComponent(name)}${findExtension(name)}`)
}

function hashName(name: Uint8Array, names: ComponentNames): Uint8Array {
  let path = ''
  let last: Uint8Array = NAMELESS
  for (let at = 0; at < name.length; ) {
    const end = componentEnd(name, at)
    if (!isVoid(name, at, end)) {
      if (last !== NAMELESS) path += `${names.nameComponent(last)}/`
      last = name.subarray(at, end)
    }
    at = end + 1
  }
  const extension = findExtension(last)
  return latin1Bytes(`${path}${names.nameComponent(withoutExtension(last, extension))}${extension}`)
}

/**
 * What the name of a component is made from. An extension with capitals, which are lost, goes into it behind a slash, which is in no component: A.DCM and A.dcm
 * in one folder are two files.
 */
function withoutExtension(component: Uint8Array, extension: string): Uint8Array {
  if (extension === '') return component
  const stemBytes = component.length - extension.length
  const stem = component.subarray(0, stemBytes)
  for (let at = stemBytes; at < component.length; at++) {
    if (isCapital(component[at]!)) return Uint8Array.of(...stem, SLASH, ...component.subarray(stemBytes))
  }
  return stem
}

function nameByUids({ study, series, instance }: OutputUids): Uint8Array | undefined {
  // Under an option that retains UIDs they are the input's own text, which may hold anything.
  if (!isUid(study) || !isUid(series) || !isUid(instance)) return undefined
  return new TextEncoder().encode(`${study}/${series}/${instance}.dcm`)
}

function isUid(uid: string | undefined): uid is string {
  return uid !== undefined && uid.length <= MAX_UID_CHARACTERS && UID_PATTERN.test(uid)
}

function keepName(name: Uint8Array): Uint8Array | undefined {
  const components = componentsOf(name)
  if (components.length === 0) return undefined
  const kept = new Uint8Array(components.reduce((sum, component) => sum + component.length + 1, -1))
  let at = 0
  for (const component of components) {
    kept.set(component, at)
    at += component.length
    if (at < kept.length) kept[at++] = SLASH
  }
  return kept
}

/** What stands between slashes, without empty components, `.` and `..`. */
function componentsOf(name: Uint8Array): Uint8Array[] {
  const components: Uint8Array[] = []
  for (let at = 0; at < name.length; ) {
    const end = componentEnd(name, at)
    if (!isVoid(name, at, end)) components.push(name.subarray(at, end))
    at = end + 1
  }
  return components
}

function componentEnd(name: Uint8Array, at: number): number {
  let end = at
  while (end < name.length && name[end] !== SLASH) end++
  return end
}

/** Nothing, `.` or `..`. */
function isVoid(name: Uint8Array, at: number, end: number): boolean {
  if (end - at > 2) return false
  for (let index = at; index < end; index++) if (name[index] !== DOT) return false
  return true
}

/** The kept extension of a component that has something before it; else the empty text. */
function findExtension(component: Uint8Array): string {
  for (let index = 0; index < EXTENSION_BYTES.length; index++) {
    const extension = EXTENSION_BYTES[index]!
    if (extension.length < component.length && endsWith(component, extension)) return KEPT_EXTENSIONS[index]!
  }
  return ''
}

/** Small letters of `extension` stand for capitals too. */
function endsWith(component: Uint8Array, extension: Uint8Array): boolean {
  const from = component.length - extension.length
  for (let at = 0; at < extension.length; at++) {
    const byte = component[from + at]!
    if ((isCapital(byte) ? byte + TO_SMALL : byte) !== extension[at]) return false
  }
  return true
}

function isCapital(byte: number): boolean {
  return byte >= CAPITAL_A && byte <= CAPITAL_Z
}
