/**
 * Programs of others that judge what this package writes: DCMTK, GDCM, dicom3tools, pydicom, libjpeg, bsdtar, GNU tar, Chromium, readers of text and shells, as
 * Debian packages them. Tests that need one are skipped where it is not installed, unless SLUICE_REQUIRE_PEERS=1 says
 * that it has to be there.
 */

import { execFile, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Debian's own interpreter: another one that comes first in PATH would not see Debian's pydicom. */
export const PYTHON = '/usr/bin/python3'
const PYDICOM_FACTS = fileURLToPath(new URL('../interop/pydicom_facts.py', import.meta.url))
const OUTPUT_BYTES = 1 << 28

export type Peer =
  | 'chromium'
  | 'dcmdump'
  | 'dcmcjpeg'
  | 'djpeg'
  | 'dcmodify'
  | 'gdcmdump'
  | 'gdcmconv'
  | 'dciodvfy'
  | 'python'
  | 'pydicom'
  | 'bsdtar'
  | 'tar'
  | 'zstd'
  | 'fish'
  | 'zsh'
  | 'tesseract'
  | 'ocrad'
  | 'gocr'
  | 'pillow'

const PROBES: Readonly<Record<Peer, readonly [string, ...string[]]>> = {
  chromium: ['/usr/bin/chromium', '--version'],
  dcmdump: ['dcmdump', '--version'],
  dcmcjpeg: ['dcmcjpeg', '--version'],
  djpeg: ['djpeg', '-version'],
  dcmodify: ['dcmodify', '--version'],
  gdcmdump: ['gdcmdump', '--version'],
  gdcmconv: ['gdcmconv', '--version'],
  dciodvfy: ['dciodvfy', '-version'],
  python: [PYTHON, '--version'],
  pydicom: [PYTHON, '-c', 'import pydicom'],
  bsdtar: ['bsdtar', '--version'],
  tar: ['tar', '--version'],
  zstd: ['zstd', '--version'],
  fish: ['fish', '--version'],
  zsh: ['zsh', '--version'],
  tesseract: ['tesseract', '--version'],
  ocrad: ['ocrad', '--version'],
  gocr: ['gocr', '-V'],
  pillow: [PYTHON, '-c', 'import PIL, numpy; open("/usr/share/fonts/truetype/freefont/FreeSans.ttf")'],
}

/** Whether all of these are installed. Throws, where SLUICE_REQUIRE_PEERS=1, if one is not. */
export function havePeers(...peers: readonly Peer[]): boolean {
  const missing = peers.filter((peer) => {
    const [program, ...args] = PROBES[peer]
    const probe = spawnSync(program, args, { stdio: 'ignore' })
    return probe.error !== undefined || ((peer === 'pydicom' || peer === 'pillow') && probe.status !== 0)
  })
  if (missing.length > 0 && process.env.SLUICE_REQUIRE_PEERS === '1') {
    throw new Error(`SLUICE_REQUIRE_PEERS=1, but these are not installed: ${missing.join(', ')}`)
  }
  return missing.length === 0
}

/** What a reader says of one file. `complaints` are its own sentences with numbers blanked, each once, in order. */
export interface Verdict {
  readonly readable: boolean
  readonly complaints: readonly string[]
}

/** DCMTK reads every element of the file. */
export async function judgeWithDcmdump(path: string): Promise<Verdict> {
  const { status, stderr } = await run('dcmdump', ['-q', '--load-all', path])
  const loud = status === 0 ? '' : stderr
  return { readable: status === 0, complaints: complaintsIn(loud, /^[EF]: (.*)$/) }
}

/** GDCM reads the file. */
export async function judgeWithGdcmdump(path: string): Promise<Verdict> {
  const { status, stdout, stderr } = await run('gdcmdump', [path])
  const failed = status !== 0 || /^(?:Failed|Could not|File is not)/m.test(stdout + stderr)
  return { readable: !failed, complaints: complaintsIn(stderr, /^(?:Warning|Error|Exception).*?: ?(.*)$/) }
}

/** dicom3tools holds the object against its IOD: `complaints` are its errors, by attribute and module. */
export async function judgeWithDciodvfy(path: string): Promise<Verdict> {
  const { status, stdout, stderr } = await run('dciodvfy', [path])
  return { readable: status !== undefined, complaints: complaintsIn(`${stdout}\n${stderr}`, /^Error - (.*)$/) }
}

/** Runs a program that makes a file of another; whether it did. */
export async function convert(program: string, ...args: readonly string[]): Promise<boolean> {
  return (await run(program, args)).status === 0
}

/** One bulk pixel element at the top level. `at`: its value's offset in the file, null in a deflated data set. */
export interface PixelFacts {
  readonly sha256: string
  readonly at: number | null
  readonly bytes: number
}

export interface PydicomFacts {
  readonly readable: boolean
  readonly walkable: boolean
  readonly error?: string
  readonly transferSyntax: string | null
  readonly sopClass: string | null
  /** By tag in hexadecimal. */
  readonly pixels: Readonly<Record<string, PixelFacts>>
  /** Identifying texts of any depth as their bytes stand in the file: tag, keyword, depth, hexadecimal. */
  readonly identities: readonly (readonly [tag: number, keyword: string, depth: number, hex: string])[]
  /** The data set inflated, where its transfer syntax is deflated and a folder was given. */
  readonly inflated?: string | null
}

/** pydicom's view of many files, read in one process. Inflated data sets are written to `inflatedFolder`. */
export function readWithPydicom(paths: readonly string[], inflatedFolder?: string): PydicomFacts[] {
  const args = inflatedFolder === undefined ? [PYDICOM_FACTS] : [PYDICOM_FACTS, inflatedFolder]
  const result = spawnSync(PYTHON, args, { input: JSON.stringify(paths), encoding: 'utf8', maxBuffer: OUTPUT_BYTES })
  if (result.status !== 0) throw new Error(`pydicom ended with ${result.status}: ${result.stderr.slice(-500)}`)
  return JSON.parse(result.stdout) as PydicomFacts[]
}

/** Names of the members of an archive, as another tar program lists them. Throws where it refuses the archive. */
export function listArchive(program: 'tar' | 'bsdtar', path: string): string[] {
  const result = spawnSync(program, ['-tf', path], { encoding: 'utf8', maxBuffer: OUTPUT_BYTES })
  if (result.status !== 0 || result.stderr !== '') {
    throw new Error(`${program} ended with ${result.status}: ${result.stderr.slice(0, 500)}`)
  }
  return result.stdout.split('\n').filter((line) => line !== '')
}

/** Maps with as many calls under way as the machine has processors. */
export async function mapInParallel<T, R>(items: readonly T[], judge: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length)
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++
      results[index] = await judge(items[index]!)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return results
}

interface Ended {
  /** Undefined where a signal ended it. */
  readonly status: number | undefined
  readonly stdout: string
  readonly stderr: string
}

function run(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { encoding: 'latin1', maxBuffer: OUTPUT_BYTES, timeout: 60_000 } as const
    execFile(program, args, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      resolve({ status, stdout, stderr })
    })
  })
}

/** Numbers are blanked, and quoted values cut out, so that the same complaint about another value counts as the same. */
function complaintsIn(text: string, pattern: RegExp): string[] {
  const found = new Set<string>()
  for (const line of text.split('\n')) {
    const sentence = pattern.exec(line.trim())?.[1]
    if (sentence === undefined) continue
    found.add(sentence.replaceAll(/(?<== |value )<[^>]*>|"[^"]*"/g, '<>').replaceAll(/\b[\d.]+\b(?!,)/g, 'N'))
  }
  return [...found]
}
