import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useScratch } from '../../support/scratch.ts'
import { REPOSITORY, STANDARD } from '../../support/standard-tables.ts'

const scratch = useScratch('nothing')
const SEX = '"0010,0040",PatientSex,CS,Patient\'s Sex,Y,N,Z,,,,,K,,,,,'
const NAME_TEXT = '"0018,1030",ProtocolName,LO,Protocol Name,Y,N,X/D,,,,,,,,C,,'
const BODY_PART = '"0018,0015",BodyPartExamined,CS,Body Part Examined,Y,N,X,,,,,,,,C,,\n'
const BODY_PART_CATEGORY = '"0018,0015",BodyPartExamined,Body Part Examined,other,,N,,,made up\n'
const LAST_SAFE = /[^\n]+\n$/

/** A folder with the tables as they are, doctored. */
function folder(edits: Readonly<Record<string, (text: string) => string>>): string {
  const path = scratch.at('new')
  mkdirSync(path)
  for (const [file, edit] of Object.entries(edits)) {
    const text = readFileSync(join(STANDARD, file), 'utf8')
    const edited = edit(text)
    if (edited === text) throw new Error(`${file} was not changed`)
    writeFileSync(join(path, file), edited)
  }
  return path
}

/** After its predecessor in tag order. */
function insert(row: string): (text: string) => string {
  return (text) => {
    const lines = text.split(/(?<=\n)/)
    const at = lines.findIndex((line, index) => index > 0 && line > row)
    return [...lines.slice(0, at), row, ...lines.slice(at)].join('')
  }
}

function update(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  const { SLUICE_STANDARD: _, ...env } = process.env
  return spawnSync(process.execPath, [join(REPOSITORY, 'scripts/standard-update.ts'), ...argv], {
    encoding: 'utf8',
    env,
  })
}

const NEWS = {
  'confidentiality-profile.csv': (text: string) =>
    insert(BODY_PART)(text).replace(SEX, SEX.replace(',Z,,,,,K,', ',X,,,,,,')),
  'phi-categories.csv': insert(BODY_PART_CATEGORY),
  'safe-private-attributes.csv': (text: string) => text.replace(LAST_SAFE, ''),
}

describe('standard:update', () => {
  it('says that nothing would change where nothing is new', () => {
    const { status, stdout } = update(STANDARD)
    expect(status).toBe(0)
    expect(stdout).toContain('confidentiality-profile.csv: 0 added, 0 removed, 0 changed\n')
    expect(stdout).toMatch(/Nothing would change\.\n$/)
  })

  it('tells rows by action and option, and what becomes of profiles, and writes nothing', () => {
    const source = folder(NEWS)
    const before = readFileSync(join(STANDARD, 'confidentiality-profile.csv'))
    const { status, stdout, stderr } = update(source, '--profile', 'basic', '--profile', 'hipaa-safe-harbor')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('confidentiality-profile.csv: 1 added, 0 removed, 1 changed\n')
    expect(stdout).toMatch(/added +0018,0015 +BodyPartExamined +basic: X; clean_desc: C\n/)
    expect(stdout).toMatch(/changed +0010,0040 +PatientSex +basic: Z -> X; rtn_pat_chars: K -> nothing\n/)
    expect(stdout).toContain('safe-private-attributes.csv: 0 added, 1 removed, 0 changed\n')
    for (const name of ['basic', 'hipaa-safe-harbor']) {
      expect(stdout).toContain(`With the profile ${name}, 2 attributes would be treated differently\n`)
    }
    expect(stdout).toMatch(/\(0010,0040\) +PatientSex +everywhere +emptied +removed\n/)
    expect(stdout).toMatch(/\(0018,0015\) +BodyPartExamined +everywhere +kept +removed\n/)
    expect(stdout).toContain('Nothing was written')
    expect(readFileSync(join(STANDARD, 'confidentiality-profile.csv')).equals(before)).toBe(true)
  })

  it('names what would change for the profile of a site', () => {
    const source = folder(NEWS)
    const profile = scratch.put(
      'site.yaml',
      Buffer.from(
        'extends: basic\nname: site\nwith: [retain-patient-characteristics]\nrules: [{ attribute: BodyPartExamined, action: remove }]\n',
      ),
    )
    const { stdout } = update(source, '--profile', profile)
    expect(stdout).toContain('With the profile site, 1 attribute would be treated differently\n')
    expect(stdout).toMatch(/PatientSex +everywhere +kept +removed\n/)
  })

  it('writes tables that the generator takes, with the changes of the edition, once they fit together', () => {
    const source = folder(NEWS)
    const target = scratch.at('standard')
    cpSync(STANDARD, target, { recursive: true })
    const { status, stderr } = update(
      source,
      '--standard',
      target,
      '--edition',
      '2027a',
      '--write',
      '--profile',
      'basic',
    )
    expect([status, stderr]).toEqual([0, ''])
    expect(readFileSync(join(target, 'edition.csv'), 'utf8')).toBe(
      'edition,profile_rows,safe_private_rows,concept_rows\n2027a,658,478,214\n',
    )
    const news = readFileSync(join(target, 'confidentiality-profile-differences.csv'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('2026d,2027a'))
    expect(news).toEqual([
      '2026d,2027a,"0018,0015",Body Part Examined,row,,added: X',
      '2026d,2027a,"0010,0040",Patient\'s Sex,basic,Z,X',
      '2026d,2027a,"0010,0040",Patient\'s Sex,rtn_pat_chars,K,',
    ])
    const out = scratch.at('out')
    const run = spawnSync(
      process.execPath,
      [join(REPOSITORY, 'scripts/generate-tables.ts'), '--standard', target, '--out', out],
      { encoding: 'utf8' },
    )
    expect([run.status, run.stderr]).toEqual([0, ''])
    expect(readFileSync(join(out, 'src/profile/table.gen.ts'), 'utf8')).toContain("EDITION_NAME = '2027a'")
    expect(update(source, '--standard', target).stdout).toMatch(/Nothing would change\.\n$/)
    for (const file of readdirSync(STANDARD).filter((name) => !(name in NEWS) && !/^edition|differences/.test(name))) {
      expect([file, readFileSync(join(target, file)).equals(readFileSync(join(STANDARD, file)))]).toEqual([file, true])
    }
  })

  it.each([
    [
      'a row without its category',
      { 'confidentiality-profile.csv': insert(BODY_PART) },
      [],
      /do not fit together yet:\n.*phi-categories\.csv has no row for 0018,0015/s,
    ],
    [
      'a code that is none',
      { 'confidentiality-profile.csv': (text: string) => text.replace(NAME_TEXT, NAME_TEXT.replace('X/D', 'Q')) },
      [],
      /Q is no action code/,
    ],
    [
      'a column that is missing',
      { 'confidentiality-profile.csv': (text: string) => text.replace('clean_graph', 'other') },
      [],
      /the new file has no clean_graph/,
    ],
    [
      'a row that is there twice',
      { 'confidentiality-profile.csv': (text: string) => `${text}${SEX}\n` },
      [],
      /a second row for 0010,0040/,
    ],
    [
      'a quote that is not closed',
      { 'phi-categories.csv': (text: string) => `${text}"0018\n` },
      [],
      /a quoted cell is not closed/,
    ],
    ['an earlier edition', NEWS, ['--edition', '2024a'], /2024a is earlier than 2026d/],
    ['no edition at all', NEWS, ['--edition', 'latest'], /no edition/],
  ])('refuses %s, and writes nothing', (_, edits, options, message) => {
    const target = scratch.at('standard')
    cpSync(STANDARD, target, { recursive: true })
    const { status, stderr } = update(folder(edits), '--standard', target, '--write', ...options)
    expect(status).toBe(1)
    expect(stderr).toMatch(message)
    for (const file of readdirSync(STANDARD))
      expect(readFileSync(join(target, file)).equals(readFileSync(join(STANDARD, file)))).toBe(true)
  })

  it('needs a folder that has some of the tables', () => {
    expect(update().stderr).toContain('name one folder')
    expect(update(scratch.folder).stderr).toContain('the folder has none of')
  })
})
