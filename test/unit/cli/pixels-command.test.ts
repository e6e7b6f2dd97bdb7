import { readFileSync, statSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { CODES } from '../../../src/errors.ts'
import { frameImage } from '../../support/frame-images.ts'
import { nativeObject } from '../../support/image-objects.ts'
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

describe('sluice pixels', () => {
  it('draws an image in its colours, before and after', async () => {
    const { code, stderr } = await look(RULE)
    expect(code).toBe(0)
    expect(stderr).toContain('frame 1 of 1: rule 1: 1 area\n')
    const png = readFileSync(at('look.png'))
    const columns = png.readUInt32BE(16)
    expect([columns, png.readUInt32BE(20)]).toEqual([108, 30])
    const data = png.indexOf('IDAT')
    const lines = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)))
    const pixel = (x: number, y: number): number[] => [
      ...lines.subarray(y * (columns * 3 + 1) + 1 + 3 * x).subarray(0, 3),
    ]
    expect([pixel(5, 5), pixel(5, 20), pixel(58 + 5, 5), pixel(58 + 5, 20)]).toEqual([GREEN, GREEN, [0, 0, 0], GREEN])
    expect(statSync(at('look.png')).mode & 0o777).toBe(0o600)
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
