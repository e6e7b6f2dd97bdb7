/** What the engine takes and gives: the types between one object and whatever it stands in (archive, stream, file). */

import type { Encoding } from '../dicom/guess-encoding.ts'
import type { Vr } from '../dicom/vr.ts'
import type { Code } from '../errors.ts'
import type { BulkFilter } from '../pixels/bulk-filter.ts'
import type { PixelTreatment } from '../pixels/treatment.ts'
import type { ObjectRisk } from '../profile/triage-words.ts'

/** What became of an entry. */
export type Disposition = 'deidentified' | 'withheld' | 'broken' | 'dropped' | 'kept'

/** `exact`: as long as it comes out. `same-size`: as long as the input; an object that does not fit is withheld. */
export type ObjectFraming = 'exact' | 'same-size'

/** Where the bytes of one object's output go, in order and synchronously. */
export interface ObjectOutput {
  /**
   * The size in bytes that the output will have, told once, before the first write. Not called for an object that is withheld, nor
   * where no input size was announced.
   */
  committed(outputBytes: number): void
  /** Output. `ephemeral` bytes are valid only until the call returns; others are slices of the chunk that was pushed. */
  write(bytes: Uint8Array, ephemeral: boolean): void
}

/** Elements by action and by PHI category, and the tallies beside them. Counts only. */
export interface ObjectCounts {
  readonly elements: number
  /** By action name (profile/plan.ts, ACTION_NAMES). */
  readonly actions: Readonly<Record<string, number>>
  /** Elements changed or removed, by category name (profile/categories.ts). Categories with none are left out. */
  readonly categories: Readonly<Record<string, number>>
  /**
   * All elements, by what decided about them: an origin of the plan (profile/origins.ts), `other`, `dummy-sequence` (kept by the plan, but in a sequence
   * that became a dummy), or, of what the plan does not know, `private`, `unknown` or `private-creator`. Those with none are left out.
   */
  readonly origins: Readonly<Record<string, number>>
  /** implausible, private, unknown, trailingBytes, degraded, and those of the judges. Those with none are left out. */
  readonly tallies: Readonly<Record<string, number>>
}

/** The end of one object. UIDs are those of transfer syntax and SOP class (never of an instance of the input). */
export interface ObjectResult {
  readonly disposition: Exclude<Disposition, 'kept'>
  /** Set where the disposition is not `deidentified`. */
  readonly code?: Code
  readonly offsetBytes?: number
  readonly tag?: number
  /** Only where it is in the registry. */
  readonly transferSyntaxUid?: string
  /** Only where it is in the registry. */
  readonly sopClassUid?: string
  /** UIDs of the output, for naming; those of the input only where the plan keeps them. Known once the size is committed. */
  readonly outputUids?: OutputUids
  readonly inputBytes: number
  readonly outputBytes: number
  readonly counts: ObjectCounts
  /** Where a judge was asked for it, and had its say. */
  readonly risk?: ObjectRisk
  /** What became of its pixels, where rules of the profile are about them. */
  readonly pixels?: PixelTreatment
}

export interface OutputUids {
  readonly study?: string
  readonly series?: string
  readonly instance?: string
}

/**
 * De-identifies one object after the other. `begin`, any number of `push`, `end`. The driver of the WASM core implements it
 * (engine/object-deidentifier.ts); tests of what is around it may use a stand-in.
 */
export interface ObjectProcessor {
  /**
   * `sizeBytes`: the object's size where it is announced, undefined where it is not (STREAM framing). `framing`: what the size of the
   * output is to be, where that of the input is announced.
   */
  begin(output: ObjectOutput, sizeBytes?: number, framing?: ObjectFraming): void
  /** Takes all of `chunk`. Once the object was refused, bytes are only counted. */
  push(chunk: Uint8Array): void
  end(): ObjectResult
  /** The output's UIDs known so far. */
  readonly outputUids: OutputUids
  /**
   * Memory that is the processor's own, where it has some: whoever reads an input may read it into there. What is pushed and lies there it may change while it has it, in its
   * place; what lies anywhere else it never changes. So whoever pushes it has to be done with the original before.
   */
  readonly inputMemory?: Uint8Array | undefined
}

/** An attribute that a judge wants to know where it stands at the root, and up to how much of its value. */
export interface NotedAttribute {
  /** Below (7FE0,0008): what stands behind Pixel Data comes too late. */
  readonly tag: number
  readonly maxBytes: number
}

/** One element at the root with a tag that was asked for. */
export interface Note {
  readonly tag: number
  /** The explicit VR, where there is one that is known. */
  readonly vr: Vr | undefined
  /** The length of the whole value; undefined where its length is. */
  readonly valueBytes: number | undefined
  /**
   * The beginning of the value as it stands in the data set, up to the bound. Of undefined length: what follows the header, which may
   * go on behind the value's end. Valid until the judge returns.
   */
  readonly value: Uint8Array
}

/** What is known of an object before its bulk data, whatever becomes of the elements themselves. docs/engine.md 5. */
export interface ObjectFacts {
  readonly sopClassUid: string | undefined
  readonly modality: string | undefined
  readonly transferSyntaxUid: string
  /** Of the data set, and so of the values of its elements. */
  readonly encoding: Encoding
  /** In the order of the data set. An attribute that is there twice is noted twice. */
  readonly notes: readonly Note[]
  /** Pixel Data or its kin, where one is kept; `valueBytes` is undefined where it is in fragments. */
  readonly bulk: { readonly tag: number; readonly valueBytes: number | undefined } | undefined
}

/** What a judge says of an object. */
export interface Judgement {
  /** Refuses the object: it is withheld, or broken where its size had to be committed before. */
  readonly code?: Code
  /** What the headers tell of text in pixels and of faces. */
  readonly risk?: ObjectRisk
  /** Added to the tallies of the object's counts. */
  readonly tallies?: Readonly<Record<string, number>>
  /** What the bulk data of the object pass through. */
  readonly filter?: BulkFilter
}

/** Looks at each object once, before its bulk data and, where that is possible, before anything of it is written. */
export interface ObjectJudge {
  readonly noted: readonly NotedAttribute[]
  /**
   * It refuses nothing and changes nothing: what only such judges ask for is not told where it comes too late or is too much, and does no harm then. Of what
   * another judge asks for too, it is told as much as that one.
   */
  readonly onlyTells?: boolean
  /** `undefined`: nothing to say. */
  judge(facts: ObjectFacts): Judgement | undefined
}

/** Raw deflate, whole buffers; given by the platform. Throws where the input cannot be inflated or passes `maxBytes`. */
export interface DeflateCodec {
  /** `usedBytes`: how much of the input the stream took; what follows it is not part of it. */
  inflateRaw(bytes: Uint8Array, maxBytes: number): { bytes: Uint8Array; usedBytes: number }
  deflateRaw(bytes: Uint8Array): Uint8Array
}
