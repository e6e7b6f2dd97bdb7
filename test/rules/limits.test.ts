/** Every bound stands in a test by its name. */

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SOURCE = readFileSync(`${ROOT}/src/limits.ts`, 'utf8')
const TESTS = readdirSync(`${ROOT}/test`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('rules/'))
  .map((path) => readFileSync(`${ROOT}/test/${path}`, 'utf8'))
  .join('\n')

/** The bound's own name, or the one that the core knows it by. */
function isNamed(key: string): boolean {
  const inCore = new RegExp(`^ {2}${key}: ([A-Z][A-Z_]+),$`, 'm').exec(SOURCE)?.[1]
  return new RegExp(`\\blimits\\.${key}\\b${inCore === undefined ? '' : `|\\b${inCore}\\b`}`).test(TESTS)
}

it('names every bound in a test', () => {
  expect(Object.keys(limits).filter((key) => !isNamed(key))).toEqual([])
})

it('says of every bound why it is there', () => {
  const lines = SOURCE.slice(SOURCE.indexOf('export const limits')).split('\n')
  const bare = lines.filter((line, at) => /^ {2}\w+: /.test(line) && !/\*\/$|^ {2}\w+: /.test(lines[at - 1]!))
  expect(bare).toEqual([])
})
