/** Rules about pixels in words for people. */

import { findAttribute } from '../dicom/dictionary.ts'
import { formatTag } from '../errors.ts'
import type { PixelAction, PixelArea, PixelCondition, PixelRequest, PixelTest } from './pixel-request.ts'

const UNMATCHED_TEXT: Readonly<Record<PixelRequest['unmatched'], string>> = {
  withhold: 'what is likely to hold text and fits none is withheld',
  pass: 'what fits none passes',
  detect: 'in what is likely to hold text and fits none, text is looked for',
}

/** What holds of all of them together. */
export function describePixels({ rules, match, unmatched, detect, found, frames }: PixelRequest): string {
  return [
    `${rules.length === 1 ? '1 rule' : `${rules.length} rules`}${match === 'first' ? ', of which the first that fits applies' : ''}`,
    UNMATCHED_TEXT[unmatched],
    ...(detect === true ? ['text is looked for in every image'] : []),
    ...(frames === 'sample' ? ['of many frames a sample is looked at, and the object says nothing of its pixels'] : []),
    ...(found === 'withhold' ? ['an object in which text is found is withheld'] : []),
  ].join('; ')
}

/** Number, condition and what is done, of each. */
export function describePixelRules({ rules }: PixelRequest): [number: string, when: string, action: string][] {
  return rules.map(({ when, action }, index) => [`${index + 1}`, describeCondition(when), describeAction(action)])
}

function describeCondition(condition: PixelCondition): string {
  if ('tag' in condition) {
    const name = findAttribute(condition.tag)?.keyword ?? formatTag(condition.tag)
    return `${name} ${describeTest(condition.test)}`
  }
  if ('not' in condition) return `not (${describeCondition(condition.not)})`
  const isAll = 'all' in condition
  const parts = (isAll ? condition.all : condition.any).map((part) =>
    isAll && 'any' in part ? `(${describeCondition(part)})` : describeCondition(part),
  )
  return parts.join(isAll ? ' and ' : ' or ')
}

function describeTest(test: PixelTest): string {
  if ('present' in test) return test.present ? 'is there' : 'is not there'
  if ('contains' in test) return `contains ${test.contains}`
  if ('matches' in test) return `is like ${test.matches}`
  if ('above' in test) return `above ${test.above}`
  if ('below' in test) return `below ${test.below}`
  return `is ${test.equals}`
}

function describeAction(action: PixelAction): string {
  if (action === 'withhold') return 'withhold'
  if (action === 'pass') return 'pass'
  const { blank, keep, detect } = action
  const kept = keep === undefined ? undefined : typeof keep === 'string' ? 'the regions of ultrasound' : areasText(keep)
  return [
    ...(blank === undefined ? [] : [`blank ${areasText(blank)}`]),
    ...(kept === undefined ? [] : [`blank all but ${kept}`]),
    ...(detect === true ? ['look for text'] : []),
  ].join(', ')
}

function areasText(areas: readonly PixelArea[]): string {
  return areas.map(({ x, y, width, height }) => `[${x}, ${y}, ${width}, ${height}]`).join(' ')
}
