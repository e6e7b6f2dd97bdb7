/** Changes in passing: parts of bytes that belong to somebody else are replaced by changed copies, all else goes on as it is. */

import type { ChangePart } from '../pixels/bulk-filter.ts'

/** What is copied where one byte of it changes. */
export const BLOCK_BYTES = 16_384

/**
 * Writes `bytes` as slices of themselves, but for the blocks of them in which `edit` changes something: those are written as copies. Changes are to be
 * made in ascending order. `block`: of BLOCK_BYTES, where the copies are made one after the other; they are ephemeral.
 */
export function writeChanged(
  bytes: Uint8Array,
  edit: (change: ChangePart) => void,
  write: (bytes: Uint8Array, ephemeral: boolean) => void,
  block: Uint8Array,
): void {
  let writtenTo = 0
  let copy: Uint8Array | undefined
  const flush = (): void => {
    if (copy === undefined) return
    write(copy, true)
    writtenTo += copy.length
    copy = undefined
  }
  edit((from, to, change) => {
    let at = from
    while (at < to) {
      const blockAt = at - (at % BLOCK_BYTES)
      if (copy === undefined || blockAt !== writtenTo) {
        flush()
        if (writtenTo < blockAt) write(bytes.subarray(writtenTo, blockAt), false)
        writtenTo = blockAt
        copy = block.subarray(0, Math.min(BLOCK_BYTES, bytes.length - blockAt))
        copy.set(bytes.subarray(blockAt, blockAt + copy.length))
      }
      const end = Math.min(to, blockAt + copy.length)
      change(copy.subarray(at - blockAt, end - blockAt), at)
      at = end
    }
  })
  flush()
  if (writtenTo < bytes.length) write(bytes.subarray(writtenTo), false)
}
