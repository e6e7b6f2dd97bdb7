import { describe, expect, it, vi } from 'vitest'
import { BinaryLook } from '../../../src/verify/binary-look.ts'
import {
  buildElement,
  buildObject,
  type DataSetEncodingName,
  type ElementSpec,
  element,
  wireEncoding,
} from '../../support/dicom-builder.ts'
import { placesOf, verifyBytes } from '../../support/verification.ts'

const LONG_BYTES = 2 * 1024 * 1024

/** Sums of bytes that look like nothing. */
function noise(bytes: number): Buffer {
  const value = Buffer.alloc(bytes)
  for (let at = 0, state = 7; at < bytes; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    value[at] = state >>> 24
  }
  return value
}

function written(spec: ElementSpec, encoding: DataSetEncodingName): Uint8Array {
  return buildElement(spec, wireEncoding(encoding))
}

function object(value: Uint8Array, ...more: ElementSpec[]): Buffer {
  const elements = [element('0008,0018', 'UI', '2.25.1'), ...more, element('0028,2000', 'OB', value)]
  return Buffer.from(buildObject({ encoding: 'explicit-le', meta: { start: 'preamble' }, elements }))
}

async function found(value: Uint8Array): Promise<string[]> {
  return placesOf(await verifyBytes(object(value)), 'not-attested')
}

function hidden(bytes: Uint8Array, lengthBytes: number): Buffer {
  const value = noise(lengthBytes)
  value.set(bytes, lengthBytes - bytes.length - 700)
  return value
}

describe('a binary value that stays', () => {
  it('is asked for its elements only where a header may stand', () => {
    // A value of which each third byte could begin a tag.
    const repeated = Buffer.alloc(3 * 1024 * 1024, 'AB\0')
    const asked = vi.spyOn(DataView.prototype, 'getUint16')
    const look = new BinaryLook({ element: () => {}, shape: () => {}, allText: () => {} })
    look.push(repeated)
    look.end()
    const count = asked.mock.calls.length
    asked.mockRestore()
    expect(count).toBe(0)
  })

  const NAME = element('0010,0010', 'PN', 'HOFFMANN^ERIKA')

  it.each([
    ['short', 4096],
    ['longer than is held', LONG_BYTES],
  ])('has what hides in it found: %s', async (_, bytes) => {
    for (const encoding of ['explicit-le', 'implicit-le', 'explicit-be'] as const) {
      expect(await found(hidden(written(NAME, encoding), bytes))).toEqual(['attribute-left (0028,2000)'])
    }
    expect(await found(hidden(Buffer.from('\0call jane@example.org\0'), bytes))).toEqual(['text-email (0028,2000)'])
  })

  it('is looked at to the end where a text in it is long', async () => {
    const value = Buffer.concat([Buffer.of(1, 2), Buffer.alloc(300_000, 'words ')])
    for (const at of [100, 65_530, 65_536, 150_000, 262_140, 299_900]) {
      const text = Buffer.from(value)
      text.write(' jane@example.org ', at)
      expect([at, await found(text)]).toEqual([at, ['text-email (0028,2000)']])
    }
    expect(await found(value)).toEqual([])
  })

  it('is made a text of only where it may be one, however many headers stand in it', () => {
    const headers = Buffer.alloc(65_536, Uint8Array.of(0x10, 0, 0x10, 0, 0x50, 0x4e, 0xff, 0x03))
    const made = vi.spyOn(String, 'fromCharCode')
    const look = new BinaryLook({ element: () => {}, shape: () => {}, allText: () => {} })
    look.push(headers)
    look.end()
    const characters = made.mock.calls.reduce((sum, codes) => sum + codes.length, 0)
    made.mockRestore()
    // The VR of each.
    expect(characters).toBeLessThan(headers.length)
  })

  it('has what hides in it found though the input has another value in the place of that', async () => {
    const name = element('0010,0010', 'PN', 'MEIER^HANS')
    const value = hidden(written(NAME, 'explicit-le'), 300_000)
    const against = object(value, name)
    const places = placesOf(await verifyBytes(object(value, element('0010,0010', 'PN', 'ANONYMIZED')), { against }))
    expect(places).toContain('attribute-left (0028,2000)')
  })

  it('has nothing found in it where there is noise, small numbers, or a dummy', async () => {
    const numbers = Buffer.from(Uint16Array.from({ length: 30_000 }, (_, index) => index % 120).buffer)
    const dummy = hidden(written(element('0010,0010', 'PN', 'ANONYMIZED'), 'explicit-le'), 4096)
    for (const value of [noise(LONG_BYTES), numbers, dummy]) expect(await found(value)).toEqual([])
  })

  it.each([4096, 300_000, LONG_BYTES])('is told where it is nothing but text, of %d bytes', async (bytes) => {
    const text = Buffer.alloc(bytes, 'Erika Hoffmann\r\nsat here\t')
    text.fill(0, bytes - 3)
    expect(await found(text)).toEqual(['value-implausible (0028,2000)'])
    text[bytes - 2] = 1
    expect(await found(text)).toEqual([])
    text.fill(0, bytes - 3)
    text[1000] = 0
    expect(await found(text)).toEqual([])
    expect(await found(Buffer.alloc(bytes, 'abc 123 '))).toEqual([])
  })

  it.each([4096, 300_000, LONG_BYTES])('of floating point numbers is looked into too, of %d bytes', async (bytes) => {
    const mesh = (value: Uint8Array): Buffer =>
      Buffer.from(
        buildObject({
          encoding: 'explicit-le',
          meta: { start: 'preamble' },
          elements: [element('0008,0018', 'UI', '2.25.1'), element('0066,0016', 'OF', value)],
        }),
      )
    const places = async (value: Uint8Array) => placesOf(await verifyBytes(mesh(value)), 'not-attested')
    const name = Buffer.from(written(NAME, 'explicit-le'))
    expect(await places(hidden(name, bytes))).toEqual(['attribute-left (0066,0016)'])
    expect(await places(Buffer.concat([noise(bytes - name.length), name]))).toEqual(['attribute-left (0066,0016)'])
    // Of random numbers, one in millions looks so.
    expect(await places(hidden(Buffer.from('\0call jane@example.org\0'), bytes))).toEqual([])
  })

  it('is looked into alike, whatever its chunks are', () => {
    const value = hidden(written(NAME, 'explicit-le'), 4096)
    for (const bytes of [1, 7, 1040, 4096]) {
      const tags = new Set<number>()
      const look = new BinaryLook({ element: ({ tag }) => tags.add(tag), shape: () => {}, allText: () => {} })
      for (let at = 0; at < value.length; at += bytes) look.push(value.subarray(at, at + bytes))
      look.end()
      expect([bytes, [...tags]]).toEqual([bytes, [0x00100010]])
    }
  })
})
