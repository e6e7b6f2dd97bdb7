/** Fuzzing by models: inputs drawn with a structure, so that a failing one shrinks to what matters. */

import fc from 'fast-check'
import { FRAMINGS, Pair, testIdentity } from '../support/agreement.ts'
import { objectCases } from '../support/arbitraries.ts'
import { archiveCases } from '../support/arbitrary-archives.ts'
import { damaged, damages, jpegs } from '../support/arbitrary-frames.ts'
import { profileTexts } from '../support/arbitrary-profiles.ts'
import { chunksOf, randomChunks, whole } from '../support/chunkings.ts'
import { EngineRunner } from '../support/engine-runner.ts'
import { jpegPicture } from '../support/jpeg-encoder.ts'
import { imageOfJpeg } from '../support/jpeg-judgement.ts'
import { findPlanted, plantObject } from '../support/planting.ts'
import { fuzzPlans } from './fuzz-plans.ts'
import { checkFrame } from './pixels.ts'
import { readAsProfile } from './profile.ts'
import type { Target } from './seeds.ts'
import { checkArchive } from './tar.ts'
import { checkInspection } from './verify.ts'

export interface ModelReport {
  readonly runs: number
  /** The smallest input that fails, and how. */
  readonly finding: string | undefined
}

const PROPERTIES: Readonly<Record<Target, () => fc.IProperty<unknown>[]>> = {
  engine: () => [agreement(), silence()],
  tar: () => [archives()],
  profile: () => [profiles()],
  verify: () => [inspections()],
  pixels: () => [frames()],
}

/** Draws for so many seconds, or to the first failure. */
export function checkModels(target: Target, seconds: number, seed = Date.now()): ModelReport {
  const properties = PROPERTIES[target]()
  let runs = 0
  for (const property of properties) {
    const details = fc.check(property, {
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: (seconds * 1000) / properties.length,
      markInterruptAsFailure: false,
      seed,
    })
    runs += details.numRuns
    if (details.failed) {
      const { errorInstance, counterexample } = details
      const fault = errorInstance instanceof Error ? errorInstance.message : 'no error'
      return { runs, finding: `${fault}\n${fc.stringify(counterexample)}` }
    }
  }
  return { runs, finding: undefined }
}

/** Engine and reference give the same, whatever the object. */
function agreement(): fc.IProperty<unknown> {
  const pairs = fuzzPlans().map((plan) => new Pair(plan))
  const chunkings = fc.nat(9999).map((seed) => (seed < 600 ? chunksOf(1 + seed) : randomChunks(seed)))
  return fc.property(
    fc.nat(pairs.length - 1),
    fc.boolean().chain((damaged) => objectCases({ damaged })),
    fc.constantFrom(...FRAMINGS),
    chunkings,
    (at, { bytes }, framing, chunking) => {
      const disagreements = pairs[at]!.disagreements(bytes, framing, [whole, chunking])
      if (disagreements.length > 0) throw new Error(disagreements.join('\n'))
    },
  )
}

/** What a plan does not keep is in no output. */
function silence(): fc.IProperty<unknown> {
  const runners = fuzzPlans().map((plan) => ({ plan, runner: new EngineRunner(plan, testIdentity()) }))
  return fc.property(fc.nat(runners.length - 1), objectCases({ damaged: false }), (at, objectCase) => {
    const { plan, runner } = runners[at]!
    const { bytes, canaries } = plantObject(plan, objectCase.spec)
    const found = findPlanted(runner, bytes, canaries)
    if (found.length > 0) throw new Error(found.join('\n'))
  })
}

function archives(): fc.IProperty<unknown> {
  return fc.property(archiveCases(), fc.integer({ min: 1, max: 1500 }), ({ bytes, options }, chunkBytes) =>
    checkArchive(bytes, options, chunkBytes),
  )
}

function profiles(): fc.IProperty<unknown> {
  return fc.property(profileTexts(), (text) => readAsProfile(text))
}

function inspections(): fc.IProperty<unknown> {
  const objects = fc.boolean().chain((damaged) => objectCases({ damaged }))
  return fc.property(objects, fc.nat(9999), ({ bytes }, seed) => {
    checkInspection(bytes, seed < 600 ? chunksOf(1 + seed) : randomChunks(seed))
  })
}

/** The other codecs have fewer options, and the bytes alone reach them. */
function frames(): fc.IProperty<unknown> {
  return fc.property(jpegs, damages, fc.nat(99), (options, list, seed) => {
    const stream = damaged(jpegPicture(options, seed).codestream, list)
    checkFrame('1.2.840.10008.1.2.4.51', stream, imageOfJpeg(options, options.precision))
  })
}
