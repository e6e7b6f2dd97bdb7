import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import type { OptionName } from '../../../src/profile/request.ts'
import { SAFE_HARBOR_IDENTIFIERS } from '../../../src/profile/safe-harbor.ts'
import { REPOSITORY, readRows, tagNumber } from '../../support/standard-tables.ts'
import { atTop, inItems } from './ask-plan.ts'

const plan = compilePlan({ profile: 'hipaa-safe-harbor' })
const basic = compilePlan({ profile: 'basic' })
const page = readFileSync(join(REPOSITORY, 'docs/hipaa-safe-harbor.md'), 'utf8')
const registry = readRows('data-elements.csv').filter((row) => row.keyword !== '' && row.tag! >= '0008')
const tags = new Map(registry.map((row) => [row.keyword!, row.tag!]))
const singles = registry.filter((row) => !row.tag!.includes('x'))

/** The cells of the rows of the table under a heading of the page. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const lines = section
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| '))
  return lines.slice(2).map((line) => line.slice(2, -2).split(' | '))
}

const DONE: Record<string, string> = {
  removed: 'remove',
  emptied: 'empty',
  dummy: 'dummy',
  pseudonym: 'pseudonym',
  year: 'shift year-only',
  capped: 'shift cap-age',
  'new UID': 'uid',
}

describe('the page about HIPAA Safe Harbor', () => {
  it('has the eighteen identifiers as the program has them', () => {
    expect(tableUnder('The eighteen identifiers')).toEqual(
      SAFE_HARBOR_IDENTIFIERS.map(({ letter, identifier, done, limit }) => [letter, identifier, done, limit]),
    )
    expect(SAFE_HARBOR_IDENTIFIERS.map(({ letter }) => letter).join('')).toBe('ABCDEFGHIJKLMNOPQR')
  })

  it('says of each attribute what the plan does with it', () => {
    let compared = 0
    for (const [letter, done, keywords] of tableUnder('Attributes')) {
      if (keywords === 'none') continue
      for (const keyword of keywords!.split(' ')) {
        expect([letter, keyword, atTop(plan, tagNumber(tags.get(keyword)!))]).toEqual([letter, keyword, DONE[done!]])
        compared++
      }
    }
    expect(compared).toBeGreaterThan(100)
  })

  it('lists every attribute that is directly one of the identifiers, but for dates and UIDs', () => {
    const listed = tableUnder('Attributes').flatMap(([letter, , keywords]) =>
      keywords!.split(' ').map((keyword) => letter + keyword),
    )
    const direct = readRows('phi-categories.csv').filter((row) => row.hipaa !== '' && row.category !== 'uid')
    for (const { keyword, hipaa, category } of direct) {
      if (category === 'dates-times') continue
      for (const letter of hipaa!) expect(listed).toContain(letter! + keyword)
    }
    for (const { keyword, letter } of readRows('safe-harbor.csv')) expect(listed).toContain(letter! + keyword)
  })
})

describe('the profile hipaa-safe-harbor', () => {
  it('lets no attribute of the table stay that is one of the identifiers, be it somebody else’s', () => {
    for (const { tag, hipaa, hipaa_indirect: indirect } of readRows('phi-categories.csv')) {
      const isAny = hipaa === '' && (indirect === '' || indirect === 'any')
      if (tag! < '0008' || tag!.includes('x') || isAny) continue
      const action = atTop(plan, tagNumber(tag!), { sopClassUid: '1.2.840.10008.5.1.4.1.1.2' })
      // a sequence whose UIDs are replaced inside
      if (action === 'keep') expect([tag, hipaa]).toEqual([tag, 'R'])
    }
  })

  it('leaves of every date the year at most, and of no VR a name, a URL or an age above 89', () => {
    const allowed: Record<string, string[]> = {
      DA: ['shift year-only', 'remove', 'empty', 'dummy'],
      DT: ['shift year-only', 'remove', 'empty', 'dummy'],
      AS: ['shift cap-age'],
      PN: ['remove', 'empty', 'dummy'],
      UR: ['remove', 'empty', 'dummy'],
    }
    let compared = 0
    for (const { tag, vr } of singles) {
      if (allowed[vr!] === undefined || tag === '0008,0120') continue // URN Code Value is a code
      expect(allowed[vr!]).toContain(atTop(plan, tagNumber(tag!)))
      expect(allowed[vr!]).toContain(inItems(plan, tagNumber(tag!)))
      compared++
    }
    expect(compared).toBe(177)
  })

  it('differs from the Basic Profile in dates, ages and what its own table lists, and in nothing else', () => {
    const own = new Set(readRows('safe-harbor.csv').map((row) => row.tag))
    for (const { tag, vr } of singles) {
      const number = tagNumber(tag!)
      const pair = [atTop(plan, number), inItems(plan, number)]
      if (own.has(tag)) expect([tag, pair]).toEqual([tag, ['dummy', 'dummy']])
      else if (!['DA', 'DT', 'AS'].includes(vr!))
        expect([tag, pair]).toEqual([tag, [atTop(basic, number), inItems(basic, number)]])
    }
    expect([atTop(plan, 0x00100030), inItems(plan, 0x00100030)]).toEqual(['empty', 'empty'])
  })

  it('claims no code of the Basic Profile, whose dates it does not follow', () => {
    const texts = plan.inserts.map(({ bytesByEncoding }) =>
      Buffer.from(bytesByEncoding[0]).toString('latin1', 8).trim(),
    )
    expect(texts).toEqual(['YES', 'HIPAA Safe Harbor, 45 CFR 164.514(b)(2)', 'MODIFIED'])
    const cleaned = compilePlan({ profile: 'hipaa-safe-harbor', with: ['clean-descriptors'] })
    const codes = Buffer.from(cleaned.inserts[2]!.bytesByEncoding[0]).toString('latin1')
    expect([...codes.matchAll(/1131\d\d/g)].map(([code]) => code)).toEqual(['113105'])
  })

  it.each<[OptionName, string]>([
    ['retain-uids', 'R'],
    ['retain-device-identity', 'M'],
    ['retain-institution-identity', 'B'],
    ['retain-longitudinal-full-dates', 'C'],
    ['retain-longitudinal-modified-dates', 'C'],
  ])('refuses %s, and says why', (option, letter) => {
    const message = `OPTION_INVALID: ${option} keeps what (${letter}) of HIPAA Safe Harbor takes away`
    expect(() => compilePlan({ profile: 'hipaa-safe-harbor', with: [option] })).toThrow(message)
  })

  it('keeps no URL and no age above 89 with the characteristics of the patient', () => {
    const retaining = compilePlan({ profile: 'hipaa-safe-harbor', with: ['retain-patient-characteristics'] })
    expect(atTop(retaining, tagNumber(tags.get('SexParametersForClinicalUseCategoryReference')!))).toBe('remove')
    expect(atTop(retaining, 0x00101010)).toBe('shift cap-age')
    expect(atTop(retaining, 0x00101030)).toBe('keep')
  })
})
