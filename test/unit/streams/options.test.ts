import { describe, expect, it } from 'vitest'
import { SluiceError } from '../../../src/errors.ts'
import { createDeidentifier } from '../../../src/streams/deidentifier.ts'
import { checkOptions } from '../../../src/streams/options.ts'

async function refusalOf(options: unknown): Promise<string> {
  try {
    await checkOptions(options)
  } catch (fault) {
    if (fault instanceof SluiceError) return fault.message
    throw fault
  }
  return ''
}

describe('the options of a deidentifier', () => {
  it('are the basic profile where nothing is said', async () => {
    expect((await checkOptions({})).plan).toEqual({ profile: 'basic', with: [] })
  })

  it('take a profile by name, options and a mode', async () => {
    const { plan } = await checkOptions({ profile: 'hipaa-safe-harbor', with: ['clean-graphics'], mode: 'empty' })
    expect(plan).toEqual({ profile: 'hipaa-safe-harbor', with: ['clean-graphics'], mode: 'empty' })
  })

  it('take a profile as an object, to which they add', async () => {
    const profile = { with: ['retain-uids'], mode: 'empty', rules: [{ attribute: 'PatientSex', action: 'keep' }] }
    const { plan } = await checkOptions({ profile, with: ['clean-graphics', 'retain-uids'], mode: 'placeholder' })
    expect(plan).toMatchObject({
      with: ['retain-uids', 'clean-graphics'],
      mode: 'placeholder',
      rules: [{ target: { tag: 0x00100040 }, action: 'keep' }],
    })
  })

  it('take a crosswalk as text or bytes', async () => {
    const csv = 'old_id,new_id,offset_days\na,b,-7\n'
    for (const crosswalk of [csv, new TextEncoder().encode(csv)]) {
      expect((await checkOptions({ crosswalk })).crosswalk?.get('a')).toEqual({ newId: 'b', offsetDays: -7 })
    }
  })

  it.each<[string, unknown, RegExp]>([
    ['an option', { whith: [] }, /^OPTION_INVALID.*'with'/],
    ['a profile', { profile: 'basick' }, /^OPTION_INVALID.*'basic'/],
    ['an option of the standard', { with: ['retain-uid'] }, /^OPTION_INVALID.*'retain-uids'/],
    ['one that is not there yet', { with: ['clean-recognizable-visual-features'] }, /^OPTION_INVALID.*faces/],
    ['options that are no list', { with: 'retain-uids' }, /^OPTION_INVALID.*list/],
    ['a mode', { mode: 'emty' }, /^OPTION_INVALID.*'empty'/],
    ['a profile with faults', { profile: { rules: [{ attribute: 'X' }] } }, /^PROFILE_INVALID.*\n *rules\[0\]/],
    ['a crosswalk', { crosswalk: 7 }, /^OPTION_INVALID.*crosswalk/],
    ['a crosswalk with faults', { crosswalk: 'x' }, /^CROSSWALK_INVALID/],
  ])('refuse %s that is none', async (_, options, message) => {
    expect(await refusalOf(options)).toMatch(message)
  })
})

describe('a deidentifier', () => {
  it('tells what rules of its profile let stay', async () => {
    const profile = { rules: [{ attribute: 'PatientName', action: 'keep' }] } as const
    const [careless, plain] = await Promise.all([createDeidentifier({ profile }), createDeidentifier()])
    expect([careless.warnings, plain.warnings]).toEqual([['PatientName'], []])
    expect(careless.planDigest).not.toBe(plain.planDigest)
  })

  it('is refused without the crosswalk that its profile asks for', async () => {
    await expect(createDeidentifier({ profile: { dates: { crosswalk: 'required' } } })).rejects.toThrow(/crosswalk/)
  })
})
