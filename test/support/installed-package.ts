/** What `npm pack` packs, unpacked where npm would put it, beside its dependencies and nothing else. */

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT, readText } from '../rules/repository.ts'

const run = promisify(execFile)

/** A project that has installed the package. */
export interface InstalledPackage {
  readonly folder: string
  /** The packed archive. */
  readonly archive: string
  /** Writes a file of the project, and answers with its path. */
  put(name: string, text: string | Uint8Array): string
  remove(): void
}

/** `npm run build` comes before. */
export async function installPackage(): Promise<InstalledPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-installed-'))
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
  })
  const archive = join(folder, stdout.trim())
  const target = join(folder, 'node_modules/dicom-sluice')
  mkdirSync(target, { recursive: true })
  await run('tar', ['-xzf', archive, '-C', target, '--strip-components=1'])
  const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> }
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  }
  const put = (name: string, text: string | Uint8Array): string => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }
  put('package.json', '{ "type": "module", "private": true }')
  return { folder, archive, put, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
