/** What a TarReader tells of an archive, in a form that tests compare. */

import { type TarEntry, TarReader } from '../../../src/archive/tar-reader.ts'
import { SluiceError } from '../../../src/errors.ts'

export interface ToldEntry {
  readonly name: string
  readonly type: string
  readonly sizeBytes: number
  readonly sparse: boolean
  readonly offsetBytes: number
  readonly body: string
}

export interface Told {
  readonly entries: readonly ToldEntry[]
  readonly ended: boolean
  readonly code: string | undefined
  readonly place: object | undefined
}

/** All that is told of an archive that comes in these chunks, which are overwritten; texts are one character a byte. */
export function tell(chunks: Iterable<Uint8Array>): Told {
  const entries: ToldEntry[] = []
  let open: TarEntry | undefined
  let body: Buffer[] = []
  let ended = false
  const reader = new TarReader({
    entry(entry) {
      if (open !== undefined) throw new Error('an entry within an entry')
      if (entry.ordinal !== entries.length) throw new Error('an ordinal out of order')
      open = entry
      body = []
    },
    body(bytes) {
      if (open === undefined || bytes.length === 0) throw new Error('a body out of place')
      body.push(Buffer.from(bytes))
    },
    entryEnd() {
      if (open === undefined) throw new Error('the end of no entry')
      const { name, type, sizeBytes, sparse, offsetBytes } = open
      const text = Buffer.concat(body).toString('latin1')
      if (text.length !== sizeBytes) throw new Error('a body of another size than announced')
      const typeText = type === 0 ? '' : String.fromCharCode(type)
      entries.push({
        name: Buffer.from(name).toString('latin1'),
        type: typeText,
        sizeBytes,
        sparse,
        offsetBytes,
        body: text,
      })
      open = undefined
    },
    archiveEnd() {
      ended = true
    },
  })
  try {
    for (const chunk of chunks) {
      reader.push(chunk)
      // A driver reads the next bytes into the same memory: whoever still looks there shows.
      chunk.fill(0xa5)
    }
    reader.end()
  } catch (failure) {
    if (!(failure instanceof SluiceError)) throw failure
    return { entries, ended, code: failure.code, place: failure.place }
  }
  return { entries, ended, code: undefined, place: undefined }
}

/** The same for an archive in one piece. */
export function tellWhole(bytes: Buffer): Told {
  return tell([new Uint8Array(bytes)])
}
