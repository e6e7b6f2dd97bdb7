import { describe, expect, it } from 'vitest'
import { microCases } from '../../../bench/micro-cases.ts'

describe.each(microCases())('the micro benchmark $name', (microCase) => {
  it('does what it is timed for', () => {
    expect(() => microCase.check()).not.toThrow()
    expect(microCase.amount).toBeGreaterThan(0)
  })
})
