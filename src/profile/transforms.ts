/**
 * What is done to a value that neither stays nor goes as it is: the transforms that a plan names and the engine carries out
 * (engine/transforms.ts). Plain data, so that a plan can be described and compared.
 */

/** What stands where a transform leaves nothing of a value: a dummy, where the profile's own code asks for one, because the IOD does. Else nothing. */
interface Otherwise {
  readonly otherwise?: 'dummy'
}

export type Transform =
  /** DA, DT: moved by the patient's whole number of days (docs/dates.md). What is no date is emptied. */
  | ({ readonly kind: 'shift-date' } & Otherwise)
  /** TM and Timezone Offset From UTC: stay beside dates that move. What is no time of day and no time zone is emptied. */
  | ({ readonly kind: 'time-of-day' } & Otherwise)
  /** DA, DT: only the year stays, as its first of January; for Safe Harbor (C). */
  | { readonly kind: 'year-only' }
  /** AS: above 89 years becomes 090Y. */
  | { readonly kind: 'cap-age' }
  /** Text: words and numbers that identify are taken out. */
  | ({ readonly kind: 'clean-text' } & Otherwise)
  /** A text of the profile's own, as it stands. */
  | { readonly kind: 'replace-text'; readonly text: string }
  /** A keyed pseudonym of 16 characters: that of Patient ID, for any identifier. */
  | { readonly kind: 'pseudonym' }
  /** A keyed hash of the value as 32 hexadecimal digits. */
  | { readonly kind: 'hash' }
