/**
 * DICOM objects from a description that a person can read. It writes what it is told, well formed or not: every length,
 * delimiter and VR can be made to lie.
 */

import { deflateRawSync } from 'node:zlib'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../../src/wasm/seam.ts'

/** The four ways in which a data set may be encoded. */
export const DATA_SET_ENCODINGS = ['implicit-le', 'explicit-le', 'explicit-be', 'deflated'] as const
export type DataSetEncodingName = (typeof DATA_SET_ENCODINGS)[number]

/** An element of a data set. Exactly one of `value`, `integers`, `items`, `fragments` and `raw`; a length of zero without any. */
export interface ElementSpec {
  readonly tag: number
  /** Two letters; left out where the encoding is implicit. */
  readonly vr: string
  /** Text goes in byte for byte (latin 1) and is padded to even length, bytes go in as they are. */
  readonly value?: string | Uint8Array
  /** A value of 16-bit integers in the byte order of the encoding. */
  readonly integers?: readonly number[]
  readonly items?: readonly ItemSpec[]
  /** Encapsulated: the first is the basic offset table. */
  readonly fragments?: readonly Uint8Array[]
  /** Of a sequence: undefined length and a delimiter. Fragments always have it. */
  readonly undefinedLength?: boolean
  /** Of a sequence: as UN, implicit VR little endian inside (PS3.5 6.2.2). */
  readonly asUnknown?: boolean
  /** Written instead of the true length. */
  readonly claimedBytes?: number
  /** The two reserved bytes of a long header. */
  readonly reserved?: number
  /** Of a sequence or fragments of undefined length: no delimiter is written. */
  readonly unclosed?: boolean
  /** Written instead of the VR where the encoding is explicit, with a header of 8 (short) or 12 bytes as given. */
  readonly rawVr?: { readonly bytes: readonly [number, number]; readonly headerBytes: 8 | 12 }
  /** Bytes that stand in for the whole element, header and all. */
  readonly raw?: Uint8Array
}

export interface ItemSpec {
  readonly elements: readonly ElementSpec[]
  readonly undefinedLength?: boolean
  /** Of an item of undefined length: ended by (FFFE,E0DD) or by nothing instead of (FFFE,E00D). */
  readonly closedBy?: 'sequence-delimiter' | 'nothing'
  /** Of an item of defined length: a needless delimiter behind it (outside). */
  readonly strayDelimiter?: boolean
  readonly claimedBytes?: number
}

export interface ObjectSpec {
  readonly encoding: DataSetEncodingName
  readonly elements: readonly ElementSpec[]
  /** File meta information; left out where there is none. */
  readonly meta?: MetaSpec
  /** Bytes behind the last element (inside the deflate stream, where there is one). */
  readonly trailing?: Uint8Array
}

export interface MetaSpec {
  /** 128 bytes and `DICM`, `DICM` alone, or nothing before group 0002. */
  readonly start: 'preamble' | 'prefix' | 'bare'
  readonly preamble?: Uint8Array
  /** Instead of that of the encoding; left out altogether where it is empty. */
  readonly transferSyntaxUid?: string
  readonly sopClassUid?: string
  readonly sopInstanceUid?: string
  /** Elements of group 0002 beside the usual ones, in tag order behind them. */
  readonly more?: readonly ElementSpec[]
  readonly withoutGroupLength?: boolean
}

const NATIVE_UIDS: Readonly<Record<DataSetEncodingName, string>> = {
  'implicit-le': '1.2.840.10008.1.2',
  'explicit-le': '1.2.840.10008.1.2.1',
  'explicit-be': '1.2.840.10008.1.2.2',
  deflated: '1.2.840.10008.1.2.1.99',
}

const SHORT_VRS = new Set('AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' '))
const NUL_PADDED_VRS = new Set(['UI', 'OB', 'UN'])
const UNDEFINED_LENGTH = 0xffffffff
const TAG_ITEM = 0xfffee000
const TAG_ITEM_DELIMITATION = 0xfffee00d
const TAG_SEQUENCE_DELIMITATION = 0xfffee0dd

// ---- descriptions, shortly ------------------------------------------------------------------------------------------------

/** A tag from eight hexadecimal digits, with or without a comma. */
export function tagOf(hexadecimal: string): number {
  return Number.parseInt(hexadecimal.replace(',', ''), 16)
}

export function element(hexadecimal: string, vr: string, value?: string | Uint8Array): ElementSpec {
  return { tag: tagOf(hexadecimal), vr, ...(value === undefined ? {} : { value }) }
}

export function sequence(
  hexadecimal: string,
  items: readonly (readonly ElementSpec[])[],
  how: { undefinedLength?: boolean; undefinedItems?: boolean; asUnknown?: boolean } = {},
): ElementSpec {
  return {
    tag: tagOf(hexadecimal),
    vr: 'SQ',
    undefinedLength: how.undefinedLength ?? false,
    asUnknown: how.asUnknown ?? false,
    items: items.map((elements) => ({ elements, undefinedLength: how.undefinedItems ?? false })),
  }
}

/** Encapsulated pixel data: an empty basic offset table before `fragments`. */
export function encapsulated(fragments: readonly Uint8Array[], hexadecimal = '7FE00010'): ElementSpec {
  return { tag: tagOf(hexadecimal), vr: 'OB', fragments: [new Uint8Array(0), ...fragments] }
}

// ---- bytes ------------------------------------------------------------------------------------------------------------------

/** The ENCODING_* of a data set that is not (or no longer) deflated. */
export function wireEncoding(name: DataSetEncodingName): number {
  if (name === 'implicit-le') return ENCODING_IMPLICIT_LE
  return name === 'explicit-be' ? ENCODING_EXPLICIT_BE : ENCODING_EXPLICIT_LE
}

export function buildObject(spec: ObjectSpec): Uint8Array {
  const encoding = wireEncoding(spec.encoding)
  const plain = concatenate([buildElements(spec.elements, encoding), spec.trailing ?? new Uint8Array(0)])
  const dataSet = spec.encoding === 'deflated' ? new Uint8Array(deflateRawSync(plain)) : plain
  return spec.meta === undefined ? dataSet : concatenate([buildMeta(spec.meta, spec.encoding), dataSet])
}

export function buildElements(elements: readonly ElementSpec[], encoding: number): Uint8Array {
  return concatenate(elements.map((spec) => buildElement(spec, encoding)))
}

export function buildElement(spec: ElementSpec, encoding: number): Uint8Array {
  if (spec.raw) return spec.raw
  const inside = spec.asUnknown ? ENCODING_IMPLICIT_LE : encoding
  if (spec.fragments) {
    const parts = spec.fragments.map((bytes) => concatenate([tagAndLength(TAG_ITEM, bytes.length, encoding), bytes]))
    if (!spec.unclosed) parts.push(tagAndLength(TAG_SEQUENCE_DELIMITATION, 0, encoding))
    return concatenate([header(spec, UNDEFINED_LENGTH, encoding), ...parts])
  }
  if (spec.items) {
    const parts = spec.items.map((item) => buildItem(item, inside))
    const closesItself = spec.items.at(-1)?.undefinedLength && spec.items.at(-1)?.closedBy === 'sequence-delimiter'
    if (spec.undefinedLength && !spec.unclosed && !closesItself) {
      parts.push(tagAndLength(TAG_SEQUENCE_DELIMITATION, 0, inside))
    }
    const content = concatenate(parts)
    return concatenate([header(spec, spec.undefinedLength ? UNDEFINED_LENGTH : content.length, encoding), content])
  }
  const value = spec.integers ? integerBytes(spec.integers, encoding) : valueBytes(spec)
  return concatenate([header(spec, value.length, encoding), value])
}

function buildItem(item: ItemSpec, encoding: number): Uint8Array {
  const content = buildElements(item.elements, encoding)
  const length = item.claimedBytes ?? (item.undefinedLength ? UNDEFINED_LENGTH : content.length)
  const parts = [tagAndLength(TAG_ITEM, length, encoding), content]
  if (item.undefinedLength && item.closedBy !== 'nothing') {
    const tag = item.closedBy === 'sequence-delimiter' ? TAG_SEQUENCE_DELIMITATION : TAG_ITEM_DELIMITATION
    parts.push(tagAndLength(tag, 0, encoding))
  }
  if (item.strayDelimiter) parts.push(tagAndLength(TAG_ITEM_DELIMITATION, 0, encoding))
  return concatenate(parts)
}

function header(spec: ElementSpec, trueBytes: number, encoding: number): Uint8Array {
  const length = spec.claimedBytes ?? trueBytes
  if (encoding === ENCODING_IMPLICIT_LE) return tagAndLength(spec.tag, length, encoding)
  const vr = spec.asUnknown ? 'UN' : spec.vr
  const headerBytes = spec.rawVr?.headerBytes ?? (SHORT_VRS.has(vr) ? 8 : 12)
  const bytes = new Uint8Array(headerBytes)
  bytes.set(tagAndLength(spec.tag, 0, encoding).subarray(0, 4))
  bytes.set(spec.rawVr?.bytes ?? [vr.charCodeAt(0), vr.charCodeAt(1)], 4)
  const view = new DataView(bytes.buffer)
  const little = encoding !== ENCODING_EXPLICIT_BE
  if (headerBytes === 8) {
    view.setUint16(6, length & 0xffff, little)
  } else {
    view.setUint16(6, spec.reserved ?? 0, little)
    view.setUint32(8, length, little)
  }
  return bytes
}

function valueBytes(spec: ElementSpec): Uint8Array {
  if (spec.value === undefined) return new Uint8Array(0)
  if (typeof spec.value !== 'string') return spec.value
  const padded = spec.value.length % 2 === 0 ? spec.value : spec.value + (NUL_PADDED_VRS.has(spec.vr) ? '\0' : ' ')
  return bytesOf(padded)
}

function integerBytes(integers: readonly number[], encoding: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(integers.length * 2))
  for (const [at, integer] of integers.entries()) view.setUint16(at * 2, integer, encoding !== ENCODING_EXPLICIT_BE)
  return new Uint8Array(view.buffer)
}

function buildMeta(meta: MetaSpec, encoding: DataSetEncodingName): Uint8Array {
  const transferSyntaxUid = meta.transferSyntaxUid ?? NATIVE_UIDS[encoding]
  const elements: ElementSpec[] = [element('0002,0001', 'OB', Uint8Array.of(0, 1))]
  if (meta.sopClassUid !== undefined) elements.push(element('0002,0002', 'UI', meta.sopClassUid))
  if (meta.sopInstanceUid !== undefined) elements.push(element('0002,0003', 'UI', meta.sopInstanceUid))
  if (transferSyntaxUid !== '') elements.push(element('0002,0010', 'UI', transferSyntaxUid))
  const group = buildElements([...elements, ...(meta.more ?? [])], ENCODING_EXPLICIT_LE)
  const parts: Uint8Array[] = []
  if (meta.start === 'preamble') parts.push(meta.preamble ?? new Uint8Array(128))
  if (meta.start !== 'bare') parts.push(bytesOf('DICM'))
  if (!meta.withoutGroupLength) {
    parts.push(buildElement(element('0002,0000', 'UL', uint32(group.length)), ENCODING_EXPLICIT_LE))
  }
  return concatenate([...parts, group])
}

/** Eight bytes: a tag and a 32-bit length, as items, delimiters and implicit elements begin. */
function tagAndLength(tag: number, length: number, encoding: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  const little = encoding !== ENCODING_EXPLICIT_BE
  view.setUint16(0, tag >>> 16, little)
  view.setUint16(2, tag & 0xffff, little)
  view.setUint32(4, length, little)
  return new Uint8Array(view.buffer)
}

// ---- surgery ------------------------------------------------------------------------------------------------------------------

/** The first `countBytes` bytes. */
export function truncate(bytes: Uint8Array, countBytes: number): Uint8Array {
  return bytes.slice(0, countBytes)
}

/** The same with `replacement` written over what stands at `at`. */
export function patch(bytes: Uint8Array, at: number, replacement: Uint8Array): Uint8Array {
  const patched = bytes.slice()
  patched.set(replacement.subarray(0, Math.max(0, patched.length - at)), at)
  return patched
}

/** Where `needle` stands; it has to stand there once. */
export function offsetOf(bytes: Uint8Array, needle: Uint8Array): number {
  const at = Buffer.from(bytes).indexOf(needle)
  if (at < 0 || Buffer.from(bytes).indexOf(needle, at + 1) >= 0) throw new Error('not there once')
  return at
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** One byte for each character. */
export function bytesOf(latin1: string): Uint8Array {
  return new Uint8Array(Buffer.from(latin1, 'latin1'))
}

/** Bytes from hexadecimal digits; white space between them is for the reader. */
export function hex(digits: string): Uint8Array {
  const packed = digits.replaceAll(/\s/g, '')
  if (packed.length % 2 !== 0 || /[^0-9A-Fa-f]/.test(packed)) throw new Error('not hexadecimal')
  return new Uint8Array(Buffer.from(packed, 'hex'))
}

function uint32(value: number): Uint8Array {
  return tagAndLength(0, value, ENCODING_EXPLICIT_LE).slice(4)
}
