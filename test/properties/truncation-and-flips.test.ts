/**
 * Every point at which an object or an archive may be cut, and every bit of its headers flipped. Nothing traps, every entry is
 * accounted for, a failed archive never gets an end, the engine agrees with the reference, and no identity comes out.
 *
 * A part of it by lot in the usual run; all of it by `npm run test:exhaustive`.
 */

import { describe, expect, it } from 'vitest'
import type { ArchiveEntryRecord } from '../../src/archive/archive-deidentifier.ts'
import { SluiceError } from '../../src/errors.ts'
import { compilePlan } from '../../src/profile/compile.ts'
import { Deidentification } from '../../src/streams/deidentification.ts'
import { nodePlatform } from '../../src/streams/node-platform.ts'
import { checkOptions } from '../../src/streams/options.ts'
import { FRAMINGS, Pair } from '../support/agreement.ts'
import { chunksOf, seededRandom, whole } from '../support/chunkings.ts'
import { buildObject, element, encapsulated, hex, sequence } from '../support/dicom-builder.ts'
import { KEY } from '../support/samples.ts'
import { archive, BLOCK, END, gnuLong, member, pax } from '../support/tar-builder.ts'
import { findTokens, Tokens } from './leaks/tokens.ts'

const EXHAUSTIVE = process.env.SLUICE_EXHAUSTIVE === '1'
const SEED = Number(process.env.SLUICE_SEED ?? 20)
const CASES_BY_LOT = 600

const tokens = new Tokens(40_000)
const pair = new Pair(compilePlan({ profile: 'basic' }))

/** All of a list, or some of it by lot. */
function sample<T>(list: readonly T[], count = CASES_BY_LOT): readonly T[] {
  if (EXHAUSTIVE || list.length <= count) return list
  const random = seededRandom(SEED)
  return Array.from({ length: count }, () => list[Math.floor(random() * list.length)]!)
}

/** Identities in attributes of which every neighbour by one bit of its tag is unknown or goes too, so that a hit is a leak. */
function smallObject(encoding: 'implicit-le' | 'explicit-le' | 'explicit-be' | 'deflated'): Uint8Array {
  return buildObject({
    encoding,
    meta: {
      start: 'preamble',
      sopClassUid: '1.2.840.10008.5.1.4.1.1.7',
      sopInstanceUid: tokens.uid,
      more: [element('0002,0016', 'AE', 'SCANNER')],
    },
    elements: [
      element('0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.7'),
      element('0008,0018', 'UI', tokens.uid),
      element('0008,0060', 'CS', 'OT'),
      element('0010,0010', 'PN', tokens.name),
      element('0010,0020', 'LO', tokens.text),
      sequence('0040,0275', [[element('0040,1001', 'SH', tokens.text)]], {
        undefinedLength: true,
        undefinedItems: true,
      }),
      sequence('5200,9230', [[element('0010,0010', 'PN', tokens.name)]]),
      encoding === 'explicit-le' ? encapsulated([hex('01020304')]) : element('7FE0,0010', 'OW', hex('01020304')),
    ],
  })
}

const objects = (['implicit-le', 'explicit-le', 'explicit-be', 'deflated'] as const).map((encoding) => ({
  encoding,
  bytes: smallObject(encoding),
}))

const smallArchive = archive(
  member(`${tokens.text}/1.dcm`, Buffer.from(objects[0]!.bytes)),
  pax([
    ['path', `${tokens.text}/2.dcm`],
    ['comment', tokens.text],
  ]),
  member('2', Buffer.from(objects[1]!.bytes)),
  gnuLong(`${tokens.text}/${'x'.repeat(110)}`),
  member('3', Buffer.from(objects[2]!.bytes)),
  member('note.txt', tokens.text),
)

interface Run {
  readonly output: Buffer
  readonly records: readonly ArchiveEntryRecord[]
  readonly code: string | undefined
}

const shared = { exact: await openShared('exact'), 'same-size': await openShared('same-size') }
type ArchiveFraming = keyof typeof shared

async function openShared(framing: 'exact' | 'same-size') {
  const deidentification = await Deidentification.open(await checkOptions({ key: KEY, framing }), nodePlatform)
  return { deidentification, engine: deidentification.openEngine() }
}

function run(bytes: Uint8Array, framing: ArchiveFraming, chunkBytes: number): Run {
  const { deidentification, engine } = shared[framing]
  const parts: Buffer[] = []
  const records: ArchiveEntryRecord[] = []
  const sink = { write: (part: Uint8Array) => void parts.push(Buffer.from(part)) }
  const consumer = deidentification.openArchive(sink, (record) => records.push(record), { engine })
  let code: string | undefined
  try {
    for (const chunk of chunksOf(chunkBytes).chunks(bytes)) consumer.push(chunk)
    consumer.end()
  } catch (fault) {
    if (!(fault instanceof SluiceError)) throw fault
    code = fault.code
  }
  return { output: Buffer.concat(parts), records, code }
}

/** What has to hold of every run, one line for each promise that is broken. */
function findBroken({ output, records, code }: Run, bytes: Uint8Array, framing: ArchiveFraming): string[] {
  const broken: string[] = []
  if (code === 'INTERNAL') broken.push('a trap')
  if (records.some(({ ordinal }, at) => ordinal !== at)) broken.push('an entry that is not accounted for')
  // as long as the input, and one block of zeros is enough for readers
  const end = framing === 'exact' ? END : END.subarray(BLOCK)
  const ended = output.subarray(-end.length).equals(end)
  if (code === undefined && !ended) broken.push('an archive without its end')
  if (code === undefined && framing === 'same-size' && output.length !== bytes.length) broken.push('another size')
  // in same-size framing an archive that failed within zeros that it was to keep ends in zeros too
  if (code !== undefined && framing === 'exact' && ended) broken.push('an end on a failed archive')
  return broken
}

describe('an object that is cut', () => {
  it.each(objects)('is what the reference makes of it, and tells nobody: $encoding', ({ bytes }) => {
    const cuts = sample(
      Array.from({ length: bytes.length }, (_, at) => at),
      120,
    )
    for (const at of cuts) {
      const cut = bytes.slice(0, at)
      for (const framing of FRAMINGS) {
        for (const announcedBytes of framing === 'stream' ? [cut.length] : [cut.length, bytes.length]) {
          const where = `${at} bytes, ${framing}, announced ${announcedBytes}`
          expect(pair.disagreements(cut, framing, [whole, chunksOf(7)], announcedBytes), where).toEqual([])
          expect(findTokens(pair.engine.run(cut, framing, whole, announcedBytes).bytes), where).toEqual([])
        }
      }
    }
  })
})

describe('an object with one bit flipped', () => {
  /** Up to the value of a bit, what it belongs to: a value that is not looked at, or a header. */
  const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
    const copy = bytes.slice()
    copy[bit >>> 3]! ^= 1 << (bit & 7)
    return copy
  }

  it.each(objects)('is what the reference makes of it: $encoding', ({ bytes }) => {
    const bits = Array.from({ length: (bytes.length - 128) * 8 }, (_, at) => 128 * 8 + at)
    for (const bit of sample(bits, 400)) {
      const object = flipped(bytes, bit)
      for (const framing of FRAMINGS) {
        expect(pair.disagreements(object, framing, [whole]), `bit ${bit}, ${framing}`).toEqual([])
      }
    }
  })

  it.each(objects.filter(({ encoding }) => encoding !== 'deflated'))(
    'tells nobody, but where the bit makes another attribute of it: $encoding',
    ({ bytes, encoding }) => {
      const escaped = new Map<string, number>()
      const bits = Array.from({ length: (bytes.length - 128) * 8 }, (_, at) => 128 * 8 + at)
      for (const bit of sample(bits, 2000)) {
        const { bytes: output } = pair.engine.run(flipped(bytes, bit), 'exact')
        for (const { form } of findTokens(output)) escaped.set(`${bit >>> 3}: ${form}`, bit)
      }
      // such a bit is in a tag, of which nobody can tell that it was another one
      const isInTag = (bit: number): boolean => {
        const at = bit >>> 3
        return tagOffsets(bytes, encoding).some((tagAt) => at >= tagAt && at < tagAt + 4)
      }
      expect([...escaped].filter(([, bit]) => !isInTag(bit))).toEqual([])
    },
  )
})

/** Where the headers of elements of an object begin, by what its values are known to be. */
function tagOffsets(bytes: Uint8Array, encoding: string): number[] {
  const tags = ['00080018', '00100010', '00100020', '00400275', '00401001', '52009230']
  const haystack = Buffer.from(bytes)
  return tags.flatMap((tag) => {
    const pattern = Buffer.from(tag, 'hex')
    if (encoding !== 'explicit-be') {
      pattern.subarray(0, 2).reverse()
      pattern.subarray(2, 4).reverse()
    }
    const found: number[] = []
    for (let at = haystack.indexOf(pattern); at >= 0; at = haystack.indexOf(pattern, at + 1)) found.push(at)
    return found
  })
}

describe.each(['exact', 'same-size'] as const)('an archive, %s,', (framing) => {
  it('that is cut anywhere fails or is whole, and tells nobody', () => {
    for (const at of sample(Array.from({ length: smallArchive.length + 1 }, (_, index) => index))) {
      const cut = smallArchive.subarray(0, at)
      for (const chunkBytes of [513, cut.length + 1]) {
        const outcome = run(cut, framing, chunkBytes)
        expect(findBroken(outcome, cut, framing), `${at} bytes, chunks of ${chunkBytes}`).toEqual([])
        expect(findTokens(outcome.output), `${at} bytes`).toEqual([])
        if (at < smallArchive.length - BLOCK) expect(outcome.code, `${at} bytes`).toBeDefined()
      }
    }
  })

  it('of which a bit of a header is flipped fails or is accounted for, and tells nobody', () => {
    const headers = Array.from({ length: smallArchive.length / BLOCK }, (_, block) => block * BLOCK).filter((at) =>
      smallArchive.subarray(at + 257, at + 262).equals(Buffer.from('ustar')),
    )
    expect(headers.length).toBe(6)
    const bits = headers.flatMap((at) => Array.from({ length: BLOCK * 8 }, (_, bit) => at * 8 + bit))
    for (const bit of sample(bits, 1500)) {
      for (const mended of [false, true]) {
        const damaged = Buffer.from(smallArchive)
        damaged[bit >>> 3]! ^= 1 << (bit & 7)
        if (mended) mendChecksum(damaged.subarray((bit >>> 3) - ((bit >>> 3) % BLOCK)))
        const outcome = run(damaged, framing, damaged.length)
        expect(findBroken(outcome, damaged, framing), `bit ${bit}, ${mended}`).toEqual([])
        expect(findTokens(outcome.output), `bit ${bit}, ${mended}`).toEqual([])
      }
    }
  })
})

function mendChecksum(block: Buffer): void {
  block.fill(0x20, 148, 156)
  const sum = block.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
}
