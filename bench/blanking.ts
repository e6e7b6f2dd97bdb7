/**
 * What it costs to blank native images over letting them pass, in user time of this process for each object: node bench/blanking.ts [ROUNDS [OBJECTS [copies]]].
 * Objects are in the memory that the command reads them into, or, with `copies`, in that of somebody else, and their output goes nowhere.
 */

import { ObjectDeidentifier } from '../src/engine/object-deidentifier.ts'
import { pixelExcessJudge } from '../src/engine/pixel-excess.ts'
import { createTransforms } from '../src/engine/transforms.ts'
import { createIdentity } from '../src/identity/identity.ts'
import { sideDataFilter } from '../src/pixels/side-data.ts'
import { compilePlan } from '../src/profile/compile.ts'
import type { PixelRequest } from '../src/profile/pixel-request.ts'
import { imageOf } from '../src/profile/plan-image.ts'
import { MemorySpool } from '../src/staging/spool.ts'
import { createStage } from '../src/staging/stage-object.ts'
import { StagingProcessor } from '../src/staging/staging-processor.ts'
import { createKeyedHash, nodeDeflateCodec } from '../src/streams/node-platform.ts'
import { DataSetWriter } from './corpora/data-set-writer.ts'
import {
  EXPLICIT_LITTLE_ENDIAN,
  fileMeta,
  instanceUid,
  placeOf,
  writeIdentification,
  writePatient,
} from './corpora/object.ts'
import { oneObject } from './corpora.ts'

const CHUNK_BYTES = 524_288
const ULTRASOUND_IMAGE = '1.2.840.10008.5.1.4.1.1.6.1'
const [ROUNDS, OBJECTS] = [Number(process.argv[2] ?? 40), Number(process.argv[3] ?? 100)]

/** A native image of an ultrasound device: 480 by 640 pixels in colour. */
function ultrasoundImage(): Uint8Array {
  const data = new DataSetWriter()
  const place = placeOf(0, { series: 20, study: 1 })
  const meta = fileMeta(EXPLICIT_LITTLE_ENDIAN, ULTRASOUND_IMAGE, instanceUid(place))
  writeIdentification(data, ULTRASOUND_IMAGE, 'US', place)
  writePatient(data, place)
  data.unsignedShorts(0x00280002, 3)
  data.text(0x00280004, 'CS', 'RGB')
  data.unsignedShorts(0x00280006, 0)
  data.unsignedShorts(0x00280010, 480)
  data.unsignedShorts(0x00280011, 640)
  for (const [tag, value] of [
    [0x00280100, 8],
    [0x00280101, 8],
    [0x00280102, 7],
    [0x00280103, 0],
  ] as const) {
    data.unsignedShorts(tag, value)
  }
  data.binary(0x7fe00010, 'OB', new Uint8Array(480 * 640 * 3).fill(90))
  return Buffer.concat([meta, data.take()])
}

/** `modality`: of the objects that are blanked. */
function openProcessor(modality: string): StagingProcessor {
  const pixels: PixelRequest = {
    unmatched: 'pass',
    rules: [
      {
        when: { tag: 0x00080060, vr: 'CS', test: { contains: modality.toLowerCase() } },
        action: { blank: [{ x: 0, y: 0, width: 4096, height: 40 }] },
      },
    ],
  }
  const request = { profile: 'basic', pixels } as const
  const identity = createIdentity(createKeyedHash(new Uint8Array(32)))
  return new StagingProcessor({
    request: pixels,
    codec: nodeDeflateCodec,
    stage: createStage(undefined),
    openSpool: () => new MemorySpool(2 ** 26),
    openEngine: (kind, judge, inputMemory) => {
      const plan = imageOf(compilePlan(request, { cleansPixels: kind === 'attested' }))
      const transforms = createTransforms(plan.transforms, plan.settings, identity)
      const judges = [judge, pixelExcessJudge]
      return new ObjectDeidentifier({
        plan,
        identity,
        codec: nodeDeflateCodec,
        judges,
        transforms,
        filterFor: sideDataFilter,
        inputMemory,
      })
    },
  })
}

const foreignMemory = process.argv[4] === 'copies' ? new Uint8Array(CHUNK_BYTES) : undefined

/** Microseconds of user time. */
function run(processor: StagingProcessor, object: Uint8Array): number {
  const memory = foreignMemory ?? processor.inputMemory
  const before = process.cpuUsage()
  for (let count = 0; count < OBJECTS; count++) {
    processor.begin({ committed() {}, write() {} }, object.length)
    for (let at = 0; at < object.length; at += CHUNK_BYTES) {
      const part = object.subarray(at, at + CHUNK_BYTES)
      memory.set(part)
      processor.push(memory.subarray(0, part.length))
    }
    if (processor.end().disposition !== 'deidentified') throw new Error('an object was withheld')
  }
  return process.cpuUsage(before).user / OBJECTS
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

for (const [name, modality, object] of [
  ['CT', 'CT', oneObject({ kind: 'ct' }).bytes],
  ['US', 'US', ultrasoundImage()],
] as const) {
  const passing = openProcessor('nothing')
  const blanking = openProcessor(modality)
  for (let warm = 0; warm < 5; warm++) for (const processor of [passing, blanking]) run(processor, object)
  const times = Array.from({ length: ROUNDS }, () => [run(passing, object), run(blanking, object)] as const)
  const [pass, blank] = [median(times.map(([time]) => time)), median(times.map(([, time]) => time))]
  console.log(
    `${name}: ${object.length} bytes, passing ${pass.toFixed(0)} µs, blanking ${blank.toFixed(0)} µs (+${(blank - pass).toFixed(0)})`,
  )
}
