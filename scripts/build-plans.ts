/**
 * Compiles the plans that are asked for most and writes their images into src/profile/plan-*.gen.ts (src/profile/built-plans.ts), so that a run over one of them does not
 * have to. Run by `npm run build:plans`, after the tables are there.
 */

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BuiltPlanText } from '../src/profile/built-plans.ts'
import { compilePlan } from '../src/profile/compile.ts'
import type { ObjectKind } from '../src/profile/plan.ts'
import { imageOf } from '../src/profile/plan-image.ts'
import { PROFILE_NAMES, type ProfileName } from '../src/profile/request.ts'
import { resolvableSopClasses } from '../src/profile/resolve.ts'

function buildPlan(profile: ProfileName): { readonly text: BuiltPlanText; readonly bytes: Uint8Array } {
  const plan = compilePlan({ profile })
  const { edition, origins, transforms, settings, namingDecisions, bytes, compoundDecisions } = imageOf(plan)
  const lists: string[] = []
  const placeOf = (kind: ObjectKind): number => {
    const list = JSON.stringify([...compoundDecisions(kind)])
    const place = lists.indexOf(list)
    return place < 0 ? lists.push(list) - 1 : place
  }
  placeOf({ sopClassUid: undefined, modality: undefined })
  const places = Array.from(resolvableSopClasses(), (sopClassUid) => {
    return [sopClassUid, placeOf({ sopClassUid, modality: undefined })] as const
  })
  const text: BuiltPlanText = {
    digest: createHash('sha256').update(plan.describe()).digest('hex'),
    edition,
    origins,
    transforms,
    settings,
    namingDecisions: [...namingDecisions],
    compoundDecisions: lists.map((list) => JSON.parse(list) as number[]),
    sopClasses: Object.fromEntries(places.filter(([, place]) => place > 0)),
  }
  return { text, bytes }
}

function writeIfChanged(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) return
  } catch {
    // There is none yet.
  }
  writeFileSync(path, text)
}

for (const profile of PROFILE_NAMES) {
  const { text, bytes } = buildPlan(profile)
  const json = JSON.stringify(text)
  if (json.includes("'") || json.includes('\\')) throw new RangeError('a plan that cannot be written between quotes')
  const source = [
    `// The plan of the profile ${profile}, made by scripts/build-plans.ts.`,
    `export const PLAN_JSON =\n  '${json}'`,
    `export const PLAN_BYTES_BASE64 =\n  '${Buffer.from(bytes).toString('base64')}'`,
    '',
  ].join('\n')
  writeIfChanged(fileURLToPath(new URL(`../src/profile/plan-${profile}.gen.ts`, import.meta.url)), source)
}
