/** What becomes of areas of an image: the key `pixels` of a profile, as a request. docs/pixels.md is for those who write it. */

/** What a value is held against. Texts in any case, without spaces around them; numbers as numbers. Of several values one is enough. */
export type PixelTest =
  | { readonly equals: string | number }
  | { readonly contains: string }
  /** `*` stands for any characters, `?` for one. */
  | { readonly matches: string }
  | { readonly above: number }
  | { readonly below: number }
  /** Whether there is a value that is not empty. */
  | { readonly present: boolean }

/** `vr`: that of the registry. An attribute that is not there fulfils no other test than `present: false`. */
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

/** The regions are those of Sequence of Ultrasound Regions (0018,6011). */
export type KeptAreas = 'ultrasound-regions' | readonly PixelArea[]

/** What a rule does with an image that it fits. */
export type PixelAction =
  /** The object is withheld. */
  | 'withhold'
  /** The image has nothing to hide. */
  | 'pass'
  | {
      /** What becomes black. */
      readonly blank?: readonly PixelArea[]
      /** All but this becomes black. */
      readonly keep?: KeptAreas
      /** Text is looked for in what is left. */
      readonly detect?: true
    }

export interface PixelRule {
  readonly when: PixelCondition
  readonly action: PixelAction
}

export interface PixelRequest {
  /** Whether the first rule that fits applies alone, or all that fit. Default: all. */
  readonly match?: 'first' | 'all'
  /** What becomes of an object that is likely to have text in its image and that no rule is about. */
  readonly unmatched: 'withhold' | 'pass' | 'detect'
  /** Text is looked for in all images that are not withheld. */
  readonly detect?: true
  /** What becomes of an object in which text is found: its places become black, or it is withheld. Default: blank. */
  readonly found?: 'blank' | 'withhold'
  /** In which frames of an object text is looked for. After a sample of limits.inspectedFrames the object says nothing of its pixels. Default: all. */
  readonly frames?: 'all' | 'sample'
  /** Words that may stay in an image, in any case, beside marks of sides, positions and units (detection/allowed-words.ts). */
  readonly allowed?: readonly string[]
  readonly rules: readonly PixelRule[]
}

/** The attributes that a condition asks for. */
export function tagsOf(condition: PixelCondition): readonly number[] {
  if ('tag' in condition) return [condition.tag]
  if ('not' in condition) return tagsOf(condition.not)
  return ('all' in condition ? condition.all : condition.any).flatMap(tagsOf)
}

/** Whether an object can be asked to have text looked for in it. */
export function asksForDetection({ detect, unmatched, rules }: PixelRequest): boolean {
  return (
    detect === true ||
    unmatched === 'detect' ||
    rules.some(({ action }) => typeof action === 'object' && action.detect === true)
  )
}
