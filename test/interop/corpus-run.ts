/**
 * Sends the corpus through a de-identifier as one archive, and lays out what came of each file so that it can be judged.
 * The archive is made and taken apart by tar-stream, which shares no code with this package.
 */

import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { extract, pack } from 'tar-stream'
import { createDeidentifier } from '../../src/index.ts'
import type { CorpusFile } from '../support/corpus.ts'
import { SLUICE } from '../support/run-sluice.ts'

/** What a de-identifier says of one entry: fields of the report. */
export interface EntryVerdict {
  readonly disposition: string
  readonly code?: string
}

/** Takes an archive, writes another, and tells what became of each entry, in order. */
export type Deidentifier = (inputPath: string, outputPath: string) => Promise<EntryVerdict[]>

export interface Outcome extends EntryVerdict {
  readonly file: CorpusFile
  /** Where the entry's bytes were unpacked to; undefined where nothing came out. */
  readonly outputPath: string | undefined
}

export interface CorpusRun {
  readonly inputPath: string
  readonly outputPath: string
  readonly outcomes: readonly Outcome[]
}

/** Packs the files, runs the de-identifier, unpacks what it wrote into a folder of numbered files. */
export async function runCorpus(
  files: readonly CorpusFile[],
  folder: string,
  deidentify: Deidentifier,
): Promise<CorpusRun> {
  mkdirSync(folder, { recursive: true })
  const inputPath = join(folder, 'input.tar')
  const outputPath = join(folder, 'output.tar')
  await packFiles(files, inputPath)
  const verdicts = await deidentify(inputPath, outputPath)
  if (verdicts.length !== files.length)
    throw new Error(`${files.length} entries went in, ${verdicts.length} are reported`)
  const unpacked = await unpack(outputPath, join(folder, 'output'))
  const outcomes = files.map((file, index): Outcome => {
    const verdict = verdicts[index]!
    const comesOut = verdict.disposition === 'deidentified' || verdict.disposition === 'kept'
    const outputs = comesOut ? 1 : verdict.disposition === 'broken' ? 2 : 0
    return { ...verdict, file, outputPath: unpacked.splice(0, outputs)[0] }
  })
  if (unpacked.length > 0) throw new Error(`${unpacked.length} entries came out that are not reported`)
  return { inputPath, outputPath, outcomes }
}

/** The built command, as a user runs it. `keyPath` makes the run repeatable. */
export function throughTheCommand(keyPath: string): Deidentifier {
  return async (inputPath, outputPath) => {
    const reportPath = `${outputPath}.report.jsonl`
    const args = [SLUICE, inputPath, '-o', outputPath, '--key-file', keyPath, '--report', reportPath, '--quiet']
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0 && status !== 3) throw new Error(`the command ended with ${status}: ${stderr.slice(0, 500)}`)
    return readReport(reportPath)
  }
}

/** The Transform of the library. */
export function throughTheLibrary(key: string): Deidentifier {
  return async (inputPath, outputPath) => {
    const verdicts: EntryVerdict[] = []
    const onEntry = (record: EntryVerdict): void => {
      verdicts.push(record)
    }
    const deidentifier = await createDeidentifier({ key, onEntry })
    await pipeline(createReadStream(inputPath), deidentifier.tar(), createWriteStream(outputPath))
    return verdicts
  }
}

/** The entries of a report in JSON Lines. */
export function readReport(path: string): EntryVerdict[] {
  const records = readFileSync(path, 'utf8').split('\n')
  return records
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EntryVerdict & { record: string })
    .filter(({ record }) => record === 'entry')
}

/** A control: passes everything on as it is. */
export const throughNothing: Deidentifier = async (inputPath, outputPath) => {
  const names = await listNames(inputPath)
  writeFileSync(outputPath, readFileSync(inputPath))
  return names.map(() => ({ disposition: 'kept' }))
}

/** A control: a tool that changes each file by itself, under its own name. `undefined` withholds a file. */
export function throughEach(change: (object: Buffer) => Buffer | undefined): Deidentifier {
  return async (inputPath, outputPath) => {
    const verdicts: EntryVerdict[] = []
    const output = pack()
    const written = pipeline(output, createWriteStream(outputPath))
    const entries = extract()
    createReadStream(inputPath).pipe(entries)
    for await (const entry of entries) {
      const changed = change(await buffer(entry))
      verdicts.push({ disposition: changed === undefined ? 'withheld' : 'deidentified' })
      if (changed !== undefined) output.entry({ name: `${verdicts.length}` }, changed)
    }
    output.finalize()
    await written
    return verdicts
  }
}

async function packFiles(files: readonly CorpusFile[], path: string): Promise<void> {
  const archive = pack()
  const written = pipeline(archive, createWriteStream(path))
  for (const file of files) archive.entry({ name: file.path }, readFileSync(file.absolutePath))
  archive.finalize()
  await written
}

async function unpack(path: string, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const paths: string[] = []
  const entries = extract()
  createReadStream(path).pipe(entries)
  for await (const entry of entries) {
    const outputPath = join(folder, String(paths.length).padStart(4, '0'))
    writeFileSync(outputPath, await buffer(entry))
    paths.push(outputPath)
  }
  return paths
}

async function listNames(path: string): Promise<string[]> {
  const names: string[] = []
  const entries = extract()
  createReadStream(path).pipe(entries)
  for await (const entry of entries) {
    names.push(entry.header.name)
    entry.resume()
  }
  return names
}
