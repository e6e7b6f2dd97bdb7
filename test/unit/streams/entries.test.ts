import { PassThrough, Readable, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import chain from 'stream-chain'
import { extract, pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { createDeidentifier, SluiceError } from '../../../src/index.ts'
import { type Entry, type EntryLike, filter, rename, tar, tee, untar } from '../../../src/streams/entries.ts'
import {
  findPlanted,
  GOOD_ARCHIVE,
  goodObject,
  KEY,
  PIXELS,
  SAMPLE_ARCHIVE,
  truncatedObject,
} from '../../support/samples.ts'
import { archive, chunksOf, END, member, readWithTarStream } from '../../support/tar-builder.ts'

const BODIES = ['first', '', 'x'.repeat(512), 'y'.repeat(200_000), 'last']
const PLAIN = archive(...BODIES.map((body, index) => member(`${index}.txt`, body)))
const CHUNK_SIZES = [1, 7, 511, 512, 513, 4096, 65_536, 10_000_000]

const run = async (input: Buffer, stages: Parameters<typeof chain>[0], chunkBytes = 4096): Promise<Buffer> => {
  const parts: Buffer[] = []
  await pipeline(
    Readable.from(chunksOf(input, chunkBytes)),
    chain([...stages]),
    new Writable({ objectMode: true, write: (part, _, done) => done(void parts.push(part)) }),
  )
  return Buffer.concat(parts)
}

const passed = async (input: Buffer, chunkBytes?: number): Promise<[string, string][]> =>
  (await readWithTarStream(await run(input, [untar(), tar()], chunkBytes))).map(({ header: { name }, body }) => [
    name,
    `${body}`,
  ])

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => undefined,
    (fault: unknown) => fault,
  )

describe('untar() and tar()', () => {
  it('give back every entry, whatever the chunks are', async () => {
    for (const size of CHUNK_SIZES) {
      expect(await passed(PLAIN, size), `chunks of ${size}`).toEqual(
        BODIES.map((body, index) => [`${index}.txt`, body]),
      )
    }
  })

  it('give back long names and those that are no UTF-8 byte for byte', async () => {
    const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(200)}`
    const latin = Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72])
    const output = await run(archive(member(long.slice(0, 99), 'a'), member(latin, 'b')), [untar(), tar()])
    expect((await readWithTarStream(output)).map(({ header: { name } }) => name)[0]).toBe(long.slice(0, 99))
    expect(output.includes(latin)).toBe(true)
  })

  it('leave out what is no file', async () => {
    const input = archive(
      member('folder/', '', { type: '5' }),
      member('a', 'A'),
      member('b', '', { type: '2', linkName: 'a' }),
    )
    expect(await passed(input)).toEqual([['a', 'A']])
  })

  it('work with plain pipeline() and with async iterators', async () => {
    const names: string[] = []
    const entries = Readable.from(chunksOf(PLAIN, 1000)).pipe(untar())
    for await (const entry of entries as AsyncIterable<Entry>) {
      names.push(`${entry.header.name} ${entry.header.size}`)
      entry.discard()
    }
    expect(names).toEqual(BODIES.map((body, index) => `${index}.txt ${body.length}`))
    const output = new PassThrough()
    const bytes = buffer(output)
    await pipeline(Readable.from(chunksOf(PLAIN, 1000)), untar(), tar(), output)
    expect(await readWithTarStream(await bytes)).toHaveLength(BODIES.length)
  })

  it('let a body be read by itself', async () => {
    const bodies: string[] = []
    for await (const entry of Readable.from(chunksOf(PLAIN, 777)).pipe(untar()) as AsyncIterable<Entry>) {
      bodies.push(`${await buffer(entry)}`)
    }
    expect(bodies).toEqual(BODIES)
  })

  it('hold the source back while nobody reads a body', async () => {
    let pulled = 0
    const big = archive(member('big', Buffer.alloc(20_000_000)))
    const source = new Readable({
      read() {
        this.push(pulled < big.length ? big.subarray(pulled, pulled + 65_536) : null)
        pulled += 65_536
      },
    })
    const entries = source.pipe(untar())
    const [entry] = (await new Promise<Entry[]>((resolve) =>
      entries.once('data', (first: Entry) => resolve([first])),
    )) as [Entry]
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(pulled).toBeLessThan(2_000_000)
    entry.discard()
    await new Promise((resolve) => entries.once('end', resolve))
    expect(pulled).toBeGreaterThan(20_000_000)
  })

  it('destroy the stage and the entry under way where the archive is cut', async () => {
    const entries = Readable.from(chunksOf(PLAIN.subarray(0, 100_000), 1000)).pipe(untar())
    const faults: unknown[] = []
    const work = (async () => {
      for await (const entry of entries as AsyncIterable<Entry>) {
        try {
          await buffer(entry)
        } catch (fault) {
          faults.push(fault)
        }
      }
    })()
    faults.push(await failure(work))
    expect(faults).toEqual([
      expect.objectContaining({ code: 'ARCHIVE_TRUNCATED' }),
      expect.objectContaining({ code: 'ARCHIVE_TRUNCATED' }),
    ])
  })

  it('refuse an entry whose body is not as long as its header says, and write no end', async () => {
    for (const [size, code] of [
      [4, 'ENTRY_INVALID'],
      [6, 'ENTRY_INVALID'],
    ] as const) {
      const entry = Object.assign(Readable.from([Buffer.from('five!')]), { header: { name: 'a', size } })
      const parts: Buffer[] = []
      const sink = new Writable({ objectMode: true, write: (part, _, done) => done(void parts.push(part)) })
      expect(await failure(pipeline(Readable.from([entry]), tar(), sink))).toMatchObject({ code })
      expect(Buffer.concat(parts).includes(END)).toBe(false)
    }
    const nameless = Object.assign(Readable.from([]), { header: { name: '', size: 0 } })
    expect(await failure(pipeline(Readable.from([nameless]), tar(), new PassThrough()))).toBeInstanceOf(SluiceError)
  })
})

describe('filter(), rename() and tee()', () => {
  it('let through what is accepted, and do not hang on what is not', async () => {
    const big = (entry: EntryLike): boolean => (entry.header.size ?? 0) > 100
    const output = await run(PLAIN, [untar(), filter(big), tar()])
    expect((await readWithTarStream(output)).map(({ header: { name } }) => name)).toEqual(['2.txt', '3.txt'])
    const small = await run(PLAIN, [untar(), filter(async (entry) => !big(entry)), tar()])
    expect((await readWithTarStream(small)).map(({ header: { name } }) => name)).toEqual(['0.txt', '1.txt', '4.txt'])
  })

  it('rename entries, also where a PAX header had named them', async () => {
    const paxNamed = archive(member(`${'p'.repeat(120)}.txt`.slice(0, 99), 'body'))
    const output = await run(paxNamed, [untar(), rename(({ name }) => `new/${name.length}`), tar()])
    expect((await readWithTarStream(output)).map(({ header: { name }, body }) => [name, `${body}`])).toEqual([
      ['new/99', 'body'],
    ])
    expect(output.includes('ppp')).toBe(false)
    expect(await failure(run(paxNamed, [untar(), rename(() => ''), tar()]))).toMatchObject({ code: 'ENTRY_INVALID' })
  })

  it('copy entries into a branch, byte for byte', async () => {
    const side: Buffer[] = []
    const branch = chain([
      tar(),
      new Writable({ objectMode: true, write: (part, _, done) => done(void side.push(part)) }),
    ])
    const output = await run(PLAIN, [untar(), tee(branch, ({ header }) => header.name !== '2.txt'), tar()])
    expect((await readWithTarStream(output)).map(({ body }) => `${body}`)).toEqual(BODIES)
    expect((await readWithTarStream(Buffer.concat(side))).map(({ header: { name } }) => name)).toEqual([
      '0.txt',
      '1.txt',
      '3.txt',
      '4.txt',
    ])
  })

  it('fail with the branch', async () => {
    const branch = new Writable({ objectMode: true, write: (_part, _, done) => done(new Error('full')) })
    expect(await failure(run(PLAIN, [untar(), tee(branch), tar()]))).toMatchObject({ message: 'full' })
  })

  it('stop where the signal says so', async () => {
    const controller = new AbortController()
    const endless = Readable.from(
      (function* () {
        for (let index = 0; ; index++) yield member(`${index}`, 'z'.repeat(3000))
      })(),
    )
    let seen = 0
    const count = new Writable({
      objectMode: true,
      write: (_part, _, done) => {
        seen++
        if (seen === 50) controller.abort()
        done()
      },
    })
    const work = pipeline(
      endless,
      untar(),
      filter(() => true),
      tar(),
      count,
      { signal: controller.signal },
    )
    expect(await failure(work)).toMatchObject({ name: 'AbortError' })
    expect(endless.destroyed).toBe(true)
  })
})

describe('entries()', () => {
  it('gives what tar() gives', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const whole = await run(SAMPLE_ARCHIVE, [deid.tar()])
    for (const size of CHUNK_SIZES) {
      const output = await run(SAMPLE_ARCHIVE, [untar(), deid.entries(), tar()], size)
      expect(output.equals(whole), `chunks of ${size}`).toBe(true)
    }
    expect(findPlanted(whole)).toEqual([])
  })

  it('tells of every entry, those too that do not come out', async () => {
    const told: string[] = []
    const onEntry = ({ ordinal, disposition, code }: { ordinal: number; disposition: string; code?: string }): void => {
      told.push(`${ordinal} ${disposition} ${code}`)
    }
    const deid = await createDeidentifier({ key: KEY, onEntry })
    const input = archive(
      member('folder/', '', { type: '5' }),
      member('a.dcm', goodObject()),
      member('b.txt', 'Dear Canary'),
      member('c.dcm', truncatedObject()),
    )
    const output = await run(input, [untar(), deid.entries(), tar()])
    expect(told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '0 dropped',
      '1 deidentified',
      '2 dropped',
      '3 withheld',
    ])
    expect(await readWithTarStream(output)).toHaveLength(1)
  })

  it('takes entries of tar-stream, and gives entries to it', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const extracted = extract()
    Readable.from(chunksOf(SAMPLE_ARCHIVE, 3000)).pipe(extracted)
    const packed = pack()
    const bytes = buffer(packed)
    await pipeline(extracted, deid.entries(), async (entries: AsyncIterable<Entry>) => {
      for await (const entry of entries) await pipeline(entry, packed.entry(entry.header))
    })
    packed.finalize()
    const members = await readWithTarStream(await bytes)
    expect(members).toHaveLength(2)
    for (const { body } of members) expect(body.includes(PIXELS)).toBe(true)
    expect(findPlanted(await bytes)).toEqual([])
  })

  it('fails with what onEntry threw, as it is', async () => {
    const mine = new Error('mine')
    const deid = await createDeidentifier({
      onEntry: () => {
        throw mine
      },
    })
    expect(await failure(run(GOOD_ARCHIVE, [untar(), deid.entries(), tar()]))).toBe(mine)
  })
})
