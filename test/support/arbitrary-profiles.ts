/** Random profiles for fast-check: the keys and values that there are, in places where they belong and where they do not. */

import fc from 'fast-check'
import { DOCUMENT_KEYS } from '../../src/profile/document.ts'
import { DATE_KEYS } from '../../src/profile/document-dates.ts'
import { MODES, OPTION_NAMES, PROFILE_NAMES } from '../../src/profile/request.ts'

const KEYS = [
  ...DOCUMENT_KEYS,
  ...DATE_KEYS,
  'tag',
  'keyword',
  'action',
  'path',
  'creator',
  'group',
  'vr',
  'why',
  'concept',
  'where',
]
const TEXTS = [
  ...PROFILE_NAMES,
  ...MODES,
  ...OPTION_NAMES,
  ...['keep', 'remove', 'empty', 'dummy', 'uid', 'shift', 'clean', 'pseudonym', 'hash', 'preferred', 'required'],
  ...[
    'PatientName',
    '(0010,0010)',
    '00100010',
    '50xx,xxxx',
    '(0009,10xx)',
    'ContentSequence > PatientName',
    'SIEMENS CSA HEADER',
  ],
]

/** JSON, which is YAML too. */
export function profileTexts(): fc.Arbitrary<string> {
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<unknown>(...TEXTS, 0, -365, 3650, 1e9, true, false, null, ''),
      fc.dictionary(fc.constantFrom(...KEYS, 'PatientName', '(0010,0010)'), tie('node'), { maxKeys: 4 }),
      fc.array(tie('node'), { maxLength: 4 }),
    ),
  }))
  const documents = fc.record(
    {
      extends: fc.oneof(fc.constantFrom(...PROFILE_NAMES), node),
      with: fc.oneof(fc.subarray([...OPTION_NAMES]), node),
      mode: fc.oneof(fc.constantFrom(...MODES), node),
      dates: fc.oneof(
        fc.record({ shiftDaysRange: fc.tuple(fc.integer(), fc.integer()), wholeWeeks: fc.boolean() }),
        node,
      ),
      words: fc.oneof(fc.array(fc.string()), node),
      rules: fc.array(
        fc.oneof(fc.record({ tag: fc.constantFrom(...TEXTS), action: fc.constantFrom(...TEXTS) }), node),
        { maxLength: 4 },
      ),
      private: node,
      categories: node,
      uids: node,
    },
    { requiredKeys: [] },
  )
  return fc
    .oneof({ arbitrary: documents, weight: 4 }, { arbitrary: node, weight: 1 })
    .map((document) => JSON.stringify(document) ?? '')
}
