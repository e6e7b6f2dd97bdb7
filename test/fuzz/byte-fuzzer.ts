/**
 * A fuzzer that is led by coverage: it changes inputs that it has, and keeps what reaches something new. In memory, in this thread,
 * the same for the same seed and the same number of runs.
 */

import { seededRandom } from '../support/chunkings.ts'

/** What a run reached that none had reached before. */
export interface Coverage {
  /** Runs `work`, and answers whether it came to anything new, even where it throws. */
  sees(work: () => void): boolean
}

export interface ByteFuzzing {
  readonly run: (data: Buffer) => void
  readonly coverage: Coverage
  readonly seeds: readonly Uint8Array[]
  /** Put in anywhere. */
  readonly words: readonly Uint8Array[]
  readonly seconds: number
  readonly seed: number
  readonly longestBytes: number
}

export interface ByteFuzzingReport {
  readonly runs: number
  /** Inputs that reached something of their own. */
  readonly keptInputs: number
  /** The input of the first failure, made smaller, and what was thrown for it. */
  readonly finding: { readonly input: Buffer; readonly fault: unknown } | undefined
}

const MOST_CHANGES = 6
const SHRINKING_SECONDS = 20
const TELLING_NUMBERS = [0, 1, 2, 4, 7, 8, 12, 16, 64, 127, 128, 254, 255, 256, 512, 4096, 32767, 65534, 65535]

export function fuzzBytes(fuzzing: ByteFuzzing): ByteFuzzingReport {
  const { run, coverage, seconds, seed, longestBytes } = fuzzing
  const random = seededRandom(seed)
  const kept: Buffer[] = []
  const end = performance.now() + seconds * 1000
  let runs = 0
  let fault: unknown
  const attempt = (input: Buffer): boolean => {
    let failed = false
    runs++
    const isNew = coverage.sees(() => {
      try {
        run(Buffer.from(input))
      } catch (thrown) {
        failed = true
        fault = thrown
      }
    })
    if (isNew && !failed) kept.push(input)
    return failed
  }
  const finish = (input?: Buffer): ByteFuzzingReport => {
    if (input === undefined) return { runs, keptInputs: kept.length, finding: undefined }
    return { runs, keptInputs: kept.length, finding: { input: shrink(input, run), fault } }
  }
  for (const bytes of fuzzing.seeds) {
    const input = Buffer.from(bytes)
    if (attempt(input)) return finish(input)
    if (!kept.includes(input)) kept.push(input)
  }
  while (performance.now() < end) {
    const input = change(kept, fuzzing.words, random).subarray(0, longestBytes)
    if (attempt(input)) return finish(input)
  }
  return finish()
}

function change(kept: readonly Buffer[], words: readonly Uint8Array[], random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  // what was found last is changed most
  const newest = kept.length - Math.min(kept.length, 16)
  let bytes = Buffer.from(random() < 0.4 ? kept[newest + below(kept.length - newest)]! : pick(kept))
  for (let changes = 1 + below(MOST_CHANGES); changes > 0; changes--) {
    const at = below(bytes.length + 1)
    const length = Math.min(1 + below(random() < 0.8 ? 16 : 512), bytes.length - at)
    switch (below(9)) {
      case 0:
        if (at < bytes.length) bytes[at]! ^= 1 << below(8)
        break
      case 1:
        if (at < bytes.length) bytes[at] = random() < 0.5 ? pick(TELLING_NUMBERS) : below(256)
        break
      case 2: {
        const number = Buffer.alloc(4)
        if (random() < 0.5) number.writeUInt32LE(pick(TELLING_NUMBERS))
        else number.writeUInt32BE(pick(TELLING_NUMBERS))
        number.subarray(0, pick([2, 4])).copy(bytes, at)
        break
      }
      case 3:
        bytes.set(pick(words).subarray(0, bytes.length - at), at)
        break
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), pick(words), bytes.subarray(at)])
        break
      case 5:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
        break
      case 6:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)])
        break
      case 7: {
        const other = pick(kept)
        const from = below(other.length + 1)
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + length), bytes.subarray(at)])
        break
      }
      case 8: {
        const other = pick(kept)
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(Math.min(at, other.length))])
        break
      }
    }
  }
  return bytes
}

/** Leaves out as much as can be left out of an input that fails, as long as it fails. */
function shrink(input: Buffer, run: (data: Buffer) => void): Buffer {
  const fails = (bytes: Buffer): boolean => {
    try {
      run(Buffer.from(bytes))
      return false
    } catch {
      return true
    }
  }
  const end = performance.now() + SHRINKING_SECONDS * 1000
  let smallest = input
  for (let length = input.length >>> 1; length > 0; length >>>= 1) {
    for (let at = smallest.length - length; at >= 0 && performance.now() < end; at -= length) {
      const shorter = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + length)])
      if (fails(shorter)) smallest = shorter
    }
  }
  return smallest
}
