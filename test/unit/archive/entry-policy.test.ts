import { expect, it } from 'vitest'
import { dropCodeOf } from '../../../src/archive/entry-policy.ts'

function codeOf(type: string, name = 'a', sparse = false): string | undefined {
  return dropCodeOf({
    ordinal: 0,
    offsetBytes: 0,
    lead: { globalBytes: 0, gnuBytes: 0, paxBytes: 0 },
    mapBytes: 0,
    name: Buffer.from(name),
    type: type.charCodeAt(0),
    sizeBytes: 1,
    sparse,
  })
}

it('looks into regular files: 0, NUL and contiguous', () => {
  for (const type of ['0', '\0', '7']) expect(codeOf(type)).toBeUndefined()
})

it('drops all other types, known or not', () => {
  for (let type = 1; type < 256; type++) {
    const text = String.fromCharCode(type)
    if ('07S'.includes(text)) continue
    expect(codeOf(text), text).toBe('NOT_A_FILE')
  }
})

it('drops a file whose name ends like that of a directory', () => {
  expect(codeOf('0', 'folder/')).toBe('NOT_A_FILE')
  expect(codeOf('\0', 'folder/')).toBe('NOT_A_FILE')
})

it('drops sparse members of every format', () => {
  expect(codeOf('S')).toBe('SPARSE')
  expect(codeOf('0', 'a', true)).toBe('SPARSE')
})
