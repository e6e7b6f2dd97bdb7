/**
 * What surrounds the bodies of an archive whose members keep offset and size (docs/same-size.md): for every block of the input one of
 * the output. Extension blocks before a member become as many that say nothing, or hold the new name where its header cannot.
 */

import { concatenate } from '../dicom/concatenate.ts'
import { limits } from '../limits.ts'
import { type ComponentNames, nameInShort } from './entry-name.ts'
import { encodePaxFiller } from './pax.ts'
import type { TarEntry } from './tar-entry.ts'
import {
  BLOCK_BYTES,
  encodeHeader,
  NAME_BYTES,
  TYPE_GNU_LONG_LINK,
  TYPE_GNU_LONG_NAME,
  TYPE_PAX_GLOBAL,
} from './tar-header.ts'
import { findSplit } from './tar-writer.ts'

const EMPTY = new Uint8Array(0)
const SLASH = 0x2f
/** The longest block of extensions that our own reader takes, and so the longest that is written. */
const MAX_FILLER_BYTES = BLOCK_BYTES + limits.tarExtensionBytes

/** The member name of a long-name block, as GNU tar has it. */
const LONG_MEMBER_NAME = encodeAscii('././@LongLink')

/** What is written in place of an entry's extension blocks and header. */
export interface SameSizeHeader {
  readonly type: number
  /** The name that it is to have. It gets a shorter one where neither the header nor the extension blocks can hold it. */
  readonly name: Uint8Array
  /** Put after the name, also after a shorter one. */
  readonly suffix: string
  /** Bytes of body by the header: those of the entry, or with a sparse map's more. */
  readonly sizeBytes: number
}

/** Told in turn the blocks that stand for the extension blocks of `entry`, and its header. */
export function writeSameSizeHeader(
  entry: TarEntry,
  { type, name, suffix, sizeBytes }: SameSizeHeader,
  names: ComponentNames,
  write: (bytes: Uint8Array) => void,
): void {
  const { lead } = entry
  const full = concatenate([name, encodeAscii(suffix)])
  const fits = findSplit(full) !== undefined || fitsLong(lead.gnuBytes, full) || fitsPax(lead.paxBytes, full)
  const chosen = fits ? full : concatenate([shorten(name, names), encodeAscii(suffix)])
  const splitAt = findSplit(chosen)
  writeFillers(lead.globalBytes, (bytes) => encodePaxFiller(bytes, {}, TYPE_PAX_GLOBAL)!, write)
  writeFillers(lead.gnuBytes, (bytes) => encodeLongFiller(bytes, chosen), write)
  const fields = splitAt === undefined && !fitsLong(lead.gnuBytes, chosen) ? { path: chosen } : {}
  writeFillers(lead.paxBytes, (bytes) => encodePaxFiller(bytes, fields)!, write)
  const prefix = splitAt === undefined ? EMPTY : chosen.subarray(0, splitAt)
  const rest = chosen.subarray(splitAt ? splitAt + 1 : 0).subarray(0, NAME_BYTES)
  write(encodeBlock(type, rest, prefix, sizeBytes))
}

/** A directory keeps its slash. */
function shorten(name: Uint8Array, names: ComponentNames): Uint8Array {
  if (name.at(-1) !== SLASH) return nameInShort(name, names)
  return concatenate([nameInShort(name.subarray(0, -1), names), Uint8Array.of(SLASH)])
}

/** As many bytes in blocks that say nothing, or the name: several only where our own reader would not take one so long. */
function writeFillers(
  bytes: number,
  encode: (fillerBytes: number) => Uint8Array,
  write: (bytes: Uint8Array) => void,
): void {
  for (let left = bytes; left > 0; left -= Math.min(left, MAX_FILLER_BYTES)) {
    write(encode(Math.min(left, MAX_FILLER_BYTES)))
  }
}

function fitsPax(bytes: number, path: Uint8Array): boolean {
  return bytes > 0 && encodePaxFiller(bytes, { path }) !== undefined
}

/** Whether the last block that writeFillers makes holds a name and its NUL. */
function fitsLong(bytes: number, name: Uint8Array): boolean {
  return bytes > 0 && (bytes % MAX_FILLER_BYTES || MAX_FILLER_BYTES) - BLOCK_BYTES > name.length
}

/** A long name in more room than it needs; in too little, a long link to nowhere, which means nothing for a file. */
function encodeLongFiller(totalBytes: number, name: Uint8Array): Uint8Array {
  const fits = fitsLong(totalBytes, name)
  const bytes = new Uint8Array(totalBytes)
  const type = fits ? TYPE_GNU_LONG_NAME : TYPE_GNU_LONG_LINK
  encodeHeader(bytes, 0, type, LONG_MEMBER_NAME, EMPTY, totalBytes - BLOCK_BYTES)
  if (fits) bytes.set(name, BLOCK_BYTES)
  return bytes
}

function encodeBlock(type: number, name: Uint8Array, prefix: Uint8Array, sizeBytes: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  encodeHeader(block, 0, type, name, prefix, sizeBytes, 'base-256')
  return block
}

function encodeAscii(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
