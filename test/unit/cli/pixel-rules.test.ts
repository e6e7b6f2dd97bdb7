import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { buildObject } from '../../support/dicom-builder.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch('key')

const ROWS = 100
const COLUMNS = 300
const PROFILE = JSON.stringify({
  pixels: { rules: [{ when: { Manufacturer: 'example medical' }, blank: [0, 0, 4096, 40] }] },
})

/** An ultrasound image of which every byte is 77H. */
function image(manufacturer: string, number: number): Buffer {
  const us = (tag: number, value: number) => ({ tag, vr: 'US', integers: [value] })
  return Buffer.from(
    buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble', sopClassUid: '1.2.840.10008.5.1.4.1.1.6.1', sopInstanceUid: `1.2.3.${number}` },
      elements: [
        { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.6.1' },
        { tag: 0x00080018, vr: 'UI', value: `1.2.3.${number}` },
        { tag: 0x00080060, vr: 'CS', value: 'US' },
        { tag: 0x00080070, vr: 'LO', value: manufacturer },
        { tag: 0x00100020, vr: 'LO', value: 'ID' },
        us(0x00280002, 1),
        { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
        us(0x00280010, ROWS),
        us(0x00280011, COLUMNS),
        us(0x00280100, 8),
        us(0x00280101, 8),
        us(0x00280102, 7),
        us(0x00280103, 0),
        { tag: 0x7fe00010, vr: 'OB', value: new Uint8Array(ROWS * COLUMNS).fill(0x77) },
      ],
    }),
  )
}

it('rules about pixels hold through the command, on one thread and on two', async () => {
  const input = scratch.put('in.tar', archive(member('a', image('Example Medical', 1)), member('b', image('Other', 2))))
  const profile = scratch.put('pixels.json', Buffer.from(PROFILE))
  const outputs: Buffer[] = []
  for (const jobs of ['1', '2']) {
    const argv = [input, '-o', scratch.at(`${jobs}.tar`), '--key-file', scratch.keyFile, '--profile', profile]
    // with another judge beside it
    const beside = jobs === '2' ? ['--withhold-risk', 'certain'] : []
    const { code, stderr } = await runSluice([...argv, '--jobs', jobs, ...beside])
    expect(code).toBe(3)
    expect(stderr).toMatch(/PIXELS_UNMATCHED +1 /)
    expect(stderr).toMatch(/1 +images in which areas were blanked/)
    outputs.push(readFileSync(scratch.at(`${jobs}.tar`)))
  }
  expect(outputs[1]).toEqual(outputs[0])
  const [only, ...others] = await readWithTarStream(outputs[0]!)
  expect(others).toEqual([])
  const pixels = only!.body.subarray(-ROWS * COLUMNS)
  expect(pixels.subarray(0, 40 * COLUMNS).every((byte) => byte === 0)).toBe(true)
  expect(pixels.subarray(40 * COLUMNS).every((byte) => byte === 0x77)).toBe(true)
})
