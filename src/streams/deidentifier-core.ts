/** What a deidentifier offers on every platform, beside its streams. */

import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import { SluiceError } from '../errors.ts'
import type { Place as ExplainPlace, Explanation } from '../profile/explain.ts'
import type { Deidentification, OnEntry } from './deidentification.ts'
import { asStreamError, CallerFault } from './stream-error.ts'

/** What `object()` gives. */
export interface DeidentifiedObject {
  readonly bytes: Uint8Array
  readonly record: ArchiveEntryRecord
}

export interface DeidentifierCore {
  /**
   * One DICOM object, whole. `bytes` are those that `dicom()` gives. Fails with the object's code where it is withheld or broken. For objects that
   * fit into memory; streams take those of any size.
   */
  object(bytes: Uint8Array): DeidentifiedObject
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

export function openCore(shared: Deidentification, onEntry: OnEntry): DeidentifierCore {
  return {
    object: (bytes) => deidentifyObject(shared, bytes, onEntry),
    explain: (attribute, place) => explainAttribute(shared, attribute, place),
    keyFingerprint: shared.keyFingerprint,
    planDigest: shared.planDigest,
    warnings: shared.plan.warnings,
    linkable: shared.linkable,
  }
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
