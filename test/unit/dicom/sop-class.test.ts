import { describe, expect, it } from 'vitest'
import { sopClassName } from '../../../src/dicom/sop-class.ts'

describe('the SOP classes', () => {
  it('are named by UID', () => {
    expect(sopClassName('1.2.840.10008.5.1.4.1.1.2')).toBe('CT Image Storage')
    expect(sopClassName('1.2.840.10008.1.1')).toBe('Verification SOP Class')
  })

  it('are no others than those of the registry', () => {
    for (const uid of ['', '1.2.840.10008.1.2', '1.2.840.10008.5.1.4.1.1.2.', '1.2.3', 'constructor']) {
      expect(sopClassName(uid)).toBeUndefined()
    }
  })
})
