/**
 * The parts that are timed on their own. Each case is checked before it is timed: what it gives is compared with what the slow
 * path gives, or with what is known of its input.
 */

import { createHash, type Hash } from 'node:crypto'
import { ArchiveDeidentifier } from '../src/archive/archive-deidentifier.ts'
import { TarReader } from '../src/archive/tar-reader.ts'
import { ObjectDeidentifier } from '../src/engine/object-deidentifier.ts'
import { createIdentity } from '../src/identity/identity.ts'
import { compilePlan } from '../src/profile/compile.ts'
import { imageOf } from '../src/profile/plan-image.ts'
import { createKeyedHash, nodeDeflateCodec } from '../src/streams/node-platform.ts'
import { Pair, testIdentity } from '../test/support/agreement.ts'
import { DataSetWriter } from './corpora/data-set-writer.ts'
import { EXPLICIT_LITTLE_ENDIAN, fileMeta } from './corpora/object.ts'
import { archiveOf, type Kind, noFacts, oneObject } from './corpora.ts'

/** One thing to time. */
export interface MicroCase {
  readonly name: string
  /** What is counted: elements, UIDs, entries. */
  readonly unit: string
  /** How many of them one run takes. */
  readonly amount: number
  /** Bytes that one run takes; undefined where that says nothing. */
  readonly bytes?: number
  /** Throws where the result is not what it has to be. */
  check(): void
  /** The work. What it answers is consumed, so that it cannot be optimised away. */
  run(): number
}

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at * 7)
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'
const LOOKUPS = 20_000
const UIDS = 2000
/** More than are remembered, in turn: each has been forgotten when it comes back. */
const FORGOTTEN_UIDS = 20_000
const TAR_ENTRIES = 2000
/** Large kinds are cut to this: the reference holds them whole, and is slow. */
const MULTI_FRAME_BYTES = 4_000_000

export function microCases(): MicroCase[] {
  return [
    ...(['ct', 'mr', 'enhanced', 'frames', 'us', 'tiny'] as const).map(scanKind),
    scanLookups('rule lookup, attributes of the registry', knownElements()),
    scanLookups('rule lookup, private elements', privateElements()),
    mapKnownUids(),
    mapNewUids(),
    walkTar(),
    walkAndDeidentify(),
  ]
}

// ---- one object --------------------------------------------------------------------------------------------------------------

function scanKind(kind: Kind): MicroCase {
  const { bytes, elements } = oneObject({ kind, objectBytes: MULTI_FRAME_BYTES })
  return scan(`object, ${kind}`, bytes, elements)
}

function scanLookups(name: string, dataSet: DataSetWriter): MicroCase {
  const elements = dataSet.elements
  const meta = fileMeta(EXPLICIT_LITTLE_ENDIAN, SECONDARY_CAPTURE, '1.2.3')
  return scan(name, new Uint8Array(Buffer.concat([meta, dataSet.take()])), elements)
}

function scan(name: string, bytes: Uint8Array, elements: number): MicroCase {
  const plan = compilePlan({ profile: 'basic' })
  const engine = new ObjectDeidentifier({ plan: imageOf(plan), identity: testIdentity(), codec: nodeDeflateCodec })
  let outputBytes = 0
  let digest: Hash | undefined
  const output = {
    committed: () => {},
    write: (piece: Uint8Array) => {
      outputBytes += piece.length
      digest?.update(piece)
    },
  }
  const run = (): number => {
    outputBytes = 0
    engine.begin(output, bytes.length)
    engine.push(bytes)
    const { disposition, code } = engine.end()
    if (disposition !== 'deidentified') throw new Error(`${name}: ${disposition}, ${code}`)
    return outputBytes
  }
  return {
    name,
    unit: 'elements',
    amount: elements,
    bytes: bytes.length,
    check() {
      const expected = new Pair(plan, testIdentity()).expected(bytes, 'exact').bytes
      digest = createHash('sha256')
      run()
      const same = digest.digest('hex') === createHash('sha256').update(expected).digest('hex')
      digest = undefined
      if (!same) throw new Error(`${name}: not what the reference gives`)
    },
    run,
  }
}

/** Without values: what is left is the header and the search in the plan. Keywords of groups 0018 and 0028, again and again. */
function knownElements(): DataSetWriter {
  const data = new DataSetWriter()
  const tags = [0x00180022, 0x00180050, 0x00180060, 0x00181030, 0x00280030, 0x00281050, 0x00281052, 0x00281053]
  for (let index = 0; index < LOOKUPS; index++) data.text(tags[index % tags.length]!, 'DS', '')
  return data
}

function privateElements(): DataSetWriter {
  const data = new DataSetWriter()
  for (let index = 0; index < LOOKUPS; index++) data.text(0x00191000 + (index % 0xef00), 'DS', '')
  return data
}

// ---- identity ----------------------------------------------------------------------------------------------------------------

function uidsFrom(first: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) =>
    Buffer.from(`1.2.826.0.1.3680043.10.1.77.${first + at}`.padEnd(44, '\0')),
  )
}

/** The sum of the lengths: short to compute, and different where a replacement is missing. */
function mapAll(identity: { uid(value: Uint8Array): Uint8Array }, uids: readonly Uint8Array[]): number {
  let sum = 0
  for (const uid of uids) sum += identity.uid(uid).length
  return sum
}

function checkUids(identity: { uid(value: Uint8Array): Uint8Array }, uids: readonly Uint8Array[]): void {
  const fresh = createIdentity(createKeyedHash(KEY))
  const replaced = new Set<string>()
  for (const uid of uids) {
    const text = Buffer.from(identity.uid(uid)).toString('latin1')
    if (text !== Buffer.from(fresh.uid(uid)).toString('latin1'))
      throw new Error('a UID is not mapped as the first time')
    if (!/^2\.25\.[0-9]+\0?$/.test(text)) throw new Error('a UID is not mapped')
    replaced.add(text)
  }
  if (replaced.size !== uids.length) throw new Error('two UIDs are mapped to one')
}

function mapKnownUids(): MicroCase {
  const identity = createIdentity(createKeyedHash(KEY))
  const uids = uidsFrom(0, UIDS)
  return {
    name: 'UID mapping, known',
    unit: 'UIDs',
    amount: uids.length,
    check: () => checkUids(identity, uids),
    run: () => mapAll(identity, uids),
  }
}

function mapNewUids(): MicroCase {
  let hashes = 0
  const keyedHash = createKeyedHash(KEY)
  const identity = createIdentity((message) => {
    hashes++
    return keyedHash(message)
  })
  const uids = uidsFrom(1_000_000, FORGOTTEN_UIDS)
  return {
    name: 'UID mapping, new',
    unit: 'UIDs',
    amount: uids.length,
    check() {
      checkUids(identity, uids)
      hashes = 0
      mapAll(identity, uids)
      if (hashes !== uids.length) throw new Error(`${uids.length - hashes} UIDs were remembered`)
    },
    run: () => mapAll(identity, uids),
  }
}

// ---- archive ------------------------------------------------------------------------------------------------------------------

function tinyArchive(): { bytes: Uint8Array; bodyBytes: number } {
  const facts = noFacts()
  const pieces = [...archiveOf({ kind: 'tiny', entries: TAR_ENTRIES }, facts)]
  const bodyBytes = Array.from({ length: TAR_ENTRIES }, (_, entry) => pieces[entry * 3 + 1]!.length)
  return { bytes: Buffer.concat(pieces), bodyBytes: bodyBytes.reduce((sum, length) => sum + length, 0) }
}

function walkTar(): MicroCase {
  const { bytes, bodyBytes } = tinyArchive()
  let entries = 0
  let seenBytes = 0
  const handler = {
    entry: () => {
      entries++
    },
    body: (piece: Uint8Array) => {
      seenBytes += piece.length
    },
    entryEnd: () => {},
    archiveEnd: () => {},
  }
  const run = (): number => {
    entries = 0
    seenBytes = 0
    const reader = new TarReader(handler)
    reader.push(bytes)
    reader.end()
    return seenBytes
  }
  return {
    name: 'tar walk, 2 KB entries',
    unit: 'entries',
    amount: TAR_ENTRIES,
    bytes: bytes.length,
    check() {
      if (run() !== bodyBytes || entries !== TAR_ENTRIES) throw new Error(`${entries} entries of ${seenBytes} bytes`)
    },
    run,
  }
}

/** All that happens between two file descriptors. */
function walkAndDeidentify(): MicroCase {
  const { bytes } = tinyArchive()
  const plan = compilePlan({ profile: 'basic' })
  const identity = createIdentity(createKeyedHash(KEY))
  const object = new ObjectDeidentifier({ plan: imageOf(plan), identity, codec: nodeDeflateCodec })
  let deidentified = 0
  let outputBytes = 0
  const run = (): number => {
    deidentified = 0
    outputBytes = 0
    const archive = new ArchiveDeidentifier({
      object,
      identity,
      names: 'hash',
      nonDicom: 'drop',
      onError: 'withhold',
      sink: {
        write: (piece) => {
          outputBytes += piece.length
        },
      },
      onEntry: ({ disposition }) => {
        if (disposition === 'deidentified') deidentified++
      },
    })
    archive.push(bytes)
    archive.end()
    return outputBytes
  }
  return {
    name: 'archive, 2 KB entries',
    unit: 'entries',
    amount: TAR_ENTRIES,
    bytes: bytes.length,
    check() {
      run()
      if (deidentified !== TAR_ENTRIES) throw new Error(`${deidentified} of ${TAR_ENTRIES} entries are de-identified`)
      if (outputBytes % 512 !== 0) throw new Error('the output is no whole number of blocks')
    },
    run,
  }
}
