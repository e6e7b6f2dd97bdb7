/** Objects that cross the sizes at which the engine changes its ways; the same ones every time. Built when asked for. */

import {
  COMMIT_BYTES,
  INPUT_WINDOW_BYTES,
  MAX_CHECKED_VALUE_BYTES,
  MAX_REPLACED_VALUE_BYTES,
  PASS_BYTES,
  PATCHABLE_SEQUENCE_BYTES,
} from '../../src/wasm/seam.ts'
import {
  buildObject,
  bytesOf,
  type DataSetEncodingName,
  type ElementSpec,
  element,
  encapsulated,
  type ItemSpec,
  sequence,
  truncate,
} from './dicom-builder.ts'

export interface LargeObject {
  readonly name: string
  build(): Uint8Array
}

const MODALITY = element('0008,0060', 'CS', 'CT')
const NAME = element('0010,0010', 'PN', 'DOE^JANE')
const PIXELS = element('7FE0,0010', 'OW', filled(200))

function object(
  name: string,
  elements: () => readonly ElementSpec[],
  how: { encoding?: DataSetEncodingName; cutBytes?: number; trailing?: Uint8Array } = {},
): LargeObject {
  return {
    name,
    build() {
      const bytes = buildObject({
        encoding: how.encoding ?? 'explicit-le',
        meta: { start: 'preamble' },
        elements: elements(),
        ...(how.trailing && { trailing: how.trailing }),
      })
      return truncate(bytes, bytes.length - (how.cutBytes ?? 0))
    },
  }
}

/** The size, one less and one more; odd ones too, so values are given as bytes, which are not padded. */
function around(atBytes: number, make: (bytes: number) => LargeObject): LargeObject[] {
  return [atBytes - 1, atBytes, atBytes + 1].map(make)
}

export const largeObjects: readonly LargeObject[] = [
  // ---- values that pass without being held
  ...around(PASS_BYTES, (bytes) => object(`a table of ${bytes}`, () => [MODALITY, table(bytes), PIXELS])),
  ...around(PASS_BYTES, (bytes) =>
    object(`a table of ${bytes} in a sequence`, () => [
      MODALITY,
      sequence('0028,3000', [[table(bytes)], [NAME]]),
      PIXELS,
    ]),
  ),
  ...around(PASS_BYTES, (bytes) =>
    object(`fragments of ${bytes}`, () => [MODALITY, NAME, encapsulated([filled(bytes), filled(3), filled(bytes)])]),
  ),
  object('fragments, the last one cut short', () => [NAME, encapsulated([filled(40_000), filled(40_000)])], {
    cutBytes: 20_000,
  }),
  object('pixel data cut short', () => [NAME, element('7FE0,0010', 'OW', filled(40_000))], { cutBytes: 20_000 }),
  // ---- text that is looked at as a whole, and beyond
  ...around(MAX_CHECKED_VALUE_BYTES, (bytes) =>
    object(`a text of ${bytes}`, () => [
      MODALITY,
      element('0040,A160', 'UT', text(bytes)),
      element('0008,0119', 'UC', text(bytes)),
    ]),
  ),
  ...around(MAX_CHECKED_VALUE_BYTES, (bytes) =>
    object(`numbers of ${bytes}`, () => [MODALITY, numbers(bytes), sequence('3006,0039', [[numbers(bytes), NAME]])], {
      encoding: 'implicit-le',
    }),
  ),
  object(
    'numbers of more than a commit, with a name among them',
    () => [MODALITY, numbers(COMMIT_BYTES + 1000), NAME, PIXELS],
    { encoding: 'implicit-le' },
  ),
  ...around(MAX_REPLACED_VALUE_BYTES, (bytes) =>
    object(`UIDs of ${bytes}`, () => [MODALITY, element('0020,000D', 'UI', bytesOf(uids(bytes))), PIXELS], {
      encoding: 'implicit-le',
    }),
  ),
  object('UIDs whose replacements a short length cannot hold', () => [
    MODALITY,
    element('0008,1155', 'UI', uids(20_000)),
  ]),
  object('a Patient ID that is not', () => [element('0010,0020', 'UT', 'x'.repeat(MAX_REPLACED_VALUE_BYTES + 2))]),
  // ---- sequences that are patched, and beyond
  ...around(PATCHABLE_SEQUENCE_BYTES, (bytes) =>
    object(`a sequence of ${bytes}`, () => [MODALITY, sized('0028,3000', bytes), NAME, PIXELS]),
  ),
  ...around(PATCHABLE_SEQUENCE_BYTES, (bytes) =>
    object(`an item of ${bytes}`, () => [MODALITY, sequence('0028,3000', [itemOf(bytes), [NAME]]), NAME, PIXELS]),
  ),
  object(
    'a long sequence in a UN',
    () => [MODALITY, { ...sized('0028,3000', PATCHABLE_SEQUENCE_BYTES + 1000), asUnknown: true }, PIXELS],
    { encoding: 'explicit-be' },
  ),
  object('long sequences in long sequences', () => [
    MODALITY,
    nested(PATCHABLE_SEQUENCE_BYTES + 1000, 4),
    NAME,
    PIXELS,
  ]),
  object('a long dummy sequence', () => [
    MODALITY,
    sequence('0040,A073', [itemOf(PATCHABLE_SEQUENCE_BYTES + 1000), itemOf(1000)]),
    PIXELS,
  ]),
  object('a long removed sequence', () => [
    MODALITY,
    sequence('0010,1002', [itemOf(PATCHABLE_SEQUENCE_BYTES + 1000)]),
    NAME,
  ]),
  // ---- behind the commit of the pixel data
  object('behind the pixel data: nothing fits', () => [
    PIXELS,
    ...behind(),
    sized('5400,0100', PATCHABLE_SEQUENCE_BYTES + 100),
    sequence('0028,3000', [itemOf(PATCHABLE_SEQUENCE_BYTES + 100)]),
  ]),
  object('behind the pixel data: what was removed makes room', () => [
    PIXELS,
    element('0009,0010', 'LO', 'x'.repeat(100)),
    ...behind(),
    sized('0028,3000', PATCHABLE_SEQUENCE_BYTES + 100),
  ]),
  object('behind the pixel data: room for one delimiter of two', () => [
    PIXELS,
    element('0009,0010', 'LO', 'xy'),
    sequence('0028,3000', [itemOf(PATCHABLE_SEQUENCE_BYTES + 100), itemOf(10)]),
  ]),
  object('behind the pixel data: an item that its sequence closes', () => [
    PIXELS,
    element('0009,0010', 'LO', 'x'.repeat(8)),
    closedBySequence(),
    NAME,
  ]),
  object('behind the pixel data: zeros', () => [NAME, PIXELS], { trailing: new Uint8Array(100_000) }),
  object('behind the pixel data: zeros and something else', () => [NAME, PIXELS], {
    trailing: bytesOf(`${'\0'.repeat(50_000)}x`),
  }),
  // ---- headers longer than what is held back
  object('a long header', () => [...longHeader(COMMIT_BYTES + 100_000), PIXELS, ...behind()]),
  object('a long header and nothing after it', () => longHeader(COMMIT_BYTES + 100_000)),
  object('a header that just fits', () => [...longHeader(COMMIT_BYTES - 60_000), PIXELS]),
  object('a long header that breaks', () => [...longHeader(COMMIT_BYTES + 500_000), { ...NAME, claimedBytes: 0xfff0 }]),
  object('a long header in one sequence of undefined length', () => [
    sequence('0040,A730', manyItems(COMMIT_BYTES + 100_000), { undefinedLength: true, undefinedItems: true }),
    NAME,
  ]),
  object('a long header in one sequence with a length', () => [
    sequence('0028,3000', manyItems(COMMIT_BYTES + 100_000)),
    NAME,
    PIXELS,
  ]),
  object('a long header of what is removed', () => [
    ...Array.from({ length: 50 }, () => element('0009,1001', 'OB', filled(100_000))),
    NAME,
    PIXELS,
  ]),
  object('an encapsulated document', () => [
    MODALITY,
    NAME,
    element('0042,0011', 'OB', filled(COMMIT_BYTES + 100)),
    element('0400,0100', 'UI', '1.2'),
  ]),
  object('a table longer than a commit', () => [
    MODALITY,
    NAME,
    table(COMMIT_BYTES + 100),
    element('0040,A123', 'PN', 'DOE^J'),
    PIXELS,
  ]),
  object('a table longer than a commit in a sequence of undefined length', () => [
    MODALITY,
    sequence('0028,3000', [[table(COMMIT_BYTES + 100)], [NAME]], { undefinedLength: true }),
    NAME,
  ]),
  object('an icon of fragments longer than a commit', () => [MODALITY, icon(COMMIT_BYTES + 100), NAME, PIXELS]),
  object('a long header, and so many dummies that the reserve runs out', () => [
    ...longHeader(COMMIT_BYTES + 1000),
    ...Array.from({ length: 12_000 }, () => element('0010,0010', 'PN', '')),
  ]),
  // ---- around the survey's window
  ...around(INPUT_WINDOW_BYTES, (bytes) =>
    object(`SOP Instance UID at ${bytes}`, () => [
      element('0008,0005', 'OB', filled(bytes - 12)),
      element('0008,0018', 'UI', '1.2.3.4'),
      element('0010,0020', 'LO', 'PID'),
    ]),
  ),
]

function filled(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => (at * 31 + (at >>> 8)) & 0xff)
}

function text(bytes: number): Uint8Array {
  return bytesOf('x'.repeat(bytes))
}

function table(bytes: number): ElementSpec {
  return element('0028,1201', 'OW', filled(bytes))
}

/** Contour Data, one part in a hundred of it no number. */
function numbers(bytes: number): ElementSpec {
  const characters = Array.from({ length: bytes }, (_, at) => (at % 100 === 99 ? 'N' : '123.5\\-7E'[at % 9]!))
  return element('3006,0050', 'DS', bytesOf(characters.join('')))
}

function uids(bytes: number): string {
  return '1.2.3.4.5.6\\'.repeat(Math.ceil(bytes / 12)).slice(0, bytes)
}

/** Elements that fill exactly `bytes` bytes. */
function itemOf(bytes: number): ElementSpec[] {
  const elements: ElementSpec[] = []
  let leftBytes = bytes
  while (leftBytes > 60_000) {
    elements.push(element('0028,1202', 'OW', filled(30_000)), NAME)
    leftBytes -= 30_012 + 16
  }
  return leftBytes >= 12 ? [...elements, element('0028,1203', 'OW', filled(leftBytes - 12))] : elements
}

/** A sequence of one item whose own length is `bytes`. */
function sized(hexadecimal: string, bytes: number): ElementSpec {
  return sequence(hexadecimal, [itemOf(bytes - 8)])
}

function nested(bytes: number, levels: number): ElementSpec {
  const inner = levels === 1 ? itemOf(bytes) : [nested(bytes, levels - 1), NAME]
  return sequence('0028,3000', [inner], { undefinedLength: levels % 2 === 0 })
}

function longHeader(bytes: number): ElementSpec[] {
  return [MODALITY, NAME, ...itemOf(bytes)]
}

function manyItems(bytes: number): ElementSpec[][] {
  return Array.from({ length: Math.ceil(bytes / 40_000) }, () => itemOf(40_000))
}

function icon(bytes: number): ElementSpec {
  return sequence('0088,0200', [[encapsulated([filled(bytes), filled(100)]), NAME]], {
    undefinedLength: true,
    undefinedItems: true,
  })
}

/** Elements that want to grow. */
function behind(): ElementSpec[] {
  return [
    element('0040,A075', 'PN', 'X'),
    element('0020,000D', 'UI', '1.2'),
    element('0010,0020', 'LO', 'X'),
    sequence('0040,A073', [[element('0040,A075', 'PN', 'X')]], { undefinedLength: true, undefinedItems: true }),
  ]
}

function closedBySequence(): ElementSpec {
  const item: ItemSpec = { elements: [MODALITY], undefinedLength: true, closedBy: 'sequence-delimiter' }
  return { tag: 0x00283000, vr: 'SQ', undefinedLength: true, items: [item] }
}
