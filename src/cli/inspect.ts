/** `sluice inspect INPUT`: the elements of an object, or of each in an archive or a directory, and what a plan would do with each. */

import { sopClassName } from '../dicom/sop-class.ts'
import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import { SluiceError } from '../errors.ts'
import { type Inspected, type InspectedElement, inspectDataSet, kindOf } from '../inspect/inspect-data-set.ts'
import { compilePlan } from '../profile/compile.ts'
import type { Plan } from '../profile/plan.ts'
import type { PlanRequest } from '../profile/request.ts'
import { formatBytes, formatCount } from '../report/text-table.ts'
import { openDataSet } from '../streams/open-data-set.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_FAILED } from './exit-codes.ts'
import { openInput } from './input.ts'
import { type ReadEntry, readEntries } from './read-objects.ts'

export interface ListingOptions {
  readonly showsValues: boolean
  /** JSON Lines instead of a table. */
  readonly isJson: boolean
  /** Only this entry of an archive or a directory. */
  readonly entry: number | undefined
}

const INDENT = '  '
const OUTCOME_COLUMN = 70
/** An odd group, and an element that reserves a block of it. */
const PRIVATE_CREATOR = /^\([0-9A-F]{3}[13579BDF],00(?!0)[0-9A-F]{2}\)$/
/** Written out from time to time: a listing may be long, and is never held whole. */
const BATCH_LINES = 1000

/**
 * Prints the listing. EXIT_FAILED where an object could not be read to its end. Fails as reading the input does, as the envelope of a single object does, and
 * with OPTION_INVALID where there is no entry of that number.
 */
export async function inspectInput(path: string, request: PlanRequest, options: ListingOptions): Promise<number> {
  const plan = compilePlan(request)
  const input = openInput(path)
  const listing = new Listing(plan, options)
  try {
    for await (const entry of readEntries(input, options.entry)) {
      if (options.entry !== undefined && (entry.ordinal ?? 0) !== options.entry) break
      listing.show(entry)
    }
  } finally {
    listing.flush()
    input.close()
  }
  if (options.entry !== undefined && listing.entries === 0) {
    throw new SluiceError(
      'OPTION_INVALID',
      {},
      '--entry: the input has no file of that number; they are counted from 0',
    )
  }
  return listing.exitCode
}

class Listing {
  entries = 0
  exitCode = EXIT_DONE
  readonly #plan: Plan
  readonly #options: ListingOptions
  #lines: string[] = []

  constructor(plan: Plan, options: ListingOptions) {
    this.#plan = plan
    this.#options = options
    if (options.showsValues) printMessage('sluice: --show-values: what is shown identifies the patient.')
    if (options.isJson) return
    const { profile, options: planOptions } = plan
    this.#lines.push(
      `As ${profile}${planOptions.length > 0 ? ` with ${planOptions.join(', ')}` : ''} would have it:`,
      '',
    )
  }

  flush(): void {
    if (this.#lines.length > 0) printText(`${this.#lines.join('\n')}\n`)
    this.#lines = []
  }

  show(entry: ReadEntry): void {
    const { ordinal, object, entryBytes } = entry
    if (this.entries++ > 0 && !this.#options.isJson) this.#lines.push('')
    if (object === undefined) {
      this.#say(
        { record: 'object', entry: ordinal, bytes: entryBytes, code: 'NOT_DICOM' },
        `entry ${ordinal}: not DICOM, ${formatBytes(entryBytes)}`,
      )
      return
    }
    try {
      this.#showObject(object, entry)
    } catch (fault) {
      if (ordinal === undefined || !(fault instanceof SluiceError)) throw fault
      this.exitCode = EXIT_FAILED
      this.#say(
        { record: 'object', entry: ordinal, bytes: entryBytes, code: fault.code, ...fault.place },
        `entry ${ordinal}: it would be withheld: ${fault.message.slice(fault.code.length + 2)} (${fault.code})`,
      )
    }
  }

  #showObject(object: Uint8Array, { ordinal, entryBytes }: ReadEntry): void {
    const plan = this.#plan
    const { dataSet, encoding, transferSyntaxUid } = openDataSet(object, entryBytes)!
    const { sopClassUid } = kindOf(dataSet, encoding)
    this.#say(
      {
        record: 'object',
        entry: ordinal,
        sopClass: sopClassUid,
        transferSyntax: transferSyntaxUid,
        profile: plan.profile,
        options: plan.options,
      },
      describeObject(ordinal, sopClassUid, transferSyntaxUid),
    )
    const isWhole = object.byteLength === entryBytes
    // What is inflated has no size that could be known without the rest of it.
    const dataSetBytes =
      dataSet.buffer === object.buffer ? entryBytes - object.byteLength + dataSet.byteLength : dataSet.byteLength
    for (const inspected of inspectDataSet(plan, dataSet, encoding, dataSetBytes)) {
      const { showsValues } = this.#options
      this.#say(recordOf(inspected, showsValues, ordinal), formatInspected(inspected, showsValues))
      if (inspected.kind === 'finding' && isWhole) this.exitCode = EXIT_FAILED
    }
    if (!isWhole) printMessage('sluice: only the beginning of the object was read, up to limits.inspectedBytes')
  }

  #say(record: object, line: string): void {
    this.#lines.push(this.#options.isJson ? JSON.stringify(record) : line)
    if (this.#lines.length >= BATCH_LINES) this.flush()
  }
}

function describeObject(
  ordinal: number | undefined,
  sopClassUid: string | undefined,
  transferSyntaxUid: string,
): string {
  const sopClass = sopClassUid === undefined ? undefined : sopClassName(sopClassUid)
  const transferSyntax = findTransferSyntax(transferSyntaxUid)?.keyword
  const head = `${sopClass ?? 'SOP class not known'}; ${transferSyntax ?? 'transfer syntax not known'}`
  return ordinal === undefined ? head : `entry ${ordinal}: ${head}`
}

/** A private creator is a value, as others are. */
function recordOf(inspected: Inspected, showsValues: boolean, entry: number | undefined): object {
  const { kind: record, ...facts } = inspected
  if (inspected.kind !== 'element') return { record, entry, ...facts }
  const { tag, keyword, vr, valueBytes, depth, outcome, reason, value, privateCreator } = inspected
  const values = showsValues ? { privateCreator, value } : {}
  return { record, entry, tag, keyword, vr, valueBytes, depth, outcome, reason: reason(), ...values }
}

/** `showsValues`: where values are to be shown. */
function formatInspected(inspected: Inspected, showsValues: boolean): string {
  switch (inspected.kind) {
    case 'item':
      return `${INDENT.repeat(inspected.depth * 2 - 1)}item ${inspected.number}`
    case 'finding':
      return `FINDING at byte ${inspected.offsetBytes} of the data set: ${inspected.message}. The listing ends here.`
    case 'element':
      return formatElement(inspected, showsValues)
  }
}

function formatElement(element: InspectedElement, showsValues: boolean): string {
  const { tag, keyword, vr, valueBytes, depth, privateCreator, outcome, value } = element
  const name = keyword ?? namelessKind(tag, privateCreator)
  const size = valueBytes === undefined ? 'undefined' : formatCount(valueBytes)
  const head = `${INDENT.repeat(depth * 2)}${tag} ${vr.padEnd(2)} ${size.padStart(9)}  ${name}`
  const shown = showsValues && value !== undefined && value !== '' ? `  was "${value}"` : ''
  return `${head.padEnd(OUTCOME_COLUMN)}  ${outcome}${shown}`.trimEnd()
}

function namelessKind(tag: string, privateCreator: string | undefined): string {
  if (PRIVATE_CREATOR.test(tag)) return '(private creator)'
  return privateCreator === undefined ? '(not registered)' : '(private)'
}
