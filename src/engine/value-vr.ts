/** Of what VR a value is that is to be transformed. */

import { findAttribute } from '../dicom/dictionary.ts'
import { VR_NAMES, type Vr } from '../dicom/vr.ts'

/**
 * The VR that the data set states, by its index into VR_NAMES; where it states none or UN, the registered one. Undefined where the registry leaves a choice or
 * does not know the tag.
 */
export function vrOfValue(tag: number, vrIndex: number): Vr | undefined {
  const stated = VR_NAMES[vrIndex] ?? ''
  if (stated !== '' && stated !== 'UN') return stated
  const registered = findAttribute(tag)?.vrs ?? []
  return registered.length === 1 ? registered[0] : undefined
}
