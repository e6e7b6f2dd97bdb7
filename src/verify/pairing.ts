/**
 * Which entry of the input an entry of the output was made from. By the report of the run, where there is one; by their order, where every entry kept its place;
 * otherwise by what stays of an object, in order: class, size of the image, pixels.
 */

import { createHash, type Hash } from 'node:crypto'
import { trimmedText } from '../dicom/value-text.ts'
import { openEntries } from './entries.ts'
import { looksLikeObject } from './object-start.ts'
import { ObjectWalk } from './object-walk.ts'
import { inflateBounded, type OnRead } from './platform.ts'
import type { RunReport } from './run-report.ts'
import { OUTPUTS } from './told-members.ts'

/** An entry as far as pairing goes by it. */
interface Print {
  readonly bytes: number
  /** Undefined for what is no object. */
  readonly digest: string | undefined
}

/** Ordinals of the input by ordinal of the output; undefined where an entry has no counterpart. They go up. */
export type Pairs = readonly (number | undefined)[]

/** SOP Class UID, Modality, Series and Instance Number, rows and columns: they stay under any profile. */
const STAYING: ReadonlySet<number> = new Set([0x00080016, 0x00080060, 0x00200013, 0x00280008, 0x00280010, 0x00280011])
const PIXEL_GROUP = 0x7fe0
const HEAD_BYTES = 132
const DIGEST_BYTES = 16

export async function pairEntries(
  output: string,
  input: string,
  report: RunReport | undefined,
  onRead: OnRead,
): Promise<Pairs> {
  const prints = await printsOf(output, onRead)
  if (report !== undefined) {
    const pairs = pairByReport(prints, report)
    if (pairs !== undefined) return pairs
  }
  return pair(prints, await printsOf(input, onRead))
}

/** Undefined where the report is not of this output. An operating procedure may stand before its entries. */
function pairByReport(
  outputs: readonly Pick<Print, 'digest'>[],
  { dispositions, isSameSize }: Pick<RunReport, 'dispositions' | 'isSameSize'>,
): Pairs | undefined {
  if (isSameSize !== false && outputs.length === dispositions.length) {
    return dispositions.map((disposition, index) => (OUTPUTS[disposition] === 0 ? undefined : index))
  }
  const pairs = dispositions.flatMap((disposition, index) =>
    disposition === 'broken' ? [index, undefined] : OUTPUTS[disposition] === 1 ? [index] : [],
  )
  if (pairs.length === outputs.length) return pairs
  const isBehindProcedure = pairs.length + 1 === outputs.length && outputs[0]!.digest === undefined
  return isBehindProcedure ? [undefined, ...pairs] : undefined
}

export function pair(outputs: readonly Print[], inputs: readonly Print[]): Pairs {
  const isSameSize =
    outputs.length === inputs.length && outputs.every(({ bytes }, index) => bytes === inputs[index]!.bytes)
  if (isSameSize) return outputs.map(({ digest }, index) => (digest === undefined ? undefined : index))
  const pairs = anchors(outputs, inputs)
  fillGaps(pairs, outputs, inputs)
  return pairs
}

/** Equal digests, in order. */
function anchors(outputs: readonly Print[], inputs: readonly Print[]): (number | undefined)[] {
  const places = new Map<string, number[]>()
  // The last come first, so that each is taken from the end.
  for (const [index, { digest }] of [...inputs.entries()].toReversed()) {
    if (digest === undefined) continue
    const known = places.get(digest)
    if (known === undefined) places.set(digest, [index])
    else known.push(index)
  }
  let last = -1
  return outputs.map(({ digest }) => {
    const found = digest === undefined ? undefined : firstBehind(last, places.get(digest))
    if (found !== undefined) last = found
    return found
  })
}

/** The first index beyond `last`; those before are taken out, as `last` only goes up. */
function firstBehind(last: number, indexes: number[] | undefined): number | undefined {
  while (indexes !== undefined && indexes.length > 0) {
    const index = indexes.pop()!
    if (index > last) return index
  }
  return undefined
}

/** Between two pairs, as many objects on either side belong together in their order. */
function fillGaps(pairs: (number | undefined)[], outputs: readonly Print[], inputs: readonly Print[]): void {
  let from = -1
  for (let to = 0; to <= pairs.length; to++) {
    if (to < pairs.length && pairs[to] === undefined) continue
    const inputFrom = from < 0 ? -1 : pairs[from]!
    const inputTo = to === pairs.length ? inputs.length : pairs[to]!
    const open = range(from + 1, to).filter((index) => outputs[index]!.digest !== undefined)
    const free = range(inputFrom + 1, inputTo).filter((index) => inputs[index]!.digest !== undefined)
    if (open.length === free.length) for (const [at, index] of open.entries()) pairs[index] = free[at]!
    from = to
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
}

async function printsOf(path: string, onRead: OnRead): Promise<Print[]> {
  const prints: Print[] = []
  for await (const { body } of openEntries(path, () => {}, onRead)) prints.push(await printOf(body))
  return prints
}

async function printOf(body: AsyncIterable<Uint8Array>): Promise<Print> {
  let bytes = 0
  let head: Uint8Array = new Uint8Array(0)
  let printer: Printer | undefined
  let isObject: boolean | undefined
  const begin = (): void => {
    isObject = looksLikeObject(head)
    if (!isObject) return
    printer = new Printer()
    printer.push(head)
  }
  for await (const chunk of body) {
    bytes += chunk.length
    if (isObject !== undefined) printer?.push(chunk)
    else {
      head = Buffer.concat([head, chunk])
      if (head.length >= HEAD_BYTES) begin()
    }
  }
  if (isObject === undefined && head.length > 0) begin()
  return { bytes, digest: printer?.end() }
}

class Printer {
  readonly #hash: Hash = createHash('sha256')
  readonly #walk: ObjectWalk
  #isPixels = false
  #isCoded = false
  #codedBytes = 0

  constructor() {
    this.#walk = new ObjectWalk(
      {
        preamble: () => {},
        element: ({ tag, steps, value, valueBytes, form }) => {
          if (form === 'bulk') {
            this.#isPixels = steps.length === 0 && tag >>> 16 === PIXEL_GROUP
            this.#isCoded = valueBytes === undefined
            this.#codedBytes = 0
          }
          if (steps.length === 0 && STAYING.has(tag)) this.#hash.update(`${tag} ${trimmedText(value)}\n`)
        },
        bulk: (bytes) => {
          if (this.#isCoded) this.#codedBytes += bytes.length
          else if (this.#isPixels) this.#hash.update(bytes)
        },
        // Side data of compressed images becomes zeros: their length stays.
        bulkEnd: () => {
          if (this.#isPixels && this.#isCoded) this.#hash.update(`${this.#codedBytes}`)
        },
        undefinedItem: () => {},
        stray: () => {},
        fault: () => {},
      },
      inflateBounded,
    )
  }

  push(chunk: Uint8Array): void {
    this.#walk.push(chunk)
  }

  end(): string {
    this.#walk.end()
    return this.#hash.digest().toString('latin1', 0, DIGEST_BYTES)
  }
}
