import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { OPTION_NAMES } from '../../../src/profile/request.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { findPlanted, goodObject, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch('nothing')

async function ask(...argv: string[]): Promise<unknown> {
  const run = await runSluice([...argv, '--json'])
  expect([0, 2]).toContain(run.code)
  return JSON.parse(run.stdout.toString())
}

describe('--json', () => {
  it('of explain is an object for each attribute, with the words that people get', async () => {
    const [id, dates] = (await ask('explain', 'PatientID', '00080021')) as Record<string, unknown>[]
    expect(id).toMatchObject({
      tag: '(0010,0020)',
      keyword: 'PatientID',
      vrs: ['LO'],
      source: 'table',
      basicCode: 'Z/D',
    })
    expect(dates).toMatchObject({ tag: '(0008,0021)', basicCode: 'X/D', profile: 'basic' })
    const people = (await runSluice(['explain', 'PatientID'])).stdout.toString()
    expect(people).toContain(String(id!.action))
  })

  it('of inspect is a line for each element, without values unless they are asked for', async () => {
    const path = scratch.put('one.dcm', goodObject())
    const run = await runSluice(['inspect', path, '--json'])
    const records = run.stdout
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(records[0]).toMatchObject({ record: 'object', sopClass: '1.2.840.10008.5.1.4.1.1.2', profile: 'basic' })
    const table = (await runSluice(['inspect', path])).stdout.toString().trimEnd().split('\n')
    expect(records.length - 1).toBe(table.length - 3)
    expect(records.find(({ keyword }) => keyword === 'PatientName')).toMatchObject({
      record: 'element',
      vr: 'PN',
      depth: 0,
    })
    expect(findPlanted(run.stdout)).toEqual([])
    expect(findPlanted((await runSluice(['inspect', path, '--json', '--show-values'])).stdout)).not.toEqual([])
  })

  it('of profile list, show and diff is what their tables hold', async () => {
    const list = (await ask('profile', 'list')) as Record<string, { name: string }[]>
    expect(list.options!.map(({ name }) => name)).toEqual(OPTION_NAMES)
    const shown = (await ask('profile', 'show', 'basic', '--all')) as {
      digest: string
      attributes: { keyword: string; top: string }[]
    }
    const people = (await runSluice(['profile', 'show', 'basic'])).stdout.toString()
    expect(people).toContain(shown.digest)
    expect(shown.attributes.find(({ keyword }) => keyword === 'PatientAddress')!.top).toBe('removed')
    expect(await ask('profile', 'diff', 'basic', 'basic')).toMatchObject({ attributes: 0, differences: [] })
    const editions = (await ask('profile', 'diff', '2017c', '2026d')) as { changes: { tagText: string }[] }
    expect(editions.changes.length).toBeGreaterThan(100)
  })

  it('of profile check is a verdict with places', async () => {
    const good = scratch.put(
      'good.yaml',
      Buffer.from('extends: basic\nrules:\n  - attribute: PatientSex\n    action: keep\n'),
    )
    const bad = scratch.put('bad.yaml', Buffer.from('extends: basic\nrulez: []\n'))
    expect(await ask('profile', 'check', good)).toMatchObject({ usable: true, rules: 1 })
    expect(await ask('profile', 'check', bad)).toMatchObject({ usable: false, faults: [{ position: { line: 2 } }] })
  })

  it('of report is what its summary says, and whether it is as it was written', async () => {
    const report = scratch.at('r.jsonl')
    await runSluice([scratch.put('in.tar', SAMPLE_ARCHIVE), '-o', scratch.at('out.tar'), '--report', report])
    const lines = readFileSync(report, 'utf8').trimEnd().split('\n')
    const summary = JSON.parse(lines.at(-1)!) as Record<string, unknown>
    const verdict = (await ask('report', report)) as Record<string, unknown>
    expect(verdict).toMatchObject({ record: 'report', intact: true, lines: lines.length, seal: 'none', complete: true })
    for (const name of ['entries', 'dispositions', 'codes', 'actions', 'planDigest']) {
      expect([name, verdict[name]]).toEqual([name, summary[name]])
    }
    const changed = scratch.put('changed.jsonl', Buffer.from(lines.join('\n').replace('withheld', 'Withheld')))
    const run = await runSluice(['report', changed, '--json'])
    expect([run.code, run.stderr]).toEqual([4, ''])
    expect(JSON.parse(run.stdout.toString())).toMatchObject({
      intact: false,
      problem: expect.stringMatching(/^line \d/),
    })
  })
})
