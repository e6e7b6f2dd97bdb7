/**
 * HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i): what its profile replaces beyond the Basic Profile, and for each of the 18 identifiers what is done and what
 * cannot be. docs/hipaa-safe-harbor.md has the same table; a test compares the two, and both with the plan.
 */

import { SAFE_HARBOR_ROWS } from './table.gen.ts'
import { requireTag } from './table.ts'

/** An attribute that the Basic Profile keeps and this one does not. */
export interface SafeHarborRow {
  readonly letter: string
  readonly reason: string
}

/** One of the 18 identifiers. */
export interface SafeHarborIdentifier {
  readonly letter: string
  readonly identifier: string
  readonly done: string
  readonly limit: string
}

let rows: ReadonlyMap<number, SafeHarborRow> | undefined

/** By tag. */
export function safeHarborRows(): ReadonlyMap<number, SafeHarborRow> {
  rows ??= new Map(
    SAFE_HARBOR_ROWS.split('\n').map((line) => {
      const [tagText = '', letter = '', reason = ''] = line.split('|')
      return [requireTag(tagText), { letter, reason }]
    }),
  )
  return rows
}

const IN_FREE_TEXT =
  'Short texts that the registry keeps (labels, names of protocols) may hold one that somebody typed.'
const IN_PIXELS = 'What is burned into pixels stays.'

/** The identifiers (A) to (R), in their order. */
export const SAFE_HARBOR_IDENTIFIERS: readonly SafeHarborIdentifier[] = [
  {
    letter: 'A',
    identifier: 'Names',
    done: 'Every attribute of VR PN is emptied, removed or a dummy, those of staff too; so are name sequences and aliases.',
    limit: `${IN_FREE_TEXT} ${IN_PIXELS}`,
  },
  {
    letter: 'B',
    identifier: 'Geography below a state',
    done: 'Addresses, institutions, regions, locations and GPS positions are removed or a dummy. No attribute holds a postal code alone, so none keeps three digits.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'C',
    identifier: 'Dates but the year, ages above 89',
    done: 'Dates of the course of events (DA, DT) become the first of January of their year. The date of birth is emptied, so that no year tells an age above 89. Ages (AS) above 89 become 090Y. Times without a date are as in the Basic Profile.',
    limit:
      'An age that is a number of structured content is replaced, whatever option is asked for. Ages in free text kept by a rule are not known as such.',
  },
  {
    letter: 'D',
    identifier: 'Telephone numbers',
    done: 'Attributes of telephone numbers and telecommunication are removed.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'E',
    identifier: 'Fax numbers',
    done: 'Telecommunication information is removed.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'F',
    identifier: 'Electronic mail addresses',
    done: 'Telecommunication information is removed.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'G',
    identifier: 'Social security numbers',
    done: 'DICOM has no attribute for them. Patient ID, where they stand in practice, becomes a keyed pseudonym; other patient IDs are removed.',
    limit: `${IN_FREE_TEXT} Whoever has the key can test a guess.`,
  },
  {
    letter: 'H',
    identifier: 'Medical record numbers',
    done: 'Patient ID becomes a keyed pseudonym, the code that (R) and 164.514(c) allow; other patient IDs and record locators are removed.',
    limit: 'The key must be kept from whoever gets the objects. Without a key file each run has its own.',
  },
  {
    letter: 'I',
    identifier: 'Health plan beneficiary numbers',
    done: 'Insurance plans are removed.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'J',
    identifier: 'Account numbers',
    done: 'Admission and service episode IDs, which serve as such, are removed.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'K',
    identifier: 'Certificate and license numbers',
    done: 'Certificates of signers and numbers of certificates become a dummy.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'L',
    identifier: 'Vehicle identifiers',
    done: 'DICOM has no attribute for license plates. Carriers and routes of persons (DICOS) are a dummy.',
    limit: `${IN_FREE_TEXT} ${IN_PIXELS}`,
  },
  {
    letter: 'M',
    identifier: 'Device identifiers and serial numbers',
    done: 'Serial numbers, IDs of devices, plates and cassettes, stations and AE titles are removed or a dummy, those too that the Basic Profile keeps.',
    limit: 'Maker and model stay. They are no identifiers, but a rare device can point to a place.',
  },
  {
    letter: 'N',
    identifier: 'URLs',
    done: 'Every attribute of VR UR is removed or a dummy, but for URN Code Value, which is a code.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'O',
    identifier: 'IP addresses',
    done: 'Network IDs and addresses are removed or a dummy.',
    limit: IN_FREE_TEXT,
  },
  {
    letter: 'P',
    identifier: 'Biometric identifiers',
    done: 'Recorded voice in curves and references to recordings are removed or a dummy. Gait, prints and voice have no attributes of their own.',
    limit: 'Pixel data and waveforms are kept as they are, an electrocardiogram too.',
  },
  {
    letter: 'Q',
    identifier: 'Full-face photographs',
    done: 'Photographs of the patient, icons and encapsulated documents are removed or a dummy.',
    limit: 'Photographs that are pixel data stay, and so do faces that can be rendered from a volume of the head.',
  },
  {
    letter: 'R',
    identifier: 'Any other unique number or code',
    done: 'UIDs are replaced; accession, study, order, specimen and trial numbers are removed, emptied or a dummy; private attributes are removed.',
    limit: 'The replacements are codes that 164.514(c) allows as long as the key is kept apart.',
  },
]
