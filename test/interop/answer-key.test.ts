// The command over a data set with an answer key, as the MIDI-B challenge has them: ten kinds of answer, each of them looked at in what came out. What is burned in stands where a rule of the profile says. The key is made
// with the objects (test/support/answer-key.ts), and the judge reads bytes and mapping tables, not what the program says of itself.

import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  ANSWER_KINDS,
  type Answer,
  type AnsweredObject,
  type AnswerKind,
  answeredObjects,
  BURNED_IN_LINES,
} from '../support/answer-key.ts'
import { type ReadDataSet, type ReadElement, type ReadObject, readObject, textOf } from '../support/dicom-reader.ts'
import { runSluice } from '../support/run-sluice.ts'
import { useScratch } from '../support/scratch.ts'
import { readRows, tagNumber } from '../support/standard-tables.ts'
import { archive, member, readWithTarStream } from '../support/tar-builder.ts'

const OPTIONS = [
  'clean-descriptors',
  'retain-longitudinal-modified-dates',
  'retain-patient-characteristics',
  'retain-device-identity',
  'retain-safe-private',
].join()
/** The site knows where its devices write. */
const PROFILE = JSON.stringify({
  pixels: { rules: [{ when: { Modality: 'DX' }, blank: [0, 0, 16, BURNED_IN_LINES] }] },
})
const SEQUENCE_TAGS = new Set(
  readRows('data-elements.csv')
    .filter(({ vr, tag }) => vr === 'SQ' && !tag!.includes('x'))
    .map(({ tag }) => tagNumber(tag!)),
)
const METHOD_CODES = 0x00120064
const CODE_VALUE = 0x00080100

const scratch = useScratch()

interface Judged {
  readonly answer: Answer
  readonly isRight: boolean
  readonly seen: string
}

/** Pairs of identifiers, old to new. */
type Mapping = ReadonlyMap<string, string>

function find(object: ReadObject, path: readonly number[]): ReadElement | undefined {
  let container: ReadDataSet | undefined = object.dataSet
  for (const tag of path.slice(0, -1)) container = container?.get(tag)?.items?.[0]
  return container?.get(path.at(-1)!)
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function judge(answer: Answer, found: ReadElement | undefined, uids: Mapping, patients: Mapping, days: number): Judged {
  const text = found === undefined || found.items !== undefined ? '' : textOf(found)
  const seen = found === undefined ? 'nothing' : text
  const rights: Readonly<Record<AnswerKind, () => boolean>> = {
    tag_retained: () => found !== undefined,
    text_notnull: () => text.trim() !== '',
    text_retained: () => words(answer.text).every((word) => words(text).includes(word)) && found !== undefined,
    text_removed: () => !words(answer.text).some((word) => words(text).includes(word)),
    date_shifted: () => text.slice(0, 8) === moved(answer.text, days) && text.slice(8) === answer.text.slice(8),
    uid_changed: () => /^2\.25\.[1-9]\d{0,38}$/.test(text) && text !== answer.text,
    uid_consistent: () => text === uids.get(answer.text),
    patid_consistent: () => text === patients.get(answer.text),
    pixels_retained: () => found?.value.toString('latin1', answer.at) === answer.text,
    pixels_hidden: () => found?.value.subarray(0, answer.text.length).every((byte) => byte === 0) === true,
  }
  return { answer, isRight: rights[answer.kind](), seen }
}

function moved(text: string, days: number): string {
  const date = new Date(Date.UTC(+text.slice(0, 4), +text.slice(4, 6) - 1, +text.slice(6, 8) + days))
  return date.toISOString().slice(0, 10).replaceAll('-', '')
}

/** By how many days the first date of an object moved. */
function daysOf({ answers }: AnsweredObject, object: ReadObject): number {
  const { path, text } = answers.find(({ kind }) => kind === 'date_shifted')!
  return (timeOf(textOf(find(object, path)!)) - timeOf(text)) / 86_400_000
}

function timeOf(text: string): number {
  return Date.UTC(+text.slice(0, 4), +text.slice(4, 6) - 1, +text.slice(6, 8))
}

function readMapping(path: string): Mapping {
  const [header, ...lines] = readFileSync(path, 'latin1').trimEnd().split('\n')
  expect(header).toBe('id_old,id_new')
  const pairs = lines.map((line) => line.split(',') as [string, string])
  const mapping = new Map(pairs)
  expect([mapping.size, new Set(mapping.values()).size]).toEqual([pairs.length, pairs.length])
  return mapping
}

describe('a data set with an answer key', () => {
  const objects = answeredObjects(6, 20260)
  const input = archive(...objects.map(({ bytes }, at) => member(`${at}.dcm`, Buffer.from(bytes))))
  let judged: Judged[]
  let outputs: ReadObject[]
  let offsets: Map<string, Set<number>>

  async function run(): Promise<void> {
    const mapping = scratch.at('mapping')
    const profile = scratch.at('profile.json')
    writeFileSync(profile, PROFILE)
    const argv = ['-', '-o', '-', '--profile', profile, '--with', OPTIONS]
    argv.push('--key-file', scratch.keyFile, '--mapping', mapping)
    const { code, stdout, stderr } = await runSluice(argv, { input })
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('withheld 1')])
    const members = await readWithTarStream(stdout)
    outputs = members.map(({ body }) => readObject(body, (tag) => SEQUENCE_TAGS.has(tag)))
    const [uids, patients] = ['uid_mapping.csv', 'patid_mapping.csv'].map((name) => readMapping(`${mapping}/${name}`))
    offsets = new Map()
    judged = objects.flatMap((object, at) => {
      const days = daysOf(object, outputs[at]!)
      offsets.set(object.patientId, (offsets.get(object.patientId) ?? new Set()).add(days))
      return object.answers.map((answer) => judge(answer, find(outputs[at]!, answer.path), uids!, patients!, days))
    })
  }

  it('is the same for the same seed', () => {
    expect(answeredObjects(1, 1)[0]!.bytes).toEqual(answeredObjects(1, 1)[0]!.bytes)
  })

  it('is answered in full', async () => {
    await run()
    expect(outputs.length).toBe(objects.length)
    const wrong = judged.filter(({ isRight }) => !isRight)
    expect(wrong.map(({ answer, seen }) => [answer.kind, answer.path.map((tag) => tag.toString(16)), seen])).toEqual([])
    const counts = ANSWER_KINDS.map((kind) => judged.filter(({ answer }) => answer.kind === kind).length)
    expect(counts.every((count) => count >= 12)).toBe(true)
    // one offset for each patient, and not one for all
    expect([...offsets.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1, 1])
    expect(new Set([...offsets.values()].map((days) => [...days][0])).size).toBe(6)
    // Clean Pixel Data is claimed by those images alone whose pixels were treated
    const claims = outputs.map(({ dataSet }) =>
      dataSet.get(METHOD_CODES)!.items!.some((item) => textOf(item.get(CODE_VALUE)!) === '113101'),
    )
    expect(claims).toEqual(objects.map(({ answers }) => answers.some(({ kind }) => kind === 'pixels_hidden')))
  })

  it('would be failed by objects that nothing was done to', () => {
    const unchanged = objects.map(({ bytes }) => readObject(bytes, (tag) => SEQUENCE_TAGS.has(tag)))
    const answers = objects.flatMap(({ answers: asked }, at) =>
      asked.map((answer) => judge(answer, find(unchanged[at]!, answer.path), new Map(), new Map(), 0)),
    )
    const score = (kind: AnswerKind): number => {
      const ofKind = answers.filter(({ answer }) => answer.kind === kind)
      return ofKind.filter(({ isRight }) => isRight).length / ofKind.length
    }
    expect(ANSWER_KINDS.map(score)).toEqual([1, 1, 1, 0, 1, 0, 0, 0, 1, 0])
  })
})
