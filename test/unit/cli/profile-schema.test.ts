import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { CATEGORY_NAMES } from '../../../src/profile/categories.ts'
import { DOCUMENT_KEYS, readProfile, UID_KEYS } from '../../../src/profile/document.ts'
import { ACTION_WORDS } from '../../../src/profile/document-actions.ts'
import { DATE_KEYS } from '../../../src/profile/document-dates.ts'
import { nodeOf } from '../../../src/profile/document-node.ts'
import { PIXEL_KEYS, PIXEL_RULE_KEYS, PIXEL_TEST_KEYS } from '../../../src/profile/document-pixels.ts'
import { RISK_KEYS } from '../../../src/profile/document-risk.ts'
import { RULE_KEYS } from '../../../src/profile/document-rules.ts'
import { registeredVrs } from '../../../src/profile/document-targets.ts'
import { MODES, OPTION_NAMES } from '../../../src/profile/request.ts'
import { REPOSITORY } from '../../support/standard-tables.ts'

const EXAMPLES = join(REPOSITORY, 'examples/profiles')

const schema = JSON.parse(readFileSync(join(REPOSITORY, 'schema/profile.schema.json'), 'utf8'))
const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false }).compile(schema)

const examples = readdirSync(EXAMPLES).map((name) => [name, parse(readFileSync(join(EXAMPLES, name), 'utf8'))] as const)

/** Whether our own reader takes it, whatever file it may extend. */
function isRead(document: unknown): boolean {
  const parent = { node: nodeOf({ mode: 'standard' }), faults: [], identity: 'parent', open: undefined }
  return readProfile({ node: nodeOf(document), faults: [], identity: 'own', open: () => parent }).request !== undefined
}

describe('the schema of profiles', () => {
  it('has the keys and values that the reader has', () => {
    const { properties, definitions } = schema
    expect(Object.keys(properties).sort()).toEqual([...DOCUMENT_KEYS].sort())
    expect(Object.keys(properties.dates.properties).sort()).toEqual([...DATE_KEYS].sort())
    expect(Object.keys(properties.pixels.properties)).toEqual([...PIXEL_KEYS])
    expect(Object.keys(definitions.pixelRule.properties)).toEqual([...PIXEL_RULE_KEYS])
    expect(Object.keys(definitions.pixelTest.anyOf[2].properties)).toEqual([...PIXEL_TEST_KEYS])
    expect(Object.keys(properties.risk.properties)).toEqual([...RISK_KEYS])
    expect(Object.keys(properties.uids.properties)).toEqual([...UID_KEYS])
    expect(Object.keys(definitions.rule.properties).sort()).toEqual([...RULE_KEYS].sort())
    expect(properties.mode.enum).toEqual(MODES)
    expect(definitions.option.enum).toEqual(OPTION_NAMES.filter((name) => !/visual/.test(name)))
    expect(definitions.category.enum).toEqual(CATEGORY_NAMES.filter((name) => name !== 'other' && name !== 'private'))
    expect(definitions.vr.enum).toEqual(registeredVrs())
    expect(definitions.rule.properties.action.anyOf[0].enum).toEqual(ACTION_WORDS)
  })

  it.each(examples)('takes the example %s, as the reader does', (_, document) => {
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(isRead(document)).toBe(true)
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['a key that is none', { extend: 'basic' }],
    ['a name that is too long', { name: 'x'.repeat(65) }],
    ['a name that is no ASCII', { name: 'Zoë' }],
    ['an option that is none', { with: ['clean'] }],
    ['an option that is not there yet', { with: 'clean-recognizable-visual-features' }],
    ['a mode that is none', { mode: 'x' }],
    ['pixels that are a list', { pixels: [] }],
    ['a pixel rule without a condition', { pixels: { rules: [{ blank: [0, 0, 1, 1] }] } }],
    ['a pixel rule that does nothing', { pixels: { rules: [{ when: { Rows: 1 } }] } }],
    [
      'a pixel rule that does two things',
      { pixels: { rules: [{ when: { Rows: 1 }, blank: [0, 0, 1, 1], withhold: true }] } },
    ],
    [
      'a pixel rule that passes and looks for text',
      { pixels: { rules: [{ when: { Rows: 1 }, pass: true, detect: true }] } },
    ],
    ['a pixel rule that does not pass', { pixels: { rules: [{ when: { Rows: 1 }, pass: false }] } }],
    ['regions that are none', { pixels: { rules: [{ when: { Rows: 1 }, keep: 'regions' }] } }],
    ['no regions', { pixels: { rules: [{ when: { Rows: 1 }, keep: [] }] } }],
    ['a match that is none', { pixels: { match: 'last' } }],
    ['what is found otherwise', { pixels: { found: 'pass' } }],
    ['a detection that is a text', { pixels: { detect: 'yes' } }],
    ['a starter set that is a text', { pixels: { starter: 'yes' } }],
    ['a regular expression', { pixels: { rules: [{ when: { ImageType: { matches: '^A.*$' } }, pass: true }] } }],
    ['a long pattern', { pixels: { rules: [{ when: { ImageType: { matches: 'x'.repeat(257) } }, pass: true }] } }],
    ['a presence that is a text', { pixels: { rules: [{ when: { ImageType: { present: 'x' } }, pass: true }] } }],
    ['no texts', { pixels: { rules: [{ when: { Modality: [] }, withhold: true }] } }],
    ['none of any', { pixels: { rules: [{ when: { any: [] }, withhold: true }] } }],
    ['an empty condition', { pixels: { rules: [{ when: {}, withhold: true }] } }],
    ['an area of three numbers', { pixels: { rules: [{ when: { Rows: 1 }, blank: [0, 0, 1] }] } }],
    ['an area of no width', { pixels: { rules: [{ when: { Rows: 1 }, blank: [[0, 0, 0, 1]] }] } }],
    ['a test that is none', { pixels: { rules: [{ when: { Rows: { over: 1 } }, withhold: true }] } }],
    ['a text above', { pixels: { rules: [{ when: { Rows: { above: 'x' } }, withhold: true }] } }],
    ['another way with what is unmatched', { pixels: { unmatched: 'keep' } }],
    ['one bound', { dates: { shiftDaysRange: [1] } }],
    ['three bounds', { dates: { shiftDaysRange: [1, 2, 3] } }],
    ['a bound that is too far', { dates: { shiftDaysRange: [-54751, 1] } }],
    ['a bound that is a text', { dates: { shiftDaysRange: ['1', 2] } }],
    ['a date key that is none', { dates: { weeks: true } }],
    ['a truth that is a text', { dates: { wholeWeeks: 'true' } }],
    ['a crosswalk that is none', { dates: { crosswalk: 'x' } }],
    ['a root of the standard', { uids: { root: '1.2.840.10008.1' } }],
    ['a root below 2.25', { uids: { root: '2.25.1' } }],
    ['a root with a leading zero', { uids: { root: '1.02' } }],
    ['a day', { dates: { anchor: '1 May 2001' } }],
    ['an even private group', { private: { X: ['0018,xx10'] } }],
    ['a creator as an element', { private: { X: '0019,0010' } }],
    ['a creator with a backslash', { private: { 'A\\B': [] } }],
    ['a category that is none', { categories: { other: 'keep' } }],
    ['an action that is none of a category', { categories: { device: 'empty' } }],
    ['a short word', { words: ['a'] }],
    ['a long word', { words: 'x'.repeat(65) }],
    ['rules that are no list', { rules: {} }],
    ['a rule without action', { rules: [{ attribute: 'StudyID' }] }],
    ['a rule without target', { rules: [{ action: 'keep' }] }],
    ['a rule with two targets', { rules: [{ attribute: 'StudyID', category: 'uid', action: 'keep' }] }],
    ['a rule with attribute and VR', { rules: [{ attribute: 'StudyID', vr: 'SH', action: 'keep' }] }],
    ['a creator without element', { rules: [{ privateCreator: 'X', action: 'keep' }] }],
    ['an element without creator', { rules: [{ attribute: 'StudyID', element: '0019,xx10', action: 'keep' }] }],
    [
      'two VRs for private elements',
      { rules: [{ privateCreator: 'X', element: '0019,xx10', vr: ['IS', 'DS'], action: 'keep' }] },
    ],
    ['an attribute that is no word', { rules: [{ attribute: 'Study ID', action: 'keep' }] }],
    ['an action that is none', { rules: [{ attribute: 'StudyID', action: 'x' }] }],
    ['a replacement of nothing', { rules: [{ attribute: 'StudyID', action: { replace: '' } }] }],
    ['a replacement and more', { rules: [{ attribute: 'StudyID', action: { replace: 'x', with: 'y' } }] }],
    ['an empty condition', { rules: [{ attribute: 'StudyID', when: {}, action: 'keep' }] }],
    ['a condition that is none', { rules: [{ attribute: 'StudyID', when: { sop: 'x' }, action: 'keep' }] }],
    ['a modality in small letters', { rules: [{ attribute: 'StudyID', when: { modality: 'ct' }, action: 'keep' }] }],
    [
      'a condition on what is in items',
      { rules: [{ attribute: 'StudyID', in: 'RequestAttributesSequence', when: { modality: 'CT' }, action: 'keep' }] },
    ],
    ['an option against Safe Harbor', { extends: 'hipaa-safe-harbor', with: 'retain-uids' }],
    ['options of which one is against it', { extends: 'hipaa-safe-harbor', with: ['clean-graphics', 'retain-uids'] }],
    ['a key of a rule that is none', { rules: [{ tag: '0010,0010', action: 'keep' }] }],
    ['a number for a text', { rules: [{ attribute: 100010, action: 'keep' }] }],
  ])('refuses %s, as the reader does', (_, document) => {
    expect([validate(document), isRead(document)]).toEqual([false, false])
  })

  it.each<[string, unknown]>([
    [
      'a condition at the top level',
      { rules: [{ attribute: 'StudyID', in: [], when: { modality: 'CT' }, action: 'keep' }] },
    ],
    ['options beside Safe Harbor', { extends: 'hipaa-safe-harbor', with: ['clean-graphics', 'retain-safe-private'] }],
    ['the same options without it', { with: ['retain-uids', 'retain-device-identity'] }],
  ])('takes %s, as the reader does', (_, document) => {
    expect([validate(document), isRead(document)]).toEqual([true, true])
  })

  it('takes nothing of an example whose parts are exchanged for others, unless the reader does too', () => {
    const strangers = [null, 'x', 7, true, [], {}, [['x']], { x: 'y' }]
    let exchanged = 0
    for (const [, document] of examples) {
      for (const path of pathsOf(document)) {
        for (const stranger of strangers) {
          const mutant = replaceAt(document, path, stranger)
          exchanged += 1
          // What the schema takes and the reader refuses is what only the registry knows; the other way round would be a fault of the schema.
          if (isRead(mutant)) expect(validate(mutant), JSON.stringify(mutant)).toBe(true)
        }
      }
    }
    expect(exchanged).toBeGreaterThan(500)
  })
})

type Path = readonly (string | number)[]

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ]
}

function replaceAt(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by
  const inner = replaceAt((value as Record<string | number, unknown>)[key], rest, by)
  return Array.isArray(value) ? value.with(key as number, inner) : { ...(value as object), [key]: inner }
}
