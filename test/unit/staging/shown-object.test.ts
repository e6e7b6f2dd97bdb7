import { expect, it } from 'vitest'
import type { Encoding } from '../../../src/dicom/guess-encoding.ts'
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
  expect(readShownObject(bytes, ENCODING_EXPLICIT_LE).isWhole).toBe(true)
  const { words, isWhole } = readShownObject(
    Buffer.concat([bytes, Buffer.from('garbage garbage')]),
    ENCODING_EXPLICIT_LE,
  )
  expect(words.length).toBeGreaterThan(0)
  expect(isWhole).toBe(false)
})
