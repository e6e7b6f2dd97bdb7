import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build as bundleWithEsbuild } from 'esbuild'
import { build as bundleWithVite } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { ROOT, readText } from '../../rules/repository.ts'
import { buildObject, element } from '../../support/dicom-builder.ts'
import { type InstalledPackage, installPackage } from '../../support/installed-package.ts'
import { findPlanted, goodObject, KEY } from '../../support/samples.ts'

const run = promisify(execFile)
const PACKAGE = JSON.parse(readText('package.json')) as { version: string }

/** A program for every kind of module: prints, in hexadecimal, what the engine makes of an object. */
const PROGRAM = (importLine: string): string => `${importLine}
const deidentifier = await createDeidentifier({ key: '${KEY}', with: ['clean-descriptors'] })
const object = Uint8Array.from(atob('${goodObject().toString('base64')}'), (character) => character.charCodeAt(0))
process.stdout.write(Array.from(deidentifier.object(object).bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
`

let installed: InstalledPackage
let project = ''
let expected = ''
const put = (name: string, text: string): string => installed.put(name, text)

beforeAll(async () => {
  installed = await installPackage()
  project = installed.folder
  const deidentifier = await createDeidentifier({ key: KEY, with: ['clean-descriptors'] })
  expected = Buffer.from(deidentifier.object(goodObject()).bytes).toString('hex')
  expect(findPlanted(Buffer.from(expected, 'hex'))).toEqual([])
})
afterAll(() => installed.remove())

async function outputOf(path: string, args: readonly string[] = [], cwd = project): Promise<string> {
  return (await run(process.execPath, [path, ...args], { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout
}

describe('the package, installed', () => {
  it('is imported as a module, by each of its entrances', async () => {
    for (const entrance of ['dicom-sluice', 'dicom-sluice/web']) {
      const program = put('main.js', PROGRAM(`import { createDeidentifier } from '${entrance}'`))
      expect([entrance, await outputOf(program)]).toEqual([entrance, expected])
    }
    const stages = put(
      'stages.js',
      "import * as stages from 'dicom-sluice/entries'\nconsole.log(Object.keys(stages).sort().join())",
    )
    expect((await outputOf(stages)).trim()).toBe('Entry,discard,filter,rename,tar,tee,untar')
  })

  it('is required by CommonJS', async () => {
    const body = PROGRAM("const { createDeidentifier } = require('dicom-sluice')").replaceAll('\n', '\n  ')
    const program = put('main.cjs', `void (async () => {\n  ${body}\n})()`)
    expect(await outputOf(program)).toBe(expected)
  })

  it('brings the command, which runs', async () => {
    const command = join(project, 'node_modules/dicom-sluice/bin/sluice.js')
    expect((await outputOf(command, ['--version'])).trim()).toBe(PACKAGE.version)
    expect(await outputOf(command, ['demo'])).toMatch(/found in the output +0 /)
    expect(await outputOf(command, ['explain', 'PatientName'])).toContain('Table E.1-1')
  })

  it('brings no test, no source and no data of others', () => {
    const names = readdirSync(join(project, 'node_modules/dicom-sluice')).sort()
    expect(names).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'NOTICE',
      'README.md',
      'SECURITY.md',
      'bin',
      'dist',
      'man',
      'package.json',
      'schema',
    ])
    const files = readdirSync(join(project, 'node_modules/dicom-sluice'), { recursive: true }) as string[]
    expect(files.filter((name) => /\.(?:dcm|tar|tsbuildinfo|map)$|(?<!\.d)\.ts$/.test(name))).toEqual([])
  })

  it.each(['nodenext', 'bundler'])('has types that compile under moduleResolution %s', async (moduleResolution) => {
    put(
      `${moduleResolution}/main.ts`,
      `import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type ArchiveEntryRecord, createDeidentifier, SluiceError } from 'dicom-sluice'
import { type Entry, filter, tar, untar } from 'dicom-sluice/entries'
import { createDeidentifier as createForWeb } from 'dicom-sluice/web'

const told: ArchiveEntryRecord[] = []
const deidentifier = await createDeidentifier({ profile: 'basic', mode: 'empty', onEntry: (record) => told.push(record) })
await pipeline(createReadStream('in'), untar(), deidentifier.entries(), filter((entry: Entry) => entry.header.size > 0), tar(), createWriteStream('out'))
const web: TransformStream<Uint8Array, Uint8Array> = (await createForWeb()).tar()
try {
  deidentifier.object(new Uint8Array(1))
} catch (fault) {
  if (fault instanceof SluiceError && fault.code === 'NOT_DICOM') console.log(fault.place.offsetBytes, web)
}
// @ts-expect-error a profile that there is not
await createDeidentifier({ profile: 'bsaic' })
// @ts-expect-error an option that there is not
await createDeidentifier({ proflie: 'basic' })
`,
    )
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2023',
      module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
      moduleResolution,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    }
    const config = put(`${moduleResolution}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ['main.ts'] }))
    const compiler = join(ROOT, 'node_modules/.bin/tsc')
    const { stdout } = await run(compiler, ['-p', config]).catch((fault: { stdout: string }) => fault)
    expect(stdout).toBe('')
  })

  it.each(['esm', 'cjs'] as const)(
    'is bundled by esbuild into one file of %s that needs nothing beside it',
    async (format) => {
      const line = "import { createDeidentifier } from 'dicom-sluice'"
      const body = format === 'esm' ? PROGRAM(line) : `${line}\nvoid (async () => {${PROGRAM('')}})()`
      const entryPoint = put(`esbuild-${format}.js`, body)
      const outfile = join(mkdtempSync(join(project, 'alone-')), format === 'esm' ? 'bundle.mjs' : 'bundle.cjs')
      await bundleWithEsbuild({
        entryPoints: [entryPoint],
        bundle: true,
        platform: 'node',
        format,
        outfile,
        logLevel: 'error',
      })
      rmSync(entryPoint)
      expect(await outputOf(outfile, [], dirname(outfile))).toBe(expected)
    },
  )

  it('can inflate and verify in one file of CommonJS, where no file knows its place', async () => {
    const deflated = buildObject({
      encoding: 'deflated',
      meta: { start: 'preamble' },
      elements: [element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'), element('00100010', 'PN', 'CANARY^JANE')],
    })
    const entryPoint = put(
      'deflated.js',
      `import { createDeidentifier, verify } from 'dicom-sluice'
import { writeFileSync } from 'node:fs'
void (async () => {
  const deidentifier = await createDeidentifier({ key: '${KEY}', verify: true })
  const object = Uint8Array.from(atob('${Buffer.from(deflated).toString('base64')}'), (character) => character.charCodeAt(0))
  writeFileSync('out.dcm', deidentifier.object(object).bytes)
  writeFileSync('out.tar', new Uint8Array(1024))
  for (const name of ['out.dcm', 'out.tar']) {
    const verification = verify(name)
    for await (const { severity } of verification) console.log(severity)
    console.log(name, verification.summary.objects, verification.summary.severities.leak)
  }
})()`,
    )
    const outfile = join(mkdtempSync(join(project, 'alone-')), 'bundle.cjs')
    await bundleWithEsbuild({
      entryPoints: [entryPoint],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'error',
    })
    // Where nothing is installed around it.
    const place = mkdtempSync(join(tmpdir(), 'sluice-alone-'))
    copyFileSync(outfile, join(place, 'bundle.cjs'))
    const output = await outputOf(join(place, 'bundle.cjs'), [], place)
    rmSync(place, { recursive: true, force: true })
    expect(output).toContain('out.dcm 1 0\n')
    expect(output).toContain('out.tar 0 0\n')
  })

  it('is bundled by Vite for a page, with nothing of Node in it', async () => {
    put('page/index.html', '<script type="module" src="./main.js"></script>')
    put(
      'page/main.js',
      PROGRAM("import { createDeidentifier } from 'dicom-sluice/web'").replace(
        'process.stdout.write',
        'globalThis.show',
      ),
    )
    const outDir = join(project, 'page-built')
    await bundleWithVite({
      root: join(project, 'page'),
      logLevel: 'error',
      build: { outDir, target: 'es2023', modulePreload: false },
    })
    const assets = readdirSync(join(outDir, 'assets')).filter((name) => name.endsWith('.js'))
    const texts = assets.map((name) => readFileSync(join(outDir, 'assets', name), 'utf8'))
    expect(texts.filter((text) => /["']node:/.test(text))).toEqual([])
    expect(existsSync(join(outDir, 'index.html'))).toBe(true)
    const main = assets[texts.findIndex((text) => text.includes('globalThis.show'))]!
    const program = put(
      'page-built/assets/run.mjs',
      `let shown = ''\nglobalThis.show = (text) => process.stdout.write(text)\nawait import('./${main}')`,
    )
    put('page-built/package.json', '{ "type": "module" }')
    expect(await outputOf(program)).toBe(expected)
  })

  it('is judged well by publint and by Are the types wrong', async () => {
    const bin = join(ROOT, 'node_modules/.bin')
    const lint = await run(join(bin, 'publint'), [
      'run',
      '--strict',
      '--pack',
      'false',
      join(project, 'node_modules/dicom-sluice'),
    ])
    expect(lint.stdout).toMatch(/All good/)
    const types = await run(join(bin, 'attw'), ['--profile', 'esm-only', '--format', 'json', installed.archive])
    expect(JSON.parse(types.stdout)).toMatchObject({ analysis: { types: { kind: 'included' } } })
  })
})
