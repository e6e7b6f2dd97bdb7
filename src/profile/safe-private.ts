/** Table E.3.10-1: private attributes that are known to hold nothing that identifies, by private creator. */

import type { Attribute } from '../dicom/dictionary.ts'
import { isVrName, type Vr } from '../dicom/vr.ts'
import { ACTION_KEEP, ACTION_UID } from '../wasm/seam.ts'
import { dateDecision } from './base-decisions.ts'
import { decisionOf } from './decisions.ts'
import { originOfOptions } from './origins.ts'
import type { Policy } from './policy.ts'
import { SAFE_PRIVATE_ROWS } from './table.gen.ts'
import { requireTag } from './table.ts'

let creators: ReadonlyMap<string, ReadonlyMap<number, Attribute>> | undefined

/** The attributes by creator, and by tag with the block byte 00. One without a VR in the table is UN: any bytes. */
export function safePrivateAttributes(): ReadonlyMap<string, ReadonlyMap<number, Attribute>> {
  creators ??= new Map(
    SAFE_PRIVATE_ROWS.split('\n').map((line) => {
      const [creator = '', ...attributes] = line.split('|')
      return [creator, new Map(attributes.map(readAttribute))]
    }),
  )
  return creators
}

function readAttribute(text: string): [tag: number, attribute: Attribute] {
  const [tagText = '', vrText = ''] = text.split(':')
  const [first, ...others] = vrText.split('/').filter(isVrName)
  return [requireTag(tagText), privateAttribute(first, others)]
}

/** A private attribute of a VR; where it is not known, of any. The table's multiplicities are no bounds: many objects have more. */
export function privateAttribute(vr: Vr = 'UN', others: readonly Vr[] = []): Attribute {
  return { keyword: '', vrs: [vr, ...others], vmMax: Number.POSITIVE_INFINITY }
}

/** What is done with a private attribute that is kept: UIDs and dates are treated as others are. */
export function decidePrivate(policy: Policy, { vrs }: Attribute): number {
  const [vr] = vrs
  const isReplacedUid = vr === 'UI' && !policy.columns.has('rtn_uids')
  const decision = isReplacedUid ? decisionOf(ACTION_UID) : (dateDecision(policy, vr) ?? decisionOf(ACTION_KEEP))
  return policy.origins.stamp(decision, originOfOptions(['retain-safe-private']))
}
