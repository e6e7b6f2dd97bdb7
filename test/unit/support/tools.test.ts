/** The tools of the tests: a builder that writes what it is told, chunks that add up, canaries that are found. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { objectCases } from '../../support/arbitraries.ts'
import { Canaries, findEscapes } from '../../support/canaries.ts'
import { allChunkings } from '../../support/chunkings.ts'
import {
  buildElements,
  buildObject,
  bytesOf,
  concatenate,
  element,
  encapsulated,
  hex,
  offsetOf,
  patch,
  sequence,
  truncate,
} from '../../support/dicom-builder.ts'
import { syntheticStudy } from '../../support/synthetic.ts'
import { parse } from './vector.ts'

const IMPLICIT_LE = 0
const EXPLICIT_LE = 1
const EXPLICIT_BE = 2

describe('the builder', () => {
  const elements = [
    element('0008,0060', 'CS', 'CT'),
    sequence('0008,1140', [[element('0008,1155', 'UI', '1.2.3')]], { undefinedLength: true, undefinedItems: true }),
    { tag: 0x00280010, vr: 'US', integers: [258] },
  ]

  it('writes explicit little endian', () => {
    const expected =
      "08006000 'CS' 0200 'CT' 08004011 'SQ' 0000 FFFFFFFF FEFF00E0 FFFFFFFF 08005511 'UI' 0600 '1.2.3' 00 FEFF0DE0 00000000 FEFFDDE0 00000000 28001000 'US' 0200 0201"
    expect(buildElements(elements, EXPLICIT_LE)).toEqual(parse(expected))
  })

  it('writes implicit little endian', () => {
    const expected =
      "08006000 02000000 'CT' 08004011 FFFFFFFF FEFF00E0 FFFFFFFF 08005511 06000000 '1.2.3' 00 FEFF0DE0 00000000 FEFFDDE0 00000000 28001000 02000000 0201"
    expect(buildElements(elements, IMPLICIT_LE)).toEqual(parse(expected))
  })

  it('writes explicit big endian', () => {
    const expected =
      "00080060 'CS' 0002 'CT' 00081140 'SQ' 0000 FFFFFFFF FFFEE000 FFFFFFFF 00081155 'UI' 0006 '1.2.3' 00 FFFEE00D 00000000 FFFEE0DD 00000000 00280010 'US' 0002 0102"
    expect(buildElements(elements, EXPLICIT_BE)).toEqual(parse(expected))
  })

  it('writes a sequence in a UN as implicit little endian, whatever is around it', () => {
    const unknown = sequence('0008,1140', [[element('0008,0060', 'CS', 'CT')]], { asUnknown: true })
    const expected = "00081140 'UN' 0000 00000012 FEFF00E0 0A000000 08006000 02000000 'CT'"
    expect(buildElements([unknown], EXPLICIT_BE)).toEqual(parse(expected))
  })

  it('writes fragments behind an empty offset table', () => {
    const expected = "E07F1000 'OB' 0000 FFFFFFFF FEFF00E0 00000000 FEFF00E0 02000000 0102 FEFFDDE0 00000000"
    expect(buildElements([encapsulated([hex('0102')])], EXPLICIT_LE)).toEqual(parse(expected))
  })

  it('lies where it is told to', () => {
    const liar = {
      ...element('0008,0060', 'CS', 'CT'),
      claimedBytes: 9,
      rawVr: { bytes: [0x3f, 0x3f], headerBytes: 8 } as const,
    }
    expect(buildElements([liar], EXPLICIT_LE)).toEqual(parse("08006000 '??' 0900 'CT'"))
  })

  it('writes file meta information with its length', () => {
    const object = buildObject({ encoding: 'explicit-le', elements: [], meta: { start: 'prefix' } })
    const group = "02000100 'OB' 0000 02000000 0001 02001000 'UI' 1400 '1.2.840.10008.1.2.1' 00"
    expect(object).toEqual(parse(`'DICM' 02000000 'UL' 0400 2A000000 ${group}`))
  })

  it('cuts and patches', () => {
    expect(truncate(hex('010203'), 2)).toEqual(hex('0102'))
    expect(patch(hex('010203'), 2, hex('AABB'))).toEqual(hex('0102AA'))
    expect(offsetOf(hex('010203'), hex('0203'))).toBe(1)
  })
})

describe('chunkings', () => {
  it('add up to what was cut', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      for (const chunking of allChunkings(bytes)) expect(concatenate([...chunking.chunks(bytes)])).toEqual(bytes)
    })
    fc.assert(property, { numRuns: 20 })
  })
})

describe('canaries', () => {
  const canaries = new Canaries()
  const canary = canaries.plant('text')

  it.each([
    ['as planted', bytesOf(`..${canary}..`)],
    ['in lower case', bytesOf(canary.toLowerCase())],
    ['without separators', bytesOf(canary.replaceAll(/[- ]/g, ''))],
    ['in UTF-16LE', new Uint8Array(Buffer.from(`..${canary}`, 'utf16le'))],
    ['in UTF-16BE', new Uint8Array(Buffer.from(`..${canary}`, 'utf16le').swap16())],
  ])('are found %s', (_, bytes) => {
    expect(findEscapes(bytes, [canary]).map((found) => found.canary)).toContain(canary)
  })

  it('are not found where they are not', () => {
    expect(findEscapes(bytesOf(canary.slice(0, -1)), [canary])).toEqual([])
  })

  it('are never the same', () => {
    const many = Array.from({ length: 500 }, () => canaries.plant('number'))
    expect(new Set(many).size).toBe(500)
  })
})

describe('generated objects and the synthetic study', () => {
  it('are small', () => {
    const sizes = fc.sample(objectCases({ damaged: true }), 300).map(({ bytes }) => bytes.length)
    expect(sizes.toSorted((one, other) => one - other)[270]).toBeLessThan(8192)
  })

  it('are the same for the same seed', () => {
    expect(syntheticStudy(5)).toEqual(syntheticStudy(5))
    expect(syntheticStudy(5)[0]!.bytes).not.toEqual(syntheticStudy(6)[0]!.bytes)
  })
})
