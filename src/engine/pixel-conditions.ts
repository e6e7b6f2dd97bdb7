/** Whether an object is one that a rule about pixels is about: docs/pixels.md. */

import type { PixelCondition } from '../profile/pixel-request.ts'
import type { NotedValues } from './noted-values.ts'

/** An attribute that is not there fulfils no other test than `present: false`. */
export function holds(condition: PixelCondition, values: NotedValues): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, values))
  if ('any' in condition) return condition.any.some((part) => holds(part, values))
  if ('not' in condition) return !holds(condition.not, values)
  const { tag, vr, test } = condition
  if ('present' in test) return values.notesOf(tag).some(({ valueBytes }) => valueBytes !== 0) === test.present
  if ('contains' in test) {
    const wanted = test.contains.trim().toLowerCase()
    return values.texts(tag).some((text) => text.includes(wanted))
  }
  if ('above' in test) return values.numbers(tag, vr).some((number) => number > test.above)
  if ('below' in test) return values.numbers(tag, vr).some((number) => number < test.below)
  const isIt = (text: string): boolean =>
    'matches' in test ? fitsPattern(text, test.matches.trim().toLowerCase()) : text === textOf(test.equals)
  if ('equals' in test && typeof test.equals === 'number') return values.numbers(tag, vr).includes(test.equals)
  return values.texts(tag).some((text) => isIt(text) || text.split('\\').some((part) => isIt(part.trim())))
}

function textOf(wanted: string | number): string {
  return `${wanted}`.trim().toLowerCase()
}

/** All of the text; `*` is any characters, `?` one. It goes back to the last `*` only: steps are at most the product of both lengths. */
function fitsPattern(text: string, pattern: string): boolean {
  let [at, patternAt] = [0, 0]
  let [starAt, triedFrom] = [-1, 0]
  while (at < text.length) {
    const wanted = pattern[patternAt]
    if (wanted === '*') {
      starAt = patternAt++
      triedFrom = at
    } else if (wanted === '?' || wanted === text[at]) {
      at++
      patternAt++
    } else if (starAt >= 0) {
      patternAt = starAt + 1
      at = ++triedFrom
    } else {
      return false
    }
  }
  return /^\**$/.test(pattern.slice(patternAt))
}
