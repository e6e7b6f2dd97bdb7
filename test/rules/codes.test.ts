import { describe, expect, it } from 'vitest'
import { CODES } from '../../src/errors.ts'
import { readText } from './repository.ts'

/** Rows `| `CODE` | reason | ... |` of the tables in docs/codes.md. */
function listedCodes(): [string, string][] {
  const rows = readText('docs/codes.md').matchAll(/^\| `([A-Z_]+)` \| ([^|]+?) \|/gm)
  return [...rows].map((row) => [row[1]!, row[2]!.replaceAll('`', '')])
}

describe('docs/codes.md', () => {
  it('lists every code of errors.ts once, with its text, and no other', () => {
    const listed = listedCodes()
    expect(listed.map(([code]) => code).sort()).toEqual(Object.keys(CODES).sort())
    expect(Object.fromEntries(listed)).toEqual(CODES)
  })
})
