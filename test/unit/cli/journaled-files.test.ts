/** What the runs that go on find under the names of their files: links, pipes, what is somebody else's, and one another. */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  type BigIntStats,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { CarriedFiles } from '../../../src/cli/carried-files.ts'
import { QuarantineFile } from '../../../src/cli/quarantine-file.ts'
import { holdFile } from '../../../src/cli/run-lock.ts'
import { Summary } from '../../../src/report/summary.ts'
import { runSluice, type SluiceRun } from '../../support/run-sluice.ts'
import { goodObject, truncatedObject } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member } from '../../support/tar-builder.ts'

const scratch = useScratch()
const { at, put } = scratch

const DONE = 0
const FAILED = 1
const USAGE = 2
/** Objects as small as these have no room for what says how they were de-identified. */
const WITHHELD = 3
const ARCHIVE = archive(...Array.from({ length: 3 }, (_, index) => member(`${index}.dcm`, goodObject())))
const FOREIGN = 'notes of somebody else'

const files = (): string[] => readdirSync(scratch.folder).sort()
const run = (...args: string[]): Promise<SluiceRun> =>
  runSluice(['--quiet', '--key-file', 'key', ...args], { cwd: scratch.folder })
const resume = (output: string, ...args: string[]): Promise<SluiceRun> =>
  run('in.tar', '-o', output, '--resume', ...args)

async function deidentified(): Promise<Buffer> {
  expect((await run('in.tar', '-o', 'expected.tar')).code).toBe(DONE)
  return readFileSync(at('expected.tar'))
}

describe('--resume', () => {
  it('refuses an output that is a directory or a pipe, before anything is done', async () => {
    put('in.tar', ARCHIVE)
    mkdirSync(at('folder'))
    execFileSync('mkfifo', [at('pipe')])
    for (const output of ['folder', 'pipe']) {
      const { code, stderr } = await resume(output)
      expect([output, code]).toEqual([output, USAGE])
      expect(stderr).toContain('OPTION_INVALID')
    }
    expect(files()).toEqual(['folder', 'in.tar', 'key', 'pipe'])
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true)
  })

  it('replaces what a link leads to, and leaves the link', async () => {
    put('in.tar', ARCHIVE)
    put('real.tar', Buffer.from('from before'))
    symlinkSync('real.tar', at('out.tar'))
    expect((await resume('out.tar')).code).toBe(DONE)
    expect(lstatSync(at('out.tar')).isSymbolicLink()).toBe(true)
    expect(readFileSync(at('real.tar')).equals(await deidentified())).toBe(true)
  })

  it('leaves nothing, and a report as it was, where it may not begin', async () => {
    put('in.tar', ARCHIVE)
    put('kept.tar', Buffer.from(FOREIGN))
    put('report.jsonl', Buffer.from(FOREIGN))
    expect((await resume('out.tar', '--report', 'report.jsonl', '--quarantine', 'kept.tar')).code).toBe(USAGE)
    expect(files()).toEqual(['in.tar', 'kept.tar', 'key', 'report.jsonl'])
    expect(readFileSync(at('report.jsonl'), 'latin1')).toBe(FOREIGN)
  })
})

describe('what bears the name of a journal', () => {
  it('and is none is refused, and stays as it is', async () => {
    put('in.tar', ARCHIVE)
    for (const name of ['out.tar.sluice-journal', 'in.tar.sluice-journal']) put(name, Buffer.from(FOREIGN))
    for (const { code, stderr } of [await resume('out.tar'), await run('--in-place', 'in.tar')]) {
      expect(code).toBe(FAILED)
      expect(stderr).toContain('JOURNAL_INVALID')
    }
    for (const name of ['out.tar.sluice-journal', 'in.tar.sluice-journal']) {
      expect(readFileSync(at(name), 'latin1')).toBe(FOREIGN)
    }
    expect(readFileSync(at('in.tar')).equals(ARCHIVE)).toBe(true)
  })

  it('and leads elsewhere is not followed', async () => {
    put('in.tar', ARCHIVE)
    put('victim', Buffer.alloc(0))
    symlinkSync('victim', at('in.tar.sluice-journal'))
    expect((await run('--in-place', 'in.tar')).code).toBe(FAILED)
    expect(statSync(at('victim')).size).toBe(0)
    expect(readFileSync(at('in.tar')).equals(ARCHIVE)).toBe(true)
  })

  it('can be read by its owner alone', async () => {
    put('in.tar', ARCHIVE)
    put('in.tar.sluice-journal', Buffer.alloc(0))
    chmodSync(at('in.tar.sluice-journal'), 0o644)
    expect((await run('--in-place', 'in.tar')).code).toBe(WITHHELD)
    expect(statSync(at('in.tar.sluice-journal')).mode & 0o777).toBe(0o600)
  })
})

describe('--in-place', () => {
  it('finds its journal by every link to the archive', async () => {
    mkdirSync(at('there'))
    put('there/in.tar', ARCHIVE)
    symlinkSync('there/in.tar', at('link.tar'))
    expect((await run('--in-place', 'link.tar')).code).toBe(WITHHELD)
    expect(readdirSync(at('there')).sort()).toEqual(['in.tar', 'in.tar.sluice-journal'])
    const once = readFileSync(at('there/in.tar'))
    expect((await run('--in-place', 'there/in.tar')).code).toBe(WITHHELD)
    expect(readFileSync(at('there/in.tar')).equals(once)).toBe(true)
  })

  it('says that an archive has further names', async () => {
    put('in.tar', ARCHIVE)
    linkSync(at('in.tar'), at('other.tar'))
    const { stderr } = await runSluice(['--in-place', 'in.tar', '--key-file', 'key'], { cwd: scratch.folder })
    expect(stderr).toContain('hard links')
  })

  it.each(['--on-error', '--non-dicom'])('does not go with %s fail, which would leave it half done', async (option) => {
    put('in.tar', archive(member('0.dcm', goodObject()), member('1.dcm', truncatedObject()), member('2', 'text')))
    const before = readFileSync(at('in.tar'))
    const { code, stderr } = await run('--in-place', 'in.tar', option, 'fail')
    expect([code, stderr.includes('OPTION_INVALID')]).toEqual([USAGE, true])
    expect(readFileSync(at('in.tar')).equals(before)).toBe(true)
    expect(files()).toEqual(['in.tar', 'key'])
  })
})

describe.skipIf(process.platform !== 'linux')('two runs at once', () => {
  it('do not work on one archive, nor on one output', async () => {
    put('in.tar', ARCHIVE)
    put('out.tar.sluice-journal', Buffer.alloc(0))
    // What a run that is at work does.
    for (const name of ['in.tar', 'out.tar.sluice-journal']) await holdFile(statSync(at(name), { bigint: true }))
    for (const { code, stderr } of [await resume('out.tar'), await run('--in-place', 'in.tar')]) {
      expect(code).toBe(FAILED)
      expect(stderr).toContain('JOURNAL_BUSY')
    }
    expect(readFileSync(at('in.tar')).equals(ARCHIVE)).toBe(true)
    expect(files()).toEqual(['in.tar', 'key', 'out.tar.sluice-journal'])
  })

  it.runIf(process.platform === 'linux')(
    'hang up on whoever calls, who would keep them alive after their end',
    async () => {
      // Larger than any that a file has, which an earlier test may have held.
      const stats = { dev: 0n, ino: 2n ** 64n + BigInt(process.pid) } as BigIntStats
      await holdFile(stats)
      const name = createHash('sha256').update(`${stats.dev} ${stats.ino}`).digest('hex')
      for (let call = 0; call < 3; call++) {
        const caller = connect(`\0dicom-sluice-${name}`)
        // Hung up on before or after it could read.
        caller.on('error', () => {})
        await new Promise((resolve) => caller.on('close', resolve).resume())
      }
    },
  )

  it('do not write one quarantine: whose file was replaced fails, and leaves the other', () => {
    const keep = (quarantine: QuarantineFile): void => {
      quarantine.begin({ name: Buffer.from('a'), sizeBytes: 3 } as never)
      quarantine.write(Buffer.from('abc'))
      quarantine.keep()
    }
    const first = QuarantineFile.create(at('kept.tar'))
    const second = QuarantineFile.create(at('kept.tar'))
    keep(second)
    second.finish()
    const left = readFileSync(at('kept.tar'))
    expect(() => keep(first)).toThrow('taken away')
    first.abandon()
    expect(readFileSync(at('kept.tar')).equals(left)).toBe(true)
  })
})

describe('files that are one by another name', () => {
  it.each([
    ['-o', 'here/x', '--quarantine', 'there/x'],
    ['-o', 'here/x', '--report', 'there/x'],
    ['-o', 'y.tar', '--report', 'here/x', '--quarantine', 'there/x'],
    ['-o', 'here/uid_mapping.csv', '--mapping', 'there'],
    ['-o', 'y.tar', '--resume', '--report', 'here/x', '--quarantine', 'there/x'],
  ])('are refused before one is lost: %s %s %s %s', async (...options) => {
    put('in.tar', ARCHIVE)
    mkdirSync(at('here'))
    symlinkSync('here', at('there'))
    const { code, stderr } = await run('in.tar', ...options)
    expect([code, stderr.includes('different files')]).toEqual([USAGE, true])
    expect(readdirSync(at('here'))).toEqual([])
  })
})

describe('a report and a quarantine', () => {
  const carriedFiles = (): CarriedFiles =>
    new CarriedFiles(new Summary(), {
      report: at('report.jsonl'),
      quarantine: at('kept.tar'),
      facts: () => ({}) as never,
      rules: [],
      seal: () => undefined,
    })

  it.each(['report.jsonl', 'kept.tar'])('that are others than before are refused, and not cut: %s', (name) => {
    const first = carriedFiles()
    const saved = first.save()
    const second = carriedFiles()
    second.restore(saved)
    second.close()
    renameSync(at(name), at('moved'))
    writeFileSync(at(name), FOREIGN)
    const third = carriedFiles()
    expect(() => third.restore(saved)).toThrow('JOURNAL_MISMATCH')
    expect(readFileSync(at(name), 'latin1')).toBe(FOREIGN)
    first.close()
  })
})
