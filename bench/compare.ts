/**
 * Whole processes side by side, over a generated archive:
 *
 *     npm run bench:compare -- [KIND...] [--bytes N] [--rounds N] [--field-rounds N] [--only NAME,...] [--no-record]
 *
 * KIND: ct mr enhanced us tiny; default the first three. Runs are interleaved, medians count. Input and output lie in memory
 * (/dev/shm) where there is such a place. Writes bench/records/DATE-KIND.json and .md, with the size in the name where it is not 300 MB.
 */

import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DescriptorWriter } from '../src/streams/descriptors.ts'
import { CAT, CONTENDERS, COPY_LOOP, type Contender, isInstalled, SCRIPTS } from './contenders.ts'
import { archiveOf, type CorpusFacts, isKind, type Kind, noFacts } from './corpora.ts'
import { markersIn } from './left-behind.ts'
import { type Measurement, measure, median, orderOf } from './measure.ts'
import {
  type ComparisonRecord,
  describeCommit,
  describeMachine,
  formatJson,
  formatMarkdown,
  type Result,
} from './record.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const RECORDS = fileURLToPath(new URL('records', import.meta.url))
const MEMORY_FOLDER = '/dev/shm'
const USUAL_BYTES = 300_000_000

interface Request {
  readonly kinds: readonly Kind[]
  readonly bytes: number
  readonly rounds: number
  readonly fieldRounds: number
  readonly only: readonly string[]
  readonly record: boolean
}

interface Entrant extends Contender {
  readonly rounds: number
  readonly measurements: Measurement[]
  entriesOut: number
  leftBehind: Result['leftBehind']
}

function readRequest(): Request {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      bytes: { type: 'string', default: String(USUAL_BYTES) },
      rounds: { type: 'string', default: '7' },
      'field-rounds': { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
      'no-record': { type: 'boolean', default: false },
    },
  })
  const kinds = positionals.length > 0 ? positionals : ['ct', 'mr', 'enhanced']
  if (!kinds.every(isKind)) throw new RangeError('there is no such kind')
  return {
    kinds: kinds as Kind[],
    bytes: Number(values.bytes),
    rounds: Number(values.rounds),
    fieldRounds: Number(values['field-rounds']),
    only: values.only === '' ? [] : values.only.split(','),
    record: !values['no-record'],
  }
}

function writeCorpus(path: string, kind: Kind, bytes: number): CorpusFacts {
  const facts = noFacts()
  const descriptor = openSync(path, 'w')
  const writer = new DescriptorWriter(descriptor)
  for (const piece of archiveOf({ kind, bytes }, facts)) writer.write(piece)
  writer.flush()
  closeSync(descriptor)
  return facts
}

function countEntries(path: string): number {
  const list = execFileSync('tar', ['-tf', path], { encoding: 'latin1', maxBuffer: 1 << 28 })
  return list.split('\n').filter((name) => name !== '' && !name.endsWith('/')).length
}

/** As a shell takes it for one argument. */
function quote(argument: string): string {
  return /^[\w.,-]*$/.test(argument) ? argument : `'${argument}'`
}

/** One run from a clean start: what the last one left is gone before the clock runs. */
function runOnce(entrant: Entrant, folder: string, input: string): void {
  const output = join(folder, 'output.tar')
  const work = join(folder, 'work')
  rmSync(output, { force: true })
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work)
  entrant.measurements.push(measure(entrant.commandLine, { ...SCRIPTS, INPUT: input, OUTPUT: output, WORK: work }))
  if (entrant.measurements.length > 1) return
  entrant.entriesOut = countEntries(output)
  entrant.leftBehind = markersIn(output)
}

function summarise(entrants: readonly Entrant[]): Result[] {
  const medianOf = (name: string, what: 'cpuSeconds' | 'wallSeconds'): number => {
    const measurements = entrants.find((entrant) => entrant.name === name)?.measurements ?? []
    return measurements.length === 0 ? Number.NaN : median(measurements.map((measurement) => measurement[what]))
  }
  return entrants.map(({ name, group, measurements, entriesOut, leftBehind, doesNot }) => {
    const cpuSeconds = medianOf(name, 'cpuSeconds')
    const wallSeconds = medianOf(name, 'wallSeconds')
    const peaks = measurements.flatMap(({ peakBytes }) => peakBytes ?? [])
    return {
      name,
      group,
      rounds: measurements.length,
      cpuSeconds,
      wallSeconds,
      bestCpuSeconds: Math.min(...measurements.map((measurement) => measurement.cpuSeconds)),
      ...(peaks.length > 0 && { peakBytes: Math.max(...peaks) }),
      cpuRatio: cpuSeconds / medianOf(COPY_LOOP, 'cpuSeconds'),
      throughputRatio: medianOf(CAT, 'wallSeconds') / wallSeconds,
      entriesOut,
      leftBehind,
      ...(doesNot !== undefined && { doesNot }),
    }
  })
}

function compare(kind: Kind, request: Request, folder: string): ComparisonRecord {
  const input = join(folder, 'input.tar')
  const facts = writeCorpus(input, kind, request.bytes)
  const asked = CONTENDERS.filter(({ name }) => request.only.length === 0 || request.only.includes(name))
  const entrants = asked.filter(isInstalled).map(
    (contender): Entrant => ({
      ...contender,
      rounds: contender.group === 'field' ? request.fieldRounds : request.rounds,
      measurements: [],
      entriesOut: 0,
      leftBehind: [],
    }),
  )
  const loadBefore = loadavg()[0]!
  for (let round = 0; round < Math.max(request.rounds, request.fieldRounds); round++) {
    for (const entrant of orderOf(entrants, round)) runOnce(entrant, folder, input)
    console.error(`${kind}: round ${round + 1} done`)
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    kind,
    commit: describeCommit(ROOT),
    command: ['npm run bench:compare', ...process.argv.slice(2).map(quote)]
      .join(' ')
      .replace('compare ', 'compare -- '),
    machine: describeMachine(),
    node: process.versions.node,
    load: [loadBefore, loadavg()[0]!],
    ...facts,
    results: summarise(entrants),
    absent: asked.filter((contender) => !isInstalled(contender)).map(({ name }) => name),
  }
}

function main(): void {
  const request = readRequest()
  const folder = mkdtempSync(join(existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir(), 'bench-'))
  try {
    for (const kind of request.kinds) {
      const record = compare(kind, request, folder)
      const markdown = formatMarkdown(record)
      console.log(markdown)
      if (!request.record) continue
      mkdirSync(RECORDS, { recursive: true })
      const size = request.bytes === USUAL_BYTES ? '' : `-${request.bytes / 1e6}-mb`
      const path = join(RECORDS, `${record.date}-${kind}${size}`)
      writeFileSync(`${path}.json`, formatJson(record))
      writeFileSync(`${path}.md`, markdown)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

main()
