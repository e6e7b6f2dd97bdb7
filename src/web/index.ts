/**
 * `dicom-sluice/web`: the same engine, plans and archives over Web streams, in browsers, workers, Deno and Bun. Imports nothing of Node. The
 * same input, options and key give the same bytes as on Node; deflated objects inflate to the same.
 */

import { Deidentification } from '../streams/deidentification.ts'
import { type DeidentifierCore, guardHook, openCore } from '../streams/deidentifier-core.ts'
import type { DeidentifierOptions } from '../streams/deidentifier-options.ts'
import { checkOptions } from '../streams/options.ts'
import { ConsumerTransformStream } from './consumer-transform-stream.ts'
import { webPlatform } from './web-platform.ts'

export type { ArchiveEntryRecord } from '../archive/entry-record.ts'
export type { Disposition, ObjectCounts } from '../engine/contract.ts'
export { CODES, type Code, type Place, SluiceError } from '../errors.ts'
export type { Inspected, InspectedElement } from '../inspect/inspect-data-set.ts'
export type { Explanation, Place as ExplainPlace } from '../profile/explain.ts'
export type { DeidentifiedObject, Inspection } from '../streams/deidentifier-core.ts'
export type { DeidentifierOptions } from '../streams/deidentifier-options.ts'
export type { Accept, AcceptedObject } from '../streams/options.ts'

/** A profile and a key, from which any number of streams can be made, one after the other or at once. */
export interface WebDeidentifier extends DeidentifierCore {
  /**
   * Tar bytes in, tar bytes out: the two sides that `pipeThrough` takes. Errored with a SluiceError where the archive cannot go on; it then never closes.
   * Aborting the writer or cancelling the reader ends both sides at once; the signal of a pipe is heard when what the last chunk gave was read, as the standard of streams has it.
   */
  tar(): TransformStream<Uint8Array, Uint8Array>
  /** One DICOM object in, one out. Errored with a SluiceError where the object is withheld or broken. */
  dicom(): TransformStream<Uint8Array, Uint8Array>
}

/** Fails with OPTION_INVALID, PROFILE_INVALID, KEY_INVALID or CROSSWALK_INVALID. */
export async function createDeidentifier(options: DeidentifierOptions = {}): Promise<WebDeidentifier> {
  const shared = await Deidentification.open(await checkOptions(options), webPlatform)
  const onEntry = guardHook(options.onEntry)
  return {
    ...openCore(shared, webPlatform, onEntry),
    tar: () => new ConsumerTransformStream((sink) => shared.openArchive(sink, onEntry)),
    dicom: () => new ConsumerTransformStream((sink) => shared.openObject(sink, onEntry)),
  }
}
