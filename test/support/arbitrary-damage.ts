/** Damage for fast-check to draw: elements, sequences and items that lie about themselves, and objects cut or overwritten. */

import fc from 'fast-check'
import { type ElementSpec, hex, type ItemSpec, patch, truncate } from './dicom-builder.ts'

/** Something now and then, mostly undefined. */
export function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 12 }, { arbitrary, weight: 1 })
}

export function twists(): fc.Arbitrary<Partial<ElementSpec>> {
  return fc.oneof(
    fc.constantFrom('UN', 'SQ', 'OB', 'LO', 'US', 'UT', 'PN', 'UI', 'AT').map((vr) => ({ vr })),
    fc.constantFrom<Partial<ElementSpec>>(
      { rawVr: { bytes: [0x5a, 0x5a], headerBytes: 12 } },
      { rawVr: { bytes: [0x3f, 0x3f], headerBytes: 8 } },
      { rawVr: { bytes: [0, 0], headerBytes: 8 }, value: '' },
      { claimedBytes: 0xffffffff },
      { claimedBytes: 0xfffffffe },
      { claimedBytes: 3 },
      { claimedBytes: 40 },
      { claimedBytes: 0x10000 },
      { raw: hex('FEFF0DE0 00000000') },
      { raw: hex('FEFFDDE0 00000000') },
      { raw: hex('FFFEE00D 00000000') },
      { raw: hex('FFFEE0DD 00000000') },
      { raw: hex('FEFFDDE0 04000000 00000000') },
      { raw: hex('FEFF00E0 00000000') },
      { raw: hex('FEFF00E0 FFFFFFFF') },
      { raw: new Uint8Array(8) },
      { raw: new Uint8Array(5) },
    ),
  )
}

export function sequenceTwists(): fc.Arbitrary<Partial<ElementSpec>> {
  return fc.constantFrom<Partial<ElementSpec>>(
    { vr: 'UN' },
    { vr: 'OB' },
    { vr: 'LO' },
    { rawVr: { bytes: [0x5a, 0x5a], headerBytes: 12 } },
    { undefinedLength: true, unclosed: true },
    { claimedBytes: 0xffffffff },
    { claimedBytes: 4 },
    { claimedBytes: 24 },
    { claimedBytes: 600000 },
    { tag: 0x00100010 },
    { tag: 0x00080060 },
    { tag: 0x00080018 },
    { tag: 0x7fe00010 },
  )
}

export function itemTwists(): fc.Arbitrary<Partial<ItemSpec>> {
  return fc.constantFrom<Partial<ItemSpec>>(
    { undefinedLength: true, closedBy: 'sequence-delimiter' },
    { undefinedLength: true, closedBy: 'nothing' },
    { strayDelimiter: true },
    { claimedBytes: 4 },
    { claimedBytes: 24 },
    { claimedBytes: 0xfffffffe },
  )
}

/** Takes an object and gives it back damaged. */
export type Wound = (bytes: Uint8Array) => Uint8Array

/** The object cut off somewhere, or some of its bytes overwritten. */
export function wounds(): fc.Arbitrary<Wound> {
  // not fc.double, half of whose values lie below 1e-150
  const at = fc.integer({ min: 0, max: 9999 }).map((share) => share / 10000)
  const cut = at.map(
    (share): Wound =>
      (bytes) =>
        truncate(bytes, Math.floor(bytes.length * share)),
  )
  const overwritten = fc
    .tuple(
      at,
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        fc.constantFrom(hex('FFFFFFFF'), hex('FEFFDDE000000000'), hex('FEFF0DE000000000')),
      ),
    )
    .map(
      ([share, replacement]): Wound =>
        (bytes) =>
          patch(bytes, Math.floor(bytes.length * share), replacement),
    )
  return fc.oneof({ arbitrary: cut, weight: 1 }, { arbitrary: overwritten, weight: 1 })
}
