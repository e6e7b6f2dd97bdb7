import { mkdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runShell, runSluice } from '../../support/run-sluice.ts'
import { useScratch } from '../../support/scratch.ts'
import { syntheticStudy } from '../../support/synthetic.ts'
import { archive, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch()
const OPTIONS = ['--with', 'retain-longitudinal-modified-dates,clean-descriptors']

async function sop(
  argv: readonly string[],
  where: { env?: Record<string, string>; cwd?: string } = {},
): Promise<string> {
  const { code, stdout, stderr } = await runSluice(['sop', ...argv], where)
  expect([code, stderr]).toEqual([0, ''])
  return stdout.toString()
}

const PROFILE = `extends: basic
name: SITE <b>|x|</b> *y*
with: [retain-longitudinal-modified-dates]
dates: { shiftDaysRange: [-70, -7], wholeWeeks: true, crosswalk: required }
words: [Sonnenberg]
rules:
  - { attribute: PatientSex, action: keep }
  - { attribute: ProtocolName, when: { modality: CT }, action: { replace: "A|B" } }
`

describe('sluice sop', () => {
  it('is the same on machines that differ in clock, language, home and folder', async () => {
    mkdirSync(scratch.at('elsewhere'))
    for (const format of [[], ['--html']]) {
      const here = await sop([...OPTIONS, ...format])
      const there = await sop([...OPTIONS, ...format], {
        env: {
          TZ: 'Pacific/Kiritimati',
          LANG: 'tr_TR.UTF-8',
          LC_ALL: 'de_DE.UTF-8',
          HOME: scratch.at('elsewhere'),
          USER: 'another',
          COLUMNS: '40',
        },
        cwd: scratch.at('elsewhere'),
      })
      expect(there).toBe(here)
      expect(here).not.toMatch(/\b20\d\d-\d\d|\/tmp|\/home|undefined|\[object|NaN/)
    }
  })

  it('says what the profile of a site does, its exceptions, and nothing of where it lies', async () => {
    const path = scratch.put('SECRETFILE.yaml', Buffer.from(PROFILE))
    const text = await sop(['--profile', path])
    expect(text).toContain('from -70 to -7, a multiple of seven')
    expect(text).toContain('patients who are not in it are withheld (PATIENT\\_UNKNOWN)')
    expect(text).toContain('--key-file site.key --crosswalk CROSSWALK.csv')
    expect(text).toContain('| PatientSex (0010,0040) | everywhere | keep |')
    expect(text).toContain('| ProtocolName (0018,1030) | top level, of CT | replace by "A\\|B" |')
    expect(text).toContain(
      'Exception to be approved: rules of the site let stay what the standard takes away. Attributes concerned: `PatientSex`',
    )
    expect(text).not.toMatch(/SECRETFILE|Sonnenberg/)
    const page = await sop(['--profile', path, '--html'])
    expect(page).toContain('SITE &lt;b&gt;|x|&lt;/b&gt; *y*')
    expect(page).not.toContain('<b>')
  })

  it('names digest, options and choices that a run with the same options has', async () => {
    const shown = await runSluice(['profile', 'show', 'basic', ...OPTIONS])
    const digest = /digest +([0-9a-f]{64})/.exec(shown.stdout.toString())![1]!
    const text = await sop([...OPTIONS, '--names', 'keep', '--on-error', 'fail'])
    expect(text.split(digest).length).toBe(3)
    expect(text).toContain('`--names keep`')
    expect(text).toContain('names of entries stay, with whatever they tell: to be approved')
    expect(text).toContain('| `clean-descriptors` | yes |')
    expect(text).toContain('| `retain-uids` | no |')
  })

  it('speaks of dates as the profile treats them', async () => {
    expect(await sop(['--profile', 'hipaa-safe-harbor'])).toContain('become the first of January of their year')
    expect(await sop(['--with', 'retain-longitudinal-full-dates'])).toContain(
      'stay as they are. That is to be approved',
    )
    expect(await sop([])).toContain('removed, emptied, or replaced by a dummy')
  })

  it('is a page that needs nothing else', async () => {
    const page = await sop(['--html'])
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page).not.toMatch(/<script|<img|<link|@import|url\(|https?:/)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
    const count = (tag: string) => page.split(`<${tag}>`).length + page.split(`<${tag} `).length
    for (const tag of ['table', 'ul', 'ol', 'li', 'p', 'tr', 'td', 'th', 'pre', 'code', 'h1', 'h2', 'h3']) {
      expect([tag, count(tag) - 1]).toEqual([tag, page.split(`</${tag}>`).length])
    }
  })
})

describe('the commands of the procedure', () => {
  const rules = `extends: basic
name: site
with: [retain-longitudinal-modified-dates, clean-descriptors]
rules:
  - { attribute: BodyPartExamined, action: remove }
`

  it.each<[string, readonly string[]]>([
    ['of the basic profile', []],
    ['of options', OPTIONS],
    ['of a profile of a site', ['--profile', 'PROFILE.yaml']],
  ])('run as they are written: %s', { timeout: 60_000 }, async (_, argv) => {
    const folder = scratch.at(`run-${argv.length}`)
    mkdirSync(folder)
    const put = (name: string, content: string | Uint8Array): string =>
      scratch.put(`run-${argv.length}/${name}`, Buffer.from(content))
    put('PROFILE.yaml', rules)
    put('NEW-PROFILE.yaml', rules.replace('BodyPartExamined', 'StudyID'))
    put('INPUT.tar', archive(...syntheticStudy().map(({ name, bytes }) => member(name, Buffer.from(bytes)))))
    const document = await sop(argv, { cwd: folder })
    const inline = /`(sluice keygen [^`]+)`/.exec(document)![1]!
    const blocks = [...document.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block!)
    const lines = [
      inline,
      ...blocks.flatMap((block) =>
        block
          .replaceAll(/\\\n\s*/g, '')
          .trimEnd()
          .split('\n'),
      ),
    ]
    expect(lines.length).toBeGreaterThan(8)
    for (const line of lines) {
      const { code, stderr } = await runShell(`sluice() { $SLUICE "$@"; }; ${line}`, folder)
      // So small a set has classes below 5, and the studies have an entry that is withheld.
      const allowed = line.startsWith('sluice risk') ? [4] : line.startsWith('sluice INPUT') ? [0, 3] : [0]
      expect([line, code, code !== null && allowed.includes(code) ? '' : stderr]).toEqual([
        line,
        expect.any(Number),
        '',
      ])
    }
    const page = readFileSync(`${folder}/REPORT.html`, 'utf8')
    expect(page).toContain('with another reader, and searched for the values of the input; no leak was found')
    expect(page).toContain('How far patients can be told apart')
  })
})

describe('--embed-sop', () => {
  const study = archive(...syntheticStudy().map(({ name, bytes }) => member(name.slice(0, 60), Buffer.from(bytes))))

  it('puts the procedure before all other entries, and leaves these as they are', async () => {
    const path = scratch.put('in.tar', study)
    const plain = await runSluice([path, '--key-file', scratch.keyFile, '--quiet'])
    const embedded = await runSluice([path, '--key-file', scratch.keyFile, '--quiet', '--embed-sop'])
    expect(embedded.code).toBe(plain.code)
    const [first] = await readWithTarStream(embedded.stdout)
    expect(first!.header).toMatchObject({ name: 'SOP.md', type: 'file', uid: 0, gid: 0, uname: '', gname: '' })
    expect(first!.header.mtime!.getTime()).toBe(0)
    expect(first!.body.toString()).toBe(await sop([]))
    const entryBytes = 512 + Math.ceil(first!.body.length / 512) * 512
    expect(embedded.stdout.subarray(entryBytes).equals(plain.stdout)).toBe(true)
    const packed = scratch.at('out.tar.gz')
    await runSluice([path, '-o', packed, '--key-file', scratch.keyFile, '--quiet', '--embed-sop'])
    const again = await runSluice([packed, '--key-file', scratch.keyFile])
    expect(again.stderr).toContain('NOT_DICOM')
  })

  it.each([
    [['--same-size']],
    [['--resume', '-o', 'x.tar']],
    [['--jobs', '2', '-o', 'x.tar']],
    [['--in-place', 'x.tar', '--same-size']],
    [['--names', 'keep']],
  ])('is refused with %j', async (options) => {
    const path = scratch.put('in.tar', study)
    const { code, stderr } = await runSluice(
      [...(options[0] === '--in-place' ? [] : [path]), '--embed-sop', ...options],
      { cwd: scratch.folder },
    )
    expect(code).toBe(2)
    expect(stderr).toContain('--embed-sop does not go with')
  })

  it('is refused for one object', async () => {
    const path = scratch.put('object.dcm', syntheticStudy()[0]!.bytes)
    const { code, stdout } = await runSluice([path, '--embed-sop', '--key-file', scratch.keyFile])
    expect([code, stdout.byteLength]).toEqual([2, 0])
  })
})
