/** From the walk of an archive, which tells what it finds at once, to entries that are handed out one by one. */

import type { TarEntry } from '../archive/tar-entry.ts'
import { TarReader } from '../archive/tar-reader.ts'
import { createHeader, type Entry, type EntryWriter, entryTypeFrom, openEntry } from './entry.ts'

type Told = { readonly entry: TarEntry } | { readonly body: Uint8Array } | 'end'

/** Push bytes of an archive, then pass on what `take` gives; and at the end `end`, and again what `take` gives. */
export class EntryWalk {
  readonly #reader: TarReader
  readonly #told: Told[] = []
  #writer: EntryWriter | undefined

  constructor() {
    this.#reader = new TarReader({
      entry: (entry) => this.#told.push({ entry }),
      body: (body) => this.#told.push({ body }),
      entryEnd: () => this.#told.push('end'),
      archiveEnd: () => {},
    })
  }

  /** Fails as TarReader does. Bodies are slices of `chunk`. */
  push(chunk: Uint8Array): void {
    this.#reader.push(chunk)
  }

  end(): void {
    this.#reader.end()
  }

  /** The entries that began in what was pushed. Goes on when the body of each was read as far as it is known, or discarded. */
  async *take(): AsyncGenerator<Entry, void, undefined> {
    for (const told of this.#told) {
      if (told === 'end') {
        this.#writer?.end()
        this.#writer = undefined
      } else if ('body' in told) {
        await this.#writer?.write(told.body)
      } else {
        const { name, sizeBytes, type, sparse } = told.entry
        this.#writer = openEntry(createHeader(name, sizeBytes, entryTypeFrom(type, sparse)))
        yield this.#writer.entry
      }
    }
    this.#told.length = 0
  }

  /** Nothing more comes. The entry that is under way, if there is one, fails. */
  fail(fault: Error): void {
    this.#writer?.fail(fault)
    this.#writer = undefined
  }
}
