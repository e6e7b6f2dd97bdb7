/** The files that a run writes: output, report, quarantine. Opened together, so that a run that cannot have all starts with none. */

import type { Stats } from 'node:fs'
import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { type Compression, compressionByName } from '../archive/compression.ts'
import { SluiceError } from '../errors.ts'
import { ReportWriter } from '../report/report-writer.ts'
import { ioError, writeDescriptor } from '../streams/descriptors.ts'
import { MappingFiles, mappingPaths } from '../streams/mapping-file.ts'
import type { Input } from './input.ts'
import { isSameFile, OutputFile, placeOf } from './output-file.ts'
import { QuarantineFile } from './quarantine-file.ts'

/** Paths as given; undefined where not asked for. */
export interface RunFileOptions {
  readonly output: string | undefined
  readonly report: string | undefined
  /** What the report is sealed with. */
  readonly seal: (text: string) => string | undefined
  readonly quarantine: string | undefined
  /** A directory. */
  readonly mapping: string | undefined
}

/** The files of one run. `commit` or `discard`, then `closeReport`, end them. */
export class RunFiles {
  readonly output: OutputFile
  /** How the output is to be compressed, by the ending of its name. */
  readonly compression: Compression | undefined
  readonly report: ReportWriter | undefined
  readonly quarantine: QuarantineFile | undefined
  readonly mapping: MappingFiles | undefined
  readonly #reportDescriptor: number | undefined

  /** Fails with OPTION_INVALID where two of the files are one, TERMINAL, and IO. */
  constructor(input: Input, options: RunFileOptions) {
    checkDistinct(input, options)
    const toFile = options.output !== undefined && options.output !== '-'
    this.compression = toFile ? compressionByName(options.output) : undefined
    this.output = toFile ? OutputFile.create(options.output) : OutputFile.standard()
    try {
      if (isSameFile(input.stats, this.output.stats())) throw overwrites()
      if (options.quarantine !== undefined) this.quarantine = QuarantineFile.create(options.quarantine)
      if (options.mapping !== undefined) this.mapping = new MappingFiles(options.mapping)
      if (options.report !== undefined) {
        const descriptor = openReport(options.report)
        this.#reportDescriptor = descriptor
        this.report = new ReportWriter({
          write: (lines) => writeDescriptor(descriptor, Buffer.from(lines), 'writing the report failed'),
          seal: options.seal,
        })
      }
    } catch (fault) {
      this.discard()
      this.closeReport()
      throw fault
    }
  }

  /** Fails with OPTION_INVALID where a file was asked for that only an archive has. */
  checkForObject(): void {
    if (this.compression !== undefined) {
      throw new SluiceError('OPTION_INVALID', {}, 'one object gives one object, and OUTPUT is named as an archive')
    }
    if (this.quarantine !== undefined) {
      throw new SluiceError(
        'OPTION_INVALID',
        {},
        '--quarantine is for archives: of one object the input is the original',
      )
    }
  }

  /** What a walk over a directory may come upon. */
  stats(): Stats[] {
    const report = this.#reportDescriptor === undefined ? [] : [fstatSync(this.#reportDescriptor)]
    const quarantine = this.quarantine === undefined ? [] : [this.quarantine.stats()]
    return [this.output.stats(), ...report, ...quarantine, ...(this.mapping?.stats() ?? [])]
  }

  /** All is written: the output comes to stand under its name. Fails with IO. */
  commit(): void {
    this.quarantine?.finish()
    this.mapping?.finish()
    this.output.commit()
  }

  /** Leaves no output that was not committed; quarantine and mapping as far as they got. */
  discard(): void {
    this.output.discard()
    this.quarantine?.abandon()
    this.mapping?.abandon()
  }

  /** After `commit` or `discard`. */
  closeReport(): void {
    if (this.#reportDescriptor !== undefined) closeSync(this.#reportDescriptor)
  }
}

function checkDistinct(input: Input, { output, report, quarantine, mapping }: RunFileOptions): void {
  const tables = mapping === undefined ? [] : mappingPaths(mapping)
  const paths = [output, report, quarantine, ...tables].filter((path) => path !== undefined && path !== '-')
  if (new Set(paths.map((path) => placeOf(path!))).size < paths.length) {
    throw new SluiceError('OPTION_INVALID', {}, 'output, report, quarantine and mapping are to be different files')
  }
  for (const path of paths) {
    const existing = statSync(path!, { throwIfNoEntry: false })
    if (existing !== undefined && isSameFile(existing, input.stats)) throw overwrites()
  }
}

function overwrites(): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, 'the input would be overwritten: name another file')
}

function openReport(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (fault) {
    throw ioError('the report cannot be opened', fault)
  }
}
