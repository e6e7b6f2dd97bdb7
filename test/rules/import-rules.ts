/**
 * The rules about who may import whom, as a function of a made-up or real tree: paths relative to `src`, and their texts.
 * It reads imports from the text, because the compiler offers no interface for it and a type import counts like any other.
 */

export type SourceTree = ReadonlyMap<string, string>

const LEAVES = new Set(['errors.ts', 'limits.ts', 'wasm/seam.ts'])

/** From the bottom up. A layer may import from those before its own row, never from a neighbour in the same row. */
const ROWS: readonly (readonly string[])[] = [
  ['leaf'],
  ['wasm', 'dicom'],
  ['profile', 'identity', 'cleaning', 'pixels'],
  ['engine', 'inspect', 'detection'],
  // verify reads what archive wrote with other readers, and may share nothing with it.
  ['archive', 'verify', 'staging'],
  ['streams'],
  ['report', 'risk', 'sop', 'web'],
  ['package'],
  ['cli'],
]

const RUNS_IN_A_BROWSER = new Set([
  'leaf',
  'wasm',
  'dicom',
  'profile',
  'identity',
  'cleaning',
  'pixels',
  'engine',
  'inspect',
  'staging',
  'detection',
])
const PACKAGES: Readonly<Record<string, ReadonlySet<string>>> = { verify: new Set(['dcmjs', 'tar-stream']) }
const MAY_USE_PACKAGES = new Set(['cli', 'web'])
const MAY_USE_PROCESS = new Set(['cli'])

/** Every breach of the rules, one sentence each; none for a tree that is in order. */
export function findBreaches(tree: SourceTree): string[] {
  const breaches: string[] = []
  for (const [path, text] of tree) {
    breaches.push(...findImportBreaches(path, text, tree), ...findTextBreaches(path, text))
  }
  breaches.push(...findCycles(tree), ...findNodeInWeb(tree))
  return breaches
}

/** The layer of a file: `leaf`, a folder, or `package` for the entry points that stand straight in `src`. */
function layerOf(path: string): string {
  if (LEAVES.has(path)) return 'leaf'
  const slash = path.indexOf('/')
  return slash < 0 ? 'package' : path.slice(0, slash)
}

function findImportBreaches(path: string, text: string, tree: SourceTree): string[] {
  const breaches: string[] = []
  const from = layerOf(path)
  const fromRow = ROWS.findIndex((row) => row.includes(from))
  if (fromRow < 0) return [`${path}: the folder ${from} is in no layer`]
  for (const specifier of importsOf(text)) {
    if (specifier.startsWith('node:')) {
      if (RUNS_IN_A_BROWSER.has(from)) breaches.push(`${path}: imports ${specifier}, which a browser has not`)
    } else if (!specifier.startsWith('.')) {
      if (!MAY_USE_PACKAGES.has(from) && !PACKAGES[from]?.has(specifier))
        breaches.push(`${path}: imports the package ${specifier}`)
    } else {
      const target = resolve(path, specifier)
      const to = layerOf(target)
      if (target.startsWith('..')) breaches.push(`${path}: imports ${target}, outside src`)
      else if (from === 'leaf' && !(path === 'limits.ts' && target === 'wasm/seam.ts')) {
        breaches.push(`${path}: is a leaf and imports ${target}`)
      } else if (to !== from) {
        const toRow = ROWS.findIndex((row) => row.includes(to))
        if (toRow < 0 || toRow >= fromRow) breaches.push(`${path}: imports ${target}, against the direction of layers`)
      }
      if (!tree.has(target) && !target.endsWith('.gen.ts'))
        breaches.push(`${path}: imports ${target}, which is no file`)
    }
  }
  return breaches
}

function findTextBreaches(path: string, text: string): string[] {
  const breaches: string[] = []
  const code = withoutComments(text).replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
  if (/\bexport\s+default\b|\bas\s+default\b/.test(code)) breaches.push(`${path}: has a default export`)
  if (!MAY_USE_PROCESS.has(layerOf(path))) {
    if (/(?<![\w.$])console\b/.test(code)) breaches.push(`${path}: uses console`)
    if (/(?<![\w.$])process\s*[.[]/.test(code) || /globalThis\s*\.\s*(?:process|console)\b/.test(code)) {
      breaches.push(`${path}: uses process`)
    }
    if (importsOf(text).some((specifier) => specifier === 'node:process' || specifier === 'node:console')) {
      breaches.push(`${path}: imports process or console`)
    }
  }
  return breaches
}

/** What a page loads by `web/index.ts`, directly or not, has to run where there is no Node. */
function findNodeInWeb(tree: SourceTree): string[] {
  const breaches: string[] = []
  const reached = new Set(['web/index.ts'])
  for (const path of reached) {
    for (const specifier of importsOf(tree.get(path) ?? '')) {
      if (specifier.startsWith('.')) reached.add(resolve(path, specifier))
      else if (specifier.startsWith('node:')) breaches.push(`${path}: is loaded in a browser and imports ${specifier}`)
    }
  }
  return breaches
}

function findCycles(tree: SourceTree): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) {
      cycles.push(`a cycle: ${[...trail.slice(at), path].join(' -> ')}`)
      return
    }
    const text = tree.get(path)
    if (done.has(path) || text === undefined) return
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('.')) visit(resolve(path, specifier), [...trail, path])
    }
    done.add(path)
  }
  for (const path of tree.keys()) visit(path, [])
  return cycles
}

/** What a file imports or re-exports, statically or not, as written. */
export function importsOf(text: string): string[] {
  const code = withoutComments(text)
  const specifiers: string[] = []
  const patterns = [
    /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"\n]+)['"]/gm,
    /^[ \t]*import\s*['"]([^'"\n]+)['"]/gm,
    /\b(?:import|require)\s*\(\s*['"`]([^'"`\n]+)['"`]/g,
  ]
  for (const pattern of patterns) for (const match of code.matchAll(pattern)) specifiers.push(match[1]!)
  return specifiers
}

/** The text with comments blanked. Strings and templates are kept, so that `//` in one does not begin a comment. */
function withoutComments(text: string): string {
  const token = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
  return text.replaceAll(token, (found) => (found.startsWith('/*') || found.startsWith('//') ? ' ' : found))
}

function resolve(fromPath: string, specifier: string): string {
  const parts = fromPath.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}
