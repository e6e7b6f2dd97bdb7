/** Which codec is for frames of which transfer syntax. Those that have none cannot be blanked. */

import type { FrameCodec } from './frame-codec.ts'
import { jpeg2000Codec } from './jpeg-2000-codec.ts'
import { jpegCodec } from './jpeg-codec.ts'
import { jpegLosslessCodec } from './jpeg-lossless-codec.ts'
import { jpegLsCodec } from './jpeg-ls-codec.ts'
import type { LosslessEngines } from './lossless-engine.ts'
import { nativeFrameCodec } from './native-frame-codec.ts'
import { rleCodec } from './rle-codec.ts'

const JPEG_2000 = { isHighThroughput: false }
const HIGH_THROUGHPUT = { isHighThroughput: true }
/** What 1.2.840.10008.1.2.4.202 wants: by resolution first. */
const RPCL = 2

const CODECS: Readonly<Record<string, (engines: LosslessEngines | undefined) => FrameCodec | undefined>> = {
  '1.2.840.10008.1.2.1.98': () => nativeFrameCodec,
  '1.2.840.10008.1.2.5': () => rleCodec,
  '1.2.840.10008.1.2.4.50': jpegCodec,
  '1.2.840.10008.1.2.4.51': jpegCodec,
  '1.2.840.10008.1.2.4.57': () => jpegLosslessCodec,
  '1.2.840.10008.1.2.4.70': () => jpegLosslessCodec,
  '1.2.840.10008.1.2.4.80': (engines) => engines && jpegLsCodec(() => engines('jpeg-ls')),
  '1.2.840.10008.1.2.4.81': (engines) => engines && jpegLsCodec(() => engines('jpeg-ls')),
  '1.2.840.10008.1.2.4.90': (engines) => engines && jpeg2000Codec(engines, JPEG_2000),
  '1.2.840.10008.1.2.4.91': (engines) => engines && jpeg2000Codec(engines, JPEG_2000),
  '1.2.840.10008.1.2.4.201': (engines) => engines && jpeg2000Codec(engines, HIGH_THROUGHPUT),
  '1.2.840.10008.1.2.4.202': (engines) =>
    engines && jpeg2000Codec(engines, { ...HIGH_THROUGHPUT, progressionOrder: RPCL }),
  '1.2.840.10008.1.2.4.203': (engines) => engines && jpeg2000Codec(engines, HIGH_THROUGHPUT),
}

/** Undefined for what is not compressed, and for what no codec is for. `engines`: undefined where the platform has none, as in a browser. */
export function codecFor(transferSyntaxUid: string, engines?: LosslessEngines): FrameCodec | undefined {
  return Object.hasOwn(CODECS, transferSyntaxUid) ? CODECS[transferSyntaxUid]!(engines) : undefined
}
