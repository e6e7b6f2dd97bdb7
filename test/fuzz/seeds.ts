/** What the byte-level fuzzer begins with, and the words that it may put anywhere. */

import { readdirSync, readFileSync } from 'node:fs'
import { syntheticSamples } from '../support/frame-images.ts'
import { jpegPicture } from '../support/jpeg-encoder.ts'
import { COLOUR_420, GREY } from '../support/jpeg-layout.ts'
import { encodeLossless } from '../support/jpeg-lossless-encoder.ts'
import { encodeRle } from '../support/rle-encoder.ts'
import { syntheticStudy } from '../support/synthetic.ts'
import { archive, gnuLong, member, pax } from '../support/tar-builder.ts'
import { objectOf } from '../unit/archive/object-stand-in.ts'
import { FUZZED_FRAMES } from './pixels.ts'

const EXAMPLES = new URL('../../examples/profiles/', import.meta.url)

export const TARGETS = ['engine', 'tar', 'profile', 'verify', 'pixels'] as const
export type Target = (typeof TARGETS)[number]

export interface Seeds {
  readonly inputs: readonly Uint8Array[]
  readonly words: readonly Uint8Array[]
}

export const SEEDS: Readonly<Record<Target, () => Seeds>> = {
  engine: engineSeeds,
  tar: tarSeeds,
  profile: profileSeeds,
  verify: verifySeeds,
  pixels: pixelSeeds,
}

function engineSeeds(): Seeds {
  const inputs = syntheticStudy().flatMap(({ bytes }, at) =>
    [0, 1, 2].map((framing) => Buffer.concat([Uint8Array.of(framing + 12 * at, 200 + at), bytes])),
  )
  const words = [
    ...['FEFF00E0', 'FEFF0DE0', 'FEFFDDE0', 'FFFEE000', 'FFFEE00D', 'FFFEE0DD', 'FFFFFFFF', 'FEFFFFFF', '00000000'],
    ...['E07F1000', '10001000', '10002000', '0800', '08001600', '08000500', '40A043A0', '400030A7', 'FCFFFCFF'],
    ...['5351', '554E', '4F42', '4F57', '504E', '5549', '4C4F', '5554'],
  ]
  return { inputs, words: words.map((digits) => Buffer.from(digits, 'hex')) }
}

/** Objects of the input, which have more to be found in them than outputs. */
function verifySeeds(): Seeds {
  const inputs = syntheticStudy().map(({ bytes }, at) => Buffer.concat([Uint8Array.of(20 * at), bytes]))
  return { inputs, words: engineSeeds().words }
}

function tarSeeds(): Seeds {
  const object = objectOf('P', 'x'.repeat(300))
  const archives = [
    archive(member('a/DOE^JANE.dcm', object), member('b.txt', 'no object')),
    archive(
      pax([
        ['path', 'DOE^JANE'],
        ['size', String(object.length)],
      ]),
      member('x', object, { size: 0 }),
    ),
    archive(
      pax([['comment', 'DOE^JANE']], 'g'),
      gnuLong('DOE^JANE'.repeat(20)),
      gnuLong('DOE', 'K'),
      member('x', object),
    ),
    archive(member('GNUSparseFile.1/x', object, { type: 'S', magic: 'gnu' }), member('old', object, { magic: 'old' })),
    archive(
      pax([
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', 'DOE^JANE'],
      ]),
      member('x', object),
    ),
    archive(...['P', 'W', 'L', 'D', 'B'].map((fate) => member(fate, objectOf(fate, 'y'.repeat(100))))),
    archive(member('directory/', '', { type: '5' }), member('link', '', { type: '2', linkName: 'DOE^JANE' })),
  ]
  const inputs = archives.flatMap((bytes, at) =>
    [0, 1].map((how) => Buffer.concat([Uint8Array.of(how, 99 + at), bytes])),
  )
  const words = [
    'ustar\0',
    'ustar  ',
    '00000000000',
    '77777777777',
    'path=',
    'size=',
    'GNU.sparse.realsize=',
    'DICM',
    '12 path=abc\n',
  ]
  return { inputs, words: words.map((word) => Buffer.from(word, 'latin1')) }
}

function profileSeeds(): Seeds {
  const files = readdirSync(EXAMPLES).map((name) => readFileSync(new URL(name, EXAMPLES)))
  const ctp =
    '<script><e en="T" t="00100010" n="PatientName">@empty()</e><k en="T" t="0018">x</k><r en="T" t="curves">y</r></script>'
  const deid =
    'FORMAT dicom\n%header\nREPLACE PatientID func:x\nREMOVE contains:Name\nBLANK (0010,0010)\nJITTER StudyDate 3\n'
  const crosswalk = 'old_id,new_id,offset_days\n"A, 1",P1,-30\n2,P2,\n'
  const texts: [number, string | Buffer][] = [
    ...files.map((bytes): [number, Buffer] => [0, bytes]),
    [2, ctp],
    [3, deid],
    [4, crosswalk],
  ]
  const inputs = texts.map(([reader, text]) => Buffer.concat([Uint8Array.of(reader), Buffer.from(text as string)]))
  const words = [
    'extends:',
    'rules:',
    'words:',
    'dates:',
    'private:',
    '&a',
    '*a',
    '<<: *a',
    'tag:',
    'action: keep',
    '@hash(',
    '@if(',
    'REMOVE ',
    '"',
    "'",
  ]
  return { inputs, words: words.map((word) => Buffer.from(word, 'latin1')) }
}

/** In the order of FUZZED_FRAMES. */
function pixelSeeds(): Seeds {
  const [rle, deepRle, jpeg, deepJpeg, colourJpeg, lossless] = FUZZED_FRAMES.map(({ image }) => image)
  const shape = { rows: rle!.rows, columns: rle!.columns }
  const streams = [
    encodeRle(syntheticSamples(rle!, 1), rle!),
    encodeRle(syntheticSamples(deepRle!, 1), deepRle!),
    jpegPicture({ ...shape, factors: GREY, restartInterval: 2 }, jpeg!.columns).codestream,
    jpegPicture({ ...shape, factors: GREY, precision: 12 }, deepJpeg!.columns).codestream,
    jpegPicture({ ...shape, factors: COLOUR_420, scans: [[0], [1, 2]] }, colourJpeg!.columns).codestream,
    encodeLossless([[...syntheticSamples(lossless!, 1)]], { ...shape, precision: 8, predictor: 4, restartRows: 2 }),
  ]
  const inputs = streams.map((bytes, at) => Buffer.concat([Uint8Array.of(at), bytes]))
  const words = ['FFD8', 'FFD9', 'FFDA', 'FFC0', 'FFC1', 'FFC3', 'FFC4', 'FFDD', 'FFD0', 'FFD1', 'FF00', 'FFFF', '8080']
  return { inputs, words: words.map((digits) => Buffer.from(digits, 'hex')) }
}
