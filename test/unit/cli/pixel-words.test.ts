/** What commands tell people of rules about pixels. */

import { describe, expect, it } from 'vitest'
import { runSluice } from '../../support/run-sluice.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch()

const OLD = `pixels:
  rules:
    - when: { Manufacturer: EXAMPLE, Rows: { above: 500 } }
      blank: [0, 0, 10, 20]
    - when: { any: [ { ImageType: { matches: 'A*' } }, { Columns: 7 } ], not: { Modality: US } }
      withhold: true
`
const NEW = `pixels:
  match: first
  unmatched: pass
  found: withhold
  rules:
    - when: { Manufacturer: EXAMPLE, Rows: { above: 500 } }
      blank: [0, 0, 10, 20]
    - when: { SequenceOfUltrasoundRegions: { present: true } }
      keep: ultrasound-regions
      detect: true
`

async function told(...argv: string[]): Promise<string> {
  const { code, stdout } = await runSluice(argv)
  expect(code).toBe(0)
  return stdout.toString()
}

const old = (): string => scratch.put('old.yaml', Buffer.from(OLD))
const now = (): string => scratch.put('now.yaml', Buffer.from(NEW))

describe('rules about pixels are told', () => {
  it('by profile show: how many there are, and each of them if all is asked for', async () => {
    const short = await told('profile', 'show', old())
    expect(short).toMatch(/pixels +2 rules; what is likely to hold text and fits none is withheld/)
    expect(short).not.toContain('EXAMPLE')
    const all = await told('profile', 'show', now(), '--all')
    expect(all).toMatch(
      /pixels +2 rules, of which the first that fits applies; what fits none passes; .*found is withheld/,
    )
    expect(all).toMatch(/1 +Manufacturer contains EXAMPLE and Rows above 500 +blank \[0, 0, 10, 20\]/)
    expect(all).toMatch(
      /2 +SequenceOfUltrasoundRegions is there +blank all but the regions of ultrasound, look for text/,
    )
    expect(await told('profile', 'show', old(), '--all')).toMatch(
      /\(ImageType is like A\* or Columns is 7\) and not \(Modality contains US\) +withhold/,
    )
    expect(JSON.parse(await told('profile', 'show', now(), '--json')).pixels).toEqual({
      match: 'first',
      unmatched: 'pass',
      rules: 2,
    })
  })

  it('by profile show, for the option alone, as the starter set has them', async () => {
    const text = await told('profile', 'show', 'basic', '--with', 'clean-pixel-data', '--all')
    expect(text).toMatch(/pixels +99 rules; /)
    expect(text).toMatch(/Modality is US and SequenceOfUltrasoundRegions is there +blank all but the regions/)
    expect(text).toMatch(/Manufacturer contains ADAC and Rows is 832 and Columns is 1024 +blank \[0, 0, 1024, 80\]/)
    expect(await told('profile', 'list')).toMatch(/clean-pixel-data +blanks areas/)
  })

  it('by profile check', async () => {
    expect(await told('profile', 'check', now())).toMatch(/\npixels: 2 rules, of which the first/)
    expect(JSON.parse(await told('profile', 'check', now(), '--json'))).toMatchObject({ usable: true, pixelRules: 2 })
  })

  it('by profile diff, as far as they differ', async () => {
    const text = await told('profile', 'diff', old(), now())
    expect(text).toMatch(/PixelData +rules about pixels +2 rules; .* +2 rules, of which the first/)
    expect(text).toMatch(/PixelData +rule 2 +\(ImageType.*withhold +none/)
    expect(text).toMatch(/PixelData +rule 2 +none +SequenceOf/)
    expect(text).not.toContain('EXAMPLE')
    expect(text).toMatch(/\n1 attributes are treated differently/)
    expect(await told('profile', 'diff', old(), old())).toMatch(/^0 /)
    expect(await told('profile', 'diff', 'basic', old())).toMatch(/rules about pixels +passes as it is +2 rules/)
  })

  it('by explain, of what they are about', async () => {
    const text = await told(
      'explain',
      'PixelData',
      'BurnedInAnnotation',
      'IconImageSequence',
      'OverlayData',
      '--profile',
      old(),
    )
    expect(text).toMatch(/PixelData[\s\S]*pixels +2 rules; /)
    expect(text).toMatch(/BurnedInAnnotation[\s\S]*pixels +NO in an object whose image is treated/)
    expect(text.match(/pixels +removed from an object whose image is treated/g)).toHaveLength(2)
    expect(await told('explain', 'PixelData')).not.toMatch(/\n +pixels +\S/)
  })

  it('by sop, which says without them that nothing is done', async () => {
    const text = await told('sop', '--profile', old())
    expect(text).toMatch(/Rules about pixels/)
    expect(text).toContain('Manufacturer contains EXAMPLE and Rows above 500')
    expect(text).not.toMatch(/never declares pixels clean/)
    expect(await told('sop')).toMatch(/never declares pixels clean/)
    expect(await told('sop', '--with', 'clean-pixel-data')).toMatch(/And 39 more, which/)
  })
})
