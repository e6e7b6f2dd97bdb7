/** The key as a file: read for a run, and made by `sluice keygen`. It is never taken from the command line. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import { parseKey } from '../identity/key.ts'
import { ioError, systemCode, writeDescriptor } from '../streams/descriptors.ts'

/** A key is 64 digits, with some white space around: what is longer is another file. */
const LONGEST_FILE_BYTES = 256
const OTHERS = 0o077
const OWNER_ONLY = 0o600

export interface KeyFile {
  readonly key: Uint8Array
  /** Whether more than its owner may read the file. */
  readonly exposed: boolean
}

/** Fails with KEY_INVALID. */
export function readKeyFile(path: string): KeyFile {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (fault) {
    throw new SluiceError('KEY_INVALID', {}, `the key file cannot be opened (${systemCode(fault) ?? 'IO'})`)
  }
  try {
    const bytes = Buffer.alloc(LONGEST_FILE_BYTES)
    let count = 0
    for (;;) {
      const read = readSync(descriptor, bytes, count, LONGEST_FILE_BYTES - count, null)
      count += read
      if (read === 0 || count === LONGEST_FILE_BYTES) break
    }
    const stats = fstatSync(descriptor)
    const key = parseKey(bytes.toString('latin1', 0, count))
    return { key, exposed: stats.isFile() && process.platform !== 'win32' && (stats.mode & OTHERS) !== 0 }
  } catch (fault) {
    if (fault instanceof SluiceError) throw fault
    throw new SluiceError('KEY_INVALID', {}, `the key file cannot be read (${systemCode(fault) ?? 'IO'})`)
  } finally {
    closeSync(descriptor)
  }
}

/** Writes `text` to a new file that only its owner may read. Fails with OPTION_INVALID where there is one of that name, else IO. */
export function createKeyFile(path: string, text: string): void {
  let descriptor: number
  try {
    descriptor = openSync(path, 'wx', OWNER_ONLY)
  } catch (fault) {
    if (systemCode(fault) !== 'EEXIST') throw ioError('the key file cannot be made', fault)
    throw new SluiceError('OPTION_INVALID', {}, 'there is a file of that name, and a key is never overwritten')
  }
  try {
    writeDescriptor(descriptor, Buffer.from(text))
  } finally {
    closeSync(descriptor)
  }
}
