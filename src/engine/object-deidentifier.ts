/**
 * One object, from its first byte to its last: THE MAIN FLOW. docs/engine.md is the contract.
 *
 *   stage      what the bytes pushed are                      goes to
 *   envelope   preamble and file meta information             deflated, walk, refused
 *   deflated   a deflated data set, held whole                walked (at the end), refused
 *   walk       a data set, handed on to data-set-walk.ts      walked (at the end), refused
 *   walked     past the end of the object                     -
 *   refused    not looked at any more                         -
 */

import { concatenate } from '../dicom/concatenate.ts'
import { type Envelope, FILE_META_MAX_BYTES, isDicomDirectory, parseFileMeta } from '../dicom/file-meta.ts'
import type { Encoding } from '../dicom/guess-encoding.ts'
import { resolveEncoding } from '../dicom/resolve-encoding.ts'
import { sopClassName } from '../dicom/sop-class.ts'
import { type Code, SluiceError } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import type { BulkFilter } from '../pixels/bulk-filter.ts'
import type { PlanImage } from '../profile/plan-image.ts'
import type { ObjectRisk } from '../profile/triage-words.ts'
import { Core } from '../wasm/core.ts'
import { ENCODING_EXPLICIT_LE } from '../wasm/seam.ts'
import type {
  DeflateCodec,
  ObjectCounts,
  ObjectFacts,
  ObjectFraming,
  ObjectJudge,
  ObjectOutput,
  ObjectProcessor,
  ObjectResult,
  OutputUids,
} from './contract.ts'
import type { CountTotals } from './count-totals.ts'
import { NO_COUNTS, readCounts } from './counts.ts'
import { DataSetWalk } from './data-set-walk.ts'
import { DeflatedDataSet } from './deflated-data-set.ts'
import { Judges, type Verdict } from './judges.ts'
import { NO_TRANSFORMS, needsTransforms } from './no-transforms.ts'
import { outputFileMeta } from './output-file-meta.ts'
import type { Refusal } from './refusal.ts'
import type { OnReplaced } from './replaced-pairs.ts'
import type { Transforms } from './transforms.ts'
import type { Facts, WalkListener } from './walk-listener.ts'
import { writeZeros } from './zeros.ts'

/** What an object is de-identified with. */
export interface ObjectParts {
  readonly plan: PlanImage
  readonly identity: Identity
  readonly codec: DeflateCodec
  /** Those of the plan (createTransforms); they may be left out only where it needs none. */
  readonly transforms?: Transforms
  /** Told of UIDs and Patient IDs and what they became: identities, for a mapping and nothing else. */
  readonly onReplaced?: OnReplaced
  /** Asked in this order; none costs nothing. Fails with RangeError where they want more noted than seam.ts has room for. */
  readonly judges?: readonly ObjectJudge[]
  /** What the bulk data of an object pass through, by its transfer syntax, where no judge names a filter; `undefined`: nothing. */
  readonly filterFor?: (transferSyntaxUid: string) => BulkFilter | undefined
  /** Where the counts of objects are added up; their results have none then. */
  readonly totals?: CountTotals
  /** What is pushed and lies in the same memory as this is changed where it lies. */
  readonly inputMemory?: Uint8Array | undefined
}

type Stage = 'envelope' | 'deflated' | 'walk' | 'walked' | 'refused'

const NOTHING = new Uint8Array(0)

/** Refusals that say nothing against the object. */
const DROPPED: ReadonlySet<Code> = new Set(['NOT_DICOM', 'DICOMDIR', 'NOT_ACCEPTED'])

export class ObjectDeidentifier implements ObjectProcessor {
  readonly #identity: Identity
  readonly #codec: DeflateCodec
  readonly #filterFor: ObjectParts['filterFor']
  readonly #core: Core
  readonly #plan: PlanImage
  readonly #walk: DataSetWalk
  readonly #judges: Judges
  readonly #totals: CountTotals | undefined
  readonly #listener = this.#throughListener()

  #output: ObjectOutput | undefined
  #sizeBytes: number | undefined
  #framing: ObjectFraming = 'exact'
  #stage: Stage = 'refused'
  #inputBytes = 0
  #outputBytes = 0
  #committedBytes: number | undefined
  #refusal: Refusal | undefined
  #envelope: Envelope | undefined
  readonly #fileMetaMemory = new Uint8Array(FILE_META_MAX_BYTES)
  #fileMeta: Uint8Array | undefined
  #transferSyntaxUid: string | undefined
  #encoding: Encoding = ENCODING_EXPLICIT_LE
  #sopClassUid: string | undefined
  #wasWalked = false
  #facts: Facts | undefined
  #judgeTallies: Readonly<Record<string, number>> = {}
  #risk: ObjectRisk | undefined
  #filter: BulkFilter | undefined
  readonly #deflated = new DeflatedDataSet()

  constructor(parts: ObjectParts) {
    this.#identity = parts.identity
    this.#codec = parts.codec
    this.#filterFor = parts.filterFor
    this.#plan = parts.plan
    this.#totals = parts.totals
    this.#core = new Core(parts.plan.bytes)
    this.#judges = new Judges(parts.judges ?? [])
    this.#walk = new DataSetWalk(
      this.#core,
      parts.plan,
      parts.identity,
      transformsOf(parts),
      parts.onReplaced,
      this.#judges,
      parts.inputMemory,
    )
  }

  get outputUids(): OutputUids {
    return this.#wasWalked ? this.#walk.outputUids : {}
  }

  begin(output: ObjectOutput, sizeBytes?: number, framing: ObjectFraming = 'exact'): void {
    this.#output = output
    this.#sizeBytes = sizeBytes
    this.#framing = framing
    this.#stage = 'envelope'
    this.#inputBytes = 0
    this.#outputBytes = 0
    this.#committedBytes = undefined
    this.#refusal = undefined
    this.#envelope = undefined
    this.#fileMeta = undefined
    this.#transferSyntaxUid = undefined
    this.#sopClassUid = undefined
    this.#wasWalked = false
    this.#facts = undefined
    this.#judgeTallies = {}
    this.#risk = undefined
    this.#filter = undefined
    this.#deflated.clear()
    this.#core.clearInput()
  }

  push(chunk: Uint8Array): void {
    this.#inputBytes += chunk.length
    try {
      if (this.#stage === 'envelope') this.#readEnvelope(chunk, false)
      else if (this.#stage === 'walk') this.#walk.push(chunk)
      else if (this.#stage === 'deflated') this.#deflated.hold(chunk, this.#envelope!.dataSetAt)
    } catch (fault) {
      this.#refuseFault(fault)
    }
    this.#noticeRefusal()
  }

  end(): ObjectResult {
    try {
      if (this.#stage === 'envelope') this.#readEnvelope(NOTHING, true)
      if (this.#stage === 'walk') this.#walk.end()
      else if (this.#stage === 'deflated') this.#rewriteDeflated()
    } catch (fault) {
      this.#refuseFault(fault)
    }
    this.#noticeRefusal()
    if (this.#refusal !== undefined && this.#committedBytes !== undefined)
      this.#fillWithZeros(this.#committedBytes - this.#outputBytes)
    this.#output = undefined
    return this.#result()
  }

  #result(): ObjectResult {
    const refusal = this.#refusal
    const transferSyntaxUid = this.#transferSyntaxUid
    const sopClassUid = this.#sopClassUid
    const risk = this.#risk
    const sums = {
      outputUids: this.outputUids,
      inputBytes: this.#inputBytes,
      outputBytes: this.#outputBytes,
      counts: this.#counts(),
    }
    // As most are, in one piece: to put an object together takes longer than all else here.
    if (refusal === undefined && risk === undefined && transferSyntaxUid !== undefined && sopClassUid !== undefined) {
      const { outputUids, inputBytes, outputBytes, counts } = sums
      const disposition = 'deidentified'
      return { disposition, transferSyntaxUid, sopClassUid, outputUids, inputBytes, outputBytes, counts }
    }
    return {
      disposition: this.#disposition(),
      ...refusal,
      ...(transferSyntaxUid !== undefined && { transferSyntaxUid }),
      ...(sopClassUid !== undefined && { sopClassUid }),
      ...sums,
      ...(risk !== undefined && { risk }),
    }
  }

  #disposition(): ObjectResult['disposition'] {
    if (this.#refusal === undefined) return 'deidentified'
    if (this.#committedBytes !== undefined || this.#outputBytes > 0) return 'broken'
    return DROPPED.has(this.#refusal.code) ? 'dropped' : 'withheld'
  }

  #counts(): ObjectCounts {
    if (!this.#wasWalked) return NO_COUNTS
    const { counts, origins } = this.#core
    const tallies = this.#filter?.tallies
    if (this.#totals === undefined) return readCounts(counts, origins, this.#plan.origins, this.#judgeTallies, tallies)
    this.#totals.add(counts, origins, this.#plan.origins, this.#judgeTallies, tallies)
    return NO_COUNTS
  }

  // ---- envelope ----

  #readEnvelope(chunk: Uint8Array, ended: boolean): void {
    const core = this.#core
    // The usual case: nothing was held, and what there is is enough.
    let chunkAt = core.inputBytes === 0 ? core.feed(chunk, 0) : 0
    let envelope = parseFileMeta(core.inputView(), ended, this.#sizeBytes)
    while (envelope.kind === 'need-more') {
      if (chunkAt === chunk.length) return
      const fedBytes = core.feed(chunk, chunkAt)
      if (fedBytes === 0) throw new SluiceError('META_TOO_LONG')
      chunkAt += fedBytes
      envelope = parseFileMeta(core.inputView(), false, this.#sizeBytes)
    }
    this.#envelope = envelope
    if (isDicomDirectory(envelope)) throw new SluiceError('DICOMDIR')
    const dataSetBytes = this.#sizeBytes === undefined ? undefined : this.#sizeBytes - envelope.dataSetAt
    const resolved = resolveEncoding(envelope, core.inputView(envelope.dataSetAt), dataSetBytes)
    this.#transferSyntaxUid = resolved.transferSyntaxUid
    this.#encoding = resolved.encoding
    this.#filter = this.#filterFor?.(resolved.transferSyntaxUid)
    core.discardInput(envelope.dataSetAt)
    if (resolved.deflated) {
      this.#stage = 'deflated'
      this.#deflated.hold(core.inputView(), envelope.dataSetAt)
      this.#deflated.hold(chunk.subarray(chunkAt), envelope.dataSetAt)
      return
    }
    this.#stage = 'walk'
    this.#wasWalked = true
    this.#walk.begin(this.#listener, resolved.encoding, dataSetBytes, this.#framing, this.#filter)
    this.#walk.push(chunk, chunkAt, Math.min(chunkAt, core.inputBytes))
  }

  /** The survey's facts decide what the file meta information of the output says. */
  #decideFileMeta(facts: Facts): void {
    const envelope = this.#envelope!
    const { sopClassUid } = facts
    this.#facts = facts
    if (sopClassUid !== undefined && sopClassName(sopClassUid) !== undefined) this.#sopClassUid = sopClassUid
    this.#fileMeta = outputFileMeta(envelope, facts, this.#transferSyntaxUid!, this.#identity, this.#fileMetaMemory)
  }

  #judge({ notes, bulk }: Pick<ObjectFacts, 'notes' | 'bulk'>): Verdict {
    const verdict = this.#judges.judge({
      sopClassUid: this.#facts?.sopClassUid,
      modality: this.#facts?.modality,
      transferSyntaxUid: this.#transferSyntaxUid!,
      encoding: this.#encoding,
      notes,
      bulk,
    })
    this.#judgeTallies = verdict.tallies
    this.#risk = verdict.risk
    if (verdict.filter !== undefined) this.#filter = verdict.filter
    return verdict
  }

  /** File meta information goes before the first bytes of the data set. */
  #throughListener(): WalkListener {
    return {
      surveyed: (facts) => {
        this.#decideFileMeta(facts)
        return (this.#sizeBytes ?? 0) - (this.#fileMeta?.length ?? 0)
      },
      committed: (dataSetBytes) => this.#commit(dataSetBytes),
      noted: (facts) => this.#judge(facts),
      write: (bytes, ephemeral) => {
        this.#writeFileMeta()
        this.#write(bytes, ephemeral)
      },
    }
  }

  #commit(dataSetBytes: number): void {
    this.#committedBytes = (this.#fileMeta?.length ?? 0) + dataSetBytes
    this.#output!.committed(this.#committedBytes)
  }

  /** A broken object still has the size that was promised. */
  #fillWithZeros(missingBytes: number): void {
    writeZeros(missingBytes, { write: (bytes, ephemeral) => this.#write(bytes, ephemeral) })
  }

  #writeFileMeta(): void {
    if (this.#fileMeta === undefined) return
    this.#write(this.#fileMeta, true)
    this.#fileMeta = undefined
  }

  #write(bytes: Uint8Array, ephemeral: boolean): void {
    if (bytes.length === 0) return
    this.#outputBytes += bytes.length
    this.#output!.write(bytes, ephemeral)
  }

  // ---- deflated data sets ----

  /** Inflates, walks, deflates again: all of it bounded and held, so that the size is known before the first byte. */
  #rewriteDeflated(): void {
    const dataSet = this.#deflated.inflate(this.#codec)
    const rewritten: Uint8Array[] = []
    this.#core.clearInput()
    this.#wasWalked = true
    this.#walk.begin(
      {
        surveyed: (facts) => {
          this.#decideFileMeta(facts)
          return undefined
        },
        committed: () => {},
        noted: (facts) => this.#judge(facts),
        write: (bytes) => {
          rewritten.push(new Uint8Array(bytes))
        },
      },
      ENCODING_EXPLICIT_LE,
      undefined,
      'exact',
      this.#filter,
    )
    this.#walk.push(dataSet)
    this.#walk.end()
    if (this.#walk.refusal !== undefined) return
    const deflated = this.#codec.deflateRaw(concatenate(rewritten))
    const padding = new Uint8Array(this.#deflatedPaddingBytes(deflated.length))
    if (this.#sizeBytes !== undefined) this.#commit(deflated.length + padding.length)
    this.#writeFileMeta()
    this.#write(deflated, false)
    this.#write(padding, false)
  }

  /** PS3.5 A.5: one NUL to even length; as many as are missing where the size is set. */
  #deflatedPaddingBytes(deflatedBytes: number): number {
    if (this.#framing === 'exact' || this.#sizeBytes === undefined) return deflatedBytes & 1
    const spareBytes = this.#sizeBytes - (this.#fileMeta?.length ?? 0) - deflatedBytes
    if (spareBytes < 0) throw new SluiceError('SIZE_EXCEEDED', { offsetBytes: this.#envelope!.dataSetAt })
    return spareBytes
  }

  // ---- faults ----

  #refuseFault(fault: unknown): void {
    if (!(fault instanceof SluiceError)) throw fault
    this.#refuse({ code: fault.code, ...fault.place })
  }

  #noticeRefusal(): void {
    const refusal = this.#walk.refusal
    if (this.#stage === 'refused' || !this.#wasWalked || refusal === undefined) return
    const offsetBytes = this.#envelope!.dataSetAt + (refusal.offsetBytes ?? 0)
    this.#refuse({ ...refusal, offsetBytes })
  }

  #refuse(refusal: Refusal): void {
    this.#refusal = refusal
    this.#stage = 'refused'
    this.#deflated.clear()
  }
}

function transformsOf({ plan, transforms }: ObjectParts): Transforms {
  if (transforms === undefined && needsTransforms(plan)) throw new RangeError('a plan without its transforms')
  return transforms ?? NO_TRANSFORMS
}
