/** An object of the input, as far as an output is held against it: its attributes, and digests of what is too long to be held. */

import { createHash, type Hash } from 'node:crypto'
import { limits } from '../limits.ts'
import { type JudgedElement, judgedOf } from './attribute-judge.ts'
import { BlockSums } from './block-sums.ts'
import { formatPath } from './findings.ts'
import { ObjectWalk } from './object-walk.ts'
import { OffsetTables } from './offset-tables.ts'
import type { WalkedElement } from './walked-element.ts'

export interface InputElement {
  readonly path: string
  readonly element: JudgedElement
  readonly walked: WalkedElement
}

export interface InputObject {
  /** In the order in which they stand, but for file meta information; of one path the last is in `byPath`. */
  readonly elements: readonly InputElement[]
  readonly byPath: ReadonlyMap<string, InputElement>
  /** SHA-256 of bulk values by path. */
  readonly digests: ReadonlyMap<string, string>
  /** Sums of those that are in fragments, by path. */
  readonly blockSums: ReadonlyMap<string, BlockSums>
  /** Whether those of its pixels lead to their fragments. */
  readonly offsetTables: Pick<OffsetTables, 'hold'>
  /** False where not all of it could be read or held. */
  readonly isWhole: boolean
}

/** Gathers one object: `push`, then `end`. */
export class InputReader {
  readonly #walk: ObjectWalk
  readonly #elements: InputElement[] = []
  readonly #byPath = new Map<string, InputElement>()
  readonly #digests = new Map<string, string>()
  readonly #blockSums = new Map<string, BlockSums>()
  readonly #offsetTables = new OffsetTables()
  #heldBytes = 0
  #isWhole = true
  #bulk: { readonly path: string; readonly hash: Hash; readonly sums: BlockSums | undefined } | undefined

  constructor(inflate: (bytes: Uint8Array) => Uint8Array | undefined) {
    const faulty = (): void => {
      this.#isWhole = false
    }
    this.#walk = new ObjectWalk(
      {
        preamble: () => {},
        element: (walked) => this.#take(walked),
        fragment: (offsetBytes, valueBytes) => this.#offsetTables.fragment(offsetBytes, valueBytes),
        bulk: (bytes) => {
          this.#offsetTables.bytes(bytes)
          this.#bulk?.hash.update(bytes)
          this.#bulk?.sums?.push(bytes)
        },
        bulkEnd: () => {
          this.#offsetTables.bulkEnd()
          if (this.#bulk !== undefined) this.#digests.set(this.#bulk.path, this.#bulk.hash.digest('latin1' as 'hex'))
          this.#bulk?.sums?.end()
          this.#bulk = undefined
        },
        undefinedItem: () => {},
        stray: () => {},
        fault: faulty,
      },
      inflate,
    )
  }

  push(chunk: Uint8Array): void {
    this.#walk.push(chunk)
  }

  end(): InputObject {
    this.#walk.end()
    return this.soFar
  }

  /** What was read until now; it goes on to fill. */
  get soFar(): InputObject {
    return {
      elements: this.#elements,
      byPath: this.#byPath,
      digests: this.#digests,
      blockSums: this.#blockSums,
      offsetTables: this.#offsetTables,
      isWhole: this.#isWhole,
    }
  }

  #take(walked: WalkedElement): void {
    if (walked.tag >>> 16 === 2 && walked.steps.length === 0) return
    this.#offsetTables.element(walked)
    const path = formatPath(walked.steps, walked.tag)
    if (walked.form === 'bulk') {
      const sums = walked.valueBytes === undefined ? new BlockSums() : undefined
      if (sums !== undefined) this.#blockSums.set(path, sums)
      this.#bulk = { path, hash: createHash('sha256'), sums }
    }
    this.#heldBytes += walked.value.length
    if (this.#heldBytes > limits.verifiedHeadBytes || this.#elements.length >= limits.verifiedElements) {
      this.#isWhole = false
      return
    }
    const element: InputElement = { path, element: judgedOf(walked), walked }
    this.#elements.push(element)
    this.#byPath.set(path, element)
  }
}
