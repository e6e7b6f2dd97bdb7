/** Bytes that the build wrote into a module as text, so that they are found in every layout: installed, bundled, in a browser. */

interface NodeGlobals {
  readonly Buffer?: { from(text: string, encoding: 'base64'): Uint8Array }
}

/** The bytes of a base64 text that is known to be one. Node's own way, where there is one: it takes a hundredth of the time. */
export function decodeBase64(text: string): Uint8Array {
  const { Buffer } = globalThis as NodeGlobals
  if (Buffer !== undefined) return Buffer.from(text, 'base64')
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
