// A threat is met where a test says so. The page names the tests; here they are looked up.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, readText } from './repository.ts'

interface Section {
  readonly adversary: string
  readonly rows: readonly (readonly string[])[]
}

/** The tables of the page by their headings, without their head rows. */
function readSections(text: string): Section[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [adversary = ''] = section.split('\n')
      const rows = [...section.matchAll(/^\|(.+)\|$/gm)].map(([, row]) => row!.split('|').map((cell) => cell.trim()))
      return { adversary, rows: rows.slice(2) }
    })
}

const sections = readSections(readText('docs/threat-model.md')).filter(({ rows }) => rows.length > 0)

describe('the threat model', () => {
  it('knows those who would do harm', () => {
    expect(sections.map(({ adversary }) => adversary)).toEqual([
      'The sender of hostile files',
      'The receiver who looks for traces',
      'The curious operator',
      'Another user of the machine',
      'The supply chain',
    ])
    for (const { adversary, rows } of sections)
      expect([adversary, rows.length]).toEqual([adversary, expect.any(Number)])
  })

  it('names a test for everything that they can do, and the test is there', () => {
    const rows = sections.flatMap((section) => section.rows)
    expect(rows.length).toBeGreaterThan(25)
    const unmet = rows.filter((cells) => {
      const tests = [...(cells[2] ?? '').matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, path]) => path!)
      return cells.length !== 3 || tests.length === 0 || tests.some((path) => !existsSync(join(ROOT, path)))
    })
    expect(unmet).toEqual([])
  })
})
