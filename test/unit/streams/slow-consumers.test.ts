/**
 * What nobody has asked for yet is not made: entries and Web streams whose reader takes his time hold a bounded number of bytes, however many were promised. Counted are
 * the bytes of zeros that were made, since all that follows the fault in a broken object is zeros.
 */

import { pipeline, Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { untar } from '../../../src/streams/entries.ts'
import type { Entry } from '../../../src/streams/entry.ts'
import { createDeidentifier as createWebDeidentifier } from '../../../src/web/index.ts'
import { buildObject, type ElementSpec, element } from '../../support/dicom-builder.ts'
import { KEY } from '../../support/samples.ts'
import { archive, member } from '../../support/tar-builder.ts'

const counted = vi.hoisted(() => ({ bytes: 0 }))
vi.mock('../../../src/engine/zeros.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/engine/zeros.ts')>()
  return {
    ...original,
    copyOf: (bytes: Uint8Array) => {
      counted.bytes += bytes.length
      return original.copyOf(bytes)
    },
  }
})

const TAIL_BYTES = 20_000_000
/** What may be made ahead of who reads: what waits on one side or the other, and the piece with which that is too much. */
const AHEAD_BYTES = 1_048_576
const PIXELS = element('7FE0,0010', 'OW', Buffer.alloc(64, 'P'))
/** Behind the pixel data, where the size is committed, comes what is removed, or what cannot be read. */
const OBJECTS = {
  removed: objectOf(PIXELS, { tag: 0x7fe11010, vr: 'OB', value: new Uint8Array(TAIL_BYTES) }),
  broken: Buffer.concat([objectOf(PIXELS), Buffer.from('broken here'), Buffer.alloc(TAIL_BYTES)]),
}
const KINDS = ['removed', 'broken'] as const

function objectOf(...elements: ElementSpec[]): Buffer {
  return Buffer.from(buildObject({ encoding: 'explicit-le', meta: { start: 'preamble' }, elements }))
}

/** Every promise and callback that can go on has gone on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Reads one chunk after the other, and answers how far what was made was ahead of what was read. */
async function readSlowly(chunks: AsyncIterable<Uint8Array>): Promise<{ readBytes: number; aheadBytes: number }> {
  let readBytes = 0
  let aheadBytes = 0
  for await (const chunk of chunks) {
    readBytes += chunk.length
    await settle()
    aheadBytes = Math.max(aheadBytes, counted.bytes - readBytes)
  }
  return { readBytes, aheadBytes }
}

describe.each(KINDS)('entries() with a tail that is %s', (kind) => {
  it('make it as it is read', async () => {
    const deidentifier = await createDeidentifier({ key: KEY })
    counted.bytes = 0
    const source = Readable.from([archive(member('a.dcm', OBJECTS[kind]))])
    const entries: AsyncIterable<Entry> = pipeline(source, untar(), deidentifier.entries(), () => {})
    const sizes: number[] = []
    for await (const entry of entries) {
      const { readBytes, aheadBytes } = await readSlowly(entry)
      expect(readBytes).toBe(entry.header.size)
      expect(aheadBytes).toBeLessThan(AHEAD_BYTES)
      sizes.push(readBytes)
    }
    expect(sizes[0]).toBeGreaterThan(TAIL_BYTES)
  })
})

describe.each(KINDS)('Web streams with a tail that is %s', (kind) => {
  it('make it as it is read', async () => {
    const { readable, writable } = (await createWebDeidentifier({ key: KEY })).tar()
    const writer = writable.getWriter()
    counted.bytes = 0
    const written = writer.write(archive(member('a.dcm', OBJECTS[kind]))).then(() => writer.close())
    const { readBytes, aheadBytes } = await readSlowly(readable as never)
    await written
    expect(readBytes).toBeGreaterThan(TAIL_BYTES)
    expect(aheadBytes).toBeLessThan(AHEAD_BYTES)
  })

  it('end on both sides at once when they are aborted, whatever was not read', async () => {
    const { readable, writable } = (await createWebDeidentifier({ key: KEY })).tar()
    const writer = writable.getWriter()
    const reader = readable.getReader()
    const written = writer.write(archive(member('a.dcm', OBJECTS[kind])))
    written.catch(() => {})
    writer.closed.catch(() => {})
    await reader.read()
    const mine = new Error('mine')
    await writer.abort(mine)
    await expect(reader.read()).rejects.toBe(mine)
    await expect(reader.closed).rejects.toBe(mine)
  })

  it('take no more when their reader has gone', async () => {
    const { readable, writable } = (await createWebDeidentifier({ key: KEY })).tar()
    const writer = writable.getWriter()
    const reader = readable.getReader()
    const written = writer.write(archive(member('a.dcm', OBJECTS[kind])))
    writer.closed.catch(() => {})
    await reader.read()
    const mine = new Error('mine')
    await reader.cancel(mine)
    await written.catch(() => {})
    await expect(writer.write(Buffer.alloc(512))).rejects.toBe(mine)
  })

  it('end their source when their reader has gone', async () => {
    const pair = (await createWebDeidentifier({ key: KEY })).tar()
    let isCancelled = false
    const source = new ReadableStream<Uint8Array>({
      pull: (output) => output.enqueue(archive(member('a.dcm', OBJECTS[kind]))),
      cancel: () => {
        isCancelled = true
      },
    })
    const reader = source.pipeThrough(pair).getReader()
    await reader.read()
    await reader.cancel()
    await settle()
    expect(isCancelled).toBe(true)
  })
})
