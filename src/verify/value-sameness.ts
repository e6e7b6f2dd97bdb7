/** Values without their padding: PS3.5 6.2 lets NUL and space end them. */

/** Whether two values are the same but for their padding. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(withoutPadding(one), withoutPadding(other)) === 0
}

/** Whether there is nothing but padding. */
export function isBlank(value: Uint8Array): boolean {
  return withoutPadding(value).length === 0
}

function withoutPadding(value: Uint8Array): Uint8Array {
  let end = value.length
  while (end > 0 && (value[end - 1] === 0 || value[end - 1] === 0x20)) end--
  return value.subarray(0, end)
}
