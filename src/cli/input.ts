/** What INPUT is: opened, and recognised by its first bytes, never by its name. */

import type { Stats } from 'node:fs'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { type Compression, findCompression } from '../archive/compression.ts'
import { BLOCK_BYTES, decodeHeader, isZeroBlock } from '../archive/tar-header.ts'
import { SNIFF_BYTES, sniff } from '../dicom/sniff.ts'
import { SluiceError } from '../errors.ts'
import { ioError, Pauses, readDescriptor, systemCode } from '../streams/descriptors.ts'
import { isTerminal, STDIN } from './console.ts'

/** So many first bytes, or all there are, tell what an input is. */
export const HEAD_BYTES = Math.max(BLOCK_BYTES, SNIFF_BYTES)

/** Of the first line of a report. */
const REPORT_START = new TextEncoder().encode('{"record":"run",')

export type InputKind = 'tar' | 'object' | 'directory' | Compression

/** An input that is open, and what was read of it to see its kind. */
export interface Input {
  readonly kind: InputKind
  readonly descriptor: number
  readonly stats: Stats
  readonly head: Uint8Array
  /** Undefined for standard input. */
  readonly path: string | undefined
  close(): void
}

/** Opens a path, or standard input for `-` and none. Fails with IO, INPUT_EMPTY, INPUT_UNKNOWN, and OPTION_INVALID on a terminal. */
export function openInput(path: string | undefined): Input {
  const named = path === undefined || path === '-' ? undefined : path
  if (named === undefined && isTerminal(STDIN)) {
    throw new SluiceError('OPTION_INVALID', {}, 'there is no input: name a file or a directory, or pipe one in')
  }
  const descriptor = named === undefined ? STDIN : openNamed(named)
  const close = (): void => {
    if (descriptor !== STDIN) closeSync(descriptor)
  }
  try {
    const stats = fstatSync(descriptor)
    if (stats.isDirectory()) {
      if (named === undefined) throw new SluiceError('INPUT_UNKNOWN', {}, 'standard input is a directory')
      return { kind: 'directory', descriptor, stats, head: new Uint8Array(0), path: named, close }
    }
    const head = readHead(descriptor)
    return {
      kind: findKind(head, stats.isFile() ? stats.size : undefined),
      descriptor,
      stats,
      head,
      path: named,
      close,
    }
  } catch (fault) {
    close()
    throw fault
  }
}

/**
 * What begins with `head`: HEAD_BYTES of it, or all there is. `sizeBytes`: its size, where known. Fails with INPUT_EMPTY and
 * INPUT_UNKNOWN.
 */
export function findKind(head: Uint8Array, sizeBytes?: number): Exclude<InputKind, 'directory'> {
  if (head.byteLength === 0) throw new SluiceError('INPUT_EMPTY')
  const compression = findCompression(head)
  if (compression !== undefined) return compression
  if (isTar(head)) return 'tar'
  if (sniff(head, true, sizeBytes) === 'dicom') return 'object'
  if (REPORT_START.every((byte, at) => head[at] === byte)) {
    throw new SluiceError('INPUT_UNKNOWN', {}, 'this is the report of a run, which holds no values: name its output')
  }
  throw new SluiceError('INPUT_UNKNOWN')
}

/** A header block, or the end of an archive without members. */
function isTar(head: Uint8Array): boolean {
  return head.byteLength >= BLOCK_BYTES && (isZeroBlock(head, 0) || decodeHeader(head, 0) !== undefined)
}

function openNamed(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (fault) {
    if (systemCode(fault) !== 'ENOENT') throw ioError('the input cannot be opened', fault)
    throw new SluiceError('IO', {}, 'there is no file or directory of the name given as INPUT')
  }
}

function readHead(descriptor: number): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES)
  const pauses = new Pauses()
  let headBytes = 0
  while (headBytes < HEAD_BYTES) {
    const count = readDescriptor(descriptor, head.subarray(headBytes))
    if (count === 0) break
    if (count < 0) pauses.pause()
    else headBytes += count
  }
  return head.subarray(0, headBytes)
}
