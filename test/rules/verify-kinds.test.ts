import { describe, expect, it } from 'vitest'
import { KINDS } from '../../src/verify/findings.ts'
import { readText } from './repository.ts'

describe('docs/verify.md', () => {
  it('lists every kind of finding once, with its severity and text, and no other', () => {
    const rows = readText('docs/verify.md').matchAll(/^\| `([a-z-]+)` \| (\w+) \| ([^|]+?) \|$/gm)
    const listed = [...rows].map((row) => [row[1]!, [row[2]!, row[3]!]] as const)
    expect(listed.length).toBe(Object.keys(KINDS).length)
    expect(Object.fromEntries(listed)).toEqual(KINDS)
  })
})
