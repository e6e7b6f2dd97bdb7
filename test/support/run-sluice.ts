/** Runs the built command as a user would: another process, with its own descriptors. `npm run build` comes before. */

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const SLUICE = fileURLToPath(new URL('../../bin/sluice.js', import.meta.url))

export interface SluiceRun {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Buffer
  readonly stderr: string
}

export interface RunOptions {
  /** What is piped in; nothing and at once ended where it is left out. */
  readonly input?: Uint8Array
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Runs to its end. No key comes from the environment unless `env` says so. */
export async function runSluice(argv: readonly string[], options: RunOptions = {}): Promise<SluiceRun> {
  const child = startSluice(argv, options)
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  // A command that ends before it has read all of its input is no fault of this side.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() })
    })
  })
}

/** Starts it, for tests that feed it or stop it by themselves. */
export function startSluice(argv: readonly string[], { env = {}, cwd }: RunOptions = {}) {
  const { SLUICE_KEY_FILE: _, ...inherited } = process.env
  return spawn(process.execPath, [SLUICE, ...argv], {
    env: { ...inherited, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  })
}

/** A shell line in which $SLUICE is the command. Bash, for its PIPESTATUS. */
export async function runShell(line: string, cwd: string): Promise<SluiceRun> {
  const { SLUICE_KEY_FILE: _, ...inherited } = process.env
  const child = spawn('bash', ['-c', line], {
    cwd,
    env: { ...inherited, SLUICE: `${process.execPath} ${SLUICE}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() })
    })
  })
}
