/** The library's entrance: options in, Transforms out. */

import type { Duplex, Transform } from 'node:stream'
import type { ArchiveEntryRecord, NonDicomMode, OnErrorMode } from '../archive/archive-deidentifier.ts'
import type { NameMode } from '../archive/entry-name.ts'
import type { ObjectFraming } from '../engine/contract.ts'
import { SluiceError } from '../errors.ts'
import type { ProfileDocument } from '../profile/document-types.ts'
import type { Place as ExplainPlace, Explanation } from '../profile/explain.ts'
import type { Mode, OptionName, ProfileName } from '../profile/request.ts'
import { asStreamError, CallerFault, ConsumerTransform } from './consumer-transform.ts'
import { Deidentification, type OnEntry } from './deidentification.ts'
import { deidentifyEntries } from './deidentify-entries.ts'
import { checkOptions } from './options.ts'

export interface DeidentifierOptions {
  /**
   * `basic`, the default: the Basic Application Level Confidentiality Profile of PS3.15. `hipaa-safe-harbor`: 45 CFR 164.514(b)(2). Or a
   * profile of one's own, as a profile file has it (docs/profile-files.md), parsed.
   */
  readonly profile?: ProfileName | ProfileDocument
  /** Options of PS3.15 E.3, besides those that the profile has. */
  readonly with?: readonly OptionName[]
  /**
   * What becomes of an attribute that would be removed, emptied or replaced: as the `standard` says (default), `empty`, or a `placeholder`.
   * Wins over that of the profile.
   */
  readonly mode?: Mode
  /**
   * 32 bytes, or 64 hexadecimal digits. Equal keys give equal pseudonyms, on any machine. Without one, each deidentifier
   * makes its own and forgets it.
   */
  readonly key?: Uint8Array | string
  /**
   * A table of the site's own patients, the text or bytes of a CSV file: old_id, new_id, offset_days (docs/dates.md). The key decides on those who
   * are not in it, unless the profile requires them to be.
   */
  readonly crosswalk?: Uint8Array | string
  /** Names of the entries of an archive: `hash` (default), `uid` or `keep`, which keeps what identities they hold. */
  readonly names?: NameMode
  /** Entries that are not DICOM: `drop` (default), `keep`, or `fail` with NON_DICOM. */
  readonly nonDicom?: NonDicomMode
  /** Objects that cannot be made safe: `withhold` and go on (default), or `fail` with WITHHELD. */
  readonly onError?: OnErrorMode
  /**
   * Archives: `exact` (default), each entry as long as it comes out, or `same-size`, every entry where it was and as long as it was
   * (docs/same-size.md).
   */
  readonly framing?: ObjectFraming
  /** Told what became of each entry, in order. What it throws destroys the stream, as it is. */
  readonly onEntry?: (record: ArchiveEntryRecord) => void
}

/** What `object()` gives. */
export interface DeidentifiedObject {
  readonly bytes: Uint8Array
  readonly record: ArchiveEntryRecord
}

/** A profile and a key, from which any number of streams can be made, one after the other or at once. */
export interface Deidentifier {
  /** Tar bytes in, tar bytes out. Destroyed with a SluiceError where the archive cannot go on; it then never ends. */
  tar(): Transform
  /** One DICOM object in, one out. Destroyed with a SluiceError where the object is withheld or broken. */
  dicom(): Transform
  /**
   * Entries in, de-identified entries out (`dicom-sluice/entries`): what `tar()` would have written of each, withheld and dropped ones left out. An
   * object that breaks after its size was known ends in zeros, and is followed by an empty entry of the same name. Destroyed as `tar()` is.
   */
  entries(): Duplex
  /**
   * One DICOM object, whole. `bytes` are those that `dicom()` gives. Fails with the object's code where it is withheld or broken. For objects that
   * fit into memory; streams take those of any size.
   */
  object(bytes: Uint8Array): DeidentifiedObject
  /**
   * What is done with an attribute, by its keyword or as `(0010,0010)`, and why. `place`: in which objects and sequences. Fails with
   * OPTION_INVALID where there is no such attribute.
   */
  explain(attribute: string, place?: ExplainPlace): Promise<Explanation>
  /** 16 hexadecimal digits that name the key and tell nothing else of it. */
  readonly keyFingerprint: string
  /** SHA-256 of the rules, in hexadecimal. */
  readonly planDigest: string
  /** Keywords of attributes that rules of the profile let stay though the standard takes them away. */
  readonly warnings: readonly string[]
  /** Whether another deidentifier can give the same pseudonyms: false where no key was given. */
  readonly linkable: boolean
}

/** Fails with OPTION_INVALID, PROFILE_INVALID, KEY_INVALID or CROSSWALK_INVALID. */
export async function createDeidentifier(options: DeidentifierOptions = {}): Promise<Deidentifier> {
  const shared = await Deidentification.open(await checkOptions(options))
  const onEntry = guardHook(options.onEntry ?? (() => {}))
  return {
    tar: () => new ConsumerTransform((sink) => shared.openArchive(sink, onEntry)),
    entries: () => deidentifyEntries((sink) => shared.openArchive(sink, onEntry)),
    dicom: () => new ConsumerTransform((sink) => shared.openObject(sink, onEntry)),
    object: (bytes) => deidentifyObject(shared, bytes, onEntry),
    explain: (attribute, place) => explainAttribute(shared, attribute, place),
    keyFingerprint: shared.keyFingerprint,
    get planDigest() {
      return shared.planDigest
    },
    warnings: shared.plan.warnings,
    linkable: shared.linkable,
  }
}

function deidentifyObject(shared: Deidentification, bytes: Uint8Array, onEntry: OnEntry): DeidentifiedObject {
  const parts: Uint8Array[] = []
  let told: ArchiveEntryRecord | undefined
  const write = (part: Uint8Array, ephemeral: boolean): void => {
    parts.push(ephemeral ? Uint8Array.from(part) : part)
  }
  try {
    const consumer = shared.openObject({ write }, (record) => {
      told = record
      onEntry(record)
    })
    consumer.push(bytes)
    consumer.end()
  } catch (fault) {
    throw asStreamError(fault)
  }
  if (told === undefined) throw new SluiceError('INTERNAL')
  return { bytes: new Uint8Array(Buffer.concat(parts)), record: told }
}

/** The tables that a reason needs are loaded for the first who asks. */
async function explainAttribute(
  shared: Deidentification,
  attribute: string,
  place?: ExplainPlace,
): Promise<Explanation> {
  const { hintAtAttribute, parseAttribute } = await import('../profile/attribute-name.ts')
  const tag = parseAttribute(attribute)
  if (tag === undefined) {
    throw new SluiceError('OPTION_INVALID', {}, `there is no such attribute: ${hintAtAttribute(attribute)}`)
  }
  const [{ compilePlan }, { explain }] = await Promise.all([
    import('../profile/compile.ts'),
    import('../profile/explain.ts'),
  ])
  return explain(compilePlan(shared.settings.plan), tag, place)
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
