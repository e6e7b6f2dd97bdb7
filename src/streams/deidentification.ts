/**
 * What every driver shares: a plan and a key made ready, and the consumers that are opened over them. Each consumer has an
 * engine of its own, so that any number of inputs can be under way at once.
 */

import { ArchiveDeidentifier, type Quarantine } from '../archive/archive-deidentifier.ts'
import { EntryDigests } from '../archive/entry-digests.ts'
import type { TarPlace } from '../archive/tar-entry.ts'
import type { ObjectJudge, ObjectProcessor } from '../engine/contract.ts'
import type { CountTotals } from '../engine/count-totals.ts'
import { needsTransforms } from '../engine/no-transforms.ts'
import { ObjectDeidentifier } from '../engine/object-deidentifier.ts'
import { pixelExcessJudge } from '../engine/pixel-excess.ts'
import type { OnReplaced } from '../engine/replaced-pairs.ts'
import type { createTransforms } from '../engine/transforms.ts'
import { SluiceError } from '../errors.ts'
import { createIdentity, type Identity, type KeyedHash } from '../identity/identity.ts'
import { sideDataFilter } from '../pixels/side-data.ts'
import { asksForDetection } from '../profile/pixel-request.ts'
import type { PlanImage } from '../profile/plan-image.ts'
import type { TransformSettings } from '../profile/request.ts'
import type { FrameInspector } from '../staging/inspect-frames.ts'
import type { StagingParts } from '../staging/staging-processor.ts'
import { AcceptJudge } from './accept-judge.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import type { OnEntry } from './on-entry.ts'
import type { Settings } from './options.ts'
import type { Platform, Verifier } from './platform.ts'
import { type ReadyPlan, readyPlan } from './ready-plan.ts'
import { sealOf } from './report-seal.ts'
import { SingleObject } from './single-object.ts'

/** What there is to say of an archive beside the settings. */
export interface ArchivePart {
  readonly quarantine?: Quarantine | undefined
  /** Told identities: for a mapping, and nothing else. */
  readonly onReplaced?: OnReplaced | undefined
  /** Where in it the first byte stands; the beginning by default. */
  readonly start?: TarPlace
  /** One that is free; a new one by default. */
  readonly engine?: ObjectProcessor
  /** Where the counts of its objects are added up, for whoever has no use for those of each: their records have none then. */
  readonly totals?: CountTotals | undefined
}

/** As in ObjectParts. */
interface EngineTerms {
  readonly onReplaced: OnReplaced | undefined
  readonly totals?: CountTotals | undefined
  readonly inputMemory?: Uint8Array | undefined
}

type CreateTransforms = typeof createTransforms

/** An engine behind one that looks at heads, made of those that it asks for. */
type CreateStaging = (parts: Pick<StagingParts, 'openEngine' | 'judgeAhead'>) => ObjectProcessor

/** What is loaded only where it is needed. */
interface LoadedParts {
  readonly createTransforms: CreateTransforms | undefined
  readonly verifier: Verifier | undefined
  readonly createJudge: (() => ObjectJudge) | undefined
  readonly createStaging: CreateStaging | undefined
}

/** A plan under a key. */
export class Deidentification {
  readonly settings: Settings
  readonly plan: PlanImage
  /** False where the key was made here, so that no other run can give the same pseudonyms. */
  readonly linkable: boolean
  readonly #platform: Platform
  readonly #ready: ReadyPlan
  readonly #createTransforms: CreateTransforms | undefined
  readonly #verifier: Verifier | undefined
  readonly #createJudge: (() => ObjectJudge) | undefined
  readonly #createStaging: CreateStaging | undefined
  readonly #treating: { treated?: PlanImage; attested?: PlanImage } = {}
  readonly #key: Uint8Array
  readonly #identity: Identity
  readonly #keyedHash: KeyedHash

  /** Fails with OPTION_INVALID and KEY_INVALID. */
  static async open(settings: Settings, platform: Platform): Promise<Deidentification> {
    const ready = await readyPlan(settings.plan, platform)
    const transforming = needsTransforms(ready.image) ? await import('../engine/transforms.ts') : undefined
    const verifier = settings.verify ? await loadVerifier(platform) : undefined
    const { triage } = settings
    const judging = triage === 'off' ? undefined : await import('../engine/triage-judge.ts')
    const createJudge =
      judging && (() => new judging.TriageJudge(triage === 'off' || triage === 'tell' ? undefined : triage))
    const createStaging = await loadStaging(ready, platform)
    const parts = { createTransforms: transforming?.createTransforms, verifier, createJudge, createStaging }
    return new Deidentification(settings, platform, ready, parts)
  }

  /** `ready`: the plan that the settings ask for. `parts`: what that plan and these settings need, and nothing else. */
  private constructor(settings: Settings, platform: Platform, ready: ReadyPlan, parts: LoadedParts) {
    this.#createJudge = parts.createJudge
    this.#createTransforms = parts.createTransforms
    this.#verifier = parts.verifier
    this.#createStaging = parts.createStaging
    this.settings = settings
    this.#platform = platform
    this.#ready = ready
    this.plan = ready.image
    this.linkable = settings.key !== undefined
    const { crosswalk } = settings
    const { uidRoot } = ready.image.settings
    if (settings.plan.dates?.crosswalk !== undefined && crosswalk === undefined) {
      throw new SluiceError('OPTION_INVALID', {}, 'the profile asks for a crosswalk, and none was given')
    }
    this.#key = settings.key ?? platform.randomKey()
    this.#keyedHash = platform.createKeyedHash(this.#key)
    this.#identity = createIdentity(this.#keyedHash, {
      ...(crosswalk !== undefined && { crosswalk }),
      ...(uidRoot !== undefined && { uidRoot }),
    })
  }

  /** SHA-256 of the plan's rules, in hexadecimal: equal digests mean equal rules. */
  get planDigest(): string {
    return this.#ready.digest()
  }

  /** For other threads of this run: with the key that it made, where none was given. */
  get settingsWithKey(): Settings & { readonly key: Uint8Array } {
    return { ...this.settings, key: this.#key }
  }

  /** Names the key without giving it away: 16 hexadecimal digits. */
  get keyFingerprint(): string {
    return this.#identity.keyFingerprint
  }

  /** What only one who has the key can make of a text, for reports; undefined where nobody will have it. */
  seal(text: string): string | undefined {
    return this.linkable ? sealOf(this.#keyedHash, this.#platform.digest(text)) : undefined
  }

  /** Tar bytes in, tar bytes out. */
  openArchive(sink: ByteSink, onEntry: OnEntry, part: ArchivePart = {}): ByteConsumer {
    const { names, nonDicom, onError, framing } = this.settings
    const { quarantine, onReplaced, start, engine, totals } = part
    return new ArchiveDeidentifier({
      object: engine ?? this.openEngine(onReplaced, totals),
      identity: this.#identity,
      names,
      nonDicom,
      onError,
      framing,
      sink,
      onEntry,
      ...(this.settings.digests && { digests: new EntryDigests(this.#platform.createDigest) }),
      ...(quarantine !== undefined && { quarantine }),
      ...(start !== undefined && { start }),
    })
  }

  /**
   * One DICOM object in, one out, written as it is decided. Its `end` fails with the object's code where it is anything but
   * de-identified, whatever had been written by then; with INPUT_EMPTY where there was none.
   */
  openObject(sink: ByteSink, onEntry: OnEntry, onReplaced?: OnReplaced): ByteConsumer {
    const digests = this.settings.digests ? new EntryDigests(this.#platform.createDigest) : undefined
    return new SingleObject(this.openEngine(onReplaced), sink, onEntry, digests)
  }

  /** For one object at a time. It takes 10 MB of memory, and can be used for any number of archives, one after the other. */
  openEngine(onReplaced?: OnReplaced, totals?: CountTotals): ObjectProcessor {
    const { accept } = this.settings
    const judgeAhead = accept && new AcceptJudge(accept)
    const judges = judgeAhead === undefined ? [] : [judgeAhead]
    const engine =
      this.#createStaging?.({
        judgeAhead,
        openEngine: (kind, judge, inputMemory) =>
          this.#openPlanEngine(this.#planOf(kind), judges, [judge], { onReplaced, inputMemory }),
      }) ?? this.#openPlanEngine(this.plan, judges, [], { onReplaced, totals })
    return this.#verifier?.(engine, this.settings.plan) ?? engine
  }

  #openPlanEngine(
    plan: PlanImage,
    accepting: readonly ObjectJudge[],
    aboutPixels: readonly ObjectJudge[],
    { onReplaced, totals, inputMemory }: EngineTerms,
  ): ObjectProcessor {
    const { transforms, settings } = plan
    return new ObjectDeidentifier({
      plan,
      identity: this.#identity,
      codec: this.#platform.deflate,
      judges: this.#openJudges(accepting, aboutPixels),
      ...(this.#createTransforms !== undefined && {
        transforms: this.#createTransforms(transforms, settings, this.#identity),
      }),
      filterFor: sideDataFilter,
      ...(onReplaced !== undefined && { onReplaced }),
      ...(totals !== undefined && { totals }),
      inputMemory,
    })
  }

  /** Those for pixels that were treated are compiled for the first object that needs them. */
  #planOf(kind: Parameters<StagingParts['openEngine']>[0]): PlanImage {
    if (kind === 'plain') return this.plan
    this.#treating[kind] ??= this.#ready.openTreating!(kind === 'attested')
    return this.#treating[kind]
  }

  /** What is not wanted is judged no further, and who withholds comes before who blanks. */
  #openJudges(accepting: readonly ObjectJudge[], aboutPixels: readonly ObjectJudge[]): ObjectJudge[] {
    return [
      ...accepting,
      ...(this.#createJudge === undefined ? [] : [this.#createJudge()]),
      ...aboutPixels,
      pixelExcessJudge,
    ]
  }
}

/** Undefined where no rules are about pixels. */
async function loadStaging({ image, openTreating }: ReadyPlan, platform: Platform): Promise<CreateStaging | undefined> {
  const { pixels: request } = image.settings
  if (request === undefined || openTreating === undefined) return undefined
  const [{ StagingProcessor }, { createStage }, openSpool, engines] = await Promise.all([
    import('../staging/staging-processor.ts'),
    import('../staging/stage-object.ts'),
    platform.loadSpools(),
    platform.loadEngines?.(),
  ])
  const { deflate: codec } = platform
  const stage = createStage(engines, await loadInspector(image.settings, platform))
  return (parts) => new StagingProcessor({ request, codec, stage, openSpool, ...parts })
}

/** Undefined where text is looked for in no image. Fails with TEXT_READER_MISSING, before anything is read. */
async function loadInspector(
  { pixels, words }: TransformSettings,
  { loadTextReader }: Platform,
): Promise<FrameInspector | undefined> {
  if (pixels === undefined || !asksForDetection(pixels)) return undefined
  if (loadTextReader === undefined) {
    throw new SluiceError('OPTION_INVALID', {}, 'text in images is looked for in Node only')
  }
  const { createFrameInspector } = await import('../staging/inspect-frames.ts')
  return createFrameInspector(await loadTextReader(), words, pixels.allowed ?? [])
}

async function loadVerifier({ loadVerifier }: Platform): Promise<Verifier> {
  if (loadVerifier === undefined) throw new SluiceError('OPTION_INVALID', {}, 'verify is for Node only')
  return await loadVerifier()
}
