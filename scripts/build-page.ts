/** Makes `build/page/dicom-sluice.html` of `web/`: one file that works from a disk, and that may load and connect to nothing. */

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDER = `${ROOT}build/page`

const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string }
const { outputFiles } = await build({
  entryPoints: [`${ROOT}web/page.ts`],
  bundle: true,
  write: false,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'inline',
  define: { 'globalThis.Buffer': 'undefined', PAGE_VERSION: JSON.stringify(version) },
  // All that the report takes of it.
  alias: { 'node:crypto': `${ROOT}web/hash.ts` },
})
// Within a page a script ends where this stands, even in a text.
const script = outputFiles[0]!.text.replaceAll('</script', '<\\/script')
const style = readFileSync(`${ROOT}web/page.css`, 'utf8')
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
  `style-src ${hashOf(style)}`,
  'img-src blob:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')
const html = readFileSync(`${ROOT}web/page.html`, 'utf8')
  .replace('<!-- Content-Security-Policy -->', () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
  .replace('<!-- style -->', () => `<style>${style}</style>`)
  .replace('<!-- script -->', () => `<script>${script}</script>`)
mkdirSync(FOLDER, { recursive: true })
writeFileSync(`${FOLDER}/dicom-sluice.html`, html)
