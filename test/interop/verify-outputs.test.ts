// Verification of outputs of programs: ours over the corpus, in which nothing may be found, and two that are known to leak, in which it must be.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDeidentifier, type DeidentifierOptions } from '../../src/index.ts'
import { listCorpus } from '../support/corpus.ts'
import { buildObject, element, sequence } from '../support/dicom-builder.ts'
import { quietArchive } from '../support/faulty-deidentifier.ts'
import { havePeers } from '../support/peers.ts'
import { placesOf, verifyBytes } from '../support/verification.ts'

const KEY = '5d'.repeat(32)
const SLOW_MS = 120_000
const files = listCorpus()

describe.skipIf(files.length === 0)('the corpus through this program', { timeout: SLOW_MS }, () => {
  let input: Buffer
  beforeAll(() => {
    input = quietArchive(files.map(({ absolutePath }) => readFileSync(absolutePath)))
  })

  it.each<[string, DeidentifierOptions]>([
    ['by default', {}],
    ['with UIDs that stay', { with: ['retain-uids'] }],
    [
      'with what is of the device, institution and patient',
      {
        with: [
          'retain-device-identity',
          'retain-institution-identity',
          'retain-patient-characteristics',
          'retain-safe-private',
        ],
      },
    ],
    ['with cleaned texts and full dates', { with: ['clean-descriptors', 'retain-longitudinal-full-dates'] }],
    [
      'with cleaned reports and moved dates',
      {
        with: ['clean-structured-content', 'clean-graphics', 'retain-longitudinal-modified-dates'],
      },
    ],
    ['for Safe Harbor', { profile: 'hipaa-safe-harbor' }],
    ['with attributes emptied', { mode: 'empty' }],
    ['with dummies everywhere', { mode: 'placeholder' }],
    ['in the size of its input', { framing: 'same-size' }],
  ])('%s has no leak, by itself and against its input', async (_, options) => {
    let trimmed = 0
    const deidentifier = await createDeidentifier({
      key: KEY,
      ...options,
      onEntry: ({ counts }) => {
        trimmed += (counts?.tallies.pixelExcess ?? 0) > 0 ? 1 : 0
      },
    })
    const output = await buffer(Readable.from([input]).pipe(deidentifier.tar()))
    const alone = await verifyBytes(output)
    expect(alone.findings.filter(({ severity }) => severity === 'leak')).toEqual([])
    expect(alone.summary.objects).toBeGreaterThan(60)
    const { findings } = await verifyBytes(output, { against: input })
    expect(findings.filter(({ severity }) => severity === 'leak')).toEqual([])
    expect(findings.filter(({ kind }) => /mapping|reference|offset/.test(kind))).toEqual([])
    // What stands behind the last pixel becomes zeros, which the comparison of native pixels does not excuse.
    expect(findings.filter(({ kind }) => kind === 'pixel-data-differs').length).toBeLessThanOrEqual(trimmed)
  })

  it('is full of leaks as it is', async () => {
    const { summary } = await verifyBytes(input)
    expect(summary.severities.leak).toBeGreaterThan(5000)
  })
})

const identified = Buffer.from(
  buildObject({
    encoding: 'explicit-le',
    meta: {
      start: 'preamble',
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUid: '1.2.840.99.1',
      more: [element('0002,0016', 'AE', 'WARD7')],
    },
    elements: [
      element('0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
      element('0008,0018', 'UI', '1.2.840.99.1'),
      element('0008,0060', 'CS', 'CT'),
      element('0008,1070', 'PN', 'SCHULZ^OTTO'),
      sequence('0008,2218', [[element('0008,1070', 'PN', 'SCHULZ^OTTO')]]),
      element('0009,0010', 'LO', 'ACME WARD'),
      element('0009,1001', 'LO', 'HOFFMANN BED 7'),
      element('0010,0010', 'PN', 'HOFFMANN^ERIKA'),
      element('0010,0020', 'LO', 'MRN-4711-0815'),
      element('0010,0030', 'DA', '19470613'),
      element('0020,000D', 'UI', '1.2.840.99.2'),
      element('0020,000E', 'UI', '1.2.840.99.3'),
      sequence('0040,0275', [[element('0032,1060', 'LO', 'CT of Hoffmann')]]),
      element('7FE0,0010', 'OW', Buffer.alloc(64, 1)),
    ],
  }),
)

describe('a tool that cleans the top level of each object', () => {
  it('is found leaky, at the places that it leaves', async () => {
    const { anonymizer, data } = (await import('dcmjs' as string)).default
    const dictionary = data.DicomMessage.readFile(Uint8Array.from(identified).buffer)
    anonymizer.cleanTags(dictionary.dict)
    const cleaned = Buffer.from(dictionary.write())
    expect(placesOf(await verifyBytes(cleaned, { against: identified }))).toEqual(
      expect.arrayContaining([
        'meta-left (0002,0016)',
        'value-unchanged (0008,0018)',
        'value-unchanged (0008,1070)',
        'value-unchanged (0008,2218)[0].(0008,1070)',
        'private-left (0009,1001)',
        'attribute-left (0040,0275)',
        'input-value-left (0002,0003)',
      ]),
    )
    const alone = placesOf(await verifyBytes(cleaned))
    expect(alone).toEqual(
      expect.arrayContaining(['attribute-left (0008,1070)', 'attribute-left (0008,2218)[0].(0008,1070)']),
    )
    expect(alone).not.toContain('attribute-left (0010,0010)')
  })
})

describe.skipIf(!havePeers('dcmodify'))('a script of dcmodify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-dcmodify-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is found leaky, at the places that it leaves', async () => {
    const path = join(folder, 'object.dcm')
    writeFileSync(path, identified)
    const script = ['-nb', '-gin', '-gst', '-gse', '-ma', '(0010,0010)=ANONYMOUS', '-ma', '(0010,0020)=0']
    execFileSync('dcmodify', [...script, '-ea', '(0010,0030)', '-ep', path])
    const modified = readFileSync(path)
    const places = placesOf(await verifyBytes(modified, { against: identified }))
    expect(places).toEqual(
      expect.arrayContaining([
        'value-unchanged (0008,1070)',
        'value-unchanged (0008,2218)[0].(0008,1070)',
        'attribute-left (0040,0275)',
        'value-unchanged (0040,0275)[0].(0032,1060)',
      ]),
    )
    // What it did is not told: new UIDs, dummies of its own, no private elements.
    expect(places.filter((place) => /0008,0018|0020,000|0010,00|0009,/.test(place))).toEqual([])
  })
})
