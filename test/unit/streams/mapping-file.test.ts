import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SluiceError } from '../../../src/errors.ts'
import { MappingFiles } from '../../../src/streams/mapping-file.ts'

let directory = ''
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'mapping-')), 'made', 'here')
})
afterEach(() => {
  rmSync(join(directory, '../..'), { recursive: true, force: true })
})

const read = (name: string): string => readFileSync(join(directory, name), 'latin1')

test('has each pair once, in the table of its kind', () => {
  const mapping = new MappingFiles(directory)
  for (let round = 0; round < 3; round++) {
    mapping.add('uid', '1.2.3', '2.25.1')
    mapping.add('patient-id', '1.2.3', 'T1')
    mapping.add('uid', '1.2.4', '2.25.2')
  }
  mapping.finish()
  expect(read('uid_mapping.csv')).toBe('id_old,id_new\n1.2.3,2.25.1\n1.2.4,2.25.2\n')
  expect(read('patid_mapping.csv')).toBe('id_old,id_new\n1.2.3,T1\n')
})

test('has columns alone where nothing was replaced', () => {
  new MappingFiles(directory).finish()
  expect(read('uid_mapping.csv')).toBe('id_old,id_new\n')
})

test('quotes what would break a line, and keeps the bytes', () => {
  const mapping = new MappingFiles(directory)
  for (const original of ['a,b', 'say "x"', 'a\nb', 'a\rb', 'M\xfcller', ' x', "x'y"])
    mapping.add('patient-id', original, 'T')
  mapping.finish()
  expect(read('patid_mapping.csv')).toBe(
    'id_old,id_new\n"a,b",T\n"say ""x""",T\n"a\nb",T\n"a\rb",T\nM\xfcller,T\n" x",T\nx\'y,T\n',
  )
})

test('may be read by its owner alone', () => {
  new MappingFiles(directory).finish()
  for (const name of ['uid_mapping.csv', 'patid_mapping.csv']) {
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
  }
  expect(statSync(directory).mode & 0o777).toBe(0o700)
})

test('has every pair, some of them twice, beyond what it remembers', () => {
  const mapping = new MappingFiles(directory, 8)
  const pairs = Array.from({ length: 10_000 }, (_, index) => `1.2.${index},2.25.${index}`)
  for (const pair of [...pairs, ...pairs]) mapping.add('uid', ...(pair.split(',') as [string, string]))
  mapping.finish()
  const lines = read('uid_mapping.csv').trimEnd().split('\n').slice(1)
  expect(new Set(lines)).toEqual(new Set(pairs))
  expect(lines).toHaveLength(20_000)
})

test('has what there was when it was abandoned', () => {
  const mapping = new MappingFiles(directory)
  mapping.add('uid', '1.2.3', '2.25.1')
  mapping.abandon()
  mapping.finish()
  expect(read('uid_mapping.csv')).toBe('id_old,id_new\n1.2.3,2.25.1\n')
})

test('leaves an earlier table alone, and no half of its own behind', () => {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'patid_mapping.csv'), 'of an earlier run')
  const fault = faultOf(() => new MappingFiles(directory))
  expect(fault?.code).toBe('IO')
  expect(fault?.message).toContain('EEXIST')
  expect(fault?.message).not.toContain(directory)
  expect(read('patid_mapping.csv')).toBe('of an earlier run')
  expect(() => read('uid_mapping.csv')).toThrow()
})

function faultOf(action: () => unknown): SluiceError | undefined {
  try {
    action()
  } catch (fault) {
    if (fault instanceof SluiceError) return fault
    throw fault
  }
  return undefined
}
