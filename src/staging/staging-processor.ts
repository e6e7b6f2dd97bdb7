/**
 * Stands in front of the engine where a profile has rules about pixels. It looks at the head of each object, asks the rules, and sends it on one of three ways:
 *
 *   what the rules say                      way
 *   nothing is done to it                   as it comes, to the plain engine, which says nothing of its pixels
 *   areas of a native image become black    as it comes, to the attesting engine, which blanks them as they pass
 *   frames are rewritten, or looked at      held whole, treated (stage.ts), and then to the attesting engine, or, where not all frames were looked at, to one that says nothing
 *
 * All engines ask the rules again (agreed-judge.ts). So an object says that its pixels were cleaned only where they were, and none is left as it is that had to be treated:
 * what this reader of heads and the engine see differently, and what it cannot see, is withheld. docs/pixels.md.
 */

import { sopClassName } from '../dicom/sop-class.ts'
import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import type {
  DeflateCodec,
  ObjectFacts,
  ObjectFraming,
  ObjectJudge,
  ObjectOutput,
  ObjectProcessor,
  ObjectResult,
  OutputUids,
} from '../engine/contract.ts'
import { NO_COUNTS } from '../engine/counts.ts'
import { pixelNotes, pixelVerdict } from '../engine/pixel-verdict.ts'
import { sameFacts } from '../engine/same-facts.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { type PixelTreatment, supportsClaim } from '../pixels/treatment.ts'
import type { PixelRequest } from '../profile/pixel-request.ts'
import { openInputMemory } from '../wasm/sample-bits.ts'
import { AgreedJudge, type Agreement, type Reading } from './agreed-judge.ts'
import type { AheadJudge } from './ahead-judge.ts'
import { noteBounds } from './data-set-head.ts'
import { type DeflatedHead, isImageHead, type ObjectHead, ObjectHeadReader } from './object-head.ts'
import type { Spool } from './spool.ts'
import type { Stage, StagedObject, StagedResult } from './stage.ts'
import { trailingPadding } from './trailing-padding.ts'

export type EngineKind = 'plain' | 'treated' | 'attested'

export interface StagingParts {
  readonly request: PixelRequest
  readonly codec: DeflateCodec
  /** Treats what has to be held whole. */
  readonly stage: Stage
  openSpool(): Spool
  /** One that the engines ask, too. What it refuses ahead is not held, and goes to the plain engine, which refuses it. */
  readonly judgeAhead?: AheadJudge | undefined
  /** An engine that asks `judge`, and changes what lies in `inputMemory` in its place. `treated`: for objects whose pixels were. `attested`: what comes out of it says so. */
  openEngine(kind: EngineKind, judge: ObjectJudge, inputMemory: Uint8Array | undefined): ObjectProcessor
}

/** `head`: not known yet where it goes. `inner`: an engine has it. `spool`: it is held. `withheld`: bytes are only counted. */
type State = 'head' | 'inner' | 'spool' | 'withheld'

interface Engine {
  readonly processor: ObjectProcessor
  readonly judge: AgreedJudge
}

const NOTHING = new Uint8Array(0)
const FIRST_HELD_BYTES = 65_536

export class StagingProcessor implements ObjectProcessor {
  readonly #parts: StagingParts
  readonly #bounds: ReadonlyMap<number, number>
  /** Each has memory of its own, which an archive that never needs it does not pay for. */
  readonly #engines: Partial<Record<EngineKind, Engine>> = {}
  /** Undefined until somebody asks for it, before the first object. */
  #inputMemory: Uint8Array | undefined
  #output: ObjectOutput | undefined
  #sizeBytes: number | undefined
  #framing: ObjectFraming = 'exact'
  #state: State = 'withheld'
  #reader: ObjectHeadReader | undefined
  #held: Uint8Array = NOTHING
  #heldBytes = 0
  #inputBytes = 0
  #engine: Engine | undefined
  #staged: Omit<StagedObject, 'openSpool' | 'request'> | undefined
  #refusal: SluiceError | undefined
  /** The last one. */
  #reading: Reading | undefined

  constructor(parts: StagingParts) {
    this.#parts = parts
    this.#bounds = noteBounds(pixelNotes(parts.request))
  }

  get outputUids(): OutputUids {
    return this.#engine?.processor.outputUids ?? {}
  }

  get inputMemory(): Uint8Array {
    this.#inputMemory ??= openInputMemory()
    return this.#inputMemory
  }

  begin(output: ObjectOutput, sizeBytes?: number, framing: ObjectFraming = 'exact'): void {
    this.#staged?.spool.clear()
    this.#staged = undefined
    this.#parts.judgeAhead?.begin()
    this.#output = output
    this.#sizeBytes = sizeBytes
    this.#framing = framing
    this.#state = 'head'
    this.#reader = new ObjectHeadReader(this.#bounds, sizeBytes)
    this.#held = NOTHING
    this.#heldBytes = 0
    this.#inputBytes = 0
    this.#engine = undefined
    this.#refusal = undefined
  }

  push(chunk: Uint8Array): void {
    this.#inputBytes += chunk.length
    if (this.#state === 'inner') this.#engine!.processor.push(chunk)
    else if (this.#state === 'spool') this.#refusingFaults(() => this.#staged!.spool.append(chunk))
    else if (this.#state === 'head') this.#readHead(chunk)
  }

  end(): ObjectResult {
    if (this.#state === 'head') this.#decideAtEnd()
    if (this.#state === 'spool') this.#refusingFaults(() => this.#treat())
    const result = this.#state === 'withheld' ? this.#withheld() : this.#endInner()
    this.#staged?.spool.clear()
    this.#staged = undefined
    this.#output = undefined
    return result
  }

  // ---- the head ----

  #readHead(chunk: Uint8Array): void {
    const totalBytes = this.#heldBytes + chunk.length
    if (totalBytes < this.#reader!.neededBytes) {
      this.#hold(chunk)
      return
    }
    // What came in one piece is read where it lies.
    if (this.#heldBytes > 0) this.#hold(chunk)
    const bytes = this.#heldBytes > 0 ? this.#heldView() : chunk
    const head = this.#reader!.read(bytes, false)
    // A longer deflated data set is refused by the engine.
    if (head === 'unreadable') this.#passOn(bytes, undefined, undefined)
    else if (head !== 'need-more' && !('kind' in head)) this.#decide(head, bytes)
    else if (head !== 'need-more' && totalBytes > head.dataSetAt + limits.deflatedBytes)
      this.#passOn(bytes, undefined, undefined)
    else if (this.#heldBytes === 0) this.#hold(chunk)
  }

  #decideAtEnd(): void {
    const bytes = this.#heldView()
    const head = this.#reader!.read(bytes, true)
    if (typeof head === 'string') this.#passOn(bytes, undefined, undefined)
    else if ('kind' in head) this.#decideInflated(head, bytes)
    else this.#decide(head, bytes)
  }

  #decideInflated(deflated: DeflatedHead, bytes: Uint8Array): void {
    const dataSet = this.#inflate(bytes.subarray(deflated.dataSetAt))
    const head = dataSet === undefined ? 'unreadable' : deflated.readInflated(dataSet)
    if (head === 'unreadable') this.#passOn(bytes, undefined, undefined)
    else this.#decide(head, bytes, dataSet)
  }

  /** Undefined where the engine will not be able to, either. */
  #inflate(bytes: Uint8Array): Uint8Array | undefined {
    try {
      return this.#parts.codec.inflateRaw(bytes, limits.inflatedBytes).bytes
    } catch (fault) {
      if (fault instanceof SluiceError) return undefined
      throw fault
    }
  }

  /** `bytes`: the object so far. `dataSet`: all of it, inflated, where it was deflated. */
  #decide(head: ObjectHead, bytes: Uint8Array, dataSet?: Uint8Array): void {
    const reading = this.#askRules(head.facts)
    const { verdict } = reading
    if (verdict.kind === 'withhold' || !isImageHead(head)) this.#passOn(bytes, undefined, reading)
    else if (verdict.detect || (verdict.kind === 'blank' && verdict.geometry === undefined)) {
      if (this.#parts.judgeAhead?.judgeAhead(head.facts)?.code !== undefined) {
        this.#passOn(bytes, undefined, reading)
        return
      }
      this.#state = 'spool'
      this.#staged = { head, spool: this.#parts.openSpool(), verdict }
      this.#refusingFaults(() => this.#spool(head, bytes, dataSet))
    } else this.#passOn(bytes, verdict.kind === 'blank' ? { ...reading, treatment: undefined } : undefined, reading)
  }

  /** Of images of a series the same is noted as a rule, and the rules say the same of the same. */
  #askRules(facts: ObjectFacts): Reading {
    if (this.#reading === undefined || !sameFacts(this.#reading.facts, facts)) {
      this.#reading = { facts, verdict: pixelVerdict(this.#parts.request, facts) }
    }
    return this.#reading
  }

  #spool({ dataSetAt }: ObjectHead, bytes: Uint8Array, dataSet: Uint8Array | undefined): void {
    if ((this.#sizeBytes ?? 0) > limits.stagedObjectBytes) throw new SluiceError('STAGED_TOO_LARGE')
    const { spool } = this.#staged!
    spool.append(dataSet === undefined ? bytes : bytes.subarray(0, dataSetAt))
    if (dataSet !== undefined) spool.append(dataSet)
    this.#held = NOTHING
    this.#heldBytes = 0
  }

  /** What was looked at goes first. Its memory is given away with it: nothing is written to it any more. */
  #passOn(bytes: Uint8Array, agreement: Agreement | undefined, reading: Reading | undefined): void {
    const { processor } = this.#beginInner(this.#output!, this.#sizeBytes, agreement, reading)
    this.#held = NOTHING
    this.#heldBytes = 0
    if (bytes.length > 0) processor.push(bytes)
  }

  #hold(chunk: Uint8Array): void {
    const neededBytes = this.#heldBytes + chunk.length
    if (neededBytes > this.#held.length) {
      const grown = new Uint8Array(Math.max(neededBytes, this.#held.length * 2, FIRST_HELD_BYTES))
      grown.set(this.#heldView())
      this.#held = grown
    }
    this.#held.set(chunk, this.#heldBytes)
    this.#heldBytes = neededBytes
  }

  #heldView(): Uint8Array {
    return this.#held.subarray(0, this.#heldBytes)
  }

  // ---- the engines ----

  #beginInner(
    output: ObjectOutput,
    sizeBytes: number | undefined,
    agreement: Agreement | undefined,
    reading: Reading | undefined,
  ): Engine {
    const kind = engineFor(agreement)
    this.#engines[kind] ??= this.#open(kind)
    const engine = this.#engines[kind]
    engine.judge.begin(agreement, reading)
    engine.processor.begin(output, sizeBytes, this.#framing)
    this.#engine = engine
    this.#state = 'inner'
    return engine
  }

  #open(kind: EngineKind): Engine {
    const judge = new AgreedJudge(this.#parts.request)
    return { processor: this.#parts.openEngine(kind, judge, this.#inputMemory), judge }
  }

  #endInner(): ObjectResult {
    const { processor, judge } = this.#engine!
    const result = processor.end()
    const { treatment } = judge
    const isPassing = this.#staged === undefined && treatment?.method !== undefined
    // What was agreed on has to have been done: nobody may be told that it was.
    if (isPassing && result.disposition === 'deidentified' && result.counts.tallies.pixelsBlanked !== 1)
      throw new SluiceError('INTERNAL')
    const isTold =
      treatment !== undefined && (result.disposition === 'deidentified' || treatment.outcome === 'withheld')
    return { ...result, inputBytes: this.#inputBytes, ...(isTold && { pixels: treatment }) }
  }

  // ---- objects that are held ----

  /** Has the object rewritten, and the engine take that in its place. */
  #treat(): void {
    const { head, spool, verdict } = this.#staged!
    const { request, stage } = this.#parts
    const staged = stage({ head, spool, verdict, request, openSpool: () => this.#parts.openSpool() })
    try {
      this.#rewrite(head, staged, { facts: head.facts, verdict, treatment: staged.treatment })
    } finally {
      staged.close()
    }
  }

  #rewrite(head: ObjectHead, staged: StagedResult, agreement: Agreement): void {
    const outer = this.#output!
    const output: ObjectOutput = {
      committed: (outputBytes) => outer.committed(outputBytes),
      // The memory of what was rewritten may be used again.
      write: (bytes) => outer.write(bytes, true),
    }
    const deflated = this.#deflate(head, staged)
    const rewrittenBytes = deflated?.length ?? staged.sizeBytes
    const padding = this.#paddingFor(head, rewrittenBytes, deflated !== undefined)
    const sizeBytes = this.#sizeBytes === undefined ? undefined : rewrittenBytes + padding.length
    const { processor } = this.#beginInner(output, sizeBytes, agreement, agreement)
    try {
      if (deflated === undefined) staged.write((bytes) => processor.push(bytes))
      else processor.push(deflated)
      processor.push(padding)
    } catch (fault) {
      // Bytes may have gone out: it is too late for a fault of the object.
      throw fault instanceof SluiceError && fault.code !== 'IO' ? new SluiceError('INTERNAL') : fault
    }
  }

  /** The rewritten object, its data set deflated; undefined where it is not to be. */
  #deflate({ dataSetAt, facts }: ObjectHead, staged: StagedResult): Uint8Array | undefined {
    if (findTransferSyntax(facts.transferSyntaxUid)?.deflated !== true) return undefined
    const whole = new Uint8Array(staged.sizeBytes)
    let at = 0
    staged.write((bytes) => {
      whole.set(bytes, at)
      at += bytes.length
    })
    const dataSet = this.#parts.codec.deflateRaw(whole.subarray(dataSetAt))
    const deflated = new Uint8Array(dataSetAt + dataSet.length + (dataSet.length & 1))
    deflated.set(whole.subarray(0, dataSetAt))
    deflated.set(dataSet, dataSetAt)
    return deflated
  }

  /** What the rewritten object lacks of the size that it has to have. Zeros follow a deflated data set, as in PS3.5 A.5. */
  #paddingFor({ facts }: ObjectHead, rewrittenBytes: number, isDeflated: boolean): Uint8Array {
    if (this.#sizeBytes === undefined || this.#framing === 'exact') return NOTHING
    const lackingBytes = this.#sizeBytes - rewrittenBytes
    if (lackingBytes < 0) throw new SluiceError('SIZE_EXCEEDED')
    return isDeflated ? new Uint8Array(lackingBytes) : trailingPadding(lackingBytes, facts.encoding)
  }

  #withheld(): ObjectResult {
    const { head, verdict } = this.#staged!
    const { transferSyntaxUid, sopClassUid } = head.facts
    const { code, place } = this.#refusal!
    const { offsetBytes, tag } = place
    const pixels: PixelTreatment = { outcome: 'withheld', rules: verdict.rules, rectangles: 0 }
    return {
      disposition: 'withheld',
      code,
      ...(offsetBytes !== undefined && { offsetBytes }),
      ...(tag !== undefined && { tag }),
      transferSyntaxUid,
      ...(sopClassUid !== undefined && sopClassName(sopClassUid) !== undefined && { sopClassUid }),
      inputBytes: this.#inputBytes,
      outputBytes: 0,
      counts: NO_COUNTS,
      pixels,
    }
  }

  /** A fault of the object withholds it; one of the disk ends the run. */
  #refusingFaults(work: () => void): void {
    try {
      work()
    } catch (fault) {
      if (!(fault instanceof SluiceError) || fault.code === 'IO' || fault.code === 'INTERNAL') throw fault
      this.#refusal = fault
      this.#state = 'withheld'
      this.#staged!.spool.clear()
    }
  }
}

/** What is blanked in passing is blanked in all frames. */
function engineFor(agreement: Agreement | undefined): EngineKind {
  if (agreement === undefined) return 'plain'
  return agreement.treatment === undefined || supportsClaim(agreement.treatment) ? 'attested' : 'treated'
}
