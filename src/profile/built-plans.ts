/**
 * The images of the plans that are asked for most, each profile without more, as scripts/build-plans.ts wrote them. They are what compilePlan would make; a test
 * holds them against it.
 */

import { decodeBase64 } from '../wasm/base64.ts'
import type { PlanImage, TopDecision } from './plan-image.ts'
import type { PlanRequest, ProfileName, Transform, TransformSettings } from './request.ts'

/** An image that was made ahead, and the digest of the plan that it was made of. */
export interface BuiltPlan {
  readonly image: PlanImage
  /** SHA-256 of what the plan says of itself (Plan.describe), in hexadecimal. */
  readonly digest: string
}

/** How it is written down, beside its bytes. Without rules of a site, decisions hang on the SOP class alone. */
export interface BuiltPlanText {
  readonly digest: string
  readonly edition: string
  readonly origins: readonly string[]
  readonly transforms: readonly Transform[]
  readonly settings: TransformSettings
  readonly namingDecisions: readonly (readonly [tag: number, decision: TopDecision])[]
  /** Decisions by compound index. The first are those of an object of no kind that is listed. */
  readonly compoundDecisions: readonly (readonly number[])[]
  /** SOP classes by UID, each with its place among these. */
  readonly sopClasses: Readonly<Record<string, number>>
}

interface BuiltPlanModule {
  /** BuiltPlanText as JSON. */
  readonly PLAN_JSON: string
  readonly PLAN_BYTES_BASE64: string
}

const LOADERS: Readonly<Record<ProfileName, () => Promise<BuiltPlanModule>>> = {
  basic: () => import('./plan-basic.gen.ts'),
  'hipaa-safe-harbor': () => import('./plan-hipaa-safe-harbor.gen.ts'),
}

/** Whether a request asks for a profile and nothing else. */
export function isBuilt({
  name,
  with: options,
  mode,
  dates,
  uids,
  rules,
  words,
  pixels,
  attest,
}: PlanRequest): boolean {
  const isPlain = [options, rules, words].every((list) => list === undefined || list.length === 0)
  return (
    isPlain &&
    name === undefined &&
    dates === undefined &&
    uids === undefined &&
    pixels === undefined &&
    (mode ?? 'standard') === 'standard' &&
    (attest ?? true)
  )
}

/** The plan of a request that {@link isBuilt} holds true of. */
export async function loadBuiltPlan({ profile }: PlanRequest): Promise<BuiltPlan> {
  const { PLAN_JSON, PLAN_BYTES_BASE64 } = await LOADERS[profile]()
  const text = JSON.parse(PLAN_JSON) as BuiltPlanText
  const { digest, edition, origins, transforms, settings, sopClasses } = text
  const decisions = text.compoundDecisions.map((list) => Uint32Array.from(list))
  const placeBySopClass = new Map(Object.entries(sopClasses))
  return {
    digest,
    image: {
      edition,
      profile,
      options: [],
      warnings: [],
      origins,
      transforms,
      settings,
      namingDecisions: new Map(text.namingDecisions),
      bytes: decodeBase64(PLAN_BYTES_BASE64),
      compoundDecisions: ({ sopClassUid }) => decisions[placeBySopClass.get(sopClassUid ?? '') ?? 0]!,
    },
  }
}
