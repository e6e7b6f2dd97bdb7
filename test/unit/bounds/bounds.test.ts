/** What limits.ts bounds, at the bound and one beyond it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readProfileFile } from '../../../src/cli/profile-file.ts'
import { listDataSet } from '../../../src/dicom/list-data-set.ts'
import { limits } from '../../../src/limits.ts'
import { formatFaults, readProfileObject } from '../../../src/profile/document.ts'
import { readLines } from '../../../src/report/report-reader.ts'
import { Vocabulary } from '../../../src/risk/population.ts'
import { BlockSums } from '../../../src/verify/block-sums.ts'
import type { Kind } from '../../../src/verify/findings.ts'
import { HeldHead } from '../../../src/verify/held-head.ts'
import { ObjectFindings } from '../../../src/verify/object-findings.ts'
import { ENCODING_IMPLICIT_LE } from '../../../src/wasm/seam.ts'
import { runSluice } from '../../support/run-sluice.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-bounds-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const faultsOf = (document: unknown): string => formatFaults(readProfileObject(document))
const faultsOfFile = (text: string): string => formatFaults(readProfileFile(write('profile.yaml', text)))

function nested(depth: number): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

describe('a profile', () => {
  const rule = { attribute: '00100010', action: 'empty' }

  it('is nested as deep as limits.profileDepth, and no deeper', () => {
    // The profile itself is the first level, and the text at the end no list.
    expect(faultsOf({ words: nested(limits.profileDepth - 1) })).not.toContain('limits.profileDepth')
    expect(faultsOf({ words: nested(limits.profileDepth) })).toContain('limits.profileDepth')
  })

  it('has as many parts as limits.profileNodes, and no more', () => {
    // The map and the list are two of them.
    expect(faultsOf({ name: new Array(limits.profileNodes - 2).fill('x') })).not.toContain('limits.profileNodes')
    expect(faultsOf({ name: new Array(limits.profileNodes - 1).fill('x') })).toContain('limits.profileNodes')
  })

  it('has as many aliases as limits.profileAliases, and no more', () => {
    const aliases = (count: number): string => `words: [&a Sonnenberg${', *a'.repeat(count)}]\n`
    expect(faultsOfFile(aliases(limits.profileAliases))).toBe('')
    expect(faultsOfFile(aliases(limits.profileAliases + 1))).toContain('limits.profileAliases')
  })

  it('has as many rules as limits.profileRules, and no more', () => {
    expect(faultsOf({ rules: new Array(limits.profileRules).fill(rule) })).not.toContain('limits.profileRules')
    expect(faultsOf({ rules: new Array(limits.profileRules + 1).fill(rule) })).toContain('limits.profileRules')
  })

  it('has as many words as limits.profileWords, of limits.profileWordCharacters, and no more', () => {
    expect(faultsOf({ words: new Array(limits.profileWords).fill('ab') })).toBe('')
    expect(faultsOf({ words: new Array(limits.profileWords + 1).fill('ab') })).toContain('limits.profileWords')
    expect(faultsOf({ words: ['x'.repeat(limits.profileWordCharacters)] })).toBe('')
    expect(faultsOf({ words: ['x'.repeat(limits.profileWordCharacters + 1)] })).toContain('characters')
  })

  it('has as many rules about pixels as limits.pixelRules, and no more', () => {
    const pixelRule = { when: { Modality: { equals: 'XA' } }, withhold: true }
    const pixels = (count: number): unknown => ({ pixels: { rules: new Array(count).fill(pixelRule) } })
    expect(faultsOf(pixels(limits.pixelRules))).not.toContain('limits.pixelRules')
    expect(faultsOf(pixels(limits.pixelRules + 1))).toContain('limits.pixelRules')
  })

  it('extends others, limits.profileFiles in all, and no more', () => {
    const chain = (files: number): string => {
      write('0.yaml', 'name: base\n')
      for (let at = 1; at < files; at++) write(`${at}.yaml`, `extends: ./${at - 1}.yaml\nname: n${at}\n`)
      return formatFaults(readProfileFile(join(folder, `${files - 1}.yaml`)))
    }
    expect(chain(limits.profileFiles)).toBe('')
    expect(chain(limits.profileFiles + 1)).toContain('limits.profileFiles')
  })

  it('is imported from a file of limits.importedBytes, and of no more', async () => {
    const imported = (bytes: number) => {
      const script = '<script><e en="T" t="00100010" n="PatientName">@remove()</e></script>\n'
      const path = write('script.xml', script + ' '.repeat(bytes - script.length))
      return runSluice(['profile', 'import', path])
    }
    expect((await imported(limits.importedBytes)).stderr).not.toContain('longer than')
    expect((await imported(limits.importedBytes + 1)).stderr).toContain('longer than')
  })
})

describe('a run', () => {
  it('has as many threads as limits.jobs, and no more', async () => {
    const run = (jobs: number) => runSluice(['--jobs', String(jobs), join(folder, 'missing.tar')])
    expect((await run(limits.jobs)).stderr).not.toContain('--jobs takes')
    expect((await run(limits.jobs + 1)).stderr).toContain('--jobs takes')
  })
})

describe('a report', () => {
  it('has lines of limits.reportLineBytes, and none that goes on and on', () => {
    const lines = (bytes: number) => [...readLines(write('report.jsonl', `${'x'.repeat(bytes)}\n`))]
    expect(lines(limits.reportLineBytes)).toHaveLength(1)
    expect(() => lines(limits.reportLineBytes * 2)).toThrow(expect.objectContaining({ code: 'REPORT_INVALID' }))
  })
})

describe('an object that is listed', () => {
  it('is listed up to limits.inspectedElements', () => {
    const empty = Buffer.from('1000100000000000', 'hex')
    const things = (count: number) => [
      ...listDataSet(new Uint8Array(Buffer.concat(new Array(count).fill(empty))), ENCODING_IMPLICIT_LE),
    ]
    const kinds = (count: number) => new Set(things(count).map(({ kind }) => kind))
    expect(kinds(limits.inspectedElements - 1)).toEqual(new Set(['element']))
    expect(things(limits.inspectedElements + 5)).toHaveLength(limits.inspectedElements + 1)
    expect(things(limits.inspectedElements + 5).at(-1)).toMatchObject({ kind: 'finding' })
  })
})

describe('values of one quasi-identifier', () => {
  it('are as many as limits.riskValues, and no more', () => {
    const vocabulary = new Vocabulary()
    for (let at = 1; at <= limits.riskValues; at++) vocabulary.numberOf(`value ${at}`)
    expect(vocabulary.numberOf('value 1')).toBe(1)
    expect(() => vocabulary.numberOf('one more')).toThrow(expect.objectContaining({ code: 'RISK_TOO_VARIED' }))
  })
})

describe('verification', () => {
  it('tells limits.verifiedFindings of one object, that there are more, and nothing then', () => {
    const told: Kind[] = []
    const findings = new ObjectFindings((kind) => void told.push(kind))
    for (let at = 0; at < limits.verifiedFindings; at++) findings.find('date-left', `path ${at}`)
    expect(told).toEqual(new Array(limits.verifiedFindings).fill('date-left'))
    for (let at = 0; at < 3; at++) findings.find('date-left', `further ${at}`)
    expect(told.slice(limits.verifiedFindings)).toEqual(['not-inspected'])
  })

  it('holds limits.verifiedHeadBytes of an object for the second reader, and no more', () => {
    const head = new HeldHead()
    const chunk = new Uint8Array(1024 * 1024)
    for (let bytes = 0; bytes < limits.verifiedHeadBytes; bytes += chunk.length) head.push(chunk)
    head.push(Uint8Array.of(0))
    head.endAt = limits.verifiedHeadBytes
    expect(head.isWhole).toBe(true)
    head.endAt = limits.verifiedHeadBytes + 1
    expect(head.isWhole).toBe(false)
  })

  it('remembers limits.verifiedBlocks of compressed pixels, and no more', () => {
    const sums = new BlockSums()
    const blocks = new Uint8Array(256 * 4096)
    for (let at = 0; at < limits.verifiedBlocks; at += 4096) sums.push(blocks)
    expect(sums.at(limits.verifiedBlocks - 1)).toBeTypeOf('number')
    sums.push(blocks)
    sums.end()
    expect(sums.at(limits.verifiedBlocks)).toBeUndefined()
  })
})
