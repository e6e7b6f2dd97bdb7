/** What became of the pixels of one object, for reports. Numbers and words of the program only. */

/**
 * `blanked`: areas of them became black. `inspected`: they were looked at for text, and none had to go. `passed`: rules or the lack of one let them
 * pass, and nobody looked at them. `withheld`: the object was, for its pixels.
 */
export const PIXEL_OUTCOMES = ['blanked', 'inspected', 'passed', 'withheld'] as const
export type PixelOutcome = (typeof PIXEL_OUTCOMES)[number]

/** How areas became black: in passing samples, by rows of RLE, in coefficients of JPEG, or by a codec that loses nothing. */
export const PIXEL_METHODS = ['native', 'rle', 'jpeg', 'lossless'] as const
export type PixelMethod = (typeof PIXEL_METHODS)[number]

/** What was looked for in the frames. */
export interface PixelInspection {
  readonly frames: number
  /** Those of them in which text was looked for: a sample where a profile asks for no more. */
  readonly inspectedFrames: number
  /** Places of text that had to go, each counted once over all frames. */
  readonly found: number
  /** How sure the engine was of the one of them it was least sure of: 0 to 1. */
  readonly leastSure?: number
}

export interface PixelTreatment {
  readonly outcome: PixelOutcome
  /** Numbers of the rules of the profile that applied, from 1, in its order. */
  readonly rules: readonly number[]
  /** Areas that became black in each frame; 0 where none did. */
  readonly rectangles: number
  /** Where areas became black. */
  readonly method?: PixelMethod
  /** Where text was looked for. */
  readonly inspection?: PixelInspection
}

/** Whether an object may say that its pixels were cleaned: something was done, and where text was looked for, in all of its frames. */
export function supportsClaim({ outcome, inspection }: Pick<PixelTreatment, 'outcome' | 'inspection'>): boolean {
  if (outcome !== 'blanked' && outcome !== 'inspected') return false
  return inspection === undefined || inspection.inspectedFrames === inspection.frames
}
