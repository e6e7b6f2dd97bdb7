import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { readText } from '../../rules/repository.ts'
import { type RiskObject, riskObjectBytes, riskPopulation } from '../../support/risk-population.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { sampleReport } from '../../support/sample-report.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member } from '../../support/tar-builder.ts'

const scratch = useScratch('nothing')

/** Patients by the region that tells them apart: `north` of them in one, `south` in the other. */
function twoRegions(north: number, south: number): RiskObject[] {
  const [first] = riskPopulation(1, 1)
  return Array.from({ length: north + south }, (_, index) => ({
    ...first!,
    patient: `SECRETID${index}`,
    region: index < north ? 'SECRETNORTH' : 'SECRETSOUTH',
    diagnosis: index % 2 === 0 ? 'SECRETA' : 'SECRETB',
  }))
}

function archiveOf(objects: readonly RiskObject[], ...more: readonly Buffer[]): Buffer {
  const members = objects.map((one, index) => member(`SECRETNAME${index}`, Buffer.from(riskObjectBytes(one, index))))
  return archive(...members, ...more)
}

const REGION = ['--quasi', 'region,sex']

describe('sluice risk', () => {
  it('is a gate where k is asked for', async () => {
    const path = scratch.put('set.tar', archiveOf(twoRegions(6, 4)))
    const codes = []
    for (const options of [
      [],
      ['--k', '4'],
      ['--k', '5'],
      ['--sensitive', 'AdmittingDiagnosesDescription', '--l', '2'],
    ]) {
      codes.push((await runSluice(['risk', path, ...REGION, ...options])).code)
    }
    expect(codes).toEqual([0, 0, 4, 0])
    const { code, stderr } = await runSluice(['risk', path, ...REGION, '--sensitive', 'RegionOfResidence', '--l', '2'])
    expect(code).toBe(4)
    expect(stderr).toBe('sluice: not reached: a class has fewer than 2 values of RegionOfResidence\n')
  })

  it('does not say that k is reached where something could not be read, or nothing is there', async () => {
    const cut = member('cut', Buffer.from(riskObjectBytes(twoRegions(1, 0)[0]!, 1)).subarray(0, 200))
    const path = scratch.put('set.tar', archiveOf(twoRegions(6, 6), cut))
    const { code, stderr } = await runSluice(['risk', path, ...REGION, '--k', '5'])
    expect([code, stderr]).toEqual([4, 'sluice: not reached: some objects could not be read\n'])
    scratch.put('empty.tar', archive(member('text', 'no object')))
    expect((await runSluice(['risk', scratch.at('empty.tar'), '--k', '5'])).code).toBe(4)
    scratch.put('half.tar', archiveOf(twoRegions(6, 6)).subarray(0, 3000))
    expect((await runSluice(['risk', scratch.at('half.tar'), '--k', '5'])).code).toBe(1)
  })

  it('counts a patient once over several outputs of every kind', async () => {
    const objects = twoRegions(6, 4)
    const paths = [
      scratch.put('one.tar', archiveOf(objects.slice(0, 5))),
      scratch.put('two.tar', archiveOf(objects)),
      scratch.put('object.dcm', riskObjectBytes(objects[9]!, 1)),
    ]
    const { stdout } = await runSluice(['risk', ...paths, scratch.folder, '-', '--json', ...REGION], {
      input: (await import('node:zlib')).gzipSync(archiveOf(objects)),
    })
    expect(JSON.parse(stdout.toString())).toMatchObject({ patients: 10, objects: 27, classes: 2, smallest: 4 })
  })

  it('shows no value, no identifier and no name unless asked to', async () => {
    const path = scratch.put('SECRETPATH.tar', archiveOf(twoRegions(6, 2)))
    const quiet = [
      await runSluice(['risk', path, ...REGION, '--sensitive', 'AdmittingDiagnosesDescription', '--k', '5']),
      await runSluice(['risk', path, ...REGION, '--sensitive', 'AdmittingDiagnosesDescription', '--json']),
      await runSluice(['risk', scratch.at('SECRETMISSING')]),
    ]
    for (const { stdout, stderr } of quiet) expect(stdout.toString() + stderr).not.toContain('SECRET')
    const { stdout, stderr } = await runSluice(['risk', path, ...REGION, '--show-values'])
    expect(stdout.toString()).toContain('SECRETSOUTH')
    expect(stdout.toString()).not.toMatch(/SECRETNORTH|SECRETID/)
    expect(stderr).toContain('may identify')
  })

  it('refuses the report of a run, in a file and from a pipe, and says what to name', async () => {
    const report = scratch.put('report.jsonl', Buffer.from(sampleReport()))
    const refusal = /this is the report of a run, which holds no values: name its output \(INPUT_UNKNOWN\)/
    for (const { code, stderr } of [
      await runSluice(['risk', report]),
      await runSluice(['risk', '-'], { input: Buffer.from(sampleReport()) }),
      await runSluice(['risk', '-'], { input: gzipSync(sampleReport()) }),
    ]) {
      expect(code).toBe(1)
      expect(stderr).toMatch(refusal)
    }
  })

  it('fits a terminal of 80 columns', async () => {
    const quasi = 'age:1,sex,month,body-part,modality,institution,region,country,manufacturer,model'
    const path = scratch.put('set.tar', archiveOf([...riskPopulation(60, 3)]))
    const { stdout } = await runSluice(['risk', path, '--quasi', quasi, '--population-factor', '100', '--k', '20'])
    const lines = stdout.toString().split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines.filter((line) => /^ {4}.*\(loss/.test(line)).length).toBeGreaterThan(0)
  })

  it('says what would reach k', async () => {
    const path = scratch.put('set.tar', archiveOf(twoRegions(6, 2)))
    const { stdout } = await runSluice(['risk', path, ...REGION])
    expect(stdout.toString()).toContain('  region: left out (loss 0.50; 1 class, the smallest of 8)\n')
  })

  it('counts what the profile says, and what its options say rather', async () => {
    const path = scratch.put('set.tar', archiveOf(twoRegions(6, 2)))
    const profile = scratch.put(
      'p.yaml',
      Buffer.from('extends: basic\nname: p\nrisk: { quasi: [region], k: 3, sensitive: PatientSex }\n'),
    )
    const { code, stdout } = await runSluice(['risk', path, '--profile', profile, '--json'])
    expect(code).toBe(4)
    expect(JSON.parse(stdout.toString())).toMatchObject({
      k: 3,
      diversity: { attribute: 'PatientSex' },
      quasiIdentifiers: [{ name: 'region' }],
    })
    expect((await runSluice(['risk', path, '--profile', profile, '--k', '2'])).code).toBe(0)
    expect((await runSluice(['profile', 'check', profile])).code).toBe(0)
    scratch.put(
      'p.yaml',
      Buffer.from('extends: basic\nrisk: { quasi: [regionn, age:3], k: 1, sensitive: PixelData }\n'),
    )
    const bad = await runSluice(['profile', 'check', profile])
    expect(bad.stderr + bad.stdout.toString()).toMatch(
      /risk\.quasi\[0\][\s\S]*risk\.quasi\[1\][\s\S]*risk\.k[\s\S]*risk\.sensitive/,
    )
  })

  it('has no part in the digest of a profile', async () => {
    writeFileSync(scratch.at('a.yaml'), 'extends: basic\nname: p\n')
    writeFileSync(scratch.at('b.yaml'), 'extends: basic\nname: p\nrisk: { quasi: [sex] }\n')
    const [one, other] = [
      await runSluice(['profile', 'show', scratch.at('a.yaml')]),
      await runSluice(['profile', 'show', scratch.at('b.yaml')]),
    ]
    expect(one.stdout.toString()).toBe(other.stdout.toString())
  })

  it('prints JSON as its schema has it', async () => {
    const validate = new Ajv({ strict: true }).compile(JSON.parse(readText('schema/risk.schema.json')))
    const path = scratch.put('set.tar', archiveOf(twoRegions(6, 2)))
    for (const options of [
      [],
      ['--sensitive', 'PatientSex', '--population-factor', '3.5'],
      ['--k', '9'],
      ['--k', '2'],
    ]) {
      const { stdout } = await runSluice(['risk', path, '--json', ...REGION, ...options])
      validate(JSON.parse(stdout.toString()))
      expect(validate.errors).toBeNull()
    }
    expect(validate({ record: 'risk' })).toBe(false)
  })

  it.each([
    [['--k', '1'], '--k takes'],
    [['--k', '5x'], '--k takes'],
    [['--l', '2'], '--sensitive'],
    [['--population-factor', '0.5'], '--population-factor'],
    [['--quasi', 'sex,sex'], 'twice'],
    [['--quasi', 'age:5,age:10'], 'twice'],
    [['--quasi', 'year,month'], 'month'],
    [['--quasi', 'Nonsense'], 'no such attribute'],
    [['--sensitive', 'PixelData'], 'no text'],
  ])('refuses %j', async (options, sentence) => {
    const { code, stderr } = await runSluice(['risk', scratch.at('none.tar'), ...options])
    expect(code).toBe(2)
    expect(stderr).toContain(sentence)
  })
})
