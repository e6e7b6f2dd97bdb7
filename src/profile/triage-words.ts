/** The words of burned-in-risk.csv and of what is made of it. */

/** How likely it is that pixels show text that identifies, or a face that can be recognised; the least first. */
export const RISK_LEVELS = ['low', 'medium', 'high', 'certain'] as const
export type RiskLevel = (typeof RISK_LEVELS)[number]

/** Why. */
export const RISK_REASONS = [
  'body-part-unknown',
  'captured',
  'color',
  'declared',
  'derived',
  'document',
  'film',
  'head',
  'kind',
  'localizer',
  'no-pixels',
  'origin-unknown',
  'outline',
  'overlay-in-pixels',
  'photograph',
  'rendering',
  'screen',
  'secondary',
  'slide-label',
  'text-page',
  'video',
] as const
export type RiskReason = (typeof RISK_REASONS)[number]

/** What a row asks of a value: `is` of one of several; `word` of a word in it; `value-1` to `value-3` of that one. */
export const TRIAGE_TESTS = [
  'is',
  'contains',
  'word',
  'value-1',
  'value-2',
  'value-3',
  'present',
  'absent',
  'number',
  'number-not',
] as const
export type TriageTest = (typeof TRIAGE_TESTS)[number]

/** Reasons with what they are about: `pixels-captured`. */
export type ObjectRiskReason = `${'pixels' | 'faces'}-${RiskReason}`

/** What headers tell of an object. */
export interface ObjectRisk {
  /** Text in pixels. */
  readonly pixels: RiskLevel
  /** Recognisable faces. */
  readonly faces: RiskLevel
  /** Of the level that was given, for both; sorted. */
  readonly reasons: readonly ObjectRiskReason[]
}

/** Whether text or faces reach a level. */
export function reaches({ pixels, faces }: ObjectRisk, level: RiskLevel): boolean {
  return Math.max(RISK_LEVELS.indexOf(pixels), RISK_LEVELS.indexOf(faces)) >= RISK_LEVELS.indexOf(level)
}
