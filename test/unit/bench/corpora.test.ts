import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MARKERS } from '../../../bench/corpora/markers.ts'
import { archiveOf, type CorpusRequest, KINDS, type Kind, noFacts, oneObject } from '../../../bench/corpora.ts'
import { havePeers, judgeWithDcmdump } from '../../support/peers.ts'
import { readWithTarStream } from '../../support/tar-builder.ts'

const ALL = Object.keys(KINDS) as Kind[]
/** Small multi-frame objects: the others have the size of their kind. */
const OBJECT_BYTES = 2_000_000

function request(kind: Kind, more: Partial<CorpusRequest> = {}): CorpusRequest {
  return { kind, entries: 3, objectBytes: OBJECT_BYTES, ...more }
}

function digestOf(asked: CorpusRequest): string {
  const digest = createHash('sha256')
  for (const piece of archiveOf(asked)) digest.update(piece)
  return digest.digest('hex')
}

describe.each(ALL)('a corpus of the kind %s', (kind) => {
  it('is an archive that tar-stream reads, with as many entries as were asked for', async () => {
    const facts = noFacts()
    const bytes = Buffer.concat([...archiveOf(request(kind), facts)])
    const members = await readWithTarStream(bytes)
    expect(members).toHaveLength(3)
    expect(new Set(members.map((member) => member.header.name)).size).toBe(3)
    expect(facts).toMatchObject({ entries: 3, archiveBytes: bytes.length })
    expect(members.every((member) => member.body.subarray(128, 132).toString() === 'DICM')).toBe(true)
  })

  it('depends on its seed alone', () => {
    expect(digestOf(request(kind, { seed: 2 }))).toBe(digestOf(request(kind, { seed: 2 })))
  })

  it('holds no piece that is larger than a slice of pixels', () => {
    const lengths = [...archiveOf(request(kind))].map((piece) => piece.length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(524_288)
  })

  it.skipIf(!havePeers('dcmdump'))('is DICOM to dcmdump', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'corpora-'))
    try {
      const path = join(folder, 'object.dcm')
      writeFileSync(path, oneObject(request(kind)).bytes)
      expect(await judgeWithDcmdump(path)).toEqual({ readable: true, complaints: [] })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a corpus', () => {
  it('ends with the entry that makes up its bytes', () => {
    const facts = noFacts()
    const bytes = [...archiveOf({ kind: 'tiny', bytes: 100_000 }, facts)].reduce((sum, piece) => sum + piece.length, 0)
    expect(bytes).toBeGreaterThanOrEqual(100_000)
    expect(bytes).toBeLessThan(110_000)
    expect(facts.archiveBytes).toBe(bytes)
  })

  it('has other pixels under another seed', () => {
    expect(digestOf(request('ct', { seed: 2 }))).not.toBe(digestOf(request('ct', { seed: 3 })))
  })

  it('has a header of about half of the bytes in the kind mr, and hardly any in the kind ct', () => {
    const share = (kind: Kind): number => {
      const { bytes } = oneObject(request(kind))
      const pixelsAt = Buffer.from(bytes).indexOf(Buffer.from('e07f1000', 'hex'))
      return pixelsAt / bytes.length
    }
    expect(share('mr')).toBeGreaterThan(0.4)
    expect(share('mr')).toBeLessThan(0.6)
    expect(share('ct')).toBeLessThan(0.02)
  })

  it('plants every marker in the kinds ct and mr', () => {
    const bytes = Buffer.concat([...archiveOf(request('ct')), ...archiveOf(request('mr'))])
    const missing = Object.values(MARKERS).filter((marker) => !bytes.includes(marker))
    expect(missing).toEqual([])
  })

  it('counts its elements, those of group 0002 and of items too', () => {
    // As many as dcmdump lists.
    expect(oneObject(request('tiny')).elements).toBe(79)
  })
})
