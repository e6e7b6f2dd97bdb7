/**
 * Images with text through the command with --detect-text, judged as somebody would who wants to read them: by Tesseract with other settings and at another size than those by which
 * the text was found. The same judge reads the originals.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GeneratedImage, generateImages } from '../../bench/detection/measure.ts'
import { greyPlanes } from '../../src/detection/grey-plane.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { buildObject, type ElementSpec } from '../support/dicom-builder.ts'
import { readObject } from '../support/dicom-reader.ts'
import { havePeers } from '../support/peers.ts'
import { runSluice } from '../support/run-sluice.ts'

const SEED = 31
const IMAGES = 5
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'
const METHOD_CODES = 0x00120064
const PIXEL_DATA = 0x7fe00010
/** Of how much larger the judge looks at it. */
const SCALE = 2

function objectOf({ image, words, samples }: GeneratedImage): Uint8Array {
  const text = (tag: number, vr: string, value: string): ElementSpec => ({ tag, vr, value })
  const number = (tag: number, ...integers: number[]): ElementSpec => ({ tag, vr: 'US', integers })
  const names = words.filter((word) => /^[A-Z]/.test(word))
  const elements: ElementSpec[] = [
    text(0x00080016, 'UI', SECONDARY_CAPTURE),
    text(0x00080018, 'UI', '1.2.3'),
    text(0x00100010, 'PN', names.join('^')),
    number(0x00280002, image.samplesPerPixel),
    text(0x00280004, 'CS', image.photometricInterpretation),
    ...(image.samplesPerPixel === 3 ? [number(0x00280006, image.planarConfiguration)] : []),
    number(0x00280010, image.rows),
    number(0x00280011, image.columns),
    number(0x00280100, image.bitsAllocated),
    number(0x00280101, image.bitsStored),
    number(0x00280102, image.highBit),
    number(0x00280103, image.pixelRepresentation),
    ...(image.palette === undefined ? [] : [0x00281101, 0x00281102, 0x00281103].map((tag) => number(tag, 256, 0, 16))),
    ...(image.palette ?? []).map((entries, at): ElementSpec => ({ tag: 0x00281201 + at, vr: 'OW', integers: entries })),
    { tag: PIXEL_DATA, vr: image.bitsAllocated === 8 ? 'OB' : 'OW', value: samples },
  ]
  const meta = { start: 'preamble', sopClassUid: SECONDARY_CAPTURE, sopInstanceUid: '1.2.3' } as const
  return buildObject({ encoding: 'explicit-le', meta, elements })
}

/** Letters and digits that the judge reads. */
function readText(samples: Uint8Array, image: FrameImage): string {
  const { rows, columns, light } = greyPlanes(samples, image)[0]!
  const pixels = Buffer.alloc(rows * columns * SCALE * SCALE)
  for (let row = 0; row < rows * SCALE; row++) {
    for (let column = 0; column < columns * SCALE; column++) {
      pixels[row * columns * SCALE + column] =
        light[Math.floor(row / SCALE) * columns + Math.floor(column / SCALE)]! >> 8
    }
  }
  const input = Buffer.concat([Buffer.from(`P5 ${columns * SCALE} ${rows * SCALE} 255\n`), pixels])
  const read = spawnSync('tesseract', ['stdin', 'stdout', '--psm', '11'], { input, maxBuffer: 1 << 24 })
  return read.stdout
    .toString()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase()
}

function plain(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase()
}

describe.skipIf(!havePeers('tesseract', 'pillow'))('sluice --detect-text', () => {
  let folder: string
  const images: GeneratedImage[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'detect-'))
    for await (const image of generateImages('text', IMAGES, SEED, 'sample')) images.push(image)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('leaves no text that another reading of the image finds, where it found that in the original', async () => {
    let readable = 0
    for (const [at, generated] of images.entries()) {
      const [input, output] = [join(folder, `${at}.dcm`), join(folder, `${at}.out.dcm`)]
      writeFileSync(input, objectOf(generated))
      const run = await runSluice([input, '--detect-text', '-o', output, '--quiet'])
      expect([at, run.code, run.stderr]).toEqual([at, 0, ''])
      const { dataSet } = readObject(readFileSync(output), (tag) => tag === METHOD_CODES)
      const before = readText(generated.samples, generated.image)
      const after = readText(dataSet.get(PIXEL_DATA)!.value, generated.image)
      for (const { text } of generated.texts) {
        if (before.includes(plain(text))) readable++
        expect(after).not.toContain(plain(text))
      }
    }
    expect(readable).toBeGreaterThan(IMAGES / 2)
  }, 180_000)

  it('is looked at again by verify --pixels, which finds the text of the original and none in the output', async () => {
    const input = await runSluice(['verify', join(folder, '0.dcm'), '--pixels', '--json'])
    expect(input.code).toBe(4)
    const found = input.stdout
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('{"record":"pixels"'))
    expect(found.length).toBeGreaterThan(0)
    for (const { words } of images.slice(0, 1)) {
      for (const word of words) expect(input.stdout.toString().toLowerCase()).not.toContain(word.toLowerCase())
    }
    const output = await runSluice(['verify', join(folder, '0.out.dcm'), '--pixels', '--json'])
    expect(output.stdout.toString()).not.toContain('"record":"pixels"')
    expect(output.code).toBe(0)
  }, 60_000)

  it('is not clean to verify --pixels where its frames cannot be looked at', async () => {
    const object = readFileSync(join(folder, '0.out.dcm'))
    const rowsAt = object.indexOf(Buffer.from('28001000555302', 'hex'))
    expect(rowsAt).toBeGreaterThan(0)
    object.writeUInt16LE(0xffff, rowsAt + 8)
    const path = join(folder, 'unreadable.dcm')
    writeFileSync(path, object)
    const { code, stdout } = await runSluice(['verify', path, '--pixels'])
    expect(stdout.toString()).toContain('1 entries could not be looked at')
    expect(code).toBe(1)
  }, 60_000)

  it('shows what would be blanked as a picture that only its owner may read', async () => {
    const picture = join(folder, 'look.png')
    const run = await runSluice(['pixels', join(folder, '0.dcm'), '--detect-text', '-o', picture])
    expect(run.code).toBe(0)
    expect(statSync(picture).mode & 0o777).toBe(0o600)
    expect(readFileSync(picture).toString('latin1', 1, 4)).toBe('PNG')
    expect(run.stderr).toContain('keep it where the input is kept')
  }, 60_000)
})
