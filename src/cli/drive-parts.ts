/** What a drive (drive.ts, drive-pipeline.ts) takes bytes from, through and to. */

import type { ByteConsumer, ByteSink } from '../streams/byte-consumer.ts'
import type { Input } from './input.ts'
import type { Interruption } from './interruption.ts'
import type { RunFiles } from './run-files.ts'

export interface Drive {
  readonly input: Input
  readonly files: RunFiles
  readonly interruption: Interruption
  /** Makes the consumer, once it is known whether the bytes are an archive or one object. */
  readonly open: (kind: 'tar' | 'object', sink: ByteSink) => ByteConsumer
  /** Told now and then how much of the input was read. */
  readonly onProgress: (inputBytes: number) => void
  /** Told before the record of an entry that stands for what could not be read. */
  readonly onUnreadable: (ordinal: number) => void
}
