/** Values of one element, between backslashes (PS3.5 6.4), each changed for itself. */

import { latin1Bytes, latin1Text, trimText } from '../dicom/value-text.ts'

const BACKSLASH = '\\'
const SPACE = 0x20

/**
 * Each part between backslashes, without the NULs and spaces at its ends, as `change` makes it; an empty one stays empty. The number of parts stays.
 * Of even length, padded with a space. One character of text is one byte.
 */
export function changeComponents(value: Uint8Array, change: (component: string) => string): Uint8Array {
  const components = latin1Text(value).split(BACKSLASH)
  for (let index = 0; index < components.length; index++) {
    const component = trimText(components[index]!)
    components[index] = component === '' ? '' : change(component)
  }
  return latin1Bytes(components.join(BACKSLASH), SPACE)
}
