import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { formatDuration, Pace } from '../../../src/cli/progress.ts'
import { runSluice, SLUICE } from '../../support/run-sluice.ts'
import { GOOD_ARCHIVE, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch()

describe('progress', () => {
  it('tells bytes, rate, entries and time left', () => {
    let now = 0
    const pace = new Pace(1_000_000_000, () => now)
    pace.begin(0)
    expect(pace.describe(0, 0)).toEqual(['0 bytes of 1.00 GB', '0 entries'])
    now = 2000
    expect(pace.describe(200_000_000, 1)).toEqual(['200 MB of 1.00 GB', '100 MB/s', '1 entry', '0:08 left'])
    expect(pace.describe(1_000_000_000, 1234)).toEqual(['1.00 GB of 1.00 GB', '500 MB/s', '1,234 entries'])
  })

  it('does not count what an earlier run had done, and knows no end where no size is known', () => {
    let now = 0
    const resumed = new Pace(1000_000_000, () => now)
    const piped = new Pace(undefined, () => now)
    for (const pace of [resumed, piped]) pace.begin(500_000_000)
    now = 1000
    expect(resumed.describe(600_000_000, 9)).toEqual(['600 MB of 1.00 GB', '100 MB/s', '9 entries', '0:04 left'])
    expect(piped.describe(600_000_000, 9)).toEqual(['600 MB', '100 MB/s', '9 entries'])
  })

  it.each([
    [0.2, '0:01'],
    [75, '1:15'],
    [3599.5, '1:00:00'],
    [11_220, '3:07:00'],
    [442_800, '5 d 3 h'],
  ])('says %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  it('is a bar on a terminal that goes away, and the summary has its colour there', ({ skip }) => {
    const input = scratch.put('study.tar', SAMPLE_ARCHIVE)
    const line = `${process.execPath} ${SLUICE} ${input} -o ${scratch.at('out.tar')} --key-file ${scratch.keyFile}`
    const look = (env: Record<string, string>): string => {
      try {
        return execFileSync('script', ['-qec', line, '/dev/null'], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
          env: { ...process.env, TERM: 'xterm', NO_COLOR: '', FORCE_COLOR: '', ...env },
        })
      } catch (fault) {
        // Exit code 3: something was withheld.
        return (fault as { stdout?: string }).stdout ?? skip()
      }
    }
    const text = look({})
    expect(text).toContain('entries')
    expect(text).toMatch(/\u001b\[33m {2}withheld/)
    expect(look({ NO_COLOR: '1' })).not.toContain('\u001b[33m')
  })

  it.each([['verify'], ['risk']])(
    'is a bar of %s too, off stdout, and nothing with --quiet or where nobody looks',
    async (command) => {
      const input = scratch.put('study.tar', GOOD_ARCHIVE)
      const seen = (more: string): string | undefined => {
        const line = `${process.execPath} ${SLUICE} ${command} ${input} ${more} >${scratch.at('listing')}`
        try {
          const env = { ...process.env, TERM: 'xterm' }
          return execFileSync('script', ['-qec', line, '/dev/null'], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
            env,
          })
        } catch (fault) {
          // Exit code 4: something was found.
          return (fault as { stdout?: string }).stdout
        }
      }
      // Not every machine has script.
      const bar = seen('')
      if (bar === undefined) return
      expect(bar).toMatch(/ 0% .* 0 entries/)
      expect(seen('--quiet')).toBe('')
      const piped = await runSluice([command, input])
      expect(piped.stderr).toBe('')
      const told = await runSluice([command, input, '--progress', 'always'])
      expect(told.stderr).toMatch(/^sluice: [\d.]+ kB of [\d.]+ kB, 1 entry\n$/)
      expect(told.stdout.equals(piped.stdout)).toBe(true)
    },
  )

  it('stays off stdout, and plain where nobody looks', async () => {
    const run = await runSluice(['--progress', 'always', '--key-file', scratch.keyFile], { input: GOOD_ARCHIVE })
    const quiet = await runSluice(['--quiet', '--key-file', scratch.keyFile], { input: GOOD_ARCHIVE })
    expect(run.stdout.equals(quiet.stdout)).toBe(true)
    expect(run.stderr).toMatch(/^sluice: [\d.]+ \w+, \d+ entr(?:y|ies)$/m)
    expect(run.stderr).not.toContain('\u001b')
  })
})
