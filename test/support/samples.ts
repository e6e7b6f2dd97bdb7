/** Small objects and archives with planted identities, for tests of what is around the engine. */

import { buildObject, element, sequence } from './dicom-builder.ts'
import { archive, member } from './tar-builder.ts'

/** Each is planted somewhere in SAMPLE_ARCHIVE: in a value, in an item, in a name, in what is not DICOM. */
export const PLANTED = ['CANARY^JANE', 'CANARY-MRN', 'Canary Hospital', 'CANARY_FOLDER', 'Dear Canary'] as const

export const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'

export const PIXELS = Buffer.alloc(64 * 64 * 2, 0x5a)

/** An image that is in order. `kvp` is a value that is kept. */
export function goodObject(pixels: Uint8Array = PIXELS, kvp = '120'): Buffer {
  return Buffer.from(
    buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble' },
      elements: [
        element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
        element('00080018', 'UI', '1.2.3.4.5'),
        element('00080060', 'CS', 'CT'),
        element('00080080', 'LO', 'Canary Hospital'),
        element('00100010', 'PN', 'CANARY^JANE'),
        element('00100020', 'LO', 'CANARY-MRN'),
        element('00180060', 'DS', kvp),
        element('0020000D', 'UI', '1.2.3.4'),
        element('0020000E', 'UI', '1.2.3.4.1'),
        element('00280010', 'US', Uint8Array.of(64, 0)),
        element('00280011', 'US', Uint8Array.of(64, 0)),
        element('00280100', 'US', Uint8Array.of(16, 0)),
        sequence('00400275', [[element('00401001', 'SH', 'CANARY-MRN')]]),
        element('7FE00010', 'OW', pixels),
      ],
    }),
  )
}

/** The same, cut within its pixel data. */
export function truncatedObject(): Buffer {
  return goodObject().subarray(0, -1000)
}

/** In this order: deidentified, withheld, dropped, deidentified. */
export const SAMPLE_ARCHIVE = archive(
  member('CANARY_FOLDER/one.dcm', goodObject()),
  member('CANARY_FOLDER/cut.dcm', truncatedObject()),
  member('CANARY_FOLDER/letter.txt', 'Dear Canary, this is not DICOM'),
  member('CANARY_FOLDER/two.dcm', goodObject()),
)

/** Nothing in it is withheld. */
export const GOOD_ARCHIVE = archive(member('CANARY_FOLDER/one.dcm', goodObject()))

/** The planted identities that occur in the bytes. */
export function findPlanted(bytes: Uint8Array): string[] {
  return PLANTED.filter((text) => Buffer.from(bytes).includes(text))
}
