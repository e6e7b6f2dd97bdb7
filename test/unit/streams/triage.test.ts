import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildObject, type DataSetEncodingName, type ElementSpec, element } from '../../support/dicom-builder.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { useScratch } from '../../support/scratch.ts'
import { archive, member, readWithTarStream } from '../../support/tar-builder.ts'

const scratch = useScratch()

function image(
  modality: string,
  more: readonly ElementSpec[] = [],
  encoding: DataSetEncodingName = 'explicit-le',
): Buffer {
  const elements = [
    element('0008,0008', 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    element('0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    element('0008,0018', 'UI', '1.2.3.4'),
    element('0008,0060', 'CS', modality),
    element('0010,0020', 'LO', 'SECRET'),
    element('0018,0015', 'CS', 'CHEST'),
    ...more,
    element('7FE0,0010', 'OW', new Uint8Array(128)),
  ].toSorted((one, other) => one.tag - other.tag)
  return Buffer.from(buildObject({ encoding, elements, meta: { start: 'preamble' } }))
}

const CAPTURED = element('0018,1016', 'LO', 'SECRET MAKER')
const DECLARED = element('0028,0301', 'CS', 'YES')
const NO = element('0028,0301', 'CS', 'NO')
const COLOR: ElementSpec = { tag: 0x00280002, vr: 'US', integers: [3] }
const SET = archive(
  member('a', image('CT')),
  member('b', image('CT', [CAPTURED])),
  member('c', image('CT', [DECLARED], 'implicit-le')),
  member('d', image('CT', [COLOR], 'explicit-be')),
  member('e', image('US', [NO], 'deflated')),
  member('f', 'no object'),
)
const LEVELS = ['low', 'high', 'certain', 'medium', 'high']

async function run(...options: string[]) {
  const path = scratch.put('in.tar', SET)
  const result = await runSluice([path, '--key-file', scratch.keyFile, ...options])
  const report = options.includes('--report') ? readFileSync(scratch.at('r.jsonl'), 'utf8') : ''
  const records = report
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  return { ...result, report, records }
}

describe('burned-in risk', () => {
  it('stands in the record of each object, as level and reason and nothing else', async () => {
    const { code, records, report } = await run('--report', scratch.at('r.jsonl'))
    expect(code).toBe(0)
    const entries = records.filter(({ record }) => record === 'entry')
    expect(entries.slice(0, 5).map(({ risk }) => risk.pixels)).toEqual(LEVELS)
    expect(entries[1].risk).toEqual({ pixels: 'high', faces: 'low', reasons: ['pixels-captured'] })
    expect(entries[5].risk).toBeUndefined()
    expect(records.at(-1).tallies).toMatchObject({ 'pixels-medium': 1, 'pixels-high': 2, 'pixels-certain': 1 })
    expect(report).not.toContain('SECRET')
  })

  it.each([
    ['medium', [0]],
    ['high', [0, 3]],
    ['certain', [0, 1, 3, 4]],
  ])('withholds what reaches %s, with its code, and passes the rest as ever', async (level, passing) => {
    const { code, records, stdout } = await run('--withhold-risk', level, '--report', scratch.at('r.jsonl'))
    expect(code).toBe(3)
    const objects = records.filter(({ record }) => record === 'entry').slice(0, 5)
    for (const { entry, disposition, code: reason, risk } of objects) {
      expect(risk.pixels).toBe(LEVELS[entry])
      expect([entry, disposition, reason]).toEqual(
        passing.includes(entry) ? [entry, 'deidentified', undefined] : [entry, 'withheld', 'RISK_WITHHELD'],
      )
    }
    const whole = await readWithTarStream((await run()).stdout)
    const left = await readWithTarStream(stdout)
    expect(left.map(({ body }) => body)).toEqual(passing.map((index) => whole[index]!.body))
  })

  it('is the same with several threads, in the same size, and in one object alone', async () => {
    const { records } = await run('--report', scratch.at('r.jsonl'), '-o', scratch.at('one.tar'))
    const threads = await run('--report', scratch.at('r.jsonl'), '-o', scratch.at('two.tar'), '--jobs', '2')
    expect(threads.records.map(({ risk }) => risk)).toEqual(records.map(({ risk }) => risk))
    const sameSize = await run('--report', scratch.at('r.jsonl'), '--same-size', '--withhold-risk', 'high')
    expect(
      sameSize.records
        .filter(({ record }) => record === 'entry')
        .slice(0, 5)
        .map(({ code }) => code === 'RISK_WITHHELD'),
    ).toEqual([false, true, true, false, true])
    const path = scratch.put('alone.dcm', image('US'))
    const alone = await runSluice([path, '--key-file', scratch.keyFile, '--withhold-risk', 'high'])
    expect([alone.code, alone.stdout.byteLength]).toEqual([3, 0])
    expect(alone.stderr).toContain('RISK_WITHHELD')
  })

  it('never makes Burned In Annotation say what nobody has looked at', async () => {
    const members = await readWithTarStream((await run('--report', scratch.at('r.jsonl'))).stdout)
    const tag = Buffer.from([0x28, 0x00, 0x01, 0x03])
    expect(members.map(({ body }) => body.includes(tag))).toEqual([false, false, true, false, false])
    expect(members[2]!.body.includes('YES')).toBe(true)
  })

  it('changes no byte of the output by being reported, not even of objects whose attributes are out of order', async () => {
    const late = [element('7FE0,0010', 'OW', new Uint8Array(64)), NO]
    const head = [element('0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.2'), element('0008,0060', 'CS', 'CT')]
    const odd = Buffer.from(
      buildObject({ encoding: 'explicit-le', elements: [...head, ...late], meta: { start: 'preamble' } }),
    )
    const path = scratch.put(
      'odd.tar',
      archive(member('a', odd), member('b', image('US')), member('c', image('CT').subarray(0, 400))),
    )
    const options = [path, '--key-file', scratch.keyFile]
    const [plain, reported] = [
      await runSluice(options),
      await runSluice([...options, '--report', scratch.at('r.jsonl')]),
    ]
    expect(reported.stdout.equals(plain.stdout)).toBe(true)
    expect(reported.code).toBe(plain.code)
  })

  it('keeps nothing else from being looked for', async () => {
    const us = (tag: string, value: number): ElementSpec => element(tag, 'US', Uint8Array.of(value, 0))
    const shape = [us('0028,0002', 1), us('0028,0010', 2), us('0028,0011', 2), us('0028,0100', 8)]
    const pixels = element('7FE0,0010', 'OW', '....CANARY^JANE ')
    const elements = [element('0008,0060', 'CS', 'CT'), ...shape, pixels]
    const bytes = Buffer.from(buildObject({ encoding: 'explicit-le', elements, meta: { start: 'preamble' } }))
    const options = [scratch.put('excess.tar', archive(member('a', bytes))), '--key-file', scratch.keyFile]
    for (const more of [[], ['--report', scratch.at('r.jsonl')], ['--withhold-risk', 'certain']]) {
      const { code, stdout } = await runSluice([...options, ...more])
      expect(code).toBe(0)
      expect(stdout.includes('....')).toBe(true)
      expect(stdout.includes('CANARY')).toBe(false)
    }
  })

  it('refuses levels that there are not', async () => {
    expect((await run('--withhold-risk', 'low')).code).toBe(2)
  })
})
