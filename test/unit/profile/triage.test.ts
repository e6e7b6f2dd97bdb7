import { describe, expect, it } from 'vitest'
import { triage, triageTags } from '../../../src/profile/triage.ts'
import { RISK_REASONS } from '../../../src/profile/triage-words.ts'
import { MAX_NOTED } from '../../../src/wasm/seam.ts'
import { readRows } from '../../support/standard-tables.ts'

const EXPLICIT = '1.2.840.10008.1.2.1'
const STORAGE = '1.2.840.10008.5.1.4.1.1.'

interface Given {
  readonly sop?: string
  readonly modality?: string
  readonly syntax?: string
  readonly pixels?: boolean
  /** By tag in hexadecimal; numbers as they are. */
  readonly [tag: `0x${string}`]: string | number
}

function ask(given: Given) {
  return triage({
    sopClassUid: given.sop === undefined ? undefined : STORAGE + given.sop,
    modality: given.modality,
    transferSyntaxUid: given.syntax ?? EXPLICIT,
    hasPixels: given.pixels ?? true,
    valueOf: (tag) => {
      const value = given[`0x${tag.toString(16).padStart(8, '0')}`]
      if (value === undefined) return undefined
      return typeof value === 'number' ? { text: '', number: value } : { text: value, number: undefined }
    },
  })
}

/** An axial CT of the chest, of which nothing is to be feared. */
const CHEST = { sop: '2', modality: 'CT', '0x00080008': 'ORIGINAL\\PRIMARY\\AXIAL', '0x00180015': 'CHEST' } as const

describe('triage of text in pixels', () => {
  it.each<[string, Given, string, string]>([
    ['a CT image', CHEST, 'low', 'kind'],
    ['an ultrasound', { sop: '6.1', modality: 'US' }, 'high', 'kind'],
    ['a digital X-ray', { sop: '1.1', modality: 'DX' }, 'medium', 'kind'],
    ['a secondary capture of CT', { ...CHEST, sop: '7' }, 'high', 'captured'],
    ['what says that it has text', { ...CHEST, '0x00280301': 'YES' }, 'certain', 'declared'],
    [
      'what says that it has none, and is an ultrasound',
      { sop: '6.1', modality: 'US', '0x00280301': 'NO' },
      'high',
      'kind',
    ],
    ['a derived CT', { ...CHEST, '0x00080008': 'DERIVED\\PRIMARY\\AXIAL' }, 'medium', 'derived'],
    ['a derived X-ray', { sop: '1.1', modality: 'DX', '0x00080008': 'DERIVED\\PRIMARY' }, 'medium', 'kind'],
    ['a secondary image', { ...CHEST, '0x00080008': 'DERIVED\\SECONDARY' }, 'high', 'secondary'],
    [
      'a primary image with that word elsewhere',
      { ...CHEST, '0x00080008': 'ORIGINAL\\PRIMARY\\SECONDARY' },
      'low',
      'kind',
    ],
    ['a screen save', { ...CHEST, '0x00080008': 'ORIGINAL\\PRIMARY\\screen save' }, 'high', 'screen'],
    ['a localizer', { ...CHEST, '0x00080008': 'ORIGINAL\\PRIMARY\\LOCALIZER' }, 'medium', 'localizer'],
    ['a CT without an Image Type', { ...CHEST, '0x00080008': '' }, 'medium', 'origin-unknown'],
    ['an X-ray without one', { sop: '1', modality: 'CR' }, 'medium', 'kind'],
    ['a dose report', { ...CHEST, '0x0008103e': 'Dose Report 01' }, 'high', 'text-page'],
    [
      'a series called 3D by Siemens',
      { ...CHEST, '0x0008103e': 'VRT 3D', '0x00080070': 'Siemens Healthineers' },
      'high',
      'text-page',
    ],
    ['a series called 3D by another', { ...CHEST, '0x0008103e': 'VRT 3D', '0x00080070': 'ACME' }, 'low', 'kind'],
    ['a scanned document', { ...CHEST, '0x00080064': 'SD' }, 'high', 'captured'],
    ['what has a capture device', { ...CHEST, '0x00181016': 'ACME' }, 'high', 'captured'],
    ['an empty capture device', { ...CHEST, '0x00181016': '' }, 'low', 'kind'],
    ['a CT in color', { ...CHEST, '0x00280002': 3 }, 'medium', 'color'],
    ['an overlay in the bits of the pixels', { ...CHEST, '0x60020102': 12 }, 'high', 'overlay-in-pixels'],
    ['an overlay of its own', { ...CHEST, '0x60020102': 0 }, 'low', 'kind'],
    [
      'the label of a slide',
      { sop: '77.1.6', modality: 'SM', '0x00080008': 'ORIGINAL\\PRIMARY\\LABEL\\NONE' },
      'certain',
      'slide-label',
    ],
    ['a label of something else', { ...CHEST, '0x00080008': 'ORIGINAL\\PRIMARY\\LABEL' }, 'low', 'kind'],
    ['a video', { ...CHEST, syntax: '1.2.840.10008.1.2.4.102' }, 'high', 'video'],
    ['a PDF', { sop: '104.1', modality: 'OT', pixels: false }, 'certain', 'document'],
    ['a report', { sop: '88.33', modality: 'SR', pixels: false }, 'low', 'no-pixels'],
    ['pixels of which nothing is known', { sop: '999', modality: 'ZZ' }, 'medium', 'origin-unknown'],
    ['pixels of nothing known that say NO', { '0x00280301': 'NO' }, 'medium', 'origin-unknown'],
  ])('%s', (_, given, level, reason) => {
    const { pixels, reasons } = ask(given)
    expect(pixels).toBe(level)
    expect(reasons).toContain(`pixels-${reason}`)
  })
})

describe('triage of faces', () => {
  it.each<[string, Given, string, string | undefined]>([
    ['a CT of the chest', CHEST, 'low', undefined],
    ['a CT of the head', { ...CHEST, '0x00180015': 'HEAD' }, 'medium', 'head'],
    ['an MR of head and neck', { sop: '4', modality: 'MR', '0x00180015': 'HEADNECK' }, 'medium', 'head'],
    ['a CT of the heart, which has an ear in it', { ...CHEST, '0x00180015': 'HEART' }, 'low', undefined],
    ['a CT of the ear', { ...CHEST, '0x00180015': 'EAR' }, 'medium', 'head'],
    ['a PT of which the part is not known', { sop: '128', modality: 'PT' }, 'medium', 'body-part-unknown'],
    ['a CT of the chest in a series of the head', { ...CHEST, '0x0008103e': 'Head and thorax' }, 'medium', 'head'],
    ['a digital X-ray of the head', { sop: '1.1', modality: 'DX', '0x00180015': 'HEAD' }, 'low', undefined],
    ['a photograph', { sop: '77.1.4', modality: 'XC' }, 'high', 'photograph'],
    ['what says that it shows one', { ...CHEST, '0x00280302': 'YES' }, 'certain', 'declared'],
    ['what says that it shows none', { ...CHEST, '0x00180015': 'HEAD', '0x00280302': 'NO' }, 'medium', 'head'],
    ['outlines', { sop: '481.3', modality: 'RTSTRUCT', pixels: false }, 'medium', 'outline'],
    ['a report of the head', { sop: '88.33', modality: 'SR', '0x00180015': 'HEAD', pixels: false }, 'low', 'no-pixels'],
  ])('%s', (_, given, level, reason) => {
    const { faces, reasons } = ask(given)
    expect(faces).toBe(level)
    if (reason !== undefined) expect(reasons).toContain(`faces-${reason}`)
    else expect(reasons.filter((one) => one.startsWith('faces'))).toEqual([])
  })
})

describe('the table of triage', () => {
  it('asks for no more attributes than can be noted, and uses every reason', () => {
    expect(triageTags().length).toBeLessThanOrEqual(MAX_NOTED / 2)
    const used = new Set(readRows('burned-in-risk.csv').map(({ reason }) => reason))
    expect([...used].toSorted()).toEqual([...RISK_REASONS])
  })
})
