import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { ObjectFraming, ObjectOutput, ObjectProcessor, ObjectResult } from '../../../src/engine/contract.ts'
import { type ArchiveEntryRecord, createDeidentifier } from '../../../src/index.ts'
import { loadSecondReader } from '../../../src/verify/second-reader.ts'
import { VerifyingProcessor } from '../../../src/verify/verifying-processor.ts'
import { buildObject, element } from '../../support/dicom-builder.ts'
import { KEY, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { syntheticStudy } from '../../support/synthetic.ts'
import { archive, member } from '../../support/tar-builder.ts'

const PIXEL_BYTES = 40_000
await loadSecondReader()

function object(instance: string, name: string, behind?: string): Buffer {
  return Buffer.from(
    buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble', sopInstanceUid: instance },
      elements: [
        element('0008,0018', 'UI', instance),
        element('0010,0010', 'PN', name),
        element('7FE0,0010', 'OW', Buffer.alloc(PIXEL_BYTES, 7)),
        ...(behind === undefined ? [] : [element('FFFC,FFFC', 'OB', behind)]),
      ],
    }),
  )
}

const input = object('1.2.3', 'HOFFMANN^ERIKA')

/** Writes what it is told to, whatever it is given. */
function writing(output: Buffer, chunkBytes = 1000): ObjectProcessor {
  let outer: ObjectOutput | undefined
  let inputBytes = 0
  return {
    outputUids: {},
    begin(given: ObjectOutput, _?: number, __?: ObjectFraming) {
      outer = given
      inputBytes = 0
    },
    push(chunk) {
      inputBytes += chunk.length
    },
    end(): ObjectResult {
      outer!.committed(output.length)
      const scratch = Buffer.alloc(chunkBytes)
      for (let at = 0; at < output.length; at += chunkBytes) {
        const chunk = output.subarray(at, at + chunkBytes)
        chunk.copy(scratch)
        outer!.write(scratch.subarray(0, chunk.length), true)
      }
      const counts = { elements: 0, actions: {}, categories: {}, origins: {}, tallies: {} }
      return { disposition: 'deidentified', inputBytes, outputBytes: output.length, counts }
    },
  }
}

function run(inner: ObjectProcessor): { result: ObjectResult; committed: number[]; output: Buffer } {
  const committed: number[] = []
  const parts: Buffer[] = []
  const processor = new VerifyingProcessor(inner, { profile: 'basic' })
  processor.begin(
    { committed: (bytes) => committed.push(bytes), write: (bytes) => parts.push(Buffer.from(bytes)) },
    input.length,
  )
  for (let at = 0; at < input.length; at += 777) processor.push(input.subarray(at, at + 777))
  const result = processor.end()
  return { result, committed, output: Buffer.concat(parts) }
}

describe('a processor that verifies', () => {
  it('passes on what is clean, byte for byte', () => {
    const clean = object('2.25.1', 'ANONYMIZED')
    const { result, committed, output } = run(writing(clean))
    expect(result.disposition).toBe('deidentified')
    expect(committed).toEqual([clean.length])
    expect(output.equals(clean)).toBe(true)
  })

  it('holds bytes of its own, where the memory of a chunk is used again', () => {
    const clean = object('2.25.1', 'ANONYMIZED')
    const written = writing(Buffer.alloc(0))
    let outer: ObjectOutput | undefined
    const lending: ObjectProcessor = {
      ...written,
      outputUids: {},
      begin(given) {
        outer = given
        written.begin({ committed: () => {}, write: () => {} })
      },
      push: () => {},
      end() {
        outer!.committed(clean.length)
        const memory = Buffer.from(clean)
        outer!.write(memory.subarray(0, 150), false)
        memory.fill('HOFFMANN', 0, 150)
        outer!.write(memory.subarray(150), false)
        return written.end()
      },
    }
    expect(run(lending).output.equals(clean)).toBe(true)
  })

  it('withholds an object with a leak in its head, and writes nothing of it', () => {
    const { result, committed, output } = run(writing(object('2.25.1', 'HOFFMANN^ERIKA')))
    expect(result).toMatchObject({ disposition: 'withheld', code: 'VERIFICATION_FAILED', outputBytes: 0 })
    expect([committed, output.length]).toEqual([[], 0])
  })

  it('puts zeros from a leak behind the pixels on, and says that the object is broken', () => {
    const leaky = object('2.25.1', 'ANONYMIZED', 'HOFFMANN')
    const { result, committed, output } = run(writing(leaky, 100))
    expect(result).toMatchObject({ disposition: 'broken', code: 'VERIFICATION_FAILED', outputBytes: leaky.length })
    expect(committed).toEqual([leaky.length])
    expect(output.length).toBe(leaky.length)
    expect(output.includes('HOFFMANN')).toBe(false)
    const sameBytes = leaky.length - 200
    expect(output.subarray(0, sameBytes).equals(leaky.subarray(0, sameBytes))).toBe(true)
  })

  it.each([1, 3, 7, 20, 1000])('lets no part of it out where writes of %i bytes cut it', (chunkBytes) => {
    const leaky = object('2.25.1', 'ANONYMIZED', 'HOFFMANN')
    const { output } = run(writing(leaky, chunkBytes))
    const behindAt = leaky.length - 'HOFFMANN'.length
    expect(output.subarray(behindAt).every((byte) => byte === 0)).toBe(true)
    expect(output.length).toBe(leaky.length)
  })

  it('leaves what the inner processor withheld as it is', () => {
    const inner = writing(Buffer.alloc(0))
    const refusing: ObjectProcessor = {
      ...inner,
      outputUids: {},
      end: () => ({
        disposition: 'withheld',
        code: 'TRUNCATED',
        inputBytes: 1,
        outputBytes: 0,
        counts: { elements: 0, actions: {}, categories: {}, origins: {}, tallies: {} },
      }),
    }
    expect(run(refusing).result).toMatchObject({ disposition: 'withheld', code: 'TRUNCATED' })
  })
})

describe('the option verify', () => {
  const study = archive(...syntheticStudy().map(({ bytes }, at) => member(`DOE/${at}.dcm`, Buffer.from(bytes))))

  it.each([{}, { framing: 'same-size' as const }, { with: ['clean-descriptors' as const, 'retain-uids' as const] }])(
    'changes no byte of an output in which nothing is left: %j',
    async (options) => {
      for (const archived of [SAMPLE_ARCHIVE, study]) {
        const records: ArchiveEntryRecord[] = []
        const onEntry = (record: ArchiveEntryRecord): void => void records.push(record)
        const plain = await createDeidentifier({ key: KEY, ...options })
        const verified = await createDeidentifier({ key: KEY, ...options, verify: true, onEntry })
        const expected = await buffer(Readable.from([archived]).pipe(plain.tar()))
        const output = await buffer(Readable.from([archived]).pipe(verified.tar()))
        expect(output.equals(expected)).toBe(true)
        expect(records.filter(({ code }) => code === 'VERIFICATION_FAILED')).toEqual([])
      }
    },
  )
})
