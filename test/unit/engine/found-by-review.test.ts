/** Leaks that a review found once, each as small as it gets. */

import { describe, expect, it } from 'vitest'
import { ObjectDeidentifier } from '../../../src/engine/object-deidentifier.ts'
import { createTransforms } from '../../../src/engine/transforms.ts'
import { createIdentity } from '../../../src/identity/identity.ts'
import { compilePlan, keepAllPlan } from '../../../src/profile/compile.ts'
import type { Plan } from '../../../src/profile/plan.ts'
import { imageOf } from '../../../src/profile/plan-image.ts'
import type { OptionName } from '../../../src/profile/request.ts'
import { createKeyedHash, nodeDeflateCodec } from '../../../src/streams/node-platform.ts'
import { buildObject, type ElementSpec } from '../../support/dicom-builder.ts'

const IDENTIFYING: readonly ElementSpec[] = [
  { tag: 0x00100010, vr: 'PN', value: 'Smithers^Waldo' },
  { tag: 0x00100020, vr: 'LO', value: 'MRN777' },
]

type Run = (elements: readonly ElementSpec[]) => { code: unknown; text: string }

const runner = (options: readonly OptionName[]): Run => runnerOf(compilePlan({ profile: 'basic', with: options }))
const keepingAll: Run = (elements) => runnerOf(keepAllPlan())(elements)

function runnerOf(plan: Plan): Run {
  const identity = createIdentity(createKeyedHash(new Uint8Array(32).fill(1)))
  const engine = new ObjectDeidentifier({
    plan: imageOf(plan),
    identity,
    transforms: createTransforms(plan.transforms, plan.settings, identity),
    codec: nodeDeflateCodec,
  })
  return (elements) => {
    const object = buildObject({ encoding: 'explicit-le', elements })
    const parts: Buffer[] = []
    engine.begin({ committed: () => {}, write: (bytes) => parts.push(Buffer.from(bytes)) }, object.length)
    engine.push(object)
    return { code: engine.end().code, text: Buffer.concat(parts).toString('latin1') }
  }
}

function conceptName(code: string, inside: readonly ElementSpec[] = []): ElementSpec {
  const elements = [{ tag: 0x00080100, vr: 'SH', value: code }, { tag: 0x00080102, vr: 'SH', value: 'DCM' }, ...inside]
  return { tag: 0x0040a043, vr: 'SQ', items: [{ elements }] }
}

function report(...elements: readonly ElementSpec[]): ElementSpec[] {
  const sopClass = { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.88.33' }
  return [sopClass, ...IDENTIFYING, { tag: 0x0040a730, vr: 'SQ', items: [{ elements: [...elements] }] }]
}

const text = (value: string): ElementSpec => ({ tag: 0x0040a160, vr: 'UT', value })

describe('a concept name', () => {
  const structured: OptionName[] = ['clean-structured-content', 'clean-descriptors', 'retain-device-identity']

  it('without items does not take that of the object before', () => {
    const run = runner(structured)
    // Station AE Title: its text stays under Retain Device Identity
    expect(run(report(conceptName('110119'), text('AE1'))).text).toContain('AE1')
    expect(run(report({ tag: 0x0040a043, vr: 'SQ', items: [] }, text('seen Smithers'))).text).not.toContain('Smithers')
  })

  it('is not that of a code inside it', () => {
    const run = runner(structured)
    // Issuer of Identifier: its text goes
    expect(run(report(conceptName('110190'), text('TOKEN'))).text).not.toContain('TOKEN')
    expect(run(report(conceptName('110190', [conceptName('110119')]), text('TOKEN'))).text).not.toContain('TOKEN')
  })

  it('is known with spaces around its code', () => {
    expect(runner(structured)(report(conceptName(' 110190'), text('TOKEN'))).text).not.toContain('TOKEN')
  })
})

describe('a sequence whose item ends with the delimiter of sequences', () => {
  it.each([
    [false, undefined],
    [true, 'DELIMITER_UNEXPECTED'],
  ])('behind the place where the size was promised, of undefined length: %s, gives %s', (undefinedLength, code) => {
    const item = { elements: [], undefinedLength: true, closedBy: 'sequence-delimiter' as const }
    const { code: given } = keepingAll([
      { tag: 0x00080060, vr: 'CS', value: 'CT' },
      { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(64) },
      { tag: 0x00081115, vr: 'SQ', items: [item], undefinedLength },
    ])
    expect(given).toBe(code)
  })
})

describe('a name behind attributes that it should stand before', () => {
  const description = { tag: 0x00081030, vr: 'LO', value: 'head of Smithers' }
  const later = { tag: 0x00540081, vr: 'US', value: Uint8Array.of(1, 0) }

  it('is refused where text is cleaned, which did not know it', () => {
    const run = runner(['clean-descriptors'])
    expect(run([description, later, ...IDENTIFYING])).toEqual({ code: 'ORDER_INVALID', text: '' })
    expect(run([description, ...IDENTIFYING, later]).text).toContain('head of')
  })

  it.each([[[]], [['retain-uids']]] as OptionName[][][])('is nothing to refuse where no text stays: %j', (options) => {
    const { code, text: output } = runner(options)([description, later, ...IDENTIFYING])
    expect(code).toBeUndefined()
    expect(output).not.toContain('Smithers')
  })
})

describe('a text in place of numbers', () => {
  it('does not stay', () => {
    const { text: output } = runner([])([
      { tag: 0x00281101, vr: 'LO', value: 'Smi^Wa' },
      { tag: 0x7fe00010, vr: 'PN', value: 'Smithers^Waldo' },
    ])
    expect(output).not.toMatch(/Smi|Waldo/)
  })
})

describe('bytes of a repeating group that no other attribute gives a size', () => {
  const value = new TextEncoder().encode('DOE^JANE 1947061')
  const first: ElementSpec = { tag: 0x00080060, vr: 'CS', value: 'CT' }
  const run = runner([])

  it.each([0x7f000010, 0x7f020010, 0x7ffe0010, 0x7f020020, 0x7f020030, 0x7f020040])('do not stay: %i', (tag) => {
    const { code, text: output } = run([first, ...IDENTIFYING, { tag, vr: 'OW', value }])
    expect(code).toBeUndefined()
    expect(output).not.toContain('JANE')
  })

  it('do not stay in fragments, nor in an item', () => {
    const elements: ElementSpec[] = [{ tag: 0x7f020010, vr: 'OB', value }]
    const inItem = run([first, { tag: 0x00081140, vr: 'SQ', items: [{ elements }] }])
    expect(inItem.code).toBeUndefined()
    expect(inItem.text).not.toContain('JANE')
    const inFragments = run([first, ...IDENTIFYING, { tag: 0x7f020010, vr: 'OB', fragments: [value, value] }])
    expect(inFragments.text).not.toContain('JANE')
  })

  it('are not taken for Pixel Data, which stays', () => {
    const pixels = { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(16).fill(0x5a) }
    expect(run([first, ...IDENTIFYING, pixels]).text).toContain('Z'.repeat(16))
  })
})
