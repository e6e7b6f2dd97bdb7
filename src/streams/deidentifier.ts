/** The library's entrance on Node: options in, streams of Node out. */

import type { Duplex, Transform } from 'node:stream'
import { ConsumerTransform } from './consumer-transform.ts'
import { Deidentification } from './deidentification.ts'
import { type DeidentifierCore, guardHook, openCore } from './deidentifier-core.ts'
import type { DeidentifierOptions } from './deidentifier-options.ts'
import { deidentifyEntries } from './deidentify-entries.ts'
import { type WithDispositions, withDispositions } from './dispositions.ts'
import { nodePlatform } from './node-platform.ts'
import { checkOptions } from './options.ts'

/** A profile and a key, from which any number of streams can be made, one after the other or at once. */
export interface Deidentifier extends DeidentifierCore {
  /** Tar bytes in, tar bytes out. Destroyed with a SluiceError where the archive cannot go on; it then never ends. */
  tar(): Transform & WithDispositions
  /** One DICOM object in, one out. Destroyed with a SluiceError where the object is withheld or broken. */
  dicom(): Transform & WithDispositions
  /**
   * Entries in, de-identified entries out (`dicom-sluice/entries`): what `tar()` would have written of each, withheld and dropped ones left out. An
   * object that breaks after its size was known ends in zeros, and is followed by an empty entry of the same name. Destroyed as `tar()` is.
   */
  entries(): Duplex & WithDispositions
}

/** Fails with OPTION_INVALID, PROFILE_INVALID, KEY_INVALID or CROSSWALK_INVALID. */
export async function createDeidentifier(options: DeidentifierOptions = {}): Promise<Deidentifier> {
  const shared = await Deidentification.open(await checkOptions(options), nodePlatform)
  const onEntry = guardHook(options.onEntry)
  return {
    ...openCore(shared, nodePlatform, onEntry),
    tar: () => withDispositions((told) => new ConsumerTransform((sink) => shared.openArchive(sink, told)), onEntry),
    dicom: () => withDispositions((told) => new ConsumerTransform((sink) => shared.openObject(sink, told)), onEntry),
    entries: () => withDispositions((told) => deidentifyEntries((sink) => shared.openArchive(sink, told)), onEntry),
  }
}
