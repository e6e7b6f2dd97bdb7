/** Judges what came out of a run of the corpus with the eyes of other programs, each file held against its own input. */

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PydicomFacts, Verdict } from '../support/peers.ts'
import { mapInParallel, readWithPydicom } from '../support/peers.ts'
import type { CorpusRun, Outcome } from './corpus-run.ts'
import type { Haystack } from './identity-search.ts'

/** JPEG, JPEG-LS, JPEG 2000, HTJ2K. */
const CODE_STREAMS = /^1\.2\.840\.10008\.1\.2\.4\.(?:[5-9][0-9]|20[1-3])$/

/** One file that came out, with what pydicom sees before and after. */
export interface Pair {
  readonly outcome: Outcome
  readonly outputPath: string
  readonly before: PydicomFacts
  readonly after: PydicomFacts
}

export interface Judgement {
  readonly pairs: readonly Pair[]
  /** Facts of all inputs, in the order of the corpus. */
  readonly inputs: readonly PydicomFacts[]
  readonly haystacks: readonly Haystack[]
}

/** Reads everything once. `inputs` may be given where they were read before. */
export function judge(run: CorpusRun, folder: string, inputs?: readonly PydicomFacts[]): Judgement {
  const inflatedFolder = join(folder, 'inflated')
  mkdirSync(inflatedFolder, { recursive: true })
  const before = inputs ?? readInputs(run)
  const present = run.outcomes.flatMap((outcome, index) =>
    outcome.outputPath === undefined || isGivenUp(outcome)
      ? []
      : [{ outcome, outputPath: outcome.outputPath, before: before[index]! }],
  )
  const after = readWithPydicom(
    present.map(({ outputPath }) => outputPath),
    inflatedFolder,
  )
  const pairs = present.map((pair, index): Pair => ({ ...pair, after: after[index]! }))
  return { pairs, inputs: before, haystacks: haystacksOf(run, pairs) }
}

/** Fragments that are no code streams: others read such an object for as long as they do not decode it. */
function isGivenUp({ code }: Outcome): boolean {
  return code === 'CODESTREAM_INVALID'
}

export function readInputs(run: CorpusRun): PydicomFacts[] {
  return readWithPydicom(run.outcomes.map(({ file }) => file.absolutePath))
}

/** Files that pydicom read before, and cannot now or with other pixels. */
export function findDamaged(pairs: readonly Pair[]): string[] {
  return pairs.flatMap(({ outcome, outputPath, before, after }) => {
    const faults: string[] = []
    if (before.readable && !after.readable) faults.push('is not readable any more')
    else if (before.walkable && !after.walkable) faults.push('has elements that cannot be decoded')
    for (const [tag, pixels] of Object.entries(before.pixels)) {
      if (after.pixels[tag]?.sha256 === pixels.sha256) continue
      if (!differsInSideData({ outcome, outputPath, before, after }, tag)) faults.push(`has other bytes in ${tag}`)
    }
    return faults.map((fault) => `${outcome.file.path} ${fault}`)
  })
}

/**
 * Whether fragments of a code stream that has comments are as long as before, with zeros in the place of what is not as before. That they decode as
 * before is for side-data.test.ts to see.
 */
function differsInSideData({ outcome, outputPath, before, after }: Pair, tag: string): boolean {
  const [old, now] = [before.pixels[tag]!, after.pixels[tag]]
  if (!CODE_STREAMS.test(before.transferSyntax ?? '') || now === undefined) return false
  if (old.at === null || now.at === null || old.bytes !== now.bytes) return false
  const was = readFileSync(outcome.file.absolutePath).subarray(old.at, old.at + old.bytes)
  const is = readFileSync(outputPath).subarray(now.at, now.at + now.bytes)
  return is.every((byte, at) => byte === 0 || byte === was[at])
}

/** Files that a reader reads before and not after, and complaints that it makes of the output only. */
export async function compareVerdicts(
  pairs: readonly Pair[],
  read: (path: string) => Promise<Verdict>,
): Promise<{ lost: string[]; complaints: { path: string; complaint: string }[] }> {
  const lost: string[] = []
  const complaints: { path: string; complaint: string }[] = []
  await mapInParallel(pairs, async ({ outcome, outputPath }) => {
    const { path, absolutePath } = outcome.file
    const before = await read(absolutePath)
    const after = await read(outputPath)
    if (before.readable && !after.readable) lost.push(path)
    for (const complaint of after.complaints) {
      if (!before.complaints.includes(complaint)) complaints.push({ path, complaint })
    }
  })
  return { lost, complaints }
}

/** The archive as it is, with the places of pixel values that are those of the input, and what was deflated, inflated. */
function haystacksOf(run: CorpusRun, pairs: readonly Pair[]): Haystack[] {
  const archive = readFileSync(run.outputPath)
  const pixelRanges: [number, number][] = []
  const inflated: Haystack[] = []
  let searchedTo = 0
  for (const { outcome, outputPath, before, after } of pairs) {
    const bodyAt = archive.indexOf(readFileSync(outputPath), searchedTo)
    if (bodyAt < 0) throw new Error(`${outcome.file.path} is not in the archive as it was unpacked`)
    searchedTo = bodyAt
    for (const [tag, { at, bytes, sha256 }] of Object.entries(after.pixels)) {
      if (at === null || before.pixels[tag]?.sha256 !== sha256) continue
      pixelRanges.push([bodyAt + at, bodyAt + at + bytes])
    }
    if (after.inflated === null) throw new Error(`${outcome.file.path} could not be inflated`)
    if (after.inflated !== undefined) inflated.push({ bytes: readFileSync(after.inflated), pixelRanges: [] })
  }
  return [{ bytes: archive, pixelRanges }, ...inflated]
}
