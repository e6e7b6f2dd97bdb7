/**
 * One object of an output, from its first byte to its last. Its head, up to Pixel Data, waits until it is known by which plan it is to be judged. Then
 * each attribute is judged as the walk sees it, those of the head once more as the second reader does, and what the object claims by all that was seen.
 */

import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import { limits } from '../limits.ts'
import type { Plan } from '../profile/plan.ts'
import { AttributeJudge, type JudgeOptions } from './attribute-judge.ts'
import { judgeMeta, judgePreamble } from './file-meta-judge.ts'
import { formatPath, type Report } from './findings.ts'
import { HeldHead } from './held-head.ts'
import { PIXEL_DATA } from './inspected-attributes.ts'
import { judgeClaims } from './object-claims.ts'
import type { ObjectComparison } from './object-comparison.ts'
import { ObjectFindings } from './object-findings.ts'
import { ObjectJudge } from './object-judge.ts'
import { ObjectWalk } from './object-walk.ts'
import { lookAgain } from './second-look.ts'
import type { StatedProfiles, Statement } from './stated-profile.ts'
import { judgeStray } from './stray-bytes.ts'
import { WaitingHead } from './waiting-head.ts'
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

/** `push` any number of times, then `end`. */
export class ObjectInspector {
  readonly #options: InspectorOptions
  readonly #findings: ObjectFindings
  readonly #walk: ObjectWalk
  /** The elements of the head, and the same head as it stands in the object. */
  readonly #waiting = new WaitingHead()
  readonly #head = new HeldHead()
  /** Undefined until the head is over. */
  #judge: ObjectJudge | undefined
  #pushedBytes = 0
  /** What the second reader looks through for the ends of items. */
  #scanBytes = 0
  #isFaulty = false

  constructor(options: InspectorOptions) {
    this.#options = options
    this.#findings = new ObjectFindings(options.report)
    options.comparison?.attach(this.#findings.find)
    this.#walk = new ObjectWalk(
      {
        preamble: (bytes) => judgePreamble(bytes, this.#findings.find),
        element: (element) => this.#takeElement(element),
        fragment: (offsetBytes, valueBytes) => this.#judge!.bulk.fragment(offsetBytes, valueBytes),
        bulk: (bytes) => this.#judge!.bulk.bytes(bytes),
        bulkEnd: (endAt) => this.#judge!.bulk.end(endAt),
        undefinedItem: (bytes) => {
          this.#scanBytes += bytes
        },
        stray: (offsetBytes, bytes) => this.#takeStray(offsetBytes, bytes),
        fault: (offsetBytes, unread) => {
          this.#isFaulty = true
          this.#findings.find('object-unreadable', undefined, offsetBytes)
          for (const bytes of unread) this.#takeStray(offsetBytes, bytes)
        },
      },
      (bytes) => this.#inflate(bytes),
    )
  }

  push(chunk: Uint8Array): void {
    this.#head.push(chunk)
    if (this.#isFaulty) this.#takeStray(this.#pushedBytes, chunk)
    this.#pushedBytes += chunk.length
    this.#options.comparison?.bytes(chunk)
    this.#walk.push(chunk)
  }

  end(): void {
    this.#walk.end()
    this.#settle()
    this.#options.comparison?.end()
    this.#judgeClaims()
  }

  /** What it says of its de-identification, as far as it was read. */
  get statement(): Statement {
    return this.#waiting.statement
  }

  /** Whether the head was judged, so that what comes now is pixels and what stands behind them. */
  get isHeadOver(): boolean {
    return this.#judge !== undefined
  }

  /** Whether what comes now goes on a value that is too long to be judged whole, and that is not looked into: pixels. */
  get isInBulk(): boolean {
    return this.#judge?.bulk.isUnseen === true
  }

  #inflate(bytes: Uint8Array): Uint8Array | undefined {
    const inflated = this.#options.inflate(bytes)
    if (inflated === undefined) return undefined
    this.#head.inflated(inflated)
    this.#options.comparison?.inflated(inflated)
    return inflated
  }

  #takeElement(element: WalkedElement): void {
    if (this.#judge !== undefined) {
      this.#judge.judge(element)
      return
    }
    if (element.tag === PIXEL_DATA && element.steps.length === 0) {
      this.#waiting.endAt(element)
      this.#head.endAt = element.offsetBytes
      this.#settle().judge(element)
      return
    }
    const mayGoOn = this.#waiting.add(element)
    if (mayGoOn && element.form !== 'bulk') return
    this.#head.endAt = this.#waiting.rootAt
    this.#settle()
  }

  #takeStray(offsetBytes: number, bytes: Uint8Array): void {
    this.#head.endAt ??= offsetBytes
    judgeStray(bytes, offsetBytes, this.#findings.find)
  }

  /** The head is over, or as long as can be held: the plan is chosen, and all that waited is judged. */
  #settle(): ObjectJudge {
    if (this.#judge !== undefined) return this.#judge
    const { profiles, comparison } = this.#options
    const { find } = this.#findings
    const { statement, kind, meta, sopInstanceUid } = this.#waiting
    const { plan, isStated } = profiles.planFor(statement)
    if (!isStated) find('not-attested')
    const judging = this.#judgingBy(plan)
    const isEncapsulated = findTransferSyntax(meta.get(TRANSFER_SYNTAX_UID) ?? '')?.encapsulated
    this.#judge = new ObjectJudge({ plan, kind, judging, find, isEncapsulated, comparison })
    comparison?.settled(plan, kind)
    const isInstanceReplaced = !plan.retainsUids && comparison === undefined
    const own = { sopClassUid: kind.sopClassUid, sopInstanceUid }
    judgeMeta(meta, own, isInstanceReplaced ? judging.uidRoots : undefined, find)
    const rootTags = this.#waiting.rootTags(this.#head.endAt ?? Number.POSITIVE_INFINITY)
    for (const element of this.#waiting.take()) this.#judge.judge(element)
    this.#lookAgain(rootTags, new AttributeJudge(plan, kind, judging))
    this.#head.clear()
    this.#judgeClaims()
    return this.#judge
  }

  #judgingBy({ settings }: Plan): JudgeOptions {
    const { uidRoots, comparison } = this.#options
    const own = settings.uidRoot === undefined ? [] : [`${settings.uidRoot}.`]
    return {
      uidRoots: ['2.25.', ...own, ...uidRoots],
      ...(comparison !== undefined && {
        isChanged: (element) => comparison.isChanged(element, formatPath(element.steps, element.tag)),
      }),
    }
  }

  #lookAgain(rootTags: ReadonlySet<number>, attributes: AttributeJudge): void {
    const { dataSetAt } = this.#waiting
    if (this.#isFaulty || dataSetAt === undefined) return
    if (!this.#head.isWhole || this.#scanBytes > limits.verifiedScanBytes) this.#findings.find('not-inspected')
    else lookAgain(this.#head.asFile(dataSetAt), rootTags, attributes, this.#findings.find)
  }

  #judgeClaims(): void {
    const { isPatientNamed, hasRealDate } = this.#judge!
    const seen = { kinds: this.#findings.kinds, isPatientNamed, hasRealDate }
    judgeClaims(this.#waiting.statement, seen, (kind, place) => this.#findings.find(kind, place?.path))
  }
}
