// The judge of private attributes: all of Table E.3.10-1 in every item and encoding through the library, read and compared with the table by none of the code under
// test.

import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDeidentifier } from '../../src/index.ts'
import { buildObject, DATA_SET_ENCODINGS, type ElementSpec, element } from '../support/dicom-builder.ts'
import { type ReadDataSet, type ReadElement, readObject, textOf } from '../support/dicom-reader.ts'
import { readRows, tagNumber } from '../support/standard-tables.ts'

const KEY = Buffer.from(Array.from(Array(32).keys()))
const BASE: readonly ElementSpec[] = [element('00080018', 'UI', '1.3.6.9'), element('00100020', 'LO', 'MRN-77120')]
const sequences = new Set([0x00081115, 0x00540016])

function replacedUid(text: string): string {
  const hash = createHmac('sha256', KEY).update(`dicom-sluice/1 uid\0${text}`).digest()
  return `2.25.${BigInt(`0x${hash.subarray(0, 16).toString('hex')}`)}`
}

interface PrivateAttribute {
  readonly creator: string
  readonly vr: string
  readonly tag: number
  readonly value: string | Uint8Array
}

describe('private attributes', () => {
  const safe = readRows('safe-private-attributes.csv').map((row, number) => {
    const vr = (row.vr || 'UN').split(' or ')[0]!.slice(0, 2)
    const tag = tagNumber(row.tag!.replace('xx', '00'))
    return { creator: row.private_creator!, vr, tag, value: privateValue(vr, number) }
  })
  const unsafe: PrivateAttribute = { creator: 'ACME NOT SAFE', vr: 'LO', tag: 0x00090001, value: 'QORVEX 1' }

  function privateValue(vr: string, number: number): Uint8Array | string {
    if (vr === 'UI') return `1.3.8.${number}`
    if (/^(?:A[EST]|CS|D[AST]|IS|L[OT]|PN|S[HT]|TM|U[CRT])$/.test(vr))
      return vr === 'DA' ? '20170315' : `${100 + (number % 900)}`
    const bytes = new Uint8Array(/^(?:FD|OD|SV|UV)$/.test(vr) ? 8 : 4)
    return bytes.fill(1 + (number % 200))
  }

  /** Creators and attributes in blocks of their own, those of an odd number far from 10. */
  function blocksOf(attributes: readonly PrivateAttribute[]): ElementSpec[] {
    const blocks = new Map<string, number>()
    const elements = attributes.flatMap(({ creator, vr, tag, value }) => {
      const key = `${tag >>> 16} ${creator}`
      const isNew = !blocks.has(key)
      if (isNew) blocks.set(key, 0x10 + blocks.size * 7)
      const block = blocks.get(key)!
      const named = { tag: ((tag & 0xffff0000) >>> 0) + block, vr: 'LO', value: creator }
      const inBlock = tag + block * 0x100
      const inner = [{ elements: [element('00080070', 'LO', 'ACME IMAGING')] }]
      const held = vr === 'SQ' ? { tag: inBlock, vr, items: inner } : { tag: inBlock, vr, value }
      return isNew ? [named, held] : [held]
    })
    return elements.toSorted((one, other) => one.tag - other.tag)
  }

  /** In the order of the attributes, what stands for each in a container; a creator alone does not count. */
  function readBlocks(container: ReadDataSet, attributes: readonly PrivateAttribute[]): (ReadElement | undefined)[] {
    return attributes.map(({ creator, tag }) => {
      const group = (tag & 0xffff0000) >>> 0
      const named = [...container.values()].find(
        (one) => one.tag > group && one.tag <= group + 0xff && textOf(one) === creator,
      )
      return named && container.get(tag + (named.tag & 0xff) * 0x100)
    })
  }

  it.each(DATA_SET_ENCODINGS)(
    'that are safe stay on request, in every item, in %s, and no others',
    async (encoding) => {
      const retaining = await createDeidentifier({ key: KEY, with: ['retain-safe-private'] })
      const plain = await createDeidentifier({ key: KEY })
      const ofGroups = [...Map.groupBy(safe, ({ creator }) => creator).values()]
      let compared = 0
      for (const ofGroup of ofGroups) {
        const attributes = [...ofGroup, unsafe]
        const blocks = blocksOf(attributes)
        const isSequence = (tag: number): boolean => sequences.has(tag) || isPrivateSequence(blocks, tag)
        const twice = { elements: [...blocks, { tag: 0xfff10010, vr: 'LO', value: 'X' }] }
        const elements: ElementSpec[] = [
          ...BASE,
          { tag: 0x00081115, vr: 'SQ', items: [twice] },
          {
            tag: 0x00540016,
            vr: 'SQ',
            items: [{ elements: [{ tag: 0x00081115, vr: 'SQ', items: [twice] }] }],
            undefinedLength: true,
          },
          ...blocks,
        ].toSorted((one, other) => one.tag - other.tag)
        const object = buildObject({ encoding, meta: { start: 'preamble' }, elements })
        const { dataSet } = readObject(retaining.object(object).bytes, isSequence)
        const item = dataSet.get(0x00081115)!.items![0]!
        const deep = dataSet.get(0x00540016)!.items![0]!.get(0x00081115)!.items![0]!
        for (const container of [dataSet, item, deep]) {
          const found = readBlocks(container, attributes)
          for (const [at, { vr, tag, value }] of ofGroup.entries()) {
            const told = [tag.toString(16), found[at] && (vr === 'SQ' ? found[at].items!.length : textOf(found[at]))]
            const bytes = typeof value === 'string' ? value : textOf({ value: Buffer.from(value) } as ReadElement)
            expect(told).toEqual([tag.toString(16), vr === 'SQ' ? 1 : vr === 'UI' ? replacedUid(bytes) : bytes])
            compared++
          }
          expect(found.at(-1)).toBeUndefined()
        }
        const without = readObject(plain.object(object).bytes, isSequence).dataSet
        const privates = [without, without.get(0x00081115)!.items![0]!].flatMap((one) => [...one.keys()])
        expect(privates.filter((tag) => (tag >>> 16) % 2 === 1)).toEqual([])
      }
      expect(compared).toBe(3 * 479)
    },
  )

  function isPrivateSequence(blocks: readonly ElementSpec[], tag: number): boolean {
    return blocks.some((one) => one.tag === tag && one.vr === 'SQ')
  }
})
