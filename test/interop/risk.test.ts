// What `sluice risk` counts over an archive is what a few lines of Python count over the table that the archive was made from.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { havePeers, PYTHON } from '../support/peers.ts'
import { riskCsv, riskPopulation, writeRiskArchive } from '../support/risk-population.ts'
import { runSluice } from '../support/run-sluice.ts'
import { useScratch } from '../support/scratch.ts'

const REFERENCE = fileURLToPath(new URL('risk_reference.py', import.meta.url))
const K = 5
const FACTOR = 12.5
const SLOW_MS = 180_000
const AGE_LEVELS = [undefined, 'bands of 20 years', 'bands of 40 years', 'left out']

interface Reference {
  readonly prosecutor: readonly number[]
  readonly journalist: readonly number[]
  readonly cautious: readonly number[]
  readonly sizes: readonly (readonly [number, number])[]
  readonly best: { readonly levels: readonly number[]; readonly loss: number; classes: number; smallest: number }
  readonly [name: string]: unknown
}

function reference(path: string): Reference {
  const { status, stdout, stderr } = spawnSync(PYTHON, [REFERENCE, path, String(K), String(FACTOR)], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr.slice(-500))
  return JSON.parse(stdout) as Reference
}

describe.skipIf(!havePeers('python'))('sluice risk over 10,000 patients', { timeout: SLOW_MS }, () => {
  const scratch = useScratch('nothing')

  it('counts as a plain program in another language does', async () => {
    const objects = [...riskPopulation(10_000, 20)]
    writeRiskArchive(scratch.at('set.tar'), objects)
    writeFileSync(scratch.at('set.csv'), riskCsv(objects), 'latin1')
    const expected = reference(scratch.at('set.csv'))
    const options = ['--sensitive', 'AdmittingDiagnosesDescription', '--population-factor', String(FACTOR), '--json']
    const { code, stdout, stderr } = await runSluice(['risk', scratch.at('set.tar'), ...options])
    expect([code, stderr]).toEqual([0, ''])
    const found = JSON.parse(stdout.toString())

    expect(found.patients).toBe(10_000)
    expect(found.objects).toBe(objects.length)
    expect(found.otherMembers).toBe(1)
    for (const name of ['patients', 'classes', 'smallest', 'classesBelow', 'patientsBelow']) {
      expect([name, found[name]]).toEqual([name, expected[name]])
    }
    expect(found.sizes.map((one: { size: number; classes: number }) => [one.size, one.classes])).toEqual(expected.sizes)
    expect(found.prosecutor.maximum).toBeCloseTo(expected.prosecutor[0]!, 8)
    expect(found.prosecutor.average).toBeCloseTo(expected.prosecutor[1]!, 8)
    expect(found.journalist.maximum).toBeCloseTo(expected.journalist[0]!, 8)
    expect(found.journalist.average).toBeCloseTo(expected.journalist[1]!, 8)
    expect(found.journalist.cautiousMaximum).toBeCloseTo(expected.cautious[0]!, 5)
    expect(found.journalist.cautiousAverage).toBeCloseTo(expected.cautious[1]!, 5)
    expect(found.diversity).toMatchObject({
      attribute: 'AdmittingDiagnosesDescription',
      values: 3,
      distinct: expected.distinct,
      classesBelow: expected.poorClasses,
      patientsBelow: expected.poorPatients,
      patientsDisclosed: expected.disclosed,
    })
    expect(found.diversity.entropy).toBeCloseTo(expected.entropy as number, 8)

    const [age, ...others] = expected.best.levels
    const names = found.quasiIdentifiers.map((one: { name: string }) => one.name)
    const levels: Record<string, string> = { ...(age !== 0 && { 'age:10': AGE_LEVELS[age!]! }) }
    for (const [index, level] of others.entries()) if (level === 1) levels[names[index + 1]] = 'left out'
    expect(found.generalisationSearch).toBe('complete')
    expect(found.generalisations[0]).toMatchObject({
      levels,
      classes: expected.best.classes,
      smallest: expected.best.smallest,
    })
    expect(found.generalisations[0].loss).toBeCloseTo(expected.best.loss, 8)
  }, 60_000)
})
