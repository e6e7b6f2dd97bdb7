/** Concept names of content items, PS3.3 10.2, as far as decisions go by them. */

/** The concept of content items whose concept name cannot be read (docs/engine.md 3.13). */
export const UNREADABLE_NAME = { codeValue: '', codingScheme: '' } as const
