/**
 * Peak memory of the command and of a Transform between pooled file streams, over archives that are made on the fly and
 * stored nowhere, compared with what was promised (docs/performance.md):
 *
 *     npm run measure:memory                  small: 2 GB in all
 *     npm run measure:memory -- --full        as large as they are promised for: 60 GB in all
 *     npm run measure:memory -- --full --only ct,tiny --record
 *
 * `--record` writes bench/records/DATE-memory.md. Linux only: peaks are VmHWM of /proc. Status 1 where a promise is not kept.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeCommit, describeMachine } from '../bench/record.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const GENERATOR = `${ROOT}/bench/generate.ts`
const RECORDS = `${ROOT}/bench/records`
const BYTES_PER_MEBIBYTE = 1024 * 1024
const SAMPLE_MILLISECONDS = 20

/** Peak over that of `node -e 0`, and the most by which an input of any size may differ from the first. */
const PROMISED_MEBIBYTES = { command: 24, transform: 48, difference: 4 }

interface Case {
  readonly name: string
  /** Words for bench/generate.ts. */
  readonly small: string
  readonly full: string
}

/** The first is what the others are compared with. */
const CASES: readonly Case[] = [
  { name: 'ct: 100 MB', small: 'ct --bytes 100m', full: 'ct --bytes 100m' },
  { name: 'ct: 20 GB in all', small: 'ct --bytes 1g', full: 'ct --bytes 20g' },
  { name: 'mr: header-dense', small: 'mr --bytes 200m', full: 'mr --bytes 2g' },
  { name: 'us: fragments', small: 'us --bytes 200m', full: 'us --bytes 2g' },
  { name: 'tiny: 300,000 entries', small: 'tiny --entries 20k', full: 'tiny --entries 300k' },
  {
    name: 'frames: a header of 300 MB',
    small: 'frames --entries 1 --object-bytes 60m',
    full: 'frames --entries 1 --object-bytes 300m',
  },
  {
    name: 'enhanced: Pixel Data of 4 GB',
    small: 'enhanced --entries 1 --object-bytes 400m',
    full: 'enhanced --entries 1 --object-bytes 4.29g',
  },
]

const TRANSFORM = [
  "import { pipeline } from 'node:stream/promises'",
  `const { createDeidentifier, createPooledReadStream, createPooledWriteStream } = await import('${ROOT}/dist/index.js')`,
  'const deidentifier = await createDeidentifier()',
  "await pipeline(createPooledReadStream('/dev/stdin'), deidentifier.tar(), createPooledWriteStream('/dev/null'))",
].join('\n')

const WAYS = {
  command: [`${ROOT}/bin/sluice.js`, '--quiet', '-o', '/dev/null'],
  transform: ['--input-type=module', '-e', TRANSFORM],
} as const
type Way = keyof typeof WAYS

interface Peak {
  readonly name: string
  readonly way: Way
  readonly bytes: number
  readonly overBytes: number
  readonly differenceBytes: number
  readonly kept: boolean
}

/** Peak resident memory so far; 0 where the process has ended. */
function peakBytesOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

const EXIT_WITHHELD = 3

async function endOf(child: ChildProcess, what: string): Promise<void> {
  const status = await new Promise((resolve) => child.once('close', resolve))
  if (status !== 0 && status !== EXIT_WITHHELD) throw new Error(`${what} ended with status ${status}`)
}

/** The two ends of a pipe. Not those of `stdio: 'pipe'`, which are sockets. */
function openPipe(): { readEnd: number; writeEnd: number } {
  const folder = mkdtempSync(join(tmpdir(), 'measure-memory-'))
  try {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    // As long as one descriptor is open for both, neither end waits for the other to be opened.
    const both = openSync(path, 'r+')
    const ends = { readEnd: openSync(path, 'r'), writeEnd: openSync(path, 'w') }
    closeSync(both)
    return ends
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs Node with these arguments to its end and answers with its peak. */
async function measure(args: readonly string[], input: number | 'ignore' = 'ignore'): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: [input, 'ignore', 'inherit'] })
  if (input !== 'ignore') closeSync(input)
  let peakBytes = 0
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakBytesOf(child.pid!))
  }, SAMPLE_MILLISECONDS)
  try {
    await endOf(child, args[0]!)
  } finally {
    clearInterval(timer)
  }
  return peakBytes
}

async function measureCase(way: Way, words: string): Promise<number> {
  const { readEnd, writeEnd } = openPipe()
  const generator = spawn(process.execPath, [GENERATOR, ...words.split(' ')], { stdio: ['ignore', writeEnd, 'ignore'] })
  closeSync(writeEnd)
  const ended = endOf(generator, 'the generator')
  const peakBytes = await measure(WAYS[way], readEnd)
  await ended
  return peakBytes
}

function formatRow({ name, way, bytes, overBytes, differenceBytes, kept }: Peak): string {
  const figures = [bytes, overBytes, differenceBytes].map((figure) => (figure / BYTES_PER_MEBIBYTE).toFixed(1))
  return `| ${name} | ${way} | ${figures.join(' | ')} | ${kept ? 'yes' : 'no'} |`
}

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    record: { type: 'boolean', default: false },
  },
})
const kinds = values.only.split(',').filter((kind) => kind !== '')
const asked = CASES.filter(({ name }, at) => at === 0 || kinds.length === 0 || kinds.includes(name.split(':')[0]!))
const idleBytes = await measure(['-e', 'setTimeout(() => {}, 100)'])
const rows: string[] = [
  '| input | through | peak, MiB | over `node -e 0` | over the first | as promised |',
  '|---|---|---|---|---|---|',
]
console.log(rows.join('\n'))
let kept = true
for (const way of Object.keys(WAYS) as Way[]) {
  let firstBytes: number | undefined
  for (const { name, small, full } of asked) {
    const bytes = await measureCase(way, values.full ? full : small)
    firstBytes ??= bytes
    const overBytes = bytes - idleBytes
    const differenceBytes = bytes - firstBytes
    const isKept =
      overBytes <= PROMISED_MEBIBYTES[way] * BYTES_PER_MEBIBYTE &&
      differenceBytes <= PROMISED_MEBIBYTES.difference * BYTES_PER_MEBIBYTE
    kept &&= isKept
    rows.push(
      formatRow({
        name: values.full ? name : `${name} (${small})`,
        way,
        bytes,
        overBytes,
        differenceBytes,
        kept: isKept,
      }),
    )
    console.log(rows.at(-1))
  }
}
if (values.record) {
  const date = new Date().toISOString().slice(0, 10)
  const head = [
    `# Peak memory, ${date}`,
    '',
    `Commit ${describeCommit(ROOT)}, ${describeMachine()}, Node ${process.versions.node}. ` +
      `Command: \`npm run measure:memory -- ${process.argv.slice(2).join(' ')}\`.`,
    '',
  ]
  mkdirSync(RECORDS, { recursive: true })
  writeFileSync(`${RECORDS}/${date}-memory.md`, `${[...head, ...rows].join('\n')}\n`)
}
if (!kept) process.exitCode = 1
