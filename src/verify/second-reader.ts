/**
 * The second opinion: the head of an object as dcmjs reads it. Everything that is known of that package's interface stands here. It believes what a
 * file says of itself, so it is given only what the walk found to be in order (object-inspector.ts), and never a deflated data set.
 */

import { findAttribute } from '../dicom/dictionary.ts'
import { elementOf, groupOf, isPrivateTag, tagOf } from '../dicom/tag.ts'
import { latin1Bytes, trimText } from '../dicom/value-text.ts'
import type { JudgedElement } from './attribute-judge.ts'
import type { Step } from './findings.ts'
import type { Concept } from './walked-element.ts'

/** An element of dcmjs, as far as it is used here. */
interface Entry {
  readonly vr: string
  readonly Value?: unknown
  readonly _rawValue?: unknown
}

type DataSet = Readonly<Record<string, Entry>>

interface Logger {
  getLevel(): number
  setLevel(level: number | 'silent', persist: boolean): void
  getLogger(name: string): Logger
}

interface Dcmjs {
  readonly log: Logger
  readonly data: {
    readonly DicomMessage: {
      readFile(buffer: ArrayBuffer, options: { ignoreErrors: boolean; noCopy: boolean }): { readonly dict: DataSet }
    }
  }
}

const VALIDATION_LOG = 'validation.dcmjs'
const PREAMBLE_BYTES = 128
const CONCEPT_NAME = '0040A043'
const TRANSFER_SYNTAX_UID = 0x10

let dcmjs: Dcmjs | undefined

/** To be awaited before the first reading. It is large, so only who verifies loads it; a bundler sees it all the same. */
export async function loadSecondReader(): Promise<void> {
  // @ts-expect-error The package has no types: Dcmjs is what is used of it.
  dcmjs ??= ((await import('dcmjs')) as { default: Dcmjs }).default
}

/** What dcmjs sees in a Part 10 file that ends before Pixel Data; undefined where it cannot read it. */
export function readAgain(head: Uint8Array): JudgedElement[] | undefined {
  if (dcmjs === undefined) throw new Error('loadSecondReader() comes first')
  const loggers = [dcmjs.log, dcmjs.log.getLogger(VALIDATION_LOG)]
  const levels = loggers.map((logger) => logger.getLevel())
  // What it has to say quotes values.
  for (const logger of loggers) logger.setLevel('silent', false)
  try {
    // It reads whatever memory lies behind the bytes that it is given: they get their own.
    const { dict } = dcmjs.data.DicomMessage.readFile(new Uint8Array(head).buffer, { ignoreErrors: true, noCopy: true })
    return [...flatten(dict, [], [], undefined)]
  } catch {
    return undefined
  } finally {
    for (const [index, logger] of loggers.entries()) logger.setLevel(levels[index]!, false)
  }
}

/** A data set as a Part 10 file: preamble, and file meta information that names the transfer syntax and nothing else. */
export function asPart10(dataSet: Uint8Array, transferSyntaxUid: string): Uint8Array {
  const uid = latin1Bytes(transferSyntaxUid, 0)
  const head = new Uint8Array(PREAMBLE_BYTES + 4 + 12 + 8 + uid.length)
  const view = new DataView(head.buffer)
  head.set(latin1Bytes('DICM'), PREAMBLE_BYTES)
  writeHeader(view, PREAMBLE_BYTES + 4, 0, 'UL', 4)
  view.setUint32(PREAMBLE_BYTES + 12, 8 + uid.length, true)
  writeHeader(view, PREAMBLE_BYTES + 16, TRANSFER_SYNTAX_UID, 'UI', uid.length)
  head.set(uid, PREAMBLE_BYTES + 24)
  return Buffer.concat([head, dataSet])
}

function writeHeader(view: DataView, at: number, element: number, vr: string, length: number): void {
  view.setUint16(at, 2, true)
  view.setUint16(at + 2, element, true)
  view.setUint8(at + 4, vr.charCodeAt(0))
  view.setUint8(at + 5, vr.charCodeAt(1))
  view.setUint16(at + 6, length, true)
}

function* flatten(
  dataSet: DataSet,
  steps: readonly Step[],
  path: readonly number[],
  concept: Concept | undefined,
): Generator<JudgedElement> {
  const creators = new Map<number, string>()
  for (const [hexadecimal, entry] of Object.entries(dataSet).toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const tag = Number.parseInt(hexadecimal, 16)
    if (!Number.isInteger(tag) || hexadecimal.length !== 8) continue
    const text = textOf(entry)
    const creator = isPrivateTag(tag) ? creators.get(tagOf(groupOf(tag), elementOf(tag) >>> 8)) : undefined
    if (isPrivateTag(tag) && elementOf(tag) >= 0x10 && elementOf(tag) <= 0xff && text !== undefined)
      creators.set(tag, text)
    // The concept is known once its sequence is over.
    const known = tag > 0x0040a043 ? concept : undefined
    const vr = findAttribute(tag)?.vrs[0] === 'SQ' && entry.vr === 'UN' ? 'SQ' : entry.vr
    const element: JudgedElement = {
      tag,
      vr,
      steps,
      path,
      concept: known,
      privateCreator: creator,
      form: entry.vr === 'SQ' ? 'sequence' : 'value',
      value: bytesOf(entry),
      text,
    }
    yield element
    if (entry.vr !== 'SQ' || !Array.isArray(entry.Value)) continue
    const inner = known === undefined ? [...path, tag] : [tag]
    for (const [item, content] of (entry.Value as DataSet[]).entries()) {
      if (typeof content === 'object' && content !== null) {
        yield* flatten(content, [...steps, { tag, item }], inner, conceptOf(content))
      }
    }
  }
}

function conceptOf(item: DataSet): Concept | undefined {
  const names = item[CONCEPT_NAME]?.Value
  const name = Array.isArray(names) ? (names as DataSet[]).at(-1) : undefined
  const codeValue = name?.['00080100'] && textOf(name['00080100'])
  const codingScheme = name?.['00080102'] && textOf(name['00080102'])
  return codeValue === undefined || codeValue === '' ? undefined : { codeValue, codingScheme: codingScheme ?? '' }
}

/** Strings between backslashes; undefined for what is no text. */
function textOf({ Value: value, _rawValue: raw }: Entry): string | undefined {
  const parts = isTexts(raw) ? raw : value
  if (typeof parts === 'string') return trimText(parts)
  if (isTexts(parts)) return trimText(parts.join('\\'))
  if (!Array.isArray(parts) || parts.length === 0) return undefined
  const names = parts.map((part: unknown) =>
    typeof part === 'object' && part !== null && 'Alphabetic' in part ? Object.values(part).join('=') : undefined,
  )
  return names.every((name) => name !== undefined) ? trimText(names.join('\\')) : undefined
}

function isTexts(parts: unknown): parts is string[] {
  return Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part === 'string')
}

function bytesOf(entry: Entry): Uint8Array {
  const text = textOf(entry)
  if (text !== undefined) return Buffer.from(text)
  const [first] = Array.isArray(entry.Value) ? (entry.Value as unknown[]) : []
  if (first instanceof ArrayBuffer) return new Uint8Array(first)
  if (typeof first === 'number') return Uint8Array.of(first === 0 ? 0 : 1)
  return new Uint8Array(0)
}
