/** What a comparison found, for people (Markdown) and for programs (JSON). */

import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import { MARKER_PLACES, type Marker } from './corpora/markers.ts'
import type { Kind } from './corpora.ts'

const LINE_CHARACTERS = 120

export interface Result {
  readonly name: string
  readonly group: string
  readonly rounds: number
  /** Medians. */
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly bestCpuSeconds: number
  /** The highest of all rounds; absent where it was not measured. */
  readonly peakBytes?: number
  /** To the copy loop. */
  readonly cpuRatio: number
  /** Throughput by wall time, to that of `cat`. */
  readonly throughputRatio: number
  readonly entriesOut: number
  readonly leftBehind: readonly Marker[]
  readonly doesNot?: string
}

export interface ComparisonRecord {
  readonly date: string
  readonly kind: Kind
  readonly commit: string
  readonly command: string
  readonly machine: string
  readonly node: string
  /** Load of the machine over the last minute, before and after. */
  readonly load: readonly [number, number]
  readonly entries: number
  readonly elements: number
  readonly archiveBytes: number
  readonly results: readonly Result[]
  readonly absent: readonly string[]
}

export function describeMachine(): string {
  const processors = cpus()
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return `${processors.length} x ${processors[0]?.model ?? 'unknown'}, ${gibibytes} GiB, ${type()} ${release()}`
}

/** The commit that was measured; with a remark where the tree differs from it. */
export function describeCommit(root: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  try {
    const changed = git('status', '--porcelain', '--', 'src', 'assembly', 'bin') !== ''
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`
  } catch {
    return 'not a repository'
  }
}

export function formatMarkdown(record: ComparisonRecord): string {
  const megabytes = (record.archiveBytes / 1e6).toFixed(0)
  const lines = [
    `# ${record.date}, ${record.kind}`,
    '',
    `${record.entries} entries, ${record.elements} elements, ${megabytes} MB. Commit ${record.commit}. ${record.machine}; Node ${record.node};`,
    `load ${record.load.map((load) => load.toFixed(1)).join(' before, ')} after.`,
    '',
    '```sh',
    record.command,
    '```',
    '',
    'Medians of interleaved rounds, processes of a command line taken together. CPU to that of the copy loop, throughput to that of `cat`.',
    '',
    '| | rounds | CPU s | CPU | wall s | MB/s | throughput | peak MiB | entries out |',
    '|---|---|---|---|---|---|---|---|---|',
    ...record.results.map((result) => formatRow(result, record.archiveBytes)),
    '',
    '## What each did not do',
    '',
    '| | left behind | and |',
    '|---|---|---|',
    ...record.results.map(formatLeftBehind),
    '',
  ]
  if (record.absent.length > 0) lines.push(`Not installed: ${record.absent.join(', ')}.`, '')
  return lines.join('\n')
}

/** As the formatter of this repository has it, so that a new record needs no second look: short arrays stand on one line. */
export function formatJson(record: ComparisonRecord): string {
  const arrays = /^( *)("[^"]+": )?\[\n([^[\]{}]*?)\n *\](,?)$/gm
  const text = JSON.stringify(record, undefined, 2).replaceAll(arrays, (whole, indent, key = '', body, comma) => {
    const line = `${indent}${key}[${body.trim().replaceAll(/\n */g, ' ')}]${comma}`
    return line.length <= LINE_CHARACTERS ? line : whole
  })
  return `${text}\n`
}

function formatRow(result: Result, archiveBytes: number): string {
  const cells = [
    result.name.replaceAll('|', '\\|'),
    String(result.rounds),
    result.cpuSeconds.toFixed(2),
    `${result.cpuRatio.toFixed(2)} x`,
    result.wallSeconds.toFixed(2),
    (archiveBytes / 1e6 / result.wallSeconds).toFixed(0),
    `${result.throughputRatio.toFixed(2)} x`,
    result.peakBytes === undefined ? '' : (result.peakBytes / 2 ** 20).toFixed(0),
    String(result.entriesOut),
  ]
  return `| ${cells.join(' | ')} |`
}

function formatLeftBehind(result: Result): string {
  const places = result.leftBehind.map((marker) => MARKER_PLACES[marker])
  const all = places.length === Object.keys(MARKER_PLACES).length
  const left = all ? 'everything' : places.join('; ') || 'nothing of what was planted'
  return `| ${result.name.replaceAll('|', '\\|')} | ${left} | ${result.doesNot ?? ''} |`
}
