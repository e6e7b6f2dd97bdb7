/** `sluice inspect FILE`: the elements of an object, and what a plan would do with each. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { sopClassName } from '../dicom/sop-class.ts'
import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import { type Inspected, type InspectedElement, inspectDataSet, kindOf } from '../inspect/inspect-data-set.ts'
import { limits } from '../limits.ts'
import { compilePlan } from '../profile/compile.ts'
import type { PlanRequest } from '../profile/request.ts'
import { formatCount } from '../report/text-table.ts'
import { ioError } from '../streams/descriptors.ts'
import { openDataSet } from '../streams/open-data-set.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_FAILED } from './exit-codes.ts'

export interface ListingOptions {
  readonly showsValues: boolean
  /** JSON Lines instead of a table. */
  readonly isJson: boolean
}

const INDENT = '  '
const OUTCOME_COLUMN = 70
/** Written out from time to time: a listing may be long, and is never held whole. */
const BATCH_LINES = 1000

/** Prints the listing. EXIT_FAILED where the object could not be read to its end. Fails as the envelope of the object does, and with IO. */
export function inspectFile(path: string, request: PlanRequest, options: ListingOptions): number {
  const { showsValues, isJson } = options
  const plan = compilePlan(request)
  const { bytes, isWhole } = readObject(path)
  const { dataSet, encoding, transferSyntaxUid } = openDataSet(bytes, bytes.byteLength)!
  const kind = kindOf(dataSet, encoding)
  const sopClass = kind.sopClassUid === undefined ? undefined : sopClassName(kind.sopClassUid)
  const head =
    `${sopClass ?? 'SOP class not known'}; ${findTransferSyntax(transferSyntaxUid)?.keyword ?? 'transfer syntax not known'}\n` +
    `As ${plan.profile}${plan.options.length > 0 ? ` with ${plan.options.join(', ')}` : ''} would have it:\n`
  const { profile, options: planOptions } = plan
  const object = {
    record: 'object',
    sopClass: kind.sopClassUid,
    transferSyntax: transferSyntaxUid,
    profile,
    options: planOptions,
  }
  printText(isJson ? `${JSON.stringify(object)}\n` : `${head}\n`)
  if (showsValues) printMessage('sluice: --show-values: what is shown identifies the patient.')
  let lines: string[] = []
  let exitCode = EXIT_DONE
  for (const inspected of inspectDataSet(plan, dataSet, encoding)) {
    lines.push(isJson ? JSON.stringify(recordOf(inspected, showsValues)) : formatInspected(inspected, showsValues))
    if (inspected.kind === 'finding') exitCode = EXIT_FAILED
    if (lines.length < BATCH_LINES) continue
    printText(`${lines.join('\n')}\n`)
    lines = []
  }
  if (lines.length > 0) printText(`${lines.join('\n')}\n`)
  if (!isWhole) printMessage('sluice: only the beginning of the object was read, up to limits.inspectedBytes')
  return exitCode
}

function readObject(path: string): { bytes: Uint8Array; isWhole: boolean } {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const size = Math.min(fstatSync(descriptor).size, limits.inspectedBytes)
    const bytes = Buffer.alloc(size)
    let count = 0
    while (count < size) {
      const read = readSync(descriptor, bytes, count, size - count, null)
      if (read === 0) break
      count += read
    }
    return { bytes: bytes.subarray(0, count), isWhole: fstatSync(descriptor).size <= count }
  } catch (fault) {
    throw ioError('the object cannot be read', fault)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** A private creator is a value, as others are. */
function recordOf(inspected: Inspected, showsValues: boolean): object {
  const { kind: record, ...facts } = inspected
  if (inspected.kind !== 'element') return { record, ...facts }
  const { tag, keyword, vr, valueBytes, depth, outcome, reason, value, privateCreator } = inspected
  const values = showsValues ? { privateCreator, value } : {}
  return { record, tag, keyword, vr, valueBytes, depth, outcome, reason: reason(), ...values }
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
  const name = keyword ?? (privateCreator === undefined ? '(not registered)' : '(private)')
  const size = valueBytes === undefined ? 'undefined' : formatCount(valueBytes)
  const head = `${INDENT.repeat(depth * 2)}${tag} ${vr.padEnd(2)} ${size.padStart(9)}  ${name}`
  const shown = showsValues && value !== undefined && value !== '' ? `  was "${value}"` : ''
  return `${head.padEnd(OUTCOME_COLUMN)}  ${outcome}${shown}`.trimEnd()
}
