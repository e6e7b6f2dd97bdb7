/**
 * Random objects for fast-check: trees of everything that docs/engine.md names, well formed or a little damaged. Everything is drawn
 * without looking at what was drawn before, so that a failing object shrinks to the few elements that matter.
 */

import fc from 'fast-check'
import {
  charsetElements,
  conceptNames,
  modalities,
  pathChains,
  privateBlocks,
  withNameInOrder,
} from './arbitrary-contexts.ts'
import { itemTwists, seldom, sequenceTwists, twists, type Wound, wounds } from './arbitrary-damage.ts'
import { valueFor, valueSeeds } from './arbitrary-values.ts'
import {
  buildObject,
  DATA_SET_ENCODINGS,
  type DataSetEncodingName,
  type ElementSpec,
  hex,
  type ItemSpec,
  type MetaSpec,
  type ObjectSpec,
} from './dicom-builder.ts'
import {
  COMMON_SEQUENCES,
  CONTENT_WORDS,
  FREQUENT_WORDS,
  registryWords,
  STRANGE_WORDS,
  type Word,
} from './vocabulary.ts'

/** An object and how it was made. */
export interface ObjectCase {
  readonly spec: ObjectSpec
  readonly bytes: Uint8Array
}

export interface ObjectShape {
  /** Damage: wrong VRs, lying lengths, stray delimiters, values that their VR forbids, cut or overwritten bytes. */
  readonly damaged: boolean
  readonly encodings?: readonly DataSetEncodingName[]
  /** Nesting of the usual objects. Some go to 70 all the same. */
  readonly depth?: number
  /** Makes tags; those of vocabulary.ts if left out. */
  readonly words?: Words
}

/** What elements are made from. */
export interface Words {
  readonly values: fc.Arbitrary<Word>
  readonly sequences: fc.Arbitrary<Word>
}

const DEFAULT_DEPTH = 6
/** SOP classes for which compound codes come out differently: CT, SC, basic text SR, an unknown one. */
const SOP_CLASS_UIDS = [
  '1.2.840.10008.5.1.4.1.1.2',
  '1.2.840.10008.5.1.4.1.1.7',
  '1.2.840.10008.5.1.4.1.1.88.11',
  '1.2.840.10008.5.1.4.1.1.12.1',
  '1.2.3.4.5.6',
]

/** Whole objects, with and without file meta information. */
export function objectCases(shape: ObjectShape): fc.Arbitrary<ObjectCase> {
  const spec = fc.record({
    encoding: fc.constantFrom(...(shape.encodings ?? DATA_SET_ENCODINGS)),
    head: heads(),
    elements: elementLists(shape, shape.depth ?? DEFAULT_DEPTH),
    deep: fc.oneof({ arbitrary: fc.constant(undefined), weight: 19 }, { arbitrary: deepSequences(), weight: 1 }),
    ordered: fc.oneof({ arbitrary: fc.constant(true), weight: 9 }, { arbitrary: fc.boolean(), weight: 1 }),
    meta: metas(shape),
    trailing: trailings(shape),
    wounds: shape.damaged ? fc.array(wounds(), { maxLength: 2 }) : fc.constant<Wound[]>([]),
  })
  return spec.map(({ encoding, head, elements, deep, ordered, meta, trailing, wounds: cuts }) => {
    const all = [...head, ...elements, ...(deep === undefined ? [] : [deep])]
    const object: ObjectSpec = {
      encoding,
      elements: ordered ? inTagOrder(all) : all,
      // a deflated data set cannot be told without it
      ...(meta === undefined && encoding !== 'deflated' ? {} : { meta: meta ?? { start: 'preamble' } }),
      trailing,
    }
    return { spec: object, bytes: cuts.reduce((bytes, wound) => wound(bytes), buildObject(object)) }
  })
}

/** What the survey looks for, mostly there. */
function heads(): fc.Arbitrary<ElementSpec[]> {
  const seldomMissing = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(arbitrary, { freq: 9, nil: undefined })
  return fc
    .record({
      sopClassUid: seldomMissing(fc.constantFrom(...SOP_CLASS_UIDS)),
      sopInstanceUid: seldomMissing(fc.constantFrom('1.2.3.4.5', '1.2.840.10008.9.9', '', 'not a uid')),
      modality: seldomMissing(modalities()),
      patientId: seldomMissing(fc.constantFrom('PID-1', '', '12 34')),
    })
    .map(({ sopClassUid, sopInstanceUid, modality, patientId }) => [
      ...(sopClassUid === undefined ? [] : [{ tag: 0x00080016, vr: 'UI', value: sopClassUid }]),
      ...(sopInstanceUid === undefined ? [] : [{ tag: 0x00080018, vr: 'UI', value: sopInstanceUid }]),
      ...(modality === undefined ? [] : [{ tag: 0x00080060, vr: 'CS', value: modality }]),
      ...(patientId === undefined ? [] : [{ tag: 0x00100020, vr: 'LO', value: patientId }]),
    ])
}

function metas(shape: ObjectShape): fc.Arbitrary<MetaSpec | undefined> {
  const sound: fc.Arbitrary<MetaSpec> = fc.record({
    start: fc.constantFrom('preamble', 'prefix', 'bare'),
    sopClassUid: fc.constantFrom(...SOP_CLASS_UIDS),
    sopInstanceUid: fc.constantFrom('1.2.3.4.5', ''),
    withoutGroupLength: fc.boolean(),
    more: fc.constantFrom<ElementSpec[]>([], [{ tag: 0x00020016, vr: 'AE', value: 'SCANNER' }]),
  })
  const usual = fc.option(sound, { freq: 9, nil: undefined })
  if (!shape.damaged) return usual
  const wrong = fc
    .tuple(sound, fc.constantFrom('1.2.840.10008.1.2', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.4.50', '1.2.3', ''))
    .map(([meta, transferSyntaxUid]) => ({ ...meta, transferSyntaxUid }))
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: wrong, weight: 1 })
}

function trailings(shape: ObjectShape): fc.Arbitrary<Uint8Array> {
  const zeros = fc.integer({ min: 0, max: 40 }).map((countBytes) => new Uint8Array(countBytes))
  const some = fc.uint8Array({ maxLength: 7 })
  const padding = fc.constant(hex('FCFFFCFF 4F420000 04000000 00000000'))
  const none = fc.constant(new Uint8Array(0))
  const sound = fc.oneof(
    { arbitrary: none, weight: 6 },
    { arbitrary: zeros, weight: 1 },
    { arbitrary: some, weight: 1 },
  )
  return shape.damaged ? fc.oneof({ arbitrary: sound, weight: 8 }, { arbitrary: padding, weight: 1 }) : sound
}

// ---- elements ---------------------------------------------------------------------------------------------------------------

function elementLists(shape: ObjectShape, depth: number): fc.Arbitrary<ElementSpec[]> {
  const alone = (arbitrary: fc.Arbitrary<ElementSpec>): fc.Arbitrary<ElementSpec[]> => arbitrary.map((spec) => [spec])
  const leaf = { arbitrary: alone(valueElements(shape)), weight: 8 }
  const bulk = { arbitrary: alone(fragmentElements(shape)), weight: 1 }
  const nested = depth > 0 ? [{ arbitrary: alone(sequenceElements(shape, depth)), weight: 4 }] : []
  const inItems = (): fc.Arbitrary<ElementSpec[]> => elementLists(shape, 0)
  const contexts =
    shape.words === undefined
      ? [
          { arbitrary: privateBlocks(depth > 0 ? inItems() : fc.constant([])), weight: 1 },
          { arbitrary: conceptNames(), weight: 1 },
          { arbitrary: alone(charsetElements()), weight: 1 },
          { arbitrary: alone(pathChains()), weight: 1 },
        ]
      : []
  const some = fc.array(fc.oneof({ withCrossShrink: true }, leaf, bulk, ...nested, ...contexts), {
    maxLength: depth === DEFAULT_DEPTH ? 12 : 3,
  })
  return fc
    .tuple(some, fc.nat(9))
    .map(([lists, lot]) => (lot === 0 ? lists.flat() : [...withNameInOrder(lists.flat())]))
}

function valueElements(shape: ObjectShape): fc.Arbitrary<ElementSpec> {
  return fc
    .record({
      word: shape.words?.values ?? words((word) => word.vr !== 'SQ'),
      value: valueSeeds(shape.damaged),
      twist: shape.damaged ? seldom(twists()) : fc.constant(undefined),
      reserved: seldom(fc.constant(0x2020)),
    })
    .map(({ word, value, twist, reserved }) => ({
      ...word,
      value: valueFor(word.vr, value),
      ...(reserved === undefined || !shape.damaged ? {} : { reserved }),
      ...twist,
    }))
}

function fragmentElements(shape: ObjectShape): fc.Arbitrary<ElementSpec> {
  const sound: Word = { tag: 0x7fe00010, vr: 'OB' }
  const word = shape.damaged
    ? fc.constantFrom<Word>(
        sound,
        { tag: 0x7fe00010, vr: 'OW' },
        { tag: 0x00420011, vr: 'OB' },
        { tag: 0x7fe00010, vr: 'UN' },
        { tag: 0x00100010, vr: 'OB' },
        { tag: 0x00091003, vr: 'OB' },
        { tag: 0x00081030, vr: 'UT' },
      )
    : fc.constant(sound)
  return fc
    .record({
      word,
      fragments: fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 3 }),
      unclosed: shape.damaged ? seldom(fc.constant(true)) : fc.constant(undefined),
    })
    .map(({ word: { tag, vr }, fragments, unclosed }) => ({ tag, vr, fragments, ...(unclosed ? { unclosed } : {}) }))
}

const sequenceMemo = new WeakMap<ObjectShape, Map<number, fc.Arbitrary<ElementSpec>>>()

function sequenceElements(shape: ObjectShape, depth: number): fc.Arbitrary<ElementSpec> {
  const byDepth = sequenceMemo.get(shape) ?? new Map<number, fc.Arbitrary<ElementSpec>>()
  sequenceMemo.set(shape, byDepth)
  const known = byDepth.get(depth)
  if (known) return known
  const arbitrary: fc.Arbitrary<ElementSpec> = fc
    .record({
      word: shape.words?.sequences ?? words((word) => word.vr === 'SQ'),
      items: fc.array(items(shape, depth - 1), { maxLength: 3 }),
      undefinedLength: fc.boolean(),
      asUnknown: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, { arbitrary: fc.boolean(), weight: 1 }),
      twist: shape.damaged ? seldom(sequenceTwists()) : fc.constant(undefined),
    })
    .map(({ word, items: inside, undefinedLength, asUnknown, twist }) => ({
      ...word,
      items: inside,
      undefinedLength,
      asUnknown,
      ...twist,
    }))
  byDepth.set(depth, arbitrary)
  return arbitrary
}

function items(shape: ObjectShape, depth: number): fc.Arbitrary<ItemSpec> {
  return fc
    .record({
      elements: elementLists(shape, depth),
      undefinedLength: fc.boolean(),
      ordered: fc.constant(true),
      twist: shape.damaged ? seldom(itemTwists()) : fc.constant(undefined),
    })
    .map(({ elements, undefinedLength, twist }) => ({ elements: inTagOrder(elements), undefinedLength, ...twist }))
}

/** One element in a chain of sequences about as deep as the engine goes, or beyond. */
function deepSequences(): fc.Arbitrary<ElementSpec> {
  return fc
    .record({
      depth: fc.constantFrom<number>(60, 63, 64, 65, 66, 70),
      tag: fc.constantFrom(0x0040a730, 0x00081115, 0x00101002, 0x00091002, 0x00089215),
      undefinedLength: fc.boolean(),
      undefinedItems: fc.boolean(),
      unknownAt: fc.integer({ min: 0, max: 70 }),
    })
    .map(({ depth, tag, undefinedLength, undefinedItems, unknownAt }) => {
      let inner: ElementSpec = { tag: 0x00080060, vr: 'CS', value: 'CT' }
      for (let level = depth; level > 0; level--) {
        const outermost = level === 1
        inner = {
          tag: outermost ? tag : 0x0040a730,
          vr: 'SQ',
          undefinedLength,
          asUnknown: level === unknownAt,
          items: [{ elements: [inner], undefinedLength: undefinedItems }],
        }
      }
      return inner
    })
}

function words(accepts: (word: Word) => boolean): fc.Arbitrary<Word> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...FREQUENT_WORDS.filter(accepts)), weight: 12 },
    { arbitrary: fc.constantFrom(...[...COMMON_SEQUENCES, ...CONTENT_WORDS].filter(accepts)), weight: 6 },
    { arbitrary: fc.constantFrom(...registryWords().filter(accepts)), weight: 4 },
    { arbitrary: fc.constantFrom(...STRANGE_WORDS.filter(accepts)), weight: 3 },
  )
}

function inTagOrder(elements: readonly ElementSpec[]): ElementSpec[] {
  return elements.toSorted((one, other) => one.tag - other.tag)
}
