/**
 * One object of an output, from its first byte to its last. The head, up to Pixel Data, is held until it is known by which profile it is to be
 * judged; then each attribute is held against the plan, as the walk sees it and as the second reader does.
 */

import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import { latin1Text, trimmedText } from '../dicom/uid.ts'
import { formatTag } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../profile/plan.ts'
import { ACTION_KEEP } from '../wasm/seam.ts'
import { AttributeJudge, isGone, isOutside, type JudgedElement, judgedOf } from './attribute-judge.ts'
import { BinaryLook, type HiddenElement } from './binary-look.ts'
import { isZeros } from './byte-feed.ts'
import { Expectations } from './expectation.ts'
import { judgeMeta, judgePreamble } from './file-meta-judge.ts'
import { formatPath, type Kind, type Report, severityOf } from './findings.ts'
import { HeldHead } from './held-head.ts'
import {
  ALWAYS_REQUIRED,
  MODALITY,
  NAMES_PATIENT,
  SOP_CLASS_UID,
  SOP_INSTANCE_UID,
  STATED,
} from './inspected-attributes.ts'
import { judgeClaims } from './object-claims.ts'
import type { ObjectComparison } from './object-comparison.ts'
import { ObjectFindings } from './object-findings.ts'
import { ObjectWalk } from './object-walk.ts'
import { OffsetTables } from './offset-tables.ts'
import { readAgain } from './second-reader.ts'
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

const TRANSFER_SYNTAX_UID = 0x00020010
const CODE_VALUE = 0x00080100
const METHOD_CODES = 0x00120064
const PIXEL_DATA = 0x7fe00010
const TRAILING_PADDING = 0xfffcfffc
const SPACE = 0x20
/** Of a value that is no text, where values are to be shown. */
const SHOWN_BYTES = 256
/** What is no text, and no numbers of two or four bytes. */
const BYTE_VRS: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN'])
/** In floating point numbers, what looks like an e-mail address comes up by chance. */
const FLOAT_VRS: ReadonlySet<string> = new Set(['OD', 'OF'])

export class ObjectInspector {
  readonly #options: InspectorOptions
  readonly #walk: ObjectWalk
  readonly #statement = noStatement()
  readonly #findings: ObjectFindings
  #isPatientNamed = false
  #hasRealDate = false

  /** Elements of the head that wait for the plan, and the bytes that they take. */
  #waiting: WalkedElement[] = []
  #waitingBytes = 0
  /** The head as it stands in the object, for the second reader. */
  readonly #head = new HeldHead()
  #dataSetAt: WalkedElement | undefined
  #rootAt = 0
  #scanBytes = 0
  #isFaulty = false
  #pushedBytes = 0

  #plan: Plan | undefined
  #uidRoots: readonly string[] = []
  #judge: AttributeJudge | undefined
  /** Of what is written in values: it stands in no place of the input, and is no dummy because it differs. */
  #hiddenJudge: AttributeJudge | undefined
  readonly #meta = new Map<number, string>()
  readonly #root = new Map<number, string>()
  /** Sequences that should have gone, by depth, until something is seen in them. */
  readonly #gone: ({ readonly path: string; readonly kind: Kind; readonly offsetBytes: number } | undefined)[] = []
  /** Tags that the walk saw at the root before the head was over. */
  readonly #rootTags = new Set<number>()
  readonly #offsetTables = new OffsetTables()
  #bulk:
    | {
        readonly element: WalkedElement
        readonly path: string
        readonly look: BinaryLook | undefined
        isEmpty: boolean
      }
    | undefined

  constructor(options: InspectorOptions) {
    this.#options = options
    this.#findings = new ObjectFindings(options.report)
    options.comparison?.attach(this.#findings.find)
    this.#walk = new ObjectWalk(
      {
        preamble: (bytes) => judgePreamble(bytes, this.#findings.find),
        element: (element) => this.#takeElement(element),
        fragment: (offsetBytes, valueBytes) => this.#offsetTables.fragment(offsetBytes, valueBytes),
        bulk: (bytes) => this.#takeBulk(bytes),
        bulkEnd: (endAt) => this.#endBulk(endAt),
        undefinedItem: (bytes) => {
          this.#scanBytes += bytes
        },
        stray: (offsetBytes, bytes) => this.#judgeStray(offsetBytes, bytes),
        fault: (offsetBytes, unread) => {
          this.#isFaulty = true
          this.#findings.find('object-unreadable', undefined, offsetBytes)
          for (const bytes of unread) this.#judgeStray(offsetBytes, bytes)
        },
      },
      (bytes) => {
        const inflated = options.inflate(bytes)
        if (inflated === undefined) return undefined
        this.#head.inflated(inflated)
        options.comparison?.inflated(inflated)
        return inflated
      },
    )
  }

  push(chunk: Uint8Array): void {
    this.#head.push(chunk)
    if (this.#isFaulty) this.#judgeStray(this.#pushedBytes, chunk)
    this.#pushedBytes += chunk.length
    this.#options.comparison?.bytes(chunk)
    this.#walk.push(chunk)
  }

  /** What it says of its de-identification, as far as it was read. */
  get statement(): Statement {
    return this.#statement
  }

  /** Whether the head was judged, so that what comes now is pixels and what stands behind them. */
  get isHeadOver(): boolean {
    return this.#judge !== undefined
  }

  /** Whether what comes now goes on a value that is too long to be judged whole, and that is not looked into: pixels. */
  get isInBulk(): boolean {
    return this.#bulk !== undefined && this.#bulk.look === undefined
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
      { kinds: this.#findings.kinds, isPatientNamed: this.#isPatientNamed, hasRealDate: this.#hasRealDate },
      (kind, place) => this.#findings.find(kind, place?.path),
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
      this.#head.endAt = element.offsetBytes
      this.#settle()
      this.#judgeElement(element)
      return
    }
    this.#note(element)
    this.#waiting.push(element)
    this.#waitingBytes += element.value.length
    const isTooLong = this.#waitingBytes > limits.verifiedHeadBytes || this.#waiting.length > limits.verifiedElements
    if (!isTooLong && element.form !== 'bulk') return
    this.#head.endAt = this.#rootAt
    this.#settle()
  }

  #note({ tag, steps, value }: WalkedElement): void {
    if (steps.length === 1 && steps[0]!.tag === METHOD_CODES && tag === CODE_VALUE) {
      this.#statement.codes.add(trimmedText(value))
      return
    }
    if (steps.length > 0 || value.length > limits.fileMetaBytes) return
    const stated = STATED.get(tag)
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
    if (!isStated) this.#findings.find('not-attested')
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
    const hiddenExpectations = new Expectations(plan)
    hiddenExpectations.begin(kind)
    this.#hiddenJudge = new AttributeJudge(hiddenExpectations, { uidRoots: this.#uidRoots })
    comparison?.settled(plan, kind)
    const own = { sopClassUid: kind.sopClassUid, sopInstanceUid: this.#root.get(SOP_INSTANCE_UID) }
    const isInstanceReplaced = !plan.retainsUids && comparison === undefined
    judgeMeta(this.#meta, own, isInstanceReplaced ? this.#uidRoots : undefined, this.#findings.find)
    for (const element of this.#waiting) this.#judgeElement(element)
    this.#waiting = []
    const second = new Expectations(plan)
    second.begin(kind)
    this.#readAgain(new AttributeJudge(second, options))
    this.#head.clear()
    this.#judgeClaims()
  }

  #readAgain(judge: AttributeJudge): void {
    if (this.#isFaulty || this.#dataSetAt === undefined) return
    if (!this.#head.isWhole || this.#scanBytes > limits.verifiedScanBytes) {
      this.#findings.find('not-inspected')
      return
    }
    const elements = readAgain(this.#head.asFile(this.#dataSetAt))
    if (elements === undefined) {
      this.#findings.find('readers-differ')
      return
    }
    const rootTags = new Set<number>()
    for (const element of elements) {
      if (element.steps.length === 0) rootTags.add(element.tag)
      const path = formatPath(element.steps, element.tag)
      const { kinds } = judge.judge(element)
      for (const kind of kinds) this.#findings.find(kind, path, undefined, element.text)
    }
    for (const tag of this.#rootTags) {
      if (!rootTags.has(tag)) {
        this.#findings.find('readers-differ', formatTag(tag))
        return
      }
    }
  }

  // ---- judging ----

  #judgeElement(walked: WalkedElement): void {
    this.#offsetTables.element(walked)
    const path = formatPath(walked.steps, walked.tag)
    if (walked.tag >>> 16 === 2 && walked.steps.length === 0) {
      this.#options.comparison?.meta(walked, path)
      return
    }
    if (walked.steps.length === 0 && walked.offsetBytes < (this.#head.endAt ?? Number.POSITIVE_INFINITY))
      this.#rootTags.add(walked.tag)
    this.#reportGone(walked.steps.length)
    const element = judgedOf(walked)
    const { expectation, kinds } = this.#judge!.judge(element)
    this.#options.comparison?.judged(element, expectation, path, walked)
    const isKept = expectation.action === ACTION_KEEP && BYTE_VRS.has(walked.vr) && !isOutside(this.#plan!, element)
    if (walked.form === 'bulk') {
      const isLookedInto = isKept && walked.valueBytes !== undefined && walked.tag >>> 24 !== 0x7f
      this.#bulk = {
        element: walked,
        path,
        isEmpty: true,
        look: isLookedInto ? this.#lookInto(walked, path) : undefined,
      }
      this.#judgeBulkForm(walked, path)
      return
    }
    if (walked.form === 'sequence' && isGone(expectation) && !isOutside(this.#plan!, element)) {
      const kind = expectation.slot === undefined && (walked.tag >>> 16) & 1 ? 'private-left' : 'attribute-left'
      this.#gone[walked.steps.length] = { path, kind, offsetBytes: walked.offsetBytes }
    }
    if (isKept && walked.form === 'value' && element.text === undefined) {
      const look = this.#lookInto(walked, path)
      look.push(walked.value)
      look.end()
    }
    if (walked.tag === TRAILING_PADDING && walked.steps.length === 0)
      this.#judgePadding(walked.value, walked.offsetBytes)
    for (const kind of kinds) {
      this.#findings.find(
        kind,
        path,
        walked.offsetBytes,
        element.text ?? latin1Text(walked.value.subarray(0, SHOWN_BYTES)),
      )
      if (NAMES_PATIENT.has(walked.tag)) this.#isPatientNamed ||= kind === 'attribute-left' || kind === 'date-left'
    }
    if ((walked.vr === 'DA' || walked.vr === 'DT') && isRealDate(element.text ?? '')) this.#hasRealDate = true
    const isEmpty = walked.form === 'value' && trimmedText(walked.value) === ''
    if (isEmpty && walked.steps.length === 0 && ALWAYS_REQUIRED.has(walked.tag))
      this.#findings.find('required-empty', path)
  }

  /** Something stands in sequences that should not be there. `depth`: that of the element that was met. */
  #reportGone(depth: number): void {
    for (let at = 0; at < this.#gone.length; at++) {
      const gone = this.#gone[at]
      if (gone !== undefined && at < depth) this.#findings.find(gone.kind, gone.path, gone.offsetBytes)
      this.#gone[at] = undefined
    }
  }

  #judgeBulkForm({ tag, valueBytes, steps }: WalkedElement, path: string): void {
    if (tag !== PIXEL_DATA || steps.length > 0) return
    const transferSyntax = findTransferSyntax(this.#meta.get(TRANSFER_SYNTAX_UID) ?? '')
    if (transferSyntax !== undefined && transferSyntax.encapsulated !== (valueBytes === undefined)) {
      this.#findings.find('meta-differs', path)
    }
  }

  #takeBulk(bytes: Uint8Array): void {
    const bulk = this.#bulk
    this.#offsetTables.bytes(bytes)
    if (bulk?.isEmpty === true) bulk.isEmpty = isZeros(bytes)
    if (bulk?.element.tag === TRAILING_PADDING) this.#judgePadding(bytes, bulk.element.offsetBytes)
    bulk?.look?.push(bytes)
    this.#options.comparison?.bulk(bytes)
  }

  #endBulk(endAt: number): void {
    const { element, path, isEmpty, look } = this.#bulk!
    look?.end()
    this.#bulk = undefined
    this.#options.comparison?.bulkEnd(endAt)
    this.#judgeOffsetTables(element, path)
    if (isEmpty || element.tag === TRAILING_PADDING) return
    // Judged as a value that is there, whatever it is.
    const { kinds } = this.#judge!.judge({ ...element, value: Uint8Array.of(1), text: undefined })
    for (const kind of kinds) this.#findings.find(kind, path, element.offsetBytes)
    const isPixels = element.tag >>> 24 === 0x7f
    if (kinds.length === 0 && !isPixels && !element.vr.startsWith('O'))
      this.#findings.find('not-inspected', path, element.offsetBytes)
  }

  /** A value that stays whatever is in it: there must be nothing that would have gone by itself. */
  #lookInto({ vr }: WalkedElement, path: string): BinaryLook {
    return new BinaryLook({
      element: (hidden) => this.#judgeHidden(hidden, path),
      shape: (kind) => {
        if (!FLOAT_VRS.has(vr)) this.#findings.find(kind, path)
      },
      // What somebody else registered as a text is UN here.
      allText: () => {
        if (vr !== 'UN') this.#findings.find('value-implausible', path)
      },
    })
  }

  #judgeHidden(hidden: HiddenElement, path: string): void {
    const place = { steps: [], path: [], concept: undefined, privateCreator: undefined }
    const { kinds } = this.#hiddenJudge!.judge({ ...hidden, ...place, form: 'value' })
    if (kinds.some((kind) => severityOf(kind) === 'leak'))
      this.#findings.find('attribute-left', path, undefined, hidden.text)
  }

  /** What was wrong in the input is no fault of the output. */
  #judgeOffsetTables({ tag, steps }: WalkedElement, path: string): void {
    if (tag !== PIXEL_DATA || steps.length > 0) return
    this.#offsetTables.bulkEnd()
    const wasWrong = this.#options.comparison?.hadWrongOffsetTables === true
    if (!this.#offsetTables.hold && !wasWrong) this.#findings.find('offset-table-differs', path)
  }

  #judgePadding(value: Uint8Array, offsetBytes: number): void {
    if (value.some((byte) => byte !== 0 && byte !== SPACE))
      this.#findings.find('bytes-left', formatTag(TRAILING_PADDING), offsetBytes)
  }

  #judgeStray(offsetBytes: number, bytes: Uint8Array): void {
    this.#head.endAt ??= offsetBytes
    const at = bytes.findIndex((byte) => byte !== 0)
    if (at >= 0) this.#findings.find('bytes-left', undefined, offsetBytes + at)
  }
}

/** Beginnings of UIDs that are replaced ones. */
function rootsOf({ settings }: Plan, more: readonly string[]): string[] {
  const own = settings.uidRoot === undefined ? [] : [`${settings.uidRoot}.`]
  return ['2.25.', ...own, ...more]
}
