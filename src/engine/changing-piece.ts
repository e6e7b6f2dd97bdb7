/** Changes in passing: parts of bytes that belong to somebody else are replaced by changed copies, all else goes on as it is. */

import type { ChangePart } from '../pixels/bulk-filter.ts'

/** What is copied where one byte of it changes. */
const BLOCK_BYTES = 16_384

/**
 * Writes `bytes` as slices of themselves, but for the blocks of them in which `edit` changes something: those are written as copies. Changes are to be
 * made in ascending order.
 */
export function writeChanged(
  bytes: Uint8Array,
  edit: (change: ChangePart) => void,
  write: (bytes: Uint8Array) => void,
): void {
  let writtenTo = 0
  let copy: Uint8Array | undefined
  const flush = (): void => {
    if (copy === undefined) return
    write(copy)
    writtenTo += copy.length
    copy = undefined
  }
  edit((from, to, change) => {
    let at = from
    while (at < to) {
      const blockAt = at - (at % BLOCK_BYTES)
      if (copy === undefined || blockAt !== writtenTo) {
        flush()
        if (writtenTo < blockAt) write(bytes.subarray(writtenTo, blockAt))
        writtenTo = blockAt
        // not slice(): that of a Buffer copies nothing
        copy = new Uint8Array(bytes.subarray(blockAt, blockAt + BLOCK_BYTES))
      }
      const end = Math.min(to, blockAt + copy.length)
      change(copy.subarray(at - blockAt, end - blockAt), at)
      at = end
    }
  })
  flush()
  if (writtenTo < bytes.length) write(bytes.subarray(writtenTo))
}
