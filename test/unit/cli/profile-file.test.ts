import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadProfile, readProfileFile } from '../../../src/cli/profile-file.ts'
import { SluiceError } from '../../../src/errors.ts'
import { limits } from '../../../src/limits.ts'
import { formatFaults } from '../../../src/profile/document.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-profiles-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

let files = 0

function faultsOf(text: string | Uint8Array): string[] {
  return formatFaults(readProfileFile(write(`${files++}.yaml`, text))).split('\n')
}

describe('a profile file', () => {
  it('may be YAML or JSON', () => {
    const yaml = write('a.yaml', 'name: x\nrules:\n  - attribute: 00100010\n    action: keep\n')
    const json = write('a.json', '{ "name": "x", "rules": [{ "attribute": "00100010", "action": "keep" }] }')
    expect(loadProfile(yaml).request).toEqual(loadProfile(json).request)
    expect(loadProfile(yaml).request.rules).toEqual([{ target: { tag: 0x00100010 }, action: 'keep' }])
  })

  it('extends a file beside itself, wherever the command runs', () => {
    write('trial/base.yaml', 'name: base\nwith: retain-uids\nrules:\n  - attribute: StudyID\n    action: keep\n')
    const path = write('trial/site/b.yaml', 'extends: ../base.yaml\nname: b\nrules:\n  - vr: PN\n    action: remove\n')
    const { request, rulePlaces } = loadProfile(path)
    expect(request).toMatchObject({ profile: 'basic', name: 'b', with: ['retain-uids'] })
    expect(request.rules).toHaveLength(2)
    expect(rulePlaces).toMatchObject([
      { level: 1, position: { line: 4, column: 16 } },
      { level: 0, position: { line: 4, column: 9 } },
    ])
  })

  it('tells faults of all files, each with line and column, in their order', () => {
    write('faulty.yaml', 'mode: emty\nname: base\n')
    const path = write(
      'child.yaml',
      'extends: faulty.yaml\nrules:\n  - attribute: PatientNam\n    action: kep\nnam: x\n',
    )
    expect(formatFaults(readProfileFile(path)).split('\n')).toEqual([
      'line 3, column 16, rules[0].attribute: there is no such attribute; did you mean PatientName?',
      "line 4, column 13, rules[0].action: there is no such value; did you mean 'keep'?",
      "line 5, column 1: there is no such key; did you mean 'name'?",
      "the profile that it extends, line 1, column 7, mode: there is no such value; did you mean 'empty'?",
    ])
  })

  it('tells where a rule is that only the plan can refuse', () => {
    const faults = faultsOf(
      'rules:\n  - attribute: StudyID\n    action: keep\n  - attribute: 0028,xxxx\n    action: shift\n',
    )
    expect(faults).toEqual([expect.stringMatching(/^line 4, column 16, rules\[1\]\.attribute: .*value representation/)])
  })

  it('does not extend itself, by whatever way', () => {
    write('one.yaml', 'extends: two.yaml\n')
    write('two.yaml', 'extends: ./again/../alias.yaml\n')
    mkdirSync(join(folder, 'again'))
    symlinkSync(join(folder, 'one.yaml'), join(folder, 'alias.yaml'))
    expect(formatFaults(readProfileFile(join(folder, 'one.yaml')))).toMatch(/in a circle/)
  })

  it('that is not there is a wrong option, without its name', () => {
    for (const name of ['basik', join(folder, 'gone.yaml')]) {
      expect(() => loadProfile(name)).toThrow(SluiceError)
      expect(() => loadProfile(name)).toThrow(/OPTION_INVALID/)
      expect(() => loadProfile(name)).not.toThrow(/gone/)
    }
    expect(() => loadProfile('basik')).toThrow(/'basic'/)
  })

  it('with faults fails with PROFILE_INVALID', () => {
    expect(() => loadProfile(write('bad.yaml', 'mode: x\n'))).toThrow(/^PROFILE_INVALID/)
  })
})

describe('hostile YAML', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['brackets without end', '['.repeat(100_000), /nested|bracket/],
    [
      'indentation without end',
      Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      /nested/,
    ],
    ['an alias of itself', 'words: &a [*a]\n', /nested|alias/],
    ['an alias of nothing', 'words: *a\n', /alias/],
    ['aliases that multiply', billionLaughs(), /profileAliases|nested/],
    ['many aliases', `words: [&a Anna${', *a'.repeat(300)}]\n`, /profileAliases/],
    ['a file that is too long', `# ${'x'.repeat(limits.profileBytes)}`, /longer than/],
    ['bytes that are no UTF-8', Uint8Array.of(0x6e, 0xff, 0xfe), /UTF-8/],
    ['two documents', 'name: a\n---\nname: b\n', /one document/],
    ['a tag of its own', 'name: !!js/function x\n', /tag/],
    ['a tab', 'dates:\n\twholeWeeks: true\n', /tab/],
    ['a key that is a list', '? [a]\n: b\n', /a key is a text/],
    ['an unclosed quote', 'name: "x\n', /missing/],
    ['a key that is there twice', 'name: a\nname: b\n', /line 2, column 1.*twice/],
    ['a key of the language', '__proto__: 1\n', /no such key/],
    ['a key of the language inside', 'private:\n  __proto__: 0018,xx10\n', /odd/],
    ['nothing', '', /nothing in the profile/],
    ['a remark alone', '# later\n', /nothing in the profile/],
    ['a value that is missing', 'name:\n', /^line 1, column \d+, name: a text is missing/],
  ])('is a fault: %s', (_, text, message) => {
    expect(faultsOf(text).join('\n')).toMatch(message)
  })

  it('is told without a word of it', () => {
    expect(faultsOf('Zebulon: [Zebulon\nZebulon: "Zebulon').join()).not.toContain('Zebulon')
  })
})

function billionLaughs(): string {
  const lines = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]']
  for (let index = 1; index < 12; index++) {
    lines.push(`a${index}: &a${index} [${Array.from({ length: 9 }, () => `*a${index - 1}`).join(', ')}]`)
  }
  return `${lines.join('\n')}\n`
}
