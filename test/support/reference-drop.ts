/** Walks what is dropped to its end, with every check that holds for what stays: docs/engine.md 3.6 and 3.8. */

import { MAX_SEQUENCE_DEPTH } from '../../src/wasm/seam.ts'
import {
  type DataSet,
  encodingInside,
  formOfUndefinedLength,
  type Header,
  isDelimiterGroup,
  Refusal,
  readHeader,
  requirePresent,
  type Surroundings,
  TAG_ITEM,
  TAG_ITEM_DELIMITATION,
  TAG_SEQUENCE_DELIMITATION,
} from './reference-elements.ts'

/** What the walk has to know beside the bytes. */
export interface DropContext {
  readonly dataSet: DataSet
  /** Whether the plan's slot says that the attribute may be fragments. */
  isEncapsulated(tag: number): boolean
}

/** Where the value of `header` ends, an element in a container at `depth` sequences with the limit `limitAt`. */
export function dropValue(context: DropContext, header: Header, limitAt: number, depth: number): number {
  if (header.valueBytes !== undefined) {
    requirePresent(context.dataSet, header.valueAt, header.valueBytes, header)
    return header.valueAt + header.valueBytes
  }
  const form = formOfUndefinedLength(header, context.isEncapsulated(header.tag))
  refuseDepth(header, depth)
  return dropItems(context, header.valueAt, { encoding: encodingInside(header), limitAt }, depth + 1, form)
}

/** Items up to the delimiter of the sequence or the fragments that they are in. */
function dropItems(
  context: DropContext,
  firstAt: number,
  around: Surroundings,
  depth: number,
  form: 'sequence' | 'fragments',
): number {
  let at = firstAt
  for (;;) {
    const header = readHeader(context.dataSet, at, around)
    if (header.tag === TAG_SEQUENCE_DELIMITATION) {
      refuseLength(header)
      return header.valueAt
    }
    if (header.tag === TAG_ITEM_DELIMITATION && form === 'sequence') {
      refuseLength(header)
      at = header.valueAt
    } else if (header.tag === TAG_ITEM) {
      const end = dropItem(context, header, around, depth)
      if (end.closesSequence) return end.at
      at = end.at
    } else {
      throw new Refusal('DELIMITER_UNEXPECTED', header.at, header.tag)
    }
  }
}

/** One item; `closesSequence` where it ended with the delimiter of its sequence. */
export function dropItem(
  context: DropContext,
  header: Header,
  around: Surroundings,
  depth: number,
): { at: number; closesSequence: boolean } {
  if (header.valueBytes !== undefined) {
    requirePresent(context.dataSet, header.valueAt, header.valueBytes, header)
    return { at: header.valueAt + header.valueBytes, closesSequence: false }
  }
  let at = header.valueAt
  for (;;) {
    const element = readHeader(context.dataSet, at, around)
    if (isDelimiterGroup(element.tag)) {
      if (element.tag !== TAG_ITEM_DELIMITATION && element.tag !== TAG_SEQUENCE_DELIMITATION) {
        throw new Refusal('DELIMITER_UNEXPECTED', element.at, element.tag)
      }
      refuseLength(element)
      return { at: element.valueAt, closesSequence: element.tag === TAG_SEQUENCE_DELIMITATION }
    }
    at = dropValue(context, element, around.limitAt, depth)
  }
}

/** 3.4: a delimiter has no value. */
export function refuseLength(delimiter: Header): void {
  if (delimiter.valueBytes !== 0) throw new Refusal('DELIMITER_UNEXPECTED', delimiter.at, delimiter.tag)
}

/** 3.9: a sequence (or fragments, which may turn out to be items) in a container at `depth` sequences. */
export function refuseDepth(header: Header, depth: number): void {
  if (depth + 1 > MAX_SEQUENCE_DEPTH) throw new Refusal('DEPTH_EXCEEDED', header.at, header.tag)
}
