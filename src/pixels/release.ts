/** Gives the memory of bytes back that nobody will look at again. Frames are of megabytes, and a collector that does not see them lets dozens of them pile up. */

/** Of all views of the same memory, which are empty afterwards. */
export function release(bytes: Uint8Array): void {
  const buffer = bytes.buffer as Partial<ArrayBuffer>
  // Browsers of before 2024 wait for their collector.
  if (buffer.detached === false) buffer.transfer?.(0)
}
