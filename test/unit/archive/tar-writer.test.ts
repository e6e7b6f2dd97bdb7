import { describe, expect, it } from 'vitest'
import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../../../src/archive/tar-writer.ts'
import { readWithTarStream } from '../../support/tar-builder.ts'

const write = (name: string | Buffer, size: number): Buffer =>
  Buffer.from(encodeEntryHeader(Buffer.from(name as string), size))

async function roundTrip(name: string): Promise<string[]> {
  const body = Buffer.from('body')
  const bytes = Buffer.concat([write(name, 4), body, encodePadding(4), write('next', 0), encodeArchiveEnd()])
  const members = await readWithTarStream(bytes)
  expect(members[0]?.body.toString()).toBe('body')
  return members.map((member) => member.header.name)
}

describe('the header of an entry', () => {
  it.each<[string, string, number]>([
    ['of one character', 'a', 1],
    ['of 100 bytes', 'n'.repeat(100), 1],
    ['of a prefix of 155 and a name of 100 bytes', `${'p'.repeat(155)}/${'n'.repeat(100)}`, 1],
    ['of 101 bytes with a slash in reach', `p/${'n'.repeat(99)}`, 1],
    ['of 101 bytes without a slash', 'n'.repeat(101), 3],
    ['of 101 bytes after a slash', `p/${'n'.repeat(101)}`, 3],
    ['of 156 bytes before a slash', `${'p'.repeat(156)}/n`, 3],
    ['of 257 bytes that do not split', `${'p'.repeat(155)}/${'n'.repeat(101)}`, 3],
    ['of 101 bytes with a slash at its beginning only', `/${'n'.repeat(100)}`, 3],
    ['of 102 bytes with a slash at its beginning only', `/${'n'.repeat(101)}`, 3],
    ['of 2,000 bytes', `${'folder/'.repeat(285)}name.dcm`, 6],
    ['of letters of two bytes', 'é'.repeat(60), 3],
  ])('holds a name %s', async (_, name, blocks) => {
    expect(write(name, 4).length).toBe(blocks * 512)
    expect(await roundTrip(name)).toEqual([name, 'next'])
  })

  it('has a PAX size from 8 GiB on, and a field that no reader takes for a small size', () => {
    expect(write('a', 8 * 2 ** 30 - 1).length).toBe(512)
    const big = write('a', 8 * 2 ** 30)
    expect(big.length).toBe(1536)
    expect(big.toString('latin1', 512, 531)).toBe('19 size=8589934592\n')
    expect(big.toString('latin1', 1024 + 124, 1024 + 136)).toBe('77777777777\0')
  })

  it('is refused for a size that is no count of bytes', () => {
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => write('a', size)).toThrow(RangeError)
  })

  it('has no owner, time, link or device, and neither has its PAX block', () => {
    const bytes = write('n'.repeat(300), 9)
    const field = (block: number, at: number, end: number): string =>
      bytes.toString('latin1', block * 512 + at, block * 512 + end)
    expect(field(1, 0, 512)).toBe(`310 path=${'n'.repeat(300)}\n`.padEnd(512, '\0'))
    for (const block of [0, 2]) {
      expect(field(block, 100, 124)).toBe('0000644\x000000000\x000000000\x00')
      expect(field(block, 136, 148)).toBe('00000000000\x00')
      expect(field(block, 157, 257)).toBe('\0'.repeat(100))
      expect(field(block, 257, 512)).toBe(`ustar\x0000${'\0'.repeat(64)}0000000\x000000000\x00`.padEnd(255, '\0'))
    }
    expect(field(0, 0, 100)).toBe('PaxHeaders/entry'.padEnd(100, '\0'))
    expect(field(2, 0, 100)).toBe('n'.repeat(100))
  })
})

describe('what is written beside headers', () => {
  it('is padding to the next block', () => {
    for (const [size, padding] of [
      [0, 0],
      [1, 511],
      [511, 1],
      [512, 0],
      [513, 511],
      [9 * 2 ** 30 + 500, 12],
    ] as const) {
      expect(encodePadding(size).length).toBe(padding)
      expect(encodePadding(size).every((byte) => byte === 0)).toBe(true)
    }
  })

  it('is an end of two blocks of zeros', () => {
    expect(Buffer.from(encodeArchiveEnd()).equals(Buffer.alloc(1024))).toBe(true)
  })
})
