/** Text that shows only through one window or lookup table, in objects that pydicom wrote, through the command with --detect-text; numpy judges the samples. */

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { havePeers, PYTHON } from '../support/peers.ts'
import { runSluice } from '../support/run-sluice.ts'

const WRITER = join(import.meta.dirname, 'shown_windows.py')
const OBJECTS = 9
/** Of the image: the text is a quarter of it, with its margin. */
const MOST_CHANGED = 0.5

describe.skipIf(!havePeers('tesseract', 'pydicom', 'pillow'))('text that only a window or a table shows', () => {
  let folder: string
  const python = (...argv: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(PYTHON, ['-W', 'ignore', WRITER, ...argv])
    expect([status, stderr.toString()]).toEqual([0, ''])
    return stdout.toString()
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shown-'))
    for (const name of ['in', 'out']) mkdirSync(join(folder, name))
    python('make', join(folder, 'in'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is black in every frame, and all else as it was', async () => {
    const names = readdirSync(join(folder, 'in'))
    expect(names).toHaveLength(OBJECTS)
    for (const name of names) {
      const run = await runSluice([
        join(folder, 'in', name),
        '--detect-text',
        '-o',
        join(folder, 'out', name),
        '--quiet',
      ])
      expect([name, run.code, run.stderr]).toEqual([name, 0, ''])
    }
    const judged = python('judge', join(folder, 'in'), join(folder, 'out')).trim().split('\n')
    expect(judged).toHaveLength(OBJECTS)
    for (const line of judged) {
      const { name, changedPart, ...facts } = JSON.parse(line) as { name: string; changedPart: number }
      expect({ name, ...facts }).toEqual({ name, textIsBlack: true, restIsSame: true, claims: true })
      expect(changedPart).toBeLessThan(MOST_CHANGED)
    }
  }, 180_000)

  it('is found by verify --pixels in the originals, and in none of the outputs', async () => {
    const records = async (part: string): Promise<number> => {
      const { stdout } = await runSluice(['verify', join(folder, part), '--pixels', '--json'])
      return stdout
        .toString()
        .split('\n')
        .filter((line) => line.startsWith('{"record":"pixels"')).length
    }
    expect(await records('in')).toBeGreaterThanOrEqual(OBJECTS)
    expect(await records('out')).toBe(0)
  }, 180_000)
})
