/**
 * The walk of an archive over any bytes: what comes out must not depend on chunks, must be an archive exactly where the run
 * ended well, and must account for every entry.
 */

import { SluiceError } from '../../src/errors.ts'
import { BLOCK, chunksOf } from '../support/tar-builder.ts'
import { deidentify, deidentifyWhole, type Run, type RunOptions } from '../unit/archive/deidentify.ts'

/** The first two bytes choose options and chunks; what follows is the archive. */
const CHOICE_BYTES = 2
/** Objects for which the stand-in does not do what a processor must. */
const BREAKS_ITS_CONTRACT = /DICM[XYZV]/
const CHECKSUM_AT = 148
const MAGIC_AT = 257

const FRAMINGS = ['exact', 'same-size'] as const
const NAMES = ['hash', 'uid', 'keep'] as const
const NON_DICOM = ['drop', 'keep', 'fail'] as const
const ON_ERROR = ['withhold', 'fail'] as const

export function fuzz(data: Buffer): void {
  const [how = 0, chunkBytes = 0] = data
  const archive = Buffer.from(data.subarray(CHOICE_BYTES))
  if (how < 224) mendChecksums(archive)
  const options: RunOptions = {
    framing: FRAMINGS[how & 1]!,
    onError: ON_ERROR[(how >> 1) & 1]!,
    names: NAMES[(how >> 2) % NAMES.length]!,
    nonDicom: NON_DICOM[(how >> 4) % NON_DICOM.length]!,
  }
  checkArchive(archive, options, chunkBytes + 1)
}

/** Throws where one of the promises does not hold. */
export function checkArchive(archive: Buffer, options: RunOptions, chunkBytes: number): void {
  const run = deidentifyWhole(archive, options)
  const { failure, output } = run
  if (failure !== undefined && !(failure instanceof SluiceError)) throw failure
  if (failure instanceof SluiceError && failure.code === 'INTERNAL') {
    if (BREAKS_ITS_CONTRACT.test(archive.toString('latin1'))) return
    throw failure
  }
  const other = deidentify(chunksOf(archive, chunkBytes), options)
  const differs = difference(run, other)
  if (differs !== undefined) throw new Error(`${differs} depends on chunks of ${chunkBytes}`)
  run.records.forEach(({ ordinal }, at) => {
    if (ordinal !== at) throw new Error(`entry ${at} is not accounted for`)
  })
  if (failure === undefined) {
    if (options.framing === 'same-size' && output.length !== archive.length) throw new Error('not of the same size')
    checkIsArchive(output, run)
  } else if (isWhole(output)) throw new Error('a failed archive was ended')
}

function difference(one: Run, other: Run): string | undefined {
  if (codeOf(one.failure) !== codeOf(other.failure)) return 'the failure'
  if (JSON.stringify(one.records) !== JSON.stringify(other.records)) return 'a record'
  // where a run fails, as much has come out as chunks let through
  if (one.failure === undefined && !one.output.equals(other.output)) return 'the output'
  return undefined
}

function codeOf(failure: unknown): string | undefined {
  return failure instanceof SluiceError ? failure.message : failure === undefined ? undefined : 'no SluiceError'
}

/** An output is read again, as what it is. */
function checkIsArchive(output: Buffer, run: Run): void {
  const again = deidentifyWhole(output, { nonDicom: 'keep' })
  if (again.failure !== undefined) throw new Error(`the output is no archive: ${codeOf(again.failure)}`)
  const written = run.records.filter(({ disposition }) => disposition === 'deidentified' || disposition === 'kept')
  if (again.records.length < written.length) throw new Error('an entry is missing in the output')
}

function isWhole(output: Buffer): boolean {
  return output.length > 0 && deidentifyWhole(output, { nonDicom: 'keep' }).failure === undefined
}

/** Headers of which a byte was changed would never be read otherwise. */
function mendChecksums(archive: Buffer): void {
  for (let at = 0; at + BLOCK <= archive.length; at += BLOCK) {
    const block = archive.subarray(at, at + BLOCK)
    if (block.toString('latin1', MAGIC_AT, MAGIC_AT + 5) !== 'ustar') continue
    block.fill(0x20, CHECKSUM_AT, CHECKSUM_AT + 8)
    const sum = block.reduce((total, byte) => total + byte, 0)
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT, 'latin1')
  }
}
