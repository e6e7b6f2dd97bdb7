/**
 * Writes the software bill of materials: what is installed with this package, in CycloneDX JSON 1.5, from the lock file alone. The same
 * lock file gives the same bytes. `npm sbom` leaves packages out that are there for development, too.
 *
 *     npm run sbom [-- FILE]      default: build/sbom.cdx.json
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MODULES = 'node_modules/'

interface LockedPackage {
  readonly name?: string
  readonly version: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

type Packages = Readonly<Record<string, LockedPackage>>

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Packages }
const path = process.argv[2] ?? join(ROOT, 'build', 'sbom.cdx.json')
mkdirSync(dirname(path), { recursive: true })
writeFileSync(path, `${JSON.stringify(makeBom(packages), undefined, 2)}\n`)

function makeBom(locked: Packages): object {
  const installed = Object.keys(locked).filter((place) => locked[place]!.dev !== true)
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: componentOf('', locked) },
    components: installed.filter((place) => place !== '').map((place) => componentOf(place, locked)),
    dependencies: installed.map((place) => ({
      ref: referenceOf(place, locked),
      dependsOn: dependenciesOf(place, locked).map((other) => referenceOf(other, locked)),
    })),
  }
}

function componentOf(place: string, locked: Packages): object {
  const { version, integrity, license } = locked[place]!
  const [algorithm, digest] = integrity?.split('-') ?? []
  return {
    type: 'library',
    'bom-ref': referenceOf(place, locked),
    name: nameOf(place, locked),
    version,
    purl: `pkg:npm/${nameOf(place, locked).replace(/^@/, '%40')}@${version}`,
    ...(license !== undefined && { licenses: [{ expression: license }] }),
    ...(digest !== undefined && {
      hashes: [{ alg: algorithm!.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }],
    }),
  }
}

function nameOf(place: string, locked: Packages): string {
  return locked[place]!.name ?? place.slice(place.lastIndexOf(MODULES) + MODULES.length)
}

/** The same package at two places is two components. */
function referenceOf(place: string, locked: Packages): string {
  return `${nameOf(place, locked)}@${locked[place]!.version}${place.indexOf(MODULES, 1) > 0 ? `|${place}` : ''}`
}

/** Where Node finds what a package asks for: in its own folder, then in those around it. */
function dependenciesOf(place: string, locked: Packages): string[] {
  return Object.keys(locked[place]!.dependencies ?? {}).flatMap((name) => {
    for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf(`/${MODULES}`)))) {
      const candidate = `${folder === '' ? '' : `${folder}/`}${MODULES}${name}`
      if (locked[candidate] !== undefined) return [candidate]
      if (folder === '') return []
    }
  })
}
