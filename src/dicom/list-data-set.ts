/**
 * A reader of data sets for people who look into one: it lists what stands there, and stops with a finding where it cannot go on. It decides
 * nothing and shares no code with the engine's walk, whose rules (docs/engine.md 3) it follows as far as a listing needs them.
 */

import { limits } from '../limits.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_IMPLICIT_LE } from '../wasm/seam.ts'
import { UNREADABLE_NAME } from './concept-name.ts'
import { findAttribute } from './dictionary.ts'
import type { Encoding } from './guess-encoding.ts'
import { elementOf, groupOf, isPrivateTag, tagOf } from './tag.ts'
import { latin1Text, trimText } from './value-text.ts'
import { hasShortLength, isVrName, isVrPair } from './vr.ts'

/** One thing that stands in a data set. Offsets are from the beginning of the data set. */
export type Listed =
  | {
      readonly kind: 'element'
      readonly tag: number
      /** As it stands there, or by the registry where the encoding is implicit. */
      readonly vr: string
      /** Undefined length: undefined. */
      readonly valueBytes: number | undefined
      readonly valueAt: number
      /** Number of the sequences it is in. */
      readonly depth: number
      /** Their tags, as far as decisions go by them: a sequence of a content item with a concept begins a path of its own. */
      readonly path: readonly number[]
      /** The creator of a private element, where its block has one. */
      readonly privateCreator: string | undefined
      /** Concept name of the content item that it is in, once that is known. */
      readonly concept: { readonly codeValue: string; readonly codingScheme: string } | undefined
      readonly isSequence: boolean
    }
  | { readonly kind: 'item'; readonly depth: number; readonly number: number }
  | { readonly kind: 'finding'; readonly offsetBytes: number; readonly message: string }

type Element = Extract<Listed, { kind: 'element' }>

/** A sequence, fragments, an item or the root. */
interface Container {
  readonly kind: 'root' | 'item' | 'sequence' | 'fragments'
  /** Undefined length: undefined. */
  readonly endAt: number | undefined
  readonly tag: number
  readonly encoding: Encoding
  readonly path: readonly number[]
  readonly creators: Map<number, string>
  items: number
  readonly codes: [tag: number, value: string][]
  codingScheme: string
  concept: Element['concept']
}

const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const CONCEPT_NAME = 0x0040a043
const CODE_VALUE = 0x00080100
const CODING_SCHEME = 0x00080102
const LONG_CODE_VALUE = 0x00080119
const URN_CODE_VALUE = 0x00080120
const UNDEFINED_LENGTH = 0xffffffff
const FRAGMENT_VRS: ReadonlySet<string> = new Set(['OB', 'OW', 'OD', 'OF', 'OL', 'OV'])
const SHORT_TEXT_BYTES = 128
const LONGEST_HEADER_BYTES = 12

/**
 * Everything in a data set, in its order. Ends after a finding, or at `mostElements`. `dataSetBytes`: its size, where `bytes` is only its
 * beginning; the element that runs past them is the last, and no finding.
 */
export function* listDataSet(
  bytes: Uint8Array,
  encoding: Encoding,
  dataSetBytes: number = bytes.byteLength,
  mostElements: number = limits.inspectedElements,
): Generator<Listed> {
  let listed = 0
  for (const thing of new DataSetReader(bytes, encoding, dataSetBytes).read()) {
    yield thing
    if (thing.kind === 'element' && ++listed >= mostElements) {
      yield { kind: 'finding', offsetBytes: thing.valueAt, message: 'there is more, beyond limits.inspectedElements' }
      return
    }
  }
}

class DataSetReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #stack: Container[]
  readonly #dataSetBytes: number
  #at = 0

  constructor(bytes: Uint8Array, encoding: Encoding, dataSetBytes: number) {
    this.#bytes = bytes
    this.#dataSetBytes = dataSetBytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#stack = [container('root', dataSetBytes, 0, encoding, [])]
  }

  *read(): Generator<Listed> {
    for (;;) {
      const top = this.#closeEnded()
      if (top.kind === 'root' && this.#at === this.#dataSetBytes) return
      if (this.#isBeyond()) return
      const step = this.#readHeader(top)
      if (typeof step === 'string') {
        yield this.#finding(step)
        return
      }
      if (step !== undefined) yield step
    }
  }

  /** Whether the next header stands behind what there is of the data set. */
  #isBeyond(): boolean {
    return this.#dataSetBytes > this.#bytes.byteLength && this.#at + LONGEST_HEADER_BYTES > this.#bytes.byteLength
  }

  /** Leaves containers of defined length that end here. */
  #closeEnded(): Container {
    for (;;) {
      const top = this.#stack.at(-1)!
      if (top.kind === 'root' || top.endAt !== this.#at) return top
      this.#close()
    }
  }

  #close(): void {
    const closed = this.#stack.pop()!
    const around = this.#stack.at(-1)!
    if (closed.kind === 'item' && around.tag === CONCEPT_NAME) around.concept = nameOf(closed)
    if (closed.kind === 'sequence' && closed.tag === CONCEPT_NAME) around.concept = closed.concept ?? UNREADABLE_NAME
  }

  #finding(message: string): Listed {
    return { kind: 'finding', offsetBytes: this.#at, message }
  }

  /** Reads a header and steps over its value, or into it. A text: why it cannot. */
  #readHeader(top: Container): Listed | string | undefined {
    if (this.#endAt() - this.#at < 8) return 'the data set, or what the element is in, ends inside its header'
    const tag = this.#tagAt(this.#at, top.encoding)
    if (groupOf(tag) === 0xfffe) return this.#readDelimiter(top, tag)
    if (top.kind === 'sequence' || top.kind === 'fragments') return 'another element where an item belongs'
    let vr = ''
    let valueAt = this.#at + 8
    let length: number
    if (top.encoding === ENCODING_IMPLICIT_LE) {
      length = this.#uint32At(this.#at + 4, top.encoding)
    } else {
      const [first, second] = [this.#bytes[this.#at + 4]!, this.#bytes[this.#at + 5]!]
      if (!isVrPair(first, second)) return 'two bytes that are no value representation'
      vr = String.fromCharCode(first, second)
      if (isVrName(vr) && hasShortLength(vr)) {
        length = this.#view.getUint16(this.#at + 6, top.encoding !== ENCODING_EXPLICIT_BE)
      } else {
        if (this.#endAt() - this.#at < 12) return 'the data set, or what the element is in, ends inside its header'
        length = this.#uint32At(this.#at + 8, top.encoding)
        valueAt += 4
      }
    }
    return this.#readElement(top, tag, vr, valueAt, length)
  }

  #readElement(top: Container, tag: number, explicitVr: string, valueAt: number, length: number): Listed | string {
    const isUndefined = length === UNDEFINED_LENGTH
    if (!isUndefined && valueAt + length > this.#endAt())
      return 'a length that runs past the end of what the element is in'
    const vr = explicitVr === '' ? (findAttribute(tag)?.vrs[0] ?? 'UN') : explicitVr
    const isFragments = isUndefined && FRAGMENT_VRS.has(vr)
    const isSequence = !isFragments && (isUndefined || vr === 'SQ')
    const element: Element = {
      kind: 'element',
      tag,
      vr,
      valueBytes: isUndefined ? undefined : length,
      valueAt,
      depth: this.#depth(),
      path: top.path,
      privateCreator: this.#creatorOf(top, tag),
      concept: top.concept,
      isSequence,
    }
    this.#at = valueAt
    if (isSequence || isFragments) {
      if (this.#stack.length > 2 * limits.sequenceDepth) return 'sequences are nested deeper than limits.sequenceDepth'
      const encoding = explicitVr === 'UN' ? ENCODING_IMPLICIT_LE : top.encoding
      const path = top.concept === undefined ? [...top.path, tag] : [tag]
      const endAt = isUndefined ? undefined : valueAt + length
      this.#stack.push(container(isFragments ? 'fragments' : 'sequence', endAt, tag, encoding, path))
    } else {
      this.#note(top, tag, valueAt, length)
      this.#at = valueAt + length
    }
    return element
  }

  /** Private creators, and the code of an item. */
  #note(top: Container, tag: number, valueAt: number, length: number): void {
    if (length > SHORT_TEXT_BYTES || valueAt + length > this.#bytes.byteLength) return
    const text = (): string => trimText(latin1Text(this.#bytes, valueAt, valueAt + length))
    if (isPrivateTag(tag) && elementOf(tag) >= 0x10 && elementOf(tag) <= 0xff) top.creators.set(tag, text().trimEnd())
    else if (tag === CODE_VALUE || tag === LONG_CODE_VALUE || tag === URN_CODE_VALUE) top.codes.push([tag, text()])
    else if (tag === CODING_SCHEME) top.codingScheme = text()
  }

  #creatorOf(top: Container, tag: number): string | undefined {
    return isPrivateTag(tag) ? top.creators.get(tagOf(groupOf(tag), elementOf(tag) >>> 8)) : undefined
  }

  #readDelimiter(top: Container, tag: number): Listed | string | undefined {
    const length = this.#uint32At(this.#at + 4, top.encoding)
    const valueAt = this.#at + 8
    if (tag === ITEM) {
      if (top.kind !== 'sequence' && top.kind !== 'fragments') return 'an item where none can stand'
      const isUndefined = length === UNDEFINED_LENGTH
      if (!isUndefined && valueAt + length > this.#endAt())
        return 'a length that runs past the end of what the item is in'
      top.items += 1
      this.#at = valueAt
      if (top.kind === 'fragments') {
        if (isUndefined) return 'a fragment of undefined length'
        this.#at = valueAt + length
        return undefined
      }
      this.#stack.push(container('item', isUndefined ? undefined : valueAt + length, 0, top.encoding, top.path))
      return { kind: 'item', depth: this.#depth(), number: top.items }
    }
    if (length !== 0 || (tag !== ITEM_END && tag !== SEQUENCE_END)) return 'a delimiter where none can stand'
    this.#at = valueAt
    if (tag === SEQUENCE_END && top.kind === 'item' && top.endAt === undefined) this.#close()
    const open = this.#stack.at(-1)!
    const isEnd =
      open.endAt === undefined &&
      (tag === ITEM_END ? open.kind === 'item' : open.kind !== 'item' && open.kind !== 'root')
    if (isEnd) this.#close()
    return undefined
  }

  /** The end of the innermost container that has one. */
  #endAt(): number {
    for (let index = this.#stack.length - 1; index >= 0; index--) {
      const { endAt } = this.#stack[index]!
      if (endAt !== undefined) return endAt
    }
    return this.#dataSetBytes
  }

  #depth(): number {
    return this.#stack.filter(({ kind }) => kind === 'sequence').length
  }

  #tagAt(at: number, encoding: Encoding): number {
    const little = encoding !== ENCODING_EXPLICIT_BE
    return tagOf(this.#view.getUint16(at, little), this.#view.getUint16(at + 2, little))
  }

  #uint32At(at: number, encoding: Encoding): number {
    return this.#view.getUint32(at, encoding !== ENCODING_EXPLICIT_BE)
  }
}

function container(
  kind: Container['kind'],
  endAt: number | undefined,
  tag: number,
  encoding: Encoding,
  path: readonly number[],
): Container {
  const creators = new Map<number, string>()
  return { kind, endAt, tag, encoding, path, creators, items: 0, codes: [], codingScheme: '', concept: undefined }
}

/** The concept that an item of Concept Name Code Sequence names. */
function nameOf({ codes, codingScheme }: Container): NonNullable<Element['concept']> {
  const said = codes.filter(([, value]) => value !== '')
  const isReadable = said.length === 1 && said[0]![0] !== URN_CODE_VALUE && codingScheme !== ''
  return isReadable ? { codeValue: said[0]![1], codingScheme } : UNREADABLE_NAME
}
