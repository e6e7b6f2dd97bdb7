/** Streams that lend their memory: nobody sees bytes change under him, and no more is under way than was promised. */

import { execFileSync } from 'node:child_process'
import { closeSync, createReadStream, createWriteStream, open, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { type Readable, Transform, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDeidentifier, createPooledReadStream, createPooledWriteStream, SluiceError } from '../../../src/index.ts'
import { readDescriptorLater } from '../../../src/streams/descriptors.ts'
import { markBorrower } from '../../../src/streams/lending.ts'
import { seededRandom } from '../../support/chunkings.ts'
import { buildObject, element } from '../../support/dicom-builder.ts'
import { goodObject, KEY } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member } from '../../support/tar-builder.ts'

const PIECE_BYTES = 262_144
const PIECES = 3

const scratch = useScratch('nothing')
const { at, put } = scratch

/** 20 MB in which no two places look alike, with members of all sizes. */
const INPUT = ((): Buffer => {
  const random = seededRandom(7)
  const members = Array.from({ length: 60 }, (_, ordinal) => {
    const pixels = Buffer.alloc(2 * Math.floor(random() * (ordinal % 3 === 0 ? 500 : 350_000)))
    for (let word = 0; word + 4 <= pixels.length; word += 4) pixels.writeUInt32LE((ordinal << 24) + word, word)
    return member(`${ordinal}.dcm`, goodObject(pixels))
  })
  return archive(...members)
})()

const deidentifier = await createDeidentifier({ key: KEY })

/** By the same Transform, given one chunk and never asked to share. */
const EXPECTED = await (async () => {
  const parts: Buffer[] = []
  const transform = deidentifier.tar()
  transform.on('data', (part: Buffer) => parts.push(part))
  transform.end(INPUT)
  await new Promise((resolve) => transform.on('end', resolve))
  return Buffer.concat(parts)
})()

/** Keeps what it is given, as it is given, and looks at it at the end only. */
class Keeper extends Writable {
  readonly kept: Buffer[] = []
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.kept.push(chunk)
    setImmediate(done)
  }
  get bytes(): Buffer {
    return Buffer.concat(this.kept)
  }
}

/** Borrows, and takes its time: one chunk a call. */
class SlowBorrower extends Writable {
  readonly memories = new Set<ArrayBufferLike>()
  takenBytes = 0
  #done: (() => void) | undefined
  constructor() {
    super()
    markBorrower(this)
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.memories.add(chunk.buffer)
    this.takenBytes += chunk.length
    this.#done = done
  }
  next(): void {
    const done = this.#done
    this.#done = undefined
    done?.()
  }
}

const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`)
      return path.startsWith(scratch.folder) ? [path] : []
    } catch {
      return []
    }
  })

/** Off the main thread, because it waits until somebody writes. */
const openPipe = async (path: string): Promise<number> =>
  await new Promise((resolve, reject) =>
    open(path, 'r', (fault, descriptor) => (fault === null ? resolve(descriptor) : reject(fault))),
  )

const settle = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 30))

/** What is destroyed closes its file a little later, on another thread. */
const expectFilesClosed = async (): Promise<void> => {
  while (openFiles().length > 0) await settle()
}

beforeEach(() => void put('in.tar', INPUT))

describe('a pipeline of pooled streams', () => {
  it('writes what a Transform alone gives', async () => {
    await pipeline(createPooledReadStream(at('in.tar')), deidentifier.tar(), createPooledWriteStream(at('out.tar')))
    expect(readFileSync(at('out.tar')).equals(EXPECTED)).toBe(true)
    await expectFilesClosed()
  })

  it('copies a file without a Transform, and makes an empty one of an empty one', async () => {
    await pipeline(createPooledReadStream(at('in.tar')), createPooledWriteStream(at('copy')))
    expect(readFileSync(at('copy')).equals(INPUT)).toBe(true)
    await pipeline(createPooledReadStream(put('empty', Buffer.alloc(0))), createPooledWriteStream(at('copy')))
    expect(readFileSync(at('copy'))).toHaveLength(0)
  })

  it.each(['first', 'last'])('may have a stream of another make at its %s place', async (place) => {
    const source =
      place === 'first'
        ? createReadStream(at('in.tar'), { highWaterMark: 70_001 })
        : createPooledReadStream(at('in.tar'))
    const sink = place === 'last' ? createWriteStream(at('out.tar')) : createPooledWriteStream(at('out.tar'))
    await pipeline(source, deidentifier.tar(), sink)
    expect(readFileSync(at('out.tar')).equals(EXPECTED)).toBe(true)
  })

  it('takes one object', async () => {
    const pixels = Buffer.alloc(2_000_000, 'pixels')
    put('in.dcm', goodObject(pixels))
    await pipeline(createPooledReadStream(at('in.dcm')), deidentifier.dicom(), createPooledWriteStream(at('out.dcm')))
    expect(readFileSync(at('out.dcm')).includes(pixels)).toBe(true)
  })
})

describe('an object that is held whole', () => {
  it('is not read from memory that was used again', async () => {
    const random = seededRandom(11)
    const pixels = Uint8Array.from({ length: 1_500_000 }, () => Math.floor(random() * 256))
    const elements = [element('00100010', 'PN', 'CANARY^JANE'), element('7FE00010', 'OB', pixels)]
    const object = Buffer.from(buildObject({ encoding: 'deflated', meta: { start: 'preamble' }, elements }))
    put('in.dcm', object)
    const sink = createPooledWriteStream(at('out.dcm'))
    await pipeline(createPooledReadStream(at('in.dcm')), deidentifier.dicom(), sink)
    const alone = deidentifier.dicom()
    alone.end(object)
    expect(readFileSync(at('out.dcm')).equals(await buffer(alone))).toBe(true)
  })
})

describe('who keeps what it is given', () => {
  it('finds it unchanged at the end, after a pooled file and after a Transform', async () => {
    const raw = new Keeper()
    await pipeline(createPooledReadStream(at('in.tar')), raw)
    expect(raw.bytes.equals(INPUT)).toBe(true)
    const clean = new Keeper()
    await pipeline(createPooledReadStream(at('in.tar')), deidentifier.tar(), clean)
    expect(clean.bytes.equals(EXPECTED)).toBe(true)
  })

  it.each(['source', 'transform'])('finds it unchanged beside a borrower of the same %s', async (place) => {
    const source = createPooledReadStream(at('in.tar'))
    const transform = deidentifier.tar()
    const keeper = new Keeper()
    const shared: Readable = place === 'source' ? source : transform
    shared.pipe(keeper)
    const done = new Promise((resolve) => keeper.on('finish', resolve))
    await pipeline(source, transform, createPooledWriteStream(at('out.tar')))
    await done
    expect(keeper.bytes.equals(place === 'source' ? INPUT : EXPECTED)).toBe(true)
    expect(readFileSync(at('out.tar')).equals(EXPECTED)).toBe(true)
  })

  it('finds it unchanged where it comes late or listens once', async () => {
    const source = createPooledReadStream(at('in.tar'))
    const transform = deidentifier.tar()
    const heard: [Buffer, string][] = []
    const listen = (part: Buffer): void => void heard.push([part, part.toString('latin1')])
    source.once('data', listen)
    transform.once('data', listen)
    const run = pipeline(source, transform, createPooledWriteStream(at('out.tar')))
    const timer = setInterval(() => {
      source.once('data', listen)
      transform.once('data', listen)
    }, 1)
    await run
    clearInterval(timer)
    expect(readFileSync(at('out.tar')).equals(EXPECTED)).toBe(true)
    expect(heard.length).toBeGreaterThan(2)
    for (const [part, text] of heard) expect(part.toString('latin1') === text).toBe(true)
  })

  it('goes on where a borrower was unpiped', async () => {
    const source = createPooledReadStream(at('in.tar'))
    const borrower = new SlowBorrower()
    const taken: Buffer[] = []
    const write = borrower._write.bind(borrower)
    borrower._write = (chunk, encoding, done) => {
      taken.push(Buffer.from(chunk))
      write(chunk, encoding, done)
      setImmediate(() => borrower.next())
      if (taken.length === 5) source.unpipe(borrower)
    }
    source.pipe(borrower)
    while (taken.length < 5) await settle()
    while (borrower.writableLength > 0) await settle()
    const keeper = new Keeper()
    source.pipe(keeper)
    await new Promise((resolve) => keeper.on('finish', resolve))
    expect(Buffer.concat([...taken, keeper.bytes]).equals(INPUT)).toBe(true)
  })

  it('is given first what was waiting before there was a borrower', async () => {
    const transform = deidentifier.tar()
    transform.write(INPUT.subarray(0, 3000))
    await new Promise((resolve) => setImmediate(resolve))
    expect(transform.readableLength).toBeGreaterThan(0)
    const sink = createPooledWriteStream(at('out.tar'))
    transform.pipe(sink)
    transform.end(INPUT.subarray(3000))
    await new Promise((resolve) => sink.on('finish', resolve))
    expect(readFileSync(at('out.tar')).equals(EXPECTED)).toBe(true)
  })

  it('is given memory that holds nothing else', async () => {
    const keeper = new Keeper()
    await pipeline(createPooledReadStream(at('in.tar')), deidentifier.tar(), keeper)
    expect(keeper.kept.filter((chunk) => chunk.buffer.byteLength !== chunk.byteLength)).toEqual([])
  })
})

describe('bytes under way', () => {
  it('are three pieces, the same ones from beginning to end, however slow the borrower is', async () => {
    const source = createPooledReadStream(at('in.tar'))
    const borrower = new SlowBorrower()
    const run = pipeline(source, borrower)
    const timer = setInterval(() => borrower.next(), 1)
    let mostBytes = 0
    borrower.on('drain', () => {
      mostBytes = Math.max(mostBytes, source.bytesRead - borrower.takenBytes)
    })
    await run
    clearInterval(timer)
    expect(borrower.takenBytes).toBe(INPUT.length)
    expect(borrower.memories.size).toBe(PIECES)
    expect(mostBytes).toBeLessThanOrEqual(PIECES * PIECE_BYTES)
  })

  it.each(['a borrower', 'a stream of another make'])(
    'do not grow while %s stands still behind a Transform',
    async (kind) => {
      const source = createPooledReadStream(at('in.tar'))
      const stuck = kind === 'a borrower' ? new SlowBorrower() : new Writable({ write: () => {} })
      const stop = new AbortController()
      const run = pipeline(source, deidentifier.tar(), stuck, { signal: stop.signal })
      while (source.bytesRead < PIECE_BYTES) await settle()
      await settle()
      expect(source.bytesRead).toBeLessThanOrEqual((PIECES + 2) * PIECE_BYTES)
      stop.abort()
      await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    },
  )

  it('do not grow while a pipe is read slowly', async () => {
    execFileSync('mkfifo', [at('pipe')])
    const source = createPooledReadStream(at('in.tar'))
    const sink = createPooledWriteStream(at('pipe'))
    const run = pipeline(source, deidentifier.tar(), sink)
    const descriptor = await openPipe(at('pipe'))
    const parts: Buffer[] = []
    let mostBytes = 0
    for (;;) {
      const buffer = Buffer.alloc(30_000)
      const count = await readDescriptorLater(descriptor, buffer)
      if (count === 0) break
      parts.push(buffer.subarray(0, count))
      mostBytes = Math.max(mostBytes, source.bytesRead - sink.bytesWritten)
    }
    closeSync(descriptor)
    await run
    expect(Buffer.concat(parts).equals(EXPECTED)).toBe(true)
    expect(mostBytes).toBeLessThanOrEqual((PIECES + 2) * PIECE_BYTES)
  })
})

describe('what ends before its time', () => {
  it.each([0, 1, 5, 20])('closes its files when it is aborted after %i chunks', async (chunks) => {
    const stop = new AbortController()
    let seen = 0
    const counter = new Transform({
      transform: (chunk: Buffer, _, done) => {
        if (++seen > chunks) stop.abort()
        done(null, chunk)
      },
    })
    const run = pipeline(
      createPooledReadStream(at('in.tar')),
      deidentifier.tar(),
      counter,
      createPooledWriteStream(at('out.tar')),
      { signal: stop.signal },
    )
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    await expectFilesClosed()
    expect(readFileSync(at('out.tar')).length).toBeLessThan(EXPECTED.length)
  })

  it('closes its files when it is aborted while a write is under way', async () => {
    execFileSync('mkfifo', [at('pipe')])
    const stop = new AbortController()
    const source = createPooledReadStream(at('in.tar'))
    const run = pipeline(source, deidentifier.tar(), createPooledWriteStream(at('pipe')), { signal: stop.signal })
    const descriptor = await openPipe(at('pipe'))
    while (source.bytesRead < 2 * PIECE_BYTES) await settle()
    stop.abort()
    // The write that waits for a reader comes back with an error.
    closeSync(descriptor)
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    await expectFilesClosed()
  })

  it('closes its files when it is destroyed, at once and later, with no error that nobody hears', async () => {
    for (const milliseconds of [0, 2, 10]) {
      const source = createPooledReadStream(at('in.tar'))
      const transform = deidentifier.tar()
      const sink = createPooledWriteStream(at('out.tar'))
      source.pipe(transform).pipe(sink)
      if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds))
      for (const stream of [source, transform, sink]) stream.destroy()
      for (const stream of [source, transform, sink])
        if (!stream.closed) await new Promise((resolve) => stream.on('close', resolve))
      await expectFilesClosed()
    }
  })

  it('never ends its output as if it were whole where the archive is damaged', async () => {
    const damaged = Buffer.from(INPUT)
    damaged.fill(0xff, INPUT.length - 5000)
    put('in.tar', damaged)
    let finished = false
    const sink = createPooledWriteStream(at('out.tar')).on('finish', () => {
      finished = true
    })
    const run = pipeline(createPooledReadStream(at('in.tar')), deidentifier.tar(), sink)
    await expect(run).rejects.toMatchObject({ code: expect.stringMatching(/^ARCHIVE_/) })
    expect(finished).toBe(false)
    await expectFilesClosed()
  })

  it.each([
    ['a folder as its input', (): readonly [string, string] => [scratch.folder, at('out.tar')], 'EISDIR'],
    ['an input that is not there', (): readonly [string, string] => [at('CANARY'), at('out.tar')], 'ENOENT'],
    ['a folder as its output', (): readonly [string, string] => [at('in.tar'), scratch.folder], 'EISDIR'],
    ['an output where nothing can be', (): readonly [string, string] => [at('in.tar'), at('CANARY/out.tar')], 'ENOENT'],
    ['a disk that is full', (): readonly [string, string] => [at('in.tar'), '/dev/full'], 'ENOSPC'],
  ] as const)('says IO, why, and no path, with %s', async (_, paths, code) => {
    const [input, output]: readonly [string, string] = paths()
    const run = pipeline(createPooledReadStream(input), deidentifier.tar(), createPooledWriteStream(output))
    await expect(run).rejects.toBeInstanceOf(SluiceError)
    await expect(run).rejects.toMatchObject({ code: 'IO', message: expect.stringContaining(code) })
    await expect(run).rejects.not.toMatchObject({ message: expect.stringMatching(/CANARY|sluice-test|\/dev/) })
    await expectFilesClosed()
  })
})
