import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { runShell, runSluice } from '../../support/run-sluice.ts'
import { GOOD_ARCHIVE, goodObject, KEY, PLANTED, SAMPLE_ARCHIVE, truncatedObject } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch()
const { at, put } = scratch

describe('the key', () => {
  it('gives the same bytes again, from --key-file and from the environment', async () => {
    const byFlag = await runSluice(['--key-file', scratch.keyFile], { input: GOOD_ARCHIVE })
    const byEnvironment = await runSluice([], { input: GOOD_ARCHIVE, env: { SLUICE_KEY_FILE: scratch.keyFile } })
    expect(byFlag.stdout.equals(byEnvironment.stdout)).toBe(true)
    expect(byFlag.stderr).not.toContain('no key')
  })

  it('is made for the run where there is none, and stderr says what that means', async () => {
    const first = await runSluice([], { input: GOOD_ARCHIVE })
    const second = await runSluice([], { input: GOOD_ARCHIVE })
    expect(first.stdout.equals(second.stdout)).toBe(false)
    expect(first.stderr).toContain('cannot be linked')
  })

  it('is refused where it is not one, and its text is not told', async () => {
    const run = await runSluice(['--key-file', put('bad', Buffer.from('hunter2'))], { input: GOOD_ARCHIVE })
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('KEY_INVALID')
    expect(run.stderr).not.toContain('hunter2')
    expect((await runSluice(['--key-file', at('none')], { input: GOOD_ARCHIVE })).code).toBe(2)
  })

  it('in a file that others can read is used, with a word about it', async () => {
    chmodSync(scratch.keyFile, 0o644)
    expect((await runSluice(['--key-file', scratch.keyFile], { input: GOOD_ARCHIVE })).stderr).toContain('chmod 600')
    chmodSync(scratch.keyFile, 0o600)
    expect((await runSluice(['--key-file', scratch.keyFile], { input: GOOD_ARCHIVE })).stderr).not.toContain(
      'chmod 600',
    )
  })

  it('is made by keygen for its owner alone, differs each time, and never replaces one', async () => {
    expect((await runSluice(['keygen', at('new')])).code).toBe(0)
    const text = readFileSync(at('new'), 'utf8')
    expect(text).toMatch(/^[0-9a-f]{64}\n$/)
    expect(statSync(at('new')).mode & 0o777).toBe(0o600)
    expect((await runSluice(['keygen', at('new')])).code).toBe(2)
    expect(readFileSync(at('new'), 'utf8')).toBe(text)
    const piped = await runSluice(['keygen'])
    expect(piped.stdout.toString()).toMatch(/^[0-9a-f]{64}\n$/)
    expect(piped.stdout.toString()).not.toBe(text)
    expect(piped.stderr).not.toContain(piped.stdout.toString().slice(0, 16))
  })
})

describe('the command line', () => {
  it.each([
    [['--reprot', 'x'], '--report'],
    [['--names', 'hsah'], 'hash'],
    [['--profile', 'CANARY^JANE'], 'basic'],
    [['one', 'CANARY^JANE.tar'], 'more arguments'],
    [['--output'], '--output needs a value'],
    [['--CANARY^JANE'], 'no such option'],
    [['verfy', 'clean.tar'], 'did you mean verify?'],
    [['explain'], 'missing'],
    [['explain', 'PateintName'], 'PatientName'],
  ])('refuses %j with status 2 and a hint', async (argv, hint) => {
    const run = await runSluice(argv, { input: GOOD_ARCHIVE })
    expect(run.code).toBe(2)
    expect(run.stderr).toContain(hint)
    expect(run.stderr).not.toMatch(/CANARY|\n +at /)
    expect(run.stdout).toHaveLength(0)
  })

  it('says what is wrong with an input, with status 1, and does not repeat its name', async () => {
    for (const [argv, input, code] of [
      [[at('CANARY^JANE.tar')], Buffer.alloc(0), 'IO'],
      [[], Buffer.alloc(0), 'INPUT_EMPTY'],
      [[], Buffer.from('no archive of any kind'), 'INPUT_UNKNOWN'],
      [[], gzipSync(gzipSync(GOOD_ARCHIVE)), 'INPUT_UNKNOWN'],
      [[], gzipSync(GOOD_ARCHIVE).subarray(0, -20), 'COMPRESSION_INVALID'],
      [['-o', at('no/such/folder/CANARY^JANE')], GOOD_ARCHIVE, 'IO'],
    ] as const) {
      const run = await runSluice(argv, { input })
      expect([run.code, run.stderr.includes(`(${code})`)], run.stderr).toEqual([1, true])
      expect(run.stderr).not.toMatch(/CANARY|\n +at /)
    }
  })

  it('never writes over its input', async () => {
    const input = put('a.tar', GOOD_ARCHIVE)
    for (const option of ['-o', '--report', '--quarantine']) {
      expect((await runSluice([input, ...(option === '-o' ? [] : ['-o', at('out')]), option, input])).code).toBe(2)
    }
    expect((await runShell('$SLUICE a.tar >> a.tar', scratch.folder)).code).toBe(2)
    expect((await runSluice([input, '-o', at('same'), '--report', at('same')])).code).toBe(2)
    expect(readFileSync(input).equals(GOOD_ARCHIVE)).toBe(true)
  })

  it('prints help with examples first, and the version, on stdout', async () => {
    const help = await runSluice(['--help'])
    expect(help.code).toBe(0)
    expect(help.stdout.toString()).toMatch(/^Examples:\n/)
    expect((await runSluice(['--version'])).stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('explains an attribute by the table', async () => {
    const run = await runSluice(['explain', 'PatientName', '(0008,0018)', '00091001'])
    expect(run.code).toBe(0)
    expect(run.stdout.toString()).toMatch(
      /\(0010,0010\) PatientName[\s\S]*Z:[\s\S]*\(0008,0018\) SOPInstanceUID[\s\S]*U:[\s\S]*private[\s\S]*removed/,
    )
  })
})

describe('the report', () => {
  it('has a line for each entry and a summary, without a value, a name or a path', async () => {
    const input = put('CANARY_FOLDER.tar', SAMPLE_ARCHIVE)
    const run = await runSluice([input, '-o', at('out.tar'), '--report', at('r.jsonl'), '--key-file', scratch.keyFile])
    const text = readFileSync(at('r.jsonl'), 'utf8')
    for (const planted of [...PLANTED, 'CANARY', 'one.dcm', '1.2.3.4', scratch.folder, KEY]) {
      expect(text).not.toContain(planted)
      expect(run.stderr).not.toContain(planted)
    }
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records.map(({ disposition, record }) => disposition ?? record)).toEqual([
      'run',
      'deidentified',
      'withheld',
      'dropped',
      'deidentified',
      'summary',
    ])
    expect(records[1]).toMatchObject({
      entry: 0,
      transferSyntax: '1.2.840.10008.1.2.1',
      sopClass: '1.2.840.10008.5.1.4.1.1.2',
      bytesIn: goodObject().length,
      actions: { pseudonym: 1, uid: 3 },
    })
    expect(records[2]).toMatchObject({ entry: 1, code: 'LENGTH_OVERRUN', tag: '(7FE0,0010)', bytesOut: 0 })
    expect(records.at(-1)).toMatchObject({
      complete: true,
      profile: 'basic',
      linkable: true,
      entries: 4,
      dispositions: { deidentified: 2, withheld: 1, dropped: 1, broken: 0, kept: 0 },
    })
  })

  it('is the same for every run under one key', async () => {
    const reports = []
    for (const name of ['r1', 'r2']) {
      await runSluice(['--report', at(name), '--key-file', scratch.keyFile], { input: SAMPLE_ARCHIVE })
      reports.push(readFileSync(at(name), 'utf8'))
    }
    expect(reports[0]).toBe(reports[1])
  })

  it('of a run that failed says so', async () => {
    await runSluice(['--report', at('r')], { input: SAMPLE_ARCHIVE.subarray(0, -700) })
    const summary = JSON.parse(readFileSync(at('r'), 'utf8').trim().split('\n').at(-1)!)
    expect(summary).toMatchObject({ record: 'summary', complete: false, code: 'ARCHIVE_TRUNCATED', entries: 4 })
  })
})

describe('the quarantine', () => {
  it('holds the original of what was withheld, for its owner alone', async () => {
    await runSluice(['--quarantine', at('q.tar')], { input: SAMPLE_ARCHIVE })
    const members = await readWithTarStream(readFileSync(at('q.tar')))
    expect(members.map(({ header }) => header.name)).toEqual(['CANARY_FOLDER/cut.dcm'])
    expect(members[0]!.body.equals(truncatedObject())).toBe(true)
    expect(statSync(at('q.tar')).mode & 0o777).toBe(0o600)
  })

  it('is not left behind empty, and never replaces one', async () => {
    await runSluice(['--quarantine', at('q.tar')], { input: GOOD_ARCHIVE })
    expect(existsSync(at('q.tar'))).toBe(false)
    put('q.tar', Buffer.from('the last copy'))
    expect((await runSluice(['--quarantine', at('q.tar')], { input: SAMPLE_ARCHIVE })).code).toBe(2)
    expect(readFileSync(at('q.tar'), 'utf8')).toBe('the last copy')
  })
})
