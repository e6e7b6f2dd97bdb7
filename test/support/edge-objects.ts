/** Objects at the very edge of what the engine counts, and one before and behind it, each with a plan that shows it. */

import {
  INPUT_WINDOW_BYTES,
  MAX_BLOCKS,
  MAX_CHARSET_BYTES,
  MAX_CHARSETS,
  MAX_FACTS,
  SLOT_FLAG_FACT,
  SLOT_FLAG_KEEP_IN_DUMMY,
} from '../../src/wasm/seam.ts'
import { bytesOf, type ElementSpec, element, sequence } from './dicom-builder.ts'
import { around, type EdgeObject, edgeObject, type How } from './edge-object.ts'
import { type HandAttribute, handPlan } from './hand-plan.ts'

const KEPT: HandAttribute = { vr: 'SQ', action: 'keep' }
const TOLD: HandAttribute = { vr: 'LO', action: 'replace tell' }
const FACT_GROUP = 0x00180000

const attributes: Readonly<Record<string, HandAttribute>> = {
  '00080005': { vr: 'CS', action: 'keep', flags: SLOT_FLAG_KEEP_IN_DUMMY },
  '00080006': { vr: 'SQ', action: 'dummy' },
  '00080100': { vr: 'SH', action: 'keep', unitBytes: 200 },
  '00080102': { vr: 'SH', action: 'keep', unitBytes: 200 },
  '00080104': { vr: 'LO', action: 'dummy' },
  '0008103E': TOLD,
  '00081140': KEPT,
  '0040A043': KEPT,
  '0040A160': { vr: 'UT', action: 'remove', nested: 'empty', exceptions: { '0040A730': 'replace half' } },
  '0040A730': KEPT,
}
const PRIVATES = { '00090001': TOLD, '000B0001': TOLD, '00030001': TOLD, '00010001': TOLD, FFFF0001: TOLD }
const LONG_CODE = 'C'.repeat(128)
const PLAN = handPlan({
  attributes,
  privates: { ACME: PRIVATES, OTHER: { '00090001': { vr: 'LO', action: 'keep' } }, [`${'X'.repeat(64)}`]: PRIVATES },
  concepts: {
    'A\\DCM': { '0040A160': 'keep' },
    'B\\DCM': { '0040A160': 'replace tell' },
    [`${LONG_CODE}\\DCM`]: { '0040A160': 'keep' },
    [`${LONG_CODE}C\\DCM`]: { '0040A160': 'keep' },
  },
})
const FACTS_PLAN = handPlan({
  attributes: {
    '0008103E': { vr: 'LO', action: 'replace facts' },
    '00280002': { vr: 'OB', action: 'keep' },
    '0032000A': { vr: 'LO', action: 'keep', flags: SLOT_FLAG_FACT },
    ...Object.fromEntries(
      Array.from({ length: MAX_FACTS + 2 }, (_, number) => [
        (FACT_GROUP + number).toString(16).padStart(8, '0'),
        { vr: 'LO', action: 'remove', flags: SLOT_FLAG_FACT } as const,
      ]),
    ),
  },
  needsFacts: true,
})

function edge(name: string, elements: () => readonly ElementSpec[], how: Partial<How> = {}): EdgeObject {
  return edgeObject(name, elements, { plan: PLAN, ...how })
}

export const edgeObjects: readonly EdgeObject[] = [
  // ---- private blocks
  ...around(MAX_BLOCKS, (count) => edge(`${count} private blocks at the root`, () => blocks(count))),
  ...around(MAX_BLOCKS, (count) =>
    edge(`${count} private blocks, some of them in an item`, () => [
      ...blocks(200),
      sequence('0040,A730', [blocks(count - 200), blocks(count - 200)]),
    ]),
  ),
  ...around(MAX_BLOCKS, (count) =>
    edge(`one private block named ${count} times`, () => [
      ...Array.from({ length: count }, () => creator(0x10, 'ACME')),
      told(0x10),
    ]),
  ),
  ...around(MAX_BLOCKS, (count) =>
    edge(`${count} private blocks, the first one named again`, () => [
      ...blocks(count).filter(({ tag }) => tag % 0x10000 < 0x100),
      creator(0x10, 'OTHER'),
      told(0x10),
    ]),
  ),
  edge('private blocks in more items than there may be blocks', () => [
    sequence(
      '0040,A730',
      Array.from({ length: MAX_BLOCKS + 2 }, () => [creator(0x10, 'ACME'), told(0x10)]),
    ),
  ]),
  edge('private blocks in groups that data sets do not have', () =>
    [0x0001, 0x0003, 0xffff].flatMap((group) => [
      { tag: group * 0x10000 + 0x10, vr: 'LO', value: 'ACME' },
      { tag: group * 0x10000 + 0x1001, vr: 'LO', value: 'VALUE' },
    ]),
  ),
  edge('elements of blocks that cannot be', () => [
    { tag: 0x00090000, vr: 'UL', value: Uint8Array.of(1, 0, 0, 0) },
    ...[0x0f, 0x01].flatMap((block) => [creator(block, 'ACME'), told(block)]),
    { tag: 0x00090110, vr: 'LO', value: 'VALUE' },
  ]),
  edge('an item does not know the blocks of its root, nor the root those of its items', () => [
    creator(0x10, 'ACME'),
    sequence('0040,A730', [[told(0x10), creator(0x11, 'ACME')], [told(0x11)]]),
  ]),
  ...['ACME', 'ACME\0 ', 'ACME '.padEnd(64), 'ACME '.padEnd(66), ' ACME', 'ACM', 'ACMEX', ''].map((value) =>
    edge(`the creator "${value}"`, () => [creator(0x10, value), told(0x10)]),
  ),
  ...[62, 64, 66].map((bytes) =>
    edge(`a creator of ${bytes} letters`, () => [creator(0x10, 'X'.repeat(bytes)), told(0x10)]),
  ),
  ...['UN', 'OB', 'ST', 'SQ', 'ZZ'].map((vr) =>
    edge(`a creator that is ${vr}`, () => [{ ...creator(0x10, 'ACME'), vr }, told(0x10)]),
  ),
  edge('a creator in a sequence that became a dummy', () => [
    sequence('0008,0006', [[creator(0x10, 'ACME'), told(0x10), creator(0x11, 'OTHER'), told(0x11)]]),
  ]),
  edge('a creator and its block in a UN', () => [
    sequence('0040,A730', [[creator(0x10, 'ACME'), told(0x10)]], { asUnknown: true, undefinedLength: true }),
  ]),
  // ---- content items
  ...[0, 1, 2].map((items) =>
    edge(`a concept name of ${items} items`, () => [
      content([sequence('0040,A043', [code('A'), code('B')].slice(0, items)), element('0040,A160', 'UT', 'TEXT')]),
    ]),
  ),
  edge('a second concept name, one that the plan knows', () => [
    content([conceptName('A'), conceptName('B'), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  edge('a second concept name, one that the plan does not know', () => [
    content([conceptName('A'), conceptName('Z'), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  edge('a second concept name without items', () => [
    content([conceptName('A'), sequence('0040,A043', []), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  edge('a second concept name without codes', () => [
    content([conceptName('A'), sequence('0040,A043', [[]]), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  edge('a concept name of two items, the last one without codes', () => [
    content([sequence('0040,A043', [code('A'), []]), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  edge('a concept name of two items, the last one with half a code', () => [
    content([
      sequence('0040,A043', [code('A'), [element('0008,0100', 'SH', 'B')]]),
      element('0040,A160', 'UT', 'TEXT'),
    ]),
  ]),
  edge('a code that a sequence in it has, not the item', () => [
    content([sequence('0040,A043', [[sequence('0008,1140', [code('A')])]]), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  edge('a code that is named again in an item of it', () => [
    content([
      sequence('0040,A043', [[...code('A'), sequence('0008,1140', [code('B')])]]),
      element('0040,A160', 'UT', 'TEXT'),
    ]),
  ]),
  edge('a code whose second value is implausible', () => [
    content([
      sequence('0040,A043', [[...code('A'), element('0008,0100', 'SH', 'B\x01')]]),
      element('0040,A160', 'UT', 'TEXT'),
    ]),
  ]),
  edge('a concept name behind the value', () => [
    content([element('0040,A160', 'UT', 'TEXT'), conceptName('A'), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  edge('a concept name in a sequence that became a dummy', () => [
    sequence('0008,0006', [[conceptName('A'), element('0040,A160', 'UT', 'TEXT')]]),
  ]),
  edge('a concept name at the root', () => [conceptName('A'), element('0040,A160', 'UT', 'TEXT')]),
  edge('a content item in a content item', () => [
    content([conceptName('A'), content([element('0040,A160', 'UT', 'TEXT')]), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  ...[127, 128, 129].map((bytes) =>
    edge(`a code of ${bytes} letters`, () => [
      content([conceptName('C'.repeat(bytes)), element('0040,A160', 'UT', 'TEXT')]),
    ]),
  ),
  edge('a code of 128 letters and spaces', () => [
    content([conceptName(`${LONG_CODE}  `), element('0040,A160', 'UT', 'TEXT')]),
  ]),
  ...(['explicit-be', 'implicit-le', 'deflated'] as const).flatMap((encoding) =>
    [false, true].map((asUnknown) =>
      edge(
        `a concept name${asUnknown ? ' in a UN' : ''}, ${encoding}`,
        () => [
          content([
            sequence('0040,A043', [code('B')], { asUnknown }),
            element('0040,A160', 'UT', 'TEXT'),
            element('0008,0005', 'CS', 'ISO_IR 100'),
            element('0040,A160', 'UT', 'TEXT'),
          ]),
        ],
        { encoding },
      ),
    ),
  ),
  // ---- character sets
  ...around(MAX_CHARSETS, (count) =>
    edge(`${count} character sets`, () => [
      sequence(
        '0040,A730',
        Array.from({ length: count }, (_, number) => [charset(`SET ${number}`), told()]),
      ),
      charset('SET 0'),
      told(),
    ]),
  ),
  ...around(MAX_CHARSET_BYTES, (bytes) =>
    edge(`a character set of ${bytes} bytes`, () => [
      { tag: 0x00080005, vr: 'CS', value: bytesOf('X\\'.repeat(bytes).slice(0, bytes)) },
      told(),
    ]),
  ),
  edge('character sets of items, and those around them', () => [
    told(),
    charset('OUTER'),
    sequence('0040,A730', [
      [told(), charset('INNER'), told(), sequence('0040,A730', [[told(), charset('INMOST'), told()]]), told()],
      [told()],
      [charset(''), told()],
      [charset('BAD\x01'), told()],
    ]),
    told(),
  ]),
  edge('a character set in a sequence that became a dummy', () => [
    sequence('0008,0006', [[charset('INNER'), told()]]),
  ]),
  edge(
    'character sets in big endian, and in a UN',
    () => [charset('OUTER'), sequence('0040,A730', [[charset('INNER'), told()]], { asUnknown: true }), told()],
    { encoding: 'explicit-be' },
  ),
  // ---- facts
  ...around(MAX_FACTS, (count) => edge(`${count} facts`, () => [...facts(count), asked()], { plan: FACTS_PLAN })),
  edge(
    'facts in a sequence, of no length, of undefined length, and twice',
    () => [
      { tag: FACT_GROUP + 1, vr: 'LO', value: '' },
      { tag: FACT_GROUP + 2, vr: 'UN', items: [{ elements: [] }], undefinedLength: true },
      { tag: FACT_GROUP + 3, vr: 'LO', value: 'ONE' },
      { tag: FACT_GROUP + 3, vr: 'LO', value: 'TWO' },
      sequence('0018,9346', [facts(3)]),
      asked(),
    ],
    { plan: FACTS_PLAN },
  ),
  ...[0x00280002, 0x0040ffff, 0x00410000, 0x00420011].map((tag) =>
    edge(
      `facts before ${tag.toString(16)}, and one behind it`,
      () => [asked(), ...facts(2), { tag, vr: 'OB', value: 'AB' }, ...facts(1)],
      { plan: FACTS_PLAN },
    ),
  ),
  ...around(INPUT_WINDOW_BYTES, (bytes) =>
    edge(
      `facts that end with the window's byte ${bytes}`,
      () => [
        asked(),
        element('0028,0002', 'OB', bytesOf('x'.repeat(bytes - 14 - 12 - 10))),
        { tag: 0x0032000a, vr: 'LO', value: 'AB' },
        element('0042,0011', 'OB', 'AB'),
      ],
      { plan: FACTS_PLAN },
    ),
  ),
  ...around(INPUT_WINDOW_BYTES, (bytes) =>
    edge(
      `an object of ${bytes} bytes, all of it head`,
      () => [asked(), element('0028,0002', 'OB', bytesOf('x'.repeat(bytes - 14 - 12)))],
      { plan: FACTS_PLAN },
    ),
  ),
]

function blocks(count: number): ElementSpec[] {
  const places = Array.from({ length: count }, (_, number) => ({
    group: number < 240 ? 0x0009 : 0x000b,
    block: 0x10 + (number % 240),
  }))
  return [
    ...places.map(({ group, block }) => ({ tag: group * 0x10000 + block, vr: 'LO', value: 'ACME' })),
    ...places.map(({ group, block }) => ({ tag: group * 0x10000 + block * 0x100 + 1, vr: 'LO', value: 'VALUE' })),
  ]
}

function creator(block: number, value: string): ElementSpec {
  return { tag: 0x00090000 + block, vr: 'LO', value }
}

/** An element that tells what it was asked with: private, of that block, or any other. */
function told(block?: number): ElementSpec {
  return { tag: block === undefined ? 0x0008103e : 0x00090001 + block * 0x100, vr: 'LO', value: 'VALUE' }
}

function content(elements: readonly ElementSpec[]): ElementSpec {
  return sequence('0040,A730', [elements])
}

function code(value: string): ElementSpec[] {
  return [element('0008,0100', 'SH', value), element('0008,0102', 'SH', 'DCM')]
}

function conceptName(value: string): ElementSpec {
  return sequence('0040,A043', [code(value)])
}

function charset(value: string): ElementSpec {
  return element('0008,0005', 'CS', value)
}

function facts(count: number): ElementSpec[] {
  return Array.from({ length: count }, (_, number) => ({ tag: FACT_GROUP + number, vr: 'LO', value: `F${number}` }))
}

function asked(): ElementSpec {
  return element('0008,103E', 'LO', 'FACTS?')
}
