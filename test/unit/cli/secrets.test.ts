/** What must not get about: identities beside the output, the key, and memory behind what is handed out. */

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { plantedObjects } from '../../properties/leaks/objects.ts'
import { findTokens } from '../../properties/leaks/tokens.ts'
import { runShell, runSluice } from '../../support/run-sluice.ts'
import { goodObject, KEY, SAMPLE_ARCHIVE } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { END, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch()
const OWNER_ONLY = 0o600

describe('files that hold identities', () => {
  it.each(['000', '022', '077'])('are for their owner only, whatever the umask: %s', async (umask) => {
    mkdirSync(scratch.at('mapping'))
    scratch.put('input.tar', SAMPLE_ARCHIVE)
    const options = '-o output.tar --key-file key --quarantine quarantine.tar --mapping mapping'
    const { code, stderr } = await runShell(`umask ${umask}; $SLUICE input.tar ${options} && true`, scratch.folder)
    expect([code, stderr]).toEqual([3, expect.any(String)])
    const holding = ['quarantine.tar', ...readdirSync(scratch.at('mapping')).map((name) => join('mapping', name))]
    expect(holding.length).toBe(3)
    for (const name of holding) expect([name, statSync(scratch.at(name)).mode & 0o777]).toEqual([name, OWNER_ONLY])
  })

  it.each(['000', '077'])('are so while they are written too, and the key from the start: %s', async (umask) => {
    await runShell(`umask ${umask}; $SLUICE keygen made`, scratch.folder)
    expect(statSync(scratch.at('made')).mode & 0o777).toBe(OWNER_ONLY)
  })
})

describe('a mapping within the directory that is read', () => {
  it('is no part of the input, also where what is not DICOM passes', async () => {
    mkdirSync(scratch.at('study'))
    writeFileSync(join(scratch.at('study'), 'a.dcm'), goodObject())
    const output = scratch.at('output.tar')
    const argv = [scratch.at('study'), '--key-file', scratch.keyFile, '-o', output, '--non-dicom', 'keep']
    const { code } = await runSluice([...argv, '--mapping', join(scratch.at('study'), 'mapping')])
    expect(code).toBe(0)
    expect((await readWithTarStream(readFileSync(output))).length).toBe(1)
  })
})

describe('the key', () => {
  it('cannot be given as an argument', async () => {
    for (const argv of [['--key', KEY], [`--key=${KEY}`], ['--key-hex', KEY]]) {
      const { code, stderr } = await runSluice(argv, { input: SAMPLE_ARCHIVE })
      expect(code).toBe(2)
      expect(stderr).not.toContain(KEY)
    }
    expect((await runSluice(['--help'])).stdout.toString()).not.toMatch(/--key(?!-file)\b/)
  })

  it('is in no message, report or output, of a run that ends well or does not', async () => {
    const forms = [
      KEY,
      KEY.toUpperCase(),
      Buffer.from(KEY, 'hex').toString('base64'),
      Buffer.from(KEY, 'hex').toString('latin1'),
    ]
    const report = scratch.at('report.jsonl')
    const inputs = [SAMPLE_ARCHIVE, SAMPLE_ARCHIVE.subarray(0, 2000), Buffer.from('no archive at all')]
    for (const input of inputs) {
      for (const more of [[], ['--debug'], ['--jobs', '2']]) {
        const { stdout, stderr } = await runSluice(['--key-file', scratch.keyFile, '--report', report, ...more], {
          input,
        })
        const texts = [
          stdout.toString('latin1'),
          stderr,
          readdirSync(scratch.folder).includes('report.jsonl') ? readFileSync(report, 'latin1') : '',
        ]
        for (const form of forms) expect(texts.some((text) => text.includes(form))).toBe(false)
      }
    }
  })

  it('is in no error of the library, nor in what printing a deidentifier shows', async () => {
    const { inspect } = await import('node:util')
    const deidentifier = await createDeidentifier({ key: KEY })
    const shown = inspect([deidentifier, deidentifier.tar()], { depth: 20, showHidden: true })
    expect(shown).not.toContain(KEY)
    expect(shown).not.toContain('00 01 02 03 04 05 06 07')
    const fault = await createDeidentifier({ key: `${KEY}zz` }).catch((thrown: unknown) => thrown)
    expect(inspect(fault, { depth: 20, showHidden: true })).not.toContain(KEY)
  })
})

describe('the memory behind what is handed out', () => {
  it.each([131, 4096, 65_536])(
    'holds nothing but output, or is that of a chunk that was given: chunks of %i',
    async (chunkBytes) => {
      const objects = plantedObjects().filter(({ encoding }) => encoding === 'explicit-le')
      const archive = Buffer.concat([...objects.map(({ bytes }, at) => member(`QZCNRY-${at}.dcm`, bytes)), END])
      const stream = (await createDeidentifier({ key: KEY })).tar()
      const given = new Set<ArrayBufferLike>()
      const handedOut: Buffer[] = []
      stream.on('data', (part: Buffer) => handedOut.push(part))
      const ended = new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject))
      for (let at = 0; at < archive.length; at += chunkBytes) {
        const chunk = new Uint8Array(archive.subarray(at, at + chunkBytes))
        given.add(chunk.buffer)
        if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve))
      }
      stream.end()
      await ended
      const own = new Set(handedOut.map(({ buffer }) => buffer).filter((buffer) => !given.has(buffer)))
      expect(own.size).toBeGreaterThan(0)
      for (const buffer of own) expect(findTokens(new Uint8Array(buffer))).toEqual([])
    },
  )
})
