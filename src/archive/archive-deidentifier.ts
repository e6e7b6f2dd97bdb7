/**
 * One archive: tar bytes in, tar bytes out. The life of an entry: the walk (tar-reader.ts) announces it, its type is judged
 * (entry-policy.ts), its first bytes say what it is (dicom/sniff.ts), the object processor takes it, and its header is
 * written once the processor has committed to a size, before the first byte of output. Nothing of an entry that is withheld
 * or dropped is written; in same-size framing zeros keep its place.
 *
 * The output is an archive only when end() returns: a failed one never gets its end-of-archive blocks.
 */

import { SNIFF_BYTES, sniff } from '../dicom/sniff.ts'
import type { Disposition, ObjectFraming, ObjectOutput, ObjectProcessor } from '../engine/contract.ts'
import { writeZeros } from '../engine/zeros.ts'
import { type Code, SluiceError } from '../errors.ts'
import type { EntryDigests } from './entry-digests.ts'
import { type ComponentNames, type NameMode, nameDirectory, nameEntry } from './entry-name.ts'
import { dropCodeOf, isDirectory } from './entry-policy.ts'
import { type ArchiveEntryRecord, placeOf, recordOf } from './entry-record.ts'
import { writeSameSizeHeader } from './same-size-blocks.ts'
import type { TarEntry, TarHandler, TarPlace } from './tar-entry.ts'
import { BLOCK_BYTES, TYPE_DIRECTORY, TYPE_FILE } from './tar-header.ts'
import { TarReader } from './tar-reader.ts'
import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from './tar-writer.ts'

export type { ArchiveEntryRecord } from './entry-record.ts'

export const NON_DICOM_MODES = ['drop', 'keep', 'fail'] as const
/** What becomes of a file that is not DICOM. `keep` never passes archives, DICOMDIRs, links and sparse members. */
export type NonDicomMode = (typeof NON_DICOM_MODES)[number]

export const ON_ERROR_MODES = ['withhold', 'fail'] as const
/** What becomes of the run when an object is withheld or broken. */
export type OnErrorMode = (typeof ON_ERROR_MODES)[number]

/** Where the output goes, in order and synchronously. */
export interface ArchiveSink {
  /**
   * `ephemeral` bytes are valid only until the call returns; others are slices of the chunk that was pushed, fresh, or zeros that several
   * writes may share.
   */
  write(bytes: Uint8Array, ephemeral: boolean): void
}

/**
 * Takes the original bytes of each entry that the object processor is offered: `begin`, `write` for all of it, then `keep` or
 * `discard`. `discard` may come early, where the archive fails within the entry. What is written is valid only until the call returns.
 */
export interface Quarantine {
  begin(entry: TarEntry): void
  write(bytes: Uint8Array): void
  keep(): void
  discard(): void
}

export interface ArchiveDeidentifierOptions {
  readonly object: ObjectProcessor
  readonly identity: ComponentNames
  readonly names: NameMode
  readonly nonDicom: NonDicomMode
  readonly onError: OnErrorMode
  readonly sink: ArchiveSink
  /** Called when an entry is over, in order. */
  readonly onEntry: (record: ArchiveEntryRecord) => void
  readonly quarantine?: Quarantine
  /** Where records are to have them. */
  readonly digests?: EntryDigests
  /** `exact`, the default, or `same-size`: every entry keeps its offset and size. */
  readonly framing?: ObjectFraming
  /** Where in its archive the first byte that is pushed stands; the beginning by default. */
  readonly start?: TarPlace
}

/** No entry is under way. */
const STATE_BETWEEN = 0
/** The first bytes are gathered until they say what the entry is. */
const STATE_SNIFF = 1
/** The object processor has it. */
const STATE_OBJECT = 2
/** It passes as it is. */
const STATE_KEEP = 3
/** Its bytes are passed over. */
const STATE_DROP = 4
type State = 0 | 1 | 2 | 3 | 4

const NOT_COMMITTED = -1

/** De-identifies one archive: push any number of times, then end. */
export class ArchiveDeidentifier {
  readonly #options: ArchiveDeidentifierOptions
  readonly #reader: TarReader
  readonly #output: ObjectOutput
  readonly #sameSize: boolean
  #state: State = STATE_BETWEEN
  #entry: TarEntry | undefined
  #dropCode: Code = 'NOT_DICOM'

  /** The first bytes of an entry that chunk edges cut. */
  readonly #head = new Uint8Array(SNIFF_BYTES)
  #headBytes = 0
  /** What the processor is given lies in #head, which is used again. */
  #givingHead = false

  /** Of the output; used again for each entry. */
  readonly #headerBlock = new Uint8Array(BLOCK_BYTES)
  /** The name in the output of the entry that is being written. */
  #outputName: Uint8Array | undefined
  /** The size that the processor committed to, and how much of it was written. */
  #committedBytes = NOT_COMMITTED
  #writtenBytes = 0
  #quarantined = false

  constructor(options: ArchiveDeidentifierOptions) {
    this.#options = options
    this.#sameSize = options.framing === 'same-size'
    this.#output = {
      committed: (outputBytes) => this.#commit(outputBytes),
      write: (bytes, ephemeral) => this.#write(bytes, ephemeral),
    }
    const handler: TarHandler = {
      entry: (entry) => this.#beginEntry(entry),
      body: (bytes) => {
        options.digests?.input(bytes)
        this.#takeBody(bytes)
      },
      entryEnd: () => this.#endEntry(),
      archiveEnd: (endBytes) => this.#endArchive(endBytes),
    }
    this.#reader = new TarReader(handler, options.start)
  }

  /** That of the object processor, which is given an entry's bytes after quarantine and digests. */
  get inputMemory(): Uint8Array | undefined {
    return this.#options.object.inputMemory
  }

  /**
   * Takes all of `chunk`. Fails as TarReader does, with NON_DICOM and WITHHELD where the options say so, and with what sink
   * and hooks throw. A failure is final.
   */
  push(chunk: Uint8Array): void {
    try {
      this.#reader.push(chunk)
    } catch (failure) {
      this.#fail(failure)
    }
  }

  /** The input is over. The output is whole only if this returns. */
  end(): void {
    try {
      this.#reader.end()
    } catch (failure) {
      this.#fail(failure)
    }
  }

  #fail(failure: unknown): never {
    if (this.#quarantined) {
      this.#quarantined = false
      this.#options.quarantine?.discard()
    }
    throw failure
  }

  #beginEntry(entry: TarEntry): void {
    this.#entry = entry
    this.#outputName = undefined
    this.#headBytes = 0
    this.#options.digests?.begin()
    const code = dropCodeOf(entry)
    if (code !== undefined) this.#drop(code)
    else if (entry.sizeBytes === 0) this.#drop('NOT_DICOM')
    else this.#state = STATE_SNIFF
  }

  #takeBody(bytes: Uint8Array): void {
    switch (this.#state) {
      case STATE_SNIFF:
        this.#takeHead(bytes)
        break
      case STATE_OBJECT:
        this.#giveToObject(bytes)
        break
      case STATE_KEEP:
        this.#options.digests?.output(bytes)
        this.#options.sink.write(bytes, this.#givingHead)
        break
      case STATE_DROP:
        if (this.#sameSize) writeZeros(bytes.length, this.#options.sink)
        break
    }
  }

  /** Decides by as many first bytes as there can be, wherever chunk edges are, and hands them on. */
  #takeHead(bytes: Uint8Array): void {
    const entry = this.#openEntry()
    const neededBytes = Math.min(SNIFF_BYTES, entry.sizeBytes)
    if (this.#headBytes === 0 && bytes.length >= neededBytes) {
      this.#decide(bytes, entry)
      this.#takeBody(bytes)
      return
    }
    const taken = bytes.subarray(0, neededBytes - this.#headBytes)
    this.#head.set(taken, this.#headBytes)
    this.#headBytes += taken.length
    if (this.#headBytes < neededBytes) return
    const head = this.#head.subarray(0, neededBytes)
    this.#decide(head, entry)
    this.#givingHead = true
    this.#takeBody(head)
    this.#givingHead = false
    if (taken.length < bytes.length) this.#takeBody(bytes.subarray(taken.length))
  }

  #decide(head: Uint8Array, entry: TarEntry): void {
    switch (sniff(head, head.length === entry.sizeBytes, entry.sizeBytes)) {
      case 'dicom':
        this.#beginObject(entry)
        break
      case 'nested-archive':
        this.#drop('NESTED_ARCHIVE')
        break
      case 'not-dicom':
        if (this.#options.nonDicom === 'keep') this.#beginKept(entry)
        else this.#drop('NOT_DICOM')
        break
      case 'need-more':
        throw new SluiceError('INTERNAL', { entry: entry.ordinal })
    }
  }

  #drop(code: Code): void {
    this.#failOnNonDicom(code)
    this.#dropCode = code
    this.#state = STATE_DROP
    if (this.#sameSize) this.#writePlaceholder('dropped')
  }

  /** The header that keeps the place of what does not pass. Directories stay, having nothing but their name. */
  #writePlaceholder(suffix: 'withheld' | 'dropped'): void {
    const { names, identity, sink } = this.#options
    const entry = this.#openEntry()
    const header = isDirectory(entry)
      ? { type: TYPE_DIRECTORY, name: nameDirectory(entry.name, names, identity), suffix: '', sizeBytes: 0 }
      : {
          type: TYPE_FILE,
          name: nameEntry(entry.name, names, identity),
          suffix: `.${suffix}`,
          sizeBytes: entry.mapBytes + entry.sizeBytes,
        }
    writeSameSizeHeader(entry, header, identity, (bytes) => sink.write(bytes, false))
    writeZeros(entry.mapBytes, sink)
  }

  /** Directories, links and devices have no content that could be missed, and never make a run fail. */
  #failOnNonDicom(code: Code): void {
    if (this.#options.nonDicom !== 'fail' || code === 'NOT_A_FILE') return
    throw new SluiceError('NON_DICOM', { entry: this.#openEntry().ordinal })
  }

  #beginKept(entry: TarEntry): void {
    this.#state = STATE_KEEP
    this.#writeHeader(entry.sizeBytes)
  }

  #beginObject(entry: TarEntry): void {
    this.#state = STATE_OBJECT
    this.#committedBytes = NOT_COMMITTED
    this.#writtenBytes = 0
    if (this.#options.quarantine !== undefined) {
      this.#options.quarantine.begin(entry)
      this.#quarantined = true
    }
    this.#options.object.begin(this.#output, entry.sizeBytes, this.#options.framing)
  }

  #giveToObject(bytes: Uint8Array): void {
    this.#options.quarantine?.write(bytes)
    this.#options.object.push(bytes)
  }

  #commit(outputBytes: number): void {
    this.#assert(this.#committedBytes === NOT_COMMITTED)
    this.#assert(!this.#sameSize || outputBytes === this.#openEntry().sizeBytes)
    this.#committedBytes = outputBytes
    this.#writeHeader(outputBytes)
  }

  #write(bytes: Uint8Array, ephemeral: boolean): void {
    this.#writtenBytes += bytes.length
    this.#assert(this.#writtenBytes <= this.#committedBytes)
    this.#options.digests?.output(bytes)
    this.#options.sink.write(bytes, ephemeral || this.#givingHead)
  }

  #writeHeader(sizeBytes: number): void {
    const { names, identity, object, sink } = this.#options
    const uids = this.#state === STATE_OBJECT ? object.outputUids : undefined
    const entry = this.#openEntry()
    this.#outputName ??= nameEntry(entry.name, names, identity, uids)
    if (this.#sameSize) {
      const header = { type: TYPE_FILE, name: this.#outputName, suffix: '', sizeBytes }
      writeSameSizeHeader(entry, header, identity, (bytes) => sink.write(bytes, false))
    } else sink.write(encodeEntryHeader(this.#outputName, sizeBytes, this.#headerBlock), true)
  }

  #endEntry(): void {
    const entry = this.#openEntry()
    const { ordinal, sizeBytes: inputBytes } = entry
    switch (this.#state) {
      case STATE_OBJECT:
        this.#endObject(entry)
        break
      case STATE_KEEP:
        this.#options.sink.write(encodePadding(inputBytes), true)
        this.#tell({ ordinal, disposition: 'kept', inputBytes, outputBytes: inputBytes })
        break
      default: {
        if (this.#sameSize) this.#options.sink.write(encodePadding(inputBytes), true)
        const outputBytes = this.#sameSize ? inputBytes : 0
        this.#tell({ ordinal, disposition: 'dropped', code: this.#dropCode, inputBytes, outputBytes })
      }
    }
    this.#entry = undefined
    this.#state = STATE_BETWEEN
  }

  #endObject(entry: TarEntry): void {
    const { object, sink, onError } = this.#options
    const result = object.end()
    const { disposition } = result
    const passed = disposition === 'deidentified' || disposition === 'broken'
    this.#assert(passed ? this.#writtenBytes === this.#committedBytes : this.#committedBytes === NOT_COMMITTED)
    if (this.#sameSize && !passed) {
      this.#writePlaceholder(disposition === 'dropped' ? 'dropped' : 'withheld')
      writeZeros(entry.sizeBytes, sink)
    }
    if (passed || this.#sameSize) sink.write(encodePadding(passed ? this.#committedBytes : entry.sizeBytes), true)
    // Unpacking lets the last of two entries of one name stand, so that no half object stays behind.
    if (disposition === 'broken' && !this.#sameSize) this.#writeHeader(0)
    this.#closeQuarantine(disposition)
    this.#tell(recordOf(entry.ordinal, result, this.#sameSize ? entry.sizeBytes : result.outputBytes))
    if (disposition === 'dropped' && result.code !== 'NOT_ACCEPTED') this.#failOnNonDicom(result.code ?? 'NOT_DICOM')
    if (onError === 'fail' && (disposition === 'withheld' || disposition === 'broken')) {
      throw new SluiceError('WITHHELD', { entry: entry.ordinal, ...placeOf(result) })
    }
  }

  #tell(record: ArchiveEntryRecord): void {
    const { digests, onEntry } = this.#options
    onEntry(digests === undefined ? record : { ...record, ...digests.end() })
  }

  #endArchive(endBytes: number): void {
    if (this.#sameSize) writeZeros(endBytes, this.#options.sink)
    else this.#options.sink.write(encodeArchiveEnd(), true)
  }

  #closeQuarantine(disposition: Disposition): void {
    if (!this.#quarantined) return
    this.#quarantined = false
    if (disposition === 'withheld' || disposition === 'broken') this.#options.quarantine?.keep()
    else this.#options.quarantine?.discard()
  }

  #openEntry(): TarEntry {
    if (this.#entry === undefined) throw new SluiceError('INTERNAL')
    return this.#entry
  }

  /** What holds unless the processor breaks its contract: such output is not to be trusted. */
  #assert(holds: boolean): void {
    if (!holds) throw new SluiceError('INTERNAL', { entry: this.#openEntry().ordinal })
  }
}
