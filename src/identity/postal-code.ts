/**
 * Postal codes of the United States, by the rule of 45 CFR 164.514(b)(2)(i)(B): the first three digits may stay where all areas that begin with them have more
 * than 20,000 people between them.
 */

import { changeComponents } from './components.ts'

const POSTAL_CODE = /^(\d{3})\d{2}(?:-?\d{4})?$/
/** Beginnings with 20,000 people or fewer by the census of 2000, as the guidance of the Department of Health and Human Services lists them. */
const SPARSELY_POPULATED: ReadonlySet<string> = new Set(
  '036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893'.split(' '),
)

/**
 * `value` with every code of five or nine digits as its first three and 00, or as 00000 where few people live there. What is no such code becomes empty; the
 * number of components stays. Of even length, padded with a space.
 */
export function truncatePostalCodes(value: Uint8Array): Uint8Array {
  return changeComponents(value, (component) => {
    const beginning = POSTAL_CODE.exec(component)?.[1]
    if (beginning === undefined) return ''
    return SPARSELY_POPULATED.has(beginning) ? '00000' : `${beginning}00`
  })
}
