import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isBuilt, loadBuiltPlan } from '../../../src/profile/built-plans.ts'
import { compilePlan } from '../../../src/profile/compile.ts'
import { encodePlan } from '../../../src/profile/encode-plan.ts'
import { imageOf, keepsNamingUid, NAMING_UIDS } from '../../../src/profile/plan-image.ts'
import { type PlanRequest, PROFILE_NAMES } from '../../../src/profile/request.ts'
import { resolvableSopClasses } from '../../../src/profile/resolve.ts'
import { nodePlatform } from '../../../src/streams/node-platform.ts'
import { readyPlan } from '../../../src/streams/ready-plan.ts'

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2'
const KINDS = [undefined, '', '1.2.3.4', '1.2.840.10008.1.1', 'constructor', ...resolvableSopClasses()].flatMap(
  (sopClassUid) => [undefined, 'CT'].map((modality) => ({ sopClassUid, modality })),
)

describe.each(PROFILE_NAMES)('the plan %s that the build made', (profile) => {
  const plan = compilePlan({ profile })

  it('has the bytes that compiling it here gives', async () => {
    const { image } = await loadBuiltPlan({ profile })
    expect(Buffer.from(image.bytes).equals(encodePlan(plan))).toBe(true)
  })

  it('says the same of itself and of its UIDs', async () => {
    const { image, digest } = await loadBuiltPlan({ profile })
    const { bytes: _, compoundDecisions: __, ...expected } = imageOf(plan)
    expect(image).toMatchObject(expected)
    expect(image.edition).toBe(plan.edition)
    expect(image.profile).toBe(profile)
    expect(digest).toBe(createHash('sha256').update(plan.describe()).digest('hex'))
  })

  it('decides the same about objects of any kind', async () => {
    const { image } = await loadBuiltPlan({ profile })
    for (const kind of KINDS)
      expect([kind, image.compoundDecisions(kind)]).toEqual([kind, plan.compoundDecisions(kind)])
    const differing = new Set(KINDS.map((kind) => image.compoundDecisions(kind).join()))
    expect(differing.size).toBeGreaterThan(20)
  })
})

describe('a request', () => {
  const PLAIN: PlanRequest[] = [
    { profile: 'basic' },
    { profile: 'basic', with: [], mode: 'standard', rules: [], words: [], attest: true },
  ]
  const OTHERS: PlanRequest[] = [
    { profile: 'basic', with: ['retain-uids'] },
    { profile: 'basic', mode: 'empty' },
    { profile: 'basic', name: 'ours' },
    { profile: 'basic', dates: { wholeWeeks: true } },
    { profile: 'basic', words: ['Anna'] },
    { profile: 'basic', attest: false },
    { profile: 'basic', rules: [{ target: { tag: 0x00100010 }, action: 'remove' }] },
  ]

  it('for a profile and nothing else gives the plan that the build made', async () => {
    for (const request of PLAIN) expect([request, isBuilt(request)]).toEqual([request, true])
    const { image, digest } = await readyPlan(PLAIN[1]!, nodePlatform)
    const built = await loadBuiltPlan(PLAIN[0]!)
    expect(image.bytes).toEqual(built.image.bytes)
    expect(digest()).toBe(built.digest)
  })

  it('for anything more is compiled, and is another plan', async () => {
    const built = await loadBuiltPlan({ profile: 'basic' })
    for (const request of OTHERS) {
      expect([request, isBuilt(request)]).toEqual([request, false])
      expect([request, (await readyPlan(request, nodePlatform)).digest() === built.digest]).toEqual([request, false])
    }
  })
})

describe('a naming UID', () => {
  it('is kept where the plan keeps it at the top level, and only there', () => {
    const kind = { sopClassUid: CT_IMAGE_STORAGE, modality: 'CT' }
    const replacing = imageOf(compilePlan({ profile: 'basic' }))
    const keeping = imageOf(compilePlan({ profile: 'basic', with: ['retain-uids'] }))
    expect(NAMING_UIDS.map((tag) => keepsNamingUid(replacing, tag, kind))).toEqual([false, false, false])
    expect(NAMING_UIDS.map((tag) => keepsNamingUid(keeping, tag, kind))).toEqual([true, true, true])
    expect(keepsNamingUid(keeping, 0x00100010, kind)).toBe(false)
  })
})
