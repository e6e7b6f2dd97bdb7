/** Takes the bytes of an input to an output where one of them is compressed: Transforms in a pipeline. */

import { pipeline as pipelineWithCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createUnwrap } from '../archive/unwrap.ts'
import { createWrap } from '../archive/wrap.ts'
import { SluiceError } from '../errors.ts'
import { ConsumerTransform } from '../streams/consumer-transform.ts'
import { readDescriptorLater, writeDescriptor } from '../streams/descriptors.ts'
import { readDirectoryAsTar } from '../streams/directory-tar.ts'
import type { Drive } from './drive-parts.ts'
import { findKind, HEAD_BYTES } from './input.ts'

const READ_BYTES = 262_144
const REST_MILLISECONDS = 5

/** Runs it to its end. Fails as its parts do; with InterruptedError where a signal came. */
export async function drivePipeline(run: Drive): Promise<void> {
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

async function* readDirectory({ input, files, onProgress, onUnreadable }: Drive): AsyncGenerator<Uint8Array> {
  let inputBytes = 0
  for (const chunk of readDirectoryAsTar(input.path!, files.stats(), onUnreadable)) {
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
