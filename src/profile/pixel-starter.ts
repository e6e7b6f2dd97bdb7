/** Rules about pixels that the program knows: `standard/pixel-regions.csv`, and the regions of ultrasound that an object tells itself. docs/pixels.md. */

import { findAttribute } from '../dicom/dictionary.ts'
import { parseAttribute } from './attribute-name.ts'
import { PIXEL_REGION_ROWS } from './pixel-regions.gen.ts'
import type { PixelArea, PixelCondition, PixelRequest, PixelRule, PixelTest } from './pixel-request.ts'
import type { PlanRequest } from './request.ts'

const REGIONS_OF_ULTRASOUND: PixelRule = {
  when: { all: [anyOf('Modality', [{ equals: 'US' }]), anyOf('SequenceOfUltrasoundRegions', [{ present: true }])] },
  action: { keep: 'ultrasound-regions' },
}

/** For a profile that cleans pixel data and has no rules of its own. */
export function starterRequest(): PixelRequest {
  return { unmatched: 'withhold', rules: starterRules() }
}

/** The request with text looked for in all images, whatever else it says of them. */
export function withTextDetection(request: PlanRequest): PlanRequest {
  const { pixels, with: options = [] } = request
  const otherwise: PixelRequest = options.includes('clean-pixel-data')
    ? starterRequest()
    : { unmatched: 'pass', rules: [] }
  return { ...request, pixels: { ...(pixels ?? otherwise), detect: true } }
}

/** All but the regions of ultrasound, where an object has some; then the areas of known devices. */
export function starterRules(): readonly PixelRule[] {
  return [REGIONS_OF_ULTRASOUND, ...PIXEL_REGION_ROWS.split('\n').map(ruleOf)]
}

function ruleOf(line: string): PixelRule {
  const [manufacturer, model, modality, rows, columns, condition, areas] = line.split(';')
  const parts = [
    ...contained('Manufacturer', manufacturer!),
    ...contained('ManufacturerModelName', model!),
    ...equal('Modality', modality!, (text) => text),
    ...equal('Rows', rows!, Number),
    ...equal('Columns', columns!, Number),
    ...conditions(condition!),
  ]
  return {
    when: parts.length === 1 ? parts[0]! : { all: parts },
    action: { blank: areas!.split(' ').map(areaOf) },
  }
}

function contained(keyword: string, texts: string): PixelCondition[] {
  return texts === ''
    ? []
    : [
        anyOf(
          keyword,
          texts.split('|').map((contains) => ({ contains })),
        ),
      ]
}

function equal(keyword: string, values: string, read: (text: string) => string | number): PixelCondition[] {
  return values === ''
    ? []
    : [
        anyOf(
          keyword,
          values.split('|').map((value) => ({ equals: read(value) })),
        ),
      ]
}

/** `A contains x|y and B equals 1`, or with `or`. */
function conditions(text: string): PixelCondition[] {
  if (text === '') return []
  const isAny = text.includes(' or ')
  const terms = text.split(isAny ? ' or ' : ' and ').map((term) => {
    const [, keyword, test, operand] = /^(\w+) (contains|equals) (.*)$/.exec(term)!
    return test === 'contains' ? contained(keyword!, operand!)[0]! : equal(keyword!, operand!, Number)[0]!
  })
  return isAny ? [{ any: terms }] : terms
}

function anyOf(keyword: string, tests: readonly PixelTest[]): PixelCondition {
  const tag = parseAttribute(keyword)!
  const vr = findAttribute(tag)!.vrs[0]!
  const any = tests.map((test): PixelCondition => ({ tag, vr, test }))
  return any.length === 1 ? any[0]! : { any }
}

function areaOf(text: string): PixelArea {
  const [x, y, width, height] = text.split(',').map(Number)
  return { x: x!, y: y!, width: width!, height: height! }
}
