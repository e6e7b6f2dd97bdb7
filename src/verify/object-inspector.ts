/**
 * One object of an output, from its first byte to its last. The head, up to Pixel Data, is held until it is known by which profile it is to be
 * judged; then each attribute is held against the plan, as the walk sees it and as the second reader does.
 */

import { isGroupLength } from '../dicom/tag.ts'
import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import { isWellKnownUid, latin1Text, trimmedText } from '../dicom/uid.ts'
import { formatTag } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../profile/plan.ts'
import { AttributeJudge, isGone, isOutside, type JudgedElement, judgedOf } from './attribute-judge.ts'
import { copyOf, isZeros } from './byte-feed.ts'
import { Expectations } from './expectation.ts'
import { formatPath, type Kind, type Report } from './findings.ts'
import { judgeClaims } from './object-claims.ts'
import type { ObjectComparison } from './object-comparison.ts'
import { ObjectWalk } from './object-walk.ts'
import { asPart10, readAgain } from './second-reader.ts'
import { noStatement, type StatedProfiles, type Statement } from './stated-profile.ts'
import { isRealDate } from './text-shapes.ts'
import type { WalkedElement } from './walked-element.ts'

export interface InspectorOptions {
  readonly profiles: StatedProfiles
  /** Beginnings of UIDs that are those of replaced ones, besides 2.25. */
  readonly uidRoots: readonly string[]
  readonly report: Report
  /** Raw deflate, bounded; undefined where it cannot be inflated. */
  readonly inflate: (bytes: Uint8Array) => Uint8Array | undefined
  /** The object of the input that it is held against. */
  readonly comparison?: ObjectComparison
}

const SOP_CLASS_UID = 0x00080016
const SOP_INSTANCE_UID = 0x00080018
const MODALITY = 0x00080060
const MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002
const MEDIA_STORAGE_SOP_INSTANCE_UID = 0x00020003
const TRANSFER_SYNTAX_UID = 0x00020010
const CODE_VALUE = 0x00080100
const METHOD_CODES = 0x00120064
const PIXEL_DATA = 0x7fe00010
const TRAILING_PADDING = 0xfffcfffc
const IMPLICIT_LE_UID = '1.2.840.10008.1.2'
const EXPLICIT_LE_UID = '1.2.840.10008.1.2.1'
const EXPLICIT_BE_UID = '1.2.840.10008.1.2.2'
const SPACE = 0x20
/** Of a value that is no text, where values are to be shown. */
const SHOWN_BYTES = 256
/** Group 0002 as it is left: version, UIDs of class, instance, transfer syntax and implementation, and the version of that. */
const KEPT_META: ReadonlySet<number> = new Set([
  0x00020000,
  0x00020001,
  MEDIA_STORAGE_SOP_CLASS_UID,
  MEDIA_STORAGE_SOP_INSTANCE_UID,
  TRANSFER_SYNTAX_UID,
  0x00020012,
  0x00020013,
])
/** Type 1 in every composite IOD. */
const ALWAYS_REQUIRED: ReadonlySet<number> = new Set([
  SOP_CLASS_UID,
  SOP_INSTANCE_UID,
  0x0020000d,
  0x0020000e,
  MODALITY,
])
/** Patient's Name, ID, other IDs and names, birth date and address. */
const NAMES_PATIENT: ReadonlySet<number> = new Set([
  0x00100010, 0x00100020, 0x00100030, 0x00101000, 0x00101001, 0x00101002, 0x00101005, 0x00101040, 0x00101060,
  0x00102154,
])
const STATED: Readonly<Record<number, Exclude<keyof Statement, 'codes'>>> = {
  1179746: 'identityRemoved',
  1179747: 'method',
  2622211: 'temporalInformation',
  2622209: 'burnedInAnnotation',
  2622210: 'recognizableFeatures',
}

export class ObjectInspector {
  readonly #options: InspectorOptions
  readonly #walk: ObjectWalk
  readonly #statement = noStatement()
  readonly #found = new Set<string>()
  readonly #kinds = new Set<Kind>()
  #isPatientNamed = false
  #hasRealDate = false

  /** Elements of the head that wait for the plan, and the bytes that they take. */
  #waiting: WalkedElement[] = []
  #waitingBytes = 0
  /** The head as it stands in the object, for the second reader. */
  #head: Uint8Array[] = []
  #headBytes = 0
  /** Where the head ends: at Pixel Data, or at what cannot be held. */
  #headAt: number | undefined
  #dataSetAt: WalkedElement | undefined
  #rootAt = 0
  #inflated: Uint8Array | undefined
  #scanBytes = 0
  #isFaulty = false
  #pushedBytes = 0

  #plan: Plan | undefined
  #uidRoots: readonly string[] = []
  #judge: AttributeJudge | undefined
  readonly #meta = new Map<number, string>()
  readonly #root = new Map<number, string>()
  /** Sequences that should have gone, by depth, until something is seen in them. */
  readonly #gone: ({ readonly path: string; readonly kind: Kind; readonly offsetBytes: number } | undefined)[] = []
  /** Tags that the walk saw at the root before the head was over. */
  readonly #rootTags = new Set<number>()
  #bulk: { readonly element: WalkedElement; readonly path: string; isEmpty: boolean } | undefined

  constructor(options: InspectorOptions) {
    this.#options = options
    options.comparison?.attach((kind, path, offsetBytes, value) => this.#report(kind, path, offsetBytes, value))
    this.#walk = new ObjectWalk(
      {
        preamble: (bytes) => this.#judgePreamble(bytes),
        element: (element) => this.#takeElement(element),
        bulk: (bytes) => this.#takeBulk(bytes),
        bulkEnd: (endAt) => this.#endBulk(endAt),
        undefinedItem: (bytes) => {
          this.#scanBytes += bytes
        },
        stray: (offsetBytes, bytes) => this.#judgeStray(offsetBytes, bytes),
        fault: (offsetBytes, unread) => {
          this.#isFaulty = true
          this.#report('object-unreadable', undefined, offsetBytes)
          for (const bytes of unread) this.#judgeStray(offsetBytes, bytes)
        },
      },
      (bytes) => {
        this.#inflated = options.inflate(bytes)
        if (this.#inflated !== undefined) options.comparison?.inflated(this.#inflated)
        return this.#inflated
      },
    )
  }

  push(chunk: Uint8Array): void {
    if (this.#headAt === undefined && this.#headBytes < limits.verifiedHeadBytes) {
      this.#head.push(copyOf(chunk))
      this.#headBytes += chunk.length
    }
    if (this.#isFaulty) this.#judgeStray(this.#pushedBytes, chunk)
    this.#pushedBytes += chunk.length
    this.#options.comparison?.bytes(chunk)
    this.#walk.push(chunk)
  }

  /** Whether the head was judged, so that what comes now is pixels and what stands behind them. */
  get isHeadOver(): boolean {
    return this.#judge !== undefined
  }

  end(): void {
    this.#walk.end()
    this.#settle()
    this.#options.comparison?.end()
    this.#judgeClaims()
  }

  #judgeClaims(): void {
    judgeClaims(
      this.#statement,
      { kinds: this.#kinds, isPatientNamed: this.#isPatientNamed, hasRealDate: this.#hasRealDate },
      (kind, place) => this.#report(kind, place?.path),
    )
  }

  // ---- the head, until it is over ----

  #takeElement(element: WalkedElement): void {
    if (this.#judge !== undefined) {
      this.#judgeElement(element)
      return
    }
    const isRoot = element.steps.length === 0
    if (isRoot && element.tag >>> 16 !== 2) {
      this.#dataSetAt ??= element
      this.#rootAt = element.offsetBytes
    }
    if (isRoot && element.tag === PIXEL_DATA) {
      this.#headAt = element.offsetBytes
      this.#settle()
      this.#judgeElement(element)
      return
    }
    this.#note(element)
    this.#waiting.push(element)
    this.#waitingBytes += element.value.length
    const isTooLong = this.#waitingBytes > limits.verifiedHeadBytes || this.#waiting.length > limits.verifiedElements
    if (!isTooLong && element.form !== 'bulk') return
    this.#headAt = this.#rootAt
    this.#settle()
  }

  #note({ tag, steps, value }: WalkedElement): void {
    if (steps.length === 1 && steps[0]!.tag === METHOD_CODES && tag === CODE_VALUE) {
      this.#statement.codes.add(trimmedText(value))
      return
    }
    if (steps.length > 0 || value.length > limits.fileMetaBytes) return
    const stated = STATED[tag]
    if (stated !== undefined) this.#statement[stated] = trimmedText(value)
    if (tag >>> 16 === 2) this.#meta.set(tag, trimmedText(value))
    else if (ALWAYS_REQUIRED.has(tag)) this.#root.set(tag, trimmedText(value))
  }

  /** The head is over, or as long as can be held: the plan is chosen, and all that waited is judged. */
  #settle(): void {
    if (this.#judge !== undefined) return
    const { profiles, comparison } = this.#options
    const { plan, isStated } = profiles.planFor(this.#statement)
    this.#plan = plan
    this.#uidRoots = rootsOf(plan, this.#options.uidRoots)
    if (!isStated) this.#report('not-attested')
    const expectations = new Expectations(plan)
    const kind = { sopClassUid: this.#root.get(SOP_CLASS_UID), modality: this.#root.get(MODALITY) }
    expectations.begin(kind)
    const options = {
      uidRoots: this.#uidRoots,
      ...(comparison !== undefined && {
        isChanged: (element: JudgedElement) => comparison.isChanged(element, formatPath(element.steps, element.tag)),
      }),
    }
    this.#judge = new AttributeJudge(expectations, options)
    comparison?.settled(plan, kind)
    this.#judgeMeta(plan.retainsUids)
    for (const element of this.#waiting) this.#judgeElement(element)
    this.#waiting = []
    const second = new Expectations(plan)
    second.begin(kind)
    this.#readAgain(new AttributeJudge(second, options))
    this.#head = []
    this.#judgeClaims()
  }

  #readAgain(judge: AttributeJudge): void {
    if (this.#isFaulty || this.#dataSetAt === undefined) return
    const isTooLong = this.#inflated === undefined && this.#headBytes < (this.#headAt ?? 0)
    if (isTooLong || this.#scanBytes > limits.verifiedScanBytes) {
      this.#report('not-inspected')
      return
    }
    const elements = readAgain(this.#headForSecondReader(this.#dataSetAt))
    if (elements === undefined) {
      this.#report('readers-differ')
      return
    }
    const rootTags = new Set<number>()
    for (const element of elements) {
      if (element.steps.length === 0) rootTags.add(element.tag)
      const path = formatPath(element.steps, element.tag)
      const { kinds } = judge.judge(element)
      for (const kind of kinds) this.#report(kind, path, undefined, element.text)
    }
    for (const tag of this.#rootTags) {
      if (!rootTags.has(tag)) {
        this.#report('readers-differ', formatTag(tag))
        return
      }
    }
  }

  /** The data set up to where the head ends, as a file of its own. */
  #headForSecondReader(first: WalkedElement): Uint8Array {
    const isDeflated = this.#inflated !== undefined
    const bytes = this.#inflated ?? Buffer.concat(this.#head)
    const { explicit, littleEndian } = first.encoding
    const transferSyntaxUid = explicit ? (littleEndian ? EXPLICIT_LE_UID : EXPLICIT_BE_UID) : IMPLICIT_LE_UID
    return asPart10(bytes.subarray(isDeflated ? 0 : first.offsetBytes, this.#headAt), transferSyntaxUid)
  }

  // ---- judging ----

  #judgeElement(walked: WalkedElement): void {
    const path = formatPath(walked.steps, walked.tag)
    if (walked.tag >>> 16 === 2 && walked.steps.length === 0) {
      this.#options.comparison?.meta(walked, path)
      return
    }
    if (walked.steps.length === 0 && walked.offsetBytes < (this.#headAt ?? Number.POSITIVE_INFINITY))
      this.#rootTags.add(walked.tag)
    this.#reportGone(walked.steps.length)
    const element = judgedOf(walked)
    const { expectation, kinds } = this.#judge!.judge(element)
    this.#options.comparison?.judged(element, expectation, path, walked)
    if (walked.form === 'bulk') {
      this.#bulk = { element: walked, path, isEmpty: true }
      this.#judgeBulkForm(walked, path)
      return
    }
    if (walked.form === 'sequence' && isGone(expectation) && !isOutside(this.#plan!, element)) {
      const kind = expectation.slot === undefined && (walked.tag >>> 16) & 1 ? 'private-left' : 'attribute-left'
      this.#gone[walked.steps.length] = { path, kind, offsetBytes: walked.offsetBytes }
    }
    if (walked.tag === TRAILING_PADDING && walked.steps.length === 0)
      this.#judgePadding(walked.value, walked.offsetBytes)
    for (const kind of kinds) {
      this.#report(kind, path, walked.offsetBytes, element.text ?? latin1Text(walked.value.subarray(0, SHOWN_BYTES)))
      if (NAMES_PATIENT.has(walked.tag)) this.#isPatientNamed ||= kind === 'attribute-left' || kind === 'date-left'
    }
    if ((walked.vr === 'DA' || walked.vr === 'DT') && isRealDate(element.text ?? '')) this.#hasRealDate = true
    const isEmpty = walked.form === 'value' && trimmedText(walked.value) === ''
    if (isEmpty && walked.steps.length === 0 && ALWAYS_REQUIRED.has(walked.tag)) this.#report('required-empty', path)
  }

  /** Something stands in sequences that should not be there. `depth`: that of the element that was met. */
  #reportGone(depth: number): void {
    for (let at = 0; at < this.#gone.length; at++) {
      const gone = this.#gone[at]
      if (gone !== undefined && at < depth) this.#report(gone.kind, gone.path, gone.offsetBytes)
      this.#gone[at] = undefined
    }
  }

  #judgeBulkForm({ tag, valueBytes, steps }: WalkedElement, path: string): void {
    if (tag !== PIXEL_DATA || steps.length > 0) return
    const transferSyntax = findTransferSyntax(this.#meta.get(TRANSFER_SYNTAX_UID) ?? '')
    if (transferSyntax !== undefined && transferSyntax.encapsulated !== (valueBytes === undefined)) {
      this.#report('meta-differs', path)
    }
  }

  #takeBulk(bytes: Uint8Array): void {
    const bulk = this.#bulk
    if (bulk?.isEmpty === true) bulk.isEmpty = isZeros(bytes)
    if (bulk?.element.tag === TRAILING_PADDING) this.#judgePadding(bytes, bulk.element.offsetBytes)
    this.#options.comparison?.bulk(bytes)
  }

  #endBulk(endAt: number): void {
    const { element, path, isEmpty } = this.#bulk!
    this.#bulk = undefined
    this.#options.comparison?.bulkEnd(endAt)
    if (isEmpty || element.tag === TRAILING_PADDING) return
    // Judged as a value that is there, whatever it is.
    const { kinds } = this.#judge!.judge({ ...element, value: Uint8Array.of(1), text: undefined })
    for (const kind of kinds) this.#report(kind, path, element.offsetBytes)
    const isPixels = element.tag >>> 24 === 0x7f
    if (kinds.length === 0 && !isPixels && !element.vr.startsWith('O'))
      this.#report('not-inspected', path, element.offsetBytes)
  }

  #judgePadding(value: Uint8Array, offsetBytes: number): void {
    if (value.some((byte) => byte !== 0 && byte !== SPACE))
      this.#report('bytes-left', formatTag(TRAILING_PADDING), offsetBytes)
  }

  #judgeStray(offsetBytes: number, bytes: Uint8Array): void {
    this.#headAt ??= offsetBytes
    const at = bytes.findIndex((byte) => byte !== 0)
    if (at >= 0) this.#report('bytes-left', undefined, offsetBytes + at)
  }

  // ---- file meta information ----

  #judgePreamble(preamble: Uint8Array): void {
    const at = preamble.findIndex((byte) => byte !== 0)
    if (at >= 0) this.#report('meta-left', undefined, at, latin1Text(preamble))
  }

  #judgeMeta(retainsUids: boolean): void {
    for (const [tag, text] of this.#meta) {
      if (!KEPT_META.has(tag) && !isGroupLength(tag) && text !== '')
        this.#report('meta-left', formatTag(tag), undefined, text)
    }
    this.#compareMeta(MEDIA_STORAGE_SOP_INSTANCE_UID, SOP_INSTANCE_UID, 'meta-uid-differs')
    this.#compareMeta(MEDIA_STORAGE_SOP_CLASS_UID, SOP_CLASS_UID, 'meta-differs')
    const transferSyntaxUid = this.#meta.get(TRANSFER_SYNTAX_UID)
    if (transferSyntaxUid !== undefined && findTransferSyntax(transferSyntaxUid) === undefined) {
      this.#report('meta-differs', formatTag(TRANSFER_SYNTAX_UID))
    }
    const instance = this.#meta.get(MEDIA_STORAGE_SOP_INSTANCE_UID)
    if (
      instance &&
      !retainsUids &&
      this.#options.comparison === undefined &&
      !isWellKnownUid(instance) &&
      !this.#uidRoots.some((start) => instance.startsWith(start))
    ) {
      this.#report('uid-left', formatTag(MEDIA_STORAGE_SOP_INSTANCE_UID), undefined, instance)
    }
  }

  #compareMeta(metaTag: number, tag: number, kind: Kind): void {
    const stated = this.#meta.get(metaTag)
    const own = this.#root.get(tag)
    if (stated !== undefined && own && stated !== own) this.#report(kind, formatTag(metaTag), undefined, stated)
  }

  #report(kind: Kind, path?: string, offsetBytes?: number, value?: string): void {
    const key = `${kind} ${path ?? ''}`
    if (this.#found.has(key) || this.#found.size > limits.verifiedFindings) return
    this.#found.add(key)
    this.#kinds.add(kind)
    const isLast = this.#found.size > limits.verifiedFindings
    this.#options.report(isLast ? 'not-inspected' : kind, {
      ...(path !== undefined && !isLast && { path }),
      ...(offsetBytes !== undefined && { offsetBytes }),
      ...(value !== undefined && !isLast && { value }),
    })
  }
}

/** Beginnings of UIDs that are replaced ones. */
function rootsOf({ settings }: Plan, more: readonly string[]): string[] {
  const own = settings.uidRoot === undefined ? [] : [`${settings.uidRoot}.`]
  return ['2.25.', ...own, ...more]
}
