import { describe, expect, it } from 'vitest'
import { faultyInput, faultyOutput } from '../../support/faulty-deidentifier.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { findPlanted, goodObject, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member } from '../../support/tar-builder.ts'

const scratch = useScratch()
const { at, put } = scratch

describe('sluice verify', () => {
  it('ends with 0 and says so where no leak is found', async () => {
    const run = await runSluice(['verify', put('clean.tar', faultyOutput()), '--against', put('in.tar', faultyInput())])
    expect([run.code, run.stderr]).toEqual([0, ''])
    expect(run.stdout.toString()).toContain('2 objects in 2 entries. leak: 0, suspect: 0, conformance: 0')
  })

  it('reads the standard input, of which nothing can be read twice', async () => {
    const clean = await runSluice(['verify', '-'], { input: faultyOutput() })
    expect([clean.code, clean.stdout.toString()]).toEqual([
      0,
      expect.stringContaining('2 objects in 2 entries. leak: 0'),
    ])
    expect((await runSluice(['verify', '-'], { input: SAMPLE_ARCHIVE })).code).toBe(4)
    const twice = await runSluice(['verify', '-', '--against', put('in.tar', faultyInput())], { input: faultyOutput() })
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('OPTION_INVALID')])
  })

  it('ends with 4 where one is found, with its kind and place, and without its value', async () => {
    const run = await runSluice(['verify', put('in.tar', SAMPLE_ARCHIVE)])
    expect(run.code).toBe(4)
    expect(run.stdout.toString()).toMatch(/leak +attribute-left +\d+ +entry 0 +byte \d+ +\(0010,0010\) PatientName\n/)
    expect(run.stdout.toString()).toContain('LEAKS WERE FOUND')
    expect(findPlanted(run.stdout)).toEqual([])
  })

  it('writes a line of JSON for each finding, and shows values only where they are asked for', async () => {
    const path = put('leaky.tar', faultyOutput('nested skipped'))
    const lines = (await runSluice(['verify', path, '--json'])).stdout.toString().trimEnd().split('\n')
    const records = lines.map((line) => JSON.parse(line))
    expect(records[0]).toEqual({
      record: 'finding',
      entry: 0,
      path: '(0008,2218)[0].(0008,1070)',
      offsetBytes: expect.any(Number),
      kind: 'attribute-left',
      severity: 'leak',
    })
    expect(records.at(-1)).toMatchObject({ record: 'summary', against: false, entries: 2, objects: 2 })
    const shown = await runSluice(['verify', path, '--json', '--show-values'])
    expect(shown.stdout.toString()).toContain('"value":"SCHULZ^OTTO"')
  })

  it('ends with 4 where UIDs of the set came apart, and for other findings where that is asked for', async () => {
    const input = put('in.tar', faultyInput())
    const unlinked = await runSluice(['verify', put('unlinked.tar', faultyOutput('unlinked UIDs')), '--against', input])
    expect([unlinked.code, unlinked.stdout.toString()]).toEqual([4, expect.stringContaining('do not go together')])
    const emptied = put('emptied.tar', faultyOutput('emptied Type 1'))
    expect((await runSluice(['verify', emptied])).code).toBe(0)
    expect((await runSluice(['verify', emptied, '--fail-on', 'conformance'])).code).toBe(4)
    expect((await runSluice(['verify', put('good.tar', faultyOutput()), '--fail-on', 'suspect'])).code).toBe(0)
  })

  it('takes the profile from the report of the run', async () => {
    put('in.tar', SAMPLE_ARCHIVE)
    const options = ['--key-file', scratch.keyFile, '--with', 'retain-uids', '--report', at('report.jsonl'), '--verify']
    expect((await runSluice([at('in.tar'), '-o', at('out.tar'), ...options])).code).toBe(3)
    const verify = ['verify', at('out.tar'), '--against', at('in.tar')]
    const run = await runSluice([...verify, '--report', at('report.jsonl')])
    expect([run.code, run.stderr]).toEqual([0, ''])
    expect((await runSluice([...verify, '--profile', 'basic'])).code).toBe(4)
  })

  it('knows which belong together by the report, also behind an embedded procedure', async () => {
    // Two objects, and one entry that is dropped: as many entries as there are with the procedure.
    const objects = ['120', '140'].map((kvp) => member(`${kvp}.dcm`, goodObject(undefined, kvp)))
    put('in.tar', archive(...objects, member('notes.txt', Buffer.from('text'))))
    const options = ['--key-file', scratch.keyFile, '--embed-sop', '--report', at('report.jsonl'), '--quiet']
    expect((await runSluice([at('in.tar'), '-o', at('out.tar'), ...options])).code).toBe(0)
    const verify = ['verify', at('out.tar'), '--against', at('in.tar'), '--report', at('report.jsonl'), '--json']
    const { stdout } = await runSluice(verify)
    const records = stdout
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records.at(-1).kinds).toEqual({ 'not-inspected': 1 })
  })

  it.each([
    [['verify']],
    [['verify', 'x', '--uid-root', 'DOE']],
    [['verify', 'x', '--profile', 'none']],
    [['verify', 'x', '--report', 'in.tar']],
    [['verify', 'x', '--fail-on', 'DOE']],
    [['verify', 'x', '--progress', 'DOE']],
  ])('refuses %j with 2, and does not quote it', async (argv) => {
    put('in.tar', SAMPLE_ARCHIVE)
    put('x', faultyOutput())
    const run = await runSluice(argv, { cwd: scratch.folder })
    expect(run.code).toBe(2)
    expect(run.stderr).not.toContain('DOE')
  })

  it('ends with 1 where the output cannot be read, or is cut short', async () => {
    expect((await runSluice(['verify', at('none')])).code).toBe(1)
    expect((await runSluice(['verify', put('text', Buffer.from('hello'))])).code).toBe(1)
    const cut = await runSluice(['verify', put('cut.tar', faultyOutput().subarray(0, 1500))])
    expect(cut.code).toBe(1)
    expect(cut.stdout.toString()).toContain('archive-damaged')
  })
})
