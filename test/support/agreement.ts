/** Holds the engine against the reference over one object, and says where they part. */

import type { ObjectCounts } from '../../src/engine/contract.ts'
import { createTransforms, type Transforms } from '../../src/engine/transforms.ts'
import type { Identity } from '../../src/identity/identity.ts'
import { createIdentity } from '../../src/identity/identity.ts'
import type { BulkFilter } from '../../src/pixels/bulk-filter.ts'
import type { Plan } from '../../src/profile/plan.ts'
import type { TransformSettings } from '../../src/profile/request.ts'
import { createKeyedHash, nodeDeflateCodec } from '../../src/streams/node-platform.ts'
import type { Chunking } from './chunkings.ts'
import { type EngineOutcome, EngineRunner } from './engine-runner.ts'
import type { ProbeJudge } from './probe-judge.ts'
import { type Framing, type ReferenceResult, referenceDeidentify } from './reference.ts'
import { type ReferencePlan, referencePlan } from './reference-plan.ts'

export const FRAMINGS: readonly Framing[] = ['exact', 'stream', 'same-size']

/** What holds for a plan that has no settings of its own. */
const SETTINGS: TransformSettings = {
  dates: { shiftDaysRange: [-3650, -365], wholeWeeks: false, crosswalk: 'none' },
  words: [],
}

/** The transforms of a plan, as the program carries them out. */
export function transformsOf(plan: Plan, identity: Identity): Transforms {
  const { settings = SETTINGS } = plan as Plan & { readonly settings?: TransformSettings }
  return createTransforms(plan.transforms, settings, identity)
}

/** The identity of a fixed key. */
export function testIdentity(): Identity {
  return createIdentity(createKeyedHash(Uint8Array.from({ length: 32 }, (_, at) => at)))
}

/** What engine and reference are both given; what the judge is told has to agree too. */
export interface Probes {
  readonly judge?: ProbeJudge
  /** A new one for each object. */
  readonly filter?: () => BulkFilter
}

export class Pair {
  readonly engine: EngineRunner
  private readonly plan: ReferencePlan
  private readonly identity: Identity
  private readonly transforms: Transforms
  private readonly probes: Probes

  constructor(plan: Plan, identity: Identity = testIdentity(), probes: Probes = {}) {
    this.plan = referencePlan(plan)
    this.identity = identity
    this.transforms = transformsOf(plan, identity)
    this.probes = probes
    const { judge, filter } = probes
    this.engine = new EngineRunner(plan, identity, {
      ...(judge !== undefined && { judges: judge.forEngine }),
      ...(filter !== undefined && { filterFor: filter }),
    })
  }

  /** `announcedBytes`: the size that is announced in EXACT and SAME_SIZE framing, where it is not the true one. */
  expected(object: Uint8Array, framing: Framing, announcedBytes?: number): ReferenceResult {
    return referenceDeidentify(object, {
      plan: this.plan,
      identity: this.identity,
      transforms: this.transforms,
      framing,
      codec: nodeDeflateCodec,
      ...(announcedBytes !== undefined && { announcedBytes }),
      judge: this.probes.judge?.forReference,
      filter: this.probes.filter?.(),
    })
  }

  /** Empty where engine and reference agree for each of the chunkings, else what they say, one line for each. */
  disagreements(
    object: Uint8Array,
    framing: Framing,
    chunkings: readonly Chunking[],
    announcedBytes = object.length,
  ): string[] {
    const { judge, filter } = this.probes
    judge?.forget()
    const expected = this.expected(object, framing, announcedBytes)
    const told = judge?.told
    let first: EngineOutcome | undefined
    return chunkings.flatMap((chunking) => {
      const where = `${framing}, ${chunking.name}`
      try {
        judge?.forget()
        const outcome = this.engine.run(object, framing, chunking, announcedBytes)
        first ??= outcome
        const texts = difference(expected, outcome, filter === undefined ? object : undefined, framing)
        if (Buffer.compare(first.bytes, outcome.bytes) !== 0) texts.push('output depends on the chunks')
        if (judge?.told !== told) texts.push(`the judge was told ${judge?.told}, by the reference ${told}`)
        if (!isEqual(first.result.counts, outcome.result.counts)) texts.push('counts depend on the chunks')
        return texts.map((text) => `${where}: ${text}`)
      } catch (error) {
        return [`${where}: ${error instanceof Error ? error.message : 'no error'}`]
      }
    })
  }
}

function difference(
  expected: ReferenceResult,
  { result, bytes }: EngineOutcome,
  object: Uint8Array | undefined,
  framing: Framing,
): string[] {
  const texts: string[] = []
  const compare = (name: string, reference: unknown, engine: unknown): void => {
    if (reference !== engine) texts.push(`${name}: reference ${reference}, engine ${engine}`)
  }
  const isCutStream = framing === 'stream' && ['broken', 'withheld'].includes(expected.disposition)
  // what had left the window when a stream is refused is a beginning of what was decided; the reference has no window
  const disposition = isCutStream ? (bytes.length > 0 ? 'broken' : 'withheld') : expected.disposition
  compare('disposition', disposition, result.disposition)
  compare('code', expected.code, result.code)
  // a refusal that has no place or tag of its own may be given one; an input that ends has no place but its end
  if (expected.code !== 'TRUNCATED') {
    if (expected.offsetBytes !== undefined) compare('offset', expected.offsetBytes, result.offsetBytes)
    if (expected.tag !== undefined) compare('tag', expected.tag, result.tag)
  }
  compare('bytes reported', bytes.length, result.outputBytes)
  if (expected.counts !== undefined) compare('counts', textOf(expected.counts), textOf(result.counts))
  if (isCutStream && Buffer.compare(expected.bytes.subarray(0, bytes.length), bytes) === 0) return texts
  if (Buffer.compare(expected.bytes, bytes) !== 0 && !isCutAtEnd(expected, bytes, object)) {
    texts.push(firstDifference(expected.bytes, bytes))
  }
  return texts
}

/**
 * Where the input ends inside a kept element, its header may have left before that shows; docs/engine.md leaves it open. Nothing but bytes of
 * that element may have.
 */
function isCutAtEnd(
  { code, bytes, offsetBytes, decidedBytes }: ReferenceResult,
  engine: Uint8Array,
  object: Uint8Array | undefined,
): boolean {
  if (code !== 'TRUNCATED' || decidedBytes === undefined || offsetBytes === undefined) return false
  if (Buffer.compare(bytes.subarray(0, decidedBytes), engine.subarray(0, decidedBytes)) !== 0) return false
  // what a filter had changed of it is not known here
  if (object === undefined) return true
  const extra = engine.subarray(decidedBytes)
  const ofElement = object.subarray(offsetBytes, offsetBytes + extra.length)
  let at = 0
  while (at < ofElement.length && extra[at] === ofElement[at]) at++
  return extra.subarray(at).every((byte) => byte === 0) && (engine.length === bytes.length || at === extra.length)
}

function isEqual(one: ObjectCounts, other: ObjectCounts): boolean {
  return textOf(one) === textOf(other)
}

/** Counts of zero left out, in the order of their names. */
function textOf({ elements, ...byName }: ObjectCounts): string {
  const parts = Object.entries(byName).map(([kind, counts]) => {
    const some = Object.entries(counts as Readonly<Record<string, number>>).filter(([, count]) => count !== 0)
    return `${kind} ${some.toSorted(([one], [other]) => (one < other ? -1 : 1)).join(' ')}`
  })
  return [`elements ${elements}`, ...parts.toSorted()].join('; ')
}

function firstDifference(expected: Uint8Array, bytes: Uint8Array): string {
  let at = 0
  while (at < expected.length && expected[at] === bytes[at]) at++
  const around = (all: Uint8Array): string => Buffer.from(all.subarray(Math.max(0, at - 16), at + 32)).toString('hex')
  return `output differs at ${at} of ${expected.length} and ${bytes.length}: reference ..${around(expected)}, engine ..${around(bytes)}`
}
