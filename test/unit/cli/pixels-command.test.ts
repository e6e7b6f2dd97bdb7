import { existsSync, readFileSync, statSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { CODES } from '../../../src/errors.ts'
import { losslessEngines } from '../../../src/streams/lossless-engines.ts'
import { frameImage } from '../../support/frame-images.ts'
import { encapsulatedObject, nativeObject } from '../../support/image-objects.ts'
import { encodeJpeg, randomBlocks } from '../../support/jpeg-encoder.ts'
import { GREY } from '../../support/jpeg-layout.ts'
import { runSluice, type SluiceRun } from '../../support/run-sluice.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member } from '../../support/tar-builder.ts'

const { at, put } = useScratch('nothing')
const GREEN = [20, 220, 40]
const image = frameImage(30, 50, { samplesPerPixel: 3, photometricInterpretation: 'RGB' })
const object = nativeObject(
  image,
  Uint8Array.from({ length: 30 * 50 * 3 }, (_, index) => GREEN[index % 3]!),
)
const RULE = 'pixels:\n  rules:\n    - when: { Rows: 30 }\n      blank: [0, 0, 20, 10]\n'

async function look(profile: string, input: Uint8Array = object): Promise<SluiceRun> {
  put('in.dcm', input)
  put('site.yaml', Buffer.from(profile))
  return await runSluice(['pixels', at('in.dcm'), '--profile', at('site.yaml'), '-o', at('look.png')])
}

/** What is in the file, which has one chunk of lines without filters. */
function readPicture() {
  const png = readFileSync(at('look.png'))
  const columns = png.readUInt32BE(16)
  const data = png.indexOf('IDAT')
  const lines = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)))
  const pixel = (x: number, y: number): number[] => [
    ...lines.subarray(y * (columns * 3 + 1) + 1 + 3 * x).subarray(0, 3),
  ]
  return { columns, rows: png.readUInt32BE(20), pixel }
}

describe('sluice pixels', () => {
  it('draws an image in its colours, before and after', async () => {
    const { code, stderr } = await look(RULE)
    expect(code).toBe(0)
    expect(stderr).toContain('frame 1 of 1: rule 1: 1 area\n')
    const { columns, rows, pixel } = readPicture()
    expect([columns, rows]).toEqual([108, 30])
    expect([pixel(5, 5), pixel(5, 20), pixel(58 + 5, 5), pixel(58 + 5, 20)]).toEqual([GREEN, GREEN, [0, 0, 0], GREEN])
    expect(statSync(at('look.png')).mode & 0o777).toBe(0o600)
  })

  it('draws what a run makes of JPEG: whole blocks of mid-grey', async () => {
    const shape = { rows: 16, columns: 24, factors: GREY }
    const flat = new Array<number>(63).fill(0)
    // Steps of the first coefficient from the middle, 8 of them one of a sample.
    const steps = new Map([
      ['0 0 0', 320],
      ['0 1 0', -320],
    ])
    const blocks = new Map([...randomBlocks(shape, 1).keys()].map((key) => [key, [steps.get(key) ?? 0, ...flat]]))
    const input = encapsulatedObject(frameImage(16, 24), '1.2.840.10008.1.2.4.50', encodeJpeg(shape, blocks))
    const rule = 'pixels:\n  rules:\n    - when: { Rows: 16 }\n      blank: [3, 3, 2, 2]\n'
    expect((await look(rule, input)).code).toBe(0)
    const { pixel } = readPicture()
    const [white, black, middle] = [0, 8, 16].map((x) => pixel(x, 0))
    expect([white, black, middle]).toEqual([255, 0, 127].map((shade) => [shade, shade, shade]))
    const after = [0, 2, 7, 8, 16].map((x) => pixel(24 + 8 + x, 7))
    expect(after).toEqual([middle, middle, middle, black, middle])
  })

  it('draws nothing of what a run would withhold because it cannot be blanked', async () => {
    const bytes = Uint8Array.from({ length: 30 * 50 }, (_, index) => (index * index) >> 5)
    const frame = { columns: 50, rows: 30, components: 1, bitsPerSample: 8, bytes }
    const settings = { setNearLossless: [2], setInterleaveMode: [0] }
    const near = losslessEngines('jpeg-ls').encode(frame, settings, false)
    const input = encapsulatedObject(frameImage(30, 50), '1.2.840.10008.1.2.4.81', near)
    const { code, stderr } = await look(RULE, input)
    expect([code, stderr]).toEqual([3, expect.stringContaining(`${CODES.PIXELS_LOSSY} (PIXELS_LOSSY)`)])
    expect(existsSync(at('look.png'))).toBe(false)
  })

  it('says in words why an object would be withheld', async () => {
    const { code, stderr } = await look('pixels:\n  rules: []\n')
    expect([code, stderr]).toEqual([3, expect.stringContaining(`${CODES.PIXELS_UNMATCHED} (PIXELS_UNMATCHED)`)])
  })

  it('overwrites nothing, and says so before it looks', async () => {
    put('look.png', Buffer.from('mine'))
    const { code, stderr } = await look(RULE, Buffer.from('no object'))
    expect([code, stderr]).toEqual([1, expect.stringContaining('not overwritten')])
    expect(readFileSync(at('look.png'), 'latin1')).toBe('mine')
  })

  it('says of an archive what it takes', async () => {
    const { code, stderr } = await look(RULE, archive(member('1', object)))
    expect([code, stderr]).toEqual([1, expect.stringContaining('taken out')])
  })
})
