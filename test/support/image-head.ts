/** The elements that tell of a small image, for objects that a test puts together itself. */

import type { ElementSpec } from './dicom-builder.ts'

export const textElement = (tag: number, vr: string, value: string): ElementSpec => ({ tag, vr, value })
export const shortsElement = (tag: number, ...integers: number[]): ElementSpec => ({ tag, vr: 'US', integers })

export interface ImageHead {
  readonly sopClassUid: string
  readonly modality: string
  readonly rows: number
  readonly columns: number
  /** Left out where it is undefined. */
  readonly manufacturer?: string | undefined
}

/** What names the object, its patient and its maker; in tag order, as the next ones, which stand behind them. */
export function identityElements({ sopClassUid, modality, manufacturer }: ImageHead): ElementSpec[] {
  return [
    textElement(0x00080016, 'UI', sopClassUid),
    textElement(0x00080018, 'UI', '1.2.3'),
    textElement(0x00080060, 'CS', modality),
    ...(manufacturer === undefined ? [] : [textElement(0x00080070, 'LO', manufacturer)]),
    textElement(0x00100010, 'PN', 'DOE^JANE'),
    textElement(0x00100020, 'LO', 'P1'),
  ]
}

/** An image in shades of grey, of 8 bits. */
export function pixelElements({ rows, columns }: Pick<ImageHead, 'rows' | 'columns'>): ElementSpec[] {
  return [
    shortsElement(0x00280002, 1),
    textElement(0x00280004, 'CS', 'MONOCHROME2'),
    shortsElement(0x00280010, rows),
    shortsElement(0x00280011, columns),
    shortsElement(0x00280100, 8),
    shortsElement(0x00280101, 8),
    shortsElement(0x00280102, 7),
    shortsElement(0x00280103, 0),
  ]
}
