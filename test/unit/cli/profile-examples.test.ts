import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readProfileFile } from '../../../src/cli/profile-file.ts'
import { parseYaml } from '../../../src/cli/yaml-nodes.ts'
import { createIdentity } from '../../../src/identity/identity.ts'
import { compilePlan } from '../../../src/profile/compile.ts'
import { formatFaults, type ReadProfile, readAndCompileProfile } from '../../../src/profile/document.ts'
import { createKeyedHash } from '../../../src/streams/node-platform.ts'
import { buildObject, element, sequence } from '../../support/dicom-builder.ts'
import { EngineRunner } from '../../support/engine-runner.ts'
import { REPOSITORY } from '../../support/standard-tables.ts'

const PAGES = ['docs/profile-files.md', 'README.md']
const EXAMPLES = join(REPOSITORY, 'examples/profiles')
const NAME = 'Zebulon^Ursula'

const object = buildObject({
  encoding: 'explicit-le',
  meta: { start: 'preamble', sopClassUid: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUid: '1.2.3' },
  elements: [
    element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    element('00080018', 'UI', '1.2.3'),
    element('00080020', 'DA', '20240229'),
    element('00080060', 'CS', 'CT'),
    element('00080080', 'LO', 'St. Ursula'),
    element('0008103E', 'LO', 'Thorax of Zebulon'),
    element('00100010', 'PN', NAME),
    element('00100020', 'LO', 'old-id'),
    element('00100040', 'CS', 'F'),
    sequence('00400275', [[sequence('00321064', [[element('00080104', 'LO', 'CT Thorax')]])]]),
  ],
})

const crosswalk = new Map([['old-id', { newId: 'S-001', offsetDays: -14 }]])

/** What becomes of the object, which is to have no name left whatever the example. */
function run(read: ReadProfile): string {
  expect(formatFaults(read)).toBe('')
  const plan = compilePlan(read.request!)
  const identity = createIdentity(createKeyedHash(new Uint8Array(32)), { crosswalk })
  const { result, bytes } = new EngineRunner(plan, identity).run(object, 'exact')
  expect(result.disposition).toBe('deidentified')
  const text = Buffer.from(bytes).toString('latin1')
  expect(text).not.toContain(NAME)
  return text
}

function readText(text: string): ReadProfile {
  const { node, faults } = parseYaml(text)
  return readAndCompileProfile({ node, faults, identity: text, open: undefined })
}

const blocks = PAGES.flatMap((page) => {
  const text = readFileSync(join(REPOSITORY, page), 'utf8')
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
    (match, index) => [`${page} ${index + 1}`, match[1]!] as const,
  )
})

describe('an example of a profile', () => {
  it('is there', () => {
    expect(blocks.length).toBeGreaterThan(5)
  })

  it.each(blocks)('in %s can be used on an object', (_, text) => {
    run(readText(text))
  })

  it.each(readdirSync(EXAMPLES))('in examples/profiles/%s can be used on an object', (name) => {
    run(readProfileFile(join(EXAMPLES, name)))
  })

  it('of a trial gives its patients the IDs and days of the crosswalk', () => {
    const text = run(readProfileFile(join(EXAMPLES, 'trial.yaml')))
    expect(text).toContain('S-001')
    expect(text).toContain('20240215')
    expect(text).toContain('SITE')
  })

  it('of research keeps the sex, and the description in part', () => {
    const text = run(readText(blocks[0]![1]))
    expect(text).toContain('Thorax')
    expect(text).toContain('F ')
    expect(text).not.toContain('Zebulon')
  })
})
