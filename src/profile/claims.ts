/** What a plan may say of itself: the options and profile that it follows, as far as rules of a site did not undo them. */

import { matchesTag } from '../dicom/tag.ts'
import { formatTag } from '../errors.ts'
import { ACTION_KEEP, ACTION_REMOVE } from '../wasm/seam.ts'
import { type Attestation, meaningOfCleanPixels, meaningOfColumn } from './attestation.ts'
import { categoryIndexOf } from './categories.ts'
import { actionOf, decisionOf } from './decisions.ts'
import type { Draft, Drafts } from './drafts.ts'
import type { Policy } from './policy.ts'
import { isWeaker } from './strictness.ts'
import { EDITION } from './table.ts'

/** An attribute of which a rule lets more stay than profile and options do. */
export interface Weakening {
  readonly draft: Draft
  /** Keyword; of a private attribute its tag, the block as `xx`, and its creator. */
  readonly name: string
  /** Of a private attribute: what all of its group and creator are called. */
  readonly groupName?: string
  /** The decisions that let more stay. */
  readonly decisions: readonly number[]
}

const ELEMENTS_OF_BLOCK = 256
const PATIENT_IDENTIFIERS = categoryIndexOf('patient-identifiers')
const BASIC = `DICOM ${EDITION} Basic Profile`
const SAFE_HARBOR = 'HIPAA Safe Harbor, 45 CFR 164.514(b)(2)'

/** What rules weakened, in tag order: `before` is without them. */
export function weakeningsOf(before: Drafts, after: Drafts): Weakening[] {
  const found: Weakening[] = []
  const compare = (draft: Draft, was: Draft | undefined, name: string, groupName?: string): void => {
    const decisions = weakerDecisions(draft, was, before, after)
    if (decisions.length > 0) found.push({ draft, name, decisions, ...(groupName !== undefined && { groupName }) })
  }
  for (const [tag, draft] of after.attributes) compare(draft, before.attributes.get(tag), draft.attribute.keyword)
  for (const { match, draft } of after.masks) {
    compare(
      draft,
      before.masks.find((row) => row.isRegistered && matchesTag(row, match))?.draft,
      draft.attribute.keyword,
    )
  }
  for (const [creator, drafts] of after.privates) {
    for (const [tag, draft] of drafts) {
      const groupName = `(${formatTag(tag).slice(1, 5)},xxxx) of ${creator}`
      compare(draft, before.privates.get(creator)?.get(tag), `${privateName(tag)} of ${creator}`, groupName)
    }
  }
  return found
}

function weakerDecisions(draft: Draft, was: Draft | undefined, before: Drafts, after: Drafts): number[] {
  const removed = decisionOf(ACTION_REMOVE)
  const topBefore = was?.top ?? removed
  const nestedBefore = was?.nested ?? removed
  const top = draft.bySopClass === undefined ? [draft.top] : []
  const tops = [...top, ...draft.conditions.map(({ decision }) => decision)].filter((one) => isWeaker(one, topBefore))
  const inPaths = draft.exceptions.filter(({ path, decision }) => {
    const exception = was?.exceptions.find((other) => String(other.path) === String(path))
    return isWeaker(decision, exception?.decision ?? nestedBefore)
  })
  const nested = [
    ...(isWeaker(draft.nested, nestedBefore) ? [draft.nested] : []),
    ...inPaths.map(({ decision }) => decision),
  ]
  const concepts = before.concepts.flatMap(({ decisions }, index) => {
    const conceptBefore = decisions.get(draft.tag)
    const isUndone = conceptBefore !== undefined && !after.concepts[index]!.decisions.has(draft.tag)
    return isUndone && isWeaker(draft.nested, conceptBefore) ? [draft.nested] : []
  })
  return [...tops, ...nested, ...concepts]
}

function privateName(tag: number): string {
  return formatTag(tag).replace(',00', ',xx')
}

/** Names of the attributes whose values stay: those that a reader has to be told of. All private ones of a group and creator have one name. */
export function warningsOf(weakenings: readonly Weakening[]): string[] {
  const loud = weakenings.filter(
    ({ draft, decisions }) =>
      decisions.some(isKept) || draft.attribute.vrs[0] === 'PN' || draft.category === PATIENT_IDENTIFIERS,
  )
  const byGroup = Map.groupBy(loud, ({ groupName }) => groupName)
  const isWhole = ({ groupName }: Weakening): boolean =>
    groupName !== undefined && byGroup.get(groupName)!.length === ELEMENTS_OF_BLOCK
  return [...new Set(loud.map((weakening) => (isWhole(weakening) ? weakening.groupName! : weakening.name)))]
}

/** What an object may say of how it was de-identified (docs/profiles.md). `cleansPixels`: one whose pixels were treated, or looked at for text. */
export function attestationOf(
  policy: Policy,
  ruleCount: number,
  weakenings: readonly Weakening[],
  cleansPixels: boolean,
): Attestation {
  const { profile, mode, columns } = policy
  const isWhole = weakenings.length === 0
  const followed = [...columns].filter(
    (column) => column !== 'rtn_long_full_dates' || !columns.has('rtn_long_modif_dates'),
  )
  const name = profile === 'basic' ? BASIC : SAFE_HARBOR
  return {
    // A year is more of a date than the Basic Profile leaves.
    columns: isWhole && profile === 'basic' ? ['basic', ...followed] : followed,
    methods: [
      isWhole ? name : `Weaker than ${name}`,
      ...(cleansPixels ? [meaningOfCleanPixels()] : []),
      ...followed.map(meaningOfColumn),
      ...(mode === 'standard' ? [] : [`Mode: ${mode}`]),
      ...(ruleCount === 0 ? [] : [`Rules of the site: ${ruleCount}`]),
    ],
    temporalInformation: temporalInformation(policy, weakenings),
    isIdentityRemoved: !weakenings.some(({ draft }) => draft.category === PATIENT_IDENTIFIERS),
    cleansPixels,
  }
}

/** The most that any date keeps. */
function temporalInformation({ dates }: Policy, weakenings: readonly Weakening[]): Attestation['temporalInformation'] {
  const decisions = weakenings
    .filter(({ draft }) => draft.attribute.vrs[0] === 'DA' || draft.attribute.vrs[0] === 'DT')
    .flatMap((weakening) => weakening.decisions)
  if (dates === 'keep' || decisions.some(isKept)) return 'UNMODIFIED'
  return dates === 'profile' && decisions.length === 0 ? 'REMOVED' : 'MODIFIED'
}

function isKept(decision: number): boolean {
  return actionOf(decision) === ACTION_KEEP
}
