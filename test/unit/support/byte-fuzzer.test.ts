import { describe, expect, it } from 'vitest'
import { type ByteFuzzing, fuzzBytes } from '../../fuzz/byte-fuzzer.ts'
import { coreCoverage } from '../../fuzz/coverage.ts'

/** Counts how far an input gets through a chain of conditions. */
function stepwise(path: string): { fuzzing: Pick<ByteFuzzing, 'run' | 'coverage'> } {
  let depth = 0
  let deepest = 0
  return {
    fuzzing: {
      run(data) {
        depth = 0
        while (depth < path.length && data[depth] === path.charCodeAt(depth)) depth++
        if (depth === path.length) throw new Error('reached')
      },
      coverage: {
        sees(work) {
          work()
          const isNew = depth > deepest
          deepest = Math.max(deepest, depth)
          return isNew
        },
      },
    },
  }
}

describe('the byte fuzzer', () => {
  const usual = {
    words: [...'dpe'].map((word) => Buffer.from(word)),
    seeds: [Buffer.alloc(8)],
    seconds: 20,
    seed: 5,
    longestBytes: 64,
  }

  it('finds what only an input finds that was led there byte by byte, and makes it small', () => {
    const { finding } = fuzzBytes({ ...usual, ...stepwise('deep').fuzzing })
    expect(finding?.input.toString('latin1')).toBe('deep')
    expect(finding?.fault).toMatchObject({ message: 'reached' })
  })

  it('tells the failure of a seed at once', () => {
    const report = fuzzBytes({ ...usual, ...stepwise('').fuzzing })
    expect(report).toMatchObject({ runs: 1, finding: { fault: { message: 'reached' } } })
  })
})

describe('the coverage of the core', () => {
  it('is new for the first object, not for the same again, and new for another one', async () => {
    const coverage = coreCoverage()
    const { EngineRunner } = await import('../../support/engine-runner.ts')
    const { compilePlan } = await import('../../../src/profile/compile.ts')
    const { testIdentity } = await import('../../support/agreement.ts')
    const { goodObject } = await import('../../support/samples.ts')
    const runner = new EngineRunner(compilePlan({ profile: 'basic' }), testIdentity())
    const sees = (bytes: Uint8Array): boolean => coverage.sees(() => runner.run(bytes, 'exact'))
    expect(sees(goodObject())).toBe(true)
    expect(sees(goodObject())).toBe(false)
    expect(sees(goodObject().subarray(0, -1000))).toBe(true)
  })
})
