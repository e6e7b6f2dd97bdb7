/**
 * Loaded before the command, `--import`: kills it in the midst of its change number SLUICE_DIE_AT to a file, from 1 on, so that a test
 * need not be quick. A write is cut in two by it, any other change is not made. Each thread counts its own. Where the process lives to
 * its end, the number of changes goes to the file SLUICE_CHANGES, if it is given.
 */

import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const dieAt = Number(process.env.SLUICE_DIE_AT)
const countPath = process.env.SLUICE_CHANGES
const { writeSync, writevSync, writeFileSync } = fs
let changes = 0

function change(beforeDeath: () => void): void {
  if (++changes !== dieAt) return
  beforeDeath()
  process.kill(process.pid, 'SIGKILL')
}

fs.writeSync = ((descriptor: number, bytes: Uint8Array, at: number, count: number, position: number | null) => {
  change(() => void writeSync(descriptor, bytes, at, count >>> 1, position))
  return writeSync(descriptor, bytes, at, count, position)
}) as typeof fs.writeSync

fs.writevSync = ((descriptor: number, parts: readonly Uint8Array[], position: number | null) => {
  change(() => void writeSync(descriptor, parts[0]!, 0, parts[0]!.byteLength >>> 1, position))
  return writevSync(descriptor, parts, position ?? undefined)
}) as typeof fs.writevSync

for (const name of ['fdatasyncSync', 'fsyncSync', 'ftruncateSync', 'renameSync', 'rmSync'] as const) {
  const original = fs[name] as (...args: unknown[]) => void
  fs[name] = ((...args: unknown[]) => {
    change(() => {})
    original(...args)
  }) as never
}

syncBuiltinESMExports()

if (countPath !== undefined) process.on('exit', () => writeFileSync(countPath, `${changes}`))
