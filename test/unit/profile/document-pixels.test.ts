import { describe, expect, it } from 'vitest'
import { registeredAttributes } from '../../../src/dicom/dictionary.ts'
import { limits } from '../../../src/limits.ts'
import { compilePlan } from '../../../src/profile/compile.ts'
import { readProfileObject } from '../../../src/profile/document.ts'
import { starterRules } from '../../../src/profile/pixel-starter.ts'

const WHEN = { Rows: 1 }

function faultsOf(pixels: unknown): string[] {
  return readProfileObject({ pixels }).faults.map(({ at, message }) => `${at}: ${message}`)
}

function ruleFaults(rule: unknown): string[] {
  return faultsOf({ rules: [rule] })
}

function requestOf(pixels: unknown) {
  return readProfileObject({ pixels }).request?.pixels
}

describe('rules about pixels', () => {
  it('are read as they are written', () => {
    const pixels = requestOf({
      match: 'first',
      unmatched: 'detect',
      detect: true,
      found: 'withhold',
      frames: 'sample',
      rules: [
        { when: { Manufacturer: { matches: 'ex*' } }, keep: 'ultrasound-regions', detect: true },
        { when: { ImageType: { present: true } }, keep: [0, 0, 9, 9], blank: [[1, 2, 3, 4]] },
        { when: WHEN, pass: true },
        { when: WHEN, withhold: true },
      ],
    })
    expect(pixels).toEqual({
      match: 'first',
      unmatched: 'detect',
      detect: true,
      found: 'withhold',
      frames: 'sample',
      rules: [
        {
          when: { tag: 0x00080070, vr: 'LO', test: { matches: 'ex*' } },
          action: { keep: 'ultrasound-regions', detect: true },
        },
        {
          when: { tag: 0x00080008, vr: 'CS', test: { present: true } },
          action: { blank: [{ x: 1, y: 2, width: 3, height: 4 }], keep: [{ x: 0, y: 0, width: 9, height: 9 }] },
        },
        { when: { tag: 0x00280010, vr: 'US', test: { equals: 1 } }, action: 'pass' },
        { when: { tag: 0x00280010, vr: 'US', test: { equals: 1 } }, action: 'withhold' },
      ],
    })
  })

  it('are as they were where nothing new is written: equal profiles have equal plans', () => {
    expect(requestOf({ rules: [] })).toEqual({ unmatched: 'withhold', rules: [] })
    expect(requestOf({ detect: false, starter: false, unmatched: 'pass' })).toEqual({ unmatched: 'pass', rules: [] })
  })

  it('of the starter set come after those of the profile', () => {
    const rules = requestOf({ starter: true, rules: { when: WHEN, pass: true } })!.rules
    expect(rules[0]!.action).toBe('pass')
    expect(rules.slice(1)).toEqual(starterRules())
  })

  it.each<[string, unknown, RegExp]>([
    ['a key', { unmached: 'pass' }, /^pixels: .*'unmatched'/],
    ['another word for detection', { ocr: true }, /^pixels: .*detect: true/],
    ['a match', { match: 'frist' }, /^pixels\.match: .*'first'/],
    ['what is unmatched', { unmatched: 'withold' }, /^pixels\.unmatched: .*'withhold'/],
    ['which frames', { frames: 'some' }, /^pixels\.frames: .*'sample'|^pixels\.frames: .*sample/],
    ['what is found', { found: 'withold' }, /^pixels\.found: .*'withhold'/],
    ['a detection', { detect: 'yes' }, /^pixels\.detect: true or false/],
    ['a starter set', { starter: 'all' }, /^pixels\.starter: true or false/],
  ])('are told of a fault in %s', (_, pixels, message) => {
    expect(faultsOf(pixels)).toEqual([expect.stringMatching(message)])
  })

  it.each<[string, unknown, RegExp]>([
    ['a key', { when: WHEN, blanc: [0, 0, 1, 1], pass: true }, /^pixels\.rules\[0\]: .*'blank'/],
    ['another word for withholding', { when: WHEN, deny: true, pass: true }, /withhold: true/],
    ['no action', { when: WHEN }, /^pixels\.rules\[0\]: a rule about pixels has withhold/],
    ['two actions', { when: WHEN, pass: true, keep: 'ultrasound-regions' }, /^pixels\.rules\[0\]: a rule/],
    ['what is not done', { when: WHEN, withhold: false }, /^pixels\.rules\[0\]\.withhold: true belongs/],
    ['what is not looked for', { when: WHEN, detect: 1 }, /^pixels\.rules\[0\]\.detect: true belongs/],
    ['no condition', { pass: true }, /^pixels\.rules\[0\]: .*in when/],
    ['regions', { when: WHEN, keep: 'ultrasound-region' }, /^pixels\.rules\[0\]\.keep: .*'ultrasound-regions'/],
    ['a truth for regions', { when: WHEN, keep: true }, /^pixels\.rules\[0\]\.keep: areas or ultrasound-regions/],
    ['no areas', { when: WHEN, keep: [] }, /^pixels\.rules\[0\]\.keep: areas are/],
    ['a test', { when: { Rows: { abov: 1 } }, pass: true }, /did you mean 'above'/],
    ['a test by another name', { when: { Rows: { greater: 1 } }, pass: true }, /asked for with above/],
    ['a sequence for a text', { when: { SequenceOfUltrasoundRegions: 'x' }, pass: true }, /neither texts nor numbers/],
    ['a presence', { when: { ImageType: { present: 1 } }, pass: true }, /true or false/],
    ['a number for a pattern', { when: { ImageType: { matches: 1 } }, pass: true }, /a text belongs/],
    ['a regular expression', { when: { ImageType: { matches: 'SCREEN.*' } }, pass: true }, /regular expression/],
    ['another', { when: { ImageType: { matches: '\\d' } }, pass: true }, /regular expression/],
  ])('are told of a fault in a rule: %s', (_, rule, message) => {
    expect(ruleFaults(rule).join('\n')).toMatch(message)
  })

  it('have patterns up to limits.pixelPatternCharacters', () => {
    const rule = (length: number) => ({ when: { ImageType: { matches: '*'.repeat(length) } }, pass: true })
    expect(ruleFaults(rule(limits.pixelPatternCharacters))).toEqual([])
    expect(ruleFaults(rule(limits.pixelPatternCharacters + 1))).toEqual([expect.stringMatching(/pixelPattern/)])
  })

  it('have at most limits.pixelAreas areas, and ask for at most limits.pixelAttributes attributes', () => {
    const areas = (count: number) => ({ when: WHEN, keep: Array.from({ length: count }, () => [0, 0, 1, 1]) })
    expect(ruleFaults(areas(limits.pixelAreas))).toEqual([])
    expect(ruleFaults(areas(limits.pixelAreas + 1))).toEqual([expect.stringMatching(/limits\.pixelAreas/)])
    const texts = [...registeredAttributes()].filter(([tag, { vrs }]) => tag > 0x00080000 && vrs[0] === 'LO')
    const asking = (count: number) =>
      ruleFaults({
        when: Object.fromEntries(texts.slice(0, count).map(([, { keyword }]) => [keyword, 'x'])),
        pass: true,
      })
    expect(asking(limits.pixelAttributes)).toEqual([])
    expect(asking(limits.pixelAttributes + 1)).toEqual([expect.stringMatching(/limits\.pixelAttributes/)])
  })
})

describe('the starter set', () => {
  it('is what clean-pixel-data goes by where a profile has no rules of its own', () => {
    const { settings } = compilePlan({ profile: 'basic', with: ['clean-pixel-data'] })
    expect(settings.pixels).toEqual({ unmatched: 'withhold', rules: starterRules() })
    const pixels = { unmatched: 'pass', rules: [] } as const
    expect(compilePlan({ profile: 'basic', with: ['clean-pixel-data'], pixels }).settings.pixels).toEqual(pixels)
    expect(compilePlan({ profile: 'basic' }).settings.pixels).toBeUndefined()
  })

  it('keeps regions of ultrasound, and knows what stands in standard/pixel-regions.csv', () => {
    const rules = starterRules()
    expect(rules[0]!.action).toEqual({ keep: 'ultrasound-regions' })
    expect(rules).toHaveLength(99)
    expect(rules).toContainEqual({
      when: {
        all: [
          { tag: 0x00080070, vr: 'LO', test: { contains: 'TOSHIBA' } },
          {
            any: [
              { tag: 0x00081090, vr: 'LO', test: { contains: 'A400' } },
              { tag: 0x00081090, vr: 'LO', test: { contains: 'A500' } },
            ],
          },
          { tag: 0x00080060, vr: 'CS', test: { equals: 'US' } },
          { tag: 0x00280010, vr: 'US', test: { equals: 720 } },
          { tag: 0x00280011, vr: 'US', test: { equals: 960 } },
        ],
      },
      action: { blank: [{ x: 0, y: 0, width: 960, height: 60 }] },
    })
  })
})
