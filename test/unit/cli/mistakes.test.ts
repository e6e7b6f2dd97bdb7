/** What people do wrong in their first ten minutes: the message says what it was and what to do, and repeats nothing of what was given. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runSluice } from '../../support/run-sluice.ts'
import { GOOD_ARCHIVE } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch()

/** In a folder with in.tar, key, short.key, note.txt and the directory folder. Arguments; exit status; what is said; what is to be done. */
const MISTAKES: readonly (readonly [line: string, code: number, said: RegExp, next: RegExp])[] = [
  ['', 1, /the input is empty/, /Name an INPUT/],
  ['none.tar -o out.tar', 1, /no file or directory of the name given as INPUT/, /^$/],
  ['note.txt -o out.tar', 1, /not a tar archive, a DICOM object or a directory/, /unpack them/],
  ['in.tar -o in.tar', 2, /would be overwritten: name another file/, /sluice --help/],
  ['in.tar -o folder', 2, /-o names a directory/, /sluice --help/],
  ['in.tar -o none/out.tar', 1, /the output cannot be opened \(ENOENT\)/, /no such directory/],
  ['in.tar -o out.tar --report none/r.jsonl', 1, /the report cannot be opened/, /no such directory/],
  ['in.tar -o out.tar --report out.tar', 2, /to be different files/, /sluice --help/],
  ['in.tar -o out.tar --mapping note.txt', 1, /the mapping cannot be made \(EEXIST\)/, /another name/],
  ['in.tar -o', 2, /--output needs a value/, /sluice --help/],
  ['in.tar note.txt -o out.tar', 2, /more arguments than one INPUT/, /sluice --help/],
  ['in.tar -o out.tar --key abc', 2, /did you mean --key-file\?/, /sluice --help/],
  ['in.tar -o out.tar --re x', 2, /did you mean --report, --resume\?/, /sluice --help/],
  ['in.tar -o out.tar --profile bsaic', 2, /did you mean 'basic'\?/, /sluice --help/],
  ['in.tar -o out.tar --with clean-descriptor', 2, /did you mean 'clean-descriptors'\?/, /sluice --help/],
  ['in.tar -o out.tar --jobs 0', 2, /--jobs takes a number from 1 to/, /sluice --help/],
  ['in.tar -o out.tar --key-file short.key', 2, /not 32 bytes in hexadecimal/, /sluice keygen/],
  ['in.tar -o out.tar --key-file none.key', 2, /the key file cannot be opened/, /sluice keygen/],
  ['in.tar -o out.tar --key-file folder', 2, /the key file cannot be read/, /sluice keygen/],
  ['in.tar -o out.tar --crosswalk note.txt', 2, /crosswalk/, /docs\/dates\.md/],
  ['in.tar -o out.tar --dry-run', 2, /--dry-run has no output/, /sluice --help/],
  ['in.tar -o out.tar --resume', 2, /--key-file FILE/, /sluice --help/],
  ['inpsect in.tar', 2, /did you mean inspect\?/, /sluice --help/],
  ['inspect', 2, /INPUT is missing/, /sluice inspect --help/],
  ['inspect none.dcm', 1, /no file or directory/, /^$/],
  ['inspect in.tar --jason', 2, /did you mean --json\?/, /sluice inspect --help/],
  ['verify', 2, /OUTPUT is missing/, /sluice verify --help/],
  ['explain', 2, /ATTRIBUTE is missing/, /sluice explain --help/],
  ['explain PatientNam', 2, /did you mean PatientName\?/, /sluice explain --help/],
  ['profile show', 2, /PROFILE is missing/, /sluice profile show --help/],
  ['profile sho', 2, /did you mean 'show'\?/, /sluice profile --help/],
  ['report note.txt', 1, /no report of this program/, /--report/],
  ['report folder', 1, /the report cannot be read \(EISDIR\)/, /is a directory/],
  ['demo in.tar', 2, /sluice demo takes fewer arguments/, /sluice demo --help/],
  ['keygen key', 2, /never overwritten/, /sluice keygen --help/],
  ['help inspct', 2, /did you mean inspect\?/, /sluice --help/],
  ['help CANARY^JANE', 2, /there is no such command/, /sluice --help/],
]

describe('a mistake', () => {
  it.each(MISTAKES)('is told: sluice %s', async (line, code, said, next) => {
    writeFileSync(scratch.at('in.tar'), GOOD_ARCHIVE)
    writeFileSync(scratch.at('short.key'), 'abc\n', { mode: 0o600 })
    writeFileSync(scratch.at('note.txt'), '"not" what was meant\n')
    mkdirSync(scratch.at('folder'))
    const argv = line.split(' ').filter(Boolean)
    const run = await runSluice(argv, { cwd: scratch.folder })
    const [first, ...rest] = run.stderr.trimEnd().split('\n')
    expect([run.code, first, rest.join('\n')]).toEqual([code, expect.stringMatching(said), expect.stringMatching(next)])
    // Names that were given may be those of people.
    for (const word of ['none', 'note.txt', 'in.tar', 'CANARY', 'short.key']) expect(run.stderr).not.toContain(word)
    expect([run.stdout.length, existsSync(scratch.at('out.tar'))]).toEqual([0, false])
  })

  it.each(['verify none', 'inspect none', 'explain PatientNam', 'none.tar -o x.tar'])(
    'can be traced with --debug wherever it was made: sluice %s',
    async (line) => {
      const run = await runSluice([...line.split(' '), '--debug'], { cwd: scratch.folder })
      expect(run.stderr).toMatch(/^[A-Z_]+\n +at .*\nsluice: /s)
    },
  )

  it('can be avoided: a dry run says what would be done, writes its report, and no output', async () => {
    const run = await runSluice(
      [scratch.put('in.tar', GOOD_ARCHIVE), '--dry-run', '--key-file', scratch.keyFile, '--report', scratch.at('r')],
      { cwd: scratch.folder },
    )
    expect([run.code, run.stdout.length, existsSync(scratch.at('r'))]).toEqual([0, 0, true])
    expect(run.stderr).toMatch(/the output goes nowhere.*deidentified +1/s)
    expect((await runSluice([scratch.at('in.tar'), '--dry-run', '--in-place', 'x'])).code).toBe(2)
  })
})
