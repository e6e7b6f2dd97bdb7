import { expect, it } from 'vitest'
import type { Encoding } from '../../../src/dicom/guess-encoding.ts'
import { limits } from '../../../src/limits.ts'
import { readShownObject } from '../../../src/staging/shown-object.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE } from '../../../src/wasm/seam.ts'
import { buildElements, type ElementSpec } from '../../support/dicom-builder.ts'

function dataSet(encoding: Encoding, ...elements: readonly ElementSpec[]): Uint8Array {
  return buildElements(elements, encoding)
}

it('knows names, numbers and dates, and no word of what identifies nobody', () => {
  const { words } = readShownObject(
    dataSet(
      ENCODING_EXPLICIT_LE,
      { tag: 0x00080060, vr: 'CS', value: 'MONOSPACE' },
      { tag: 0x00100010, vr: 'PN', value: 'LINDQVIST^CARLA' },
      { tag: 0x00100020, vr: 'LO', value: 'AB4711983' },
    ),
    ENCODING_EXPLICIT_LE,
  )
  const compact = words.map((word) => word.compact)
  expect(compact).toEqual(expect.arrayContaining(['lindqvist', 'carla', 'ab4711983']))
  expect(compact).not.toContain('monospace')
})

it('gives each window once, in stored values', () => {
  const elements: ElementSpec[] = [
    { tag: 0x00281050, vr: 'DS', value: '40\\400\\40\\7' },
    { tag: 0x00281051, vr: 'DS', value: '400\\2000\\400' },
    { tag: 0x00281052, vr: 'DS', value: '-1024' },
    { tag: 0x00281053, vr: 'DS', value: '2' },
  ]
  expect(readShownObject(dataSet(ENCODING_EXPLICIT_LE, ...elements), ENCODING_EXPLICIT_LE).windows).toEqual([
    { darkest: 432, lightest: 632 },
    { darkest: 212, lightest: 1212 },
  ])
  const broken: ElementSpec[] = [elements[0]!, { tag: 0x00281051, vr: 'DS', value: 'wide' }]
  expect(readShownObject(dataSet(ENCODING_EXPLICIT_LE, ...broken), ENCODING_EXPLICIT_LE).windows).toEqual([])
})

it('gives no more windows than limits.shownWindows, and refuses the object beyond', () => {
  const list = (count: number): Uint8Array =>
    dataSet(
      ENCODING_EXPLICIT_LE,
      { tag: 0x00281050, vr: 'DS', value: Array.from({ length: count }, (_, at) => at).join('\\') },
      { tag: 0x00281051, vr: 'DS', value: Array.from({ length: count }, () => 100).join('\\') },
    )
  const read = (count: number): number => readShownObject(list(count), ENCODING_EXPLICIT_LE).windows.length
  expect(read(limits.shownWindows)).toBe(limits.shownWindows)
  expect(() => read(limits.shownWindows + 1)).toThrow(expect.objectContaining({ code: 'PIXELS_NOT_INSPECTED' }))
})

it.each([
  ['explicit-le', ENCODING_EXPLICIT_LE],
  ['explicit-be', ENCODING_EXPLICIT_BE],
] as const)('reads a palette of %s, and none where a colour lacks', (_, encoding) => {
  const words = (tag: number, vr: string, ...integers: number[]): ElementSpec => ({ tag, vr, integers })
  const whole = [
    words(0x00281101, 'US', 3, 10, 16),
    words(0x00281201, 'US', 0, 1, 65535),
    words(0x00281202, 'US', 5, 6, 7),
    words(0x00281203, 'US', 8, 9, 10),
  ]
  const { palette } = readShownObject(dataSet(encoding, ...whole), encoding)
  expect(palette?.first).toBe(10)
  expect(palette?.colours.map((entries) => [...entries])).toEqual([
    [0, 1, 65535],
    [5, 6, 7],
    [8, 9, 10],
  ])
  expect(readShownObject(dataSet(encoding, ...whole.slice(0, 3)), encoding).palette).toBeUndefined()
})

it('tells what it read up to where a damaged data set cannot be followed', () => {
  const bytes = dataSet(ENCODING_EXPLICIT_LE, { tag: 0x00100010, vr: 'PN', value: 'LINDQVIST^CARLA ' })
  const { words } = readShownObject(Buffer.concat([bytes, Buffer.from('garbage garbage')]), ENCODING_EXPLICIT_LE)
  expect(words.length).toBeGreaterThan(0)
})
