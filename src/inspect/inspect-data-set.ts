/** Each element of a data set, and what a plan does with it and why: for people who look before they decide. */

import { findAttribute } from '../dicom/dictionary.ts'
import type { Encoding } from '../dicom/guess-encoding.ts'
import { type Listed, listDataSet } from '../dicom/list-data-set.ts'
import { latin1Text, trimText } from '../dicom/value-text.ts'
import { formatTag } from '../errors.ts'
import { explain } from '../profile/explain.ts'
import type { ObjectKind, Plan } from '../profile/plan.ts'
import { Outcomes } from './outcomes.ts'
import { reasonOf } from './reason.ts'

const SOP_CLASS_UID = 0x00080016
const MODALITY = 0x00080060
const SHOWN_CHARACTERS = 64
const SHOWN_VRS: ReadonlySet<string> = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '))

/** One element. */
export interface InspectedElement {
  readonly kind: 'element'
  /** `(0010,0010)` */
  readonly tag: string
  readonly keyword: string | undefined
  /** As it stands there, or by the registry where the encoding is implicit. */
  readonly vr: string
  /** Undefined length: undefined. */
  readonly valueBytes: number | undefined
  /** Number of sequences that it is in. */
  readonly depth: number
  readonly privateCreator: string | undefined
  /** What is done with it, in words. */
  readonly outcome: string
  /** By which row, option, mode or rule, in words. Looked up when it is asked for. */
  readonly reason: () => string
  /** The beginning of a text, without what is no plain character. It identifies. Undefined for what is no text. */
  readonly value: string | undefined
}

/** An element, the beginning of an item, or why the listing ends: at a byte of the data set. */
export type Inspected =
  | InspectedElement
  | { readonly kind: 'item'; readonly depth: number; readonly number: number }
  | { readonly kind: 'finding'; readonly offsetBytes: number; readonly message: string }

/** In the order of the data set. Ends after a finding, or at limits.inspectedElements. `dataSetBytes`: its size, where only its beginning is there. */
export function* inspectDataSet(
  plan: Plan,
  dataSet: Uint8Array,
  encoding: Encoding,
  dataSetBytes: number = dataSet.byteLength,
): Generator<Inspected, void, undefined> {
  const kind = kindOf(dataSet, encoding)
  const outcomes = new Outcomes(plan, kind)
  for (const listed of listDataSet(dataSet, encoding, dataSetBytes)) {
    if (listed.kind === 'item') outcomes.enterItem(listed.depth, listed.number)
    yield listed.kind === 'element' ? inspectElement(plan, kind, outcomes, listed, dataSet) : listed
  }
}

/** What the engine's survey finds: which objects a decision is for. */
export function kindOf(dataSet: Uint8Array, encoding: Encoding): ObjectKind {
  const found = new Map<number, string>()
  for (const listed of listDataSet(dataSet, encoding)) {
    if (listed.kind !== 'element' || listed.depth > 0) continue
    const { tag, valueAt, valueBytes } = listed
    if (tag > MODALITY) break
    if (valueBytes === undefined || found.has(tag) || (tag !== SOP_CLASS_UID && tag !== MODALITY)) continue
    found.set(tag, trimText(latin1Text(dataSet, valueAt, valueAt + valueBytes)))
  }
  return { sopClassUid: found.get(SOP_CLASS_UID), modality: found.get(MODALITY) }
}

function inspectElement(
  plan: Plan,
  { sopClassUid, modality }: ObjectKind,
  outcomes: Outcomes,
  element: Extract<Listed, { kind: 'element' }>,
  dataSet: Uint8Array,
): InspectedElement {
  const { tag, vr, valueBytes, depth, path, privateCreator, concept } = element
  const place = {
    ...(sopClassUid !== undefined && { sopClassUid }),
    ...(modality !== undefined && { modality }),
    path,
    ...(privateCreator !== undefined && { privateCreator }),
    ...(concept !== undefined && { concept }),
  }
  return {
    kind: 'element',
    tag: formatTag(tag),
    keyword: findAttribute(tag)?.keyword,
    vr,
    valueBytes,
    depth,
    privateCreator,
    outcome: outcomes.describe(element),
    reason: () => reasonOf(explain(plan, tag, place)),
    value: textOf(element, dataSet),
  }
}

/** Whatever is no plain character is a dot: a value must not reach a terminal as a command to it. */
function textOf(
  { vr, valueAt, valueBytes, isSequence }: Extract<Listed, { kind: 'element' }>,
  dataSet: Uint8Array,
): string | undefined {
  if (isSequence || valueBytes === undefined || !SHOWN_VRS.has(vr)) return undefined
  const text = latin1Text(
    dataSet,
    valueAt,
    Math.min(valueAt + Math.min(valueBytes, SHOWN_CHARACTERS), dataSet.byteLength),
  )
    .replaceAll('\0', ' ')
    .trimEnd()
    .replaceAll(/[^ -~]/g, '.')
  return valueBytes > SHOWN_CHARACTERS ? `${text}...` : text
}
