import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { createDeidentifier, type DeidentifierOptions } from '../../../src/index.ts'
import { buildObject, element, sequence } from '../../support/dicom-builder.ts'
import { type Fault, faultyInput, faultyOutput, quietArchive } from '../../support/faulty-deidentifier.ts'
import { goodObject, KEY, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { syntheticStudy } from '../../support/synthetic.ts'
import { archive, header, padded } from '../../support/tar-builder.ts'
import { placesOf, verifyBytes } from '../../support/verification.ts'

const REFERENCE = '(0040,A375)[0].(0008,1115)[0].(0008,1199)[0].(0008,1155)'

async function deidentify(input: Uint8Array, options: DeidentifierOptions = {}): Promise<Buffer> {
  const deidentifier = await createDeidentifier({ key: KEY, ...options })
  return await buffer(Readable.from([input]).pipe(deidentifier.tar()))
}

describe('a de-identifier without a fault', () => {
  it('leaves nothing to be found, with its input and without', async () => {
    expect(placesOf(await verifyBytes(faultyOutput()))).toEqual([])
    expect(placesOf(await verifyBytes(faultyOutput(), { against: faultyInput() }))).toEqual([])
  })
})

describe('a de-identifier with one fault', () => {
  it.each<[Fault, string[]]>([
    ['nested skipped', ['value-unchanged (0008,2218)[0].(0008,1070)']],
    ['private kept', ['private-left (0009,0010)', 'private-left (0009,1001)', 'value-unchanged (0009,1001)']],
    ['unlinked UIDs', [`uid-mapping-differs ${REFERENCE}`, `reference-broken ${REFERENCE}`]],
    ['meta UID stale', ['meta-uid-differs (0002,0003)', 'input-value-left (0002,0003)']],
    ['one date unshifted', ['value-unchanged (0008,0022)']],
    ['a dummy that is the original', ['value-unchanged (0010,0020)']],
    ['false codes', ['claim-false (0028,0301)']],
    ['emptied Type 1', ['required-empty (0008,0060)', 'kept-lost (0008,0060)']],
  ])('that is "%s" is found where it is', async (fault, places) => {
    const found = placesOf(await verifyBytes(faultyOutput(fault), { against: faultyInput() }))
    expect(found).toEqual(expect.arrayContaining(places))
  })

  it.each<[Fault, string[]]>([
    ['nested skipped', ['attribute-left (0008,2218)[0].(0008,1070)']],
    ['private kept', ['private-left (0009,0010)', 'private-left (0009,1001)']],
    ['meta UID stale', ['meta-uid-differs (0002,0003)', 'uid-left (0002,0003)']],
    ['false codes', ['claim-false (0028,0301)']],
    ['emptied Type 1', ['required-empty (0008,0060)']],
  ])('that is "%s" is found without its input too', async (fault, places) => {
    expect(placesOf(await verifyBytes(faultyOutput(fault)))).toEqual(expect.arrayContaining(places))
  })
})

describe('an output of this program', () => {
  const study = quietArchive(syntheticStudy().map(({ bytes }) => Buffer.from(bytes)))

  it.each<[string, DeidentifierOptions]>([
    ['by default', {}],
    ['with UIDs that stay', { with: ['retain-uids'] }],
    ['with cleaned texts and moved dates', { with: ['clean-descriptors', 'retain-longitudinal-modified-dates'] }],
    ['for Safe Harbor', { profile: 'hipaa-safe-harbor' }],
    ['with dummies everywhere', { mode: 'placeholder' }],
    ['in the size of its input', { framing: 'same-size' }],
  ])('%s has nothing of its input', async (_, options) => {
    const { findings } = await verifyBytes(await deidentify(study, options), { against: study })
    expect(findings.filter(({ kind, severity }) => severity === 'leak' || kind === 'entry-unpaired')).toEqual([])
    expect(findings.filter(({ kind }) => /mapping|reference|offset|pixel/.test(kind))).toEqual([])
  })

  it('is paired though entries were withheld and dropped', async () => {
    const { findings, summary } = await verifyBytes(await deidentify(SAMPLE_ARCHIVE), { against: SAMPLE_ARCHIVE })
    expect([findings, summary.objects]).toEqual([[], 2])
  })
})

describe('an output that is its input', () => {
  const objects = syntheticStudy().map((object) => [object.name, object] as const)

  it.each(objects)('has every canary found: %s', async (name, { bytes, canaries }) => {
    const { findings } = await verifyBytes(bytes, { against: bytes, showValues: true })
    const values = findings.map(({ value = '' }) => value)
    const missed = canaries.filter((canary) => !values.some((value) => value.includes(canary)))
    if (name.includes('deflated')) {
      // Which of the study's are in this object shows only when it is inflated.
      expect(canaries.length - missed.length).toBeGreaterThan(30)
    } else {
      // Of values that may be long, none is shown.
      const isLong = findings.some(({ path }) => path === '(7FE1,1001)')
      expect(missed.length).toBe(isLong ? 1 : 0)
    }
  })
})

describe('a value of the input', () => {
  const UTF_8 = 'ISO_IR 192'
  const object = (description: string | Uint8Array, charset = UTF_8): Buffer =>
    Buffer.from(
      buildObject({
        encoding: 'explicit-le',
        meta: { start: 'preamble' },
        elements: [
          element('0008,0005', 'CS', charset),
          element('0008,0018', 'UI', '2.25.1'),
          // what the profile keeps, so that only its bytes can give it away
          element('0008,0104', 'LO', description),
          element('0010,0010', 'PN', 'ANONYMIZED'),
        ],
      }),
    )
  const input = (name: string | Uint8Array, charset = UTF_8): Buffer =>
    Buffer.from(
      buildObject({
        encoding: 'explicit-le',
        meta: { start: 'preamble' },
        elements: [
          element('0008,0005', 'CS', charset),
          element('0008,0018', 'UI', '1.2.3'),
          element('0008,0020', 'DA', '20240131'),
          element('0010,0010', 'PN', name),
          element('0010,0020', 'LO', 'MRN-4711-0815'),
          element('0010,2154', 'SH', '+49 30 901820'),
        ],
      }),
    )

  it.each<[string, Buffer, Buffer]>([
    ['as it is', input('HOFFMANN^ERIKA'), object('of HOFFMANN^ERIKA')],
    ['in another order', input('HOFFMANN^ERIKA'), object('Erika Hoffmann, left knee')],
    ['in part', input('HOFFMANN^ERIKA'), object('left knee Hoffmann')],
    ['as digits alone', input('HOFFMANN^ERIKA'), object('call 4930901820')],
    ['in another spelling of the date', input('HOFFMANN^ERIKA'), object('on 31.01.2024')],
    ['in UTF-16LE', input('HOFFMANN^ERIKA'), object(Buffer.from('Hoffmann', 'utf16le'))],
    ['in UTF-16BE', input('HOFFMANN^ERIKA'), object(Buffer.from('Hoffmann', 'utf16le').swap16())],
    [
      'in another character set',
      input(Buffer.from('M\u00dcLLER^J\u00dcRGEN', 'latin1'), 'ISO_IR 100'),
      object(Buffer.from('M\u00dcLLER', 'utf8')),
    ],
  ])('is found %s', async (_, before, after) => {
    const verified = await verifyBytes(after, { against: before })
    expect(placesOf(verified)).toContain('input-value-left (0008,0104)')
  })

  const JIS = (text: string, codes: string): Buffer =>
    Buffer.concat([Buffer.from(`${text}\u001b$B`), Buffer.from(codes, 'hex'), Buffer.from('\u001b(B')])

  it.each<[string, string, Uint8Array, string, Uint8Array]>([
    [
      'Greek',
      'ISO_IR 126',
      Buffer.from('c4e9efedf5f3e9eff2', 'hex'),
      'ISO_IR 126',
      Buffer.from('7820c4e9efedf5f3e9eff2', 'hex'),
    ],
    [
      'Chinese',
      'GB18030',
      Buffer.from('Wang=\u00cd\u00f5^\u00d0\u00a1\u00b6\u00ab', 'latin1'),
      'GB18030',
      Buffer.from('7820d0a1b6ab', 'hex'),
    ],
    ['Japanese', '\\ISO 2022 IR 87', JIS('Yamada^Tarou=', '3b334544'), '\\ISO 2022 IR 87', JIS('of ', '3b334544')],
    [
      'Russian, in another one',
      'ISO_IR 144',
      Buffer.from('bbeedad5dcd1e3e0d3', 'hex'),
      UTF_8,
      Buffer.from('\u041b\u044e\u043a\u0435\u043c\u0431\u0443\u0440\u0433'),
    ],
    ['two signs', UTF_8, Buffer.from('Wang=\u738b^\u5c0f\u4e1c'), UTF_8, Buffer.from('of \u5c0f\u4e1c')],
    ['accents apart', UTF_8, Buffer.from('M\u00fcller^J'), UTF_8, Buffer.from('of Mu\u0308ller')],
    ['no accents', UTF_8, Buffer.from('M\u00fcller^J'), UTF_8, Buffer.from('of MULLER')],
    ['letters for accents', UTF_8, Buffer.from('M\u00fcller^J'), UTF_8, Buffer.from('of Mueller')],
    ['capitals with accents', UTF_8, Buffer.from('Bj\u00f8rn^J'), UTF_8, Buffer.from('of BJ\u00d8RN')],
  ])('is found in the letters of its character set: %s', async (_, charset, name, other, text) => {
    const verified = await verifyBytes(object(text, other), { against: input(name, charset) })
    expect(placesOf(verified)).toContain('input-value-left (0008,0104)')
  })

  it('is not found where it is a part of another word, or stood in an attribute that stays', async () => {
    const places = placesOf(await verifyBytes(object('Hoffmannsthal'), { against: input('MANN^ERIK') }))
    expect(places).not.toContain('input-value-left (0008,0104)')
  })

  it.each<[string, string[]]>([
    ['HOFFMANN.dcm', ['input-value-left']],
    ['study/Erika_Hoffmann/1.dcm', ['input-value-left']],
    ['MRN-4711-0815', ['input-value-left']],
    ['erika.dcm', ['input-value-left']],
    ['knee.dcm', []],
  ])('is found in the name of an entry: %s', async (name, kinds) => {
    const body = object('knee')
    const after = archive(Buffer.concat([header({ name, size: body.length }), padded(body, 0)]))
    const places = placesOf(await verifyBytes(after, { against: quietArchive([input('HOFFMANN^ERIKA')]) }))
    expect(places.filter((place) => place === 'input-value-left')).toEqual(kinds)
  })

  it('is found in bytes that belong to no attribute', async () => {
    const after = Buffer.concat([object('knee'), Buffer.alloc(8), Buffer.from('HOFFMANN')])
    expect(placesOf(await verifyBytes(after, { against: input('HOFFMANN^ERIKA') }))).toEqual(
      expect.arrayContaining(['bytes-left', 'input-value-left']),
    )
  })
})

describe('what should stay', () => {
  const objectOf = (instance: string, ...elements: ReturnType<typeof element>[]): Buffer =>
    Buffer.from(
      buildObject({
        encoding: 'explicit-le',
        meta: { start: 'preamble' },
        elements: [element('0008,0018', 'UI', instance), ...elements],
      }),
    )

  it('is not missed where it could not be what its representation says', async () => {
    const before = objectOf('1.2.3', element('0018,9074', 'DT', 'NaN'), element('0028,0008', 'IS', '1A'))
    const after = objectOf('2.25.1', element('0018,9074', 'DT'), element('0028,0008', 'IS'))
    const options = { plan: { profile: 'basic', with: ['retain-longitudinal-full-dates'] } } as const
    expect(placesOf(await verifyBytes(after, { against: before, ...options }))).toEqual([])
    const sound = objectOf('1.2.3', element('0018,9074', 'DT', '20240131'), element('0028,0008', 'IS', '1'))
    expect(placesOf(await verifyBytes(after, { against: sound, ...options }))).toEqual([
      'kept-lost (0018,9074)',
      'kept-lost (0028,0008)',
    ])
  })

  it('is missed where a UID or a dummy has to stand, and nothing does', async () => {
    const before = objectOf('1.2.3', element('0010,0020', 'LO', 'MRN-4711'), element('0020,0052', 'UI', '1.2.3.4'))
    const after = objectOf('2.25.1', element('0010,0020', 'LO'), element('0020,0052', 'UI'))
    const places = placesOf(await verifyBytes(after, { against: before }), 'not-attested')
    expect(places).toEqual(['required-empty (0010,0020)', 'required-empty (0020,0052)'])
  })

  it('is found changed: a pixel, an attribute; and lost', async () => {
    const changed = Buffer.from(goodObject())
    const at = changed.length - 1000
    changed[at] = changed[at]! ^ 1
    expect(placesOf(await verifyBytes(changed, { against: goodObject() }))).toContain('pixel-data-differs (7FE0,0010)')
    const other = await verifyBytes(goodObject(undefined, '140'), { against: goodObject() })
    expect(placesOf(other)).toContain('kept-changed (0018,0060)')
    const without = (elements: ReturnType<typeof element>[]): Buffer =>
      Buffer.from(buildObject({ encoding: 'explicit-le', meta: { start: 'preamble' }, elements }))
    const full = without([element('0008,0018', 'UI', '1.2.3'), element('0018,0060', 'DS', '120')])
    const less = without([element('0008,0018', 'UI', '2.25.1'), sequence('0008,1140', [])])
    expect(placesOf(await verifyBytes(less, { against: full }))).toContain('kept-lost (0018,0060)')
  })
})
