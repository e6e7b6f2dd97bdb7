/** The options of a deidentifier, on every platform. `options.ts` checks them. */

import type { ArchiveEntryRecord, NonDicomMode, OnErrorMode } from '../archive/archive-deidentifier.ts'
import type { NameMode } from '../archive/entry-name.ts'
import type { ObjectFraming } from '../engine/contract.ts'
import type { ProfileDocument } from '../profile/document-types.ts'
import type { Mode, OptionName, ProfileName } from '../profile/request.ts'
import type { Accept, TriageMode } from './options.ts'

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
  readonly key?: Uint8Array | string | undefined
  /**
   * A table of the site's own patients, the text or bytes of a CSV file: old_id, new_id, and offset_days or reference_date (docs/dates.md). The key decides on those who
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
  /** Whether records have the SHA-256 of each entry as it was, which names the original to who has it, and as it is. Default false. */
  readonly digests?: boolean
  /**
   * Whether every object is looked at again, by other readers, before it is passed on; one in which something is left is withheld with VERIFICATION_FAILED
   * (docs/verify.md). Default false. In Node only.
   */
  readonly verify?: boolean
  /**
   * Headers that tell of text in pixels or of a recognisable face: `off` (default); `tell`, records have `risk`; or a level, from which objects are withheld besides, with
   * RISK_WITHHELD (docs/burned-in-risk.md).
   */
  readonly triage?: TriageMode
  /**
   * Asked of each object before its pixels: those that it says no to are dropped, with NOT_ACCEPTED. What it throws destroys the stream, as it is. In
   * `({ modality }) => modality === 'CT'`, say. An object whose header is longer than limits.headerWindowBytes is `broken` instead, its size being out.
   */
  readonly accept?: Accept
  /** Told what became of each entry, in order. What it throws destroys the stream, as it is. */
  readonly onEntry?: (record: ArchiveEntryRecord) => void
}
