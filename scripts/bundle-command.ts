/**
 * Puts the command into a few files under dist/cli: what an ordinary run needs is one of them. A hundred modules would each be found, read and compiled for themselves, which takes longer
 * than to de-identify a thousand objects. Packages stay where they are installed, with their licences.
 */

import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { withOrdinaryNames } from './ordinary-names.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** The modules that each file is made of, with what they import; a module is in the first of them that needs it. */
const FILES: readonly (readonly [name: string, test: RegExp])[] = [
  ['base', /src\/cli\/main\.ts$/],
  ['core', /src\/streams\/(?:deidentification|node-platform|directory-members)\.ts$/],
  ['run', /src\/cli\/(?:plain-arguments|run-command)\.ts$/],
]

/**
 * Takes Node's own modules as they are. By `import` each has all that it exports looked up, and so loaded, streams, terminals and web cryptography among
 * it: 1 MiB and a fifteenth of the time of a short run.
 */
const NODE_MODULES_AS_THEY_ARE = {
  name: 'node-modules-as-they-are',
  renderChunk(code: string): string {
    return code.replaceAll(
      /^import \{([^}]*)\} from "(node:[a-z0-9_/]+)";$/gm,
      (_, names: string, module: string) =>
        `const {${names.replaceAll(' as ', ': ')}} = process.getBuiltinModule("${module}");`,
    )
  },
}

/** A fiftieth of the CPU of a run over 300 images. */
const ORDINARY_NAMES = { name: 'ordinary-names', renderChunk: withOrdinaryNames }

rmSync(`${ROOT}dist/cli`, { recursive: true, force: true })
const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string }
const bundle = await rolldown({
  cwd: ROOT,
  transform: { define: { BUNDLED_VERSION: JSON.stringify(version) } },
  platform: 'node',
  external: /^[^./]/,
  plugins: [NODE_MODULES_AS_THEY_ARE, ORDINARY_NAMES],
  input: {
    main: 'src/cli/main.ts',
    'archive-worker': 'src/streams/archive-worker.ts',
    'codec-thread': 'src/streams/codec-thread.ts',
  },
})
// Names of functions stay as they are, so that the trace of --debug says something.
await bundle.write({
  dir: 'dist/cli',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  minify: false,
  codeSplitting: {
    includeDependenciesRecursively: true,
    groups: FILES.map(([name, test], index) => ({ name, test, priority: FILES.length - index })),
  },
})
await bundle.close()
