/** Where the command reads into memory of the engine's own, pixels are blanked where they lie. What has to be done with the originals was done before, and nobody else's memory is written to. */

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { nativeObject } from '../../support/image-objects.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { KEY } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member, readWithTarStream } from '../../support/tar-builder.ts'

const { at, put } = useScratch('key')

const ROWS = 600
const COLUMNS = 512
const PROFILE = { pixels: { rules: [{ when: { Rows: ROWS }, blank: [10, 0, 100, 599] }] } } as const

/** Longer than what is read at a time, with bits beside those stored in every sample. */
function imageObject(seed: number): Buffer {
  const samples = new Uint8Array(ROWS * COLUMNS * 2).map((_, byte) => (byte * 7 + (byte >> 9) * seed) | 0x10)
  const depth = { bitsAllocated: 16, bitsStored: 12, highBit: 11, pixelRepresentation: 0 } as const
  const kind = { samplesPerPixel: 1, photometricInterpretation: 'MONOCHROME2', planarConfiguration: 0 } as const
  return nativeObject({ rows: ROWS, columns: COLUMNS, ...depth, ...kind }, samples)
}

/** Broken behind its pixels: an element that is cut short. */
const CUT_SHORT = Buffer.from('fcfffcff4f4200000010000001020304', 'hex')
const OBJECTS = [imageObject(3), Buffer.concat([imageObject(5), CUT_SHORT]), imageObject(11)]
const INPUT = archive(...OBJECTS.map((object, index) => member(`${index}.dcm`, object)))

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The samples of an image, which end its object. */
const samplesOf = (object: Buffer): Buffer => object.subarray(-2 * ROWS * COLUMNS)

/** What has to become of the samples: 12 bits each, and zeros in the area. */
function treated(samples: Buffer): Buffer {
  const wanted = Buffer.from(samples)
  for (let word = 0; word < ROWS * COLUMNS; word++) {
    const isBlack = word % COLUMNS >= 10 && word % COLUMNS < 110 && word < 599 * COLUMNS
    wanted.writeUInt16LE(isBlack ? 0 : wanted.readUInt16LE(2 * word) & 0xfff, 2 * word)
  }
  return wanted
}

async function run(input: string, output: string, ...more: readonly string[]): Promise<Buffer> {
  const argv = [at(input), '-o', at(output), '--key-file', at('key'), '--profile', at('profile.json'), '--quiet']
  const { code, stderr } = await runSluice([...argv, ...more])
  expect(`${code} ${stderr}`).toBe('3 ')
  return readFileSync(at(output))
}

describe('pixels that are blanked where they lie', () => {
  beforeEach(() => {
    put('in.tar', INPUT)
    put('profile.json', Buffer.from(JSON.stringify(PROFILE)))
  })

  it('are those of copies, with originals in the quarantine and digests of the input in the report', async () => {
    const output = await run('in.tar', 'out.tar', '--quarantine', at('kept.tar'), '--report', at('r'), '--digests')
    const bodies = (await readWithTarStream(output)).map(({ body }) => body)
    for (const [body, object] of [
      [bodies[0]!, OBJECTS[0]!],
      [bodies.at(-1)!, OBJECTS[2]!],
    ] as const) {
      expect(samplesOf(body).equals(treated(samplesOf(object)))).toBe(true)
    }
    const kept = await readWithTarStream(readFileSync(at('kept.tar')))
    expect(kept.map(({ body }) => sha256(body))).toEqual([sha256(OBJECTS[1]!)])
    const records = readFileSync(at('r'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const entries = records.filter(({ record }) => record === 'entry')
    expect(entries.map(({ disposition }) => disposition)).toEqual(['deidentified', 'broken', 'deidentified'])
    expect(entries.map(({ digestIn }) => digestIn)).toEqual(OBJECTS.map(sha256))
    expect(entries[0].digestOut).toBe(sha256(bodies[0]!))
  })

  it('are the same from a folder, looked at again, and from the library, which never writes to a chunk', async () => {
    const output = await run('in.tar', 'out.tar')
    expect((await run('in.tar', 'verified.tar', '--verify')).equals(output)).toBe(true)
    mkdirSync(at('folder'))
    for (const [index, object] of OBJECTS.entries()) put(`folder/${index}.dcm`, object)
    expect((await run('folder', 'folder.tar')).equals(output)).toBe(true)
    const deidentifier = await createDeidentifier({ profile: PROFILE, key: Buffer.from(KEY, 'hex') })
    const transform = deidentifier.tar()
    const parts: Buffer[] = []
    transform.on('data', (part: Buffer) => parts.push(part))
    const given = Buffer.from(INPUT)
    for (let from = 0; from < given.length; from += 300_001) transform.write(given.subarray(from, from + 300_001))
    transform.end()
    await new Promise((resolve, reject) => transform.on('end', resolve).on('error', reject))
    expect(Buffer.concat(parts).equals(output)).toBe(true)
    expect(given.equals(INPUT)).toBe(true)
  })
})
