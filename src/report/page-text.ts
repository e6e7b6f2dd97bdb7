/** What a reader of the page has to know of the method: docs/report.md has the same list. */

export function methodLimits(cleansPixels: boolean): readonly string[] {
  return [cleansPixels ? CLEANED_PIXELS : KEPT_PIXELS, ...LIMITS]
}

const KEPT_PIXELS =
  'The samples of images are passed on as they are. Text that is burned into them stays, and so do faces that can be rendered from a volume of the head.'
const CLEANED_PIXELS =
  'In pixels, what rules know to hold text became black, and text was looked for where that was asked for; elsewhere it stays. Faces that can be rendered from a volume of the head stay.'

const LIMITS: readonly string[] = [
  'Waveforms, contours and encapsulated documents that the profile keeps are passed on as they are.',
  'Text that the profile keeps or cleans may hold a name that neither the object nor a list of words tells of.',
  'Attributes that are registered and in no table of the standard stay, unless their type is one that identifies.',
  'Characteristics that stay (sex, age, size, rare findings) can point to a person together with what others know.',
  'Whoever has the key can test a guess: it has to be kept apart from the output.',
  'The report tells what the program did. Whether the output is free of identities is for a verification, and for people who look at a sample.',
]
