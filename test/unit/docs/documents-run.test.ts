/** Every command and every program of the documents for users, run as it stands there. */

import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../rules/repository.ts'
import { type Block, blocksOf, filesOf } from '../../support/document-blocks.ts'
import { SLUICE } from '../../support/run-sluice.ts'
import { KEY } from '../../support/samples.ts'
import { syntheticStudy } from '../../support/synthetic.ts'
import { archive, END, member } from '../../support/tar-builder.ts'

const run = promisify(execFile)
const { SLUICE_KEY_FILE: _, ...INHERITED } = process.env
/** What a reader types, and what is there for it. */
const SHELL = `set -euo pipefail
sluice() { '${process.execPath}' '${SLUICE}' "$@"; }
npx() { shift; sluice "$@"; }
`
/** These begin at the beginning and go on; of the others each line stands for itself. */
const IN_ORDER = ['docs/guide.md', 'docs/coming-from.md']
const BY_LINE = [
  'README.md',
  'docs/report.md',
  'docs/procedure.md',
  'docs/same-size.md',
  'docs/verify.md',
  'docs/risk.md',
]
const PROGRAMS = ['README.md', 'docs/guide.md', 'docs/entries.md', 'docs/profile-files.md']
/** What an output is looked at with has to be there. */
const BEFORE = `sluice study.tar -o clean.tar --report report.jsonl --key-file site.key --quiet
mkdir clean; tar -xf clean.tar -C clean
sluice verify clean.tar --json > verification.jsonl || test $? -eq 4
sluice risk clean.tar --json > risk.json || test $? -eq 4`
/** Done, withheld, found. Never wrong use, nor a failure. */
const ENDINGS = [0, 3, 4]

let folder = ''
let prepared = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-docs-'))
  prepared = join(folder, 'prepared')
  prepare(prepared)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function prepare(place: string): void {
  const objects = syntheticStudy().filter(({ pixels }) => pixels.length > 0)
  const tar = archive(...objects.map(({ name, bytes }) => member(`study/${name}`, Buffer.from(bytes))))
  const put = (name: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), bytes)
  }
  for (const { name, bytes } of objects) put(`study/${name}`, bytes)
  for (const name of ['study.tar', 'copy.tar', 'in.tar', 'part-1.tar', 'archives/one.tar', 'archives/two.tar'])
    put(name, tar)
  put('study.tar.gz', gzipSync(tar))
  put('more.tar.zst', zstdCompressSync(tar))
  put('image.dcm', objects[0]!.bytes)
  put('my-profile.yaml', 'extends: basic\nname: my-profile\n')
  put('research.yaml', 'extends: basic\nname: research\n')
  put('site.csv', 'old_id,new_id,offset_days\nMRN-1,TRIAL-1,-7\n')
  put('DicomAnonymizer.script', '<script><e en="T" t="00100010" n="PatientName">@empty()</e></script>\n')
  put('deid.dicom', 'FORMAT dicom\n%header\nREMOVE PatientName\n')
  put('empty.tar', END)
}

async function shell(text: string, cwd: string): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await run('bash', ['-c', `${SHELL}${text}`], { cwd, env: INHERITED, maxBuffer: 1 << 27 })
    return { code: 0, output: stdout + stderr }
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code: number; stdout: string; stderr: string }
    return { code, output: `${stdout.slice(0, 2000)}${stderr}` }
  }
}

function shellBlocks(document: string): Block[] {
  return blocksOf(document).filter(({ language }) => language === 'sh')
}

/** Lines with calls of the command, those that \`\\\` goes on joined. What is made by npm is tested elsewhere. */
function linesOf(document: string): string[] {
  return shellBlocks(document)
    .flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, ' ').split('\n'))
    .filter((line) => /\bsluice\b/.test(line.replace(/#.*$/, '')))
}

describe.each(IN_ORDER)('%s, from its beginning to its end,', (document) => {
  let place = ''
  beforeAll(() => {
    place = join(folder, document.replaceAll('/', '-'))
    cpSync(prepared, place, { recursive: true })
    writeFileSync(join(place, 'site.key'), `${KEY}\n`, { mode: 0o600 })
    for (const [name, text] of filesOf(blocksOf(document))) writeFileSync(join(place, name), text)
    if (shellBlocks(document).some(({ text }) => text.includes('keygen'))) rmSync(join(place, 'site.key'))
  })

  it.each(shellBlocks(document).map((block) => [block.line, block] as const))(
    'runs the commands at line %d',
    { timeout: 60_000 },
    async (_, { text }) => {
      const { code, output } = await shell(text, place)
      expect(output).not.toContain('INTERNAL')
      expect(code, output).toBe(0)
    },
  )
})

describe.each(BY_LINE)('each command of %s', (document) => {
  it.each(linesOf(document).map((line, index) => [line, index] as const))(
    'can be run: %s',
    { timeout: 60_000 },
    async (line, index) => {
      const place = join(folder, `${document.replaceAll('/', '-')}-${index}`)
      cpSync(prepared, place, { recursive: true })
      if (!line.includes('keygen')) writeFileSync(join(place, 'site.key'), `${KEY}\n`, { mode: 0o600 })
      if (/verify|risk|sluice report/.test(line)) expect((await shell(BEFORE, place)).code).toBe(0)
      const { code, output } = await shell(line, place)
      expect(ENDINGS, output).toContain(code)
      rmSync(place, { recursive: true, force: true })
    },
  )
})

describe('the programs of the documents', () => {
  /** Inside of the package, so that it finds itself by its name. */
  let programs = ''
  const files = PROGRAMS.flatMap((document) =>
    blocksOf(document)
      .filter(({ language }) => language === 'ts')
      .map(({ line, text }) => ({ name: `${document.replaceAll(/\W/g, '-')}-${line}.ts`, text })),
  )
  beforeAll(() => {
    mkdirSync(join(ROOT, 'build'), { recursive: true })
    programs = mkdtempSync(join(ROOT, 'build/docs-'))
    for (const { name, text } of files) writeFileSync(join(programs, name), text)
    const compilerOptions = { noEmit: true, rootDir: '.', types: ['node'], lib: ['es2024'], skipLibCheck: true }
    writeFileSync(
      join(programs, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], compilerOptions }),
    )
  })
  afterAll(() => rmSync(programs, { recursive: true, force: true }))

  it('are there', () => {
    expect(files.length).toBeGreaterThanOrEqual(5)
  })

  it('have types that fit', { timeout: 60_000 }, async () => {
    const checked = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', programs], { cwd: ROOT }).catch(
      (fault: { stdout: string }) => fault,
    )
    expect(checked.stdout).toBe('')
  })

  it.each(files.map(({ name }) => [name]))('run: %s', { timeout: 60_000 }, async (name) => {
    const place = join(folder, name)
    cpSync(prepared, place, { recursive: true })
    await run(process.execPath, ['--no-warnings', join(programs, name)], {
      cwd: place,
      env: { ...INHERITED, PSEUDONYM_KEY: KEY },
    })
  })
})
