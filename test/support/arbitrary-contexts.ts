/** Elements for fast-check to draw whose meaning depends on others around them: private blocks, content items, character sets, modality. */

import fc from 'fast-check'
import { valueFor, valueSeeds } from './arbitrary-values.ts'
import { type ElementSpec, element, sequence } from './dicom-builder.ts'
import { COMMON_SEQUENCES, CONCEPTS, CONTENT_WORDS, PRIVATE_CREATORS, PRIVATE_WORDS, type Word } from './vocabulary.ts'

const GROUPS = [...new Set(PRIVATE_WORDS.map(({ tag }) => tag >>> 16))]
const CODE_VALUE = '0008,0100'
const CODING_SCHEME = '0008,0102'
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
      undefinedLength: fc.boolean(),
      undefinedItems: fc.boolean(),
      asUnknown: fc.boolean(),
      values: fc.array(fc.tuple(fc.constantFrom(...CONTENT_WORDS), valueSeeds(false)), { maxLength: 3 }),
    })
    .map(({ codes, values, ...how }) => {
      const items = codes.map((text) => {
        const [codeValue = '', scheme = ''] = text.split('\\')
        return [element(CODE_VALUE, 'SH', codeValue), element(CODING_SCHEME, 'SH', scheme)]
      })
      const ofItem = values.map(([{ tag, vr }, seed]): ElementSpec => {
        return vr === 'SQ'
          ? { tag, vr, items: [{ elements: [element('0040,A160', 'UT', 'TEXT')] }] }
          : { tag, vr, value: valueFor(vr, seed) }
      })
      return [sequence('0040,A043', items, how), ...ofItem]
    })
}
