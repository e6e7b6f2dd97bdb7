import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { runSluice } from '../../support/run-sluice.ts'
import { findPlanted, GOOD_ARCHIVE, goodObject, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch()
const { at, put } = scratch
const schema = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../schema/report.schema.json', import.meta.url)), 'utf8'),
)
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema)

async function reportOf(input: Uint8Array, more: readonly string[] = []): Promise<string> {
  const argv = [put('in.tar', input), '-o', at('out.tar'), '--report', at('r.jsonl'), '--key-file', scratch.keyFile]
  await runSluice([...argv, ...more])
  return readFileSync(at('r.jsonl'), 'utf8')
}

function recordsOf(report: string): Record<string, unknown>[] {
  return report
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('--report', () => {
  it('writes records of the published schema, without an identity', async () => {
    for (const more of [
      [],
      ['--digests'],
      ['--same-size'],
      ['--with', 'retain-uids,clean-descriptors', '--mode', 'empty'],
    ]) {
      const report = await reportOf(SAMPLE_ARCHIVE, more)
      for (const record of recordsOf(report))
        expect([record, validate(record), validate.errors]).toEqual([record, true, null])
      expect(findPlanted(Buffer.from(report))).toEqual([])
    }
    expect(validate({ ...recordsOf(await reportOf(SAMPLE_ARCHIVE))[1], name: 'x' })).toBe(false)
  })

  it('writes the same bytes for the same input, plan and key, whatever the number of threads', async () => {
    const members = Array.from({ length: 600 }, (_, index) => member(`${index}`, goodObject(Buffer.alloc(64, index))))
    const one = await reportOf(archive(...members), ['--digests'])
    expect(await reportOf(archive(...members), ['--digests', '--jobs', '3'])).toBe(one)
    expect(await reportOf(archive(...members), ['--digests'])).toBe(one)
    expect((await runSluice(['report', at('r.jsonl'), '--check', '--key-file', scratch.keyFile])).code).toBe(0)
  })

  it('has digests of what went in and what came out, where they were asked for', async () => {
    const entries = recordsOf(await reportOf(GOOD_ARCHIVE, ['--digests'])).slice(1, -1)
    const outputs = await readWithTarStream(readFileSync(at('out.tar')))
    const inputs = await readWithTarStream(GOOD_ARCHIVE)
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.map(({ digestIn }) => digestIn)).toEqual(inputs.map(({ body }) => sha256(body)))
    expect(entries.map(({ digestOut }) => digestOut)).toEqual(outputs.map(({ body }) => sha256(body)))
    const object = goodObject()
    await runSluice([put('o.dcm', object), '-o', at('o.out'), '--report', at('o.jsonl'), '--digests'])
    const [, entry] = recordsOf(readFileSync(at('o.jsonl'), 'utf8'))
    expect(entry).toMatchObject({ digestIn: sha256(object), digestOut: sha256(readFileSync(at('o.out'))) })
  })

  it('tells at its beginning what was asked for, and which lines rules stand in', async () => {
    put('site.yaml', Buffer.from('name: site\nrules:\n  - { attribute: PatientName, action: remove }\n'))
    const [run, entry] = recordsOf(await reportOf(GOOD_ARCHIVE, ['--profile', at('site.yaml')]))
    expect(run).toMatchObject({
      record: 'run',
      profile: 'site',
      rules: [{ line: 3 }],
      framing: 'exact',
      digests: false,
    })
    expect(entry).toMatchObject({ origins: { 'rule:1': 1 } })
    const counts = Object.values((entry as { origins: Record<string, number> }).origins)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(entry!.elements)
  })

  it('has a seal only where the key stays', async () => {
    expect(recordsOf(await reportOf(GOOD_ARCHIVE)).at(-1)).toHaveProperty('seal')
    await runSluice([at('in.tar'), '-o', at('out.tar'), '--report', at('r.jsonl')])
    expect(recordsOf(readFileSync(at('r.jsonl'), 'utf8')).at(-1)).not.toHaveProperty('seal')
  })

  it('has an end also where the run fails, which says so', async () => {
    const report = await reportOf(SAMPLE_ARCHIVE.subarray(0, SAMPLE_ARCHIVE.length - 3000))
    expect(recordsOf(report).at(-1)).toMatchObject({ record: 'summary', complete: false })
    expect((await runSluice(['report', at('r.jsonl'), '--check'])).code).toBe(0)
  })
})

describe('sluice report', () => {
  it('says whether a report is as it was written, with status 4 where it is not', async () => {
    const report = await reportOf(SAMPLE_ARCHIVE)
    const check = ['report', at('r.jsonl'), '--check']
    const whole = await runSluice([...check, '--key-file', scratch.keyFile])
    expect([whole.code, whole.stdout.toString()]).toEqual([
      0,
      expect.stringContaining('Its seal was made with this key'),
    ])
    const anchor = report.trimEnd().slice(-66, -2)
    expect((await runSluice([...check, '--anchor', anchor])).code).toBe(0)
    expect((await runSluice([...check, '--anchor', '0'.repeat(64)])).code).toBe(4)
    put('other', Buffer.from(`${'77'.repeat(32)}\n`))
    expect((await runSluice([...check, '--key-file', at('other')])).code).toBe(4)
    put('r.jsonl', Buffer.from(report.replace('"bytesOut":', '"bytesOut":1')))
    const changed = await runSluice(check)
    expect([changed.code, changed.stdout.toString()]).toEqual([
      4,
      expect.stringMatching(/NOT as it was written: line 2/),
    ])
  })

  it('does not let a report without a seal pass where a key was given', async () => {
    await runSluice([put('in.tar', GOOD_ARCHIVE), '-o', at('out.tar'), '--quiet', '--report', at('r.jsonl')])
    const check = ['report', at('r.jsonl'), '--check']
    expect((await runSluice(check)).code).toBe(0)
    const keyed = await runSluice([...check, '--key-file', scratch.keyFile])
    expect([keyed.code, keyed.stdout.toString()]).toEqual([4, expect.stringContaining('no seal')])
  })

  it('writes the page to a file or to a pipe, never over the report', async () => {
    const report = await reportOf(SAMPLE_ARCHIVE)
    expect((await runSluice(['report', at('r.jsonl'), '-o', at('r.html')])).code).toBe(0)
    const page = readFileSync(at('r.html'), 'utf8')
    expect(page).toMatch(/^<!doctype html>/)
    expect((await runSluice(['report', at('r.jsonl')])).stdout.toString()).toBe(page)
    expect(findPlanted(Buffer.from(page))).toEqual([])
    expect((await runSluice(['report', at('r.jsonl'), '-o', at('r.jsonl')])).code).toBe(2)
    expect(readFileSync(at('r.jsonl'), 'utf8')).toBe(report)
  })

  it('shows what a verification said', async () => {
    await reportOf(SAMPLE_ARCHIVE)
    const severities = { leak: 3, suspect: 0, conformance: 0 }
    put(
      'v.jsonl',
      Buffer.from(`${JSON.stringify({ record: 'summary', objects: 2, severities, kinds: { 'uid-left': 3 } })}\n`),
    )
    const run = await runSluice(['report', at('r.jsonl'), '--verification', at('v.jsonl')])
    expect(run.stdout.toString()).toContain('3 leaks were found')
    expect((await runSluice(['report', at('r.jsonl'), '--verification', at('r.jsonl')])).code).toBe(2)
  })

  it('shows what the count of patients said, as it was printed', async () => {
    await reportOf(SAMPLE_ARCHIVE)
    const { stdout } = await runSluice(['risk', at('out.tar'), '--json'])
    put('risk.json', stdout)
    const run = await runSluice(['report', at('r.jsonl'), '--risk', at('risk.json'), '-o', at('r.html')])
    expect([run.code, run.stderr]).toEqual([0, ''])
    expect(readFileSync(at('r.html'), 'utf8')).toContain('How far patients can be told apart')
    expect((await runSluice(['report', at('r.jsonl'), '--risk', at('r.jsonl')])).code).toBe(2)
    expect((await runSluice(['report', at('r.jsonl'), '--risk', at('nowhere')])).code).toBe(2)
  })

  it.each([
    ['no report', ['report', 'in.tar'], 1],
    ['no file', ['report', 'nowhere.jsonl'], 1],
    ['an anchor that is none', ['report', 'r.jsonl', '--anchor', 'abc'], 2],
  ])('fails on %s', async (_, argv, code) => {
    await reportOf(SAMPLE_ARCHIVE)
    expect((await runSluice(argv, { cwd: scratch.folder })).code).toBe(code)
  })
})
