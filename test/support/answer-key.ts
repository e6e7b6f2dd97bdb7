/**
 * A data set for a challenge of de-identification, made here, with its answer key: patients who do not exist, their images, and for each attribute what has to
 * become of it. Ten kinds of answer, those of the MIDI-B challenge (MICCAI 2024).
 */

import { seededRandom } from './chunkings.ts'
import { buildObject, type DataSetEncodingName, type ElementSpec, element, sequence } from './dicom-builder.ts'

export const ANSWER_KINDS = [
  'tag_retained',
  'text_notnull',
  'text_retained',
  'text_removed',
  'date_shifted',
  'uid_changed',
  'uid_consistent',
  'patid_consistent',
  'pixels_retained',
  'pixels_hidden',
] as const
export type AnswerKind = (typeof ANSWER_KINDS)[number]

/** What has to be seen of an element. */
export interface Answer {
  readonly kind: AnswerKind
  /** Tags of sequences and then of the element; always the first item. */
  readonly path: readonly number[]
  /** What stood there, or the words or bytes of it that the kind is about. */
  readonly text: string
  /** Of pixels: where in the value these bytes stand. Default: they are all of it. */
  readonly at?: number
}

export interface AnsweredObject {
  readonly bytes: Uint8Array
  readonly patientId: string
  readonly answers: readonly Answer[]
}

interface Patient {
  readonly id: string
  readonly surname: string
  readonly givenName: string
  readonly birthDate: string
  readonly phone: string
  readonly record: string
  readonly physician: string
  readonly hospital: string
  readonly street: string
}

const SURNAMES = ['Quillfeather', 'Ostrowicz', 'Brandvold', 'Thackersby', 'Velasqueño', 'Nakagomi']
const GIVEN_NAMES = ['Ilsabet', 'Corwin', 'Maribeth', 'Anselm', 'Yolandra', 'Fenwick']
const PHYSICIANS = ['Harrowgate', 'Lindqvister', 'Pemberlow', 'Dessarault', 'Wrenfield', 'Kostelanz']
const HOSPITALS = ['Saint Orrin Memorial', 'Kettlebrook General', 'Marlinspike Clinic']
const STREETS = ['14 Hawthorn Lane', '77 Ironmonger Row', '3 Beacon Terrace']
const MODALITIES = [
  ['CT', '1.2.840.10008.5.1.4.1.1.2'],
  ['MR', '1.2.840.10008.5.1.4.1.1.4'],
  ['PT', '1.2.840.10008.5.1.4.1.1.128'],
  ['DX', '1.2.840.10008.5.1.4.1.1.1.1'],
] as const
const DESCRIPTIONS = ['AX T2 FLAIR POST CONTRAST', 'CHEST WITH CONTRAST', 'LUNG LOW DOSE 2 mm', 'PA AND LATERAL']
const ENCODINGS: readonly DataSetEncodingName[] = ['explicit-le', 'implicit-le', 'explicit-be', 'deflated']

const STUDY_DESCRIPTION = 0x00081030
const SERIES_DESCRIPTION = 0x0008103e
const REFERENCED_SOP_SEQUENCE = 0x00081199
const REFERENCED_SOP_INSTANCE_UID = 0x00081155
const IMAGE_COMMENTS = 0x00204000
const REQUEST_ATTRIBUTES_SEQUENCE = 0x00400275
const SCHEDULED_STEP_START_DATE = 0x00400002
const SCHEDULED_STEP_DESCRIPTION = 0x00400007
const RADIOPHARMACEUTICAL_INFORMATION_SEQUENCE = 0x00540016
const RADIOPHARMACEUTICAL_START = 0x00181078
const PIXEL_DATA = 0x7fe00010
const IMAGE_SIDE = 16
const BYTES_OF_PIXEL = 2
/** Lines of an image, from its top, in which a name is burned in where the image has one. */
export const BURNED_IN_LINES = 4

/** So many patients with four series of two images each; the second image of a series refers to the first. The same seed gives the same. */
export function answeredObjects(patients: number, seed: number): AnsweredObject[] {
  const random = seededRandom(seed)
  const digits = (count: number): string => Array.from({ length: count }, () => 1 + Math.floor(random() * 9)).join('')
  const day = (): string => `20${digits(1)}${1 + Math.floor(random() * 9)}0${digits(1)}1${digits(1)}`.slice(0, 8)
  const objects: AnsweredObject[] = []
  for (let number = 0; number < patients; number++) {
    const patient: Patient = {
      id: `PID-${digits(6)}`,
      surname: SURNAMES[number % SURNAMES.length]!,
      givenName: GIVEN_NAMES[number % GIVEN_NAMES.length]!,
      birthDate: `19${digits(1)}30${digits(1)}1${digits(1)}`,
      phone: `(${digits(3)}) ${digits(3)}-${digits(4)}`,
      record: `MR${digits(8)}`,
      physician: PHYSICIANS[number % PHYSICIANS.length]!,
      hospital: HOSPITALS[number % HOSPITALS.length]!,
      street: STREETS[number % STREETS.length]!,
    }
    const study = `1.3.6.1.4.1.${digits(8)}`
    const studyDate = day()
    MODALITIES.forEach((modality, series) => {
      const uids = [1, 2].map((image) => `${study}.${series + 1}.${image}`)
      for (const image of [0, 1]) {
        objects.push(
          imageOf(patient, { study, studyDate, series, image, uids, modality, seed: objects.length, digits }),
        )
      }
    })
  }
  return objects
}

interface Place {
  readonly study: string
  readonly studyDate: string
  readonly series: number
  readonly image: number
  readonly uids: readonly string[]
  readonly modality: readonly [name: string, sopClassUid: string]
  readonly seed: number
  readonly digits: (count: number) => string
}

function imageOf(patient: Patient, place: Place): AnsweredObject {
  const { study, studyDate, series, image, uids, modality, digits } = place
  const [modalityName, sopClassUid] = modality
  const { surname, physician, hospital } = patient
  const encoding = ENCODINGS[place.seed % ENCODINGS.length]!
  const instance = uids[image]!
  const words = DESCRIPTIONS[series]!
  const accession = `ACC${digits(7)}`
  const serial = `SN${digits(5)}X`
  const isBurnedIn = modalityName === 'DX'
  const pixels = Uint8Array.from(
    { length: IMAGE_SIDE * IMAGE_SIDE * BYTES_OF_PIXEL },
    (_, at) => 1 + ((at * 7 + place.seed) % 255),
  )
  const answers: Answer[] = []
  const elements: ElementSpec[] = []
  const answer = (kind: AnswerKind, path: readonly number[], text: string, at = 0): void =>
    void answers.push({ kind, path, text, at })
  /** An element at the top level, with what has to be seen of it. */
  const put = (tag: string, vr: string, value: string, ...kinds: AnswerKind[]): void => {
    const spec = element(tag, vr, Buffer.from(value, 'latin1'))
    elements.push({ ...spec, value: pad(value, vr) })
    for (const kind of kinds) answer(kind, [spec.tag], value)
  }
  const number = (tag: string, integer: number): void => {
    elements.push({ ...element(tag, 'US'), integers: [integer] })
    answer('tag_retained', [elements.at(-1)!.tag], '')
  }
  put('0008,0005', 'CS', 'ISO_IR 100', 'tag_retained', 'text_retained')
  put('0008,0008', 'CS', 'ORIGINAL\\PRIMARY', 'tag_retained', 'text_retained')
  put('0008,0016', 'UI', sopClassUid, 'tag_retained', 'text_retained')
  put('0008,0018', 'UI', instance, 'tag_retained', 'text_notnull', 'uid_changed', 'uid_consistent')
  put('0008,0020', 'DA', studyDate, 'tag_retained', 'date_shifted')
  put('0008,0021', 'DA', studyDate, 'date_shifted')
  put('0008,002A', 'DT', `${studyDate}093015.5+0100`, 'date_shifted')
  put('0008,0030', 'TM', '093000', 'tag_retained', 'text_retained')
  put('0008,0050', 'SH', accession, 'text_removed')
  put('0008,0060', 'CS', modalityName, 'tag_retained', 'text_retained')
  put('0008,0070', 'LO', 'ACME IMAGING', 'tag_retained', 'text_retained')
  put('0008,0080', 'LO', hospital, 'text_removed')
  put('0008,0081', 'ST', patient.street, 'text_removed')
  put('0008,0090', 'PN', `${physician}^Odo`, 'text_removed')
  put('0008,1030', 'LO', `${words} ${surname} ${accession}`)
  answer('text_retained', [STUDY_DESCRIPTION], words)
  answer('text_removed', [STUDY_DESCRIPTION], `${surname} ${accession}`)
  put('0008,103E', 'LO', `${words} for Dr. ${physician}`)
  answer('text_retained', [SERIES_DESCRIPTION], words)
  answer('text_removed', [SERIES_DESCRIPTION], physician)
  put('0008,1090', 'LO', 'MODEL 9000', 'tag_retained', 'text_retained')
  if (image === 1) {
    const reference = [element('0008,1150', 'UI', sopClassUid), element('0008,1155', 'UI', uids[0]!)]
    elements.push(
      sequence('0008,1199', [reference], { undefinedLength: place.seed % 3 === 0, asUnknown: place.seed % 5 === 0 }),
    )
    const path = [REFERENCED_SOP_SEQUENCE, REFERENCED_SOP_INSTANCE_UID]
    answer('uid_changed', path, uids[0]!)
    answer('uid_consistent', path, uids[0]!)
  }
  put('0010,0010', 'PN', `${surname}^${patient.givenName}`, 'tag_retained', 'text_removed')
  put('0010,0020', 'LO', patient.id, 'tag_retained', 'text_notnull', 'text_removed', 'patid_consistent')
  put('0010,0030', 'DA', patient.birthDate, 'tag_retained', 'text_removed')
  put('0010,0040', 'CS', place.seed % 2 === 0 ? 'F' : 'M', 'tag_retained', 'text_retained')
  put('0010,1000', 'LO', patient.record, 'text_removed')
  put('0010,1010', 'AS', '061Y', 'tag_retained', 'text_retained')
  put('0010,1040', 'LO', patient.street, 'text_removed')
  put('0010,2154', 'SH', patient.phone, 'text_removed')
  put('0018,0050', 'DS', '2.5', 'tag_retained', 'text_retained')
  put('0018,1000', 'LO', serial, 'tag_retained', 'text_retained')
  put('0018,1030', 'LO', `${words} ${patient.record}`)
  answer('text_retained', [0x00181030], words)
  answer('text_removed', [0x00181030], patient.record)
  put('0019,0010', 'LO', 'SIEMENS MR HEADER', 'tag_retained')
  put('0019,100C', 'IS', '1000', 'tag_retained', 'text_retained')
  put('0019,1011', 'LO', `PRIVATE ${surname}`, 'text_removed')
  put('0020,000D', 'UI', study, 'tag_retained', 'text_notnull', 'uid_changed', 'uid_consistent')
  put('0020,000E', 'UI', `${study}.${series + 1}`, 'tag_retained', 'text_notnull', 'uid_changed', 'uid_consistent')
  put('0020,0010', 'SH', `ST${digits(6)}`, 'text_removed')
  put('0020,0013', 'IS', String(image + 1), 'tag_retained', 'text_retained')
  put('0020,0052', 'UI', `${study}.9`, 'uid_changed', 'uid_consistent')
  const comment = `No acute findings. Call ${patient.phone} or write ${surname.toLowerCase()}@example.org`
  put('0020,4000', 'LT', comment)
  answer('text_retained', [IMAGE_COMMENTS], 'acute findings')
  answer('text_removed', [IMAGE_COMMENTS], `${patient.phone} ${surname}@example.org`)
  number('0028,0002', 1)
  put('0028,0004', 'CS', 'MONOCHROME2', 'tag_retained', 'text_retained')
  number('0028,0010', IMAGE_SIDE)
  number('0028,0011', IMAGE_SIDE)
  number('0028,0100', 16)
  number('0028,0101', 16)
  number('0028,0102', 15)
  number('0028,0103', 0)
  put('0028,0301', 'CS', isBurnedIn ? 'YES' : 'NO', 'tag_retained')
  elements.push(
    sequence('0040,0275', [
      [
        element('0040,0002', 'DA', studyDate),
        { ...element('0040,0007', 'LO'), value: pad(`${words} ${surname}`, 'LO') },
        element('0040,1001', 'SH', `RP${digits(5)}`),
      ],
    ]),
    sequence('0054,0016', [[element('0018,1078', 'DT', `${studyDate}080000`)]], { undefinedLength: true }),
  )
  answer('date_shifted', [REQUEST_ATTRIBUTES_SEQUENCE, SCHEDULED_STEP_START_DATE], studyDate)
  answer('text_retained', [REQUEST_ATTRIBUTES_SEQUENCE, SCHEDULED_STEP_DESCRIPTION], words)
  answer('text_removed', [REQUEST_ATTRIBUTES_SEQUENCE, SCHEDULED_STEP_DESCRIPTION], surname)
  answer('date_shifted', [RADIOPHARMACEUTICAL_INFORMATION_SEQUENCE, RADIOPHARMACEUTICAL_START], `${studyDate}080000`)
  elements.push({ tag: PIXEL_DATA, vr: 'OW', value: pixels })
  const hiddenBytes = isBurnedIn ? BURNED_IN_LINES * IMAGE_SIDE * BYTES_OF_PIXEL : 0
  const pixelText = Buffer.from(pixels).toString('latin1')
  answer('pixels_retained', [PIXEL_DATA], pixelText.slice(hiddenBytes), hiddenBytes)
  if (isBurnedIn) answer('pixels_hidden', [PIXEL_DATA], pixelText.slice(0, hiddenBytes))
  const meta = { start: 'preamble', sopClassUid, sopInstanceUid: instance } as const
  return { bytes: buildObject({ encoding, meta, elements }), patientId: patient.id, answers }
}

function pad(value: string, vr: string): Uint8Array {
  return Buffer.from(value.length % 2 === 0 ? value : value + (vr === 'UI' ? '\0' : ' '), 'latin1')
}
