/**
 * Runs a command line and measures all the processes of it: CPU by the shell's own `time`, which counts every child that was
 * waited for, in milliseconds; peak memory of the largest of them by GNU time, where that is installed. Linux and anything
 * else that has bash.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Measurement {
  readonly wallSeconds: number
  /** User and system, of the process and all its children. */
  readonly cpuSeconds: number
  /** Of the largest process; undefined where GNU time is missing. */
  readonly peakBytes: number | undefined
}

const GNU_TIME = '/usr/bin/time'
const SCRIPT = `TIMEFORMAT='%3R %3U %3S'
run() { if [ -n "$GNU_TIME" ]; then "$GNU_TIME" -f %M -o "$PEAK_FILE" bash -c "$0" 2>"$ERROR_FILE"; else bash -c "$0" 2>"$ERROR_FILE"; fi; }
time run`

const hasGnuTime = spawnSync(GNU_TIME, ['-f', '%M', 'true']).status === 0

/** Measures one run. Throws where it fails, with the end of what it said. */
export function measure(commandLine: string, environment: Readonly<Record<string, string>>): Measurement {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const peakFile = join(folder, 'peak')
  const errorFile = join(folder, 'error')
  try {
    const run = spawnSync('bash', ['-c', SCRIPT, commandLine], {
      encoding: 'utf8',
      env: {
        ...process.env,
        ...environment,
        LC_ALL: 'C',
        GNU_TIME: hasGnuTime ? GNU_TIME : '',
        PEAK_FILE: peakFile,
        ERROR_FILE: errorFile,
      },
      maxBuffer: 1 << 26,
    })
    if (run.status !== 0) {
      throw new Error(`status ${run.status} of: ${commandLine}\n${readFileSync(errorFile, 'utf8').slice(-2000)}`)
    }
    const [wall, user, system] = run.stderr.trim().split(/\s+/).slice(-3).map(Number)
    return {
      wallSeconds: wall!,
      cpuSeconds: user! + system!,
      peakBytes: hasGnuTime ? Number(readFileSync(peakFile, 'utf8').trim().split('\n').at(-1)) * 1024 : undefined,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The one in the middle, or the mean of the two. Throws RangeError for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values')
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * The order of one round: forwards in even rounds, backwards in odd ones, so that what slows the machine down for a while falls on
 * neighbours alike. A contender takes part in as many rounds as it asks for.
 */
export function orderOf<Contender extends { readonly rounds: number }>(
  contenders: readonly Contender[],
  round: number,
): readonly Contender[] {
  const taking = contenders.filter(({ rounds }) => round < rounds)
  return round % 2 === 0 ? taking : taking.toReversed()
}
