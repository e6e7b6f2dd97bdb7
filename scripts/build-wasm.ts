/**
 * Compiles the two modules of assembly/ and writes each as base64 into a file of src/wasm/, so that they are found in every layout: installed, bundled, in a browser.
 * The core goes by asconfig.json; `--target debug` keeps its names and assertions.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { SAMPLES_FIRST_PAGES, SAMPLES_PAGES } from '../src/wasm/sample-bits-seam.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = process.argv.includes('debug') ? 'debug' : 'release'
process.chdir(root)
mkdirSync('build', { recursive: true })

async function compile(options: readonly string[], wasmPath: string): Promise<Uint8Array> {
  const { error, stderr } = await asc.main([...options])
  if (error) throw new Error(`${stderr.toString()}${error.message}`)
  return readFileSync(wasmPath)
}

function writeModule(path: string, name: string, what: string, wasm: Uint8Array): void {
  const base64 = Buffer.from(wasm).toString('base64')
  writeFileSync(
    path,
    `/** ${what}, ${wasm.length} bytes, made by scripts/build-wasm.ts. */\nexport const ${name} =\n  '${base64}'\n`,
  )
}

try {
  const core = await compile(
    ['--config', 'asconfig.json', '--target', target],
    target === 'debug' ? 'build/engine.debug.wasm' : 'build/engine.wasm',
  )
  writeModule('src/wasm/engine-bytes.gen.ts', 'ENGINE_WASM_BASE64', 'The WebAssembly core', core)
  const pages = ['--initialMemory', String(SAMPLES_FIRST_PAGES), '--maximumMemory', String(SAMPLES_PAGES)]
  const fixed = ['--config', 'none', '--runtime', 'stub', '--use', 'abort=', '--noAssert', '--enable', 'simd', '-O3']
  const samples = ['assembly/sample-bits.ts', '--outFile', 'build/sample-bits.wasm', ...fixed, ...pages]
  writeModule(
    'src/wasm/sample-bits-bytes.gen.ts',
    'SAMPLE_BITS_WASM_BASE64',
    'What looks at bits of samples',
    await compile(samples, 'build/sample-bits.wasm'),
  )
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
