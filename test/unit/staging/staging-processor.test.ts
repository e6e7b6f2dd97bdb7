import { describe, expect, it } from 'vitest'
import type { ObjectResult } from '../../../src/engine/contract.ts'
import { SluiceError } from '../../../src/errors.ts'
import { limits } from '../../../src/limits.ts'
import type { Stage } from '../../../src/staging/stage.ts'
import { ENCODING_EXPLICIT_LE } from '../../../src/wasm/seam.ts'
import { CHUNK_SIZES, chunksOf, whole } from '../../support/chunkings.ts'
import { buildElement, buildObject, type DataSetEncodingName, type ElementSpec } from '../../support/dicom-builder.ts'
import { readObject, textOf } from '../../support/dicom-reader.ts'
import { identityElements, pixelElements, textElement as text } from '../../support/image-head.ts'
import { type Pixels, runStaged, StagedRunner, type StagedTerms } from '../../support/staged-run.ts'

const US = '1.2.840.10008.5.1.4.1.1.6.1'
const METHOD = 0x00120063
const METHOD_CODES = 0x00120064
const BURNED_IN_ANNOTATION = 0x00280301
const PIXEL_DATA = 0x7fe00010
const ROWS = 4
const COLUMNS = 6
const RLE = '1.2.840.10008.1.2.5'

const HEAD = { sopClassUid: US, modality: 'US', rows: ROWS, columns: COLUMNS }
const NATIVE: ElementSpec = { tag: PIXEL_DATA, vr: 'OB', value: new Uint8Array(ROWS * COLUMNS).fill(0x77) }
const FRAGMENTS: ElementSpec = { tag: PIXEL_DATA, vr: 'OB', fragments: [new Uint8Array(0), new Uint8Array(80).fill(1)] }

interface Image {
  readonly encoding?: DataSetEncodingName
  readonly transferSyntaxUid?: string
  readonly pixels?: ElementSpec
  readonly more?: readonly ElementSpec[]
}

/** An ultrasound image of 4 x 6 pixels, all 77H. `more` takes the place of elements of the same tag. */
function ultrasound({
  encoding = 'explicit-le',
  transferSyntaxUid,
  pixels = NATIVE,
  more = [],
}: Image = {}): Uint8Array {
  const usual: ElementSpec[] = [
    ...identityElements({ ...HEAD, manufacturer: 'Example Medical' }),
    ...pixelElements(HEAD),
    text(BURNED_IN_ANNOTATION, 'CS', 'YES'),
  ]
  const replaced = new Set(more.map(({ tag }) => tag))
  const head = [...usual.filter(({ tag }) => !replaced.has(tag)), ...more].toSorted((a, b) => a.tag - b.tag)
  const meta = {
    start: 'preamble',
    sopClassUid: US,
    sopInstanceUid: '1.2.3',
    ...(transferSyntaxUid && { transferSyntaxUid }),
  } as const
  return buildObject({ encoding, meta, elements: [...head, pixels] })
}

const BLANKING = { when: { Manufacturer: 'example' }, blank: [0, 0, 6, 2] } satisfies NonNullable<Pixels['rules']>
const BLANK: Pixels = { rules: [BLANKING] }
const OTHERS: Pixels = { unmatched: 'pass', rules: [{ when: { Manufacturer: 'another' }, blank: [0, 0, 6, 2] }] }

interface Claims {
  readonly codes: string[]
  readonly method: string
  readonly burnedIn: string | undefined
}

function claimsOf(bytes: Uint8Array): Claims {
  const { dataSet } = readObject(bytes, (tag) => tag === METHOD_CODES)
  const annotation = dataSet.get(BURNED_IN_ANNOTATION)
  return {
    codes: dataSet.get(METHOD_CODES)!.items!.map((item) => textOf(item.get(0x00080100)!)),
    method: textOf(dataSet.get(METHOD)!),
    burnedIn: annotation && textOf(annotation),
  }
}

/** The rows of the image in hexadecimal. */
function rowsOf(bytes: Uint8Array): string[] {
  const value = readObject(bytes, (tag) => tag === METHOD_CODES).dataSet.get(PIXEL_DATA)!.value
  return Array.from({ length: ROWS }, (_, row) => value.toString('hex', row * COLUMNS, (row + 1) * COLUMNS))
}

const BLANKED_ROWS = ['000000000000', '000000000000', '777777777777', '777777777777']

/** Puts the spooled object through as it is, and says that it blanked. */
const untouched: Stage = ({ spool, verdict }) => ({
  sizeBytes: spool.sizeBytes,
  write: (take) => take(spool.read(0, spool.sizeBytes)),
  treatment: { outcome: 'blanked', rules: verdict.rules, rectangles: 1, method: 'rle' },
  close: () => {},
})

describe('an object whose areas are blanked', () => {
  it.each(['explicit-le', 'implicit-le', 'explicit-be', 'deflated'] as const)('says so, in %s', (encoding) => {
    const { result, bytes } = runStaged(BLANK, ultrasound({ encoding }))
    expect(result.disposition).toBe('deidentified')
    expect(rowsOf(bytes)).toEqual(BLANKED_ROWS)
    expect(claimsOf(bytes)).toEqual({
      codes: ['113100', '113101'],
      method: 'DICOM PS3.15 2026d Basic Profile\\Clean Pixel Data Option',
      burnedIn: 'NO',
    })
    expect(result.pixels).toEqual({ outcome: 'blanked', rules: [1], rectangles: 1, method: 'native' })
  })

  it('says nothing where objects are to say nothing', () => {
    const { bytes } = runStaged(BLANK, ultrasound(), { attest: false })
    expect(rowsOf(bytes)).toEqual(BLANKED_ROWS)
    expect(bytes.includes('113101')).toBe(false)
    expect(readObject(bytes, () => false).dataSet.has(METHOD)).toBe(false)
  })
})

describe('an object that passes untreated', () => {
  it('does not say that its pixels were cleaned, and keeps what its creator said of them', () => {
    const { result, bytes } = runStaged(OTHERS, ultrasound())
    expect(rowsOf(bytes)).toEqual(Array(ROWS).fill('777777777777'))
    expect(claimsOf(bytes)).toEqual({
      codes: ['113100'],
      method: 'DICOM PS3.15 2026d Basic Profile',
      burnedIn: 'YES',
    })
    expect(result.pixels).toEqual({ outcome: 'passed', rules: [], rectangles: 0 })
  })

  it('costs no second engine', () => {
    const runner = new StagedRunner(OTHERS)
    expect(runner.opened).toEqual([])
    runner.run(ultrasound())
    runner.run(ultrasound())
    expect(runner.opened).toEqual(['plain'])
  })

  it('has no record of pixels where it has none', () => {
    const object = buildObject({
      encoding: 'explicit-le',
      elements: [text(0x00080016, 'UI', US), text(0x00080060, 'CS', 'US')],
    })
    const { result } = runStaged(BLANK, object)
    expect(result.disposition).toBe('deidentified')
    expect(result.pixels).toBeUndefined()
  })
})

describe('an object that is withheld for its pixels', () => {
  it('tells by which rule', () => {
    const rules: Pixels = { rules: [BLANKING, { when: { Modality: 'US' }, withhold: true }] }
    const { result, bytes } = runStaged(rules, ultrasound())
    expect(result).toMatchObject({
      disposition: 'withheld',
      code: 'PIXELS_WITHHELD',
      pixels: { outcome: 'withheld', rules: [1, 2], rectangles: 0 },
    })
    expect(bytes).toHaveLength(0)
  })
})

describe('an object that is held whole', () => {
  // The private element goes, and leaves room for what the object has to say.
  const more = [{ tag: 0x00091001, vr: 'UN', value: new Uint8Array(600) }]
  const compressed = ultrasound({ pixels: FRAGMENTS, transferSyntaxUid: RLE, more })

  it('is withheld with the code of what treats it', () => {
    const stage: Stage = () => {
      throw new SluiceError('CODESTREAM_INVALID', { offsetBytes: 7, tag: PIXEL_DATA })
    }
    const { result, bytes } = runStaged(BLANK, compressed, { stage })
    expect(result).toEqual({
      disposition: 'withheld',
      code: 'CODESTREAM_INVALID',
      offsetBytes: 7,
      tag: PIXEL_DATA,
      transferSyntaxUid: RLE,
      sopClassUid: US,
      inputBytes: compressed.length,
      outputBytes: 0,
      counts: { elements: 0, actions: {}, categories: {}, origins: {}, tallies: {} },
      pixels: { outcome: 'withheld', rules: [1], rectangles: 0 },
    } satisfies ObjectResult)
    expect(bytes).toHaveLength(0)
  })

  it.each(['exact', 'same-size', 'stream'] as const)('goes on rewritten and says so, with %s framing', (framing) => {
    const { result, bytes, committedBytes } = runStaged(BLANK, compressed, { stage: untouched, framing })
    expect(result).toMatchObject({
      disposition: 'deidentified',
      inputBytes: compressed.length,
      outputBytes: bytes.length,
      pixels: { outcome: 'blanked', method: 'rle' },
    })
    expect(committedBytes).toBe(framing === 'stream' ? undefined : bytes.length)
    if (framing === 'same-size') expect(bytes).toHaveLength(compressed.length)
    expect(bytes.includes('113101')).toBe(true)
    expect(
      bytes.includes(Buffer.from(buildElement(text(BURNED_IN_ANNOTATION, 'CS', 'NO'), ENCODING_EXPLICIT_LE))),
    ).toBe(true)
  })

  it.each<[string, ElementSpec]>([
    ['in fragments', FRAGMENTS],
    ['that is native', NATIVE],
  ])('does not go on with another image behind it, %s', (_, behind) => {
    const object = Buffer.concat([compressed, buildElement(behind, ENCODING_EXPLICIT_LE)])
    const { result, bytes } = runStaged(BLANK, object, { stage: untouched })
    expect(result).toMatchObject({ disposition: 'broken', code: 'PIXELS_CONTRADICTORY' })
    expect(result.pixels).toBeUndefined()
    expect(bytes.includes(Buffer.alloc(20, 0x77))).toBe(false)
  })

  it('ends the run where the disk fails', () => {
    const stage: Stage = () => {
      throw new SluiceError('IO')
    }
    expect(() => runStaged(BLANK, compressed, { stage })).toThrow('IO')
  })

  it('is withheld where it is longer than limits.stagedObjectBytes, before a byte is held', () => {
    const runner = new StagedRunner(BLANK, { stage: untouched })
    const result = runner.runAnnounced(compressed, limits.stagedObjectBytes + 1)
    expect(result).toMatchObject({ disposition: 'withheld', code: 'STAGED_TOO_LARGE' })
  })
})

describe('a head', () => {
  const padded = (bytes: number): Uint8Array => {
    const more = [{ tag: 0x00091001, vr: 'UN', value: new Uint8Array(bytes) }]
    return ultrasound({ more })
  }
  const headBytes = (object: Uint8Array): number => object.length - ROWS * COLUMNS
  const filler = limits.stagedHeadBytes - headBytes(padded(0))

  it('is looked at up to limits.stagedHeadBytes', () => {
    const object = padded(filler)
    const { result, bytes } = runStaged(BLANK, object, { chunking: chunksOf(1_000_000) })
    expect(result.disposition).toBe('deidentified')
    expect(rowsOf(bytes)).toEqual(BLANKED_ROWS)
  })

  it.each<[string, Pixels, Partial<ObjectResult>]>([
    ['is withheld where its pixels are to be treated', BLANK, { disposition: 'withheld', code: 'PIXELS_UNSURE' }],
    ['passes where they are not', OTHERS, { disposition: 'deidentified' }],
  ])('that is longer %s', (_, pixels, expected) => {
    const object = padded(filler + 2)
    const { result, bytes } = runStaged(pixels, object, { chunking: chunksOf(1_000_000) })
    expect(result).toMatchObject(expected)
    expect(bytes.includes('113101')).toBe(false)
  })
})

describe('an image that is longer than what the core is given', () => {
  const rows = 300
  const columns = 200
  const object = buildObject({
    encoding: 'explicit-le',
    meta: { start: 'preamble', sopClassUid: US, sopInstanceUid: '1.2.3' },
    elements: [
      ...identityElements({ ...HEAD, manufacturer: 'Example' }),
      ...pixelElements({ rows, columns }),
      { tag: PIXEL_DATA, vr: 'OB', value: new Uint8Array(rows * columns).fill(0x77) },
    ],
  })
  const runner = new StagedRunner({ rules: [{ when: { Manufacturer: 'example' }, blank: [3, 0, 100, 280] }] })

  it.each([517, 16_384, 40_000, 500_000])(
    'is blanked in copies, and where the processor may, in its place: %i',
    (size) => {
      const chunking = chunksOf(size)
      const { bytes, result } = runner.run(object, { chunking })
      expect(result.disposition).toBe('deidentified')
      const expected = new Uint8Array(rows * columns).map((_, pixel) => {
        const [x, y] = [pixel % columns, Math.floor(pixel / columns)]
        return x >= 3 && x < 103 && y < 280 ? 0 : 0x77
      })
      expect(Buffer.from(expected).equals(bytes.subarray(-rows * columns))).toBe(true)
      const reading = new StagedRunner({ rules: [{ when: { Manufacturer: 'example' }, blank: [3, 0, 100, 280] }] })
      expect(reading.run(object, { chunking, isInputMemory: true }).bytes.equals(bytes)).toBe(true)
    },
  )
})

describe('the size of chunks', () => {
  const terms: [string, Pixels, Image, StagedTerms][] = [
    ['blanked in passing', BLANK, {}, {}],
    ['deflated', BLANK, { encoding: 'deflated' }, {}],
    ['passed on', OTHERS, {}, {}],
    ['held', BLANK, { pixels: FRAGMENTS, transferSyntaxUid: RLE }, { stage: untouched }],
  ]
  it.each(terms)('changes nothing of what is %s', (_, pixels, image, more) => {
    const object = ultrasound(image)
    const expected = runStaged(pixels, object, { ...more, chunking: whole })
    const runner = new StagedRunner(pixels, more)
    for (const size of CHUNK_SIZES) expect(runner.run(object, { chunking: chunksOf(size) })).toEqual(expected)
    const reading = new StagedRunner(pixels, more)
    for (const size of CHUNK_SIZES) {
      expect(reading.run(object, { chunking: chunksOf(size), isInputMemory: true })).toEqual(expected)
    }
  })
})
