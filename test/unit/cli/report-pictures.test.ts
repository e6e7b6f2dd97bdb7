import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/limits.ts'
import { encapsulatedObject } from '../../support/encapsulated-object.ts'
import { frameImage } from '../../support/frame-images.ts'
import { nativeObject } from '../../support/image-objects.ts'
import { runSluice, type SluiceRun } from '../../support/run-sluice.ts'
import { goodObject } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member } from '../../support/tar-builder.ts'

const { at, put } = useScratch('nothing')

const COLOUR = frameImage(300, 500, { samplesPerPixel: 3, photometricInterpretation: 'RGB' })
const GREEN = [20, 220, 40]
/** The upper half becomes black. */
const PROFILE = `extends: basic
pixels:
  rules:
    - when: { Rows: 300 }
      blank: [0, 0, 500, 150]
    - when: { Rows: 40 }
      blank: [0, 0, 10, 10]
  unmatched: pass
`
const colourObject = nativeObject(
  COLOUR,
  Uint8Array.from({ length: 300 * 500 * 3 }, (_, index) => GREEN[index % 3]!),
)
const smallImage = frameImage(40, 60)
const smallObject = nativeObject(smallImage, new Uint8Array(40 * 60).fill(200))
const frames = encapsulatedObject({
  transferSyntaxUid: '1.2.840.10008.1.2.1',
  image: smallImage,
  numberOfFrames: 3,
  fragments: [],
  samples: new Uint8Array(3 * 40 * 60).fill(90),
})

/** Group and element of Specific Character Set, and a length that is not there: no object. */
const note = Buffer.from('\x08\0\x05\0\x01\x01\x0f\0a note that a site keeps beside its images')
/** With a private element, whose place is taken by what the object says of its de-identification where its size is to stay. */
function roomy(object: Buffer): Buffer {
  const pixelDataAt = object.indexOf(Buffer.from('e07f1000', 'hex'))
  const room = Buffer.concat([Buffer.from('290000104f42000000040000', 'hex'), Buffer.alloc(1024)])
  return Buffer.concat([object.subarray(0, pixelDataAt), room, object.subarray(pixelDataAt)])
}

async function run(...objects: readonly Uint8Array[]): Promise<void> {
  await runWith([], ...objects)
}

async function runWith(options: readonly string[], ...objects: readonly Uint8Array[]): Promise<void> {
  put('in.tar', archive(...objects.map((object, index) => member(`${index}`, Buffer.from(object)))))
  put('site.yaml', Buffer.from(PROFILE))
  const files = ['--profile', at('site.yaml'), '-o', at('out.tar'), '--report', at('r.jsonl')]
  await runSluice([at('in.tar'), ...files, ...options])
}

async function pageWith(...more: readonly string[]): Promise<SluiceRun> {
  return await runSluice(['report', at('r.jsonl'), '-o', at('r.html'), ...more])
}

interface Shown {
  readonly rows: number
  readonly columns: number
  pixel(x: number, y: number): number[]
}

/** The pictures of the page, decoded. */
function picturesIn(page: string): Shown[] {
  return [...page.matchAll(/<img src="data:image\/png;base64,([^"]+)"/g)].map(([, text]) => {
    const png = Buffer.from(text!, 'base64')
    const [columns, rows] = [png.readUInt32BE(16), png.readUInt32BE(20)]
    const data = png.indexOf('IDAT')
    const lines = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)))
    const pixel = (x: number, y: number): number[] => [
      ...lines.subarray(y * (columns * 3 + 1) + 1 + 3 * x).subarray(0, 3),
    ]
    return { rows, columns, pixel }
  })
}

describe('the page of a report', () => {
  it('has no pictures, and allows none, unless they are asked for', async () => {
    await run(colourObject)
    expect((await pageWith()).code).toBe(0)
    const page = readFileSync(at('r.html'), 'utf8')
    expect(page).not.toContain('<img')
    expect(page).not.toContain('img-src')
    expect(page).toContain('no value of any object')
  })

  it('shows treated objects of the output, small and in their colours, warns, and is its owner’s alone', async () => {
    await run(goodObject(), colourObject, frames)
    const { code, stderr } = await pageWith('--pictures', at('out.tar'))
    expect([code, stderr]).toEqual([0, ''])
    const page = readFileSync(at('r.html'), 'utf8')
    const [first, second, ...others] = picturesIn(page)
    expect(others).toEqual([])
    expect([first!.columns, first!.rows]).toEqual([166, 100])
    expect(500 / 3).toBeLessThan(limits.shownPicturePixels)
    expect(500 / 2).toBeGreaterThan(limits.shownPicturePixels)
    expect([first!.pixel(80, 10), first!.pixel(80, 90)]).toEqual([[0, 0, 0], GREEN])
    expect([second!.columns, second!.rows]).toEqual([60, 40])
    expect(page).toContain('<b>Entry 1</b> 1 area blanked')
    expect(page).toContain('frame 1 of 3')
    expect(page.indexOf('they can identify')).toBeLessThan(page.indexOf('class="figures"'))
    expect(page).toContain('<strong>These pictures can identify.</strong>')
    expect(page).not.toContain('no value of any object')
    expect(page).toContain('img-src data:;')
    expect(statSync(at('r.html')).mode & 0o777).toBe(0o600)
  })

  it('shows no more than limits.shownPictures, from the first to the last', async () => {
    const objects = limits.shownPictures + 9
    await run(...Array.from({ length: objects }, () => smallObject))
    await pageWith('--pictures', at('out.tar'))
    const page = readFileSync(at('r.html'), 'utf8')
    expect(picturesIn(page)).toHaveLength(limits.shownPictures)
    expect(page).toContain(`${limits.shownPictures} of ${objects}, at even distances`)
    expect(page).toContain('<b>Entry 0</b>')
    expect(page).toContain(`<b>Entry ${objects - 1}</b>`)
  })

  it('refuses another output than that of the run, and one that was cut', async () => {
    await run(smallObject, smallObject)
    for (const other of [at('in.tar'), at('short.tar'), at('one.tar')]) {
      writeFileSync(at('short.tar'), readFileSync(at('out.tar')).subarray(0, 4000))
      writeFileSync(at('one.tar'), archive(member('0', smallObject)))
      const { code, stderr } = await pageWith('--pictures', other)
      expect([code, stderr]).toEqual([2, expect.stringContaining('not the output of the run')])
    }
  })

  it('has the pictures behind an object that broke off', async () => {
    // What is wrong stands behind more than the window holds.
    const long = nativeObject(frameImage(3000, 3000), new Uint8Array(9_000_000))
    const overrun = [0xe1, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xf0, 0xff, 0, 0, 0, 0]
    await run(smallObject, Buffer.concat([long, Buffer.from(overrun)]), colourObject)
    expect(readFileSync(at('r.jsonl'), 'utf8')).toContain('"disposition":"broken"')
    const { code, stderr } = await pageWith('--pictures', at('out.tar'))
    expect([code, stderr]).toEqual([0, ''])
    const pictures = picturesIn(readFileSync(at('r.html'), 'utf8'))
    expect(pictures.map(({ columns }) => columns)).toEqual([60, 166])
  })

  it.each([
    ['with what the run kept', ['--non-dicom', 'keep']],
    ['where every entry keeps its place', ['--non-dicom', 'keep', '--same-size']],
    ['with an operating procedure', ['--non-dicom', 'keep', '--embed-sop']],
  ])('has the pictures behind what begins as an object and is none, %s', async (_, options) => {
    const cut = colourObject.subarray(0, 2000)
    await runWith(options, Buffer.from('kept as well'), note, cut, roomy(smallObject), note, roomy(colourObject))
    expect(readFileSync(at('out.tar')).includes(note)).toBe(true)
    const { code, stderr } = await pageWith('--pictures', at('out.tar'))
    expect([code, stderr]).toEqual([0, ''])
    const page = readFileSync(at('r.html'), 'utf8')
    expect(picturesIn(page).map(({ columns }) => columns)).toEqual([60, 166])
    expect(page).toContain('<b>Entry 3</b>')
    expect(page).toContain('<b>Entry 5</b>')
  })

  it.each(['--check', '--json'])('is what pictures are for, not %s', async (option) => {
    await run(smallObject)
    const { code, stderr } = await runSluice(['report', at('r.jsonl'), option, '--pictures', at('out.tar')])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--pictures are for the page')])
  })
})
