/** Elements for fast-check to draw whose meaning depends on others around them: private blocks, content items, character sets, modality. */

import fc from 'fast-check'
import { valueFor, valueSeeds } from './arbitrary-values.ts'
import { type ElementSpec, element, sequence } from './dicom-builder.ts'
import { COMMON_SEQUENCES, CONCEPTS, CONTENT_WORDS, PRIVATE_CREATORS, PRIVATE_WORDS, type Word } from './vocabulary.ts'

const GROUPS = [...new Set(PRIVATE_WORDS.map(({ tag }) => tag >>> 16))]
const CODE_VALUE = '0008,0100'
const CODING_SCHEME = '0008,0102'
const LONG_CODE_VALUE = '0008,0119'
const URN_CODE_VALUE = '0008,0120'
const CONCEPT_NAME_CODE_SEQUENCE = 0x0040a043
/** More different ones than an object may have, so that what is counted shows. */
const CHARSETS = [
  'ISO_IR 100',
  'ISO_IR 192',
  '\\ISO 2022 IR 87',
  '',
  'ISO_IR 192 ',
  'X'.repeat(130),
  ...Array.from({ length: 16 }, (_, number) => `ISO_IR ${200 + number}`),
]

export function modalities(): fc.Arbitrary<string> {
  return fc.constantFrom('CT', 'SR', 'US', '')
}

/** Specific Character Set. */
export function charsetElements(): fc.Arbitrary<ElementSpec> {
  return fc.constantFrom(...CHARSETS).map((value) => element('0008,0005', 'CS', value))
}

/** A creator and elements of its block; now and then the creator is missing, unknown, or named again. `inside`: makes items. */
export function privateBlocks(inside: fc.Arbitrary<ElementSpec[]>): fc.Arbitrary<ElementSpec[]> {
  return fc
    .record({
      group: fc.constantFrom(...GROUPS),
      block: fc.constantFrom(0x10, 0x10, 0x11, 0xff),
      creators: fc.array(creators(), { minLength: 0, maxLength: 2 }),
      words: fc.array(fc.tuple(fc.nat(9), valueSeeds(false), inside), { maxLength: 3 }),
    })
    .map(({ group, block, creators: names, words }) => {
      const known = PRIVATE_WORDS.filter(({ tag }) => tag >>> 16 === group)
      const elements = words.map(([index, seed, items]) => {
        const { tag, vr }: Word = known[index % known.length]!
        const inBlock = { tag: tag + block * 0x100, vr }
        return vr === 'SQ' ? { ...inBlock, items: [{ elements: items }] } : { ...inBlock, value: valueFor(vr, seed) }
      })
      return [...names.map((spec) => ({ ...spec, tag: group * 0x10000 + block })), ...elements]
    })
}

function creators(): fc.Arbitrary<ElementSpec> {
  const known = fc.constantFrom(...PRIVATE_CREATORS, 'ACME 1  \0', 'ACME 1', 'ACME 2', `${'X'.repeat(64)} `)
  const unknown = fc.constantFrom('NOBODY', 'acme 1', ' ACME 1', 'ACME 1\0X', 'X'.repeat(66))
  return fc
    .record({
      value: fc.oneof({ arbitrary: known, weight: 5 }, { arbitrary: unknown, weight: 1 }),
      vr: fc.constantFrom('LO', 'LO', 'LO', 'LO', 'LO', 'UN', 'OB', 'SQ'),
    })
    .map(({ value, vr }) => ({ tag: 0, vr, value }))
}

/** A value of a content item below a path of sequences that are often in one another. */
export function pathChains(): fc.Arbitrary<ElementSpec> {
  const values = CONTENT_WORDS.filter(({ vr }) => vr !== 'SQ')
  return fc
    .record({
      sequences: fc.array(fc.constantFrom(...COMMON_SEQUENCES), { minLength: 1, maxLength: 4 }),
      words: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
      seed: valueSeeds(false),
    })
    .map(({ sequences, words, seed }) => {
      const inner = words.map(({ tag, vr }): ElementSpec => ({ tag, vr, value: valueFor(vr, seed) }))
      const elements = sequences.reduceRight<ElementSpec[]>(
        (inside, { tag, vr }) => [{ tag, vr, items: [{ elements: inside }] }],
        inner,
      )
      return elements[0]!
    })
}

/** Concept Name Code Sequence, and values of a content item behind it. */
export function conceptNames(): fc.Arbitrary<ElementSpec[]> {
  const code = fc.oneof(
    { arbitrary: fc.constantFrom(...CONCEPTS), weight: 6 },
    { arbitrary: fc.constantFrom('121071 \\DCM\0', '121071\\dcm', '\\DCM', '121071\\', '999\\DCM'), weight: 1 },
  )
  return fc
    .record({
      codes: fc.array(code, { minLength: 1, maxLength: 2 }),
      attributes: fc.oneof(
        { arbitrary: fc.constant<string[]>(['short']), weight: 6 },
        { arbitrary: fc.subarray(['short', 'long', 'urn']), weight: 1 },
      ),
      undefinedLength: fc.boolean(),
      undefinedItems: fc.boolean(),
      asUnknown: fc.boolean(),
      values: fc.array(fc.tuple(fc.constantFrom(...CONTENT_WORDS), valueSeeds(false)), { maxLength: 3 }),
    })
    .map(({ codes, attributes, values, ...how }) => {
      const items = codes.map((text) => {
        const [codeValue = '', scheme = ''] = text.split('\\')
        return [
          ...(attributes.includes('short') ? [element(CODE_VALUE, 'SH', codeValue)] : []),
          element(CODING_SCHEME, 'SH', scheme),
          ...(attributes.includes('long') ? [element(LONG_CODE_VALUE, 'UC', codeValue)] : []),
          ...(attributes.includes('urn') ? [element(URN_CODE_VALUE, 'UR', 'urn:oid:1')] : []),
        ]
      })
      const ofItem = values.map(([{ tag, vr }, seed]): ElementSpec => {
        return vr === 'SQ'
          ? { tag, vr, items: [{ elements: [element('0040,A160', 'UT', 'TEXT')] }] }
          : { tag, vr, value: valueFor(vr, seed) }
      })
      return [sequence('0040,A043', items, how), ...ofItem]
    })
}

/** The elements with a concept name where it may stand, and once: otherwise most objects that have one would be refused. */
export function withNameInOrder(elements: readonly ElementSpec[]): readonly ElementSpec[] {
  const name = elements.find(({ tag }) => tag === CONCEPT_NAME_CODE_SEQUENCE)
  if (name === undefined) return elements
  const isBefore = ({ tag }: ElementSpec): boolean => tag < CONCEPT_NAME_CODE_SEQUENCE
  const isBehind = ({ tag }: ElementSpec): boolean => tag > CONCEPT_NAME_CODE_SEQUENCE
  return [...elements.filter(isBefore), name, ...elements.filter(isBehind)]
}
