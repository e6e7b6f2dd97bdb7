/**
 * Takes the bytes from an input to an output. Where neither is compressed the synchronous driver does it; a directory is read
 * the same way; otherwise Transforms in a pipeline. The consumer in the middle is the same.
 */

import { pipeline as pipelineWithCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { createUnwrap } from '../archive/unwrap.ts'
import { createWrap } from '../archive/wrap.ts'
import { SluiceError } from '../errors.ts'
import type { ByteConsumer, ByteSink } from '../streams/byte-consumer.ts'
import { ConsumerTransform } from '../streams/consumer-transform.ts'
import { DescriptorWriter, readDescriptorLater, writeDescriptor } from '../streams/descriptors.ts'
import { type SliceEnd, SyncDriver } from '../streams/sync-driver.ts'
import { readDirectoryAsTar } from './directory-tar.ts'
import { findKind, HEAD_BYTES, type Input } from './input.ts'
import type { Interruption } from './interruption.ts'
import type { RunFiles } from './run-files.ts'

/** How long a synchronous run goes on before it looks up: a key press is answered within it. */
const SLICE_MILLISECONDS = 100
const READ_BYTES = 262_144
const REST_MILLISECONDS = 5

export interface Drive {
  readonly input: Input
  readonly files: RunFiles
  readonly interruption: Interruption
  /** Makes the consumer, once it is known whether the bytes are an archive or one object. */
  readonly open: (kind: 'tar' | 'object', sink: ByteSink) => ByteConsumer
  /** Told now and then how much of the input was read. */
  readonly onProgress: (inputBytes: number) => void
}

/** Runs an input to its end. Fails as its parts do; with InterruptedError where a signal came. */
export async function drive(run: Drive): Promise<void> {
  // Entries leave garbage but nothing that lasts: a young generation that grows to its 128 MiB would only hold more of it. Not
  // at the start of the program: once a flag has changed, Node compiles its own modules again instead of taking them from its cache.
  setFlagsFromString('--semi-space-growth-factor=1')
  const { kind } = run.input
  if (kind === 'gzip' || kind === 'zstd' || run.files.compression !== undefined) await drivePipeline(run)
  else if (kind === 'directory') await driveDirectory(run)
  else await driveSync(run, kind)
}

async function driveSync(run: Drive, kind: 'tar' | 'object'): Promise<void> {
  const { input, files, interruption } = run
  const writer = new DescriptorWriter(files.output.descriptor)
  const driver = new SyncDriver(input.descriptor, run.open(kind, writer), writer)
  try {
    driver.takeAhead(input.head)
    for (let end: SliceEnd = 'more'; end !== 'done'; ) {
      if (end === 'idle') end = await interruption.race(driver.awaitInput())
      else {
        end = driver.run(SLICE_MILLISECONDS)
        await interruption.check()
      }
      run.onProgress(driver.inputBytes)
    }
  } finally {
    driver.close()
  }
}

async function driveDirectory(run: Drive): Promise<void> {
  const { input, files, interruption } = run
  const writer = new DescriptorWriter(files.output.descriptor)
  const consumer = run.open('tar', writer)
  let inputBytes = 0
  let sliceEnd = performance.now() + SLICE_MILLISECONDS
  for (const chunk of readDirectoryAsTar(input.path!, files.stats())) {
    consumer.push(chunk)
    inputBytes += chunk.byteLength
    if (performance.now() < sliceEnd) continue
    run.onProgress(inputBytes)
    await interruption.check()
    sliceEnd = performance.now() + SLICE_MILLISECONDS
  }
  consumer.end()
  writer.flush()
}

async function drivePipeline(run: Drive): Promise<void> {
  const { files, interruption } = run
  const plain = decompress(run)[Symbol.asyncIterator]()
  const work = async (): Promise<void> => {
    const head = await readHead(plain)
    const kind = findKind(head)
    if (kind !== 'tar' && kind !== 'object') throw new SluiceError('INPUT_UNKNOWN', {}, 'the input is compressed twice')
    const consumer = new ConsumerTransform((sink) => run.open(kind, sink))
    const sink = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const chunk of chunks) writeDescriptor(files.output.descriptor, chunk)
    }
    const { abortSignal: signal } = interruption
    if (files.compression === undefined) await pipeline(replay(head, plain), consumer, sink, { signal })
    else await pipeline(replay(head, plain), consumer, createWrap(files.compression), sink, { signal })
  }
  await interruption.race(work())
}

/** The input's bytes as they are once decompressed. */
function decompress(run: Drive): AsyncIterable<Uint8Array> {
  const { kind } = run.input
  const source = kind === 'directory' ? readDirectory(run) : readInput(run)
  if (kind !== 'gzip' && kind !== 'zstd') return source
  // What fails in the source destroys the stream that is returned, and comes out of reading it.
  return pipelineWithCallback(source, createUnwrap(kind), () => {})
}

async function* readDirectory({ input, files, onProgress }: Drive): AsyncGenerator<Uint8Array> {
  let inputBytes = 0
  for (const chunk of readDirectoryAsTar(input.path!, files.stats())) {
    inputBytes += chunk.byteLength
    onProgress(inputBytes)
    yield Buffer.from(chunk)
  }
}

async function* readInput({ input, onProgress }: Drive): AsyncGenerator<Uint8Array> {
  let inputBytes = input.head.byteLength
  yield input.head
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES)
    const count = await readDescriptorLater(input.descriptor, buffer)
    if (count === 0) return
    if (count < 0) {
      await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS))
      continue
    }
    inputBytes += count
    onProgress(inputBytes)
    yield buffer.subarray(0, count)
  }
}

async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head = Buffer.alloc(0)
  while (head.byteLength < HEAD_BYTES) {
    const next = await chunks.next()
    if (next.done === true) break
    head = Buffer.concat([head, next.value])
  }
  return head
}

async function* replay(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return
    yield next.value
  }
}
