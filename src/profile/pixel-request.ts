/** What becomes of areas of an image: the key `pixels` of a profile, as a request. docs/pixels.md is for those who write it. */

/** What a value is held against. Texts in any case, without spaces around them; numbers as numbers. Of several values one is enough. */
export type PixelTest =
  | { readonly equals: string | number }
  | { readonly contains: string }
  | { readonly above: number }
  | { readonly below: number }

/** `vr`: that of the registry. An attribute that is not there fulfils no test. */
export type PixelCondition =
  | { readonly all: readonly PixelCondition[] }
  | { readonly any: readonly PixelCondition[] }
  | { readonly not: PixelCondition }
  | { readonly tag: number; readonly vr: string; readonly test: PixelTest }

/** Pixels from the left and the top; a negative `x` or `y` counts from the right or the bottom. Cut to the image. */
export interface PixelArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PixelRule {
  readonly when: PixelCondition
  /** What of the image becomes black; or the object is withheld. */
  readonly action: { readonly blank: readonly PixelArea[] } | 'withhold'
}

export interface PixelRequest {
  /** What becomes of an object that is likely to have text in its image and that no rule is about. */
  readonly unmatched: 'withhold' | 'pass'
  /** All that fit apply. */
  readonly rules: readonly PixelRule[]
}

/** The attributes that a condition asks for. */
export function tagsOf(condition: PixelCondition): readonly number[] {
  if ('tag' in condition) return [condition.tag]
  if ('not' in condition) return tagsOf(condition.not)
  return ('all' in condition ? condition.all : condition.any).flatMap(tagsOf)
}
