/** The operating procedure as the first entry of an output, for --embed-sop. It hangs on the plan alone, and so does every byte of its entry. */

import { encodeEntryHeader, encodePadding } from '../archive/tar-writer.ts'
import type { ByteConsumer, ByteSink } from '../streams/byte-consumer.ts'

/** No entry of the input gets this name unless names are kept: hashes and UIDs have no dot and two letters at their end. */
const NAME = Buffer.from('SOP.md')

/** Writes the entry to `sink` before `consumer` gets its first byte. */
export function withProcedure(procedure: string, sink: ByteSink, consumer: ByteConsumer): ByteConsumer {
  let isWritten = false
  const write = (): void => {
    if (isWritten) return
    isWritten = true
    const bytes = Buffer.from(procedure)
    sink.write(encodeEntryHeader(NAME, bytes.byteLength), false)
    sink.write(bytes, false)
    sink.write(encodePadding(bytes.byteLength), true)
  }
  return {
    push: (chunk) => {
      write()
      consumer.push(chunk)
    },
    end: () => consumer.end(),
  }
}
