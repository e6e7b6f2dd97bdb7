/** What a deidentifier offers on every platform, beside its streams. */

import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import { parseFileMeta } from '../dicom/file-meta.ts'
import { resolveEncoding } from '../dicom/resolve-encoding.ts'
import { SluiceError } from '../errors.ts'
import type { Inspected } from '../inspect/inspect-data-set.ts'
import { limits } from '../limits.ts'
import type { Place as ExplainPlace, Explanation } from '../profile/explain.ts'
import type { Deidentification } from './deidentification.ts'
import type { OnEntry } from './on-entry.ts'
import type { Platform } from './platform.ts'
import { asStreamError, CallerFault } from './stream-error.ts'

/** What `object()` gives. */
export interface DeidentifiedObject {
  readonly bytes: Uint8Array
  readonly record: ArchiveEntryRecord
}

/** What `inspect()` gives. UIDs and the modality are those of the object. */
export interface Inspection {
  readonly sopClassUid: string | undefined
  readonly modality: string | undefined
  readonly transferSyntaxUid: string
  /** In the order of the data set, items and, where it cannot be read to its end, a finding among them. */
  readonly elements: readonly Inspected[]
}

export interface DeidentifierCore {
  /**
   * One DICOM object, whole. `bytes` are those that `dicom()` gives. Fails with the object's code where it is withheld or broken, and with OPTION_INVALID for anything but bytes. For objects that
   * fit into memory; streams take those of any size.
   */
  object(bytes: Uint8Array): DeidentifiedObject
  /**
   * The elements of an object, what is done with each, and why. Nothing is changed. It holds values of the object, and so identifies. Fails as the
   * object's envelope does, with the code that it would be withheld with.
   */
  inspect(bytes: Uint8Array): Promise<Inspection>
  /**
   * What is done with an attribute, by its keyword or as `(0010,0010)`, and why. `place`: in which objects and sequences. Fails with
   * OPTION_INVALID where there is no such attribute.
   */
  explain(attribute: string, place?: ExplainPlace): Promise<Explanation>
  /** 16 hexadecimal digits that name the key and tell nothing else of it. */
  readonly keyFingerprint: string
  /** SHA-256 of the rules, in hexadecimal. */
  readonly planDigest: string
  /** Keywords of attributes that rules of the profile let stay though the standard takes them away. */
  readonly warnings: readonly string[]
  /** Whether another deidentifier can give the same pseudonyms: false where no key was given. */
  readonly linkable: boolean
}

export function openCore(shared: Deidentification, platform: Platform, onEntry: OnEntry): DeidentifierCore {
  return {
    object: (bytes) => deidentifyObject(shared, checkBytes(bytes), onEntry),
    inspect: async (bytes) => await inspectObject(shared, platform, checkBytes(bytes)),
    explain: (attribute, place) => explainAttribute(shared, attribute, place),
    keyFingerprint: shared.keyFingerprint,
    planDigest: shared.planDigest,
    warnings: shared.plan.warnings,
    linkable: shared.linkable,
  }
}

/** Who writes JavaScript may give a name of a file, or the promise of bytes. */
function checkBytes(bytes: Uint8Array): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes
  throw new SluiceError('OPTION_INVALID', {}, 'an object is given as a Uint8Array of all its bytes')
}

/** Marks what the caller's own code throws, which is the caller's to see. */
export function guardHook(onEntry: OnEntry = () => {}): OnEntry {
  return (record) => {
    try {
      onEntry(record)
    } catch (fault) {
      throw new CallerFault(fault)
    }
  }
}

function deidentifyObject(shared: Deidentification, bytes: Uint8Array, onEntry: OnEntry): DeidentifiedObject {
  const parts: Uint8Array[] = []
  let outputBytes = 0
  let told: ArchiveEntryRecord | undefined
  const write = (part: Uint8Array, ephemeral: boolean): void => {
    outputBytes += part.length
    parts.push(ephemeral ? Uint8Array.from(part) : part)
  }
  try {
    const consumer = shared.openObject({ write }, (record) => {
      told = record
      onEntry(record)
    })
    consumer.push(bytes)
    consumer.end()
  } catch (fault) {
    throw asStreamError(fault)
  }
  if (told === undefined) throw new SluiceError('INTERNAL')
  const output = new Uint8Array(outputBytes)
  let at = 0
  for (const part of parts) {
    output.set(part, at)
    at += part.length
  }
  return { bytes: output, record: told }
}

async function inspectObject(shared: Deidentification, platform: Platform, bytes: Uint8Array): Promise<Inspection> {
  const [{ compilePlan }, { inspectDataSet, kindOf }] = await Promise.all([
    import('../profile/compile.ts'),
    import('../inspect/inspect-data-set.ts'),
  ])
  if (bytes.length === 0) throw new SluiceError('INPUT_EMPTY')
  const envelope = parseFileMeta(bytes, true)
  if (envelope.kind === 'need-more') throw new SluiceError('TRUNCATED')
  const rest = bytes.subarray(envelope.dataSetAt)
  const { encoding, deflated, transferSyntaxUid } = resolveEncoding(envelope, rest, rest.length)
  const dataSet = deflated ? platform.deflate.inflateRaw(rest, limits.inflatedBytes).bytes : rest
  const elements = [...inspectDataSet(compilePlan(shared.settings.plan), dataSet, encoding)]
  return { ...kindOf(dataSet, encoding), transferSyntaxUid, elements }
}

/** The tables that a reason needs are loaded for the first who asks. */
async function explainAttribute(
  shared: Deidentification,
  attribute: string,
  place?: ExplainPlace,
): Promise<Explanation> {
  const { hintAtAttribute, parseAttribute } = await import('../profile/attribute-name.ts')
  const tag = parseAttribute(attribute)
  if (tag === undefined) {
    throw new SluiceError('OPTION_INVALID', {}, `there is no such attribute: ${hintAtAttribute(attribute)}`)
  }
  const [{ compilePlan }, { explain }] = await Promise.all([
    import('../profile/compile.ts'),
    import('../profile/explain.ts'),
  ])
  return explain(compilePlan(shared.settings.plan), tag, place)
}
