/** The command itself, killed while it works: the same command then comes to the same bytes. Killed in the midst of a change to a file, which is counted and not timed. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildObject, element } from '../../support/dicom-builder.ts'
import { SLUICE } from '../../support/run-sluice.ts'
import { archive, member } from '../../support/tar-builder.ts'

const ENTRIES = 150
const PIXEL_BYTES = 1 << 20
const WITHHELD = 3

let folder = ''
const at = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-killed-'))
  const pixels = Buffer.alloc(PIXEL_BYTES, 'pixels')
  const members = Array.from({ length: ENTRIES }, (_, ordinal) => {
    const image = buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble' },
      elements: [
        element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
        element('00080018', 'UI', `1.2.826.0.1.3680043.10.1.${ordinal}`),
        element('00080060', 'CS', 'CT'),
        element('00100010', 'PN', 'DOE^JANE'),
        element('00100020', 'LO', `P${ordinal % 3}`),
        element('00104000', 'LT', 'DOE^JANE '.repeat(150)),
        element('7FE00010', 'OW', pixels),
      ],
    })
    // Some do not pass.
    return member(`DOE/${ordinal}.dcm`, Buffer.from(ordinal % 40 === 7 ? image.subarray(0, 700) : image))
  })
  writeFileSync(at('in.tar'), archive(...members))
  writeFileSync(at('key'), '5a'.repeat(32), { mode: 0o600 })
  for (const framing of ['exact', 'same-size']) {
    const flags = framing === 'exact' ? [] : ['--same-size']
    run(
      'in.tar',
      '-o',
      `${framing}.tar`,
      '--report',
      `${framing}.jsonl`,
      '--quarantine',
      `${framing}-kept.tar`,
      ...flags,
    )
  }
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const words = (args: readonly string[]): string[] => [SLUICE, '--key-file', 'key', '--quiet', ...args]

function run(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, words(args), { cwd: folder, encoding: 'utf8' })
  expect([status, stderr]).toEqual([WITHHELD, ''])
}

const HOOK = fileURLToPath(new URL('../../support/die-at-a-change.ts', import.meta.url))

function spawnHooked(args: readonly string[], env: Readonly<Record<string, string>>): SpawnSyncReturns<string> {
  const argv = ['--import', HOOK, ...words(args)]
  return spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } })
}

/** How many changes to files the command makes, left alone. */
function countChanges(args: readonly string[]): number {
  const { status, stderr } = spawnHooked(args, { SLUICE_CHANGES: at('changes') })
  expect([status, stderr]).toEqual([WITHHELD, ''])
  return Number(readFileSync(at('changes'), 'utf8'))
}

/** Kills the command in the midst of that change. */
function runAndDie(args: readonly string[], dieAt: number): void {
  const { signal, stderr } = spawnHooked(args, { SLUICE_DIE_AT: `${Math.max(1, Math.trunc(dieAt))}` })
  expect([signal, stderr], `killed at change ${dieAt}`).toEqual(['SIGKILL', ''])
}

function expectSame(made: string, expected: string): void {
  expect(readFileSync(at(made)).equals(readFileSync(at(expected))), made).toBe(true)
}

describe('--in-place', () => {
  const command = ['--in-place', 'here.tar', '--report', 'here.jsonl', '--quarantine', 'here-kept.tar']

  const begin = (): void => {
    copyFileSync(at('in.tar'), at('here.tar'))
    for (const left of ['here.tar.sluice-journal', 'here.jsonl', 'here-kept.tar']) rmSync(at(left), { force: true })
  }

  it('comes to the bytes of an undisturbed run, however often it is killed', { timeout: 60_000 }, () => {
    begin()
    const changes = countChanges(command)
    for (const share of [0.01, 0.4, 0.8]) {
      begin()
      for (const further of [0, 0.02, 0.05]) {
        runAndDie(command, changes * (further || share))
        expect(readFileSync(at('here.tar.sluice-journal')).includes('DOE')).toBe(false)
      }
      run(...command)
      expectSame('here.tar', 'same-size.tar')
      expectSame('here.jsonl', 'same-size.jsonl')
      expectSame('here-kept.tar', 'same-size-kept.tar')
    }
    expect(statSync(at('here.tar.sluice-journal')).mode & 0o777).toBe(0o600)
  })

  it('is refused under another key, before and after it is done', () => {
    writeFileSync(at('other-key'), 'a5'.repeat(32), { mode: 0o600 })
    const args = [...words(command), '--key-file', 'other-key']
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toContain('JOURNAL_MISMATCH')
    expectSame('here.tar', 'same-size.tar')
  })
})

describe('--resume', () => {
  const command = ['in.tar', '-o', 'out.tar', '--resume', '--report', 'out.jsonl', '--quarantine', 'out-kept.tar']

  const begin = (): void => {
    for (const left of ['out.tar', 'out.jsonl', 'out-kept.tar']) rmSync(at(left), { force: true })
  }

  it('comes to the bytes of an unbroken run, goes on where it was, and leaves nothing behind', {
    timeout: 60_000,
  }, () => {
    begin()
    const changes = countChanges(command)
    for (const share of [0.05, 0.6]) {
      begin()
      for (const further of [0, 0.1]) {
        runAndDie(command, changes * (further || share))
        expect(existsSync(at('out.tar'))).toBe(false)
      }
      run(...command)
      expectSame('out.tar', 'exact.tar')
      expectSame('out.jsonl', 'exact.jsonl')
      expectSame('out-kept.tar', 'exact-kept.tar')
      expect([existsSync(at('out.tar.sluice-part')), existsSync(at('out.tar.sluice-journal'))]).toEqual([false, false])
    }
  })
})

it('runs that go on are refused without a key that stays, and with what cannot be gone on with', () => {
  const refused = (...args: readonly string[]): string => {
    const { status, stderr } = spawnSync(process.execPath, [SLUICE, ...args], { cwd: folder, encoding: 'utf8' })
    expect(status).toBe(2)
    return stderr
  }
  expect(refused('--in-place', 'in.tar')).toContain('--key-file')
  expect(refused('in.tar', '--in-place', 'in.tar', '--key-file', 'key')).toContain('no INPUT')
  expect(refused('--resume', '--key-file', 'key', '-o', 'x.tar')).toContain('INPUT')
  expect(refused('in.tar', '--resume', '--key-file', 'key', '-o', 'x.tar.gz')).toContain('compressed')
  expect(existsSync(at('in.tar.sluice-journal'))).toBe(false)
})
