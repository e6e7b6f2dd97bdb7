import { expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import { idleRules, neverMatchingRules } from '../../../src/profile/idle-rules.ts'
import type { PlanRequest, Rule } from '../../../src/profile/request.ts'

const ORIGINAL_ATTRIBUTES = 0x04000561
const REQUEST_ATTRIBUTES = 0x00400275
const REFERENCED_PERFORMED_PROCEDURE_STEP = 0x00081111
const SOURCE_IMAGE = 0x00082112
const DERIVATION_IMAGE = 0x00089124
const REFERENCED_SERIES = 0x00081115

const within = (...path: number[]): Rule => ({ target: { tag: 0x00080104 }, path, action: 'keep' })
const request = (more: Partial<PlanRequest>, ...rules: Rule[]): PlanRequest => ({ profile: 'basic', ...more, rules })
const idle = (given: PlanRequest): number[] => idleRules(compilePlan(given)).map(({ rule }) => rule)
const never = (given: PlanRequest): number[] => neverMatchingRules(given).map(({ rule }) => rule)

it.each<[string, PlanRequest, number[], number[]]>([
  [
    'in a sequence that every plan removes',
    request({}, within(REFERENCED_SERIES), within(ORIGINAL_ATTRIBUTES)),
    [1],
    [1],
  ],
  ['deeper in one', request({}, within(ORIGINAL_ATTRIBUTES, REFERENCED_SERIES)), [0], [0]],
  ['in a sequence that an option enters', request({}, within(REQUEST_ATTRIBUTES)), [0], []],
  ['with that option', request({ with: ['clean-descriptors'] }, within(REQUEST_ATTRIBUTES)), [], []],
  ['in one that only some SOP classes keep', request({}, within(REFERENCED_PERFORMED_PROCEDURE_STEP)), [], []],
  ['in one that stays, but not where the rule says', request({}, within(DERIVATION_IMAGE, SOURCE_IMAGE)), [0], []],
  ['in one that the mode leaves with dummies', request({ mode: 'placeholder' }, within(ORIGINAL_ATTRIBUTES)), [], []],
  ['in one that the mode empties', request({ mode: 'empty' }, within(ORIGINAL_ATTRIBUTES)), [0], [0]],
  [
    'in one that another rule keeps',
    request({}, { target: { tag: ORIGINAL_ATTRIBUTES }, action: 'keep' }, within(ORIGINAL_ATTRIBUTES)),
    [],
    [],
  ],
  [
    'in one that another rule keeps in some place',
    request(
      {},
      { target: { tag: ORIGINAL_ATTRIBUTES }, path: [REFERENCED_SERIES], action: 'keep' },
      within(ORIGINAL_ATTRIBUTES),
      within(DERIVATION_IMAGE, ORIGINAL_ATTRIBUTES),
    ),
    [2],
    [2],
  ],
  ['in a private sequence, of which nobody can tell', request({}, within(0x00091010)), [], []],
  ['at the top level', request({}, within()), [], []],
])('a rule %s', (_, given, idleNow, idleAlways) => {
  expect([idle(given), never(given)]).toEqual([idleNow, idleAlways])
})
