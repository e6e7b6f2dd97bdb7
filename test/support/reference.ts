/**
 * The slow, obvious de-identifier of one object that lies whole in memory: docs/engine.md, in its order. The engine has to
 * give the same bytes. Plan, identity and the envelope are those of the program, and tested elsewhere; the walk of
 * the data set, its survey, decisions, checks, lengths and sizes are written here a second time.
 */

import {
  chooseMediaStorageSopClassUid,
  type Envelope,
  isDicomDirectory,
  parseFileMeta,
  writeFileMeta,
} from '../../src/dicom/file-meta.ts'
import { confirmInflatedEncoding, type DataSetEncoding, resolveEncoding } from '../../src/dicom/resolve-encoding.ts'
import { isUid } from '../../src/dicom/uid.ts'
import { trimmedText } from '../../src/dicom/value-text.ts'
import type { DeflateCodec, ObjectCounts } from '../../src/engine/contract.ts'
import type { Transforms } from '../../src/engine/transforms.ts'
import { type Code, SluiceError } from '../../src/errors.ts'
import { limits } from '../../src/limits.ts'
import type { BulkFilter } from '../../src/pixels/bulk-filter.ts'
import { ACTION_KEEP, ENCODING_EXPLICIT_LE } from '../../src/wasm/seam.ts'
import { type DataSetOutcome, rewriteDataSet } from './reference-data-set.ts'
import type { ReferenceJudge } from './reference-notes.ts'
import type { ReferenceIdentity, ReferencePlan } from './reference-plan.ts'
import { type Facts, survey } from './reference-survey.ts'

const SOP_INSTANCE_UID = 0x00080018

/** Section 4: what is known of the size, and what is to become of it. */
export type Framing = 'exact' | 'stream' | 'same-size'

export interface ReferenceOptions {
  readonly plan: ReferencePlan
  readonly identity: ReferenceIdentity
  readonly transforms: Transforms
  readonly framing: Framing
  readonly codec: DeflateCodec
  /** EXACT and SAME_SIZE framing: N, where it is not the length of the object. */
  readonly announcedBytes?: number
  readonly judge?: ReferenceJudge | undefined
  readonly filter?: BulkFilter | undefined
}

export interface ReferenceResult {
  readonly disposition: 'deidentified' | 'withheld' | 'broken' | 'dropped'
  /** Set where the disposition is not `deidentified`. */
  readonly code?: Code
  /** In the object; left out for what is wrong inside a deflate stream. */
  readonly offsetBytes?: number
  readonly tag?: number
  /** Empty for an object that is withheld or dropped. */
  readonly bytes: Uint8Array
  /** Of an object that broke: what of `bytes` had been decided before. */
  readonly decidedBytes?: number
  /** Set where the disposition is `deidentified`. */
  readonly counts?: ObjectCounts
}

/** The data set of an object, ready to be rewritten. */
interface Opened {
  readonly envelope: Envelope
  readonly encoding: DataSetEncoding
  /** Inflated where it was deflated. */
  readonly dataSet: Uint8Array
  /** EXACT framing of the data set; undefined in STREAM framing, and inside deflate. */
  readonly announcedBytes: number | undefined
}

export function referenceDeidentify(object: Uint8Array, options: ReferenceOptions): ReferenceResult {
  let opened: Opened
  try {
    opened = open(object, options)
  } catch (error) {
    return unopened(error)
  }
  const { envelope, encoding, dataSet, announcedBytes } = opened
  const { plan, identity, transforms, codec, framing } = options
  const objectBytes = options.announcedBytes ?? object.length
  const facts = survey(dataSet, announcedBytes, encoding.encoding, plan)
  try {
    transforms.begin({ patientId: facts.patientId, facts: facts.facts, complete: facts.complete })
  } catch (error) {
    return unopened(error)
  }
  const kind = { sopClassUid: textOf(facts.sopClassUid), modality: textOf(facts.modality) }
  const instanceRule = plan.rule(SOP_INSTANCE_UID, { path: [], concept: undefined, privateCreator: undefined, kind })
  const keepsInstance = instanceRule?.action === ACTION_KEEP
  const replace = (uid: Uint8Array): Uint8Array => (keepsInstance && isUid(trimmedText(uid)) ? uid : identity.uid(uid))
  const ownText = isBlank(facts.sopInstanceUid) ? undefined : plan.ownText(instanceRule)
  const fileMeta = envelope.metaPresent ? writeEnvelope(opened, facts, replace, ownText) : new Uint8Array(0)
  const outcome = rewriteDataSet({
    dataSet: { bytes: dataSet, announcedBytes },
    encoding: encoding.encoding,
    plan,
    identity,
    transforms,
    kind,
    surveyedTo: facts.endedAt,
    judge: options.judge,
    filter: options.filter,
    ...(framing === 'same-size' && { fixedBytes: objectBytes - fileMeta.length }),
  })
  if (!encoding.deflated) return finish(fileMeta, outcome, envelope.dataSetAt)
  // 1.6: it is deflated as a whole, so nothing of one that breaks has left
  if (outcome.refusal) return { code: outcome.refusal.code, disposition: 'withheld', bytes: new Uint8Array(0) }
  const bytes = concatenate(fileMeta, codec.deflateRaw(outcome.bytes))
  const { counts } = outcome
  if (framing !== 'same-size') return { disposition: 'deidentified', bytes: padded(bytes), counts }
  // 4.6: the zeros that follow are its padding too
  if (bytes.length > objectBytes) return { code: 'SIZE_EXCEEDED', disposition: 'withheld', bytes: new Uint8Array(0) }
  return { disposition: 'deidentified', bytes: concatenate(bytes, new Uint8Array(objectBytes - bytes.length)), counts }
}

/** Section 1, up to the first byte of the data set. */
function open(object: Uint8Array, { framing, announcedBytes, codec }: ReferenceOptions): Opened {
  const objectBytes = framing === 'stream' ? undefined : (announcedBytes ?? object.length)
  const envelope = parseFileMeta(object, true, objectBytes)
  if (envelope.kind !== 'envelope') throw new Error('all of the object was there')
  if (isDicomDirectory(envelope)) throw new SluiceError('DICOMDIR')
  const dataSetBytes = objectBytes === undefined ? undefined : objectBytes - envelope.dataSetAt
  const dataSet = object.subarray(envelope.dataSetAt)
  const encoding = resolveEncoding(envelope, dataSet, dataSetBytes)
  if (!encoding.deflated) return { envelope, encoding, dataSet, announcedBytes: dataSetBytes }
  if (dataSet.length > limits.deflatedBytes) throw new SluiceError('DEFLATE_TOO_LARGE')
  const inflated = new Uint8Array(codec.inflateRaw(dataSet, limits.inflatedBytes).bytes)
  confirmInflatedEncoding(inflated)
  return {
    envelope,
    encoding: { ...encoding, encoding: ENCODING_EXPLICIT_LE },
    dataSet: inflated,
    announcedBytes: undefined,
  }
}

/** 1.3. */
function writeEnvelope(
  { envelope, encoding }: Opened,
  facts: Facts,
  replace: (value: Uint8Array) => Uint8Array,
  ownText: string | undefined,
): Uint8Array {
  const sopInstanceValue = isBlank(facts.sopInstanceUid) ? envelope.mediaStorageSopInstanceValue : facts.sopInstanceUid
  const replaced = isBlank(sopInstanceValue) ? undefined : trimmedText(replace(sopInstanceValue!))
  return writeFileMeta({
    preamble: envelope.preamble,
    prefix: envelope.prefix,
    mediaStorageSopClassUid: chooseMediaStorageSopClassUid(textOf(facts.sopClassUid), envelope),
    mediaStorageSopInstanceUid: ownText ?? replaced,
    transferSyntaxUid: encoding.transferSyntaxUid,
  })
}

/** 4.5. */
function finish(fileMeta: Uint8Array, outcome: DataSetOutcome, dataSetAt: number): ReferenceResult {
  const { counts } = outcome
  if (!outcome.refusal) return { disposition: 'deidentified', bytes: concatenate(fileMeta, outcome.bytes), counts }
  const fault = faultOf(outcome, dataSetAt)
  if (!outcome.committed) return { ...fault, disposition: 'withheld', bytes: new Uint8Array(0) }
  const decidedBytes = fileMeta.length + outcome.decidedBytes
  return { ...fault, disposition: 'broken', bytes: concatenate(fileMeta, outcome.bytes), decidedBytes }
}

function faultOf({ refusal }: DataSetOutcome, dataSetAt: number): { code: Code; offsetBytes: number; tag?: number } {
  const { code, offsetBytes, tag } = refusal!
  return { code, offsetBytes: dataSetAt + offsetBytes, ...(tag === undefined ? {} : { tag }) }
}

function unopened(error: unknown): ReferenceResult {
  if (!(error instanceof SluiceError)) throw error
  const disposition = error.code === 'NOT_DICOM' || error.code === 'DICOMDIR' ? 'dropped' : 'withheld'
  return { disposition, code: error.code, ...error.place, bytes: new Uint8Array(0) }
}

function textOf(value: Uint8Array | undefined): string | undefined {
  return isBlank(value) ? undefined : trimmedText(value!)
}

/** An empty value is as good as a missing one. */
function isBlank(value: Uint8Array | undefined): boolean {
  return value === undefined || trimmedText(value) === ''
}

function padded(bytes: Uint8Array): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : concatenate(bytes, new Uint8Array(1))
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
