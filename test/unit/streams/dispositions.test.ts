import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { limits } from '../../../src/limits.ts'
import { withDispositions } from '../../../src/streams/dispositions.ts'
import { tar, untar } from '../../../src/streams/entries.ts'
import { GOOD_ARCHIVE, goodObject, KEY, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { chunksOf } from '../../support/tar-builder.ts'

const sink = (): PassThrough => new PassThrough().resume()

async function read(records: AsyncIterable<{ ordinal: number; disposition: string }>): Promise<string[]> {
  const lines: string[] = []
  for await (const { ordinal, disposition } of records) lines.push(`${ordinal} ${disposition}`)
  return lines
}

const EXPECTED = ['0 deidentified', '1 withheld', '2 dropped', '3 deidentified']

describe('dispositions()', () => {
  it('gives the records of its own stream, and ends with it', async () => {
    const all: number[] = []
    const deid = await createDeidentifier({ key: KEY, onEntry: ({ ordinal }) => all.push(ordinal) })
    const streams = [deid.tar(), deid.tar()]
    const lines = await Promise.all(
      streams.map(async (stream) => {
        const told = read(stream.dispositions())
        await pipeline(Readable.from(chunksOf(SAMPLE_ARCHIVE, 700)), stream, sink())
        return await told
      }),
    )
    expect(lines).toEqual([EXPECTED, EXPECTED])
    expect(all.toSorted()).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
  })

  it('is there for single objects and for entries', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const object = deid.dicom()
    const told = read(object.dispositions())
    await pipeline(Readable.from([goodObject()]), object, sink())
    expect(await told).toEqual(['0 deidentified'])
    const entries = deid.entries()
    const toldOfEntries = read(entries.dispositions())
    await pipeline(Readable.from([SAMPLE_ARCHIVE]), untar(), entries, tar(), sink())
    expect(await toldOfEntries).toEqual(EXPECTED)
  })

  it('fails with what the stream was destroyed with, after what had ended by then', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const stream = deid.tar()
    const records = stream.dispositions()
    const cut = Readable.from([GOOD_ARCHIVE.subarray(0, GOOD_ARCHIVE.length - 1024)])
    await expect(pipeline(cut, stream, sink())).rejects.toMatchObject({ code: 'ARCHIVE_TRUNCATED' })
    expect((await records.next()).value).toMatchObject({ disposition: 'deidentified' })
    await expect(records.next()).rejects.toMatchObject({ code: 'ARCHIVE_TRUNCATED' })
    expect(await records.next()).toEqual({ done: true, value: undefined })
  })

  it('can be left early, and does no harm to who never reads', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const stream = deid.tar()
    const flow = pipeline(Readable.from(chunksOf(SAMPLE_ARCHIVE, 700)), stream, sink())
    stream.dispositions()
    for await (const { ordinal } of stream.dispositions()) {
      expect(ordinal).toBe(0)
      break
    }
    await flow
  })

  it('fails with DISPOSITIONS_LOST beyond the bound, and not at it', async () => {
    for (const [count, code] of [
      [limits.pendingDispositions, undefined],
      [limits.pendingDispositions + 1, 'DISPOSITIONS_LOST'],
    ] as const) {
      let tell: (ordinal: number) => void = () => {}
      const stream = withDispositions(
        (onEntry) => {
          tell = (ordinal) => onEntry({ ordinal, disposition: 'deidentified', inputBytes: 1, outputBytes: 1 })
          return new PassThrough()
        },
        () => {},
      )
      const records = stream.dispositions()
      for (let ordinal = 0; ordinal < count; ordinal++) tell(ordinal)
      stream.destroy()
      const outcome = read(records).then(
        (lines) => lines.length,
        (fault: { code: string }) => fault.code,
      )
      expect(await outcome).toBe(code ?? count)
    }
  })
})
