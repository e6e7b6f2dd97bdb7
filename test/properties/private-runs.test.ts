/** Runs of private elements, which the core removes at one go: whatever interrupts one, all is as if each had been met alone. */

import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../src/profile/compile.ts'
import { FRAMINGS, Pair, testIdentity } from '../support/agreement.ts'
import { chunksOf, whole } from '../support/chunkings.ts'
import { buildObject, type DataSetEncodingName, type ElementSpec, element, truncate } from '../support/dicom-builder.ts'
import { ProbeJudge } from '../support/probe-judge.ts'

const noting = new ProbeJudge(
  new Map([
    [0x00191004, 8],
    [0x00291002, 8],
  ]),
  0,
)
const PAIRS = {
  'the basic profile': new Pair(compilePlan({ profile: 'basic' })),
  'safe private attributes retained': new Pair(compilePlan({ profile: 'basic', with: ['retain-safe-private'] })),
  'private attributes noted': new Pair(compilePlan({ profile: 'basic' }), testIdentity(), { judge: noting }),
}
const CHUNKINGS = [whole, chunksOf(1), chunksOf(29)]

/** Four of block 10 of group 0019. */
const RUN = ['00191001', '00191002', '00191003', '00191005'].map((tag) => element(tag, 'LO', `in ${tag}`))

const INTERRUPTIONS: Readonly<Record<string, readonly ElementSpec[]>> = {
  nothing: [],
  'a creator of another block': [element('00190011', 'LO', 'ACME 2'), element('00191101', 'LO', 'x')],
  'a creator that is known, whose element stays': [
    element('00190011', 'LO', 'GEMS_PARM_01'),
    element('00431127', 'SH', 'x'),
    element('00430010', 'LO', 'GEMS_PARM_01'),
    element('00431027', 'SH', 'kept'),
    element('00431028', 'LO', 'not listed'),
    element('0043106f', 'DS', '1'),
    element('00431070', 'LO', 'not listed'),
    element('00431127', 'LO', 'no block'),
  ],
  'an element that is noted': [element('00191004', 'LO', 'noted'), element('00191006', 'LO', 'x')],
  'a long VR': [{ tag: 0x00191006, vr: 'OB', value: new Uint8Array(300) }, element('00191007', 'UT', 'long')],
  'no value': [element('00191006', 'LO'), element('00191007', 'OB')],
  'a VR that is none': [{ tag: 0x00191006, vr: 'LO', value: 'x', rawVr: { bytes: [1, 2], headerBytes: 8 } }],
  'a VR that nobody knows': [
    { tag: 0x00191006, vr: 'LO', value: 'x', rawVr: { bytes: [0x5a, 0x5a], headerBytes: 12 } },
  ],
  'a VR that is none, and zeros': [
    { tag: 0x00191006, vr: 'LO', value: new Uint8Array(8), rawVr: { bytes: [1, 2], headerBytes: 8 } },
  ],
  'no VR and no length': [{ tag: 0x00191006, vr: 'LO', rawVr: { bytes: [0, 0], headerBytes: 8 } }],
  'a sequence of undefined length': [
    {
      tag: 0x00191006,
      vr: 'SQ',
      items: [{ elements: RUN, undefinedLength: true }, { elements: RUN }],
      undefinedLength: true,
    },
  ],
  'a sequence of defined length': [{ tag: 0x00191006, vr: 'SQ', items: [{ elements: RUN }] }],
  'a sequence that holds an element where an item is due': [
    { tag: 0x00191006, vr: 'SQ', items: [], undefinedLength: true, unclosed: true },
  ],
  'a sequence as UN': [
    { tag: 0x00191006, vr: 'SQ', items: [{ elements: RUN }], undefinedLength: true, asUnknown: true },
  ],
  'a length that leads out of the object': [{ tag: 0x00191006, vr: 'LO', value: 'x', claimedBytes: 60_000 }],
  'a length that is odd': [{ tag: 0x00191006, vr: 'LO', value: new Uint8Array([0x41]) }],
  'tags that fall': [
    element('00191002', 'LO', 'again'),
    element('00190001', 'LO', 'x'),
    element('00180050', 'DS', '1'),
  ],
  'a group that is the same in either byte order': [
    element('11110010', 'LO', 'ACME 3'),
    element('11111010', 'LO', 'x'),
    element('11111111', 'OB', new Uint8Array(256)),
    element('11111212', 'LO', new Uint8Array(256)),
    element('11111313', 'LO', 'x'),
  ],
  'a group length': [element('00210000', 'UL', new Uint8Array(4)), element('00211001', 'LO', 'x')],
  'an element behind a place of inserts': [element('00291001', 'LO', 'x'), element('00291002', 'LO', 'noted')],
}

const HEAD = [
  element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.4'),
  element('00080018', 'UI', '1.2.3.4'),
  element('00100020', 'LO', 'P1'),
]

function objectOf(encoding: DataSetEncodingName, interruption: readonly ElementSpec[]): Uint8Array {
  const run = [element('00190010', 'LO', 'ACME 1'), ...RUN, ...interruption, ...RUN]
  const elements = [
    ...HEAD,
    // Where a run ends with its item, and where the item has no end of its own.
    { tag: 0x00081140, vr: 'SQ', items: [{ elements: run }, { elements: run, undefinedLength: true }] },
    ...run,
    element('00280010', 'US', new Uint8Array([1, 0])),
    ...run.map((spec) => ({ ...spec, tag: spec.tag + 0x00200000 })),
  ]
  return buildObject({ encoding, elements })
}

describe.each(Object.entries(PAIRS))('runs of private elements, %s', (_, pair) => {
  it.each(Object.entries(INTERRUPTIONS))('are removed as one by one, with %s between', (_name, interruption) => {
    const wrong = (['explicit-le', 'implicit-le', 'explicit-be'] as const).flatMap((encoding) =>
      FRAMINGS.flatMap((framing) => pair.disagreements(objectOf(encoding, interruption), framing, CHUNKINGS)),
    )
    expect(wrong).toEqual([])
  })

  it('are what a refusal behind them names', () => {
    const elements = [
      ...HEAD,
      element('00190010', 'LO', 'A'),
      ...RUN.map(({ tag }) => ({ tag, vr: 'LO', value: '1234' })),
    ]
    const object = buildObject({ encoding: 'explicit-le', elements })
    noting.forget()
    const { result } = pair.engine.run(object, 'same-size', whole)
    expect([result.code, result.tag]).toEqual(['SIZE_EXCEEDED', RUN.at(-1)!.tag])
    expect(pair.disagreements(object, 'same-size', CHUNKINGS)).toEqual([])
  })

  it('are refused as one by one where the object ends within them', () => {
    const object = objectOf('explicit-le', [])
    const lengths = Array.from({ length: 160 }, (_, at) => object.length - 1 - at)
    const wrong = lengths.flatMap((bytes) => pair.disagreements(truncate(object, bytes), 'stream', CHUNKINGS))
    expect(wrong).toEqual([])
  })
})
