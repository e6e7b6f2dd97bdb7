/** One object that comes alone, in no archive. */

import type { EntryDigests } from '../archive/entry-digests.ts'
import type { ObjectProcessor } from '../engine/contract.ts'
import { SluiceError } from '../errors.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import type { OnEntry } from './on-entry.ts'

/** Its `end` fails with the object's code where that is anything but de-identified, and with INPUT_EMPTY where there was none. */
export class SingleObject implements ByteConsumer {
  readonly #object: ObjectProcessor
  readonly #onEntry: OnEntry
  readonly #digests: EntryDigests | undefined

  constructor(object: ObjectProcessor, sink: ByteSink, onEntry: OnEntry, digests: EntryDigests | undefined) {
    this.#object = object
    this.#onEntry = onEntry
    this.#digests = digests
    digests?.begin()
    const write = (bytes: Uint8Array, ephemeral: boolean): void => {
      digests?.output(bytes)
      sink.write(bytes, ephemeral)
    }
    object.begin({ committed: () => {}, write })
  }

  get inputMemory(): Uint8Array | undefined {
    return this.#object.inputMemory
  }

  push(chunk: Uint8Array): void {
    this.#digests?.input(chunk)
    this.#object.push(chunk)
  }

  end(): void {
    const { outputUids: _, ...result } = this.#object.end()
    if (result.inputBytes === 0) throw new SluiceError('INPUT_EMPTY')
    this.#onEntry({ ordinal: 0, ...result, ...this.#digests?.end() })
    if (result.disposition === 'deidentified') return
    const { offsetBytes, tag } = result
    throw new SluiceError(result.code ?? 'INTERNAL', {
      ...(offsetBytes !== undefined && { offsetBytes }),
      ...(tag !== undefined && { tag }),
    })
  }
}
