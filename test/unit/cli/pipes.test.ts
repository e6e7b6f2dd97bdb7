import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runShell, runSluice, startSluice } from '../../support/run-sluice.ts'
import { GOOD_ARCHIVE, goodObject, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member } from '../../support/tar-builder.ts'

const scratch = useScratch()
const { at, put } = scratch

describe('pipes', () => {
  const LARGE = archive(...Array.from({ length: 300 }, (_, index) => member(`${index}.dcm`, goodObject())))

  it('that are closed early end the command without a word', async () => {
    put('a.tar', LARGE)
    for (const options of ['--quiet', '--quiet --key-file key']) {
      const run = await runShell(
        `$SLUICE ${options} a.tar | head -c 10 | wc -c; echo "\${PIPESTATUS[0]}"`,
        scratch.folder,
      )
      expect(run.stdout.toString().trim().split(/\s+/)).toEqual(['10', '1'])
      expect(run.stderr).toBe('')
    }
    expect((await runShell('$SLUICE --help | head -c 1', scratch.folder)).stderr).toBe('')
  })

  it('that are slow get every byte', async () => {
    const expected = (await runSluice(['--key-file', scratch.keyFile], { input: LARGE })).stdout
    put('a.tar', LARGE)
    const run = await runShell('$SLUICE --quiet --key-file key a.tar | (sleep 1; cat)', scratch.folder)
    expect(run.stdout.equals(expected)).toBe(true)
  })

  it('that bring a byte at a time, and then nothing for a while, are waited for', async () => {
    const expected = (await runSluice(['--key-file', scratch.keyFile], { input: SAMPLE_ARCHIVE })).stdout
    put('a.tar', SAMPLE_ARCHIVE)
    const line =
      '(head -c 3 a.tar; sleep 0.2; tail -c +4 a.tar | head -c 9000; sleep 0.2; tail -c +9004 a.tar) | $SLUICE --quiet --key-file key'
    const run = await runShell(line, scratch.folder)
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
      while (!readdirSync(scratch.folder).some((name) => name.endsWith('.part')))
        await new Promise((resolve) => setTimeout(resolve, 20))
      await new Promise((resolve) => setTimeout(resolve, 300))
      child.kill(signal)
      expect(await ended).toBe(signal)
      expect(readdirSync(scratch.folder)).toEqual(['key'])
    },
  )

  it.each(['SIGINT', 'SIGTERM'] as const)('that are idle let %s end a run that writes no file', async (signal) => {
    const child = startSluice(['--quiet', '--key-file', scratch.keyFile], {})
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, by) => resolve(by)))
    child.stdin.on('error', () => {})
    const written = new Promise((resolve) => child.stdout.once('data', resolve))
    child.stdin.write(LARGE)
    await written
    child.kill(signal)
    expect(await ended).toBe(signal)
  })
})

describe('progress', () => {
  it('is told in lines where nobody watches, if asked for, and otherwise not at all', async () => {
    const always = await runSluice(['--progress', 'always'], { input: GOOD_ARCHIVE })
    expect(always.stderr).toMatch(/sluice: [\d.]+ kB, 1 entry$/m)
    const auto = await runSluice(['--progress', 'auto', '--key-file', scratch.keyFile], { input: GOOD_ARCHIVE })
    expect(auto.stderr).not.toMatch(/sluice: [\d.]+ kB/)
    expect((await runSluice(['--quiet'], { input: SAMPLE_ARCHIVE })).stderr).toBe('')
  })
})
