/**
 * `sluice demo`: de-identifies an archive of made-up people by the same path as any other, shows what became of it, and looks
 * for every planted identifier in all the bytes of the output.
 */

import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import { TarReader } from '../archive/tar-reader.ts'
import { findAttribute } from '../dicom/dictionary.ts'
import { ACTION_WORDS } from '../profile/action-words.ts'
import { compilePlan } from '../profile/compile.ts'
import { explain } from '../profile/explain.ts'
import type { PlanRequest } from '../profile/request.ts'
import { formatBytes, formatTable, type Row } from '../report/text-table.ts'
import { Deidentification } from '../streams/deidentification.ts'
import { nodePlatform } from '../streams/node-platform.ts'
import { checkOptions } from '../streams/options.ts'
import { printText } from './console.ts'
import { type DemoMember, demoMembers, encodeDemoArchive, PLANTED } from './demo-archive.ts'
import { readObject } from './demo-elements.ts'
import { EXIT_DONE, EXIT_FAILED } from './exit-codes.ts'

const CHUNK_BYTES = 65_536
/** Four columns are to fit a terminal of 100. */
const CELL_CHARACTERS = 24

/** Attributes of the first image that the table shows, by path (demo-elements.ts). */
const SHOWN = [
  '00100010',
  '00100020',
  '00100030',
  '00100040',
  '00101010',
  '00101040',
  '00080050',
  '00080080',
  '00080090',
  '00080020',
  '00081030',
  '00181000',
  '0020000D',
  '00400275/00401001',
  '00091001',
  '00080060',
  '00180060',
  '7FE00010',
] as const

interface Entry {
  readonly name: string
  readonly bytes: Buffer
}

interface DemoRun {
  readonly input: Buffer
  readonly output: Buffer
  readonly records: readonly ArchiveEntryRecord[]
}

const DEMO_REQUEST: PlanRequest = { profile: 'basic' }

/** Prints the tour. Answers with EXIT_DONE only if nothing that was planted got through. */
export async function demo(): Promise<number> {
  const shared = await Deidentification.open({ ...(await checkOptions({})), plan: DEMO_REQUEST }, nodePlatform)
  const members = demoMembers()
  const run = deidentify(shared, encodeDemoArchive(members))
  const entries = readEntries(run.output)
  const found = PLANTED.filter((text) => countIn(run.output, text) > 0)
  printText(
    [
      `An archive of ${members.length} entries about people who do not exist, ${formatBytes(run.input.byteLength)}.\n`,
      `1. What became of each entry\n\n${formatEntries(members, run.records, entries)}`,
      `2. The first CT image, before and after\n\n${formatAttributes(members[0]!.bytes, entries[0]!.bytes)}\n${formatLink(entries)}`,
      `3. Is anything left?\n\n${formatSearch(run, found)}`,
      `4. Your own data\n\n${NEXT}`,
    ].join('\n'),
  )
  return found.length === 0 ? EXIT_DONE : EXIT_FAILED
}

const NEXT = `  sluice keygen site.key                            once: the same key gives the same pseudonyms
  sluice study.tar -o clean.tar --key-file site.key --report report.jsonl
  tar -c study | sluice --key-file site.key | zstd > clean.tar.zst
  sluice explain PatientName StudyDate              what is done with an attribute, and why
  sluice --help                                     everything else

  Pictures pass sample for sample: text that is burned into an image is looked for only with --detect-text.
`

function deidentify(shared: Deidentification, input: Buffer): DemoRun {
  const records: ArchiveEntryRecord[] = []
  const parts: Buffer[] = []
  const sink = { write: (bytes: Uint8Array): void => void parts.push(Buffer.from(bytes)) }
  const archive = shared.openArchive(sink, (record) => records.push(record))
  for (let at = 0; at < input.byteLength; at += CHUNK_BYTES) archive.push(input.subarray(at, at + CHUNK_BYTES))
  archive.end()
  return { input, output: Buffer.concat(parts), records }
}

function readEntries(archive: Buffer): Entry[] {
  const entries: Entry[] = []
  let parts: Buffer[] = []
  let name = ''
  const reader = new TarReader({
    entry: (entry) => {
      name = Buffer.from(entry.name).toString()
      parts = []
    },
    body: (bytes) => void parts.push(Buffer.from(bytes)),
    entryEnd: () => void entries.push({ name, bytes: Buffer.concat(parts) }),
    archiveEnd: () => {},
  })
  reader.push(archive)
  reader.end()
  return entries
}

/** Output entries follow in the order of those that passed. */
function formatEntries(
  members: readonly DemoMember[],
  records: readonly ArchiveEntryRecord[],
  entries: readonly Entry[],
): string {
  let passed = 0
  const rows = records.map(({ ordinal, disposition, code }): Row => {
    const { name, kind } = members[ordinal]!
    const after = disposition === 'deidentified' ? shortenName(entries[passed++]!.name) : `(${code})`
    return [name, kind, disposition, after]
  })
  return formatTable([['entry', 'what it is', 'became', 'in the output'], ...rows], '  ')
}

function formatAttributes(before: Buffer, after: Buffer): string {
  const plan = compilePlan(DEMO_REQUEST)
  const original = readObject(before)
  const result = readObject(after)
  const rows = SHOWN.map((path): Row => {
    const tags = path.split('/').map((digits) => Number.parseInt(digits, 16))
    const tag = tags.at(-1)!
    const keyword = findAttribute(tag)?.keyword ?? 'a private attribute'
    const name = tags.length > 1 ? `in a sequence: ${keyword}` : keyword
    const { action } = explain(plan, tag, tags.length > 1 ? { sequenceTag: tags[0]! } : {})
    const value = result.get(path)
    const done = value === undefined ? ACTION_WORDS.remove : ACTION_WORDS[action]
    return [name, formatValue(original.get(path)), formatValue(value), done]
  })
  return formatTable([['attribute', 'before', 'after', 'what was done'], ...rows], '  ')
}

/** The second entry that passes is of the same patient as the first. */
function formatLink([image, report]: readonly Entry[]): string {
  const [ofImage, ofReport] = [image, report].map((entry) => formatValue(readObject(entry!.bytes).get('00100020')))
  const verdict =
    ofImage === ofReport ? 'the same, so that they still belong together' : 'NOT THE SAME: this is a fault'
  return `  The Patient ID of her report, a different object, is ${verdict}.\n`
}

function formatValue(value: Buffer | undefined): string {
  if (value === undefined) return '-'
  if (value.byteLength > 256) return `${formatBytes(value.byteLength)} of pixels`
  const text = value.toString('latin1').replace(/[\0 ]+$/, '')
  return text === '' ? '(empty)' : shorten(text)
}

function shorten(text: string): string {
  return text.length <= CELL_CHARACTERS ? text : `${text.slice(0, CELL_CHARACTERS - 3)}...`
}

/** A path with each of its components cut short: which of them are equal still shows. */
function shortenName(name: string): string {
  return name.replace(/[0-9a-z]{8}([0-9a-z]+)/g, (component) => `${component.slice(0, 8)}~`)
}

function formatSearch({ input, output }: DemoRun, found: readonly string[]): string {
  const inInput = PLANTED.reduce((sum, text) => sum + countIn(input, text), 0)
  const inOutput = PLANTED.reduce((sum, text) => sum + countIn(output, text), 0)
  const rows: Row[] = [
    ['planted identifiers found in the input', inInput, `${PLANTED.length} different ones`],
    [
      'planted identifiers found in the output',
      inOutput,
      found.length === 0 ? 'searched byte by byte' : 'THIS IS A FAULT',
    ],
  ]
  return formatTable(rows, '  ')
}

function countIn(bytes: Buffer, text: string): number {
  let count = 0
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count += 1
  return count
}
