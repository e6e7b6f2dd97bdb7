/**
 * Where the output goes. A file is written beside its place under a random name and put there when it is whole, so that what
 * bears the name of an output is one. Devices and pipes are written as they stand.
 */

import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { closeSync, existsSync, fstatSync, openSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { SluiceError } from '../errors.ts'
import { ioError } from '../streams/descriptors.ts'
import { isTerminal, STDOUT } from './console.ts'

const FILE_MODE = 0o644

/** An output that is open. `commit` or `discard` ends it. */
export class OutputFile {
  readonly descriptor: number
  readonly #temporaryPath: string | undefined
  readonly #path: string | undefined
  #open = true

  private constructor(descriptor: number, path?: string, temporaryPath?: string) {
    this.descriptor = descriptor
    this.#path = path
    this.#temporaryPath = temporaryPath
  }

  /** Standard output. Fails with TERMINAL where that is one. */
  static standard(): OutputFile {
    if (isTerminal(STDOUT)) throw new SluiceError('TERMINAL')
    return new OutputFile(STDOUT)
  }

  /** A file. `mode`: of one that is new or replaced. Fails with IO. */
  static create(path: string, mode = FILE_MODE): OutputFile {
    const existing = statSync(path, { throwIfNoEntry: false })
    if (existing?.isDirectory()) throw new SluiceError('OPTION_INVALID', {}, '-o names a directory, not a file')
    try {
      if (existing !== undefined && !existing.isFile()) return new OutputFile(openSync(path, 'w'))
      const finalPath = existing === undefined ? path : realpathSync(path)
      const temporaryPath = join(dirname(finalPath), `.sluice-${randomBytes(8).toString('hex')}.part`)
      return new OutputFile(openSync(temporaryPath, 'wx', mode), finalPath, temporaryPath)
    } catch (fault) {
      throw ioError('the output cannot be opened', fault)
    }
  }

  get isStandard(): boolean {
    return this.descriptor === STDOUT
  }

  stats(): Stats {
    return fstatSync(this.descriptor)
  }

  /** Says that all is written: the file comes to stand under its name. Fails with IO. */
  commit(): void {
    try {
      this.#close()
      if (this.#temporaryPath !== undefined) renameSync(this.#temporaryPath, this.#path!)
    } catch (fault) {
      throw ioError('the output cannot be put in its place', fault)
    }
  }

  /** Leaves nothing behind, and whatever stood under the name as it was. */
  discard(): void {
    if (!this.#open) return
    this.#close()
    if (this.#temporaryPath !== undefined) rmSync(this.#temporaryPath, { force: true })
  }

  #close(): void {
    if (!this.#open) return
    this.#open = false
    if (this.descriptor !== STDOUT) closeSync(this.descriptor)
  }
}

/** Where a file stands, or would stand, whichever links lead there: equal for equal places. */
export function placeOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(resolve(path))
    return existsSync(parent) ? join(realpathSync(parent), basename(path)) : resolve(path)
  }
}

/** Whether two files are one. Pipes and devices never are. */
export function isSameFile(left: Stats, right: Stats): boolean {
  return left.isFile() && right.isFile() && left.dev === right.dev && left.ino === right.ino
}
