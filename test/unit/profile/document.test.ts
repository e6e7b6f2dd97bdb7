import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/limits.ts'
import { formatFaults, readPartialProfile, readProfileObject } from '../../../src/profile/document.ts'

/** The rules of a profile that must be in order. */
function rulesOf(document: object): unknown {
  const read = readProfileObject(document)
  expect(formatFaults(read)).toBe('')
  return read.request!.rules
}

function faultsOf(document: unknown): string[] {
  return formatFaults(readProfileObject(document)).split('\n')
}

describe('a profile', () => {
  it('becomes a request', () => {
    const read = readProfileObject({
      extends: 'hipaa-safe-harbor',
      name: 'mine',
      with: ['clean-descriptors'],
      mode: 'empty',
      dates: { shiftDaysRange: [-70, -7], wholeWeeks: true, crosswalk: 'preferred' },
      words: ['Sonnenberg'],
    })
    expect(read.request).toEqual({
      profile: 'hipaa-safe-harbor',
      name: 'mine',
      with: ['clean-descriptors'],
      mode: 'empty',
      dates: { shiftDaysRange: [-70, -7], wholeWeeks: true, crosswalk: 'preferred' },
      words: ['Sonnenberg'],
      rules: [],
    })
  })

  it('without extends is on basic, and one without a name does not pass for it', () => {
    const { request } = readProfileObject({ mode: 'empty' })
    expect(request).toMatchObject({ profile: 'basic', mode: 'empty' })
    expect(request!.name).not.toBe('basic')
  })

  it('takes one where it takes several', () => {
    expect(readProfileObject({ with: 'retain-uids', words: 'Sonnenberg' }).request).toMatchObject({
      with: ['retain-uids'],
      words: ['Sonnenberg'],
    })
  })

  it('has rules by keyword, tag, repeating group, VR, category and private creator', () => {
    const rules = rulesOf({
      rules: [
        { attribute: ['PatientName', '(0010,0020)', '00100030'], action: 'empty' },
        { attribute: '60xx,3000', action: 'remove' },
        { attribute: 'OverlayComments', action: 'remove' },
        { attribute: '0018,xxxx', action: 'keep' },
        { vr: 'UR', action: 'remove' },
        { category: 'device', action: 'empty' },
        { privateCreator: 'GEMS_PARM_01', element: '0043,xx39', vr: 'IS', action: 'keep' },
        { privateCreator: 'GEMS_PARM_01', element: '(0045,xxxx)', action: 'keep' },
        { attribute: 'StudyID', action: { replace: 'X 1' } },
      ],
    })
    expect(rules).toEqual([
      { target: { tag: 0x00100010 }, action: 'empty' },
      { target: { tag: 0x00100020 }, action: 'empty' },
      { target: { tag: 0x00100030 }, action: 'empty' },
      { target: { mask: 0xffe1ffff, match: 0x60003000 }, action: 'remove' },
      { target: { mask: 0xffe1ffff, match: 0x60004000 }, action: 'remove' },
      { target: { mask: 0xffff0000, match: 0x00180000 }, action: 'keep' },
      { target: { vr: 'UR' }, action: 'remove' },
      { target: { category: 'device' }, action: 'empty' },
      { target: { privateCreator: 'GEMS_PARM_01', group: 0x0043, element: 0x39, vr: 'IS' }, action: 'keep' },
      { target: { privateCreator: 'GEMS_PARM_01', group: 0x0045 }, action: 'keep' },
      { target: { tag: 0x00200010 }, action: { replace: 'X 1' } },
    ])
  })

  it('has rules for places and kinds of objects; those with a condition are for the top level', () => {
    const rules = rulesOf({
      rules: [
        { attribute: 'CodeMeaning', in: ['RequestAttributesSequence', '0040,0008'], action: 'empty' },
        { attribute: 'InstitutionName', in: [], action: 'keep' },
        {
          attribute: 'ProtocolName',
          when: { modality: 'CT', sopClass: ['MR Image Storage', '1.2.3'] },
          action: 'keep',
        },
      ],
    })
    expect(rules).toEqual([
      { target: { tag: 0x00080104 }, path: [0x00400275, 0x00400008], action: 'empty' },
      { target: { tag: 0x00080080 }, path: [], action: 'keep' },
      {
        target: { tag: 0x00181030 },
        path: [],
        when: { sopClassUids: ['1.2.840.10008.5.1.4.1.1.4', '1.2.3'], modalities: ['CT'] },
        action: 'keep',
      },
    ])
  })

  it('puts categories before private elements before rules, so that the last win', () => {
    const rules = rulesOf({
      rules: [{ attribute: 'PatientName', action: 'keep' }],
      private: { 'SIEMENS MR HEADER ': '0019,xx0C' },
      categories: { device: 'keep', uid: 'remove' },
    })
    expect(rules).toEqual([
      { target: { category: 'device' }, action: 'keep' },
      { target: { category: 'uid' }, action: 'remove' },
      { target: { privateCreator: 'SIEMENS MR HEADER', group: 0x0019, element: 0x0c }, action: 'keep' },
      { target: { tag: 0x00100010 }, action: 'keep' },
    ])
  })

  it('extends another: lists grow, values are replaced, its own rules come last', () => {
    const parent = {
      extends: 'hipaa-safe-harbor',
      name: 'parent',
      with: ['clean-graphics'],
      mode: 'empty',
      dates: { wholeWeeks: true },
      words: ['Anna'],
      rules: [{ attribute: 'PatientName', action: 'remove' }],
    }
    const read = readProfileObject({
      extends: parent,
      name: 'child',
      with: ['clean-descriptors'],
      mode: 'placeholder',
      dates: { shiftDaysRange: [-700, -7] },
      words: ['Berta'],
      categories: { uid: 'remove' },
    })
    expect(read.request).toEqual({
      profile: 'hipaa-safe-harbor',
      name: 'child',
      with: ['clean-graphics', 'clean-descriptors'],
      mode: 'placeholder',
      dates: { wholeWeeks: true, shiftDaysRange: [-700, -7] },
      words: ['Anna', 'Berta'],
      rules: [
        { target: { tag: 0x00100010 }, action: 'remove' },
        { target: { category: 'uid' }, action: 'remove' },
      ],
    })
  })
})

describe('a fault', () => {
  it.each<[string, unknown, RegExp]>([
    ['a key', { extend: 'basic' }, /^there is no such key; did you mean 'extends'\?$/],
    ['a profile', { extends: 'basik' }, /^extends: .* did you mean basic\?$/],
    ['an option', { with: ['clean-discriptors'] }, /^with\[0\]: .*'clean-descriptors'/],
    ['an option that does not exist yet', { with: ['clean-recognizable-visual-features'] }, /^with\[0\]: .*faces/],
    ['a mode', { mode: 'emty' }, /^mode: .*'empty'/],
    ['a category', { categories: { devise: 'keep' } }, /^categories: .*'device'/],
    ['an action of a category', { categories: { device: 'empty' } }, /^categories\.device: /],
    ['a date key', { dates: { wholeweeks: true } }, /^dates: .*'wholeWeeks'/],
    ['a range the wrong way round', { dates: { shiftDaysRange: [1, -1] } }, /^dates\.shiftDaysRange: /],
    ['a range of nothing', { dates: { shiftDaysRange: [0, 0] } }, /^dates\.shiftDaysRange: /],
    ['a range without a week', { dates: { shiftDaysRange: [-6, 6], wholeWeeks: true } }, /seven/],
    ['a range of one', { dates: { shiftDaysRange: [-7] } }, /two bounds/],
    ['a fraction', { dates: { shiftDaysRange: [-7.5, 8] } }, /^dates\.shiftDaysRange\[0\]: a whole number/],
    ['a text for a truth', { dates: { wholeWeeks: 'yes' } }, /^dates\.wholeWeeks: true or false/],
    ['a root with a leading zero', { uids: { root: '1.02' } }, /^uids\.root: .*leading zeros/],
    ['a root of one number', { uids: { root: '2' } }, /^uids\.root: /],
    ['a root that ends with a dot', { uids: { root: '1.2.' } }, /^uids\.root: /],
    ['a root of another arc', { uids: { root: '3.1' } }, /^uids\.root: /],
    ['a root that is too long', { uids: { root: `1.2.${'3'.repeat(40)}` } }, /^uids\.root: .*43 characters/],
    ['the root of the standard', { uids: { root: '1.2.840.10008' } }, /^uids\.root: .*standard/],
    ['a root below 2.25', { uids: { root: '2.25.7' } }, /^uids\.root: .*leave uids\.root out/],
    ['an anchor that is no day', { dates: { anchor: '2001-02-29' } }, /^dates\.anchor: a day of the calendar/],
    ['a day the American way', { dates: { reference: '02/28/2001' } }, /^dates\.reference: a day of the calendar/],
    ['a name that is none', { name: 'Zoë' }, /^name: .*ASCII/],
    ['a short word', { words: ['a'] }, /^words\[0\]: /],
    ['a private group', { private: { X: '0018,xx10' } }, /^private\[0\]: .*odd/],
    ['a private creator element', { private: { X: '0019,0010' } }, /^private\[0\]: .*creators/],
    ['a creator with a backslash', { private: { 'A\\B': '0019,xx10' } }, /^private\[0\]: .*backslash/],
    ['a rule that is none', { rules: ['PatientName'] }, /^rules\[0\]: a rule is a mapping/],
    ['rules that are no list', { rules: { attribute: 'PatientName', action: 'keep' } }, /^rules: a list/],
    ['a rule about nothing', { rules: [{ action: 'keep' }] }, /^rules\[0\]: the rule does not say/],
    ['a rule about two things', { rules: [{ attribute: 'StudyID', vr: 'SH', action: 'keep' }] }, /more than one/],
    ['a rule that does nothing', { rules: [{ attribute: 'StudyID' }] }, /no action/],
    ['a key that is elsewhere', { rules: [{ tag: '0010,0010', action: 'keep' }] }, /a tag goes into attribute/],
    ['an attribute', { rules: [{ attribute: 'PatientNam', action: 'keep' }] }, /did you mean PatientName\?/],
    ['a tag that is not registered', { rules: [{ attribute: '0010,0003', action: 'keep' }] }, /always removed/],
    ['a group length', { rules: [{ attribute: '0010,0000', action: 'keep' }] }, /group length/],
    ['file meta information', { rules: [{ attribute: '0002,0016', action: 'keep' }] }, /no part of a data set/],
    ['a private tag without creator', { rules: [{ attribute: '0019,100C', action: 'keep' }] }, /privateCreator/],
    ['what is written anew', { rules: [{ attribute: 'PatientIdentityRemoved', in: [], action: 'keep' }] }, /anew/],
    ['a VR', { rules: [{ vr: 'XX', action: 'keep' }] }, /no such VR/],
    [
      'a path through no sequence',
      { rules: [{ attribute: 'StudyID', in: 'PatientID', action: 'keep' }] },
      /no sequence/,
    ],
    [
      'a path through a sequence of which nothing stays',
      {
        rules: [
          {
            attribute: 'CodeMeaning',
            in: ['ContributingEquipmentSequence', 'OriginalAttributesSequence'],
            action: 'keep',
          },
        ],
      },
      /^rules\[0\]\.attribute: nothing of OriginalAttributesSequence stays, whatever the options/,
    ],
    [
      'a path through a sequence that a rule removes',
      {
        rules: [
          { attribute: 'ReferencedSeriesSequence', action: 'remove' },
          { attribute: 'StudyDate', in: 'ReferencedSeriesSequence', action: 'keep' },
        ],
      },
      /^rules\[1\]\.attribute: nothing of ReferencedSeriesSequence stays/,
    ],
    [
      'a sequence',
      { rules: [{ attribute: 'StudyID', in: 'RequestAtributesSequence', action: 'keep' }] },
      /RequestAttr/,
    ],
    [
      'a SOP class',
      { rules: [{ attribute: 'StudyID', when: { sopClass: 'CTImagStorage' }, action: 'keep' }] },
      /CTImageS/,
    ],
    ['a modality', { rules: [{ attribute: 'StudyID', when: { modality: 'ct' }, action: 'keep' }] }, /capital/],
    ['an empty condition', { rules: [{ attribute: 'StudyID', when: {}, action: 'keep' }] }, /condition/],
    [
      'a condition below the top level',
      { rules: [{ attribute: 'StudyID', in: 'RequestAttributesSequence', when: { modality: 'CT' }, action: 'keep' }] },
      /never match/,
    ],
    ['an action', { rules: [{ attribute: 'StudyID', action: 'kep' }] }, /'keep'/],
    ['an action of another VR', { rules: [{ attribute: 'StudyDate', action: 'uid' }] }, /needs a UID.*DA/],
    ['a text that is too long', { rules: [{ attribute: 'StudyID', action: { replace: 'x'.repeat(17) } }] }, /SH/],
    ['a text for pixels', { rules: [{ attribute: 'PixelData', action: { replace: 'x' } }] }, /OB or OW|OW or OB/],
    [
      'a rule that a later one makes void',
      {
        rules: [
          { attribute: 'StudyID', action: 'keep' },
          { attribute: '0020,0010', action: 'empty' },
        ],
      },
      /^rules\[0\]\.attribute: a later rule/,
    ],
    [
      'an option against the profile',
      { extends: 'hipaa-safe-harbor', with: ['retain-uids'] },
      /^with\[0\]: retain-uids keeps what \(R\)/,
    ],
    ['a function', { name: () => 'x' }, /nothing but/],
    ['a list', [], /a mapping/],
    ['nothing', null, /nothing in the profile/],
  ])('is told of %s', (_, document, message) => {
    const faults = faultsOf(document)
    expect(faults[0]).toMatch(message)
    expect(faults).toHaveLength(1)
  })

  it('comes with all others', () => {
    expect(faultsOf({ mode: 'x', extend: 1, rules: [{ attribute: 'Q' }] })).toHaveLength(4)
  })

  it('quotes nothing of the profile', () => {
    const secret = 'Zebulon'
    const faults = faultsOf({
      [secret]: 1,
      extends: secret,
      with: [secret],
      mode: secret,
      private: { [secret]: secret },
      categories: { [secret]: secret },
      rules: [
        { attribute: secret, in: secret, when: { sopClass: secret, modality: secret }, action: secret },
        { attribute: 'StudyDate', action: { replace: secret } },
      ],
    })
    expect(faults.length).toBeGreaterThan(8)
    expect(faults.join()).not.toContain(secret)
  })

  it('beyond the first fifty is counted', () => {
    const faults = faultsOf({ rules: Array.from({ length: 200 }, () => ({ attribute: '!', action: 'keep' })) })
    expect(faults).toHaveLength(limits.profileFaults + 1)
    expect(faults.at(-1)).toBe('and 150 more')
  })

  it('is a circle of profiles, or too many of them', () => {
    const circle: Record<string, unknown> = {}
    circle.extends = circle
    expect(faultsOf(circle).join()).toMatch(/nested deeper|circle/)
    let chain: object = {}
    for (let index = 0; index < 12; index++) chain = { extends: chain }
    expect(faultsOf(chain).join()).toMatch(/profileFiles/)
  })

  it('is more rules, or words, than there may be', () => {
    const rules = Array.from({ length: 5 }, () => ({
      attribute: Array.from({ length: 3000 }, () => 'StudyID'),
      action: 'keep',
    }))
    expect(formatFaults(readPartialProfile({ rules }))).toMatch(/profileRules/)
    expect(
      formatFaults(readPartialProfile({ words: Array.from({ length: 10_001 }, (_, index) => `w${index}`) })),
    ).toMatch(/profileWords/)
  })
})
