/** Where the rule tests find the repository they judge: its root, its files, its documents. */

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '')

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Paths of all TypeScript files under a folder, relative to it, in order. */
export function listSources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(ROOT, folder).length + 1))
    .sort()
}

/** What git tracks, relative to the root. */
export function listTracked(): string[] {
  return execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\0')
    .filter((path) => path !== '')
}

/** README and everything under docs that is Markdown. */
export function listDocuments(): string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  const atRoot = readdirSync(ROOT).filter((name) => name.endsWith('.md'))
  return [...atRoot, ...docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))].sort()
}
