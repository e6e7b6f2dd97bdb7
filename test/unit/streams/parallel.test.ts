/** Several threads against one: the same bytes, the same records in the same order, the same faults. */

import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArchiveEntryRecord } from '../../../src/archive/archive-deidentifier.ts'
import { SluiceError } from '../../../src/errors.ts'
import { limits } from '../../../src/limits.ts'
import { findBatches, isLong } from '../../../src/streams/archive-batches.ts'
import { BatchQueue } from '../../../src/streams/batch-queue.ts'
import { openBatchSource } from '../../../src/streams/batch-source.ts'
import { BatchWork } from '../../../src/streams/batch-work.ts'
import { BatchWriter } from '../../../src/streams/batch-writer.ts'
import { Deidentification } from '../../../src/streams/deidentification.ts'
import { nodePlatform } from '../../../src/streams/node-platform.ts'
import { checkOptions } from '../../../src/streams/options.ts'
import { OutputTurns, TurnsEndedError } from '../../../src/streams/output-turns.ts'
import { runParallel } from '../../../src/streams/parallel.ts'
import { buildObject, element, encapsulated, sequence } from '../../support/dicom-builder.ts'
import { archive, chunksOf, gnuLong, header, member } from '../../support/tar-builder.ts'
import { Disk } from './fragile-disk.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-parallel-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function image(ordinal: number, pixelBytes: number, fragments = false): Buffer {
  const bytes = buildObject({
    encoding: 'explicit-le',
    meta: { start: 'preamble', ...(fragments && { transferSyntaxUid: '1.2.840.10008.1.2.4.90' }) },
    elements: [
      element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
      element('00080018', 'UI', `1.2.826.0.1.3680043.10.1.${ordinal}`),
      element('00081140', 'SQ'),
      sequence('00081140', [[element('00081155', 'UI', `1.2.826.0.1.3680043.10.2.${ordinal}`)]]),
      element('00100010', 'PN', `DOE^JANE^${ordinal}`),
      element('00100020', 'LO', `P${ordinal % 5}`),
      element('00104000', 'LT', 'DOE^JANE '.repeat(200)),
      fragments
        ? encapsulated([Buffer.alloc(pixelBytes, 'f')])
        : element('7FE00010', 'OW', Buffer.alloc(pixelBytes, `${ordinal}`)),
    ],
  })
  return Buffer.from(bytes)
}

const HUGE_BYTES = limits.workerHeldBytes + 300_000
const MEMBERS = [
  ...Array.from({ length: 700 }, (_, at) => member(`DOE/${at}.dcm`, image(at, 2 * at))),
  header({ name: 'DOE/', type: '5' }),
  // Longer than a batch, whole and broken after its size was announced.
  member('DOE/huge.dcm', image(1000, HUGE_BYTES)),
  member('DOE/broken.dcm', image(1001, HUGE_BYTES, true).subarray(0, HUGE_BYTES)),
  member('DOE/withheld.dcm', image(1002, 100).subarray(0, 400)),
  gnuLong(`${'DOE/'.repeat(50)}long.dcm`),
  member('x', image(1003, 10), { magic: 'gnu' }),
  member('DOE/notes', 'DOE^JANE'),
  ...Array.from({ length: 60 }, (_, at) => member(`DOE/z${at}.dcm`, image(2000 + at, 60_000))),
]
const INPUT = archive(...MEMBERS)

interface Outcome {
  readonly output: Buffer
  readonly records: readonly ArchiveEntryRecord[]
  readonly code: string | undefined
  readonly place: object | undefined
}

const settingsFor = (options: object) => checkOptions({ key: '5a'.repeat(32), ...options })
const faultOf = (fault: unknown): Pick<Outcome, 'code' | 'place'> => {
  if (!(fault instanceof SluiceError)) throw fault
  return { code: fault.code, place: fault.place }
}

async function inOneThread(bytes: Buffer, options: object): Promise<Outcome> {
  const parts: Buffer[] = []
  const records: ArchiveEntryRecord[] = []
  const shared = await Deidentification.open(await settingsFor(options), nodePlatform)
  const consumer = shared.openArchive({ write: (part) => parts.push(Buffer.from(part)) }, (record) =>
    records.push(record),
  )
  let fault: Pick<Outcome, 'code' | 'place'> = { code: undefined, place: undefined }
  try {
    for (const chunk of chunksOf(bytes, 500_000)) consumer.push(chunk)
    consumer.end()
  } catch (thrown) {
    fault = faultOf(thrown)
  }
  return { output: Buffer.concat(parts), records, ...fault }
}

/** `stopAtFirst` is aborted at the first record. */
async function inThreads(
  bytes: Buffer,
  jobs: number,
  options: object,
  stopAtFirst?: AbortController,
  sizeBytes = bytes.length,
): Promise<Outcome> {
  const path = join(folder, 'in.tar')
  const outputPath = join(folder, 'out.tar')
  writeFileSync(path, bytes)
  const input = openSync(path, 'r')
  const output = openSync(outputPath, 'w')
  const records: ArchiveEntryRecord[] = []
  const shared = await Deidentification.open(await settingsFor(options), nodePlatform)
  let fault: Pick<Outcome, 'code' | 'place'> = { code: undefined, place: undefined }
  try {
    await runParallel({
      shared,
      source: { kind: 'archive', descriptor: input, sizeBytes },
      outputDescriptor: output,
      jobs,
      onEntry: (record) => {
        records.push(record)
        stopAtFirst?.abort(new SluiceError('IO'))
      },
      onUnreadable: () => {},
      onProgress: () => {},
      signal: (stopAtFirst ?? new AbortController()).signal,
    })
  } catch (thrown) {
    fault = faultOf(thrown)
  } finally {
    closeSync(input)
    closeSync(output)
  }
  return { output: readFileSync(outputPath), records, ...fault }
}

describe('several threads', { timeout: 60_000 }, () => {
  it.each([
    ['exact', 1],
    ['exact', 3],
    ['same-size', 2],
  ] as const)('give in %s framing, %i of them, what one gives', async (framing, jobs) => {
    const expected = await inOneThread(INPUT, { framing })
    const dispositions = new Set(expected.records.map((record) => record.disposition))
    expect([...dispositions].sort()).toEqual(['broken', 'deidentified', 'dropped', 'withheld'])
    const made = await inThreads(INPUT, jobs, { framing })
    expect(made.output.equals(expected.output)).toBe(true)
    expect(made.records).toEqual(expected.records)
    expect(made.code).toBeUndefined()
  })

  it('come to the fault of an archive where one comes to it, with the same records before', async () => {
    const at = MEMBERS.slice(0, 650).reduce((sum, part) => sum + part.length, 0)
    const damaged = Buffer.from(INPUT)
    damaged[at + 20]! ^= 1
    for (const bytes of [
      damaged,
      INPUT.subarray(0, -1024),
      INPUT.subarray(0, at + 700),
      Buffer.concat([INPUT, Buffer.from('x')]),
    ]) {
      const { output: _, ...expected } = await inOneThread(bytes, {})
      expect(expected.code).toMatch(/^ARCHIVE_/)
      const { output: __, ...made } = await inThreads(bytes, 2, {})
      expect(made).toEqual(expected)
    }
  })

  it('come to the end of an archive that is shorter or longer than it was, as one does', async () => {
    const cut = INPUT.subarray(0, INPUT.length - 2_000_000)
    const { output: _, ...short } = await inOneThread(cut, {})
    const { output: __, ...madeOfShort } = await inThreads(cut, 2, {}, undefined, INPUT.length)
    expect(short.code).toBe('ARCHIVE_TRUNCATED')
    expect(madeOfShort).toEqual(short)
    const grown = Buffer.concat([INPUT, Buffer.from('x')])
    const { output: ___, ...long } = await inOneThread(grown, {})
    const { output: ____, ...madeOfLong } = await inThreads(grown, 2, {}, undefined, INPUT.length)
    expect(madeOfLong).toEqual(long)
  })

  it('are cut short in the midst of a batch that was there when it was found', async () => {
    const at = MEMBERS.slice(0, 3).reduce((sum, part) => sum + part.length, 0) + 700
    writeFileSync(join(folder, 'cut.tar'), INPUT.subarray(0, at))
    const descriptor = openSync(join(folder, 'cut.tar'), 'r')
    const source = openBatchSource({ kind: 'archive', descriptor, sizeBytes: INPUT.length })
    const shared = await Deidentification.open(await settingsFor({}), nodePlatform)
    const work = new BatchWork({
      source,
      output: new Disk().open(),
      turns: new OutputTurns(),
      framing: 'exact',
      open: (sink, onEntry, start) => shared.openArchive(sink, onEntry, { start }),
    })
    const [batch] = findBatches(new Disk().open(INPUT), INPUT.length, { bytes: 100_000, entries: 10 })
    const steps = work.perform({ index: 0, batch: batch! })
    let step = steps.next()
    while (step.done !== true) step = steps.next()
    closeSync(descriptor)
    const { records, code, place } = await inOneThread(INPUT.subarray(0, at), {})
    expect(step.value).toMatchObject({ records, failure: { code, place } })
  })

  it('end with the first object that may not be withheld, with the same records before', async () => {
    const { output: _, ...expected } = await inOneThread(INPUT, { onError: 'fail' })
    expect(expected.code).toBe('WITHHELD')
    const { output: __, ...made } = await inThreads(INPUT, 3, { onError: 'fail' })
    expect(made).toEqual(expected)
  })

  it('are no more than there are batches for', async () => {
    let threads = 0
    const count = (): void => void threads++
    process.on('worker', count)
    const small = archive(...MEMBERS.slice(0, 300))
    const batches = [
      ...findBatches(new Disk().open(small), small.length, {
        bytes: limits.workerBatchBytes,
        entries: limits.workerBatchEntries,
      }),
    ]
    await inThreads(small, 16, {})
    process.removeListener('worker', count)
    // The last one is what comes after all members; this thread takes one as well.
    expect(batches.length).toBeLessThan(6)
    expect(threads).toBe(batches.length - 2)
  })

  it('stop where they are told to', async () => {
    const controller = new AbortController()
    const made = await inThreads(archive(...Array.from({ length: 12 }, () => MEMBERS).flat()), 2, {}, controller)
    expect(made.code).toBe('IO')
  })
})

describe('batches', () => {
  it('end before the member with which they would be longer than they may, or hold it alone', () => {
    const bounds = { bytes: limits.workerBatchBytes, entries: limits.workerBatchEntries }
    const found = [...findBatches(new Disk().open(INPUT), INPUT.length, bounds)]
    const lengths = found.map(({ start, end }) => end.offsetBytes - start.offsetBytes)
    const counts = found.map(({ start, end }) => end.ordinal - start.ordinal)
    expect(Math.max(...counts)).toBe(256)
    expect(lengths.filter((bytes, at) => counts[at]! > 1 && bytes > 1_048_576)).toEqual([])
    expect(found.filter(isLong).map(({ start }) => start.ordinal)).toEqual([701, 702])
    expect(found.every(({ start }, at) => start.offsetBytes === (found[at - 1]?.end.offsetBytes ?? 0))).toBe(true)
    expect(found.at(-1)).toMatchObject({ last: true, end: { offsetBytes: INPUT.length } })
  })

  it('are taken once each, in order, whoever takes them, and slots are used again', () => {
    const queue = BatchQueue.create(2, 10)
    const other = new BatchQueue(queue.memory)
    const batches = Array.from({ length: 5 }, (_, at) => ({
      start: { ordinal: at, offsetBytes: at * 2 ** 33 },
      end: { ordinal: at + 1, offsetBytes: (at + 1) * 2 ** 33 },
      last: false,
      ...(at % 2 === 1 && { members: Uint8Array.from({ length: 10 - at }, () => at) }),
    }))
    expect(queue.claim()).toBeUndefined()
    queue.publish(batches[0]!)
    queue.publish(batches[1]!)
    const taken = [other.claim(), queue.claim()]
    expect(other.claim()).toBeUndefined()
    for (const batch of batches.slice(2)) {
      queue.publish(batch)
      taken.push(other.claim())
    }
    expect(taken).toEqual(batches.map((batch, index) => ({ index, batch })))
  })
})

describe('turns', () => {
  it('give each batch the place where the one before ends, in order', () => {
    const turns = new OutputTurns()
    const other = new OutputTurns(turns.memory)
    expect(turns.await(0)).toBe(0)
    turns.pass(2 ** 33)
    expect(other.await(1)).toBe(2 ** 33)
    other.abort()
    expect(() => turns.await(2)).toThrow(TurnsEndedError)
    expect(turns.endBytes).toBe(2 ** 33)
  })

  it('place batches without a gap, also those that are longer than what is held of them', () => {
    const file = new Disk().open()
    const turns = new OutputTurns()
    const writer = new BatchWriter(file, turns, 100)
    const batches = [
      { isLong: false, parts: ['short', 'x'.repeat(20_000), 'y'.repeat(1_100_000), 'after', 'z'.repeat(17_000)] },
      { isLong: true, parts: ['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(40_000)] },
      { isLong: false, parts: [] },
      { isLong: true, parts: ['d'.repeat(100)] },
      { isLong: false, parts: ['end'] },
    ]
    for (const [index, { isLong, parts }] of batches.entries()) {
      writer.begin(index, isLong)
      for (const part of parts) {
        // Of what is kept until the end there is no copy; everything else is used again.
        const isKept = !isLong && !part.startsWith('y')
        const bytes = Buffer.from(part)
        writer.write(bytes, !isKept)
        if (!isKept) bytes.fill('!')
      }
      turns.await(index)
      writer.end()
    }
    expect(file.bytes.toString()).toBe(batches.flatMap(({ parts }) => parts).join(''))
    expect(turns.endBytes).toBe(file.bytes.length)
  })
})
