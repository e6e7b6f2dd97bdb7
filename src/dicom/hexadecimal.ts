/** Two lower-case digits for each byte, where there may be no Buffer. */
export function hexadecimal(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
