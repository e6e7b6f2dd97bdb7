import { describe, expect, it } from 'vitest'
import { VR_NAMES, vrTable } from '../../../src/dicom/vr.ts'
import { compilePlan, keepAllPlan } from '../../../src/profile/compile.ts'
import { encodePlan } from '../../../src/profile/encode-plan.ts'
import type { Plan, Slot } from '../../../src/profile/plan.ts'
import { OPTION_NAMES } from '../../../src/profile/request.ts'
import * as seam from '../../../src/wasm/seam.ts'

const FREE = 0xffffffff

/** Reads a plan's bytes as the WASM core does: by hash, with linear probing, and no further than the next free slot. */
class Decoder {
  readonly bytes: Uint8Array
  readonly view: DataView
  longestProbe = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  field(at: number): number {
    return this.view.getUint32(at, true)
  }

  slotCount(): number {
    return this.field(seam.PLAN_AT_ATTRIBUTES_MASK) + 1
  }

  findSlot(tag: number): Slot | undefined {
    const slots = this.slotCount()
    const at = this.probe(
      seam.PLAN_AT_ATTRIBUTES,
      seam.SLOT_BYTES,
      Math.imul(tag, seam.HASH_MULTIPLIER),
      slots,
      (rowAt) =>
        this.field(rowAt + seam.SLOT_AT_TAG) === tag
          ? 'found'
          : this.field(rowAt + seam.SLOT_AT_TAG) === FREE
            ? 'free'
            : 'other',
    )
    return at === undefined ? undefined : this.slotAt(at)
  }

  findException(state: number, tag: number): number | undefined {
    const slots = this.field(seam.PLAN_AT_NESTED_MASK) + 1
    const hash = Math.imul(tag ^ Math.imul(state, seam.HASH_MULTIPLIER), seam.HASH_MULTIPLIER)
    const at = this.probe(seam.PLAN_AT_NESTED, seam.NESTED_ROW_BYTES, hash, slots, (rowAt) => {
      if (this.field(rowAt) === FREE) return 'free'
      return this.field(rowAt) === state && this.field(rowAt + 4) === tag ? 'found' : 'other'
    })
    return at === undefined ? undefined : this.field(at + 8)
  }

  /** The state of a path of sequences: longest tails first, as the core follows them. */
  stateOf(path: readonly number[]): number {
    return path.reduce((state, sequenceTag) => this.next(state, sequenceTag) ?? this.next(0, sequenceTag) ?? 0, 0)
  }

  /** The state of a content item of this concept; undefined where the plan has none. */
  conceptState(codeValue: string, codingScheme: string): number | undefined {
    const rows = this.field(seam.PLAN_AT_CONCEPTS_MASK) + 1
    const text = (at: number): string => Buffer.from(this.slice(this.field(at), this.field(at + 4))).toString('latin1')
    for (let index = 0; index < rows; index++) {
      const at = this.field(seam.PLAN_AT_CONCEPTS) + index * seam.CONCEPT_ROW_BYTES
      if (this.field(at) === 0) continue
      if (text(at) === codeValue && text(at + 8) === codingScheme) return this.field(at + 16)
    }
    return undefined
  }

  creators(): string[] {
    return Array.from({ length: this.field(seam.PLAN_AT_CREATORS_COUNT) }, (_, index) => {
      const at = this.field(seam.PLAN_AT_CREATORS) + index * seam.CREATOR_ROW_BYTES
      return Buffer.from(this.slice(this.field(at), this.field(at + 4))).toString('latin1')
    })
  }

  private next(state: number, sequenceTag: number): number | undefined {
    const slots = this.field(seam.PLAN_AT_PATHS_MASK) + 1
    const hash = Math.imul(sequenceTag ^ Math.imul(state, seam.HASH_MULTIPLIER), seam.HASH_MULTIPLIER)
    const at = this.probe(seam.PLAN_AT_PATHS, seam.PATH_ROW_BYTES, hash, slots, (rowAt) => {
      if (this.field(rowAt) === FREE) return 'free'
      return this.field(rowAt) === state && this.field(rowAt + 4) === sequenceTag ? 'found' : 'other'
    })
    return at === undefined ? undefined : this.field(at + 8)
  }

  masks(): { mask: number; match: number; tag: number; slot: Slot }[] {
    return Array.from({ length: this.field(seam.PLAN_AT_MASKS_COUNT) }, (_, index) => {
      const at = this.field(seam.PLAN_AT_MASKS) + index * seam.MASK_ROW_BYTES
      return { mask: this.field(at), match: this.field(at + 4), tag: this.field(at + 8), slot: this.slotAt(at + 8) }
    })
  }

  dummy(index: number): { bytes: Uint8Array; bigEndianBytes: Uint8Array; vrIndex: number } {
    const at = this.field(seam.PLAN_AT_DUMMIES) + index * seam.DUMMY_ROW_BYTES
    const bytes = this.field(at + 4)
    const [little, big] = [0, bytes].map((behind) => this.slice(this.field(at) + behind, bytes))
    return { bytes: little!, bigEndianBytes: big!, vrIndex: this.field(at + 8) }
  }

  inserts(encoding: number): { tag: number; bytes: Uint8Array }[] {
    const count = this.field(seam.PLAN_AT_INSERTS_COUNT)
    return Array.from({ length: count }, (_, index) => {
      const at = this.field(seam.PLAN_AT_INSERTS) + (encoding * count + index) * seam.INSERT_ROW_BYTES
      return { tag: this.field(at), bytes: this.slice(this.field(at + 4), this.field(at + 8)) }
    })
  }

  slice(at: number, length: number): Uint8Array {
    if (at + length > this.bytes.length) throw new Error('outside the plan')
    return this.bytes.slice(at, at + length)
  }

  private probe(
    tableField: number,
    rowBytes: number,
    hash: number,
    slots: number,
    look: (rowAt: number) => 'found' | 'free' | 'other',
  ): number | undefined {
    const bits = Math.log2(slots)
    let index = Number((BigInt(hash >>> 0) >> BigInt(32 - bits)) & 0xffffffffn)
    for (let probes = 1; probes <= slots; probes++) {
      this.longestProbe = Math.max(this.longestProbe, probes)
      const rowAt = this.field(tableField) + index * rowBytes
      const seen = look(rowAt)
      if (seen === 'found') return rowAt
      if (seen === 'free') return undefined
      index = (index + 1) % slots
    }
    throw new Error('the table has no free slot')
  }

  private slotAt(at: number): Slot {
    return {
      top: this.field(at + seam.SLOT_AT_TOP),
      nested: this.field(at + seam.SLOT_AT_NESTED),
      check: this.bytes[at + seam.SLOT_AT_CHECK]!,
      maxBytes: this.field(at + seam.SLOT_AT_MAX_BYTES),
      unitBytes: this.bytes[at + seam.SLOT_AT_UNIT_BYTES]!,
      dummy: this.bytes[at + seam.SLOT_AT_DUMMY]!,
      category: this.bytes[at + seam.SLOT_AT_CATEGORY]!,
      compound: this.bytes[at + seam.SLOT_AT_COMPOUND]!,
      flags: this.bytes[at + seam.SLOT_AT_FLAGS]!,
    }
  }
}

describe.each<[string, Plan]>([
  ['the Basic Profile', compilePlan({ profile: 'basic' })],
  ['all options that go together', compilePlan({ profile: 'basic', with: OPTION_NAMES.slice(0, 10) })],
  ['HIPAA Safe Harbor', compilePlan({ profile: 'hipaa-safe-harbor', mode: 'placeholder' })],
  ['the plan that keeps all', keepAllPlan()],
])('%s as bytes', (_, plan) => {
  const decoder = new Decoder(encodePlan(plan))

  it('begins with the magic and fits its place', () => {
    expect(decoder.field(seam.PLAN_AT_MAGIC)).toBe(seam.PLAN_MAGIC)
    expect(decoder.field(seam.PLAN_AT_VERSION)).toBe(3)
    expect(decoder.bytes.length).toBeLessThanOrEqual(seam.PLAN_BYTES)
    expect(decoder.bytes.length).toBeGreaterThan(seam.PLAN_HEADER_BYTES)
  })

  it('is the same each time', () => {
    expect(encodePlan(plan)).toEqual(decoder.bytes)
  })

  it('has every slot where the search for its tag finds it', () => {
    for (const [tag, slot] of plan.slots) expect([tag, decoder.findSlot(tag)]).toEqual([tag, slot])
  })

  it('ends the search for a tag that it has not, soon', () => {
    for (const tag of [0, 1, 0x00091001, 0x00080000, 0x7fe00011, 0x60003000, 0xfffee000, 0xfffffffe]) {
      expect(decoder.findSlot(tag)).toBeUndefined()
    }
    expect(decoder.longestProbe).toBeLessThan(64)
  })

  it('is at most two thirds full', () => {
    const slots = decoder.slotCount()
    const used = plan.slots.size + [...plan.privateSlots.values()].reduce((sum, { size }) => sum + size, 0)
    expect(Number.isInteger(Math.log2(slots))).toBe(true)
    expect(used * 3).toBeLessThanOrEqual(slots * 2)
    let filled = 0
    for (let index = 0; index < slots; index++) {
      if (decoder.field(decoder.field(seam.PLAN_AT_ATTRIBUTES) + index * seam.SLOT_BYTES) !== FREE) filled++
    }
    expect(filled).toBe(used)
  })

  it('has private attributes under the number of their creator', () => {
    const creators = decoder.creators()
    expect(creators).toEqual([...plan.privateSlots.keys()])
    for (const [creator, slots] of plan.privateSlots) {
      for (const [tag, slot] of slots) {
        expect([tag, decoder.findSlot((tag | (creators.indexOf(creator) << 8)) >>> 0)]).toEqual([tag, slot])
      }
    }
  })

  it('has the masks in their order', () => {
    expect(decoder.masks()).toEqual(
      plan.masks.map(({ mask, match, slot }, row) => ({ mask, match, tag: 0xffff0000 + row, slot })),
    )
  })

  it('has every nested exception, and none for another place', () => {
    for (const { path, tag, decision } of plan.nestedExceptions) {
      expect(decoder.findException(decoder.stateOf(path), tag)).toBe(decision)
      expect(decoder.findException(decoder.stateOf([0x00081140, ...path]), tag)).toBe(decision)
      expect(decoder.findException(decoder.stateOf([...path, 0x00091001]), tag)).toBeUndefined()
    }
    expect(decoder.findException(0, 0x00100010)).toBeUndefined()
  })

  it('has the decisions of every concept', () => {
    for (const { codeValue, codingScheme, decisions } of plan.concepts) {
      const state = decoder.conceptState(codeValue, codingScheme)!
      expect(state).toBeGreaterThan(0)
      for (const [tag, decision] of decisions) expect(decoder.findException(state, tag)).toBe(decision)
      expect(decoder.findException(state, 0x00100010)).toBeUndefined()
    }
  })

  it('has the dummies, the first by number of VR', () => {
    for (const [index, dummy] of plan.dummies.entries()) expect(decoder.dummy(index)).toEqual(dummy)
    expect(Buffer.from(decoder.dummy(VR_NAMES.indexOf('PN')).bytes).toString('latin1')).toBe('ANONYMIZED')
  })

  it('has the table of VRs', () => {
    expect(decoder.slice(decoder.field(seam.PLAN_AT_VR_TABLE), seam.VR_TABLE_BYTES)).toEqual(vrTable())
  })

  it('has the elements to insert, for each encoding in tag order', () => {
    for (const encoding of [seam.ENCODING_IMPLICIT_LE, seam.ENCODING_EXPLICIT_LE, seam.ENCODING_EXPLICIT_BE]) {
      expect(decoder.inserts(encoding)).toEqual(
        plan.inserts.map(({ tag, bytesByEncoding }) => ({ tag, bytes: bytesByEncoding[encoding as 0 | 1 | 2] })),
      )
    }
  })

  it('counts the compound codes, which have room in the core', () => {
    expect(decoder.field(seam.PLAN_AT_COMPOUNDS_COUNT)).toBe(plan.compounds.length)
    expect(plan.compounds.length).toBeLessThanOrEqual(seam.MAX_COMPOUNDS)
    expect(plan.compoundDecisions({ sopClassUid: undefined, modality: undefined }).length).toBe(plan.compounds.length)
  })
})

describe('a plan that does not fit', () => {
  const plan = compilePlan({ profile: 'basic' })

  it('is refused', () => {
    const slot = plan.slots.get(0x00100010)!
    const slots = new Map(Array.from({ length: 20_000 }, (_, at) => [0x00100000 + at, slot]))
    expect(() => encodePlan({ ...plan, slots })).toThrow(RangeError)
  })

  it('is refused where a field has more than a byte', () => {
    const slots = new Map([[0x00100010, { ...plan.slots.get(0x00100010)!, unitBytes: 256 }]])
    expect(() => encodePlan({ ...plan, slots })).toThrow(RangeError)
  })
})
