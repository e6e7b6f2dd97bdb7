import { describe, expect, it } from 'vitest'
import { writeReference } from '../../../scripts/build-reference.ts'
import * as library from '../../../src/index.ts'
import * as entries from '../../../src/streams/entries.ts'
import { readText } from '../../rules/repository.ts'

describe('the reference', () => {
  it('is what the types say: npm run docs writes it anew', () => {
    expect(readText('docs/reference.md')).toBe(writeReference())
  })

  it('has every exported name', () => {
    const headings = [...readText('docs/reference.md').matchAll(/^### (\w+)$/gm)].map((match) => match[1])
    for (const name of [...Object.keys(library), ...Object.keys(entries)]) expect(headings).toContain(name)
  })
})
