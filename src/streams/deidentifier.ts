/** The library's entrance: options in, Transforms out. */

import type { Transform } from 'node:stream'
import type { ArchiveEntryRecord, NonDicomMode, OnErrorMode } from '../archive/archive-deidentifier.ts'
import type { NameMode } from '../archive/entry-name.ts'
import { CallerFault, ConsumerTransform } from './consumer-transform.ts'
import { Deidentification, type OnEntry } from './deidentification.ts'
import { checkOptions, type ProfileName } from './options.ts'

export interface DeidentifierOptions {
  /** `basic`: the Basic Application Level Confidentiality Profile of PS3.15, the default and so far the only one. */
  readonly profile?: ProfileName
  /**
   * 32 bytes, or 64 hexadecimal digits. Equal keys give equal pseudonyms, on any machine. Without one, each deidentifier
   * makes its own and forgets it.
   */
  readonly key?: Uint8Array | string
  /** Names of the entries of an archive: `hash` (default), `uid` or `keep`, which keeps what identities they hold. */
  readonly names?: NameMode
  /** Entries that are not DICOM: `drop` (default), `keep`, or `fail` with NON_DICOM. */
  readonly nonDicom?: NonDicomMode
  /** Objects that cannot be made safe: `withhold` and go on (default), or `fail` with WITHHELD. */
  readonly onError?: OnErrorMode
  /** Told what became of each entry, in order. What it throws destroys the stream, as it is. */
  readonly onEntry?: (record: ArchiveEntryRecord) => void
}

/** A profile and a key, from which any number of streams can be made, one after the other or at once. */
export interface Deidentifier {
  /** Tar bytes in, tar bytes out. Destroyed with a SluiceError where the archive cannot go on; it then never ends. */
  tar(): Transform
  /** One DICOM object in, one out. Destroyed with a SluiceError where the object is withheld or broken. */
  dicom(): Transform
  /** 16 hexadecimal digits that name the key and tell nothing else of it. */
  readonly keyFingerprint: string
  /** SHA-256 of the rules, in hexadecimal. */
  readonly planDigest: string
  /** Whether another deidentifier can give the same pseudonyms: false where no key was given. */
  readonly linkable: boolean
}

/** Fails with OPTION_INVALID or KEY_INVALID. */
export async function createDeidentifier(options: DeidentifierOptions = {}): Promise<Deidentifier> {
  const shared = new Deidentification(checkOptions(options))
  const onEntry = guardHook(options.onEntry ?? (() => {}))
  return {
    tar: () => new ConsumerTransform((sink) => shared.openArchive(sink, onEntry)),
    dicom: () => new ConsumerTransform((sink) => shared.openObject(sink, onEntry)),
    keyFingerprint: shared.keyFingerprint,
    get planDigest() {
      return shared.planDigest
    },
    linkable: shared.linkable,
  }
}

/** Marks what the caller's own code throws, which is the caller's to see. */
function guardHook(onEntry: OnEntry): OnEntry {
  return (record) => {
    try {
      onEntry(record)
    } catch (fault) {
      throw new CallerFault(fault)
    }
  }
}
