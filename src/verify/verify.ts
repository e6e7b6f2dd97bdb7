/** The entrance to verification. What it needs is loaded when the first output is verified. */

import type { Verification, VerifyOptions, VerifySummary } from './verify-options.ts'

export type { Verification, VerifyOptions, VerifySummary } from './verify-options.ts'

const NOTHING_YET: VerifySummary = {
  entries: 0,
  objects: 0,
  findings: 0,
  severities: { leak: 0, suspect: 0, conformance: 0 },
  kinds: {},
}

/** Verifies the archive, object or directory at `path`; `-` is the standard input, which cannot be held against an input. Nothing is read before the iteration begins. */
export function verify(path: string, options: VerifyOptions = {}): Verification {
  let inner: Verification | undefined
  return {
    get summary() {
      return inner?.summary ?? NOTHING_YET
    },
    async *[Symbol.asyncIterator]() {
      const [{ OutputVerification }, { loadSecondReader }] = await Promise.all([
        import('./output-verification.ts'),
        import('./second-reader.ts'),
      ])
      await loadSecondReader()
      inner = new OutputVerification(path, options)
      yield* inner
    },
  }
}
