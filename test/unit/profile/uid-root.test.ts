import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { buildObject, element, sequence } from '../../support/dicom-builder.ts'
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

function below(uid: string): string {
  const hash = createHmac('sha256', KEY).update(`dicom-sluice/1 uid\0${uid}`).digest('hex')
  return `${ROOT}.${BigInt(`0x${hash.slice(0, 32)}`)}`
}
