/**
 * Objects whose header fills the output window to a byte: a little less than is held back without a commit, then a sequence whose length is to be
 * patched and whose UIDs grow to twenty times their length. What is looked at stands at the end of that sequence.
 */

import { COMMIT_BYTES, SLOT_FLAG_BULK } from '../../src/wasm/seam.ts'
import { buildObject, bytesOf, type ElementSpec, element, sequence } from './dicom-builder.ts'
import { handPlan } from './hand-plan.ts'

export const WINDOW_PLAN = handPlan({
  attributes: {
    '00080060': { vr: 'CS', action: 'keep' },
    '00080070': { vr: 'LO', action: 'remove' },
    '0008103E': { vr: 'LO', action: 'replace tell' },
    '00081140': { vr: 'SQ', action: 'keep' },
    '00081155': { vr: 'UI', action: 'uid' },
    '00100010': { vr: 'PN', action: 'dummy' },
    '00180011': { vr: 'OB', action: 'keep' },
    '00204000': { vr: 'LT', action: 'empty' },
    '0040A160': { vr: 'UT', action: 'keep' },
    '0040A730': { vr: 'SQ', action: 'keep' },
    '7FE00010': { vr: 'OW', action: 'keep', flags: SLOT_FLAG_BULK },
  },
  privates: { ACME: { '00090001': { vr: 'LO', action: 'keep' } } },
  inserts: [element('0012,0063', 'LO', 'METHOD')],
})

/** They grow from 2 KB to 44 KB. */
const UIDS = element('0008,1155', 'UI', `${'1\\'.repeat(1006)}1`)
const GROWING_UIDS = 102
const FILLER_BYTES = 60_000
const SHORT_FILLERS = 9
const FILLERS = Math.floor((COMMIT_BYTES - 200_000) / (FILLER_BYTES + 12))

/** What may stand at the edge. */
export const AT_EDGE: Readonly<Record<string, readonly ElementSpec[]>> = {
  nothing: [],
  'a private creator': [{ tag: 0x00090010, vr: 'LO', value: 'ACME' }],
  'a text that is kept': [element('0008,0060', 'CS', 'MR')],
  'a UID that grows': [element('0008,1155', 'UI', '1.2')],
  'a value that is replaced': [element('0008,103E', 'LO', 'AB')],
  'a dummy': [element('0010,0010', 'PN', '')],
  'a value that is emptied': [element('0020,4000', 'LT', 'AB')],
  'a binary value that is copied in pieces': [element('0018,0011', 'OB', new Uint8Array(20_000))],
  'a sequence in it': [sequence('0008,1140', [[element('0008,0060', 'CS', 'MR')]])],
  'items that close at once': [
    sequence('0008,1140', [[sequence('0008,1140', [[sequence('0008,1140', [[element('0008,0060', 'CS', 'MR')]])]])]]),
  ],
}

/** How an object goes on behind the sequence. */
export const BEHIND: Readonly<Record<string, readonly ElementSpec[]>> = {
  'the end of the object': [],
  'a value that is replaced': [element('0040,A160', 'UT', 'AB')],
  'pixel data': [element('7FE0,0010', 'OW', new Uint8Array(200))],
}

export interface WindowObject {
  /** By how much the output is longer than with 0; even, up to 65,536. */
  readonly tuningBytes: number
  /** At the end of the sequence. */
  readonly edge: readonly ElementSpec[]
  /** After it. */
  readonly behind?: readonly ElementSpec[]
  /** Of a value that is removed. */
  readonly removedBytes?: number
  /** Of the sequence; by default it stands behind what the plan inserts. */
  readonly tag?: '0008,1140' | '0040,A730'
  /** Sequences around it that are too long to be patched, and end with it. */
  readonly longAround?: number
  /** Whether it has little but the tuning and the edge: half a megabyte. */
  readonly isShort?: boolean
}

export function windowObject(how: WindowObject): Uint8Array {
  const { tuningBytes, edge, behind = [], removedBytes = 0, tag = '0040,A730', longAround = 0, isShort = false } = how
  const tuning = element('0040,A160', 'UT', bytesOf('x'.repeat(tuningBytes)))
  const growing = Array.from({ length: isShort ? 0 : GROWING_UIDS }, () => UIDS)
  let elements = [
    ...Array.from({ length: isShort ? SHORT_FILLERS : FILLERS }, () =>
      element('0018,0011', 'OB', new Uint8Array(FILLER_BYTES)),
    ),
    sequence(tag, [[tuning, ...growing, ...edge]]),
  ]
  for (let around = 0; around < longAround; around++) elements = [sequence(tag, [elements])]
  return buildObject({
    encoding: 'explicit-le',
    elements: [
      element('0008,0060', 'CS', 'CT'),
      { tag: 0x00080070, vr: 'UT', value: new Uint8Array(removedBytes) },
      ...elements,
      ...behind,
    ],
  })
}
