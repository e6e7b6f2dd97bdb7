import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { useScratch } from '../../support/scratch.ts'

const SCRIPT = fileURLToPath(new URL('../../../scripts/sbom.ts', import.meta.url))
const LOCK = fileURLToPath(new URL('../../../package-lock.json', import.meta.url))

interface Component {
  readonly name: string
  readonly version: string
  readonly hashes?: readonly unknown[]
  readonly licenses?: readonly unknown[]
}

interface Locked {
  readonly version?: string
  readonly dev?: boolean
}

const scratch = useScratch('nothing')

function make(name: string): string {
  execFileSync(process.execPath, [SCRIPT, scratch.at(name)])
  return readFileSync(scratch.at(name), 'utf8')
}

describe('the bill of materials', () => {
  it('has what the lock file installs with the package, each with a digest and a licence, and nothing else', () => {
    const { components, metadata } = JSON.parse(make('sbom.json')) as {
      components: Component[]
      metadata: { component: Component }
    }
    const { packages } = JSON.parse(readFileSync(LOCK, 'utf8')) as { packages: Record<string, Locked> }
    const installed = Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && dev !== true)
      .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`)
    const listed = components.map(({ name, version }) => `${name}@${version}`)
    expect([...new Set(listed)].sort()).toEqual([...new Set(installed)].sort())
    expect(listed.length).toBeGreaterThan(4)
    expect(components.filter(({ hashes, licenses }) => !hashes?.length || !licenses?.length)).toEqual([])
    expect(metadata.component.name).toBe('dicom-sluice')
  })

  it('says what needs what, of packages that it has', () => {
    const { dependencies, components, metadata } = JSON.parse(make('sbom.json')) as {
      dependencies: { ref: string; dependsOn: string[] }[]
      components: { 'bom-ref': string }[]
      metadata: { component: { 'bom-ref': string } }
    }
    const known = new Set([metadata.component, ...components].map((component) => component['bom-ref']))
    expect(known.size).toBe(components.length + 1)
    expect(dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !known.has(ref))).toEqual(
      [],
    )
    const own = dependencies.find(({ ref }) => ref === metadata.component['bom-ref'])
    const { dependencies: asked } = JSON.parse(readFileSync(LOCK.replace('package-lock', 'package'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    expect(own?.dependsOn).toEqual(Object.entries(asked).map(([name, version]) => `${name}@${version}`))
  })

  it('is the same for the same lock file', () => {
    expect(make('one.json')).toBe(make('other.json'))
  })
})
