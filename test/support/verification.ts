/** Verification of bytes, which are put into a file for it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Finding } from '../../src/verify/findings.ts'
import { type VerifyOptions, type VerifySummary, verify } from '../../src/verify/verify.ts'

export interface Verified {
  readonly findings: readonly Finding[]
  readonly summary: VerifySummary
}

/** All that is found in an output, held against the bytes of an input where there are some. */
export async function verifyBytes(
  bytes: Uint8Array,
  { against, ...options }: Omit<VerifyOptions, 'against'> & { readonly against?: Uint8Array } = {},
): Promise<Verified> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-verify-'))
  try {
    const path = join(folder, 'output')
    writeFileSync(path, bytes)
    const input = join(folder, 'input')
    if (against !== undefined) writeFileSync(input, against)
    const verification = verify(path, { ...options, ...(against !== undefined && { against: input }) })
    const findings: Finding[] = []
    for await (const finding of verification) findings.push(finding)
    return { findings, summary: verification.summary }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `kind path` of each finding, without those of `ignored` kinds. */
export function placesOf({ findings }: Verified, ...ignored: readonly Finding['kind'][]): string[] {
  return findings
    .filter(({ kind }) => !ignored.includes(kind))
    .map(({ kind, path }) => (path === undefined ? kind : `${kind} ${path}`))
}
