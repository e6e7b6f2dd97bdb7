/** Random archives for fast-check: members of every type, extended headers, sizes that lie, blocks cut and overwritten. */

import fc from 'fast-check'
import type { RunOptions } from '../unit/archive/deidentify.ts'
import { objectOf } from '../unit/archive/object-stand-in.ts'
import { archive, BLOCK, base256, gnuLong, type HeaderFields, header, member, padded, pax } from './tar-builder.ts'

export interface ArchiveCase {
  readonly bytes: Buffer
  readonly options: RunOptions
}

const NAMES = [
  'a/DOE^JANE.dcm',
  'DOE^JANE/',
  'x'.repeat(100),
  'GNUSparseFile.3/DOE^JANE',
  '',
  '../DOE^JANE',
  'é^DOE^JANE',
]
const TYPES = ['0', '\0', '1', '2', '3', '4', '5', '6', '7', 'S', 'D', 'V', 'Z', 'x', 'g', 'L', 'K']

export function archiveCases(): fc.Arbitrary<ArchiveCase> {
  return fc
    .record({
      parts: fc.array(parts(), { maxLength: 6 }),
      ending: fc.constantFrom(0, BLOCK, 2 * BLOCK, 2 * BLOCK, 2 * BLOCK, 7 * BLOCK, 2 * BLOCK + 5),
      wound: fc.option(fc.tuple(fc.nat(9999), fc.uint8Array({ minLength: 1, maxLength: 4 })), {
        freq: 5,
        nil: undefined,
      }),
      cut: fc.option(fc.nat(9999), { freq: 8, nil: undefined }),
      options: runOptions(),
    })
    .map(({ parts: members, ending, wound, cut, options }) => {
      const whole = Buffer.concat([...members, Buffer.alloc(ending)])
      if (wound !== undefined && whole.length > 0) {
        const at = Math.floor((whole.length * wound[0]) / 10_000)
        whole.set(wound[1].subarray(0, whole.length - at), at)
      }
      const bytes = cut === undefined ? whole : whole.subarray(0, Math.floor((whole.length * cut) / 10_000))
      return { bytes, options }
    })
}

function runOptions(): fc.Arbitrary<RunOptions> {
  return fc.record({
    framing: fc.constantFrom('exact', 'same-size'),
    names: fc.constantFrom('hash', 'uid'),
    nonDicom: fc.constantFrom('drop', 'drop', 'fail'),
    onError: fc.constantFrom('withhold', 'withhold', 'fail'),
  })
}

function parts(): fc.Arbitrary<Buffer> {
  const bodies = fc.oneof(
    { arbitrary: fc.constantFrom('P', 'W', 'L', 'D', 'B').map((fate) => objectOf(fate, 'x'.repeat(99))), weight: 4 },
    { arbitrary: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)), weight: 1 },
    { arbitrary: fc.constant(archive(member('DOE^JANE', 'inner'))), weight: 1 },
  )
  const fields: fc.Arbitrary<HeaderFields> = fc.record(
    {
      type: fc.oneof({ arbitrary: fc.constant('0'), weight: 3 }, { arbitrary: fc.constantFrom(...TYPES), weight: 1 }),
      magic: fc.constantFrom('ustar', 'gnu', 'old'),
      prefix: fc.constantFrom('', 'DOE^JANE'),
      linkName: fc.constantFrom('', 'DOE^JANE'),
    },
    { requiredKeys: ['type', 'magic'] },
  )
  const sound = fc
    .tuple(fc.constantFrom(...NAMES), bodies, fields)
    .map(([name, body, more]) => member(name, body, more))
  const lying = fc
    .tuple(
      fc.constantFrom(...NAMES),
      bodies,
      fields,
      fc.constantFrom<HeaderFields>(
        { size: 3 },
        { size: 5000 },
        { sizeField: base256(2n ** 40n) },
        { sizeField: base256(-5n) },
        { checksum: 'wrong' },
        { checksum: 'signed' },
      ),
    )
    .map(([name, body, more, lie]) =>
      Buffer.concat([header({ name, size: body.length, ...more, ...lie }), padded(body)]),
    )
  const pairs = fc.array(
    fc.tuple(
      fc.constantFrom(
        'path',
        'size',
        'linkpath',
        'comment',
        'SCHILY.xattr.user.x',
        'GNU.sparse.name',
        'GNU.sparse.major',
        'GNU.sparse.realsize',
        'GNU.sparse.map',
        'SCHILY.realsize',
        'hdrcharset',
      ),
      fc.constantFrom('DOE^JANE', '0', '1', '299', '-1', '1e3', '99999999999999999999', '', 'a=b\nDOE^JANE', '0,5,9'),
    ),
    { maxLength: 3 },
  )
  const extended = fc.tuple(pairs, fc.constantFrom('x', 'x', 'g')).map(([list, type]) => pax(list, type))
  const long = fc
    .constantFrom<[string, 'L' | 'K']>(['DOE^JANE'.repeat(30), 'L'], ['DOE^JANE', 'K'], ['', 'L'])
    .map(([text, type]) => gnuLong(text, type))
  return fc.oneof(
    { arbitrary: sound, weight: 6 },
    { arbitrary: lying, weight: 1 },
    { arbitrary: extended, weight: 2 },
    { arbitrary: long, weight: 1 },
    { arbitrary: fc.constant(Buffer.alloc(BLOCK)), weight: 1 },
  )
}
