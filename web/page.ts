/** The page: what is chosen, shown, run and saved. START HERE. */

import { CODES, type Code } from '../src/errors.ts'
import { findUnavailable } from '../src/profile/options.ts'
import { OPTION_NAMES, type PlanRequest } from '../src/profile/request.ts'
import { OPTION_TEXT } from '../src/profile/request-text.ts'
import type { ObjectRisk } from '../src/profile/triage-words.ts'
import { riskReasonText } from '../src/report/words.ts'
import { extendRequest } from '../src/streams/options.ts'
import {
  type ArchiveEntryRecord,
  createDeidentifier,
  type DeidentifierOptions,
  type InspectedElement,
  SluiceError,
  type WebDeidentifier,
} from '../src/web/index.ts'
import { type Compared, compare } from './compare.ts'
import { describeInput, type Gathered, gatherChosen, gatherDropped, type Input, openInput } from './gather.ts'
import { firstObjects, type LookedAt } from './objects.ts'
import { drawPicture } from './picture.ts'
import { PageReport } from './report.ts'
import { formatBytes, rowOf } from './rows.ts'
import { openOutput } from './save.ts'

const MAX_ROWS = 3000
const OUTPUT_NAMES = { archive: 'deidentified.tar', files: 'deidentified.tar', object: 'deidentified.dcm' } as const

function find<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind
}

const page = {
  drop: find('drop'),
  files: find<HTMLInputElement>('files'),
  folder: find<HTMLInputElement>('folder'),
  chosen: find('chosen'),
  settings: find<HTMLFormElement>('settings'),
  profile: find<HTMLSelectElement>('profile'),
  mode: find<HTMLSelectElement>('mode'),
  options: find('options'),
  key: find<HTMLInputElement>('key'),
  newKey: find('new-key'),
  fault: find('settings-fault'),
  look: find('look'),
  object: find<HTMLSelectElement>('object'),
  show: find<HTMLSelectElement>('show'),
  search: find<HTMLInputElement>('search'),
  values: find<HTMLInputElement>('values'),
  lookStatus: find('look-status'),
  risk: find('risk'),
  picture: find('picture'),
  canvas: find<HTMLCanvasElement>('canvas'),
  pictureNote: find('picture-note'),
  elements: find('elements'),
  run: find('run'),
  start: find<HTMLButtonElement>('start'),
  stop: find<HTMLButtonElement>('stop'),
  progress: find<HTMLProgressElement>('progress'),
  runStatus: find('run-status'),
  result: find('result'),
  dispositions: find('dispositions'),
  saveOutput: find<HTMLAnchorElement>('save-output'),
  saveReport: find<HTMLAnchorElement>('save-report'),
}

let input: Input | undefined
let objects: readonly LookedAt[] = []
let compared: readonly Compared[] = []
/** Count the choices and the looks: what an older one finds out is no longer shown. */
let choices = 0
let looks = 0

for (const name of OPTION_NAMES) {
  if (findUnavailable(name) !== undefined) continue
  const label = document.createElement('label')
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', name: 'option', value: name })
  const help = Object.assign(document.createElement('small'), { textContent: OPTION_TEXT[name] })
  label.append(box, ` ${name}`, help)
  page.options.append(label)
}

function readOptions(): DeidentifierOptions {
  const chosen = [...page.options.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value)
  const key = page.key.value.trim()
  return {
    profile: page.profile.value,
    mode: page.mode.value,
    with: chosen,
    ...(key !== '' && { key }),
  } as DeidentifierOptions
}

/** Says what is wrong with the settings, where something is. */
async function openDeidentifier(onEntry?: (record: ArchiveEntryRecord) => void): Promise<WebDeidentifier | undefined> {
  try {
    const deidentifier = await createDeidentifier({
      ...readOptions(),
      triage: 'tell',
      ...(onEntry !== undefined && { onEntry }),
    })
    page.fault.textContent = ''
    return deidentifier
  } catch (fault) {
    page.fault.textContent = explainFault(fault)
    return undefined
  }
}

function explainFault(fault: unknown): string {
  return fault instanceof SluiceError ? fault.message : 'The file could not be read, or the output not be written.'
}

async function take(files: readonly Gathered[]): Promise<void> {
  if (files.length === 0) return
  const turn = ++choices
  const described = await describeInput(files)
  if (turn !== choices) return
  input = described
  const count = files.length === 1 ? 'One file' : `${files.length.toLocaleString('en')} files`
  page.chosen.textContent = `${count}, ${formatBytes(described.sizeBytes)}.`
  page.run.hidden = false
  page.result.hidden = true
  page.runStatus.textContent = ''
  page.look.hidden = false
  page.lookStatus.textContent = 'Reading.'
  let found: readonly LookedAt[] = []
  let status = ''
  try {
    found = await firstObjects(described)
    if (found.length === 0) status = 'There is no DICOM object of up to 64 MiB among the first entries.'
  } catch (fault) {
    status = explainFault(fault)
  }
  if (turn !== choices) return
  objects = found
  page.lookStatus.textContent = status
  page.object.replaceChildren(...objects.map(({ name }, index) => new Option(name, `${index}`)))
  await look()
}

async function look(): Promise<void> {
  const turn = ++looks
  const object = objects[Number(page.object.value)]
  const deidentifier = await openDeidentifier()
  if (object === undefined || deidentifier === undefined) {
    compared = []
    page.picture.hidden = true
    page.risk.textContent = ''
    showRows()
    return
  }
  const before = await deidentifier.inspect(object.bytes)
  let output: Uint8Array | undefined
  let risk: ObjectRisk | undefined
  let refusal = ''
  try {
    const { bytes, record } = deidentifier.object(object.bytes)
    output = bytes
    risk = record.risk
  } catch (fault) {
    refusal = explainFault(fault)
  }
  const after = output === undefined ? [] : (await deidentifier.inspect(output)).elements
  if (turn !== looks) return
  compared = compare(before.elements, after, isSame)
  page.lookStatus.textContent = refusal === '' ? countFates(compared) : `This object is withheld: ${refusal}`
  page.risk.textContent = risk === undefined ? '' : describeRisk(risk)
  showRows()
  const note = await drawPicture(page.canvas, output ?? object.bytes, output !== undefined).catch(() => undefined)
  page.picture.hidden = note === undefined
  page.pictureNote.textContent = note ?? ''
}

/** As far as can be told from what is shown: texts by their text, others by what is done with them. */
function isSame(before: InspectedElement, after: InspectedElement): boolean {
  if (before.value !== undefined || after.value !== undefined)
    return before.value === after.value && before.valueBytes === after.valueBytes
  return before.outcome.startsWith('kept') || before.outcome.startsWith('entered')
}

/** What the headers tell, of which the pixels may show more. */
function describeRisk({ pixels, faces, reasons }: ObjectRisk): string {
  const why = reasons.map((reason) => riskReasonText(reason)).join('; ')
  return `By its headers: text in the pixels ${pixels}, a recognisable face ${faces}${why === '' ? '' : ` (${why})`}.`
}

function countFates(all: readonly Compared[]): string {
  const count = (fate: string): number => all.filter((one) => one.fate === fate).length
  return `${all.length} elements: ${count('gone')} go, ${count('changed')} change, ${count('kept')} stay, ${count('new')} are new.`
}

function showRows(): void {
  const wanted = page.search.value.trim().toLowerCase()
  const all = page.show.value === 'all'
  const rows: HTMLTableRowElement[] = []
  for (const one of compared) {
    if (!all && one.fate === 'kept') continue
    const { before, after } = one
    const element = before ?? after!
    const text = `${element.tag} ${element.keyword ?? ''} ${before?.value ?? ''} ${after?.value ?? ''}`.toLowerCase()
    if (wanted !== '' && !text.includes(wanted)) continue
    if (rows.length === MAX_ROWS) break
    rows.push(rowOf(one, element))
  }
  page.elements.replaceChildren(...rows)
}

async function run(): Promise<void> {
  const running = input
  if (running === undefined) return
  const tallies = new Map<string, number>()
  const settings = readOptions()
  const report = new PageReport()
  const deidentifier = await openDeidentifier((record) => {
    const { disposition, code } = record
    const name = code === undefined ? disposition : `${disposition} ${code}`
    tallies.set(name, (tallies.get(name) ?? 0) + 1)
    report.entry(record)
  })
  const output = deidentifier && (await openOutput(OUTPUT_NAMES[running.kind]))
  if (deidentifier === undefined || output === undefined) return
  const { profile, with: options, mode } = settings
  report.begin(deidentifier, extendRequest({ profile } as PlanRequest, options ?? [], mode))
  const stop = new AbortController()
  page.stop.onclick = () => stop.abort()
  setRunning(true)
  let readBytes = 0
  let failure: Code | undefined
  try {
    const source = await openInput(running, (bytes) => {
      readBytes += bytes
      page.progress.value = readBytes / Math.max(1, running.sizeBytes)
    })
    const stream = running.kind === 'object' ? deidentifier.dicom() : deidentifier.tar()
    await source
      .pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>, { signal: stop.signal })
      .pipeTo(output.writable)
    page.runStatus.textContent = `Done: ${formatBytes(readBytes)} read.`
    offer(page.saveOutput, output.finish(), OUTPUT_NAMES[running.kind])
  } catch (fault) {
    failure = fault instanceof SluiceError ? fault.code : 'IO'
    offer(page.saveOutput, undefined, '')
    page.runStatus.textContent = stop.signal.aborted
      ? 'Stopped. Nothing was saved.'
      : `${explainFault(fault)} Nothing was saved.`
  } finally {
    setRunning(false)
  }
  showDispositions(tallies)
  offer(page.saveReport, report.end(failure), 'report.jsonl')
}

function setRunning(isRunning: boolean): void {
  page.start.disabled = isRunning
  page.stop.hidden = !isRunning
  page.progress.hidden = !isRunning
  if (!isRunning) return
  page.progress.value = 0
  page.runStatus.textContent = 'Working.'
  page.result.hidden = true
}

function showDispositions(tallies: ReadonlyMap<string, number>): void {
  const rows = [...tallies].toSorted().map(([name, count]) => {
    const [disposition, code] = name.split(' ')
    const row = document.createElement('tr')
    for (const [text, className] of [
      [disposition!, ''],
      [count.toLocaleString('en'), 'number'],
      [code === undefined ? '' : `${CODES[code as keyof typeof CODES]} (${code})`, ''],
    ] as const) {
      row.append(Object.assign(document.createElement('td'), { textContent: text, className }))
    }
    return row
  })
  page.dispositions.replaceChildren(...rows)
  page.result.hidden = rows.length === 0
}

/** A link that saves; hidden where there is nothing to save. */
function offer(link: HTMLAnchorElement, blob: Blob | undefined, name: string): void {
  if (link.href !== '') URL.revokeObjectURL(link.href)
  link.hidden = blob === undefined
  if (blob === undefined) return
  link.href = URL.createObjectURL(blob)
  link.download = name
}

// What can only be scrolled is to be reached by keyboard, in every browser.
find('scroll').tabIndex = 0
page.files.addEventListener('change', () => void take(gatherChosen(page.files.files!)))
page.folder.addEventListener('change', () => void take(gatherChosen(page.folder.files!)))
page.settings.addEventListener('change', () => void look())
page.settings.addEventListener('submit', (event) => event.preventDefault())
page.newKey.addEventListener('click', () => {
  page.key.value = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  void look()
})
page.object.addEventListener('change', () => void look())
page.show.addEventListener('change', showRows)
page.search.addEventListener('input', showRows)
page.values.addEventListener('change', () => document.body.classList.toggle('hide-values', !page.values.checked))
page.start.addEventListener('click', () => void run())
document.addEventListener('dragover', (event) => {
  event.preventDefault()
  page.drop.classList.add('over')
})
document.addEventListener('dragleave', () => page.drop.classList.remove('over'))
document.addEventListener('drop', (event) => {
  event.preventDefault()
  page.drop.classList.remove('over')
  if (event.dataTransfer !== null) void gatherDropped(event.dataTransfer).then(take)
})
