/** Which codec is for frames of which transfer syntax. Those that have none cannot be blanked. */

import type { FrameCodec } from './frame-codec.ts'
import { jpegCodec } from './jpeg-codec.ts'
import { jpegLosslessCodec } from './jpeg-lossless-codec.ts'
import { rleCodec } from './rle-codec.ts'

const CODECS: Readonly<Record<string, FrameCodec>> = {
  '1.2.840.10008.1.2.5': rleCodec,
  '1.2.840.10008.1.2.4.50': jpegCodec,
  '1.2.840.10008.1.2.4.51': jpegCodec,
  '1.2.840.10008.1.2.4.57': jpegLosslessCodec,
  '1.2.840.10008.1.2.4.70': jpegLosslessCodec,
}

/** Undefined for what is not compressed, and for what no codec is for. */
export function codecFor(transferSyntaxUid: string): FrameCodec | undefined {
  return Object.hasOwn(CODECS, transferSyntaxUid) ? CODECS[transferSyntaxUid] : undefined
}
