/** The report of a run in the page: the same lines as the command's, without a seal. */

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Code } from '../src/errors.ts'
import { compilePlan } from '../src/profile/compile.ts'
import type { PlanRequest } from '../src/profile/request.ts'
import { ReportWriter } from '../src/report/report-writer.ts'
import { type RunFacts, requestText } from '../src/report/run-record.ts'
import { Summary } from '../src/report/summary.ts'
import { engineBytes } from '../src/wasm/core.ts'
import type { ArchiveEntryRecord, WebDeidentifier } from '../src/web/index.ts'
import { hash } from './hash.ts'

/** Put in where the page is built (scripts/build-page.ts). */
declare const PAGE_VERSION: string

export class PageReport {
  readonly #lines: string[] = []
  readonly #summary = new Summary()
  readonly #writer = new ReportWriter({ write: (lines) => void this.#lines.push(lines) })
  #run: RunFacts | undefined

  begin(deidentifier: WebDeidentifier, request: PlanRequest): void {
    const { profile, edition, options } = compilePlan(request)
    this.#run = {
      profile,
      profileDigest: hash('sha256', requestText(request)),
      edition,
      options,
      mode: request.mode ?? 'standard',
      planDigest: deidentifier.planDigest,
      warnings: deidentifier.warnings,
      keyFingerprint: deidentifier.keyFingerprint,
      linkable: deidentifier.linkable,
      names: 'hash',
      nonDicom: 'drop',
      onError: 'withhold',
      framing: 'exact',
      digests: false,
      program: 'dicom-sluice',
      programVersion: PAGE_VERSION,
      wasmDigest: bytesToHex(sha256(engineBytes())),
    }
    this.#writer.begin(this.#run)
  }

  entry(record: ArchiveEntryRecord): void {
    this.#summary.add(record)
    this.#writer.entry(record)
  }

  /** The whole report. `failure`: why the run ended before its input did. */
  end(failure?: Code): Blob {
    this.#writer.end(this.#summary, this.#run!, failure)
    return new Blob(this.#lines)
  }
}
