/** Ages, PS3.5 6.2 AS: three digits and D, W, M or Y. Those above 89 years become one (45 CFR 164.514(b)(2)(i)(C)). */

import { changeComponents } from './components.ts'

const AGE = /^(\d{1,9})([DWMY])$/
const AGE_DIGITS = 3
/** The age that stands for all from 90 years on. */
const OLDEST = '090Y'
/** 90 years in each unit. Those of days and weeks are of 365 days: an age that is a few days short of it is capped too. */
const NINETY_YEARS: Readonly<Record<string, number>> = { D: 32_850, W: 4_693, M: 1_080, Y: 90 }

/**
 * `value` with every age of 90 years and more as 090Y, in whatever unit and with however many digits it is written; others as they are. What is no age
 * becomes empty; the number of components stays. Of even length, padded with a space.
 */
export function capAges(value: Uint8Array): Uint8Array {
  return changeComponents(value, (component) => {
    const age = AGE.exec(component)
    if (age === null) return ''
    const [, digits = '', unit = ''] = age
    if (Number(digits) >= NINETY_YEARS[unit]!) return OLDEST
    return digits.length === AGE_DIGITS ? component : ''
  })
}
