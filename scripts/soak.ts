/**
 * Mixed archives without end through the command, made on the fly, while things go wrong around it:
 *
 *     npm run soak                     2 GB
 *     npm run soak -- --bytes 20g --seed 7
 *
 * Each round is an archive of images, frames, ultrasound, tiny objects, objects that are cut short or joined, noise and texts, and one fault or none. Held after each:
 * the exit code, that every entry is accounted for in the report, that nothing planted comes out, and the peak memory. Status 1 where
 * something of it does not hold; the seed says how to come to it again. Linux only.
 */

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { MARKERS } from '../bench/corpora/markers.ts'
import { type CorpusObject, type Kind, objectsOf } from '../bench/corpora.ts'
import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../src/archive/tar-writer.ts'

const COMMAND = fileURLToPath(new URL('../bin/sluice.js', import.meta.url))
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 }
const BYTES_PER_MEBIBYTE = 1024 * 1024
/** Of one archive. */
const ROUND_BYTES = 200_000_000
const ENHANCED_BYTES = 20_000_000
const SAMPLE_MILLISECONDS = 20
/** Over an idle Node, whatever is in the archive: more would be growth. */
const PEAK_MEBIBYTES = 64
const SLOW_MILLISECONDS = 20

const FAULTS = ['none', 'slow reader', 'reader leaves', 'input is cut', 'terminated', 'report has no room'] as const
type Fault = (typeof FAULTS)[number]

const KINDS: readonly (Kind | 'noise' | 'text')[] = [
  'ct',
  'ct',
  'mr',
  'mr',
  'us',
  'tiny',
  'tiny',
  'tiny',
  'enhanced',
  'frames',
  'noise',
  'text',
]

type Command = ChildProcessByStdio<Writable, Readable, Readable>

/** The same numbers from 0 to below 1 for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Member {
  readonly name: string
  readonly sizeBytes: number
  readonly pieces: Iterable<Uint8Array>
}

class Mix {
  readonly #random: () => number
  readonly #sources = new Map<Kind, Generator<CorpusObject>>()

  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }

  pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[Math.floor(this.#random() * choices.length)]!
  }

  next(): Member {
    const kind = this.pick(KINDS)
    if (kind === 'text') return this.#other('letter.txt', Buffer.from(`Dear ${MARKERS.patient}, `.repeat(50)))
    if (kind === 'noise') return this.#other('noise', this.#noise(1 + Math.floor(this.#random() * 30_000)))
    const object = this.#object(kind)
    const damage = this.#random()
    if (damage < 0.05) return cut(object, Math.max(1, Math.floor(object.sizeBytes * this.#random())))
    if (damage < 0.08) return twice(object)
    return object
  }

  #object(kind: Kind): CorpusObject {
    let source = this.#sources.get(kind)
    if (source === undefined) {
      source = objectsOf({ kind, seed: Math.floor(this.#random() * 1e6), objectBytes: ENHANCED_BYTES })
      this.#sources.set(kind, source)
    }
    return source.next().value as CorpusObject
  }

  #noise(bytes: number): Uint8Array {
    return Uint8Array.from({ length: bytes }, () => Math.floor(this.#random() * 256))
  }

  #other(name: string, bytes: Uint8Array): Member {
    return { name: `${MARKERS.entryName}/${name}`, sizeBytes: bytes.length, pieces: [bytes] }
  }
}

/** The first bytes of an object. All of its pieces are read, for the sake of the next one. */
function cut({ name, pieces }: Member, sizeBytes: number): Member {
  function* first(): Generator<Uint8Array> {
    let left = sizeBytes
    for (const piece of pieces) {
      if (left > 0) yield piece.subarray(0, left)
      left -= piece.length
    }
  }
  return { name, sizeBytes, pieces: first() }
}

/** Something follows the object that begins as one. */
function twice({ name, sizeBytes, pieces }: Member): Member {
  const tail = Buffer.from(`${'\0'.repeat(128)}DICM${MARKERS.patient}${MARKERS.nested}`)
  function* both(): Generator<Uint8Array> {
    yield* pieces
    yield tail
  }
  return { name, sizeBytes: sizeBytes + tail.length, pieces: both() }
}

interface Round {
  readonly fault: Fault
  entries: number
  inputBytes: number
  outputBytes: number
  peakBytes: number
  readonly breaches: string[]
}

async function feed(command: Command, mix: Mix, round: Round): Promise<void> {
  const write = async (bytes: Uint8Array): Promise<boolean> => {
    round.inputBytes += bytes.length
    if (command.stdin.destroyed) return false
    // The generators use their memory again.
    if (command.stdin.write(new Uint8Array(bytes))) return true
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        command.stdin.off('drain', goOn).off('close', goOn)
        resolve()
      }
      command.stdin.on('drain', goOn).on('close', goOn)
    })
    return !command.stdin.destroyed
  }
  const cutAt = round.fault === 'input is cut' ? ROUND_BYTES / 2 : Number.POSITIVE_INFINITY
  const stopAt = round.fault === 'terminated' ? ROUND_BYTES / 2 : Number.POSITIVE_INFINITY
  while (round.inputBytes < ROUND_BYTES) {
    const { name, sizeBytes, pieces } = mix.next()
    let goesOn = await write(encodeEntryHeader(Buffer.from(name), sizeBytes))
    for (const piece of pieces) goesOn &&= await write(piece)
    goesOn &&= round.inputBytes < cutAt
    if (goesOn) goesOn = await write(encodePadding(sizeBytes))
    round.entries++
    if (round.inputBytes > stopAt) command.kill('SIGTERM')
    if (!goesOn || round.inputBytes > stopAt) break
  }
  if (round.inputBytes < cutAt && !command.stdin.destroyed) await write(encodeArchiveEnd())
  command.stdin.end()
}

async function search(command: Command, round: Round): Promise<void> {
  const needles = Object.entries(MARKERS).map(([name, marker]) => [name, Buffer.from(marker, 'latin1')] as const)
  const longestBytes = Math.max(...needles.map(([, needle]) => needle.length))
  let tail = Buffer.alloc(0)
  for await (const chunk of command.stdout as AsyncIterable<Buffer>) {
    round.outputBytes += chunk.length
    const bytes = Buffer.concat([tail, chunk])
    for (const [name, needle] of needles) if (bytes.includes(needle)) round.breaches.push(`${name} came out`)
    tail = bytes.subarray(Math.max(0, bytes.length - longestBytes))
    if (round.fault === 'slow reader' && round.outputBytes % 7 === 0) await sleep(SLOW_MILLISECONDS)
    if (round.fault === 'reader leaves' && round.outputBytes > ROUND_BYTES / 4) break
  }
}

async function holdReport(path: string, round: Round, isWhole: boolean): Promise<void> {
  const counts = new Map<string, number>()
  let entries = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    for (const marker of Object.values(MARKERS)) if (line.includes(marker)) round.breaches.push('the report tells')
    const record = JSON.parse(line)
    if (record.record !== 'entry') continue
    if (record.entry !== entries++) round.breaches.push('an entry is missing in the report')
    counts.set(record.disposition, (counts.get(record.disposition) ?? 0) + 1)
  }
  if (isWhole && entries !== round.entries)
    round.breaches.push(`${entries} of ${round.entries} entries are accounted for`)
  const what = [...counts].map(([disposition, count]) => `${count} ${disposition}`).join(', ')
  console.log(
    `${round.fault}: ${(round.inputBytes / 1e6).toFixed(0)} MB, ${what}; peak ${(round.peakBytes / BYTES_PER_MEBIBYTE).toFixed(1)} MiB`,
  )
}

function holdEnd(round: Round, status: number | null, signal: NodeJS.Signals | null, stderr: string): void {
  const ending: Readonly<Record<Fault, boolean>> = {
    none: status === 0 || status === 3,
    'slow reader': status === 0 || status === 3,
    'reader leaves': status === 1 && stderr === '',
    'input is cut': status === 1 && stderr.includes('ARCHIVE_TRUNCATED'),
    terminated: signal === 'SIGTERM',
    'report has no room': status === 1 && stderr.includes('ENOSPC'),
  }
  if (!ending[round.fault]) round.breaches.push(`it ended with ${status ?? signal}: ${stderr}`)
  if (/MARK|node:|^ +at /m.test(stderr)) round.breaches.push('a message tells')
}

function peakBytesOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

async function perform(mix: Mix, fault: Fault, folder: string): Promise<Round> {
  const round: Round = { fault, entries: 0, inputBytes: 0, outputBytes: 0, peakBytes: 0, breaches: [] }
  const report = fault === 'report has no room' ? '/dev/full' : join(folder, 'report.jsonl')
  const command = spawn(process.execPath, [COMMAND, '--quiet', '--report', report], { stdio: ['pipe', 'pipe', 'pipe'] })
  const timer = setInterval(() => {
    round.peakBytes = Math.max(round.peakBytes, peakBytesOf(command.pid!))
  }, SAMPLE_MILLISECONDS)
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) =>
    command.once('close', (status, signal) => resolve([status, signal])),
  )
  let stderr = ''
  command.stderr.on('data', (text: Buffer) => {
    stderr += text.toString()
  })
  command.stdin.on('error', () => {})
  await Promise.all([feed(command, mix, round), search(command, round)])
  holdEnd(round, ...(await ended), stderr)
  clearInterval(timer)
  if (report !== '/dev/full') await holdReport(report, round, fault === 'none' || fault === 'slow reader')
  return round
}

async function idlePeakBytes(): Promise<number> {
  const idle = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 200)'])
  await sleep(150)
  const bytes = peakBytesOf(idle.pid!)
  await new Promise((resolve) => idle.once('close', resolve))
  return bytes
}

function readNumber(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)$/i.exec(text)
  if (match === null) throw new RangeError(`not a number: ${text}`)
  return Number(match[1]) * UNITS[match[2]!.toLowerCase()]!
}

const { values } = parseArgs({
  options: { bytes: { type: 'string', default: '2g' }, seed: { type: 'string', default: '1' } },
})
const mix = new Mix(Number(values.seed))
const folder = mkdtempSync(join(tmpdir(), 'soak-'))
const idleBytes = await idlePeakBytes()
const breaches: string[] = []
let inputBytes = 0
let entries = 0
let peakBytes = 0
try {
  for (let round = 0; inputBytes < readNumber(values.bytes); round++) {
    const done = await perform(mix, FAULTS[round % FAULTS.length]!, folder)
    breaches.push(...done.breaches.map((breach) => `round ${round}, ${done.fault}: ${breach}`))
    inputBytes += done.inputBytes
    entries += done.entries
    peakBytes = Math.max(peakBytes, done.peakBytes)
  }
} finally {
  rmSync(folder, { recursive: true })
}
const overMebibytes = (peakBytes - idleBytes) / BYTES_PER_MEBIBYTE
if (overMebibytes > PEAK_MEBIBYTES) breaches.push(`the peak is ${overMebibytes.toFixed(1)} MiB over an idle Node`)
console.log(
  `${(inputBytes / 1e9).toFixed(1)} GB, ${entries} entries, seed ${values.seed}: peak ${overMebibytes.toFixed(1)} MiB over an idle Node, ` +
    `${breaches.length} breaches`,
)
for (const breach of breaches) console.log(`  ${breach}`)
if (breaches.length > 0) process.exitCode = 1
