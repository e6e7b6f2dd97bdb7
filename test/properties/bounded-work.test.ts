/**
 * Inputs that are made to cost: the work that they cause is counted, in stretches of the core's instructions and bytes moved, and grows
 * with their size and no faster. What could grow without end has a bound, and beyond it the object or the archive is refused.
 */

import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { TarReader } from '../../src/archive/tar-reader.ts'
import { createUnwrap } from '../../src/archive/unwrap.ts'
import { limits } from '../../src/limits.ts'
import { compilePlan } from '../../src/profile/compile.ts'
import type { Plan } from '../../src/profile/plan.ts'
import { type Chunking, chunksOf, whole } from '../support/chunkings.ts'
import {
  buildElements,
  buildObject,
  bytesOf,
  concatenate,
  type ElementSpec,
  element,
  hex,
  sequence,
  wireEncoding,
} from '../support/dicom-builder.ts'
import type { EngineOutcome } from '../support/engine-runner.ts'
import { type Growth, growthOf } from '../support/growth.ts'
import { installInstrumentedCore } from '../support/instrumented-core.ts'
import { archive, BLOCK, END, header, member, pax } from '../support/tar-builder.ts'

let work = 0
installInstrumentedCore({
  reached: () => {
    work++
  },
  moved: (bytes) => {
    work += bytes / BLOCK
  },
})
// what makes cores comes after that
const { EngineRunner } = await import('../support/engine-runner.ts')
const { testIdentity } = await import('../support/agreement.ts')

const plans: readonly (readonly [string, Plan])[] = [
  ['basic', compilePlan({ profile: 'basic' })],
  [
    'cleaning',
    compilePlan({ profile: 'basic', with: ['clean-descriptors', 'clean-structured-content', 'retain-safe-private'] }),
  ],
]

/** Counts what copies in JavaScript, too. */
function countWork(run: () => void): number {
  const { set, copyWithin } = Uint8Array.prototype
  work = 0
  Uint8Array.prototype.set = function (this: Uint8Array, source, at) {
    work += source.length / BLOCK
    set.call(this, source, at)
  }
  Uint8Array.prototype.copyWithin = function (this: Uint8Array, to, from, end = this.length) {
    work += (end - from) / BLOCK
    return copyWithin.call(this, to, from, end)
  }
  try {
    run()
    return work
  } finally {
    Uint8Array.prototype.set = set
    Uint8Array.prototype.copyWithin = copyWithin
  }
}

describe('the classifier', () => {
  it.each<[string, (size: number) => number, Growth]>([
    ['constant', () => 1000, 'linear'],
    ['n', (size) => 7 * size + 1000, 'linear'],
    ['n log n', (size) => size * Math.log2(size), 'linear'],
    ['n squared', (size) => (size * size) / 50, 'worse'],
    ['n squared behind much that is linear', (size) => size * 40 + (size * size) / 50, 'worse'],
  ])('tells %s', (_, work, growth) => {
    expect(growthOf(1000, work)).toBe(growth)
  })

  it('tells a loop in a loop by what it counts', () => {
    const loopInLoop = (size: number): number =>
      countWork(() => {
        for (let one = 0; one < size; one++) for (let other = 0; other < one; other++) work++
      })
    expect(growthOf(50, loopInLoop)).toBe('worse')
  })
})

/** Objects of about `size` bytes. */
const SHAPES: readonly (readonly [name: string, build: (size: number) => ElementSpec[]])[] = [
  ['elements of no length that nobody knows', (size) => times(size / 8, () => element('0019,1001', 'LO'))],
  ['elements of no length that stay', (size) => times(size / 8, () => element('0018,0050', 'DS'))],
  ['values of two bytes', (size) => times(size / 10, () => element('0028,0010', 'US', Uint8Array.of(1, 0)))],
  ['UIDs', (size) => times(size / 16, (at) => element('0020,000D', 'UI', `1.2.${1000 + at}`))],
  [
    'many UIDs in one value',
    (size) => [element('0020,000D', 'UT', times(size / 8, (at) => `1.2.${1000 + at}`).join('\\'))],
  ],
  ['names', (size) => times(size / 16, (at) => element('0010,0010', 'PN', `DOE^${at}`))],
  ['descriptions', (size) => times(size / 32, (at) => element('0008,103E', 'LO', `DOE ABDOMEN ${at} 19470613`))],
  ['one long text', (size) => [element('0010,4000', 'UT', 'DOE, '.repeat(size / 5))]],
  ['one long number that is none', (size) => [element('0020,0032', 'UT', '1\\'.repeat(size / 2))]],
  [
    'items of nothing',
    (size) => [
      sequence(
        '5200,9230',
        times(size / 8, () => []),
      ),
    ],
  ],
  [
    'items of nothing, of undefined length',
    (size) => [
      sequence(
        '5200,9230',
        times(size / 16, () => []),
        { undefinedItems: true, undefinedLength: true },
      ),
    ],
  ],
  ['sequences in a row', (size) => times(size / 32, () => sequence('5200,9230', [[element('0010,0010', 'PN', 'A')]]))],
  [
    'sequences that go',
    (size) =>
      times(size / 32, () =>
        sequence('0040,0275', [[element('0010,0010', 'PN', 'A')]], { undefinedLength: true, undefinedItems: true }),
      ),
  ],
  [
    'stray delimiters',
    (size) => [{ tag: 0x00080000, vr: '', raw: concatenate(times(size / 8, () => hex('FEFFDDE0 00000000'))) }],
  ],
  [
    'creators of private blocks',
    (size) => times(size / 16, (at) => element(`0009,00${(16 + (at % 200)).toString(16)}`, 'LO', 'SIEMENS')),
  ],
  [
    'creators in many items',
    (size) => [
      sequence(
        '5200,9230',
        times(size / 40, () => [element('0009,0010', 'LO', 'SIEMENS MED NM'), element('0009,1001', 'LO', 'A')]),
      ),
    ],
  ],
  ['character sets', (size) => times(size / 18, (at) => element('0008,0005', 'CS', `ISO_IR ${100 + (at % 50)}`))],
  [
    'content items',
    (size) => [
      sequence(
        '0040,A730',
        times(size / 80, () => [
          sequence('0040,A043', [[element('0008,0100', 'SH', '121071')]]),
          element('0040,A160', 'UT', 'x'),
        ]),
      ),
    ],
  ],
  [
    'values that look like elements',
    (size) => [
      element(
        '0028,1201',
        'OW',
        buildElements(
          times(Math.min(size, 200_000) / 8, () => element('0018,0050', 'DS')),
          wireEncoding('explicit-le'),
        ),
      ),
    ],
  ],
  [
    'many values that look like elements',
    (size) =>
      times(size / 1000, () =>
        element(
          '0028,1201',
          'OW',
          buildElements(
            times(120, () => element('0018,0050', 'DS')),
            wireEncoding('explicit-le'),
          ),
        ),
      ),
  ],
  [
    'fragments of nothing',
    (size) => [{ tag: 0x7fe00010, vr: 'OB', fragments: times(size / 8, () => new Uint8Array(0)) }],
  ],
  ['zeros behind the object', (size) => [{ tag: 0x7fe00011, vr: '', raw: new Uint8Array(size) }]],
]

function times<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: Math.floor(count) }, (_, at) => make(at))
}

describe.each(plans)('the work for an object grows with its bytes, %s:', (_, plan) => {
  const runner = new EngineRunner(plan, testIdentity())
  const countFor = (
    build: (size: number) => ElementSpec[],
    encoding: 'explicit-le' | 'implicit-le',
    framing: 'exact' | 'stream',
    chunking: Chunking,
  ) => {
    return (size: number): number => {
      const elements = [element('0008,0060', 'CS', 'SR'), element('0010,0020', 'LO', 'P'), ...build(size)]
      const object = buildObject({ encoding, meta: { start: 'preamble' }, elements })
      return countWork(() => void runner.run(object, framing, chunking))
    }
  }

  it.each(SHAPES)('%s', (__, build) => {
    expect(growthOf(4000, countFor(build, 'explicit-le', 'exact', whole)), 'exact').toBe('linear')
    expect(growthOf(4000, countFor(build, 'implicit-le', 'stream', whole)), 'stream').toBe('linear')
    expect(growthOf(2000, countFor(build, 'explicit-le', 'exact', chunksOf(3))), 'chunks of 3').toBe('linear')
  })

  it('a million tiny elements take a few stretches of instructions for each byte', () => {
    const elements = concatenate(times(1_000_000, () => hex('19000110 4C4F0000')))
    const object = buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble' },
      elements: [{ tag: 0, vr: '', raw: elements }],
    })
    expect(countWork(() => void runner.run(object, 'exact')) / object.length).toBeLessThan(12)
  })
})

describe('what has no end is refused', () => {
  const runner = new EngineRunner(compilePlan({ profile: 'basic' }), testIdentity())
  const outcome = (elements: Uint8Array): EngineOutcome => {
    return runner.run(
      buildObject({
        encoding: 'explicit-le',
        meta: { start: 'preamble' },
        elements: [{ tag: 0, vr: '', raw: elements }],
      }),
      'exact',
    )
  }

  it.each([
    ['that stay', '00523092'],
    ['that go', '40007502'],
  ])('100,000 sequences within each other, %s', (_, tag) => {
    const nested = concatenate([
      hex('08006000 43530200 4354'),
      ...times(100_000, () => hex(`${tag} 53510000 FFFFFFFF FEFF00E0 FFFFFFFF`)),
    ])
    expect(outcome(nested).result).toMatchObject({ disposition: 'withheld', code: 'DEPTH_EXCEEDED' })
    expect(countWork(() => void outcome(nested))).toBeLessThan(20_000)
  })

  it('a deflated data set that inflates beyond the bound', () => {
    const bomb = deflateRawSync(concatenate([hex('08006000 43530200 4354'), new Uint8Array(limits.inflatedBytes)]))
    expect(bomb.length).toBeLessThan(limits.inflatedBytes / 900)
    const meta = buildObject({ encoding: 'deflated', meta: { start: 'preamble' }, elements: [] })
    const object = concatenate([meta.subarray(0, 144 + Buffer.from(meta).readUInt32LE(140)), bomb])
    expect(runner.run(object, 'exact').result).toMatchObject({ disposition: 'withheld', code: 'DEFLATE_TOO_LARGE' })
  })
})

describe('an archive', () => {
  /** Bytes that the walk copies, and what it tells. */
  const walk = (bytes: Buffer, chunkBytes: number): { moved: number; entries: number; fault: unknown } => {
    let entries = 0
    const reader = new TarReader({
      entry: () => void entries++,
      body: () => {},
      entryEnd: () => {},
      archiveEnd: () => {},
    })
    let fault: unknown
    const moved = countWork(() => {
      try {
        for (const chunk of chunksOf(chunkBytes).chunks(bytes)) reader.push(chunk)
        reader.end()
      } catch (thrown) {
        fault = thrown
      }
    })
    return { moved, entries, fault }
  }

  it.each([
    ['of entries of no bytes', (size: number) => archive(...times(size / BLOCK, () => header({ name: 'x' })))],
    [
      'with a PAX block for each entry',
      (size: number) =>
        archive(...times(size / 2048, () => Buffer.concat([pax([['comment', 'x']]), member('x', 'y')]))),
    ],
    ['with one long PAX block', (size: number) => archive(pax([['comment', 'x'.repeat(size)]]), member('x', 'y'))],
    [
      'with a PAX block of many records',
      (size: number) => archive(pax(times(size / 16, (at) => [`key${at}`, 'v'] as const)), member('x', 'y')),
    ],
    ['that is all zeros', (size: number) => Buffer.alloc(size)],
  ])('%s takes work that grows with its bytes', (_, build) => {
    for (const chunkBytes of [7, 513, 4096]) {
      expect(growthOf(32_768, (size) => walk(build(size), chunkBytes).moved + size / BLOCK)).toBe('linear')
    }
  })

  it('of a million entries of no bytes is walked to its end, one after the other', () => {
    const blocks = Buffer.concat(times(1000, () => header({ name: 'x' })))
    let entries = 0
    const reader = new TarReader({
      entry: () => void entries++,
      body: () => {},
      entryEnd: () => {},
      archiveEnd: () => {},
    })
    for (let thousands = 0; thousands < 1000; thousands++) reader.push(blocks)
    reader.push(END)
    reader.end()
    expect(entries).toBe(1_000_000)
  })

  it('that announces an endless PAX block is refused before it is read', () => {
    const announced = header({ name: 'x', type: 'x', sizeField: Buffer.from('77777777777\0') })
    expect(walk(Buffer.concat([announced, Buffer.alloc(4096)]), 512).fault).toMatchObject({
      code: 'ARCHIVE_EXTENSION_TOO_LONG',
    })
  })
})

describe('a compressed input', () => {
  /** Decompresses as far as it goes. */
  async function unwrap(
    compression: 'gzip' | 'zstd',
    bytes: Uint8Array,
  ): Promise<{ code: unknown; outputBytes: number }> {
    const stream = createUnwrap(compression)
    let outputBytes = 0
    stream.on('data', (part: Buffer) => {
      outputBytes += part.length
    })
    return await new Promise((resolve) => {
      stream.on('error', (fault) => resolve({ code: (fault as { code?: unknown }).code, outputBytes }))
      stream.on('end', () => resolve({ code: undefined, outputBytes }))
      stream.end(bytes)
    })
  }

  it('of zstd that goes beyond the ratio is refused soon after the grace', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(400_000_000))
    expect(bomb.length).toBeLessThan(100_000)
    const { code, outputBytes } = await unwrap('zstd', bomb)
    expect(code).toBe('COMPRESSION_BOMB')
    expect(outputBytes).toBeLessThan(120_000_000)
  })

  it('of gzip cannot go beyond the ratio, and is bounded by it', async () => {
    const zeros = gzipSync(Buffer.alloc(20_000_000))
    expect(20_000_000 / zeros.length).toBeLessThan(limits.decompressionRatio)
    expect(await unwrap('gzip', zeros)).toEqual({ code: undefined, outputBytes: 20_000_000 })
  })

  it('that asks for a window of two gigabytes is refused', async () => {
    // RFC 8878, 3.1.1.1.2: exponent 21, no mantissa; then a raw block of one byte, the last
    const frame = Buffer.concat([hex('28B52FFD 00'), Buffer.from([21 << 3]), hex('090000'), bytesOf('x')])
    const sound = Buffer.concat([hex('28B52FFD 00'), Buffer.from([0]), hex('090000'), bytesOf('x')])
    expect(await unwrap('zstd', sound)).toEqual({ code: undefined, outputBytes: 1 })
    expect(await unwrap('zstd', frame)).toMatchObject({ code: 'COMPRESSION_INVALID' })
  })
})
