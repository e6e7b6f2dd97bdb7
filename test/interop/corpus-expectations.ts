/** What is known of the corpus and of the profile that the judges cannot know, each with its reason. */

/** Texts in identifying attributes of the corpus that also stand, rightly, in attributes that the profile keeps. */
export const SAY_NOTHING: ReadonlySet<string> = new Set([])

/** Reasons that a person would accept for not passing on a file that other readers call broken. */
export const EXPECTED_REASONS: ReadonlySet<string> = new Set([
  'TRUNCATED',
  'LENGTH_OVERRUN',
  'VR_INVALID',
  'DELIMITER_UNEXPECTED',
  'TRANSFER_SYNTAX_MISMATCH',
  'META_INVALID',
])

/** Errors of dciodvfy that de-identification itself brings about. */
export const EXPECTED_COMPLAINTS: readonly { readonly is: RegExp; readonly why: string }[] = []
