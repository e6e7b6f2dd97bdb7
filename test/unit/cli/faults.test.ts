/**
 * What goes wrong around the command: disks, pipes, signals, threads, other people's files. Each time: the exit code, a message without a path or a stack,
 * nothing half-written under the name of an output, nothing left that holds identities but what was asked for.
 */

import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SluiceError } from '../../../src/errors.ts'
import { readDirectoryAsTar } from '../../../src/streams/directory-tar.ts'
import { runShell, runSluice, startSluice } from '../../support/run-sluice.ts'
import { findPlanted, goodObject, SAMPLE_ARCHIVE, truncatedObject } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch()
const { at, put } = scratch

const IMAGE = goodObject(Buffer.alloc(500_000, 'pixels'))
const LARGE = archive(...Array.from({ length: 12 }, (_, ordinal) => member(`CANARY/${ordinal}.dcm`, IMAGE)))
const LARGE_AND_BROKEN = archive(
  member('CANARY/cut.dcm', goodObject(Buffer.alloc(3_000_000)).subarray(0, -1000)),
  ...Array.from({ length: 4 }, (_, ordinal) => member(`CANARY/${ordinal}.dcm`, IMAGE)),
)
/** Files of this test may grow to 1 MB, as on a disk that has no room for more. */
const SMALL_DISK = "trap '' XFSZ; ulimit -f 1000;"
/** Objects as small as these have no room for what says how they were de-identified. */
const WITHHELD = 3
const OPTIONS = '--quiet --key-file key in.tar'

const files = (): string[] => readdirSync(scratch.folder).sort()

function expectSilence(stderr: string): void {
  expect(stderr).not.toMatch(/CANARY|sluice-test|\/tmp|\/proc|\/dev|^ +at |node:/m)
}

describe('a disk that is full', () => {
  it.each([
    '-o out.tar',
    '-o out.tar.gz',
    '-o out.tar --jobs 2',
    '-o out.tar --jobs 2 --same-size',
    '-o out.tar --same-size',
  ])('leaves no output with %s', async (options) => {
    // Noise, so that it is as large when it is compressed.
    put('in.tar', archive(...Array.from({ length: 6 }, () => member('CANARY.dcm', goodObject(randomBytes(1_000_000))))))
    const run = await runShell(`${SMALL_DISK} $SLUICE ${OPTIONS} ${options}`, scratch.folder)
    expect(run.code).toBe(1)
    expect(run.stderr).toMatch(/^sluice: writing the output failed \(EFBIG\) \(IO\)\n/)
    expectSilence(run.stderr)
    expect(files()).toEqual(['in.tar', 'key'])
  })

  it('leaves what stood there before', async () => {
    put('in.tar', LARGE)
    put('out.tar', Buffer.from('from before'))
    await runShell(`${SMALL_DISK} $SLUICE ${OPTIONS} -o out.tar`, scratch.folder)
    expect(readFileSync(at('out.tar'), 'utf8')).toBe('from before')
    expect(files()).toEqual(['in.tar', 'key', 'out.tar'])
  })

  it.each([
    ['> /dev/full', 'output'],
    ['-o /dev/full', 'output'],
    ['--report /dev/full > /dev/null', 'report'],
    ['-o out.tar --report /dev/full', 'report'],
  ])('is told of, with %s', async (options, what) => {
    put('in.tar', LARGE)
    const run = await runShell(`$SLUICE ${OPTIONS} ${options}`, scratch.folder)
    expect([run.code, run.stderr]).toEqual([
      1,
      `sluice: writing the ${what} failed (ENOSPC) (IO)\n  The disk is full: make room, and run it again.\n`,
    ])
    expect(files().filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('leaves no output where the quarantine or the mapping has no room', async () => {
    put('in.tar', LARGE_AND_BROKEN)
    const quarantine = await runShell(`${SMALL_DISK} $SLUICE ${OPTIONS} -o out.tar --quarantine q.tar`, scratch.folder)
    expect(quarantine.code).toBe(1)
    expect(quarantine.stderr).toMatch(/writing the quarantine failed \(EFBIG\)/)
    expect(files()).toEqual(['in.tar', 'key'])
    const mapping = await runShell(
      `trap '' XFSZ; ulimit -f 0; $SLUICE ${OPTIONS} -o /dev/null --mapping m`,
      scratch.folder,
    )
    expect(mapping.code).toBe(1)
    expectSilence(quarantine.stderr + mapping.stderr)
  })

  it('can be made larger for --resume and --in-place, and the same command comes to the same bytes', async () => {
    put('in.tar', LARGE)
    const whole = await runShell(`$SLUICE ${OPTIONS} -o whole.tar --same-size`, scratch.folder)
    expect(whole.code).toBe(WITHHELD)
    for (const command of [`${OPTIONS} -o out.tar --same-size --resume`, '--quiet --key-file key --in-place in.tar']) {
      const run = await runShell(`${SMALL_DISK} $SLUICE ${command}`, scratch.folder)
      expect(run.code).toBe(1)
      expect(run.stderr).toMatch(
        /^sluice: writing the (?:output|journal) failed \(EFBIG\) \(IO\)\n {2}No larger file .*ulimit -f.*\n$/,
      )
      expect((await runShell(`$SLUICE ${command}`, scratch.folder)).code).toBe(WITHHELD)
    }
    expect(readFileSync(at('out.tar')).equals(readFileSync(at('whole.tar')))).toBe(true)
    expect(readFileSync(at('in.tar')).equals(readFileSync(at('whole.tar')))).toBe(true)
  })
})

describe('a place that cannot be written to', () => {
  it.each([
    ['-o in.tar/CANARY', 1],
    ['-o CANARY/out.tar', 1],
    ['-o .', 2],
    ['-o out.tar --report .', 1],
    ['-o out.tar --report CANARY/r.jsonl', 1],
    ['-o out.tar --quarantine .', 2],
    ['-o out.tar --quarantine CANARY/q.tar', 1],
    ['-o out.tar --mapping in.tar', 1],
    ['-o out.tar --mapping in.tar/CANARY', 1],
    ['-o CANARY/out.tar --resume', 1],
  ])('is told of before anything is made: %s', async (options, code) => {
    put('in.tar', SAMPLE_ARCHIVE)
    const run = await runShell(`$SLUICE ${OPTIONS} ${options}`, scratch.folder)
    expect(run.code).toBe(code)
    expect(run.stderr).toMatch(/^sluice: .*\((IO|OPTION_INVALID)\)/)
    expectSilence(run.stderr)
    expect(files()).toEqual(['in.tar', 'key'])
  })
})

describe('descriptors that are closed', () => {
  it('are an empty input, and nobody to talk to', async () => {
    put('in.tar', SAMPLE_ARCHIVE)
    const input = await runShell('$SLUICE --quiet --key-file key <&-', scratch.folder)
    expect([input.code, input.stderr]).toEqual([1, expect.stringContaining('INPUT_EMPTY')])
    const silent = await runShell('$SLUICE --key-file key in.tar -o out.tar 2>&- >&- <&-', scratch.folder)
    expect(silent.code).toBe(3)
    expect(files()).toEqual(['in.tar', 'key', 'out.tar'])
  })
})

describe('an environment that is odd', () => {
  it('changes no byte and no exit code', async () => {
    put('in.tar', SAMPLE_ARCHIVE)
    const environments = [
      '',
      'env -i',
      'env -i TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 LANG=xx',
      'env -i HOME=/CANARY TMPDIR=/CANARY TZ=CANARY',
    ]
    const runs = await Promise.all(
      environments.map((environment) =>
        runShell(`${environment} $SLUICE ${OPTIONS} --with retain-longitudinal-modified-dates`, scratch.folder),
      ),
    )
    for (const run of runs) {
      expect([run.code, run.stderr]).toEqual([3, ''])
      expect(run.stdout.equals(runs[0]!.stdout)).toBe(true)
    }
  })
})

describe('signals', () => {
  const started = async (argv: readonly string[], delayMilliseconds: number, signal: NodeJS.Signals) => {
    const child = startSluice(argv)
    child.stdin.end()
    child.stdout.resume()
    child.stderr.resume()
    const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) =>
      child.on('close', (code, by) => resolve([code, by])),
    )
    await new Promise((resolve) => setTimeout(resolve, delayMilliseconds))
    child.kill(signal)
    return await ended
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'at any moment: %s leaves all of an output or nothing',
    async (signal) => {
      const input = put('in.tar', LARGE)
      expect((await runSluice([input, '-o', at('whole.tar'), '--key-file', scratch.keyFile])).code).toBe(0)
      const argv = [input, '--key-file', scratch.keyFile, '-o', at('out.tar'), '--quarantine', at('q.tar')]
      for (let delay = 10; delay <= 250; delay += 20) {
        const [code, by] = await started(argv, delay, signal)
        expect(code === 0 || by === signal).toBe(true)
        expect(files().filter((name) => name !== 'out.tar')).toEqual(['in.tar', 'key', 'whole.tar'])
        if (code === 0 || files().includes('out.tar')) {
          expect(readFileSync(at('out.tar')).equals(readFileSync(at('whole.tar')))).toBe(true)
        }
        rmSync(at('out.tar'), { force: true })
      }
    },
  )

  it('that kill leave no identity that others can read, and nothing in the way of the same command', async () => {
    const input = put('in.tar', LARGE_AND_BROKEN)
    const argv = [input, '--key-file', scratch.keyFile, '-o', at('out.tar'), '--report', at('r.jsonl')]
    for (const delay of [60, 90, 120, 150]) {
      await started(argv, delay, 'SIGKILL')
      for (const name of files()) {
        if (name !== 'in.tar') expect(findPlanted(readFileSync(at(name))), name).toEqual([])
      }
    }
    for (const name of files()) if (name.endsWith('.part')) expect(statSync(at(name)).isFile()).toBe(true)
    expect((await runSluice(argv)).code).toBe(3)
  })

  it('end a run whose output nobody reads', async () => {
    const child = startSluice([put('in.tar', LARGE), '--quiet', '--key-file', scratch.keyFile])
    const ended = new Promise((resolve) => child.on('exit', (_, by) => resolve(by)))
    await new Promise((resolve) => child.stdout.once('readable', resolve))
    await new Promise((resolve) => setTimeout(resolve, 200))
    child.kill('SIGTERM')
    expect(await ended).toBe('SIGTERM')
    child.stdout.destroy()
  })
})

describe('a thread', () => {
  it.each([
    ['that ends at its work', 'parentPort.postMessage = () => process.exit(0)'],
    ['that does not come to its work', "throw new Error('CANARY')"],
  ])('%s ends the run, without an output and without a word of it', async (_, death) => {
    // Longer than what the main thread works on.
    put('in.tar', archive(member('CANARY.dcm', goodObject(Buffer.alloc(5_000_000)))))
    writeFileSync(
      at('die.mjs'),
      `import { isMainThread, parentPort } from 'node:worker_threads'
       if (!isMainThread) { ${death} }`,
    )
    const run = await runShell(
      `NODE_OPTIONS="--import ${at('die.mjs')}" $SLUICE ${OPTIONS} -o out.tar --jobs 2`,
      scratch.folder,
    )
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('(INTERNAL)')
    expectSilence(run.stderr)
    expect(files()).toEqual(['die.mjs', 'in.tar', 'key'])
  })
})

describe('a directory', () => {
  const fill = (): void => {
    for (const folder of ['in', 'in/closed']) mkdirSync(at(folder))
    for (const name of ['a.dcm', 'b.dcm', 'closed/c.dcm', 'd.dcm']) put(`in/${name}`, goodObject())
  }
  /** Root reads everything. */
  const asOthers = process.getuid?.() === 0 ? 'setpriv --reuid=65534 --clear-groups' : ''

  it.each(['out.tar', 'out.tar.gz'])(
    'in which something cannot be read goes on, says so, and ends with status 3: %s',
    async (output) => {
      fill()
      chmodSync(scratch.folder, 0o777)
      chmodSync(at('key'), 0o644)
      chmodSync(at('in/b.dcm'), 0)
      chmodSync(at('in/closed'), 0)
      const run = await runShell(
        `${asOthers} $SLUICE --quiet --key-file key in -o ${output} --report r.jsonl --names keep`,
        scratch.folder,
      )
      chmodSync(at('in/closed'), 0o755)
      expect([run.code, run.stderr]).toEqual([3, ''])
      const records = readFileSync(at('r.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .filter(({ record }) => record === 'entry')
      expect(records.map(({ disposition, code }) => [disposition, code])).toEqual([
        ['deidentified', undefined],
        ['withheld', 'UNREADABLE'],
        ['withheld', 'UNREADABLE'],
        ['deidentified', undefined],
      ])
      if (output === 'out.tar') {
        const members = await readWithTarStream(readFileSync(at(output)))
        expect(members.map(({ header }) => header.name)).toEqual(['a.dcm', 'd.dcm'])
      }
    },
  )

  it('ends at the first one with --on-error fail', async () => {
    fill()
    chmodSync(scratch.folder, 0o777)
    chmodSync(at('key'), 0o644)
    chmodSync(at('in/b.dcm'), 0)
    const run = await runShell(
      `${asOthers} $SLUICE --quiet --key-file key in -o out.tar --on-error fail`,
      scratch.folder,
    )
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('(WITHHELD)')])
    expectSilence(run.stderr)
    expect(files()).toEqual(['in', 'key'])
  })

  it('that cannot be read itself is a fault of the run', async () => {
    const run = await runShell('$SLUICE --quiet --key-file key CANARY -o out.tar', scratch.folder)
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('(IO)')])
    expectSilence(run.stderr)
  })

  const changed: readonly (readonly [string, (path: string) => void])[] = [
    ['is gone', (path) => rmSync(path)],
    [
      'is a directory by now',
      (path) => {
        rmSync(path)
        mkdirSync(path)
      },
    ],
    [
      'is a link by now',
      (path) => {
        rmSync(path)
        symlinkSync(at('key'), path)
      },
    ],
  ]
  it.each(changed)('of which a file %s when its turn comes goes on with the next', (_, change) => {
    fill()
    const unreadable: number[] = []
    const parts: Buffer[] = []
    for (const part of readDirectoryAsTar(at('in'), [], (ordinal) => unreadable.push(ordinal))) {
      if (parts.length === 0) change(at('in/b.dcm'))
      parts.push(Buffer.from(part))
    }
    expect(unreadable).toEqual([1])
  })

  it('of which a file became shorter stops where its size had been announced, and goes on where it had not', () => {
    mkdirSync(at('in'))
    put('in/a', Buffer.alloc(10))
    put('in/large', Buffer.alloc(2_000_000))
    const parts: number[] = []
    const read = (): void => {
      for (const part of readDirectoryAsTar(at('in'), [], () => {})) {
        parts.push(part.length)
        if (part.length > 500_000) writeFileSync(at('in/large'), 'short')
      }
    }
    expect(read).toThrow(SluiceError)
    expect(read).not.toThrow()
  })

  it('is not read past by those who have to see all of it', () => {
    fill()
    const read = (): void => {
      let seen = 0
      for (const part of readDirectoryAsTar(at('in'), [])) if (seen++ === 0 && part.length > 0) rmSync(at('in/b.dcm'))
    }
    expect(read).toThrow(expect.objectContaining({ code: 'IO' }))
  })
})

describe('an archive in a file', () => {
  it('that is cut while it is read is cut, not done', async () => {
    put('in.tar', LARGE)
    const child = startSluice([at('in.tar'), '-o', at('out.tar'), '--key-file', scratch.keyFile, '--quiet'])
    let stderr = ''
    child.stderr.on('data', (text) => {
      stderr += text
    })
    child.stdin.end()
    const ended = new Promise((resolve) => child.on('close', resolve))
    while (!files().some((name) => name.endsWith('.part')) && child.exitCode === null) await new Promise(setImmediate)
    writeFileSync(at('in.tar'), LARGE.subarray(0, 700_000))
    const code = await ended
    // It may have been quicker.
    if (code !== 0) {
      expect([code, stderr]).toEqual([1, expect.stringMatching(/ARCHIVE_TRUNCATED|ARCHIVE_HEADER_INVALID|INPUT_EMPTY/)])
      expect(files()).toEqual(['in.tar', 'key'])
    }
    expectSilence(stderr)
  })

  it('that holds a bad object alone has nothing left of it', async () => {
    const run = await runSluice([put('in.dcm', truncatedObject()), '-o', at('out.dcm')])
    expect(run.code).toBe(3)
    expect(files()).toEqual(['in.dcm', 'key'])
  })
})
