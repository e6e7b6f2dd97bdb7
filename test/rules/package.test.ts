import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listTracked, ROOT, readText } from './repository.ts'

interface PackageFile {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly type: string
  readonly engines: Readonly<Record<string, string>>
  readonly bin: Readonly<Record<string, string>>
  readonly files: readonly string[]
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

const manifest = JSON.parse(readText('package.json')) as PackageFile
const lock = JSON.parse(readText('package-lock.json')) as LockFile
const pinned = { ...manifest.dependencies, ...manifest.devDependencies }

/** Rows `| `name` | reason |` under a heading of CONTRIBUTING.md. */
function namesUnder(heading: string): string[] {
  const section = readText('CONTRIBUTING.md')
    .split(/^#+ /m)
    .find((text) => text.startsWith(`${heading}\n`))
  return [...(section ?? '').matchAll(/^\| `([^`]+)` \| .{12,} \|$/gm)].map((row) => row[1]!).sort()
}

describe('package.json', () => {
  it('pins every dependency to one version, the one in the lock file', () => {
    expect(Object.entries(pinned).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    const locked = Object.keys(pinned).map((name) => [name, lock.packages[`node_modules/${name}`]?.version])
    expect(Object.fromEntries(locked)).toEqual(pinned)
  })

  it('depends at run time on what CONTRIBUTING.md gives a reason for, and on nothing else', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual(namesUnder('Dependencies at run time'))
  })

  it('depends for development on what CONTRIBUTING.md gives a reason for, and on nothing else', () => {
    expect(Object.keys(manifest.devDependencies).sort()).toEqual(namesUnder('Dependencies for development'))
  })

  it('keeps its licence, kind and engines', () => {
    expect(manifest).toMatchObject({
      name: 'dicom-sluice',
      license: 'Apache-2.0',
      type: 'module',
      engines: { node: '>=22.15' },
    })
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(readText('CHANGELOG.md')).toContain(`## ${manifest.version}`)
  })

  it('publishes the build and the papers, each of which exists, and no test data', () => {
    expect(manifest.files).toEqual([
      'bin',
      'dist',
      'man',
      'schema',
      'README.md',
      'CHANGELOG.md',
      'SECURITY.md',
      'LICENSE',
      'NOTICE',
    ])
    expect(manifest.files.filter((path) => path !== 'dist' && path !== 'man' && !existsSync(join(ROOT, path)))).toEqual(
      [],
    )
  })

  it('has a command that can be executed, and tells Node how', () => {
    expect(Object.keys(manifest.bin)).toEqual(['sluice'])
    accessSync(join(ROOT, manifest.bin.sluice!), constants.X_OK)
    expect(readText(manifest.bin.sluice!).startsWith('#!/usr/bin/env node\n')).toBe(true)
  })

  it('exports only what the build makes, with types', () => {
    for (const [name, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string') expect([name, target]).toEqual(['./package.json', './package.json'])
      else {
        expect(Object.keys(target)).toEqual(['types', 'default'])
        const source = target.default!.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')
        expect(existsSync(join(ROOT, source)), source).toBe(true)
        expect(target.types).toBe(target.default!.replace(/\.js$/, '.d.ts'))
      }
    }
  })

  it('runs nothing when it is installed', () => {
    const hooks = Object.keys(manifest.scripts).filter((name) =>
      /^(?:pre|post)?(?:install|prepare|publish|pack)/.test(name),
    )
    expect(hooks).toEqual([])
  })
})

describe('the lock file', () => {
  it('holds a digest for every package, and no address', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
    expect(packages.length).toBeGreaterThan(Object.keys(pinned).length)
    expect(packages.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([])
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
  })
})

describe('the lock file, for every platform,', () => {
  // npm ci refuses a lock file that leaves one out, on any machine.
  it('has the packages that only some platforms install', () => {
    const names = Object.values(lock.packages).flatMap((locked) => Object.keys(locked.optionalDependencies ?? {}))
    const paths = Object.keys(lock.packages)
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([])
  })
})

describe('the repository', () => {
  it('tracks nothing that is built, no DICOM object, and nothing that a profiler left', () => {
    const built = listTracked().filter((path) =>
      /(?:\.gen\.ts|\.wasm|\.wat|\.dcm|\.tar|\.log|\.cpuprofile|\.heapsnapshot|^dist\/.*|^man\/.*|^build\/.*)$/.test(
        path,
      ),
    )
    expect(built).toEqual([])
  })
})
