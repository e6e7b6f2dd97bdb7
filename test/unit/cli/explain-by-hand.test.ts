// Twenty-two attributes and their rows of Table E.1-1 of PS3.15 2026d, as a person reads them there. Nothing here is computed.

import { beforeAll, describe, expect, it } from 'vitest'
import { runSluice } from '../../support/run-sluice.ts'

interface Read {
  /** As it is asked for. */
  readonly attribute: string
  /** What the command has to print of it: the head, then lines by their first words. */
  readonly head: string
  readonly lines: Readonly<Record<string, string>>
}

const TABLE = 'Table E.1-1 of PS3.15 2026d'
const UNKNOWN_CLASS = 'by the SOP class of the object; where it is not known,'

const READ: readonly Read[] = [
  {
    attribute: 'AccessionNumber',
    head: '(0008,0050) AccessionNumber, SH',
    lines: { action: 'emptied', 'in items': 'emptied', by: TABLE, code: 'Z: empty, or a dummy' },
  },
  {
    attribute: '(0010,0010)',
    head: '(0010,0010) PatientName, PN',
    lines: { action: 'emptied', 'in items': 'emptied', code: 'Z: empty, or a dummy' },
  },
  {
    attribute: '00100020',
    head: '(0010,0020) PatientID, LO',
    lines: {
      action: 'replaced by a keyed pseudonym',
      code: 'Z/D: empty, or a dummy; a pseudonym is one that keeps the objects of a patient together',
    },
  },
  {
    attribute: 'PatientBirthDate',
    head: '(0010,0030) PatientBirthDate, DA',
    lines: { action: 'emptied', code: 'Z: empty, or a dummy' },
  },
  {
    attribute: 'PatientSex',
    head: '(0010,0040) PatientSex, CS',
    lines: { action: 'emptied', 'other options': 'retain-patient-characteristics (K: keep)' },
  },
  {
    attribute: 'PatientAge',
    head: '(0010,1010) PatientAge, AS',
    lines: { action: 'removed', code: 'X: remove', 'other options': 'retain-patient-characteristics (K: keep)' },
  },
  {
    attribute: 'PatientComments',
    head: '(0010,4000) PatientComments, LT',
    lines: { action: 'removed', code: 'X: remove', 'other options': 'clean-descriptors (C: clean)' },
  },
  {
    attribute: 'InstitutionName',
    head: '(0008,0080) InstitutionName, LO',
    lines: {
      action: 'removed',
      'in items': 'replaced by a dummy',
      code: `X/Z/D: ${UNKNOWN_CLASS} X (remove)`,
      'other options': 'retain-institution-identity (K: keep)',
    },
  },
  {
    attribute: 'StudyDescription',
    head: '(0008,1030) StudyDescription, LO',
    lines: { action: 'removed', code: 'X: remove', 'other options': 'clean-descriptors (C: clean)' },
  },
  {
    attribute: 'ReferencedImageSequence',
    head: '(0008,1140) ReferencedImageSequence, SQ',
    lines: {
      action: 'entered: what is in it is decided for itself',
      'in SharedFunctionalGroupsSequence': 'emptied',
      code: `X/Z/U*: ${UNKNOWN_CLASS} U (replace the UID, or the UIDs in it)`,
      'other options': 'retain-uids (K: keep)',
    },
  },
  {
    attribute: 'DeviceSerialNumber',
    head: '(0018,1000) DeviceSerialNumber, LO',
    lines: {
      code: `X/Z/D: ${UNKNOWN_CLASS} D (replace by a dummy)`,
      'other options': 'retain-device-identity (K: keep)',
    },
  },
  {
    attribute: 'DateOfLastCalibration',
    head: '(0018,1200) DateOfLastCalibration, DA',
    lines: {
      action: 'removed',
      code: 'X: remove',
      'other options':
        'retain-device-identity (K: keep), retain-longitudinal-full-dates (K: keep), retain-longitudinal-modified-dates (C: clean)',
    },
  },
  {
    attribute: 'FrameAcquisitionDateTime',
    head: '(0018,9074) FrameAcquisitionDateTime, DT',
    lines: {
      action: 'replaced by a dummy',
      'in items': 'replaced by a dummy',
      code: 'D: replace by a dummy',
      'other options': 'retain-longitudinal-full-dates (K: keep), retain-longitudinal-modified-dates (C: clean)',
    },
  },
  {
    attribute: 'StudyInstanceUID',
    head: '(0020,000D) StudyInstanceUID, UI',
    lines: {
      action: 'replaced by a keyed UID',
      code: 'U: replace the UID, or the UIDs in it',
      'other options': 'retain-uids (K: keep)',
    },
  },
  {
    attribute: 'ContentSequence',
    head: '(0040,A730) ContentSequence, SQ',
    lines: {
      action: 'one item stays, in which every value is a dummy',
      code: 'D: replace by a dummy',
      'other options': 'clean-structured-content (C: clean)',
    },
  },
  {
    // has no column for Retain UIDs
    attribute: '(0040,A124)',
    head: '(0040,A124) UID, UI',
    lines: { action: 'replaced by a keyed UID', code: 'U: replace the UID, or the UIDs in it' },
  },
  {
    attribute: 'OverlayData',
    head: '(6000,3000) OverlayData, OB or OW',
    lines: { action: 'removed', code: 'X: remove', 'other options': 'clean-graphics (C: clean)' },
  },
  {
    // a curve, which shares the row 50xx,xxxx
    attribute: '5004,0010',
    head: '(5004,0010) NumberOfPoints, US',
    lines: { action: 'removed', by: TABLE, code: 'X: remove', 'other options': 'clean-graphics (C: clean)' },
  },
  {
    attribute: '0009,1001',
    head: '(0009,1001) private',
    lines: { action: 'removed', by: TABLE, 'other options': 'retain-safe-private (C: clean)' },
  },
  {
    // Type 1 in a presentation state
    attribute: 'PresentationCreationDate',
    head: '(0070,0082) PresentationCreationDate, DA',
    lines: {
      action: 'removed',
      'in items': 'removed',
      code: 'X: remove, but where an IOD requires it',
      'other options': 'retain-longitudinal-full-dates (K: keep), retain-longitudinal-modified-dates (C: clean)',
    },
  },
  {
    // in file meta information, where it is that of the data set
    attribute: '(0002,0003)',
    head: '(0002,0003) MediaStorageSOPInstanceUID, UI',
    lines: {
      action: 'replaced by a keyed UID',
      code: 'U: replace the UID, or the UIDs in it',
      'other options': 'retain-uids (K: keep)',
    },
  },
  {
    attribute: 'Modality',
    head: '(0008,0060) Modality, CS',
    lines: { action: 'kept', by: 'registered in PS3.6, and not listed in Table E.1-1' },
  },
]

describe('sluice explain', () => {
  let blocks: string[]

  beforeAll(async () => {
    const { code, stdout } = await runSluice(['explain', ...READ.map(({ attribute }) => attribute)])
    expect(code).toBe(0)
    blocks = stdout.toString().trimEnd().split('\n\n')
  })

  it('tells of each attribute that it is asked for', () => {
    expect(blocks.length).toBe(22)
  })

  it.each(READ.map((read, at) => [read.head, read, at] as const))(
    'says of %s what the standard says',
    (_, read, at) => {
      const [head, ...lines] = blocks[at]!.split('\n')
      expect(head).toBe(read.head)
      const said = Object.fromEntries(lines.map((line) => line.trim().split(/ {2,}/) as [string, string]))
      expect(said).toMatchObject(read.lines)
      // an option that the row does not have is not named
      expect('other options' in said).toBe('other options' in read.lines)
    },
  )

  it('reads the row differently where options are asked for', async () => {
    const options = 'retain-device-identity,retain-longitudinal-modified-dates'
    const { stdout } = await runSluice(['explain', 'DateOfLastCalibration', 'PatientBirthDate', '--with', options])
    const [calibration, birth] = stdout.toString().split('\n\n')
    expect(calibration).toMatch(/^ {2}action +moved by the days of the patient$/m)
    expect(calibration).toMatch(
      /^ {2}options +retain-device-identity \(K: keep\), retain-longitudinal-modified-dates \(C: clean\)$/m,
    )
    expect(birth).toMatch(/^ {2}action +emptied$/m)
  })

  it('tells where an IOD requires what the table removes', async () => {
    const state = ['PresentationCreationTime', '--sop-class', 'GrayscaleSoftcopyPresentationStateStorage']
    const said = (await runSluice(['explain', ...state])).stdout.toString()
    expect(said).toMatch(/^ {2}action +replaced by a dummy$/m)
    expect(said).toMatch(/^ {2}code +X: remove; here D \(replace by a dummy\), because the IOD requires it$/m)
    const requested = (await runSluice(['explain', 'RequestedProcedureID'])).stdout.toString()
    expect(requested).toMatch(/^ {2}in ReferencedRequestSequence +emptied$/m)
  })
})
