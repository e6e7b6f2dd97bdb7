/** Which codec is for frames of which transfer syntax. Those that have none cannot be blanked. */

import type { FrameCodec } from './frame-codec.ts'
import { rleCodec } from './rle-codec.ts'

const CODECS: Readonly<Record<string, FrameCodec>> = {
  '1.2.840.10008.1.2.5': rleCodec,
}

/** Undefined for what is not compressed, and for what no codec is for. */
export function codecFor(transferSyntaxUid: string): FrameCodec | undefined {
  return Object.hasOwn(CODECS, transferSyntaxUid) ? CODECS[transferSyntaxUid] : undefined
}
