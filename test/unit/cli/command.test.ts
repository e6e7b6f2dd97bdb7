import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runShell, runSluice, startSluice } from '../../support/run-sluice.ts'
import {
  findPlanted,
  GOOD_ARCHIVE,
  goodObject,
  KEY,
  PIXELS,
  PLANTED,
  SAMPLE_ARCHIVE,
  truncatedObject,
} from '../../support/samples.ts'
import { archive, member, readWithTarStream } from '../../support/tar-builder.ts'

let folder: string
let keyFile: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  keyFile = join(folder, 'key')
  writeFileSync(keyFile, `${KEY}\n`, { mode: 0o600 })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

const at = (name: string): string => join(folder, name)

describe('the planted identities', () => {
  it('are all in the input, so that their absence from an output means something', () => {
    expect(findPlanted(SAMPLE_ARCHIVE)).toEqual([...PLANTED])
  })
})

describe('an archive', () => {
  it('comes out of a pipe with status 3 where something was withheld, and without identities', async () => {
    const run = await runSluice(['--key-file', keyFile], { input: SAMPLE_ARCHIVE })
    expect(run.code).toBe(3)
    expect(findPlanted(run.stdout)).toEqual([])
    const members = await readWithTarStream(run.stdout)
    expect(members).toHaveLength(2)
    for (const { body } of members) expect(body.includes(PIXELS)).toBe(true)
  })

  it('comes out with status 0 where nothing was', async () => {
    expect((await runSluice([], { input: GOOD_ARCHIVE })).code).toBe(0)
  })

  it('is the same from a file, a pipe, gzip and zstd, to a pipe and to a file', async () => {
    const expected = (await runSluice(['--key-file', keyFile], { input: SAMPLE_ARCHIVE })).stdout
    for (const [name, bytes] of [
      ['a.tar', SAMPLE_ARCHIVE],
      ['b', gzipSync(SAMPLE_ARCHIVE)],
      ['c', zstdCompressSync(SAMPLE_ARCHIVE)],
    ] as const) {
      const run = await runSluice([put(name, bytes), '-o', at('out.tar'), '--key-file', keyFile])
      expect(run.code).toBe(3)
      expect(readFileSync(at('out.tar')).equals(expected)).toBe(true)
      expect((await runSluice(['-', '--key-file', keyFile], { input: bytes })).stdout.equals(expected)).toBe(true)
    }
  })

  it('is compressed where the name of the output says so', async () => {
    const expected = (await runSluice(['--key-file', keyFile], { input: SAMPLE_ARCHIVE })).stdout
    const input = put('a.tar', SAMPLE_ARCHIVE)
    for (const name of ['out.tar.gz', 'out.tgz', 'out.tar.zst', 'out.tzst']) {
      expect((await runSluice([input, '-o', at(name), '--key-file', keyFile])).code).toBe(3)
      const bytes = readFileSync(at(name))
      expect(
        (name.includes('z', 5) && name.endsWith('st') ? zstdDecompressSync(bytes) : gunzipSync(bytes)).equals(expected),
      ).toBe(true)
    }
  })

  it('that is cut short gives status 1, no output file, and leaves what was there before', async () => {
    put('out.tar', Buffer.from('from before'))
    const run = await runSluice([put('a.tar', SAMPLE_ARCHIVE.subarray(0, 9000)), '-o', at('out.tar')])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('ARCHIVE_TRUNCATED')
    expect(readFileSync(at('out.tar'), 'utf8')).toBe('from before')
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('ends at the first bad object with --on-error fail, and at the first other file with --non-dicom fail', async () => {
    const onError = await runSluice(['--on-error', 'fail'], { input: SAMPLE_ARCHIVE })
    expect([onError.code, onError.stderr.includes('WITHHELD')]).toEqual([1, true])
    const letters = archive(member('letter.txt', 'Dear Canary'))
    const nonDicom = await runSluice(['--non-dicom', 'fail'], { input: letters })
    expect([nonDicom.code, nonDicom.stderr.includes('NON_DICOM')]).toEqual([1, true])
  })
})

describe('names of entries', () => {
  const namesWith = async (mode: string): Promise<string[]> => {
    const run = await runSluice(['--names', mode, '--key-file', keyFile], { input: SAMPLE_ARCHIVE })
    return (await readWithTarStream(run.stdout)).map(({ header }) => header.name)
  }

  it('are hashed, made of UIDs, or kept', async () => {
    const hashed = await namesWith('hash')
    for (const name of hashed) expect(name).toMatch(/^[0-9a-z]{20}\/[0-9a-z]{20}\.dcm$/)
    expect(new Set(hashed.map((name) => name.split('/')[0])).size).toBe(1)
    for (const name of await namesWith('uid')) expect(name).toMatch(/^2\.25\.\d+\/2\.25\.\d+\/2\.25\.\d+\.dcm$/)
    expect(await namesWith('keep')).toEqual(['CANARY_FOLDER/one.dcm', 'CANARY_FOLDER/two.dcm'])
  })
})

describe('a DICOM object', () => {
  it('gives an object', async () => {
    const run = await runSluice([put('image', goodObject()), '-o', at('out.dcm')])
    const output = readFileSync(at('out.dcm'))
    expect(run.code).toBe(0)
    expect(output.toString('latin1', 128, 132)).toBe('DICM')
    expect(output.includes(PIXELS)).toBe(true)
    expect(findPlanted(output)).toEqual([])
  })

  it('comes out of gzip, too', async () => {
    const run = await runSluice(['--key-file', keyFile], { input: gzipSync(goodObject()) })
    expect(run.stdout.toString('latin1', 128, 132)).toBe('DICM')
  })

  it('that is withheld gives status 3 and no file', async () => {
    const run = await runSluice([put('image', truncatedObject()), '-o', at('out.dcm')])
    expect(run.code).toBe(3)
    expect(existsSync(at('out.dcm'))).toBe(false)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('is not written as a compressed archive', async () => {
    for (const bytes of [goodObject(), gzipSync(goodObject())]) {
      const run = await runSluice([put('image', bytes), '-o', at('out.tar.gz')])
      expect(run.code).toBe(2)
      expect(existsSync(at('out.tar.gz'))).toBe(false)
    }
  })
})

describe('a directory', () => {
  it('becomes an archive: in the order of names, without links, without the files of the run itself', async () => {
    mkdirSync(at('in'))
    mkdirSync(at('in/CANARY_FOLDER'))
    put('in/CANARY_FOLDER/b.dcm', goodObject())
    put('in/CANARY_FOLDER/a.dcm', goodObject(Buffer.alloc(8192, 1)))
    put('in/cut.dcm', truncatedObject())
    put('outside.dcm', goodObject(Buffer.alloc(8192, 2)))
    await runShell('ln -s ../outside.dcm in/link.dcm; ln -s .. in/up', folder)
    const argv = [
      at('in'),
      '-o',
      at('in/out.tar'),
      '--report',
      at('in/r.jsonl'),
      '--names',
      'keep',
      '--key-file',
      keyFile,
    ]
    const run = await runSluice(argv)
    expect(run.code).toBe(3)
    const members = await readWithTarStream(readFileSync(at('in/out.tar')))
    expect(members.map(({ header }) => header.name)).toEqual(['CANARY_FOLDER/a.dcm', 'CANARY_FOLDER/b.dcm'])
    const codes = readFileSync(at('in/r.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).code)
    expect(codes.slice(0, -1)).toEqual([undefined, undefined, expect.anything(), 'NOT_A_FILE', 'NOT_A_FILE'])
  })

  it('can be compressed on the way', async () => {
    mkdirSync(at('in'))
    put('in/a.dcm', goodObject())
    expect((await runSluice([at('in'), '-o', at('out.tar.gz')])).code).toBe(0)
    expect(await readWithTarStream(gunzipSync(readFileSync(at('out.tar.gz'))))).toHaveLength(1)
  })
})

describe('the key', () => {
  it('gives the same bytes again, from --key-file and from the environment', async () => {
    const byFlag = await runSluice(['--key-file', keyFile], { input: GOOD_ARCHIVE })
    const byEnvironment = await runSluice([], { input: GOOD_ARCHIVE, env: { SLUICE_KEY_FILE: keyFile } })
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
    chmodSync(keyFile, 0o644)
    expect((await runSluice(['--key-file', keyFile], { input: GOOD_ARCHIVE })).stderr).toContain('chmod 600')
    chmodSync(keyFile, 0o600)
    expect((await runSluice(['--key-file', keyFile], { input: GOOD_ARCHIVE })).stderr).not.toContain('chmod 600')
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
    expect((await runShell('$SLUICE a.tar >> a.tar', folder)).code).toBe(2)
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
      /\(0010,0010\) PatientName[\s\S]*Z:[\s\S]*\(0008,0018\) SOPInstanceUID[\s\S]*U:[\s\S]*private[\s\S]*X:/,
    )
  })
})

describe('the report', () => {
  it('has a line for each entry and a summary, without a value, a name or a path', async () => {
    const input = put('CANARY_FOLDER.tar', SAMPLE_ARCHIVE)
    const run = await runSluice([input, '-o', at('out.tar'), '--report', at('r.jsonl'), '--key-file', keyFile])
    const text = readFileSync(at('r.jsonl'), 'utf8')
    for (const planted of [...PLANTED, 'CANARY', 'one.dcm', '1.2.3.4', folder, KEY]) {
      expect(text).not.toContain(planted)
      expect(run.stderr).not.toContain(planted)
    }
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records.map(({ disposition, record }) => disposition ?? record)).toEqual([
      'deidentified',
      'withheld',
      'dropped',
      'deidentified',
      'summary',
    ])
    expect(records[0]).toMatchObject({
      entry: 0,
      transferSyntax: '1.2.840.10008.1.2.1',
      sopClass: '1.2.840.10008.5.1.4.1.1.2',
      bytesIn: goodObject().length,
      actions: { pseudonym: 1, uid: 3 },
    })
    expect(records[1]).toMatchObject({ entry: 1, code: 'LENGTH_OVERRUN', tag: '(7FE0,0010)', bytesOut: 0 })
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
      await runSluice(['--report', at(name), '--key-file', keyFile], { input: SAMPLE_ARCHIVE })
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

describe('pipes', () => {
  const LARGE = archive(...Array.from({ length: 300 }, (_, index) => member(`${index}.dcm`, goodObject())))

  it('that are closed early end the command without a word', async () => {
    put('a.tar', LARGE)
    for (const options of ['--quiet', '--quiet --key-file key']) {
      const run = await runShell(`$SLUICE ${options} a.tar | head -c 10 | wc -c; echo "\${PIPESTATUS[0]}"`, folder)
      expect(run.stdout.toString().trim().split(/\s+/)).toEqual(['10', '1'])
      expect(run.stderr).toBe('')
    }
    expect((await runShell('$SLUICE --help | head -c 1', folder)).stderr).toBe('')
  })

  it('that are slow get every byte', async () => {
    const expected = (await runSluice(['--key-file', keyFile], { input: LARGE })).stdout
    put('a.tar', LARGE)
    const run = await runShell('$SLUICE --quiet --key-file key a.tar | (sleep 1; cat)', folder)
    expect(run.stdout.equals(expected)).toBe(true)
  })

  it('that bring a byte at a time, and then nothing for a while, are waited for', async () => {
    const expected = (await runSluice(['--key-file', keyFile], { input: SAMPLE_ARCHIVE })).stdout
    put('a.tar', SAMPLE_ARCHIVE)
    const line =
      '(head -c 3 a.tar; sleep 0.2; tail -c +4 a.tar | head -c 9000; sleep 0.2; tail -c +9004 a.tar) | $SLUICE --quiet --key-file key'
    const run = await runShell(line, folder)
    expect(run.stdout.equals(expected)).toBe(true)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'that are idle do not keep %s from being heard, and no file is left',
    async (signal) => {
      const child = startSluice(['-o', at('out.tar'), '--quarantine', at('q.tar')], {})
      child.stdout.resume()
      child.stderr.resume()
      const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, by) => resolve(by)))
      child.stdin.write(LARGE.subarray(0, 100_000))
      while (!readdirSync(folder).some((name) => name.endsWith('.part')))
        await new Promise((resolve) => setTimeout(resolve, 20))
      await new Promise((resolve) => setTimeout(resolve, 300))
      child.kill(signal)
      expect(await ended).toBe(signal)
      expect(readdirSync(folder)).toEqual(['key'])
    },
  )
})

describe('progress', () => {
  it('is told in lines where nobody watches, if asked for, and otherwise not at all', async () => {
    const always = await runSluice(['--progress', 'always'], { input: GOOD_ARCHIVE })
    expect(always.stderr).toMatch(/sluice: [\d.]+ kB, 1 entries/)
    const auto = await runSluice(['--progress', 'auto', '--key-file', keyFile], { input: GOOD_ARCHIVE })
    expect(auto.stderr).not.toMatch(/sluice: [\d.]+ kB/)
    expect((await runSluice(['--quiet'], { input: SAMPLE_ARCHIVE })).stderr).toBe('')
  })
})

describe('the demo', () => {
  it('finds what it planted in its input and nothing of it in its output', async () => {
    const run = await runSluice(['demo'])
    expect(run.code).toBe(0)
    const text = run.stdout.toString()
    expect(text).toMatch(/found in the input +[1-9]\d\d /)
    expect(text).toMatch(/found in the output +0 /)
    expect(text).toMatch(/PatientName +Doe\^Jane +\(empty\)/)
  })
})
