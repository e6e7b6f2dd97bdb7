/** A deflated data set as it comes: held whole and within bounds, because its size has to be known before the first byte goes out. */

import { concatenate } from '../dicom/concatenate.ts'
import { confirmInflatedEncoding } from '../dicom/resolve-encoding.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { DeflateCodec } from './contract.ts'

export class DeflatedDataSet {
  #parts: Uint8Array[] = []
  #bytes = 0

  /** Holds a copy. `dataSetAt`: the offset in the object that DEFLATE_TOO_LARGE names. */
  hold(bytes: Uint8Array, dataSetAt: number): void {
    this.#bytes += bytes.length
    if (this.#bytes > limits.deflatedBytes) throw new SluiceError('DEFLATE_TOO_LARGE', { offsetBytes: dataSetAt })
    // Made by a constructor: slice() of a Buffer copies nothing.
    this.#parts.push(new Uint8Array(bytes))
  }

  /** The data set, which is not held any more. Fails as the codec does, and with what the inflated bytes contradict. */
  inflate(codec: DeflateCodec): Uint8Array {
    const dataSet = codec.inflateRaw(concatenate(this.#parts), limits.inflatedBytes).bytes
    this.clear()
    confirmInflatedEncoding(dataSet)
    return dataSet
  }

  clear(): void {
    this.#parts = []
    this.#bytes = 0
  }
}
