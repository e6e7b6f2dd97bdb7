/** Objects whose heads are made to tell one thing to a reader in front and another to the engine. What becomes of each is worked out by hand. */

import { describe, expect, it } from 'vitest'
import type { Code } from '../../../src/errors.ts'
import { limits } from '../../../src/limits.ts'
import { chunksOf } from '../../support/chunkings.ts'
import { buildObject, type DataSetEncodingName, type ElementSpec } from '../../support/dicom-builder.ts'
import { shortsElement as number, pixelElements, textElement as text } from '../../support/image-head.ts'
import { type Pixels, runStaged } from '../../support/staged-run.ts'

const CT = '1.2.840.10008.5.1.4.1.1.2'
const MANUFACTURER = 0x00080070
const PIXEL_DATA = 0x7fe00010
const RULES: Pixels = { unmatched: 'pass', rules: [{ when: { Manufacturer: 'example' }, blank: [0, 0, 6, 2] }] }
const LEFT = Buffer.alloc(12, 0x77)

const NATIVE: ElementSpec = { tag: PIXEL_DATA, vr: 'OB', value: new Uint8Array(24).fill(0x77) }
const MAKER = text(MANUFACTURER, 'LO', 'Example Medical')

interface Attack {
  readonly encoding?: DataSetEncodingName
  readonly transferSyntaxUid?: string
  /** In front of all else. */
  readonly first?: readonly ElementSpec[]
  readonly maker?: readonly ElementSpec[]
  /** Right before Pixel Data. */
  readonly before?: readonly ElementSpec[]
  readonly pixels?: ElementSpec
  readonly behind?: readonly ElementSpec[]
}

/** An image of 4 x 6 pixels, all 77H. */
function objectOf(attack: Attack): Uint8Array {
  const {
    encoding = 'explicit-le',
    transferSyntaxUid,
    first = [],
    maker = [MAKER],
    before = [],
    pixels = NATIVE,
  } = attack
  const meta = {
    start: 'preamble',
    sopClassUid: CT,
    ...(transferSyntaxUid !== undefined && { transferSyntaxUid }),
  } as const
  const elements = [
    ...first,
    text(0x00080016, 'UI', CT),
    text(0x00080018, 'UI', '1.2.3'),
    text(0x00080060, 'CS', 'CT'),
    ...maker,
    text(0x00100020, 'LO', 'P1'),
    ...pixelElements({ rows: 4, columns: 6 }),
    ...before,
    pixels,
    ...(attack.behind ?? []),
  ]
  return buildObject({ encoding, meta, elements })
}

const hidden = (shape: Partial<ElementSpec>, item: object = {}): ElementSpec => ({
  tag: 0x00081140,
  vr: 'SQ',
  items: [{ elements: [MAKER, NATIVE], ...item }],
  ...shape,
})

/** A code: it is withheld with that, or broken where its size had to be told before. */
type Outcome = 'blanked and said' | 'passed and not said' | Code

const OTHER = [text(MANUFACTURER, 'LO', 'Other')]

describe('a head that is made to be read in two ways', () => {
  it.each<[string, Attack, Outcome]>([
    ['the make is there twice, and a rule is about the second', { maker: [...OTHER, MAKER] }, 'blanked and said'],
    ['the make stands in the wrong place', { maker: [], before: [MAKER] }, 'blanked and said'],
    ['the make stands behind the pixels', { maker: [], behind: [MAKER] }, 'ORDER_INVALID'],
    ['rows stand behind the pixels, too', { behind: [number(0x00280010, 2)] }, 'ORDER_INVALID'],
    ['there are two numbers of rows', { before: [number(0x00280010, 2)] }, 'PIXELS_CONTRADICTORY'],
    [
      'there are more frames than are said first',
      { before: [text(0x00280008, 'IS', '1'), text(0x00280008, 'IS', '2')] },
      'PIXELS_CONTRADICTORY',
    ],
    ['a second image stands behind the first', { behind: [NATIVE] }, 'PIXELS_CONTRADICTORY'],
    [
      'another kind of pixels stands before',
      { before: [{ tag: 0x7fe00008, vr: 'OF', value: LEFT }] },
      'PIXELS_CONTRADICTORY',
    ],
    ['the make is a UN', { maker: [text(MANUFACTURER, 'UN', 'Example')] }, 'blanked and said'],
    [
      'the make is a sequence',
      { maker: [{ tag: MANUFACTURER, vr: 'SQ', items: [{ elements: [MAKER] }] }] },
      'blanked and said',
    ],
    ['the pixels are a text', { pixels: { ...NATIVE, vr: 'LT' } }, 'PIXELS_UNSURE'],
    ['the pixels are a sequence', { pixels: { ...NATIVE, vr: 'SQ' } }, 'PIXELS_UNSURE'],
    ['the pixels claim to be shorter', { pixels: { ...NATIVE, claimedBytes: 12 } }, 'PIXELS_CONTRADICTORY'],
    [
      'the pixels are in fragments, and their syntax is native',
      { pixels: { tag: PIXEL_DATA, vr: 'OB', fragments: [new Uint8Array(0), LEFT] } },
      'PIXELS_ENCAPSULATED',
    ],
    [
      'the data set is implicit, and said to be explicit',
      { encoding: 'implicit-le', transferSyntaxUid: '1.2.840.10008.1.2.1' },
      'blanked and said',
    ],
    [
      'the data set is explicit, and said to be big endian',
      { transferSyntaxUid: '1.2.840.10008.1.2.2' },
      'blanked and said',
    ],
    ['the syntax is private', { transferSyntaxUid: '1.2.826.0.1.3680043.99' }, 'TRANSFER_SYNTAX_UNKNOWN'],
    ['the syntax says deflated, and it is not', { transferSyntaxUid: '1.2.840.10008.1.2.1.99' }, 'DEFLATE_INVALID'],
    ['all of it is deflated', { encoding: 'deflated' }, 'blanked and said'],
    ['the make is another one, and one in an item is meant', { maker: [hidden({}), ...OTHER] }, 'passed and not said'],
    [
      'likewise, in a sequence and item without an end',
      { maker: [hidden({ undefinedLength: true }, { undefinedLength: true }), ...OTHER] },
      'passed and not said',
    ],
    [
      'likewise, in a sequence that is a UN',
      { maker: [hidden({ asUnknown: true, undefinedLength: true }), ...OTHER] },
      'passed and not said',
    ],
    [
      'an item ends with the delimiter of its sequence',
      { maker: [hidden({ undefinedLength: true }, { undefinedLength: true, closedBy: 'sequence-delimiter' }), MAKER] },
      'blanked and said',
    ],
    [
      'a sequence never ends',
      { maker: [hidden({ undefinedLength: true, unclosed: true }), MAKER] },
      'DELIMITER_UNEXPECTED',
    ],
    [
      'a delimiter stands where none can',
      { before: [{ tag: 0, vr: '', raw: Buffer.from('feff0de000000000', 'hex') }] },
      'blanked and said',
    ],
    [
      'private bytes are made like an image',
      { first: [{ tag: 0x00071001, vr: 'OB', value: buildObject({ encoding: 'explicit-le', elements: [NATIVE] }) }] },
      'blanked and said',
    ],
    [
      'a private element is as long as the bound',
      { before: [{ tag: 0x00291001, vr: 'UN', value: new Uint8Array(limits.stagedHeadBytes) }] },
      'PIXELS_UNSURE',
    ],
  ])('%s', (_, attack, outcome) => {
    const object = objectOf(attack)
    for (const framing of ['exact', 'stream'] as const) {
      for (const chunkBytes of object.length > 10_000 ? [1_000_000] : [3, object.length]) {
        const { result, bytes } = runStaged(RULES, object, { framing, chunking: chunksOf(chunkBytes) })
        const isSaid = bytes.includes('113101')
        const told =
          result.disposition === 'deidentified'
            ? `${result.pixels?.outcome} and ${isSaid || result.pixels?.outcome === 'blanked' ? 'said' : 'not said'}`
            : result.code
        expect(told).toBe(outcome)
        if (outcome === 'blanked and said' && attack.encoding !== 'deflated') {
          expect(isSaid).toBe(true)
          expect(bytes.includes(Buffer.alloc(13, 0x77))).toBe(false)
          expect(bytes.includes(Buffer.concat([Buffer.alloc(12), LEFT]))).toBe(true)
        }
        if (result.disposition === 'withheld') expect(bytes).toHaveLength(0)
        if (result.code !== undefined) expect(result.pixels?.outcome ?? 'withheld').toBe('withheld')
      }
    }
  })
})
