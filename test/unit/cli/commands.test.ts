import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { OPTION_NAMES, PROFILE_NAMES } from '../../../src/profile/request.ts'
import { buildObject, element, sequence } from '../../support/dicom-builder.ts'
import { SLUICE } from '../../support/run-sluice.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-commands-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function sluice(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const run = spawnSync(process.execPath, [SLUICE, ...args], { encoding: 'utf8', input: '' })
  return { status: run.status, stdout: run.stdout, stderr: run.stderr }
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const KEY = write('site.key', `${'0123456789abcdef'.repeat(4)}\n`)

const OBJECT = write(
  'object.dcm',
  buildObject({
    encoding: 'explicit-le',
    meta: { start: 'preamble', sopClassUid: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUid: '1.2.3' },
    elements: [
      element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
      element('00080018', 'UI', '1.2.3'),
      element('00080020', 'DA', '20240229'),
      element('00080060', 'CS', 'CT'),
      element('00100010', 'PN', 'Zebulon^\x1b[31m'),
      element('00100020', 'LO', 'old-id'),
      sequence('00400275', [[element('00400009', 'SH', 'Zebulon-1')]]),
    ],
  }),
)
const KEEPS_NAME = write('keeps.yaml', 'name: keeps\nrules:\n  - attribute: PatientName\n    action: keep\n')

describe('sluice profile', () => {
  it('list names every profile and option', () => {
    const { status, stdout } = sluice('profile', 'list')
    expect(status).toBe(0)
    for (const name of [...PROFILE_NAMES, ...OPTION_NAMES]) expect(stdout).toContain(name)
  })

  it('show hipaa-safe-harbor has the 18 identifiers, A to R', () => {
    const { stdout } = sluice('profile', 'show', 'hipaa-safe-harbor')
    expect([...stdout.matchAll(/^ {2}\(([A-R])\) /gm)].map((match) => match[1]).join('')).toBe('ABCDEFGHIJKLMNOPQR')
  })

  it('show --all has each attribute, with options and mode', () => {
    const { stdout } = sluice(
      'profile',
      'show',
      'basic',
      '--with',
      'retain-uids,clean-descriptors',
      '--mode',
      'empty',
      '--all',
    )
    expect(stdout).toMatch(/^ {2}options +clean-descriptors, retain-uids$/m)
    expect(stdout).toMatch(/^ {2}mode +empty$/m)
    expect(stdout).toMatch(/^ {2}\(0008,0018\) +SOPInstanceUID +kept$/m)
    expect(stdout).toMatch(/^ {2}\(0010,0010\) +PatientName +emptied$/m)
    expect(stdout).toMatch(/^ {2}\(60xx,3000\) +OverlayData +emptied$/m)
  })

  it('check says where the faults are, and exits with 2', () => {
    const path = write('faulty.yaml', 'mode: emty\nrules:\n  - attribute: PatientNam\n    action: keep\n')
    const { status, stdout, stderr } = sluice('profile', 'check', path)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      "line 1, column 7, mode: there is no such value; did you mean 'empty'?",
      'line 3, column 16, rules[0].attribute: there is no such attribute; did you mean PatientName?',
      '2 faults: the profile cannot be used',
    ])
    expect(stderr).not.toContain('PatientNam:')
  })

  it('check gives the digest that a report has, and a warning for what is unsafe', () => {
    const { status, stdout, stderr } = sluice('profile', 'check', KEEPS_NAME)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^digest [0-9a-f]{64}$/m)
    expect(stderr).toMatch(/WARNING: .*PatientName/)
  })

  it('diff shows what differs and nothing else', () => {
    const { stdout } = sluice('profile', 'diff', 'basic', KEEPS_NAME)
    expect(stdout.split('\n')[1]).toMatch(/^\(0010,0010\) +PatientName +everywhere +emptied +kept$/)
    expect(stdout).toMatch(/^1 attributes? .* differently$/m)
    expect(sluice('profile', 'diff', 'basic', 'basic').stdout).toMatch(/^0 /)
  })

  it('diff compares editions of the table, both ways alike, and knows which there are', () => {
    const { stdout } = sluice('profile', 'diff', '2025e', '2026d')
    expect(stdout).toMatch(/^2026d +\(3004,007F\) +Dose Calculation Model Name +added: X$/m)
    expect(stdout).toMatch(/^2 changes/m)
    expect(sluice('profile', 'diff', '2026d', '2025e').stdout).toBe(stdout)
    expect(sluice('profile', 'diff', '2024a', '2026d')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/2023b/),
    })
  })

  it('diff of editions names what concerns a profile, and what that does there now', () => {
    const rules = write(
      'moved.yaml',
      'extends: basic\nname: moved\nwith: [retain-device-identity]\nrules:\n  - { attribute: DoseCalculationModelName, action: keep }\n',
    )
    const narrow = sluice('profile', 'diff', '2025e', '2026d', '--profile', rules).stdout
    expect(narrow).toMatch(/^2026d +\(3004,007F\) .* added: X +kept +rule 1 of the site$/m)
    expect(narrow).toMatch(/^2 of 2 changes .* concern moved$/m)
    const concerned = (...argv: string[]): number =>
      Number(/^(\d+) of 422 changes/m.exec(sluice('profile', 'diff', '2017c', '2026d', ...argv).stdout)![1])
    // Counted in the file of differences: 381 rows and 11 codes of the Basic Profile; 7 of the column of devices besides.
    expect([concerned('--profile', 'basic'), concerned('--profile', rules)]).toEqual([392, 399])
    expect(sluice('profile', 'diff', 'basic', rules, '--profile', 'basic').status).toBe(2)
  })

  it('import writes a profile that check accepts, and counts what is lost', () => {
    const script = write(
      'a.script',
      '<script><e en="T" t="00100010">@remove()</e><e en="T" t="00100040">@if(x){}{}</e></script>',
    )
    const { status, stdout, stderr } = sluice('profile', 'import', script)
    expect(status).toBe(0)
    expect(stderr).toMatch(/1 rules?; 1 without counterpart/)
    expect(stdout).toContain('# No counterpart: 1\n')
    expect(sluice('profile', 'check', write('imported.yaml', stdout)).status).toBe(0)
    expect(sluice('profile', 'import', KEEPS_NAME)).toMatchObject({ status: 2, stdout: '' })
    expect(sluice('profile', 'import', script, '--from', 'deid').status).toBe(0)
  })
})

describe('sluice profile with another word', () => {
  it('names the command that was meant; without any it prints help', () => {
    expect(sluice('profile', 'chek')).toMatchObject({ status: 2, stderr: expect.stringMatching(/'check'/) })
    expect(sluice('profile')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ {2}import /m) })
  })
})

describe('sluice explain', () => {
  it('asks the profile that is given, and names the line of the rule', () => {
    const { stdout } = sluice('explain', 'PatientName', '--profile', KEEPS_NAME)
    expect(stdout).toMatch(/^ +action +kept$/m)
    expect(stdout).toMatch(/^ +rule +line 3, column 16, rules\[0\]\.attribute$/m)
  })

  it('resolves a compound code by the SOP class', () => {
    expect(sluice('explain', 'SeriesDate').stdout).toMatch(/action +replaced by a dummy/)
    expect(sluice('explain', 'SeriesDate', '--sop-class', 'CTImageStorage').stdout).toMatch(/action +removed/)
    expect(sluice('explain', 'SeriesDate', '--sop-class', 'CTImagStorage')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/did you mean CTImageStorage/),
    })
  })
})

describe('sluice inspect', () => {
  it('lists elements with what becomes of them, and shows no value', () => {
    const { status, stdout } = sluice('inspect', OBJECT)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^CT Image Storage; ExplicitVRLittleEndian$/m)
    expect(stdout).toMatch(/^\(0010,0010\) PN +\d+ +PatientName +emptied$/m)
    expect(stdout).toMatch(/^ {4}\(0040,0009\) SH +\d+ +ScheduledProcedureStepID/m)
    expect(stdout).not.toContain('Zebulon')
    expect(stdout).not.toContain('old-id')
  })

  it('shows values where it is told to, with a warning and nothing that a terminal would obey', () => {
    const { stdout, stderr } = sluice('inspect', OBJECT, '--show-values')
    expect(stdout).toContain('was "Zebulon^.[31m"')
    expect(stderr).toMatch(/identif/)
  })

  it('tells of damage, and exits with 1', () => {
    const bytes = readFileSync(OBJECT)
    const { status, stdout } = sluice('inspect', write('cut.dcm', bytes.subarray(0, bytes.length - 3)))
    expect(status).toBe(1)
    expect(stdout).toMatch(/^FINDING at byte \d+/m)
    expect(sluice('inspect', write('none.dcm', 'hello')).status).toBe(1)
  })
})

describe('a run', () => {
  function run(...args: string[]): { output: string; summary: Record<string, unknown>; stderr: string } {
    const output = join(folder, `out-${args.length}-${Math.trunc(performance.now())}.dcm`)
    const report = `${output}.jsonl`
    const { status, stderr } = sluice(OBJECT, '-o', output, '--key-file', KEY, '--report', report, ...args)
    expect(status, stderr).toBe(0)
    const summary = JSON.parse(readFileSync(report, 'utf8').trimEnd().split('\n').at(-1)!)
    return { output: readFileSync(output, 'latin1'), summary, stderr }
  }

  it('follows the profile file, and says loudly what it lets through', () => {
    const { output, summary, stderr } = run('--profile', KEEPS_NAME, '--mode', 'placeholder', '--with', 'retain-uids')
    expect(output).toContain('Zebulon')
    expect(stderr).toMatch(/WARNING: .*PatientName/)
    expect(summary).toMatchObject({
      profile: 'keeps',
      mode: 'placeholder',
      options: ['retain-uids'],
      warnings: ['PatientName'],
    })
  })

  it('has the digest in its report that profile check prints', () => {
    const { summary } = run('--profile', KEEPS_NAME)
    expect(sluice('profile', 'check', KEEPS_NAME).stdout).toContain(`digest ${summary.planDigest}\n`)
  })

  it('takes IDs and days from a crosswalk, and writes a mapping for its owner alone', () => {
    const crosswalk = write('crosswalk.csv', 'old_id,new_id,offset_days\nold-id,S-001,-14\nother,S-001,-14\n')
    const mapping = join(folder, 'mapping')
    const { output, stderr } = run(
      '--with',
      'retain-longitudinal-modified-dates',
      '--crosswalk',
      crosswalk,
      '--mapping',
      mapping,
    )
    expect(output).toContain('S-001')
    expect(output).toContain('20240215')
    expect(stderr).toMatch(/--mapping/)
    expect(stderr).toContain('WARNING: new IDs that the crosswalk gives to more than one patient: 1')
    expect(readdirSync(mapping).sort()).toEqual(['patid_mapping.csv', 'uid_mapping.csv'])
    expect(readFileSync(join(mapping, 'patid_mapping.csv'), 'utf8')).toBe('id_old,id_new\nold-id,S-001\n')
    expect(readFileSync(join(mapping, 'uid_mapping.csv'), 'utf8')).toMatch(/^id_old,id_new\n1\.2\.3,2\.25\.\d+\n$/)
    expect(statSync(join(mapping, 'uid_mapping.csv')).mode & 0o777).toBe(0o600)
  })

  it.each<[string, string[], RegExp]>([
    ['a profile', ['--profile', 'basik'], /'basic'/],
    ['an option', ['--with', 'retain-uid'], /'retain-uids'/],
    ['an option that is not there yet', ['--with', 'clean-recognizable-visual-features'], /faces/],
    ['no option', ['--with', ''], /names no option/],
    ['a mode', ['--mode', 'emty'], /'empty'/],
    ['a contradiction', ['--profile', 'hipaa-safe-harbor', '--with', 'retain-uids'], /\(R\)/],
    ['a crosswalk that is missing', ['--crosswalk', 'gone.csv'], /crosswalk/],
    [
      'a profile that needs a crosswalk',
      ['--profile', write('needs.yaml', 'dates: { crosswalk: required }\n')],
      /crosswalk/,
    ],
  ])('is refused with exit 2 for %s', (_, args, message) => {
    const { status, stdout, stderr } = sluice(OBJECT, ...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })
})
