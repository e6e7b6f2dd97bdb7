import { describe, expect, it } from 'vitest'
import { findBreaches, importsOf } from './import-rules.ts'
import { listSources, readText } from './repository.ts'

const IN_ORDER: [string, string][] = [
  ['errors.ts', 'export const CODES = {}'],
  ['limits.ts', "import { A } from './wasm/seam.ts'\nexport const limits = A"],
  ['wasm/seam.ts', 'export const A = 1'],
  ['dicom/tag.ts', "import { CODES } from '../errors.ts'\nexport const tag = CODES"],
  [
    'engine/object.ts',
    "import { tag } from '../dicom/tag.ts'\n// console.log(process.env) in a remark\nexport const o = tag",
  ],
  [
    'streams/tar.ts',
    "import { Transform } from 'node:stream'\nimport { o } from '../engine/object.ts'\nexport const t = [Transform, o]",
  ],
  ['index.ts', "export { t } from './streams/tar.ts'"],
  [
    'cli/main.ts',
    "import { Command } from 'commander'\nimport { t } from '../index.ts'\nconsole.log(process.argv, t, Command)",
  ],
]

function breachesWith(...files: [string, string][]): string[] {
  return findBreaches(new Map([...IN_ORDER, ...files]))
}

describe('the direction of imports', () => {
  it('holds in src', () => {
    const tree = new Map(listSources('src').map((path) => [path, readText(`src/${path}`)]))
    expect(tree.size).toBeGreaterThan(3)
    expect(findBreaches(tree)).toEqual([])
  })

  it('accepts a tree that is in order', () => {
    expect(breachesWith()).toEqual([])
  })

  it.each<[string, [string, string], RegExp]>([
    ['an import from above', ['dicom/vr.ts', "import { o } from '../engine/object.ts'"], /against the direction/],
    [
      'an import from a neighbour',
      ['wasm/module.ts', "import { tag } from '../dicom/tag.ts'"],
      /against the direction/,
    ],
    ['a type import from above', ['identity/key.ts', "import type { o } from '../engine/object.ts'"], /against the/],
    ['a re-export from above', ['profile/a.ts', "export * from '../streams/tar.ts'"], /against the direction/],
    [
      'an import spread over lines',
      ['dicom/b.ts', "import {\n  o,\n} from '../engine/object.ts'"],
      /against the direction/,
    ],
    ['an import at run time', ['dicom/c.ts', "export const c = () => import('../engine/object.ts')"], /against the/],
    ['the entry point from within', ['streams/d.ts', "import { t } from '../index.ts'"], /against the direction/],
    ['a leaf that imports', ['errors.ts', "import { A } from './wasm/seam.ts'"], /is a leaf/],
    ['Node in a leaf', ['errors.ts', "import { join } from 'node:path'"], /browser/],
    ['Node in wasm', ['wasm/module.ts', "import { readFileSync } from 'node:fs'"], /browser/],
    ['Node in the engine', ['engine/zlib.ts', "import zlib from 'node:zlib'"], /browser/],
    ['Node in identity', ['identity/key.ts', "import { createHmac } from 'node:crypto'"], /browser/],
    ['a package below the command', ['archive/tar.ts', "import { pack } from 'tar-stream'"], /the package tar-stream/],
    ['a package that verify has no need of', ['verify/a.ts', "import { parse } from 'yaml'"], /the package yaml/],
    ['the tar reader in verify', ['verify/b.ts', "import { tag } from '../archive/c.ts'"], /against the direction/],
    ['console in streams', ['streams/e.ts', 'console.error(1)'], /uses console/],
    ['process in streams', ['streams/f.ts', 'export const f = process.env.HOME'], /uses process/],
    ['process by its module', ['streams/g.ts', "import { env } from 'node:process'"], /imports process/],
    ['process by the global object', ['archive/h.ts', 'export const h = globalThis.process'], /uses process/],
    ['a default export', ['dicom/i.ts', 'export default 1'], /default export/],
    ['a default export by name', ['dicom/j.ts', 'const j = 1\nexport { j as default }'], /default export/],
    ['a folder in no layer', ['shelf/k.ts', 'export const k = 1'], /in no layer/],
    ['an import out of src', ['cli/l.ts', "import { x } from '../../test/x.ts'"], /outside src/],
    ['an import of nothing', ['dicom/m.ts', "import { x } from './gone.ts'"], /no file/],
  ])('refuses %s', (_, file, breach) => {
    expect(breachesWith(file).some((found) => found.startsWith(file[0]) && breach.test(found))).toBe(true)
  })

  it('refuses a cycle within a folder', () => {
    const breaches = breachesWith(
      ['dicom/a.ts', "import { b } from './b.ts'\nexport const a = b"],
      ['dicom/b.ts', "import { c } from './c.ts'\nexport const b = c"],
      ['dicom/c.ts', "import { a } from './a.ts'\nexport const c = a"],
    )
    expect(breaches).toEqual(['a cycle: dicom/a.ts -> dicom/b.ts -> dicom/c.ts -> dicom/a.ts'])
  })

  it('refuses Node in what a page loads, however far', () => {
    const breaches = breachesWith(
      ['web/index.ts', "import { a } from '../streams/a.ts'\nexport const web = a"],
      ['streams/a.ts', "export const a = await import('../archive/b.ts')"],
      ['archive/b.ts', "import { createGzip } from 'node:zlib'\nexport const b = createGzip"],
    )
    expect(breaches).toEqual(['archive/b.ts: is loaded in a browser and imports node:zlib'])
  })

  it('does not take a remark or a text for an import', () => {
    expect(
      importsOf("// import { a } from './a.ts'\n/* import './b.ts' */\nconst c = 'x // y'\nimport './d.ts'"),
    ).toEqual(['./d.ts'])
  })
})
