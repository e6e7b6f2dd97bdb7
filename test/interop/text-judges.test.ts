/**
 * Images with known text, of all depths, colours, encodings and transfer syntaxes that can be blanked, go through the command: once with a rule that blanks the place, once with --detect-text. DCMTK
 * and GDCM show what comes out, and programs that the package does not use read it. They read the text in the originals.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { frameImage } from '../support/frame-images.ts'
import { codestreamOf, encapsulatedObject, nativeObject } from '../support/image-objects.ts'
import { convert, havePeers, mapInParallel, PYTHON } from '../support/peers.ts'
import { runSluice } from '../support/run-sluice.ts'
import { isLegible, TEXT_JUDGES } from '../support/text-judges.ts'
import { nativeTextObject, TEXT_OBJECTS, type TextObject, textSamples } from '../support/text-objects.ts'

const GENERATOR = join(import.meta.dirname, 'text_pictures.py')
const JPEG_2000 = '1.2.840.10008.1.2.4.90'

interface Picture {
  readonly name: string
  readonly rows: number
  readonly columns: number
  readonly texts: readonly string[]
  readonly light: Uint8Array
}

function drawPictures(): ReadonlyMap<string, Picture> {
  const drawn = execFileSync(PYTHON, [GENERATOR])
  const pictures = new Map<string, Picture>()
  for (let at = 0; at < drawn.length; ) {
    const end = drawn.indexOf(10, at)
    const facts = JSON.parse(drawn.subarray(at, end).toString()) as Omit<Picture, 'light'>
    at = end + 1 + facts.rows * facts.columns
    pictures.set(facts.name, { ...facts, light: drawn.subarray(end + 1, at) })
  }
  return pictures
}

/** Pictures of all frames, as DCMTK shows them. What it has no decoder for is made native before. */
async function show(object: TextObject, image: FrameImage, path: string, folder: string): Promise<string[]> {
  mkdirSync(folder)
  const prepared = join(folder, 'prepared.dcm')
  let from = path
  if (object.name.startsWith('htj2k')) {
    // To GDCM's OpenJPEG it is JPEG 2000 all the same.
    from = join(folder, 'renamed.dcm')
    writeFileSync(from, encapsulatedObject(image, JPEG_2000, codestreamOf(readFileSync(path))))
  }
  if (object.name.startsWith('htj2k') || object.name.startsWith('jpeg-2000')) {
    expect(await convert('gdcmconv', '--raw', from, prepared), object.name).toBe(true)
    from = prepared
  } else if (object.name === 'encapsulated') {
    writeFileSync(prepared, nativeObject(image, codestreamOf(readFileSync(path))))
    from = prepared
  }
  const program = object.name.startsWith('jpeg-ls') ? 'dcml2pnm' : 'dcmj2pnm'
  const shown = join(folder, 'frame')
  expect(await convert(program, '+Wm', '--all-frames', '--write-raw-pnm', from, shown), object.name).toBe(true)
  const names = readdirSync(folder).filter((name) => name.startsWith('frame'))
  expect(names).toHaveLength(object.frames ?? 1)
  return names.map((name) => join(folder, name))
}

describe.skipIf(!havePeers('ocrad', 'gocr', 'tesseract', 'pillow', 'dcmcjpeg', 'gdcmconv'))('text in images', () => {
  let folder: string
  let pictures: ReadonlyMap<string, Picture>
  const at = (...names: string[]): string => join(folder, ...names)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'text-judges-'))
    for (const name of ['input', 'native', 'shown']) mkdirSync(at(name))
    pictures = drawPictures()
    await mapInParallel(TEXT_OBJECTS, async (object) => {
      const { name, encode } = object
      const image = imageOf(object)
      const samples = textSamples(pictures.get(object.picture)!.light, image, object.frames ?? 1)
      const made = typeof encode === 'function' ? encode(samples, image) : nativeTextObject(object, image, samples)
      const isEncoded = encode !== undefined && typeof encode !== 'function'
      writeFileSync(at(isEncoded ? 'native' : 'input', `${name}.dcm`), made)
      if (!isEncoded) return
      const [program, ...options] = encode
      expect(await convert(program, ...options, at('native', `${name}.dcm`), at('input', `${name}.dcm`)), name).toBe(
        true,
      )
    })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function imageOf({ picture, facts }: TextObject): FrameImage {
    const { rows, columns } = pictures.get(picture)!
    return frameImage(rows, columns, facts)
  }

  /** Of each object, which of its texts which judge can tell. */
  async function legibleIn(where: string, objects = TEXT_OBJECTS): Promise<string[]> {
    mkdirSync(at('shown', where))
    const found = await mapInParallel(objects, async (object) => {
      const shown = await show(
        object,
        imageOf(object),
        at(where, `${object.name}.dcm`),
        at('shown', where, object.name),
      )
      const { texts } = pictures.get(object.picture)!
      return Object.entries(TEXT_JUDGES).flatMap(([judge, read]) => {
        const all = shown.map(read).join('\n')
        return texts.filter((text) => isLegible(text, all)).map((text) => `${judge} ${object.name}: ${text}`)
      })
    })
    return found.flat()
  }

  const texts = (): number => TEXT_OBJECTS.reduce((sum, { picture }) => sum + pictures.get(picture)!.texts.length, 0)

  it('is read by two programs in what goes in', async () => {
    const legible = await legibleIn('input')
    for (const judge of Object.keys(TEXT_JUDGES)) {
      expect(legible.filter((line) => line.startsWith(judge)).length / texts(), judge).toBeGreaterThan(0.9)
      for (const { name } of TEXT_OBJECTS)
        expect(
          legible.some((line) => line.startsWith(`${judge} ${name}: `)),
          name,
        ).toBe(true)
    }
  })

  /** Sends the objects through the command, and answers with what of their texts can still be told. */
  async function legibleAfter(
    name: string,
    objects: readonly TextObject[],
    pixels: string,
    ...options: readonly string[]
  ): Promise<string[]> {
    writeFileSync(at(`${name}.yaml`), `extends: basic\n${pixels}`)
    const members = objects.map((object) => `${object.name}.dcm`)
    execFileSync('tar', ['-cf', at(`${name}.in.tar`), '-C', at('input'), ...members])
    const [input, output] = [at(`${name}.in.tar`), at(`${name}.tar`)]
    const names = ['--names', 'keep']
    const run = await runSluice([
      input,
      '--profile',
      at(`${name}.yaml`),
      ...options,
      ...names,
      '--jobs',
      '2',
      '-o',
      output,
    ])
    expect(run.code, run.stderr).toBe(0)
    mkdirSync(at(name))
    execFileSync('tar', ['-xf', output, '-C', at(name)])
    return await legibleIn(name, objects)
  }

  it('is read by none of them where a rule blanks', async () => {
    const rule = 'pixels:\n  rules:\n    - when: { Modality: [OT, US] }\n      blank: [0, 0, 320, 120]\n'
    expect(await legibleAfter('ruled', TEXT_OBJECTS, rule)).toEqual([])
  })

  it('is read by none of them where it was detected', async () => {
    const objects = TEXT_OBJECTS.filter(({ isLikeAnother }) => isLikeAnother !== true)
    expect(
      await legibleAfter('detected', objects, 'pixels:\n  unmatched: pass\n  rules: []\n', '--detect-text'),
    ).toEqual([])
  }, 120_000)
})
