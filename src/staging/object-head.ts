/** Reads the head of an object, from its first byte to its Pixel Data, while it comes. */

import { isDicomDirectory, parseFileMeta } from '../dicom/file-meta.ts'
import { resolveEncoding } from '../dicom/resolve-encoding.ts'
import type { ObjectFacts } from '../engine/contract.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { type DataSetHead, DataSetHeadReader } from './data-set-head.ts'

/** Offsets are from the beginning of the object. */
export interface ObjectHead {
  readonly facts: ObjectFacts
  readonly dataSetAt: number
  /** Of the header of Pixel Data, and of what follows it: its value, or its first fragment. Of the object's end where there is none. */
  readonly bulkAt: number
  readonly bulkValueAt: number
  /** Of the first element of the group of Pixel Data. */
  readonly pixelGroupAt: number
}

/** That of an object that has pixel data. */
export interface ImageHead extends ObjectHead {
  readonly facts: ObjectFacts & { readonly bulk: NonNullable<ObjectFacts['bulk']> }
}

/** A deflated data set: nothing can be said before it was inflated. */
export interface DeflatedHead {
  readonly kind: 'deflated'
  readonly dataSetAt: number
  /** The head of the object with its data set inflated. */
  readInflated(dataSet: Uint8Array): ObjectHead | 'unreadable'
}

export function isImageHead(head: ObjectHead): head is ImageHead {
  return head.facts.bulk !== undefined
}

/** For one object. */
export class ObjectHeadReader {
  readonly #noted: ReadonlyMap<number, number>
  readonly #sizeBytes: number | undefined
  #dataSet: DataSetHeadReader | undefined
  #deflated: DeflatedHead | undefined
  #dataSetAt = 0
  #terms: Pick<ObjectFacts, 'transferSyntaxUid' | 'encoding'> | undefined
  #neededBytes = 1

  /** `noted`: bytes to note of a value, by tag. `sizeBytes`: undefined where it is not announced. */
  constructor(noted: ReadonlyMap<number, number>, sizeBytes: number | undefined) {
    this.#noted = noted
    this.#sizeBytes = sizeBytes
  }

  /** Before there are so many, there is nothing new to be said. */
  get neededBytes(): number {
    return this.#neededBytes
  }

  /** `bytes`: the object from its beginning, as far as it came. `ended`: there is no more of it. */
  read(bytes: Uint8Array, ended: boolean): ObjectHead | DeflatedHead | 'need-more' | 'unreadable' {
    if (this.#dataSet === undefined && this.#deflated === undefined) {
      const opened = this.#readEnvelope(bytes, ended)
      if (opened !== 'opened') return opened
    }
    if (this.#deflated !== undefined) return this.#deflated
    const reader = this.#dataSet!
    const answer = reader.read(bytes.subarray(this.#dataSetAt), ended)
    if (answer === 'need-more') this.#neededBytes = this.#dataSetAt + reader.neededBytes
    return typeof answer === 'string' ? answer : this.#headOf(answer)
  }

  #readEnvelope(bytes: Uint8Array, ended: boolean): 'opened' | 'need-more' | 'unreadable' {
    try {
      const envelope = parseFileMeta(bytes, ended, this.#sizeBytes)
      if (envelope.kind === 'need-more') {
        this.#neededBytes = envelope.neededBytes
        return 'need-more'
      }
      if (isDicomDirectory(envelope)) return 'unreadable'
      const { dataSetAt } = envelope
      const dataSetBytes = this.#sizeBytes === undefined ? undefined : this.#sizeBytes - dataSetAt
      const { transferSyntaxUid, encoding, deflated } = resolveEncoding(
        envelope,
        bytes.subarray(dataSetAt),
        dataSetBytes,
      )
      this.#dataSetAt = dataSetAt
      this.#terms = { transferSyntaxUid, encoding }
      if (deflated) this.#deflated = { kind: 'deflated', dataSetAt, readInflated: (dataSet) => this.#inflated(dataSet) }
      else
        this.#dataSet = new DataSetHeadReader(this.#noted, encoding, dataSetBytes, limits.stagedHeadBytes - dataSetAt)
      return 'opened'
    } catch (fault) {
      // The engine finds the same, and says so.
      if (fault instanceof SluiceError) return 'unreadable'
      throw fault
    }
  }

  #inflated(dataSet: Uint8Array): ObjectHead | 'unreadable' {
    const answer = new DataSetHeadReader(this.#noted, this.#terms!.encoding, dataSet.length).read(dataSet, true)
    return typeof answer === 'string' ? 'unreadable' : this.#headOf(answer)
  }

  #headOf({ sopClassUid, modality, notes, bulk, ...places }: DataSetHead): ObjectHead {
    return {
      facts: { sopClassUid, modality, ...this.#terms!, notes, bulk },
      dataSetAt: this.#dataSetAt,
      bulkAt: this.#dataSetAt + places.bulkAt,
      bulkValueAt: this.#dataSetAt + places.bulkValueAt,
      pixelGroupAt: this.#dataSetAt + places.pixelGroupAt,
    }
  }
}
