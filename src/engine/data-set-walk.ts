/**
 * The driver of the core: one data set, from chunks of any size. It copies into the input window what the core has to
 * see, lets long kept values go on as slices of the chunk they came in, and answers the core's questions.
 *
 *   stage     what is due                         goes to
 *   walk      a step of the core                  pass, skip, refused, done
 *   pass      a kept value, forwarded as slices   walk, refused (cut short)
 *   skip      a removed value                     walk, refused (cut short)
 *   refused   nothing: the data set was faulty    -
 *   done      nothing: the data set is whole      -
 */

import type { Encoding } from '../dicom/guess-encoding.ts'
import { RecentText } from '../dicom/value-text.ts'
import { type Code, SluiceError } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import type { BulkFilter } from '../pixels/bulk-filter.ts'
import { keepsNamingUid, mayKeepNamingUids, type PlanImage, textForNamingUid } from '../profile/plan-image.ts'
import type { Core } from '../wasm/core.ts'
import {
  FRAMING_EXACT,
  FRAMING_SAME_SIZE,
  FRAMING_STREAM,
  NO_FRAGMENT,
  NO_TAG,
  REG_BULK_DEPTH,
  REG_COMMITTED,
  REG_COMMITTED_BYTES,
  REG_COUNT,
  REG_FACTS_COMPLETE,
  REG_FRAGMENT,
  REG_MODALITY_BYTES,
  REG_MODALITY_PTR,
  REG_OFFSET,
  REG_PATIENT_ID_BYTES,
  REG_PATIENT_ID_PTR,
  REG_REFUSAL,
  REG_REPLACE_DEPTH,
  REG_SOP_CLASS_BYTES,
  REG_SOP_CLASS_PTR,
  REG_SOP_INSTANCE_BYTES,
  REG_SOP_INSTANCE_PTR,
  REG_TAG,
  STATUS_BULK,
  STATUS_COMMIT,
  STATUS_END,
  STATUS_FILTER,
  STATUS_NEED_INPUT,
  STATUS_NOTES,
  STATUS_OUTPUT,
  STATUS_PASS,
  STATUS_REFUSED,
  STATUS_REPLACE,
  STATUS_SKIP,
  STATUS_SURVEYED,
  STATUS_ZEROS,
} from '../wasm/seam.ts'
import { BulkPassage } from './bulk-passage.ts'
import type { ObjectFraming, OutputUids } from './contract.ts'
import { definedLength, readNotes } from './core-notes.ts'
import type { Judges } from './judges.ts'
import { NO_TRANSFORMS } from './no-transforms.ts'
import { ObjectUids } from './output-uids.ts'
import { type Refusal, refusalCode } from './refusal.ts'
import type { OnReplaced } from './replaced-pairs.ts'
import type { Transforms } from './transforms.ts'
import { ValueReplacer } from './value-replacer.ts'
import type { WalkListener } from './walk-listener.ts'
import { writeZeros } from './zeros.ts'

type Stage = 'walk' | 'pass' | 'skip' | 'refused' | 'done'

const FRAMINGS: Readonly<Record<ObjectFraming, number>> = { exact: FRAMING_EXACT, 'same-size': FRAMING_SAME_SIZE }

const TAG_SOP_INSTANCE_UID = 0x00080018

const NUL = 0x00
const SPACE = 0x20
const NOTHING = new Uint8Array(0)

/** Walks one data set after the other over one core. */
export class DataSetWalk {
  readonly #core: Core
  readonly #plan: PlanImage
  readonly #transforms: Transforms
  readonly #replacer: ValueReplacer
  /** False where none of the UIDs that name an object can stay. */
  readonly #mayKeepNames: boolean
  readonly #sopClassTexts = new RecentText()
  readonly #modalityTexts = new RecentText()
  #listener: WalkListener | undefined
  #stage: Stage = 'done'
  #chunk: Uint8Array = NOTHING
  #chunkAt = 0
  /** How many of the last bytes in the input window came from #chunk, up to #chunkAt. */
  #fedBytes = 0
  /** Left of the value that passes or is skipped. */
  #dueBytes = 0
  readonly #bulk: BulkPassage
  readonly #uids = new ObjectUids()
  #refusal: Refusal | undefined

  constructor(
    core: Core,
    plan: PlanImage,
    identity: Identity,
    transforms: Transforms,
    onReplaced?: OnReplaced,
    judges?: Pick<Judges, 'noted'>,
    inputMemory?: Uint8Array,
  ) {
    this.#core = core
    this.#bulk = new BulkPassage(inputMemory)
    if (judges?.noted !== undefined) core.askForNotes(judges.noted)
    this.#plan = plan
    this.#transforms = transforms
    this.#mayKeepNames = mayKeepNamingUids(plan)
    this.#replacer = new ValueReplacer(identity, transforms, onReplaced)
  }

  /**
   * Starts a data set whose first bytes are in the core's input window. `dataSetBytes`: its size where announced. `filter`: what its bulk data
   * pass through, unless another one is named when what was noted is told.
   */
  begin(
    listener: WalkListener,
    encoding: Encoding,
    dataSetBytes: number | undefined,
    framing: ObjectFraming = 'exact',
    filter?: BulkFilter,
  ): void {
    this.#listener = listener
    this.#stage = 'walk'
    this.#uids.begin()
    this.#refusal = undefined
    this.#setFilter(filter)
    this.#core.begin(encoding, dataSetBytes === undefined ? FRAMING_STREAM : FRAMINGS[framing], dataSetBytes ?? -1)
  }

  /**
   * Takes `chunk` from `chunkAt` on. `fedBytes`: how many of the bytes in the input window are those of `chunk` right before
   * `chunkAt`.
   */
  push(chunk: Uint8Array, chunkAt = 0, fedBytes = 0): void {
    this.#chunk = chunk
    this.#chunkAt = chunkAt
    this.#fedBytes = fedBytes
    this.#run(false)
    this.#chunk = NOTHING
    this.#chunkAt = 0
    this.#fedBytes = 0
  }

  /** The data set is over. */
  end(): void {
    this.#run(true)
    this.#listener = undefined
  }

  /** Set once the data set was refused. */
  get refusal(): Refusal | undefined {
    return this.#refusal
  }

  /** Replaced UIDs of the top level, as far as known. */
  get outputUids(): OutputUids {
    return this.#uids.found
  }

  #run(ended: boolean): void {
    let goesOn = true
    while (goesOn) {
      if (this.#stage === 'walk') goesOn = this.#step(ended)
      else if (this.#stage === 'pass' || this.#stage === 'skip') goesOn = this.#forward(ended)
      else goesOn = false
    }
  }

  /** False when there is nothing more to do with what was pushed. */
  #step(ended: boolean): boolean {
    switch (this.#core.step(ended)) {
      case STATUS_NEED_INPUT:
        return this.#feed()
      case STATUS_SURVEYED:
        this.#survey()
        return true
      case STATUS_REPLACE:
        this.#replace()
        return true
      case STATUS_NOTES:
        return this.#tellNotes()
      case STATUS_COMMIT:
        this.#listener!.committed(this.#core.register(REG_COMMITTED_BYTES))
        return true
      case STATUS_BULK:
        return this.#beginBulk()
      case STATUS_FILTER:
        this.#bulk.changeOwned(this.#core.replaceable())
        return this.#goesOn(this.#bulk.faultOf('whole'))
      case STATUS_OUTPUT:
        this.#emptyWindow()
        return true
      case STATUS_PASS:
        this.#emptyWindow()
        this.#takeBack('pass')
        return this.#goesOn(this.#bulk.faultOf('whole'))
      case STATUS_ZEROS:
        this.#emptyWindow()
        writeZeros(this.#core.register(REG_COUNT), this.#listener!)
        return true
      case STATUS_SKIP:
        this.#takeBack('skip')
        return true
      case STATUS_END:
        this.#emptyWindow()
        this.#stage = 'done'
        return false
      case STATUS_REFUSED:
        this.#refuseAtHeader(refusalCode(this.#core.register(REG_REFUSAL)))
        return false
      default:
        throw new SluiceError('INTERNAL')
    }
  }

  /** False when the chunk is used up. */
  #feed(): boolean {
    if (this.#chunkAt === this.#chunk.length) return false
    const bytes = this.#core.feed(this.#chunk, this.#chunkAt)
    // The core never holds back as much as the window has: every value that it wants whole is shorter.
    if (bytes === 0) throw new SluiceError('INTERNAL')
    this.#chunkAt += bytes
    this.#fedBytes += bytes
    return true
  }

  #survey(): void {
    const core = this.#core
    const kind = {
      sopClassUid: core.valueText(REG_SOP_CLASS_PTR, REG_SOP_CLASS_BYTES, this.#sopClassTexts),
      modality: core.valueText(REG_MODALITY_PTR, REG_MODALITY_BYTES, this.#modalityTexts),
    }
    core.setCompoundDecisions(this.#plan.compoundDecisions(kind))
    if (this.#transforms !== NO_TRANSFORMS) this.#beginTransforms()
    const keepsSopInstanceUid = keepsNamingUid(this.#plan, TAG_SOP_INSTANCE_UID, kind)
    const sopInstance = core.valueView(REG_SOP_INSTANCE_PTR, REG_SOP_INSTANCE_BYTES)
    if (this.#mayKeepNames) {
      if (sopInstance !== undefined) this.#uids.noteKept(TAG_SOP_INSTANCE_UID, sopInstance, this.#plan, kind)
      for (const { tag, value } of core.facts()) this.#uids.noteKept(tag, value, this.#plan, kind)
    }
    const fixedBytes = this.#listener!.surveyed({
      sopClassUid: kind.sopClassUid,
      modality: kind.modality,
      sopInstanceValue: sopInstance !== undefined && hasText(sopInstance) ? sopInstance : undefined,
      keepsSopInstanceUid,
      sopInstanceUidText: textForNamingUid(this.#plan, TAG_SOP_INSTANCE_UID, kind),
    })
    core.setFixedBytes(fixedBytes ?? 0)
  }

  #beginTransforms(): void {
    const core = this.#core
    this.#transforms.begin({
      patientId: core.valueView(REG_PATIENT_ID_PTR, REG_PATIENT_ID_BYTES),
      facts: core.facts(),
      complete: core.register(REG_FACTS_COMPLETE) === 1,
    })
  }

  /** False where the object is refused for what was noted. */
  #tellNotes(): boolean {
    const core = this.#core
    const tag = core.register(REG_TAG)
    const { code, filter } = this.#listener!.noted({
      notes: readNotes(core),
      bulk: tag === NO_TAG ? undefined : { tag, valueBytes: definedLength(core.register(REG_COUNT)) },
    })
    if (filter !== undefined) this.#setFilter(filter)
    return this.#goesOn(code)
  }

  #replace(): void {
    const core = this.#core
    const replaced = this.#replacer.replace(core)
    core.replaceWith(replaced)
    if (core.register(REG_REPLACE_DEPTH) === 0) this.#uids.note(core.register(REG_TAG), replaced)
  }

  #emptyWindow(): void {
    this.#listener!.write(this.#core.outputView(), true)
  }

  /**
   * A value of REG_COUNT bytes is to pass or to be skipped. What of it, and after it, was fed from this chunk is taken
   * back, so that it can go on as a slice; what was fed from an earlier one is in the window alone.
   */
  #takeBack(stage: 'pass' | 'skip'): void {
    const core = this.#core
    this.#stage = stage
    this.#dueBytes = core.register(REG_COUNT)
    const held = core.inputView()
    if (held.length <= this.#fedBytes) {
      this.#chunkAt -= held.length
      core.clearInput()
    } else {
      const bytes = Math.min(held.length, this.#dueBytes)
      if (stage === 'pass') {
        this.#bulk.changeOwned(held.subarray(0, bytes))
        this.#listener!.write(held.subarray(0, bytes), true)
      }
      core.discardInput(bytes)
      this.#dueBytes -= bytes
    }
    this.#fedBytes = Math.min(this.#fedBytes, core.inputBytes)
  }

  #forward(ended: boolean): boolean {
    const bytes = Math.min(this.#dueBytes, this.#chunk.length - this.#chunkAt)
    if (this.#stage === 'pass' && bytes > 0) {
      const passing = this.#chunk.subarray(this.#chunkAt, this.#chunkAt + bytes)
      this.#bulk.writeLent(passing, (bytes, ephemeral) => this.#listener!.write(bytes, ephemeral))
    }
    this.#chunkAt += bytes
    this.#dueBytes -= bytes
    if (this.#dueBytes === 0) this.#stage = 'walk'
    else if (ended) this.#refuseCut()
    return this.#stage === 'walk' && this.#goesOn(this.#bulk.faultOf('whole'))
  }

  #setFilter(filter: BulkFilter | undefined): void {
    this.#bulk.begin(filter)
    this.#core.setFiltered(filter?.sees)
  }

  #beginBulk(): boolean {
    const core = this.#core
    const fragment = core.register(REG_FRAGMENT)
    this.#bulk.beginValue({
      tag: core.register(REG_TAG),
      depth: core.register(REG_BULK_DEPTH),
      fragment: fragment === NO_FRAGMENT ? undefined : fragment,
      valueBytes: core.register(REG_COUNT),
    })
    return this.#goesOn(this.#bulk.faultOf('begun'))
  }

  /** False, and the data set is refused, where there is a fault. */
  #goesOn(fault: Code | undefined): boolean {
    if (fault !== undefined) this.#refuseAtHeader(fault)
    return fault === undefined
  }

  /** Nothing of the element at hand was taken. Where a size was committed, what had been decided before it still goes out. */
  #refuseAtHeader(code: Code): void {
    if (this.#core.register(REG_COMMITTED) === 1) this.#emptyWindow()
    this.#refuse(code)
  }

  /** The value that passes or is skipped is cut short. Before one that passes, the window has been emptied. */
  #refuseCut(): void {
    if (this.#stage === 'skip' && this.#core.register(REG_COMMITTED) === 1) this.#emptyWindow()
    this.#refuse('TRUNCATED')
  }

  /** Nothing more is looked at. */
  #refuse(code: Code): void {
    const tag = this.#core.register(REG_TAG)
    this.#refusal = { code, offsetBytes: this.#core.register(REG_OFFSET), ...(tag !== NO_TAG && { tag }) }
    this.#stage = 'refused'
  }
}

/** Whether there is anything but padding. */
function hasText(value: Uint8Array): boolean {
  for (let at = 0; at < value.length; at++) if (value[at] !== NUL && value[at] !== SPACE) return true
  return false
}
