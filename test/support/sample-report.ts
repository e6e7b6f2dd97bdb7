/** Reports for tests: written by the program's own writer, over entries that are made up. */

import type { EntryFacts } from '../../src/report/records.ts'
import { ReportWriter } from '../../src/report/report-writer.ts'
import type { RulePlace, RunFacts } from '../../src/report/run-record.ts'
import { Summary } from '../../src/report/summary.ts'

const DIGEST = 'ab'.repeat(32)

export const SAMPLE_RUN: RunFacts = {
  profile: 'basic',
  profileDigest: DIGEST,
  edition: 'PS3.15 2026d',
  options: ['retain-device-identity'],
  mode: 'standard',
  planDigest: DIGEST,
  warnings: [],
  keyFingerprint: '0123456789abcdef',
  linkable: true,
  names: 'hash',
  nonDicom: 'drop',
  onError: 'withhold',
  framing: 'exact',
  digests: false,
  program: 'dicom-sluice',
  programVersion: '0.1.0',
  wasmDigest: DIGEST,
}

export function passedEntry(ordinal: number): EntryFacts {
  return {
    ordinal,
    disposition: 'deidentified',
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    inputBytes: 1000,
    outputBytes: 900,
    counts: {
      elements: 10,
      actions: { remove: 3, keep: 7 },
      categories: { uid: 2, private: 1 },
      origins: { 'table:X': 2, registry: 6, 'rule:2': 1, private: 1 },
      tallies: { private: 1, implausible: 2 },
    },
  }
}

export function withheldEntry(ordinal: number): EntryFacts {
  const place = { offsetBytes: 1488, tag: 0x7fe00010 }
  return { ordinal, disposition: 'withheld', code: 'LENGTH_OVERRUN', ...place, inputBytes: 500, outputBytes: 0 }
}

export interface SampleOptions {
  readonly entries?: readonly EntryFacts[]
  readonly run?: Partial<RunFacts>
  readonly rules?: readonly RulePlace[]
  readonly seal?: (text: string) => string
}

/** Two that passed and one that did not, unless `entries` says otherwise. */
export function sampleReport(options: SampleOptions = {}): string {
  const { entries = [passedEntry(0), withheldEntry(1), passedEntry(2)], rules = [{ line: 4 }, { line: 9 }] } = options
  let text = ''
  const run = { ...SAMPLE_RUN, ...options.run }
  const report = new ReportWriter({
    write: (lines) => {
      text += lines
    },
    ...(options.seal !== undefined && { seal: options.seal }),
  })
  const summary = new Summary()
  report.begin(run, rules)
  for (const entry of entries) {
    summary.add(entry)
    report.entry(entry)
  }
  report.end(summary, run)
  return text
}

/** What `sluice risk --json` prints of 25 patients in two classes. */
export function sampleRisk(changed: Readonly<Record<string, unknown>> = {}): string {
  const record = {
    record: 'risk',
    riskVersion: 1,
    program: 'dicom-sluice',
    programVersion: '0.1.0',
    objects: 60,
    otherMembers: 0,
    unreadObjects: 0,
    unreadCodes: {},
    objectsWithoutPatient: 0,
    k: 7,
    quasiIdentifiers: [{ name: 'age:10', values: 2, patientsWithout: 0 }],
    patients: 25,
    classes: 2,
    smallest: 5,
    classesBelow: 1,
    patientsBelow: 5,
    prosecutor: { maximum: 0.2, average: 0.08 },
    journalist: { populationFactor: 10, maximum: 0.02, average: 0.008, cautiousMaximum: 0.03, cautiousAverage: 0.009 },
    sizes: [
      { size: 5, classes: 1 },
      { size: 20, classes: 1 },
    ],
    generalisations: [{ levels: { 'age:10': 'bands of 20 years' }, loss: 0.2, classes: 1, smallest: 25 }],
    generalisationSearch: 'complete',
    ...changed,
  }
  return JSON.stringify(record)
}
