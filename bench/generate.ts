/**
 * Writes a corpus to standard output, as fast as its reader takes it:
 *
 *     node bench/generate.ts KIND [--bytes N] [--entries N] [--seed N] [--object-bytes N] > file.tar
 *
 * N may end in k, m or g (powers of ten).
 */

import { parseArgs } from 'node:util'
import { DescriptorWriter, OutputClosedError } from '../src/streams/descriptors.ts'
import { archiveOf, type CorpusRequest, isKind, KINDS, noFacts } from './corpora.ts'

const STDOUT = 1
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 }

function readNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const match = /^(\d+(?:\.\d+)?)([kmg]?)$/i.exec(text)
  if (match === null) throw new RangeError(`not a number: ${text}`)
  return Math.round(Number(match[1]) * UNITS[match[2]!.toLowerCase()]!)
}

function readRequest(): CorpusRequest {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      bytes: { type: 'string' },
      entries: { type: 'string' },
      seed: { type: 'string' },
      'object-bytes': { type: 'string' },
    },
  })
  const kind = positionals[0] ?? ''
  if (!isKind(kind)) throw new RangeError(`kinds: ${Object.keys(KINDS).join(' ')}`)
  const bytes = readNumber(values.bytes)
  const entries = readNumber(values.entries)
  if (bytes === undefined && entries === undefined) throw new RangeError('--bytes or --entries has to end it')
  const seed = readNumber(values.seed)
  const objectBytes = readNumber(values['object-bytes'])
  return {
    kind,
    ...(bytes !== undefined && { bytes }),
    ...(entries !== undefined && { entries }),
    ...(seed !== undefined && { seed }),
    ...(objectBytes !== undefined && { objectBytes }),
  }
}

try {
  const writer = new DescriptorWriter(STDOUT)
  const facts = noFacts()
  for (const piece of archiveOf(readRequest(), facts)) writer.write(piece)
  writer.flush()
  console.error(`${facts.entries} entries, ${facts.elements} elements, ${facts.archiveBytes} bytes`)
} catch (fault) {
  if (!(fault instanceof OutputClosedError)) {
    console.error(fault instanceof Error ? fault.message : fault)
    process.exitCode = 2
  }
}
