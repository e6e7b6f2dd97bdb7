import { describe, expect, it, vi } from 'vitest'
import { UnusedBits } from '../../../src/pixels/unused-bits.ts'

vi.mock('../../../src/wasm/sample-bits.ts', () => ({ sampleBits: () => undefined }))

describe('bits that are no part of a sample, on a machine without SIMD', () => {
  it('are seen and cleaned', () => {
    const unusedBits = UnusedBits.of({
      bitsAllocated: 16,
      bitsStored: 12,
      highBit: 11,
      isSigned: true,
      isBigEndian: false,
    })!
    const value = Uint8Array.from([0x34, 0xf2, 0, 0, 0xff, 0x8f, 0x00, 0x08])
    expect(unusedBits.isDirty(value, 0)).toBe(true)
    unusedBits.clean(value, 0)
    expect(Buffer.from(value).toString('hex')).toBe('34020000ffff00f8')
    expect(unusedBits.isDirty(value, 0)).toBe(false)
  })
})
