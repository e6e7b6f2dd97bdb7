/**
 * A small study as an archive might hold one: several modalities, every encoding, identifying values in all the places where they
 * are found. Each of them is a canary. The same seed gives the same bytes.
 */

import { Canaries } from './canaries.ts'
import { seededRandom } from './chunkings.ts'
import { buildObject, bytesOf, type ElementSpec, element, sequence } from './dicom-builder.ts'
import { type Recipe, recipes, type Study } from './synthetic-recipes.ts'

export interface SyntheticObject {
  readonly name: string
  readonly bytes: Uint8Array
  /** Values that must be nowhere in what comes out. */
  readonly canaries: readonly string[]
  /** Bytes that must be there as they are. Empty for what is deflated. */
  readonly pixels: Uint8Array
}

export function syntheticStudy(seed = 1): SyntheticObject[] {
  const canaries = new Canaries(seed)
  const study: Study = {
    canaries,
    random: seededRandom(seed + 1),
    patient: patientElements(canaries),
    visit: visitElements(canaries),
    studyUid: canaries.plant('uid'),
    frameOfReferenceUid: canaries.plant('uid'),
  }
  return recipes(study).map((recipe) => build(recipe, study))
}

function build(recipe: Recipe, study: Study): SyntheticObject {
  const { canaries } = study
  const sopInstanceUid = canaries.plant('uid')
  const elements = [
    ...study.patient,
    ...study.visit,
    element('0008,0005', 'CS', 'ISO_IR 100'),
    element('0008,0008', 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    element('0008,0016', 'UI', recipe.sopClassUid),
    element('0008,0018', 'UI', sopInstanceUid),
    element('0008,0060', 'CS', recipe.modality),
    element('0008,103E', 'LO', canaries.plant()),
    element('0020,000D', 'UI', study.studyUid),
    element('0020,000E', 'UI', canaries.plant('uid')),
    element('0020,0011', 'IS', '1'),
    element('0020,0013', 'IS', '1'),
    ...recipe.specific(study),
    ...(recipe.pixelElement ? [recipe.pixelElement] : []),
  ].toSorted((one, other) => one.tag - other.tag)
  const bytes = buildObject({
    encoding: recipe.encoding,
    elements,
    meta: {
      start: 'preamble',
      preamble: bytesOf(canaries.plant('code').padEnd(128, '\0')),
      sopClassUid: recipe.sopClassUid,
      sopInstanceUid,
      ...(recipe.transferSyntaxUid !== undefined && { transferSyntaxUid: recipe.transferSyntaxUid }),
      more: [
        element('0002,0016', 'AE', canaries.plant('code')),
        element('0002,0100', 'UI', canaries.plant('uid')),
        element('0002,0102', 'OB', bytesOf(canaries.plant())),
      ],
    },
    ...(recipe.trailing && { trailing: recipe.trailing }),
  })
  const pixels = recipe.pixelElement?.value ?? recipe.pixelElement?.fragments?.at(-1) ?? new Uint8Array(0)
  return {
    name: `${recipe.name}, ${recipe.encoding}`,
    bytes,
    canaries: canaries.planted.filter(
      (canary) => Buffer.from(bytes).includes(canary) || recipe.encoding === 'deflated',
    ),
    pixels: typeof pixels === 'string' || recipe.encoding === 'deflated' ? new Uint8Array(0) : pixels,
  }
}

// ---- what every object has ----------------------------------------------------------------------------------------------------

function patientElements(canaries: Canaries): ElementSpec[] {
  const otherId = element('0010,0020', 'LO', canaries.plant())
  return [
    element('0010,0010', 'PN', canaries.plant('name')),
    element('0010,0020', 'LO', canaries.plant()),
    element('0010,0030', 'DA', '19470613'),
    element('0010,0040', 'CS', 'F'),
    sequence('0010,1002', [[otherId]], { undefinedLength: true, undefinedItems: true }),
    element('0010,1010', 'AS', '077Y'),
    element('0010,1040', 'LO', canaries.plant()),
    element('0010,2154', 'SH', canaries.plant('number')),
    element('0010,4000', 'LT', `${canaries.plant()}\r\n${canaries.plant('name')}`),
  ]
}

function visitElements(canaries: Canaries): ElementSpec[] {
  const operator = [element('0040,1101', 'SQ'), element('0008,0080', 'LO', canaries.plant())]
  return [
    element('0008,0020', 'DA', '20240131'),
    element('0008,0021', 'DA', '20240131'),
    element('0008,0030', 'TM', '101112.5'),
    element('0008,0050', 'SH', canaries.plant('number')),
    element('0008,0080', 'LO', canaries.plant()),
    element('0008,0081', 'ST', canaries.plant()),
    element('0008,0090', 'PN', canaries.plant('name')),
    element('0008,1010', 'SH', canaries.plant('code')),
    element('0008,1030', 'LO', canaries.plant()),
    element('0008,1070', 'PN', canaries.plant('name')),
    sequence('0008,1072', [operator]),
    element('0018,1000', 'LO', canaries.plant('code')),
    element('0020,0010', 'SH', canaries.plant('number')),
    element('0032,1032', 'PN', canaries.plant('name')),
    sequence('0040,0275', [
      [element('0040,0007', 'LO', canaries.plant()), element('0040,0009', 'SH', canaries.plant('number'))],
    ]),
  ]
}
