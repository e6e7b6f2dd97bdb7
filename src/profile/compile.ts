/**
 * Compiles a request to a plan: profile, options and mode by attribute (drafts.ts), then the rules of the site (rules.ts), then slots. An attribute that none of
 * them knows has no slot, and what has no slot is removed.
 */

import { registeredAttributes, repeatingAttributes, tagOfKeyword } from '../dicom/dictionary.ts'
import { groupOf } from '../dicom/tag.ts'
import { SluiceError } from '../errors.ts'
import {
  ACTION_CLEAN,
  ACTION_KEEP,
  ACTION_REMOVE,
  COMPOUND_NONE,
  SLOT_FLAG_FACT,
  SLOT_FLAG_NESTED_EXCEPTION,
} from '../wasm/seam.ts'
import { ATTESTATION_KEYWORDS, attestationInserts, PIXEL_ATTESTATION_KEYWORDS } from './attestation.ts'
import { attestationOf, warningsOf, weakeningsOf } from './claims.ts'
import { CompoundTable, strictestTop } from './compounds.ts'
import { actionOf, decisionOf } from './decisions.ts'
import { type Draft, type Drafts, draftsOf, FIRST_DATA_SET_GROUP, groupLengthMasks } from './drafts.ts'
import { encodePlan } from './encode-plan.ts'
import type { OriginTable } from './origins.ts'
import { maskKey, type NestedException, privateKey } from './paths.ts'
import { type Insert, makePlan, type Plan, type PlanParts, type Slot } from './plan.ts'
import { policyOf, settingsOf } from './policy.ts'
import type { PlanRequest } from './request.ts'
import { applyRules } from './rules.ts'
import { slotOf, withoutChecks } from './slots.ts'
import { EDITION } from './table.ts'
import { treatedPlan } from './treated-plan.ts'

/** Study and Series Instance UID. SOP Instance UID is always noted. */
const NAMING_UIDS: ReadonlySet<number> = new Set([0x0020000d, 0x0020000e])

/** Of which objects a plan is. */
export interface PlanTerms {
  /** Those whose pixels were treated, or looked at for text: they say so. Default false. */
  readonly cleansPixels?: boolean
  /** Those whose pixels were treated, and which do not say so. Default: as `cleansPixels`. */
  readonly treatsPixels?: boolean
}

/** The plan of a request, and what is made of it for objects whose pixels were treated; `attests`: which say so. */
export interface CompiledPlan {
  readonly plan: Plan
  treated(attests: boolean): Plan
}

/** The plan of a request. Throws OPTION_INVALID, with a sentence that says what is wrong with it. */
export function compilePlan(request: PlanRequest, terms: PlanTerms = {}): Plan {
  const { cleansPixels = false, treatsPixels = cleansPixels } = terms
  const { plan, treated } = compileRequest(request)
  return treatsPixels ? treated(cleansPixels) : plan
}

/** Likewise, of all objects. */
export function compileRequest(request: PlanRequest): CompiledPlan {
  const policy = policyOf(request)
  const settings = settingsOf(request)
  const { rules = [], attest = true } = request
  const drafts = draftsOf(policy)
  if (rules.length > 0) applyRules(drafts, rules, policy)
  const weakenings = rules.length > 0 ? weakeningsOf(draftsOf(policy), drafts) : []
  const needsFacts = policy.transforms.list.some(({ kind }) => kind === 'clean-text')
  const { origins } = policy
  const slots = slotsOf(drafts, { attested: attest ? ATTESTATION_KEYWORDS : [], needsFacts, origins })
  const insertsFor = (cleansPixels: boolean): Insert[] =>
    attest ? attestationInserts(attestationOf(policy, rules.length, weakenings, cleansPixels)) : []
  const plan = makePlan({
    edition: EDITION,
    profile: request.name ?? request.profile,
    options: policy.options,
    ...slots,
    transforms: policy.transforms.list,
    concepts: drafts.concepts.filter(({ decisions }) => decisions.size > 0),
    needsFacts,
    inserts: insertsFor(false),
    origins: origins.names,
    settings,
    warnings: warningsOf(weakenings),
    request,
  })
  if (rules.length > 0) requireRoom(plan)
  return {
    plan,
    treated(attests) {
      const claim = { inserts: insertsFor(true), keywords: PIXEL_ATTESTATION_KEYWORDS }
      return treatedPlan(plan, attest && attests ? claim : undefined)
    },
  }
}

interface SlotTerms {
  /** Keywords of what objects have from the plan or not at all. */
  readonly attested: readonly string[]
  readonly needsFacts: boolean
  readonly origins: OriginTable
}

type Slots = Pick<PlanParts, 'slots' | 'masks' | 'privateSlots' | 'compounds' | 'nestedExceptions'>

/** Tells the origins of all decisions unless conditions of rules take more room then than there is. Throws OPTION_INVALID. */
function slotsOf(drafts: Drafts, terms: SlotTerms): Slots {
  try {
    return new SlotMaker(drafts, terms, new CompoundTable(true)).make()
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return new SlotMaker(drafts, terms, new CompoundTable(false)).make()
  }
}

/** Makes slots of drafts. */
class SlotMaker {
  readonly #compounds: CompoundTable
  readonly #drafts: Drafts
  readonly #terms: SlotTerms
  readonly #attested: ReadonlySet<number>
  readonly #excepted: ReadonlySet<number>

  constructor(drafts: Drafts, terms: SlotTerms, compounds: CompoundTable) {
    this.#drafts = drafts
    this.#terms = terms
    this.#compounds = compounds
    this.#attested = new Set(terms.attested.map((keyword) => tagOfKeyword(keyword)!))
    this.#excepted = new Set(drafts.concepts.flatMap(({ decisions }) => [...decisions.keys()]))
  }

  make(): Slots {
    const { attributes, masks } = this.#drafts
    const privateSlots = this.#ofPrivates()
    return {
      slots: new Map([...attributes].map(([tag, draft]) => [tag, this.#slot(draft)])),
      masks: masks.map(({ mask, match, draft }) => ({ mask, match, slot: this.#slot(draft) })),
      privateSlots,
      nestedExceptions: [
        ...[...attributes.values()].flatMap(({ exceptions }) => exceptions),
        ...masks.flatMap(({ draft }, row) => exceptionsAs(draft, maskKey(row))),
        ...this.#privateExceptions(privateSlots),
      ],
      compounds: this.#compounds.list,
    }
  }

  /** A creator of whom nothing stays has no slots, so that its own element goes too. */
  #ofPrivates(): Map<string, Map<number, Slot>> {
    const creators = new Map<string, Map<number, Slot>>()
    for (const [creator, drafts] of this.#drafts.privates) {
      const slots = [...drafts].map(([tag, draft]) => [tag, this.#slot(draft)] as const)
      const left = slots.filter(([, slot]) => !isAlwaysRemoved(slot))
      if (left.length > 0) creators.set(creator, new Map(left))
    }
    return creators
  }

  #privateExceptions(privateSlots: ReadonlyMap<string, ReadonlyMap<number, Slot>>): NestedException[] {
    return [...privateSlots].flatMap(([creator, slots], number) => {
      const drafts = this.#drafts.privates.get(creator)!
      return [...slots.keys()].flatMap((tag) => exceptionsAs(drafts.get(tag)!, privateKey(tag, number)))
    })
  }

  #slot(draft: Draft): Slot {
    const { tag, attribute, nested, category, exceptions } = draft
    const isAttested = this.#attested.has(tag)
    const isExcepted = exceptions.length > 0 || this.#excepted.has(tag)
    return slotOf(tag, attribute, {
      top: isAttested ? this.#terms.origins.stamp(decisionOf(ACTION_REMOVE), 'attestation') : strictestTop(draft),
      nested,
      category,
      compound: isAttested ? COMPOUND_NONE : this.#compounds.indexOf(draft),
      flags: (isExcepted ? SLOT_FLAG_NESTED_EXCEPTION : 0) | (this.#isNoted(draft) ? SLOT_FLAG_FACT : 0),
    })
  }

  /** What cleaning looks for, and the UIDs that name an entry where they stay. */
  #isNoted(draft: Draft): boolean {
    if (this.#terms.needsFacts && draft.isFact && !isCleanedTitle(draft)) return true
    return NAMING_UIDS.has(draft.tag) && actionOf(strictestTop(draft)) === ACTION_KEEP
  }
}

/** An AE title that a device may keep: looked for in itself, nothing of it would be left. */
function isCleanedTitle({ attribute, top }: Draft): boolean {
  return attribute.vrs[0] === 'AE' && actionOf(top) === ACTION_CLEAN
}

function exceptionsAs({ exceptions }: Draft, key: number): NestedException[] {
  return exceptions.map((exception) => ({ ...exception, tag: key }))
}

function isAlwaysRemoved({ top, nested, compound, flags }: Slot): boolean {
  if ((flags & SLOT_FLAG_NESTED_EXCEPTION) !== 0) return false
  return compound === COMPOUND_NONE && [top, nested].every((decision) => actionOf(decision) === ACTION_REMOVE)
}

/** Throws OPTION_INVALID where rules made the plan larger than its place in the memory of the core. */
function requireRoom(plan: Plan): void {
  try {
    encodePlan(plan)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new SluiceError(
      'OPTION_INVALID',
      {},
      'the rules name more attributes, paths or private creators than a plan has room for',
    )
  }
}

/** A plan that keeps whatever is registered, looks at no value and writes nothing of its own: what comes out is what went in. For tests. */
export function keepAllPlan(): Plan {
  const slots = new Map<number, Slot>()
  const kept = { top: decisionOf(ACTION_KEEP), nested: decisionOf(ACTION_KEEP), category: 0 }
  for (const [tag, attribute] of registeredAttributes()) {
    if (groupOf(tag) >= FIRST_DATA_SET_GROUP) slots.set(tag, withoutChecks(slotOf(tag, attribute, kept)))
  }
  const masks = repeatingAttributes().map((attribute) => ({
    mask: attribute.mask,
    match: attribute.match,
    slot: withoutChecks(slotOf(attribute.match, attribute, kept)),
  }))
  const removed = { top: decisionOf(ACTION_REMOVE), nested: decisionOf(ACTION_REMOVE), category: 0 }
  const groupLengths = groupLengthMasks().map(({ mask, match, draft }) => ({
    mask,
    match,
    slot: slotOf(match, draft.attribute, removed),
  }))
  return makePlan({
    edition: EDITION,
    profile: 'keep-all',
    options: [],
    slots,
    masks: [...groupLengths, ...masks],
    privateSlots: new Map(),
    nestedExceptions: [],
    compounds: [],
    transforms: [],
    concepts: [],
    needsFacts: false,
    inserts: [],
  })
}
