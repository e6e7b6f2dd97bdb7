import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { buildObject, type ElementSpec, element, sequence } from '../../support/dicom-builder.ts'
import { readObject, textOf } from '../../support/dicom-reader.ts'

const KEY = Buffer.alloc(32, 7)
const ROOT = '1.2.826.0.1.3680043.10.1'

it('UIDs stand below the root of the profile, in file meta information and items too, and those of the standard stay', async () => {
  const elements = [
    element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    element('00080018', 'UI', '1.3.6.1'),
    sequence('00081115', [[element('0020000E', 'UI', '1.3.6.1')]]),
    element('0020000D', 'UI', '1.3.6.1\\1.3.6.2'),
  ]
  const meta = { start: 'preamble', sopInstanceUid: '1.3.6.1' } as const
  const deidentifier = await createDeidentifier({ key: KEY, profile: { uids: { root: ROOT } } })
  const { bytes } = deidentifier.object(buildObject({ encoding: 'explicit-le', meta, elements }))
  const { meta: metaAfter, dataSet } = readObject(bytes, () => false)
  const [one, two] = ['1.3.6.1', '1.3.6.2'].map(below)
  expect(textOf(metaAfter.get(0x00020003)!)).toBe(one)
  expect(textOf(dataSet.get(0x00080016)!)).toBe('1.2.840.10008.5.1.4.1.1.2')
  expect(textOf(dataSet.get(0x00080018)!)).toBe(one)
  expect(textOf(dataSet.get(0x00081115)!.items![0]!.get(0x0020000e)!)).toBe(one)
  expect(textOf(dataSet.get(0x0020000d)!)).toBe(`${one}\\${two}`)
  expect(deidentifier.planDigest).not.toBe((await createDeidentifier({ key: KEY, profile: {} })).planDigest)
})

it('a text that a rule puts in the place of SOP Instance UID stands in file meta information too, where there is one', async () => {
  const rules = [{ attribute: 'SOPInstanceUID', action: { replace: '1.3.6.99' } }]
  const deidentifier = await createDeidentifier({ key: KEY, profile: { rules, uids: { root: ROOT } } })
  const instanceOf = (...elements: ElementSpec[]): string[] => {
    const meta = { start: 'preamble', sopInstanceUid: '1.3.6.1' } as const
    const object = buildObject({ encoding: 'explicit-le', meta, elements: [...elements, element('00280010', 'US')] })
    const { meta: metaAfter, dataSet } = readObject(deidentifier.object(object).bytes, () => false)
    return [metaAfter.get(0x00020003), dataSet.get(0x00080018)].map((found) => (found ? textOf(found) : ''))
  }
  expect(instanceOf(element('00080018', 'UI', '1.3.6.1'))).toEqual(['1.3.6.99', '1.3.6.99'])
  expect(instanceOf(element('00080018', 'UI', ''))).toEqual([below('1.3.6.1'), ''])
  expect(instanceOf(element('00080060', 'CS', 'CT'))).toEqual([below('1.3.6.1'), ''])
})

function below(uid: string): string {
  const hash = createHmac('sha256', KEY).update(`dicom-sluice/1 uid\0${uid}`).digest('hex')
  return `${ROOT}.${BigInt(`0x${hash.slice(0, 32)}`)}`
}
