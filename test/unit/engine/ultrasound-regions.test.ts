import { describe, expect, it } from 'vitest'
import type { Note, ObjectFacts } from '../../../src/engine/contract.ts'
import { SEQUENCE_OF_ULTRASOUND_REGIONS, ultrasoundRegions } from '../../../src/engine/ultrasound-regions.ts'
import { limits } from '../../../src/limits.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../../../src/wasm/seam.ts'

type Encoding = ObjectFacts['encoding']
/** minX, minY, maxX, maxY. */
type Box = readonly (number | undefined)[]

const SIZE = { rows: 100, columns: 200 }
const BOX: Box = [10, 20, 110, 90]
const REGION = { x: 10, y: 20, width: 101, height: 71 }
const UNDEFINED = 0xffffffff

function number(value: number, bytes: 2 | 4, encoding: Encoding): Buffer {
  const out = Buffer.alloc(bytes)
  if (encoding === ENCODING_EXPLICIT_BE) out.writeUIntBE(value, 0, bytes)
  else out.writeUIntLE(value, 0, bytes)
  return out
}

function header(tag: number, vr: string, length: number, encoding: Encoding): Buffer {
  const name = Buffer.concat([number(tag >>> 16, 2, encoding), number(tag & 0xffff, 2, encoding)])
  if (encoding === ENCODING_IMPLICIT_LE || vr === '') return Buffer.concat([name, number(length, 4, encoding)])
  const isLong = vr === 'SQ' || vr === 'OB'
  const size = isLong ? [Buffer.alloc(2), number(length, 4, encoding)] : [number(length, 2, encoding)]
  return Buffer.concat([name, Buffer.from(vr), ...size])
}

function region(box: Box, encoding: Encoding): Buffer {
  const locations = [0x00186018, 0x0018601a, 0x0018601c, 0x0018601e].flatMap((tag, index) =>
    box[index] === undefined ? [] : [header(tag, 'UL', 4, encoding), number(box[index], 4, encoding)],
  )
  return Buffer.concat([header(0x00186012, 'US', 2, encoding), number(1, 2, encoding), ...locations])
}

/** `open`: items, and the sequence around them, of undefined length. */
function sequence(boxes: readonly Box[], encoding: Encoding, open = false): Buffer {
  const items = boxes.flatMap((box) => {
    const content = region(box, encoding)
    const length = open ? UNDEFINED : content.length
    return [header(0xfffee000, '', length, encoding), content, ...(open ? [header(0xfffee00d, '', 0, encoding)] : [])]
  })
  return Buffer.concat([...items, ...(open ? [header(0xfffee0dd, '', 0, encoding), Buffer.from('what follows')] : [])])
}

function noteOf(value: Uint8Array, more: Partial<Note> = {}): Note {
  return { tag: SEQUENCE_OF_ULTRASOUND_REGIONS, vr: 'SQ', valueBytes: value.length, value, ...more }
}

function regionsIn(notes: readonly Note[], encoding: Encoding = ENCODING_EXPLICIT_LE) {
  const facts = { sopClassUid: undefined, modality: undefined, transferSyntaxUid: '', encoding, notes, bulk: undefined }
  return ultrasoundRegions(facts, SIZE)
}

const CLOSED = sequence([BOX], ENCODING_EXPLICIT_LE)

describe('regions of an ultrasound image', () => {
  it.each<[string, Encoding, Note['vr']]>([
    ['explicit little endian', ENCODING_EXPLICIT_LE, 'SQ'],
    ['implicit little endian', ENCODING_IMPLICIT_LE, undefined],
    ['explicit big endian', ENCODING_EXPLICIT_BE, 'SQ'],
  ])('are read with both of their edges: %s', (_, encoding, vr) => {
    const two: Box[] = [BOX, [0, 0, 0, 0]]
    const wanted = [REGION, { x: 0, y: 0, width: 1, height: 1 }]
    expect(regionsIn([noteOf(sequence(two, encoding), { vr })], encoding)).toEqual(wanted)
    const open = noteOf(sequence(two, encoding, true), { vr, valueBytes: undefined })
    expect(regionsIn([open], encoding)).toEqual(wanted)
  })

  it('are read as implicit where their VR is UN', () => {
    const value = sequence([BOX], ENCODING_IMPLICIT_LE)
    expect(regionsIn([noteOf(value, { vr: 'UN' })], ENCODING_EXPLICIT_LE)).toEqual([REGION])
    expect(regionsIn([noteOf(value, { vr: 'SQ' })], ENCODING_EXPLICIT_LE)).toBeUndefined()
  })

  it('may reach to the last row and column, and no further', () => {
    const at = (box: Box) => regionsIn([noteOf(sequence([box], ENCODING_EXPLICIT_LE))])
    expect(at([0, 0, 199, 99])).toEqual([{ x: 0, y: 0, width: 200, height: 100 }])
    expect(at([0, 0, 200, 99])).toBeUndefined()
    expect(at([0, 0, 199, 100])).toBeUndefined()
    expect(at([0, 0, UNDEFINED, 99])).toBeUndefined()
  })

  it.each<[string, Box]>([
    ['its left is right of its right', [111, 20, 110, 90]],
    ['its top is below its bottom', [10, 91, 110, 90]],
    ['it has no left', [undefined, 20, 110, 90]],
    ['it has no bottom', [10, 20, 110, undefined]],
  ])('are none where %s, whatever the others are', (_, box) => {
    expect(regionsIn([noteOf(sequence([BOX, box], ENCODING_EXPLICIT_LE))])).toBeUndefined()
  })

  it.each<[string, readonly Note[]]>([
    ['there is no sequence', []],
    ['the sequence is empty', [noteOf(Buffer.alloc(0))]],
    ['the sequence is there twice', [noteOf(CLOSED), noteOf(CLOSED)]],
    ['the sequence is a text', [noteOf(CLOSED, { vr: 'LO' })]],
    ['the sequence goes on where nothing was noted', [noteOf(CLOSED, { valueBytes: CLOSED.length + 1 })]],
    ['an open sequence has no end', [noteOf(CLOSED, { valueBytes: undefined })]],
    ['an item is longer than the sequence', [noteOf(CLOSED.subarray(0, -1))]],
    ['another element stands in the place of an item', [noteOf(region(BOX, ENCODING_EXPLICIT_LE))]],
    ['a location is there twice', [noteOf(twice())]],
    ['a location has another length', [noteOf(withLocation('UL', 8))]],
    ['something in an item has no length', [noteOf(withLocation('SQ', UNDEFINED))]],
    ['a value is longer than its item', [noteOf(withLocation('OB', 5000))]],
  ])('are none where %s', (_, notes) => {
    expect(regionsIn(notes)).toBeUndefined()
  })

  it.each([0, 1, 2, 3, 7, 8, 9, 17, 18, 25, 40])(
    'are none where the sequence ends too early: after %i bytes',
    (bytes) => {
      const [closed, open] = [CLOSED.subarray(0, bytes), sequence([BOX], ENCODING_EXPLICIT_LE, true).subarray(0, bytes)]
      expect(regionsIn([noteOf(closed)])).toBeUndefined()
      expect(regionsIn([noteOf(open, { valueBytes: undefined })])).toBeUndefined()
    },
  )

  it('fill what is noted of them many times over in one image', () => {
    const many = sequence(
      Array.from({ length: 20 }, () => BOX),
      ENCODING_EXPLICIT_LE,
    )
    expect(many.length).toBeLessThan(limits.ultrasoundRegionBytes)
  })
})

function item(...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([header(0xfffee000, '', content.length, ENCODING_EXPLICIT_LE), content])
}

function twice(): Buffer {
  const again = Buffer.concat([header(0x00186018, 'UL', 4, ENCODING_EXPLICIT_LE), Buffer.alloc(4)])
  return item(again, region(BOX, ENCODING_EXPLICIT_LE))
}

/** A location with a header of its own, in the place of the first. */
function withLocation(vr: string, length: number): Buffer {
  const [, ...others] = BOX
  return item(
    header(0x00186018, vr, length, ENCODING_EXPLICIT_LE),
    Buffer.alloc(8),
    region([undefined, ...others], ENCODING_EXPLICIT_LE),
  )
}
