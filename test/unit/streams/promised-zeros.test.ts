/** Zeros for what was promised and is not there: as many as it takes, when they are wanted, and nobody else's. */

import { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { markBorrower } from '../../../src/streams/lending.ts'
import { buildObject, type ElementSpec, element } from '../../support/dicom-builder.ts'
import { KEY } from '../../support/samples.ts'
import { archive, member } from '../../support/tar-builder.ts'

const TAIL_BYTES = 40_000_000
/** What one chunk may leave in the queue: the bound, and the part that went beyond it. */
const QUEUED_BYTES = 1_048_576 + 262_144

const PIXELS = element('7FE0,0010', 'OW', Buffer.alloc(64, 'P'))
/** Behind the pixel data, where the size is committed, comes what is removed, or what cannot be read. */
const INPUTS = {
  removed: archiveOf(objectOf(PIXELS, { tag: 0x7fe11010, vr: 'OB', value: new Uint8Array(TAIL_BYTES) })),
  broken: archiveOf(Buffer.concat([objectOf(PIXELS), Buffer.from('broken here'), Buffer.alloc(TAIL_BYTES)])),
}
const KINDS = ['removed', 'broken'] as const
const deidentifier = await createDeidentifier({ key: KEY })

function objectOf(...elements: ElementSpec[]): Buffer {
  return Buffer.from(buildObject({ encoding: 'explicit-le', meta: { start: 'preamble' }, elements }))
}

function archiveOf(object: Buffer): Buffer {
  return archive(member('a.dcm', object))
}

/** All at once, so that all zeros are due in one call. */
function transformOf(kind: (typeof KINDS)[number]): ReturnType<typeof deidentifier.tar> {
  const transform = deidentifier.tar()
  transform.end(INPUTS[kind])
  return transform
}

describe.each(KINDS)('a long tail that is %s', (kind) => {
  it('never lies in the queue of a reader who takes his time', async () => {
    const transform = transformOf(kind)
    let mostBytes = 0
    let readBytes = 0
    for await (const chunk of transform) {
      mostBytes = Math.max(mostBytes, transform.readableLength + chunk.length)
      readBytes += chunk.length
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(readBytes).toBeGreaterThan(TAIL_BYTES)
    expect(mostBytes).toBeLessThanOrEqual(2 * QUEUED_BYTES)
  })

  it('is all zeros, whatever a reader does to the bytes that he was given', async () => {
    let strangeBytes = 0
    for await (const chunk of transformOf(kind)) {
      if (chunk.length === 262_144) strangeBytes += chunk.some((byte: number) => byte !== 0) ? 1 : 0
      chunk.fill(0xaa)
    }
    expect(strangeBytes).toBe(0)
  })

  it('is handed to a borrower in bounded numbers of writes, and whole', async () => {
    let mostWaiting = 0
    let takenBytes = 0
    const borrower: Writable = new Writable({
      write(chunk: Buffer, _, done) {
        takenBytes += chunk.length
        mostWaiting = Math.max(mostWaiting, borrower.writableLength)
        setImmediate(done)
      },
    })
    markBorrower(borrower)
    await pipeline(transformOf(kind), borrower)
    await finished(borrower)
    expect(takenBytes).toBeGreaterThan(TAIL_BYTES)
    expect(mostWaiting).toBeLessThan(TAIL_BYTES / 2)
  })
})
