/** Times of day, PS3.5 6.2. They stay where dates move; what stands in their place and is none may be a date, and can be neither moved nor kept. */

import { changeComponents } from './components.ts'

const HOUR = String.raw`(?:[01]\d|2[0-3])`
const MINUTE = String.raw`[0-5]\d`
/** 60 is a leap second. */
const SECOND = String.raw`(?:[0-5]\d|60)(?:\.\d{1,6})?`
/** With colons, as the standard before 1993 had it. */
const POINT = `(?:${HOUR}(?:${MINUTE}(?:${SECOND})?)?|${HOUR}:${MINUTE}(?::${SECOND})?)`
/** As Timezone Offset From UTC has it, from -1200 to +1400. */
const ZONE = String.raw`(?:\+(?:0\d|1[0-4])|-(?:0\d|1[0-2]))[0-5]\d`
/** A point, a range that is open at one end at most, or a time zone. */
const TIME_OF_DAY = new RegExp(`^(?:${POINT}|${POINT}-|-${POINT}|${POINT}-${POINT}|${ZONE})$`)

/** `value` without the components that are neither a time of day, nor a range of them, nor a time zone; the number of components stays. Of even length, padded with a space. */
export function keepTimesOfDay(value: Uint8Array): Uint8Array {
  return changeComponents(value, (component) => (TIME_OF_DAY.test(component) ? component : ''))
}
