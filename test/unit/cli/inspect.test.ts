import { mkdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { buildObject, element } from '../../support/dicom-builder.ts'
import { runSluice, type SluiceRun } from '../../support/run-sluice.ts'
import { findPlanted, goodObject, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member } from '../../support/tar-builder.ts'

const scratch = useScratch('nothing')
const CUT_HEAD = goodObject().subarray(0, 140)

function headsOf({ stdout }: SluiceRun): string[] {
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('entry '))
}

function recordsOf({ stdout }: SluiceRun): Record<string, unknown>[] {
  return stdout
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('sluice inspect', () => {
  it('lists each object of an archive, compressed or not, of a pipe and of a directory, under the number that a report has', async () => {
    const inputs = [
      await runSluice(['inspect', scratch.put('in.tar', SAMPLE_ARCHIVE)]),
      await runSluice(['inspect', scratch.put('in.tar.gz', gzipSync(SAMPLE_ARCHIVE))]),
      await runSluice(['inspect', '-'], { input: SAMPLE_ARCHIVE }),
    ]
    for (const run of inputs) {
      expect(headsOf(run)).toEqual([
        'entry 0: CT Image Storage; ExplicitVRLittleEndian',
        'entry 1: CT Image Storage; ExplicitVRLittleEndian',
        'entry 2: not DICOM, 30 bytes',
        'entry 3: CT Image Storage; ExplicitVRLittleEndian',
      ])
      expect(run.stdout.toString().match(/PatientName +emptied/g)).toHaveLength(3)
      // The second is cut within its pixel data.
      expect([run.code, run.stdout.toString().match(/^FINDING/gm)?.length]).toEqual([1, 1])
      expect(findPlanted(run.stdout)).toEqual([])
    }
    mkdirSync(scratch.at('study'))
    scratch.put('study/b.dcm', goodObject())
    scratch.put('study/a.txt', Buffer.from('Dear Canary'))
    const folder = await runSluice(['inspect', scratch.at('study')])
    expect([folder.code, headsOf(folder)]).toEqual([
      0,
      ['entry 0: not DICOM, 11 bytes', 'entry 1: CT Image Storage; ExplicitVRLittleEndian'],
    ])
  })

  it('names what has no keyword: private creators, private elements, and what is in no registry', async () => {
    const object = buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble' },
      elements: [
        element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
        element('00090010', 'LO', 'ACME 1.0'),
        element('00091001', 'LO', 'x'),
        element('00111001', 'LO', 'nobody reserved it'),
      ],
    })
    const run = await runSluice(['inspect', scratch.put('private.dcm', object)])
    const names = [...run.stdout.toString().matchAll(/^\((00(?:09|11),\w+)\).*\((.*?)\)/gm)]
    expect(names.map(([, tag, name]) => [tag, name])).toEqual([
      ['0009,0010', 'private creator'],
      ['0009,1001', 'private'],
      ['0011,1001', 'not registered'],
    ])
  })

  it('lists one entry alone where it is told which, and says where there is none', async () => {
    const path = scratch.put('in.tar', SAMPLE_ARCHIVE)
    const one = await runSluice(['inspect', path, '--entry', '3', '--json'])
    expect(one.code).toBe(0)
    expect(new Set(recordsOf(one).map(({ entry }) => entry))).toEqual(new Set([3]))
    for (const number of ['4', 'three', '-1']) {
      const none = await runSluice(['inspect', path, '--entry', number])
      expect([number, none.code]).toEqual([number, 2])
      expect(none.stderr).toContain('--entry')
    }
  })

  it('goes on behind an object that would be withheld, and says why it would be', async () => {
    const path = scratch.put('in.tar', archive(member('a', CUT_HEAD), member('b', goodObject())))
    const people = await runSluice(['inspect', path])
    expect([people.code, headsOf(people)]).toEqual([
      1,
      [
        expect.stringMatching(/^entry 0: it would be withheld: .*\(TRUNCATED\)$/),
        expect.stringMatching(/^entry 1: CT/),
      ],
    ])
    expect(recordsOf(await runSluice(['inspect', path, '--json']))[0]).toMatchObject({ entry: 0, code: 'TRUNCATED' })
  })

  it('lists an object that is longer than what it reads of one up to its pixels, without calling that a fault', async () => {
    const pixels = Buffer.alloc(65 * 1024 * 1024)
    const run = await runSluice(['inspect', scratch.put('long.dcm', goodObject(pixels))])
    expect([run.code, run.stdout.toString()]).toEqual([0, expect.not.stringContaining('FINDING')])
    expect(run.stdout.toString()).toMatch(/PixelData +kept\n$/)
    expect(run.stderr).toContain('limits.inspectedBytes')
  })

  it('ends as a run does where the archive is damaged, behind what it could list', async () => {
    const run = await runSluice(['inspect', scratch.put('cut.tar', SAMPLE_ARCHIVE.subarray(0, 12_000))])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('ARCHIVE_TRUNCATED')
    expect(headsOf(run)).toHaveLength(1)
  })
})
