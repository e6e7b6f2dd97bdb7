import { describe, expect, it } from 'vitest'
import { archive, BLOCK, chunksOf, gnuLong, header, member, pax } from '../support/tar-builder.ts'
import { deidentify } from '../unit/archive/deidentify.ts'
import { objectOf } from '../unit/archive/object-stand-in.ts'
import { tell } from '../unit/archive/tar-events.ts'

/** Every kind of block that the walk knows. */
const BYTES = archive(
  member('first', objectOf('P', 'pixels')),
  pax([['comment', 'all']], 'g'),
  pax([
    ['path', 'long'],
    ['size', '600'],
  ]),
  member('x', 'x'.repeat(600), { size: 0 }),
  gnuLong('name'.repeat(40)),
  member('name', objectOf('B', 'pixels'), { magic: 'gnu' }),
  header({ name: 'folder/', type: '5' }),
  header({ type: 'S', magic: 'gnu', size: 512, bytes: [[482, Buffer.from([1])]] }),
  Buffer.alloc(2 * BLOCK),
  member('last', ''),
)
/** From here on all that is needed was seen: one whole block of zeros after the last member. */
const WHOLE_FROM = BYTES.length - BLOCK

describe('an archive cut short', () => {
  it('is an error at every byte before the first whole block of zeros at its end, and whole from there on', () => {
    for (let end = 0; end <= BYTES.length; end++) {
      const cut = BYTES.subarray(0, end)
      const told = tell(chunksOf(cut, end % 3 === 0 ? 512 : 4096))
      const code = end === 0 ? 'INPUT_EMPTY' : end < WHOLE_FROM ? 'ARCHIVE_TRUNCATED' : undefined
      expect([told.code, told.ended], `cut at ${end}`).toEqual([code, code === undefined])
      expect(end < WHOLE_FROM || told.entries.length === 6).toBe(true)
    }
  })

  it('gives output that is the beginning of the whole one, and never its end-of-archive blocks', () => {
    const whole = deidentify(chunksOf(BYTES, 4096))
    expect(whole.failure).toBeUndefined()
    for (let end = 0; end < WHOLE_FROM; end += end % BLOCK < 2 || end % BLOCK > 509 ? 1 : 13) {
      const run = deidentify(chunksOf(BYTES.subarray(0, end), 700))
      expect(run.failure, `cut at ${end}`).toBeDefined()
      expect(whole.output.subarray(0, run.output.length).equals(run.output)).toBe(true)
      expect(run.output.length).toBeLessThanOrEqual(whole.output.length - 2 * BLOCK)
    }
  })
})
