import { Readable, type Transform, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { type ArchiveEntryRecord, createDeidentifier, SluiceError } from '../../../src/index.ts'
import { buildObject, element } from '../../support/dicom-builder.ts'
import { encapsulatedObject } from '../../support/encapsulated-object.ts'
import { frameImage } from '../../support/frame-images.ts'
import { losslessFrame } from '../../support/lossless-frames.ts'
import {
  findPlanted,
  GOOD_ARCHIVE,
  goodObject,
  KEY,
  PIXELS,
  SAMPLE_ARCHIVE,
  truncatedObject,
} from '../../support/samples.ts'
import { archive, chunksOf, member, readWithTarStream } from '../../support/tar-builder.ts'

const JPEG_LS = '1.2.840.10008.1.2.4.80'

const passAll = async (input: Iterable<Uint8Array>, transform: Transform): Promise<Buffer> =>
  await buffer(Readable.from(input).pipe(transform))

const collect = async (input: Iterable<Uint8Array>, transform: Transform): Promise<Buffer> => {
  const parts: Buffer[] = []
  await pipeline(input, transform, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) parts.push(chunk)
  })
  return Buffer.concat(parts)
}

describe('tar()', () => {
  it('passes what can be made safe, without identities, the pixels as they were', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const output = await collect([SAMPLE_ARCHIVE], deid.tar())
    const members = await readWithTarStream(output)
    expect(members).toHaveLength(2)
    for (const { body } of members) expect(body.includes(PIXELS)).toBe(true)
    expect(findPlanted(output)).toEqual([])
  })

  it('gives the same bytes for every size of chunk', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const whole = await collect([SAMPLE_ARCHIVE], deid.tar())
    for (const size of [1, 7, 511, 512, 513, 4096, 65_536]) {
      expect((await passAll(chunksOf(SAMPLE_ARCHIVE, size), deid.tar())).equals(whole), `chunks of ${size}`).toBe(true)
    }
  })

  it('does not keep hold of bytes that its engine uses again', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const kvps = ['11.5', '22.5', '33.5']
    const input = archive(...kvps.map((kvp) => member(`${kvp}.dcm`, goodObject(PIXELS, kvp))))
    const members = await readWithTarStream(await collect([input], deid.tar()))
    expect(members.map(({ body }) => kvps.filter((kvp) => body.includes(kvp)))).toEqual([['11.5'], ['22.5'], ['33.5']])
  })

  it('forwards long values without a copy', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const input = archive(member('one.dcm', goodObject(Buffer.alloc(1_000_000, 3))))
    const transform = deid.tar()
    const shared: number[] = []
    transform.on('data', (part: Buffer) => {
      if (part.buffer === input.buffer) shared.push(part.length)
    })
    transform.end(input)
    await new Promise((resolve) => transform.on('end', resolve))
    expect(Math.max(...shared)).toBeGreaterThan(900_000)
  })

  it('takes two archives at once', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const alone = await collect([SAMPLE_ARCHIVE], deid.tar())
    const [first, second] = [deid.tar(), deid.tar()]
    const outputs = Promise.all([buffer(first), buffer(second)])
    for (const chunk of chunksOf(SAMPLE_ARCHIVE, 1000)) {
      first.write(chunk)
      second.write(chunk)
    }
    first.end()
    second.end()
    for (const output of await outputs) expect(output.equals(alone)).toBe(true)
  })

  it('tells of each entry in order, and nothing that identifies', async () => {
    const records: ArchiveEntryRecord[] = []
    const deid = await createDeidentifier({ key: KEY, onEntry: (record) => records.push(record) })
    await collect([SAMPLE_ARCHIVE], deid.tar())
    expect(records.map(({ ordinal, disposition, code }) => [ordinal, disposition, code])).toEqual([
      [0, 'deidentified', undefined],
      [1, 'withheld', 'LENGTH_OVERRUN'],
      [2, 'dropped', 'NOT_DICOM'],
      [3, 'deidentified', undefined],
    ])
    expect(findPlanted(Buffer.from(JSON.stringify(records)))).toEqual([])
  })

  it('holds its source back while nobody reads', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const block = member('one.dcm', goodObject(Buffer.alloc(65_536, 1)))
    let given = 0
    const source = function* (): Generator<Uint8Array> {
      for (; given < 2000; given++) yield block
    }
    const transform = deid.tar()
    const stuck = new Writable({ write: () => {} })
    const controller = new AbortController()
    const run = pipeline(source, transform, stuck, { signal: controller.signal })
    while (!transform.writableNeedDrain) await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(given).toBeLessThan(50)
    controller.abort()
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(transform.destroyed).toBe(true)
  })

  it('is destroyed with a SluiceError, and never ends, where the archive is cut short', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const transform = deid.tar()
    let ended = false
    transform.on('end', () => {
      ended = true
    })
    const failure = collect([SAMPLE_ARCHIVE.subarray(0, 9000)], transform)
    await expect(failure).rejects.toBeInstanceOf(SluiceError)
    await expect(failure).rejects.toMatchObject({ code: 'ARCHIVE_TRUNCATED' })
    expect(ended).toBe(false)
  })

  it('passes on what onEntry throws, as it is', async () => {
    const mine = new RangeError('mine')
    const deid = await createDeidentifier({
      onEntry: () => {
        throw mine
      },
    })
    await expect(collect([GOOD_ARCHIVE], deid.tar())).rejects.toBe(mine)
  })
})

describe('dicom()', () => {
  it('passes one object', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const output = await collect(chunksOf(goodObject(), 100), deid.dicom())
    expect(output.toString('latin1', 128, 132)).toBe('DICM')
    expect(output.includes(PIXELS)).toBe(true)
    expect(findPlanted(output)).toEqual([])
  })

  it('is destroyed with code, offset and tag where the object is withheld', async () => {
    const deid = await createDeidentifier({ key: KEY })
    const failure = collect([truncatedObject()], deid.dicom())
    await expect(failure).rejects.toBeInstanceOf(SluiceError)
    await expect(failure).rejects.toMatchObject({ code: 'TRUNCATED', place: { tag: 0x7fe00010 } })
  })

  it.each([
    [Buffer.alloc(0), 'INPUT_EMPTY'],
    [Buffer.from('Dear Canary, this is not DICOM at all, though it is long enough to be one'), 'NOT_DICOM'],
  ])('refuses what is no object (%#)', async (input, code) => {
    const deid = await createDeidentifier()
    await expect(collect(input.length > 0 ? [input] : [], deid.dicom())).rejects.toMatchObject({ code })
  })
})

describe('the key', () => {
  it('may be text or bytes, and names itself the same', async () => {
    const byText = await createDeidentifier({ key: KEY })
    const byBytes = await createDeidentifier({ key: Buffer.from(KEY, 'hex') })
    expect(byText.keyFingerprint).toBe(byBytes.keyFingerprint)
    expect(KEY).not.toContain(byText.keyFingerprint)
    expect([byText.linkable, byText.planDigest]).toEqual([true, byBytes.planDigest])
  })

  it('is copied: bytes that change later change nothing', async () => {
    const bytes = Buffer.from(KEY, 'hex')
    const deid = await createDeidentifier({ key: bytes })
    bytes.fill(0)
    const expected = await collect([GOOD_ARCHIVE], (await createDeidentifier({ key: KEY })).tar())
    expect((await collect([GOOD_ARCHIVE], deid.tar())).equals(expected)).toBe(true)
  })

  it('is a new one each time where none is given', async () => {
    const [first, second] = [await createDeidentifier(), await createDeidentifier()]
    expect(first.linkable).toBe(false)
    expect(first.keyFingerprint).not.toBe(second.keyFingerprint)
  })
})

describe('options', () => {
  it.each([
    [{ nmaes: 'hash' }, 'OPTION_INVALID', "did you mean 'names'?"],
    [{ names: 'Hash' }, 'OPTION_INVALID', "did you mean 'hash'?"],
    [{ profile: 'hipaa' }, 'OPTION_INVALID', 'basic'],
    [{ onError: true }, 'OPTION_INVALID', 'withhold, fail'],
    [{ nonDicom: null }, 'OPTION_INVALID', 'drop, keep, fail'],
    [{ onEntry: 'log' }, 'OPTION_INVALID', 'a function'],
    [{ key: 'CANARY' }, 'KEY_INVALID', '32 bytes'],
    [{ key: new Uint8Array(31) }, 'KEY_INVALID', '32 bytes'],
    [{ key: 42 }, 'KEY_INVALID', '32 bytes'],
    [null, 'OPTION_INVALID', 'one object'],
  ])('that are wrong are refused with a hint: %j', async (options, code, hint) => {
    const failure = createDeidentifier(options as never)
    await expect(failure).rejects.toBeInstanceOf(SluiceError)
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining(hint) })
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('CANARY') })
  })
})

describe('object()', () => {
  it('gives what dicom() gives, in an array that nothing else uses, and its record', async () => {
    const told: ArchiveEntryRecord[] = []
    const deid = await createDeidentifier({ key: KEY, onEntry: (record) => told.push(record) })
    const { bytes, record } = deid.object(goodObject())
    expect(Buffer.from(bytes).equals(await collect([goodObject()], deid.dicom()))).toBe(true)
    expect(bytes.buffer.byteLength).toBe(bytes.length)
    expect(record).toMatchObject({ ordinal: 0, disposition: 'deidentified', outputBytes: bytes.length })
    expect(told[0]).toEqual(record)
    expect(findPlanted(bytes)).toEqual([])
  })

  it('fails with the code of what is withheld or is no bytes, and with what onEntry threw', async () => {
    const deid = await createDeidentifier({ key: KEY })
    expect(() => deid.object(truncatedObject())).toThrow(expect.objectContaining({ code: 'TRUNCATED' }))
    expect(() => deid.object(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'INPUT_EMPTY' }))
    for (const none of [undefined, 'image.dcm', Promise.resolve(goodObject())] as unknown as Uint8Array[]) {
      expect(() => deid.object(none)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
      await expect(deid.inspect(none)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    }
    const mine = new Error('mine')
    const throwing = await createDeidentifier({
      onEntry: () => {
        throw mine
      },
    })
    expect(() => throwing.object(goodObject())).toThrow(mine)
  })
})

describe('explain()', () => {
  it('says what is done with an attribute in a place, and by which row', async () => {
    const deid = await createDeidentifier({ key: KEY, with: ['retain-uids'] })
    expect(await deid.explain('PatientName')).toMatchObject({ action: 'empty', source: 'table' })
    expect(await deid.explain('(0008,0018)')).toMatchObject({ action: 'keep', options: ['retain-uids'] })
    await expect(deid.explain('PatientNmae')).rejects.toThrow('PatientName')
  })
})

describe('inspect()', () => {
  it('lists each element with what is done and why, and changes nothing', async () => {
    const deid = await createDeidentifier({ key: KEY, with: ['retain-uids'] })
    const object = goodObject()
    const before = Buffer.from(object)
    const { elements, transferSyntaxUid } = await deid.inspect(object)
    expect(object.equals(before)).toBe(true)
    expect(transferSyntaxUid).toMatch(/^1\.2\.840\.10008\.1\.2/)
    const found = (keyword: string): unknown =>
      elements
        .filter((one) => one.kind === 'element' && one.keyword === keyword)
        .map((one) => one.kind === 'element' && [one.tag, one.outcome, one.reason(), one.value])[0]
    expect(found('PatientName')).toEqual(['(0010,0010)', 'emptied', 'Table E.1-1: Z', 'CANARY^JANE'])
    expect(found('SOPInstanceUID')).toEqual([
      '(0008,0018)',
      'kept',
      'option retain-uids',
      expect.stringMatching(/^[\d.]+$/),
    ])
    expect(found('PixelData')).toEqual([
      '(7FE0,0010)',
      'kept',
      expect.stringMatching(/^registered, and not listed in Table E\.1-1/),
      undefined,
    ])
  })

  it('ends with a finding where the object does, and fails where there is none', async () => {
    const deid = await createDeidentifier({ key: KEY })
    expect((await deid.inspect(truncatedObject())).elements.at(-1)).toMatchObject({ kind: 'finding' })
    await expect(deid.inspect(new Uint8Array(0))).rejects.toMatchObject({ code: 'INPUT_EMPTY' })
    await expect(deid.inspect(Buffer.from('Dear Canary, this is no object at all'))).rejects.toMatchObject({
      code: 'NOT_DICOM',
    })
  })
})

describe('triage', () => {
  it('does not take the place of what blanks bytes behind the last pixel', async () => {
    const excess = Buffer.concat([PIXELS, Buffer.from('Dear Canary'.padEnd(64))])
    const outputs = await Promise.all(
      (['off', 'tell', 'certain'] as const).map(async (triage) => {
        const deid = await createDeidentifier({ key: KEY, triage })
        return Buffer.from(deid.object(imageObject(excess)).bytes)
      }),
    )
    for (const output of outputs) {
      expect(findPlanted(output)).toEqual([])
      expect(output.includes(PIXELS)).toBe(true)
      expect(output.equals(outputs[0]!)).toBe(true)
    }
  })
})

/** One whose attributes say how many bytes its pixels take. */
function imageObject(pixels: Uint8Array): Buffer {
  const short = (value: number): Uint8Array => Uint8Array.of(value, 0)
  return Buffer.from(
    buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble' },
      elements: [
        element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
        element('00080018', 'UI', '1.2.3.4.5'),
        element('00080060', 'CS', 'CT'),
        element('00280002', 'US', short(1)),
        element('00280010', 'US', short(64)),
        element('00280011', 'US', short(64)),
        element('00280100', 'US', short(16)),
        element('7FE00010', 'OW', pixels),
      ],
    }),
  )
}

describe('accept', () => {
  it('is told what the objects are, and drops those that it says no to', async () => {
    const seen: object[] = []
    const told: string[] = []
    const deid = await createDeidentifier({
      key: KEY,
      nonDicom: 'fail',
      accept: (object) => {
        seen.push(object)
        return seen.length === 2
      },
      onEntry: ({ disposition, code }) => told.push(`${disposition} ${code ?? ''}`.trim()),
    })
    const input = archive(...['1.dcm', '2.dcm', '3.dcm'].map((name) => member(name, goodObject())))
    const members = await readWithTarStream(await collect([input], deid.tar()))
    expect(told).toEqual(['dropped NOT_ACCEPTED', 'deidentified', 'dropped NOT_ACCEPTED'])
    expect(members).toHaveLength(1)
    expect(seen[0]).toEqual({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      modality: 'CT',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
    })
    expect(() => deid.object(goodObject())).toThrow(expect.objectContaining({ code: 'NOT_ACCEPTED' }))
  })

  it('is asked before an object is held whole, and once about each', async () => {
    const image = frameImage(20, 30)
    const { codestream } = losslessFrame(JPEG_LS, image)
    const compressed = encapsulatedObject({ transferSyntaxUid: JPEG_LS, image, fragments: [codestream] })
    const broken = encapsulatedObject({ transferSyntaxUid: JPEG_LS, image, fragments: [new Uint8Array(64)] })
    const seen: string[] = []
    const told: string[] = []
    const deid = await createDeidentifier({
      key: KEY,
      profile: { pixels: { unmatched: 'pass', rules: [{ when: { Rows: 20 }, blank: [0, 0, 8, 8] }] } },
      accept: ({ transferSyntaxUid }) => seen.push(transferSyntaxUid) !== 2,
      onEntry: ({ disposition, code, pixels }) => told.push(`${disposition} ${code ?? pixels?.outcome}`),
    })
    const objects = [compressed, broken, broken, goodObject(), compressed]
    await collect([archive(...objects.map((object, at) => member(`${at}.dcm`, Buffer.from(object))))], deid.tar())
    expect(told).toEqual([
      'deidentified blanked',
      'dropped NOT_ACCEPTED',
      'withheld CODESTREAM_INVALID',
      'deidentified passed',
      'deidentified blanked',
    ])
    expect(seen).toEqual([JPEG_LS, JPEG_LS, JPEG_LS, '1.2.840.10008.1.2.1', JPEG_LS])
  })

  it('fails the stream with what it throws', async () => {
    const mine = new Error('mine')
    const deid = await createDeidentifier({
      accept: () => {
        throw mine
      },
    })
    await expect(collect([GOOD_ARCHIVE], deid.tar())).rejects.toBe(mine)
    const late = await createDeidentifier({ accept: (async () => false) as never })
    await expect(collect([GOOD_ARCHIVE], late.tar())).rejects.toBeInstanceOf(TypeError)
    await expect(createDeidentifier({ accept: 'CT' as never })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
  })
})
