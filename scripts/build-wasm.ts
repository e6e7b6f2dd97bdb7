/**
 * Compiles assembly/ with the options of asconfig.json and writes the module as base64 into src/wasm/engine-bytes.gen.ts, so that
 * it is found in every layout: installed, bundled, in a browser. `--target debug` keeps names and assertions.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = process.argv.includes('debug') ? 'debug' : 'release'
process.chdir(root)
mkdirSync('build', { recursive: true })

const { error, stderr } = await asc.main(['--config', 'asconfig.json', '--target', target])
if (error) {
  process.stderr.write(`${stderr.toString()}${error.message}\n`)
  process.exitCode = 1
} else {
  const wasm = readFileSync(target === 'debug' ? 'build/engine.debug.wasm' : 'build/engine.wasm')
  writeFileSync(
    'src/wasm/engine-bytes.gen.ts',
    `/** The WebAssembly core, ${wasm.length} bytes, made by scripts/build-wasm.ts. */\nexport const ENGINE_WASM_BASE64 =\n  '${wasm.toString('base64')}'\n`,
  )
}
