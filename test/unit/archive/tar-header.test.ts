import { describe, expect, it } from 'vitest'
import { decodeHeader, decodeNumber, encodeHeader, isZeroBlock } from '../../../src/archive/tar-header.ts'
import { base256, header } from '../../support/tar-builder.ts'

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1')

describe('a header block that is read', () => {
  it('gives format, type, size and name wherever it stands in a chunk', () => {
    const chunk = Buffer.concat([Buffer.alloc(77, 0xff), header({ name: 'a/b', size: 0o1234567, type: '7' })])
    const read = decodeHeader(chunk, 77)
    expect(read).toMatchObject({ format: 'ustar', type: 0x37, sizeBytes: 342391 })
    expect(text(read?.name)).toBe('a/b')
  })

  it('joins prefix and name in ustar only', () => {
    expect(text(decodeHeader(header({ name: 'b', prefix: 'a' }), 0)?.name)).toBe('a/b')
    expect(text(decodeHeader(header({ name: 'b', prefix: 'a', magic: 'gnu' }), 0)?.name)).toBe('b')
    expect(text(decodeHeader(header({ name: 'b', magic: 'old', bytes: [[345, Buffer.from('a')]] }), 0)?.name)).toBe('b')
  })

  it('reads names that fill their fields, and none of the bytes after a NUL', () => {
    const full = decodeHeader(header({ name: 'n'.repeat(100), prefix: 'p'.repeat(155) }), 0)
    expect(text(full?.name)).toBe(`${'p'.repeat(155)}/${'n'.repeat(100)}`)
    expect(text(decodeHeader(header({ name: 'short\0DOE^JANE' }), 0)?.name)).toBe('short')
  })

  it('keeps names as bytes and apart from the chunk', () => {
    const chunk = header({ name: Buffer.from([0xe9, 0x80, 0x41]) })
    const read = decodeHeader(chunk, 0)
    chunk.fill(0)
    expect(text(read?.name)).toBe('\xe9\x80A')
  })

  it('tells the three formats apart', () => {
    expect(decodeHeader(header({ magic: 'old' }), 0)?.format).toBe('old')
    expect(decodeHeader(header({ magic: 'gnu' }), 0)?.format).toBe('gnu')
    expect(decodeHeader(header(), 0)?.format).toBe('ustar')
  })

  it('has a checksum of unsigned or signed bytes', () => {
    const name = Buffer.from([0xc3, 0xa9])
    expect(decodeHeader(header({ name, checksum: 'unsigned' }), 0)).toBeDefined()
    expect(decodeHeader(header({ name, checksum: 'signed' }), 0)).toBeDefined()
    expect(decodeHeader(header({ name, checksum: 'wrong' }), 0)).toBeUndefined()
  })

  it('is refused for any one bit that is wrong', () => {
    const block = header({ name: 'name', size: 5 })
    for (let at = 0; at < 512; at += 3) {
      // Spaces and NULs around the checksum's own digits say nothing.
      if (at >= 154 && at < 156) continue
      const damaged = Buffer.from(block)
      damaged[at]! ^= 1
      expect(decodeHeader(damaged, 0), `byte ${at}`).toBeUndefined()
    }
  })

  it('is not made of zeros', () => {
    expect(decodeHeader(Buffer.alloc(512), 0)).toBeUndefined()
    expect(isZeroBlock(Buffer.alloc(600, 0), 88)).toBe(true)
    for (const at of [0, 1, 511]) {
      const block = Buffer.alloc(512)
      block[at] = 1
      expect(isZeroBlock(block, 0)).toBe(false)
    }
  })
})

describe('a numeric field', () => {
  it.each<[string, string, number | undefined]>([
    ['eleven digits and NUL', '00000001000\0', 512],
    ['twelve digits', '110000000000', 9663676416],
    ['leading spaces', '       1000 ', 512],
    ['a space at the end', '00000001000 ', 512],
    ['bytes after its end', '1000\0DOE^JAN', 512],
    ['NULs', '\0\0\0\0\0\0\0\0\0\0\0\0', 0],
    ['spaces alone', '            ', undefined],
    ['a digit that is not octal', '00000001008\0', undefined],
    ['a minus', '-0000001000\0', undefined],
    ['letters', 'hello world\0', undefined],
  ])('of %s', (_, field, expected) => {
    expect(decodeNumber(Buffer.from(field, 'latin1'), 0, 12)).toBe(expected)
  })

  it.each<[bigint, number | undefined]>([
    [0n, 0],
    [9663676416n, 9663676416],
    [(1n << 53n) - 1n, Number.MAX_SAFE_INTEGER],
    [1n << 53n, undefined],
    [1n << 80n, undefined],
    [-1n, undefined],
    [-(1n << 40n), undefined],
    // All bits but the marker and the sign are zeros.
    [-(1n << 94n), undefined],
  ])('of %s in base-256', (value, expected) => {
    expect(decodeNumber(base256(value), 0, 12)).toBe(expected)
  })
})

describe('a header block that is written', () => {
  const NAME = Buffer.from('name')

  it('is this, byte for byte', () => {
    const block = new Uint8Array(512)
    encodeHeader(block, 0, 0x30, NAME, Buffer.from('dir'), 5)
    const expected = Buffer.alloc(512)
    expected.write('name', 0)
    expected.write('0000644\x000000000\x000000000\x0000000000005\x0000000000000\x00', 100, 'latin1')
    expected.write('0', 156)
    expected.write('ustar\x0000', 257, 'latin1')
    expected.write('0000000\x000000000\x00dir', 329, 'latin1')
    // The sum of all of the above, with eight spaces for the field itself.
    const sum = expected.reduce((total, byte) => total + byte, 8 * 32)
    expected.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    expect(Buffer.from(block).equals(expected)).toBe(true)
  })

  it('holds sizes to 8 GiB - 1, and that one for all beyond', () => {
    for (const [size, field] of [
      [8 * 2 ** 30 - 1, '77777777777\0'],
      [8 * 2 ** 30, '77777777777\0'],
      [0, '00000000000\0'],
      [2 ** 32, '40000000000\0'],
    ] as const) {
      const block = new Uint8Array(512)
      encodeHeader(block, 0, 0x30, NAME, new Uint8Array(0), size)
      expect(Buffer.from(block.subarray(124, 136)).toString('latin1')).toBe(field)
    }
  })

  it('is refused for a name longer than its field', () => {
    const block = new Uint8Array(512)
    expect(() => encodeHeader(block, 0, 0x30, Buffer.alloc(101, 0x61), NAME, 0)).toThrow(RangeError)
    expect(() => encodeHeader(block, 0, 0x30, NAME, Buffer.alloc(156, 0x61), 0)).toThrow(RangeError)
  })
})
