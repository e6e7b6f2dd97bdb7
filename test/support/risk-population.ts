/** Made-up patients with what tells them apart, as DICOM objects in an archive and as the rows of a table. The same seed gives the same. */

import { closeSync, openSync, writeSync } from 'node:fs'
import { seededRandom } from './chunkings.ts'
import { buildObject, type ElementSpec, element, sequence } from './dicom-builder.ts'
import { END, member } from './tar-builder.ts'

export interface RiskObject {
  readonly patient: string
  readonly age: string
  readonly birth: string
  readonly sex: string
  readonly studyDate: string
  readonly bodyPart: string
  readonly modality: string
  readonly institution: string
  readonly region: string
  readonly manufacturer: string
  readonly diagnosis: string
}

const CSV_NAMES = 'patient,age,birth,sex,study_date,body_part,modality,institution,region,manufacturer,diagnosis'

type Random = () => number

/** `count` patients, each with one to three objects. */
export function* riskPopulation(count: number, seed: number): Generator<RiskObject> {
  const random = seededRandom(seed)
  for (let index = 0; index < count; index++) {
    const patient = `P${index.toString(36)}`
    const years = Math.floor(random() * random() * 100)
    const sex = pick(random, ['F', 'M', 'F', 'M', 'f ', 'O', ''])
    const region = pick(random, ['North', 'South', 'NORTH', ''])
    const objects = 1 + Math.floor(random() * random() * 3)
    for (let object = 0; object < objects; object++) {
      const year = pick(random, [2021, 2021, 2021, 2022])
      const studyDate = random() < 0.02 ? '' : `${year}0${1 + Math.floor(random() * 9)}15`
      const stated = random() < 0.7
      yield {
        patient,
        age: stated ? ageText(random, years) : '',
        birth: stated && random() < 0.5 ? '' : `${2021 - years}0601`,
        sex,
        studyDate,
        bodyPart: pick(random, ['CHEST', 'CHEST', 'CHEST', 'HEAD', 'Chest ']),
        modality: pick(random, ['CT', 'CT', 'CT', 'MR']),
        institution: pick(random, ['', '', '', 'St. Mary', 'ST.  MARY']),
        region,
        manufacturer: pick(random, ['ACME', 'ACME', 'Acme', 'Other & Sons']),
        diagnosis: pick(random, ['', 'A', 'A', 'B', 'C', 'a']),
      }
    }
  }
}

function ageText(random: Random, years: number): string {
  if (years > 2) return `${String(years).padStart(3, '0')}Y`
  return pick(random, [`${String(years * 12 + 3).padStart(3, '0')}M`, '020W', '100D'])
}

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!
}

/** Fields with commas or quotes are quoted. */
export function riskCsv(objects: readonly RiskObject[]): string {
  const rows = objects.map((one) => Object.values(one).map((text: string) => `"${text.replaceAll('"', '""')}"`))
  return [CSV_NAMES, ...rows.map((row) => row.join(',')), ''].join('\n')
}

/** One object, encoded in one of two ways; `index` makes its UIDs. */
export function riskObjectBytes(one: RiskObject, index: number): Uint8Array {
  const elements: ElementSpec[] = [
    element('0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    element('0008,0018', 'UI', `2.25.${index + 1}`),
    element('0008,0020', 'DA', one.studyDate),
    element('0008,0060', 'CS', one.modality),
    element('0008,0070', 'LO', one.manufacturer),
    element('0008,0080', 'LO', one.institution),
    element('0008,1080', 'LO', one.diagnosis),
    // What stands in an item is not the object's own.
    sequence('0008,1110', [[element('0010,0020', 'LO', 'X'), element('0010,0040', 'CS', 'X')]], {
      undefinedLength: index % 3 === 0,
      undefinedItems: index % 5 === 0,
    }),
    element('0010,0020', 'LO', one.patient),
    element('0010,0030', 'DA', one.birth),
    element('0010,0040', 'CS', one.sex),
    element('0010,1010', 'AS', one.age),
    element('0010,2152', 'LO', one.region),
    element('0018,0015', 'CS', one.bodyPart),
    element('7FE0,0010', 'OW', new Uint8Array(64)),
  ]
  const encoding = index % 7 === 0 ? 'deflated' : index % 2 === 0 ? 'explicit-le' : 'implicit-le'
  return buildObject({ encoding, elements, meta: { start: 'preamble' } })
}

/** An archive of them, with a member between that is none. */
export function writeRiskArchive(path: string, objects: readonly RiskObject[]): void {
  const descriptor = openSync(path, 'w')
  writeSync(descriptor, member('LICENSE', 'no object'))
  for (const [index, one] of objects.entries()) {
    writeSync(descriptor, member(`${index}.dcm`, Buffer.from(riskObjectBytes(one, index))))
  }
  writeSync(descriptor, END)
  closeSync(descriptor)
}
