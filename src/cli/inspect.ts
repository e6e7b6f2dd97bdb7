/** `sluice inspect FILE`: the elements of an object, and what a plan would do with each. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { findAttribute } from '../dicom/dictionary.ts'
import type { Encoding } from '../dicom/guess-encoding.ts'
import { type Listed, listDataSet } from '../dicom/list-data-set.ts'
import { sopClassName } from '../dicom/sop-class.ts'
import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import { latin1Text, trimText } from '../dicom/uid.ts'
import { formatTag } from '../errors.ts'
import { limits } from '../limits.ts'
import { compilePlan } from '../profile/compile.ts'
import type { ObjectKind } from '../profile/plan.ts'
import type { PlanRequest } from '../profile/request.ts'
import { formatCount } from '../report/text-table.ts'
import { ioError } from '../streams/descriptors.ts'
import { openDataSet } from '../streams/open-data-set.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_FAILED } from './exit-codes.ts'
import { Outcomes } from './inspect-outcomes.ts'

type Element = Extract<Listed, { kind: 'element' }>

const SOP_CLASS_UID = 0x00080016
const MODALITY = 0x00080060
const INDENT = '  '
const OUTCOME_COLUMN = 70
const SHOWN_CHARACTERS = 48
const SHOWN_VRS: ReadonlySet<string> = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '))
/** Written out from time to time: a listing may be long, and is never held whole. */
const BATCH_LINES = 1000

/** Prints the listing. EXIT_FAILED where the object could not be read to its end. Fails as the envelope of the object does, and with IO. */
export function inspectFile(path: string, request: PlanRequest, showValues: boolean): number {
  const plan = compilePlan(request)
  const { bytes, isWhole } = readObject(path)
  const { dataSet, encoding, transferSyntaxUid } = openDataSet(bytes, bytes.byteLength)!
  const kind = kindOf(dataSet, encoding)
  const sopClass = kind.sopClassUid === undefined ? undefined : sopClassName(kind.sopClassUid)
  printText(
    `${sopClass ?? 'SOP class not known'}; ${findTransferSyntax(transferSyntaxUid)?.keyword ?? 'transfer syntax not known'}\n` +
      `As ${plan.profile}${plan.options.length > 0 ? ` with ${plan.options.join(', ')}` : ''} would have it:\n\n`,
  )
  if (showValues) printMessage('sluice: --show-values: what is shown identifies the patient.')
  let lines: string[] = []
  let exitCode = EXIT_DONE
  const outcomes = new Outcomes(plan, kind)
  for (const listed of listDataSet(dataSet, encoding)) {
    lines.push(formatListed(outcomes, listed, showValues ? dataSet : undefined))
    if (listed.kind === 'finding') exitCode = EXIT_FAILED
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

/** What the survey would find. */
function kindOf(dataSet: Uint8Array, encoding: Encoding): ObjectKind {
  const found = new Map<number, string>()
  for (const listed of listDataSet(dataSet, encoding)) {
    if (listed.kind !== 'element' || listed.path.length > 0) continue
    if (listed.tag > MODALITY) break
    if (
      listed.valueBytes !== undefined &&
      !found.has(listed.tag) &&
      (listed.tag === SOP_CLASS_UID || listed.tag === MODALITY)
    ) {
      found.set(listed.tag, trimText(latin1Text(dataSet, listed.valueAt, listed.valueAt + listed.valueBytes)))
    }
  }
  return { sopClassUid: found.get(SOP_CLASS_UID), modality: found.get(MODALITY) }
}

/** `dataSet`: where values are to be shown. */
function formatListed(outcomes: Outcomes, listed: Listed, dataSet: Uint8Array | undefined): string {
  switch (listed.kind) {
    case 'item':
      outcomes.enterItem(listed.depth, listed.number)
      return `${INDENT.repeat(listed.depth * 2 - 1)}item ${listed.number}`
    case 'finding':
      return `FINDING at byte ${listed.offsetBytes} of the data set: ${listed.message}. The listing ends here.`
    case 'element':
      return formatElement(outcomes, listed, dataSet)
  }
}

function formatElement(outcomes: Outcomes, element: Element, dataSet: Uint8Array | undefined): string {
  const { tag, vr, valueBytes, depth, privateCreator } = element
  const keyword = findAttribute(tag)?.keyword ?? (privateCreator === undefined ? '(not registered)' : '(private)')
  const size = valueBytes === undefined ? 'undefined' : formatCount(valueBytes)
  const head = `${INDENT.repeat(depth * 2)}${formatTag(tag)} ${vr.padEnd(2)} ${size.padStart(9)}  ${keyword}`
  const value = dataSet === undefined ? '' : formatValue(element, dataSet)
  return `${head.padEnd(OUTCOME_COLUMN)}  ${outcomes.describe(element)}${value}`.trimEnd()
}

function formatValue({ vr, valueAt, valueBytes, isSequence }: Element, dataSet: Uint8Array): string {
  if (isSequence || valueBytes === undefined || valueBytes === 0 || !SHOWN_VRS.has(vr)) return ''
  const shown = dataSet.subarray(valueAt, valueAt + Math.min(valueBytes, SHOWN_CHARACTERS))
  // Whatever is no plain character: a value must not reach the terminal as a command to it.
  const text = latin1Text(shown)
    .replaceAll(/[^ -~]/g, '.')
    .trimEnd()
  return `  was "${text}${valueBytes > SHOWN_CHARACTERS ? '...' : ''}"`
}
