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

/** No text: that would be emptied. */
const OVERLAY = Buffer.from('c3f101a7e90280d5', 'hex')

/** As large as the starter set has it, each sample 7FFFH: twelve bits and an overlay in those above. */
function petImage(manufacturer: string): Buffer {
  const us = (tag: number, value: number) => ({ tag, vr: 'US', integers: [value] })
  const pixels = Buffer.alloc(373 * 492 * 2, Buffer.from([0xff, 0x7f]))
  return Buffer.from(
    buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble', sopClassUid: '1.2.840.10008.5.1.4.1.1.128', sopInstanceUid: '1.2.3.4' },
      elements: [
        { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.128' },
        { tag: 0x00080018, vr: 'UI', value: '1.2.3.4' },
        { tag: 0x00080060, vr: 'CS', value: 'PT' },
        { tag: 0x00080070, vr: 'LO', value: manufacturer },
        { tag: 0x00081090, vr: 'LO', value: 'GEMINI TF' },
        { tag: 0x00100020, vr: 'LO', value: 'ID' },
        us(0x00280002, 1),
        { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
        us(0x00280010, 373),
        us(0x00280011, 492),
        us(0x00280100, 16),
        us(0x00280101, 12),
        us(0x00280102, 11),
        us(0x00280103, 0),
        { tag: 0x00280301, vr: 'CS', value: 'YES' },
        { tag: 0x00880200, vr: 'SQ', items: [{ elements: [us(0x00280010, 4242)] }] },
        { tag: 0x60000010, vr: 'US', integers: [4243] },
        { tag: 0x60003000, vr: 'OW', value: OVERLAY },
        { tag: 0x7fe00010, vr: 'OW', value: pixels },
      ],
    }),
  )
}

it('the option goes by the starter set: what is treated says so, and has no overlays, icons and bits beside its samples', async () => {
  const profile = JSON.stringify({
    with: 'clean-pixel-data',
    rules: [{ attribute: ['60xx,xxxx', 'IconImageSequence'], action: 'keep' }],
  })
  const input = scratch.put(
    'pet.tar',
    archive(member('a', petImage('Philips Medical')), member('b', petImage('Other'))),
  )
  const output = scratch.at('pet-out.tar')
  const argv = [
    input,
    '-o',
    output,
    '--key-file',
    scratch.keyFile,
    '--profile',
    scratch.put('c.json', Buffer.from(profile)),
  ]
  const { code, stderr } = await runSluice(argv)
  // The other one says itself that there is text in it.
  expect(stderr).toMatch(/PIXELS_UNMATCHED +1 /)
  expect(code).toBe(3)
  const [only, ...others] = await readWithTarStream(readFileSync(output))
  expect(others).toEqual([])
  const { body } = only!
  expect(body.includes('113101')).toBe(true)
  expect(body.includes(OVERLAY)).toBe(false)
  expect(body.includes(Buffer.from([0x10, 0x00, 0x55, 0x53, 2, 0, 4242 & 0xff, 4242 >> 8]))).toBe(false)
  expect(body.includes(Buffer.from([0x10, 0x00, 0x55, 0x53, 2, 0, 4243 & 0xff, 4243 >> 8]))).toBe(false)
  const pixels = body.subarray(-373 * 492 * 2)
  for (let at = 0; at < 373 * 492; at++) {
    const isInside = at % 492 < 100 && at < 25 * 492
    if (pixels.readUInt16LE(at * 2) !== (isInside ? 0 : 0x0fff)) expect.fail(`sample ${at}`)
  }
})

it('without the option, and without rules about pixels, an object keeps what its profile keeps', async () => {
  const rules = [{ attribute: ['60xx,xxxx', 'IconImageSequence'], action: 'keep' }]
  const profile = scratch.put('k.json', Buffer.from(JSON.stringify({ rules })))
  const input = scratch.put('kept.dcm', petImage('Philips Medical'))
  const output = scratch.at('kept-out.dcm')
  const { code } = await runSluice([input, '-o', output, '--key-file', scratch.keyFile, '--profile', profile])
  expect(code).toBe(0)
  const body = readFileSync(output)
  expect(body.includes(OVERLAY)).toBe(true)
  expect(body.includes('113101')).toBe(false)
  expect(body.readUInt16LE(body.length - 2)).toBe(0x7fff)
})
