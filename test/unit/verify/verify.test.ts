import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createDeidentifier, type DeidentifierOptions } from '../../../src/index.ts'
import { buildObject, type ElementSpec, element, encapsulated, sequence } from '../../support/dicom-builder.ts'
import { goodObject, KEY, PLANTED, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { syntheticStudy } from '../../support/synthetic.ts'
import { archive, header, member, padded, pax } from '../../support/tar-builder.ts'
import { placesOf, verifyBytes } from '../../support/verification.ts'

const CT = '1.2.840.10008.5.1.4.1.1.2'

async function deidentify(input: Uint8Array, options: DeidentifierOptions = {}): Promise<Buffer> {
  const deidentifier = await createDeidentifier({ key: KEY, ...options })
  return await buffer(Readable.from([input]).pipe(deidentifier.tar()))
}

const study = archive(
  ...syntheticStudy().map(({ bytes }, index) => member(`DOE^JANE/${index}.dcm`, Buffer.from(bytes))),
)

/** An object that is de-identified by hand, but for what is added. */
function clean(...more: readonly ElementSpec[]): Buffer {
  const code = [element('0008,0100', 'SH', '113100'), element('0008,0102', 'SH', 'DCM')]
  const elements = [
    element('0008,0016', 'UI', CT),
    element('0008,0018', 'UI', '2.25.1'),
    element('0008,0060', 'CS', 'CT'),
    element('0010,0010', 'PN', 'ANONYMIZED'),
    element('0010,0020', 'LO', 'ABCDEFGHJKMNPQRS'),
    element('0012,0062', 'CS', 'YES'),
    sequence('0012,0064', [code]),
    element('0020,000D', 'UI', '2.25.2'),
    element('0020,000E', 'UI', '2.25.3'),
    element('7FE0,0010', 'OW', Buffer.alloc(32)),
  ]
  const added = new Set(more.map(({ tag }) => tag))
  const all = [...elements.filter(({ tag }) => !added.has(tag)), ...more].toSorted((one, other) => one.tag - other.tag)
  const meta = { start: 'preamble', sopClassUid: CT, sopInstanceUid: '2.25.1' } as const
  return Buffer.from(buildObject({ encoding: 'explicit-le', meta, elements: all }))
}

describe('an output of this program', () => {
  it.each<[string, DeidentifierOptions]>([
    ['by default', {}],
    ['with UIDs that stay', { with: ['retain-uids'] }],
    ['with cleaned texts and moved dates', { with: ['clean-descriptors', 'retain-longitudinal-modified-dates'] }],
    ['for Safe Harbor', { profile: 'hipaa-safe-harbor' }],
    ['with attributes emptied', { mode: 'empty' }],
    ['with dummies everywhere', { mode: 'placeholder' }],
    ['with entries named by UIDs', { names: 'uid' }],
    ['in the size of its input', { framing: 'same-size' }],
  ])('%s has nothing to be found', async (_, options) => {
    const { findings, summary } = await verifyBytes(await deidentify(study, options))
    expect(findings.filter(({ severity }) => severity === 'leak')).toEqual([])
    expect(summary.objects).toBeGreaterThan(0)
  })

  it('is the same compressed', async () => {
    const output = await deidentify(SAMPLE_ARCHIVE)
    for (const bytes of [output, gzipSync(output), zstdCompressSync(output)]) {
      const { findings, summary } = await verifyBytes(bytes)
      expect([findings, summary.entries, summary.objects]).toEqual([[], 2, 2])
    }
  })
})

describe('an output that is the input', () => {
  it('is found with its paths, and without a value', async () => {
    const verified = await verifyBytes(goodObject())
    expect(placesOf(verified)).toEqual(
      expect.arrayContaining([
        'not-attested',
        'uid-left (0008,0018)',
        'attribute-left (0008,0080)',
        'attribute-left (0010,0010)',
        'pseudonym-unknown (0010,0020)',
        'uid-left (0020,000D)',
        'attribute-left (0040,0275)',
        'attribute-left (0040,0275)[0].(0040,1001)',
      ]),
    )
    const told = JSON.stringify(verified)
    expect(PLANTED.filter((text) => told.includes(text))).toEqual([])
  })

  it('shows values where they are asked for', async () => {
    const { findings } = await verifyBytes(goodObject(), { showValues: true })
    expect(findings.find(({ path }) => path === '(0010,0010)')?.value).toBe('CANARY^JANE')
  })

  it('is judged by what is asked, not by what it says', async () => {
    const asked = await verifyBytes(clean(element('0008,0018', 'UI', '1.2.3')), {
      plan: { profile: 'basic', with: ['retain-uids'] },
    })
    expect(placesOf(asked)).toEqual(['meta-uid-differs (0002,0003)'])
  })
})

describe('one thing that was left', () => {
  it('is nothing in an object that is clean', async () => {
    expect((await verifyBytes(clean())).findings).toEqual([])
  })

  it.each<[string, ElementSpec, string]>([
    ['a name', element('0010,0010', 'PN', 'DOE^JANE'), 'attribute-left (0010,0010)'],
    ['a date', element('0008,0020', 'DA', '20240131'), 'date-left (0008,0020)'],
    ['a UID', element('0020,0052', 'UI', '1.2.3.4'), 'uid-left (0020,0052)'],
    ['a private element', element('0009,1001', 'LO', 'x'), 'private-left (0009,1001)'],
    ['a creator', element('0009,0010', 'LO', 'ACME'), 'private-left (0009,0010)'],
    ['an unknown attribute', element('0008,0FF1', 'LO', 'Ward 7'), 'attribute-left (0008,0FF1)'],
    ['a description', element('0008,1030', 'LO', 'Knee'), 'attribute-left (0008,1030)'],
    ['a name in a text that stays', element('0008,0104', 'LO', 'DOE^JANE'), 'text-name (0008,0104)'],
    ['an address in a text that stays', element('0008,0104', 'LO', 'jane@example.org'), 'text-email (0008,0104)'],
    ['other bytes in the padding', element('FFFC,FFFC', 'OB', 'DOE^JANE'), 'bytes-left (FFFC,FFFC)'],
    [
      'a name in a sequence that is UN',
      sequence('0008,2218', [[element('0008,1070', 'PN', 'DOE^JANE')]], { asUnknown: true }),
      'attribute-left (0008,2218)[0].(0008,1070)',
    ],
    [
      'what a sequence that should have gone holds',
      sequence('0040,0275', [[element('0040,0007', 'LO', 'x')]]),
      'attribute-left (0040,0275)',
    ],
    ['fragments of a waveform', encapsulated([Buffer.from('voice')], '5000,200C'), 'attribute-left (5000,200C)'],
    ['an empty UID of the study', element('0020,000D', 'UI'), 'required-empty (0020,000D)'],
    ['dates that are said to be removed', element('0028,0303', 'CS', 'REMOVED'), ''],
  ])('%s is found where it is', async (_, more, place) => {
    const places = placesOf(await verifyBytes(clean(more)), 'claim-false')
    expect(place === '' ? places : places.includes(place)).toEqual(place === '' ? [] : true)
  })

  it.each([
    ['20240430', false],
    ['20241231', false],
    ['20240102', false],
    ['20240101', true],
    ['2024', true],
    ['2024.01.01', true],
    ['2024.04.30', false],
  ])('is nothing of a date where the year may stay: %s', async (date, isFine) => {
    const options = { plan: { profile: 'hipaa-safe-harbor' } } as const
    for (const [tag, vr, time] of [
      ['0008,0020', 'DA', ''],
      ['0008,002A', 'DT', '000000.000000+0000'],
    ] as const) {
      const places = placesOf(
        await verifyBytes(clean(element(tag, vr, `${date}${/^\d{8}$/.test(date) ? time : ''}`)), options),
      )
      expect([tag, places.includes(`date-left (${tag})`)]).toEqual([tag, !isFine])
    }
    const timed = placesOf(await verifyBytes(clean(element('0008,002A', 'DT', '20240101143000')), options))
    expect(timed).toContain('date-left (0008,002A)')
  })

  it('is found behind any number of suspects', async () => {
    const suspects = Array.from({ length: 1100 }, () => [element('0008,0104', 'LO', 'jane@example.org')])
    const object = clean(sequence('0008,2218', suspects), element('0040,0007', 'LO', 'DOE'))
    const { findings } = await verifyBytes(object)
    expect(findings.filter(({ kind }) => kind === 'text-email').length).toBe(1000)
    expect(placesOf({ findings, summary: undefined! })).toContain('attribute-left (0040,0007)')
  })

  it('makes claims false: that the patient is gone, that the profile was followed, that dates were removed', async () => {
    const claims = async (...more: ElementSpec[]) => {
      const { findings } = await verifyBytes(clean(...more))
      return findings.filter(({ kind }) => kind === 'claim-false').map(({ path }) => path)
    }
    expect(await claims(element('0010,0010', 'PN', 'DOE^JANE'))).toEqual(['(0012,0062)', '(0012,0064)'])
    const removed = element('0028,0303', 'CS', 'REMOVED')
    expect(await claims(element('0008,0020', 'DA', '20240131'), removed)).toContain('(0028,0303)')
    expect(await claims(element('0028,0303', 'CS', 'UNMODIFIED'))).toEqual(['(0028,0303)'])
    const pixels = [element('0008,0100', 'SH', '113101'), element('0008,0102', 'SH', 'DCM')]
    expect(await claims(sequence('0012,0064', [pixels]), element('0028,0301', 'CS', 'YES'))).toEqual(['(0028,0301)'])
  })

  it('in file meta information is found: a preamble, an application, another instance', async () => {
    const object = (meta: object) =>
      Buffer.from(
        buildObject({
          encoding: 'implicit-le',
          meta: { start: 'preamble', ...meta },
          elements: [element('0008,0018', 'UI', '2.25.1'), element('0010,0010', 'PN', 'ANONYMIZED')],
        }),
      )
    const found = async (meta: object) => placesOf(await verifyBytes(object(meta)), 'not-attested')
    expect(await found({ preamble: Buffer.alloc(128, 'II*') })).toEqual(['meta-left'])
    expect(await found({ more: [element('0002,0016', 'AE', 'WARD7')] })).toEqual(['meta-left (0002,0016)'])
    expect(await found({ sopInstanceUid: '2.25.9' })).toEqual(['meta-uid-differs (0002,0003)'])
    expect(await found({ sopInstanceUid: '2.25.1' })).toEqual([])
  })
})

describe('an archive', () => {
  const NAME = '0123456789abcdefghjk.dcm'
  const plain = { owner: '', mtime: 0, bytes: [108, 116].map((at) => [at, Buffer.from('0000000\0')] as const) }
  const entry = (fields: object = {}, slack = 0) =>
    Buffer.concat([header({ name: NAME, size: clean().length, ...plain, ...fields }), padded(clean(), slack)])
  const found = async (...parts: Buffer[]) => placesOf(await verifyBytes(Buffer.concat(parts)))
  const END = Buffer.alloc(1024)

  it('that says nothing has nothing to be found', async () => {
    expect(await found(entry(), entry(), END)).toEqual([])
  })

  it.each<[string, Buffer[], string]>([
    ['a name', [entry({ name: 'DOE^JANE.dcm' }), END], 'archive-name'],
    ['an owner', [entry({ owner: 'jane' }), END], 'archive-field-left'],
    ['a time', [entry({ mtime: 1_700_000_000 }), END], 'archive-field-left'],
    ['a link', [entry({ linkName: 'DOE' }), END], 'archive-field-left'],
    ['a comment', [pax([['comment', 'DOE^JANE']]), entry(), END], 'archive-field-left'],
    ['bytes behind a name', [entry({ bytes: [...plain.bytes, [90, Buffer.from('DOE')]] }), END], 'archive-bytes-left'],
    ['bytes behind a body', [entry({}, 0x2a), END], 'archive-bytes-left'],
    ['bytes behind the end', [entry(), END, Buffer.from('DOE^JANE')], 'archive-bytes-left'],
    ['no end', [entry()], 'archive-damaged'],
    ['an entry that is cut short', [entry().subarray(0, 600)], 'archive-damaged'],
    ['a file that is no object', [member(NAME, 'Dear Jane', plain), END], 'not-inspected'],
  ])('with %s is found', async (_, parts, kind) => {
    expect(await found(...parts)).toContain(kind)
  })
})
