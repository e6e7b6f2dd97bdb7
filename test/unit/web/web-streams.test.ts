import { buffer } from 'node:stream/consumers'
import { ReadableStream } from 'node:stream/web'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createDeidentifier as createNodeDeidentifier, SluiceError } from '../../../src/index.ts'
import { nodePlatform } from '../../../src/streams/node-platform.ts'
import { createDeidentifier } from '../../../src/web/index.ts'
import { webPlatform } from '../../../src/web/web-platform.ts'
import { findPlanted, GOOD_ARCHIVE, goodObject, KEY, SAMPLE_ARCHIVE, truncatedObject } from '../../support/samples.ts'
import { chunksOf } from '../../support/tar-builder.ts'

type Pair = TransformStream<Uint8Array, Uint8Array>

const through = async (input: Buffer, stream: Pair, chunkBytes = 4096): Promise<Buffer> =>
  await buffer(ReadableStream.from(chunksOf(input, chunkBytes)).pipeThrough(stream as never) as never)

const onNode = async (input: Buffer): Promise<Buffer> => {
  const stream = (await createNodeDeidentifier({ key: KEY })).tar()
  stream.end(input)
  return await buffer(stream)
}

describe('tar() and dicom() of dicom-sluice/web', () => {
  it('give what they give on Node, for every size of chunk', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const expected = await onNode(SAMPLE_ARCHIVE)
    for (const size of [1, 511, 512, 4096, 1_000_000]) {
      expect((await through(SAMPLE_ARCHIVE, deid.tar(), size)).equals(expected), `chunks of ${size}`).toBe(true)
    }
    const object = await through(goodObject(), deid.dicom())
    expect(object.equals(deid.object(goodObject()).bytes)).toBe(true)
    expect(findPlanted(object)).toEqual([])
  })

  it('do not close what is not whole', async () => {
    const told: string[] = []
    const deid = await createDeidentifier({ key: KEY, onEntry: ({ disposition }) => told.push(disposition) })
    const cut = GOOD_ARCHIVE.subarray(0, GOOD_ARCHIVE.length - 1024)
    await expect(through(cut, deid.tar())).rejects.toMatchObject({ code: 'ARCHIVE_TRUNCATED' })
    expect(told).toEqual(['deidentified'])
    await expect(through(truncatedObject(), deid.dicom())).rejects.toBeInstanceOf(SluiceError)
  })

  it('fail with what onEntry threw', async () => {
    const mine = new Error('mine')
    const deid = await createDeidentifier({
      onEntry: () => {
        throw mine
      },
    })
    await expect(through(GOOD_ARCHIVE, deid.tar())).rejects.toBe(mine)
  })

  it('hold the source back while nobody reads', async () => {
    const deid = await createDeidentifier({ key: KEY })
    let pulledBytes = 0
    const body = goodObject(Buffer.alloc(30_000_000))
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(body.subarray(pulledBytes, pulledBytes + 65_536))
        pulledBytes += 65_536
        if (pulledBytes >= body.length) controller.close()
      },
    })
    const reader = source.pipeThrough(deid.dicom() as never).getReader()
    await reader.read()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(pulledBytes).toBeLessThan(2_000_000)
    await reader.cancel()
  })
})

describe('the platform of dicom-sluice/web', () => {
  const message = Buffer.from('message')

  it('hashes as Node does', () => {
    for (const fill of [0, 1, 255]) {
      const key = new Uint8Array(32).fill(fill)
      const [web, node] = [webPlatform.createKeyedHash(key), nodePlatform.createKeyedHash(key)]
      for (let count = 0; count < 3; count++) expect(Buffer.from(web(message)).equals(node(message))).toBe(true)
    }
    expect(webPlatform.digest('Größe')).toBe(nodePlatform.digest('Größe'))
    expect(() => webPlatform.createKeyedHash(new Uint8Array(31))).toThrow('KEY_INVALID')
    expect(webPlatform.randomKey()).toHaveLength(32)
    expect(webPlatform.randomKey()).not.toEqual(webPlatform.randomKey())
  })

  it('inflates what Node deflated, says how much it used, and the other way round', () => {
    const text = Buffer.from('a text that repeats itself, '.repeat(20_000))
    const followed = Buffer.concat([deflateRawSync(text), Buffer.from('after')])
    const { bytes, usedBytes } = webPlatform.deflate.inflateRaw(followed, text.length)
    expect(text.equals(bytes)).toBe(true)
    expect(usedBytes).toBe(followed.length - 5)
    expect(inflateRawSync(webPlatform.deflate.deflateRaw(text)).equals(text)).toBe(true)
    expect(webPlatform.deflate.inflateRaw(deflateRawSync(new Uint8Array(0)), 10).bytes).toHaveLength(0)
  })

  it('refuses what is too large and what is no deflate stream', () => {
    const bomb = deflateRawSync(Buffer.alloc(10_000_000))
    expect(() => webPlatform.deflate.inflateRaw(bomb, 9_999_999)).toThrow('DEFLATE_TOO_LARGE')
    expect(webPlatform.deflate.inflateRaw(bomb, 10_000_000).bytes).toHaveLength(10_000_000)
    for (const bytes of [bomb.subarray(0, 100), Buffer.from('Doe^Jane'), new Uint8Array(0)]) {
      expect(() => webPlatform.deflate.inflateRaw(bytes, 10_000_000)).toThrow('DEFLATE_INVALID')
    }
  })
})
