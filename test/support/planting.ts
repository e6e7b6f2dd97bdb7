/** Canaries in generated objects: one for each value that the plan does not keep. */

import { isPrivateTag } from '../../src/dicom/tag.ts'
import { trimText } from '../../src/dicom/value-text.ts'
import { actionOf } from '../../src/profile/decisions.ts'
import type { Place, Plan } from '../../src/profile/plan.ts'
import { ACTION_CLEAN, ACTION_KEEP, CHECK_SEQUENCE, COMPOUND_NONE } from '../../src/wasm/seam.ts'
import { FRAMINGS } from './agreement.ts'
import { Canaries, type CanaryKind, findEscapes } from './canaries.ts'
import { chunksOf, randomChunks, whole } from './chunkings.ts'
import { buildObject, bytesOf, type ElementSpec, type ObjectSpec } from './dicom-builder.ts'
import type { EngineRunner } from './engine-runner.ts'

/** How a canary has to look to be a value of this VR. */
const KINDS: Readonly<Record<string, CanaryKind>> = {
  PN: 'name',
  UI: 'uid',
  DS: 'number',
  IS: 'number',
  CS: 'code',
  AE: 'code',
  SH: 'code',
}

/** In doubt: a canary is planted only where nothing says that the value stays. */
function isKept(plan: Plan, tag: number, place: Place): boolean {
  // the SOP class goes into the file meta information, whatever the plan
  if (tag === 0x00080016) return true
  const decided = plan.lookup(tag, place)
  if (decided === undefined) return false
  // what compound codes come to is asked of the plan elsewhere: here no canary is planted there
  return (
    decided.slot.compound !== COMPOUND_NONE ||
    actionOf(decided.decision) === ACTION_KEEP ||
    // what says nothing of anybody stays in a text that is cleaned, as a canary does
    actionOf(decided.decision) === ACTION_CLEAN ||
    decided.slot.check === CHECK_SEQUENCE
  )
}

/** A sequence that is none by the plan, which keeps it: where no VR tells, it is a value like others. */
function isKeptValue(plan: Plan, tag: number, place: Place): boolean {
  const decided = plan.lookup(tag, place)
  if (decided === undefined || decided.slot.check === CHECK_SEQUENCE) return false
  return decided.slot.compound !== COMPOUND_NONE || actionOf(decided.decision) === ACTION_KEEP
}

function creatorOf(creators: ReadonlyMap<number, string>, tag: number): string {
  return creators.get((tag >>> 16) * 0x100 + ((tag >>> 8) & 0xff)) ?? 'nobody'
}

/** The same elements, with a canary for the value of each that the plan does not keep. */
function plant(
  plan: Plan,
  elements: readonly ElementSpec[],
  canaries: Canaries,
  path: readonly number[] = [],
): ElementSpec[] {
  const creators = new Map<number, string>()
  return elements.map((spec) => {
    const { tag } = spec
    if (spec.items && !isKeptValue(plan, tag, { path, privateCreator: creatorOf(creators, tag) })) {
      const items = spec.items.map((item) => ({
        ...item,
        elements: plant(plan, item.elements, canaries, [...path, tag]),
      }))
      return { ...spec, items }
    }
    if (isPrivateTag(tag) && (tag & 0xff00) === 0) {
      creators.set((tag >>> 16) * 0x100 + (tag & 0xff), trimText(String(spec.value ?? '')))
      return spec
    }
    if (spec.items) return spec
    const privateCreator = creatorOf(creators, tag)
    // any sequence may be that of a content item, inside which paths begin anew
    const tails = path.length === 0 ? [path] : path.map((_, from) => path.slice(from))
    const places = tails.flatMap((tail) => [
      { path: tail, privateCreator },
      ...plan.concepts.map((concept) => ({ path: tail, concept, privateCreator })),
    ])
    if (spec.raw || places.some((place) => isKept(plan, tag, place))) return spec
    const canary = canaries.plant(KINDS[spec.vr] ?? 'text')
    return spec.fragments ? { ...spec, fragments: [bytesOf(canary)] } : { ...spec, value: canary }
  })
}

/** The object with canaries in it, and what they are. */
export function plantObject(plan: Plan, spec: ObjectSpec): { bytes: Uint8Array; canaries: string[] } {
  const canaries = new Canaries(7)
  const object = { ...spec, elements: plant(plan, spec.elements, canaries) }
  return { bytes: buildObject(object), canaries: canaries.planted }
}

/** Canaries that come out, in any framing and chunks, or that a result tells; one line for each. */
export function findPlanted(runner: EngineRunner, bytes: Uint8Array, canaries: readonly string[]): string[] {
  const found = new Set<string>()
  for (const framing of FRAMINGS) {
    for (const chunking of [whole, chunksOf(7), randomChunks(5)]) {
      const { bytes: output, result } = runner.run(bytes, framing, chunking)
      for (const { canary, form } of findEscapes(output, canaries)) found.add(`${canary} ${form}, ${framing}`)
      for (const { canary } of findEscapes(bytesOf(JSON.stringify(result)), canaries))
        found.add(`${canary} in the result`)
    }
  }
  return [...found]
}
