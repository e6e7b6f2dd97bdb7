import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf } from '../../rules/import-rules.ts'
import { ROOT } from '../../rules/repository.ts'

const FOLDER = join(ROOT, 'dist/cli')

/** What a file of the build loads, itself or by way of others, before it runs: files of the build and packages. */
function loadedBy(name: string, loaded = new Set<string>()): Set<string> {
  loaded.add(name)
  const text = readFileSync(join(FOLDER, name), 'utf8')
  const statically = text.split('\n').filter((line) => /^(?:import|export)\b/.test(line))
  for (const specifier of importsOf(statically.join('\n'))) {
    if (specifier.startsWith('./')) {
      if (!loaded.has(specifier.slice(2))) loadedBy(specifier.slice(2), loaded)
    } else if (!specifier.startsWith('node:')) loaded.add(specifier)
  }
  return loaded
}

describe('the command as it is built', () => {
  it('answers for its version with one file', () => {
    expect([...loadedBy('main.js')]).toEqual(['main.js', 'base.js'])
  })

  it('de-identifies with three, and without a package', () => {
    expect([...loadedBy('run.js')].sort()).toEqual(['base.js', 'core.js', 'run.js'])
  })

  it('takes the modules of Node as they are, and loads nothing that it does not ask for', () => {
    for (const name of ['main.js', 'base.js', 'core.js', 'run.js']) {
      expect(readFileSync(join(FOLDER, name), 'utf8'), name).not.toMatch(/^import .*["']node:/m)
    }
  })

  it('has nothing of rules about pixels in what a run without them loads', () => {
    const text = readFileSync(join(FOLDER, 'staging-processor.js'), 'utf8')
    expect(text).toContain('AgreedJudge')
    for (const name of [...loadedBy('run.js'), ...loadedBy('archive-worker.js')]) {
      if (name.endsWith('.js')) expect(readFileSync(join(FOLDER, name), 'utf8'), name).not.toContain('AgreedJudge')
    }
  })

  it('gives a thread what an engine needs, and nothing of the command line', () => {
    const loaded = loadedBy('archive-worker.js')
    expect(loaded).toContain('core.js')
    expect(loaded).not.toContain('run.js')
  })
})
