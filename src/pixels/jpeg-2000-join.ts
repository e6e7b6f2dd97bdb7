/**
 * Code streams of one component each, of one tile-part and alike but for their samples, as one code stream of all components without colour transform. In the progression by component the packets
 * of a component follow those of the one before, and none knows of another component (ISO/IEC 15444-1 annex B.12.1.5).
 */

import { concatenate } from '../dicom/concatenate.ts'
import { SluiceError } from '../errors.ts'
import { readJpeg2000 } from './jpeg-2000-header.ts'

const SIZ_LENGTH_AT = 4
const SIZ_BYTES_WITHOUT_COMPONENTS = 38
const COMPONENT_BYTES = 3
const COMPONENTS_AT = 40
const SOT_BYTES = 12
const PSOT_AT = 6
const MARKER_BYTES = 2
const SOD = 0xff93
const EOC_BYTES = 2

/** Throws PIXELS_LOSSY where they are not what they have to be. */
export function joinComponents(codestreams: readonly Uint8Array[]): Uint8Array {
  const [first] = codestreams
  const headers = codestreams.map(readJpeg2000)
  const { tilePartAt, signsAt, tileParts } = headers[0]!
  const bodyAt = tilePartAt + SOT_BYTES + MARKER_BYTES
  const canJoin = headers.every(
    (header, index) =>
      header.components === 1 &&
      tileParts === 1 &&
      header.tilePartAt === tilePartAt &&
      new DataView(codestreams[index]!.buffer, codestreams[index]!.byteOffset).getUint16(bodyAt - MARKER_BYTES) === SOD,
  )
  if (first === undefined || !canJoin || signsAt[0] !== COMPONENTS_AT + MARKER_BYTES)
    throw new SluiceError('PIXELS_LOSSY')
  const bodies = headers.map(({ bytes }) => bytes.subarray(bodyAt, bytes.length - EOC_BYTES))
  const component = first.subarray(signsAt[0], signsAt[0] + COMPONENT_BYTES)
  const parts = [
    first.subarray(0, signsAt[0]),
    ...codestreams.map(() => component),
    first.subarray(signsAt[0] + COMPONENT_BYTES, bodyAt),
    ...bodies,
    Uint8Array.of(0xff, 0xd9),
  ]
  const joined = concatenate(parts)
  const view = new DataView(joined.buffer)
  view.setUint16(SIZ_LENGTH_AT, SIZ_BYTES_WITHOUT_COMPONENTS + COMPONENT_BYTES * codestreams.length)
  view.setUint16(COMPONENTS_AT, codestreams.length)
  const addedBytes = COMPONENT_BYTES * (codestreams.length - 1)
  const tilePartBytes = SOT_BYTES + MARKER_BYTES + bodies.reduce((sum, { length }) => sum + length, 0)
  view.setUint32(tilePartAt + addedBytes + PSOT_AT, tilePartBytes)
  return joined
}
