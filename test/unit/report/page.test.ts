import { describe, expect, it } from 'vitest'
import { RISK_REASONS } from '../../../src/profile/triage-words.ts'
import { formatPage } from '../../../src/report/page.ts'
import { type Findings, gatherFacts } from '../../../src/report/page-facts.ts'
import { parseRisk } from '../../../src/report/read-risk.ts'
import type { EntryFacts } from '../../../src/report/records.ts'
import { riskReasonText } from '../../../src/report/words.ts'
import {
  passedEntry,
  type SampleOptions,
  sampleReport,
  sampleRisk,
  withheldEntry,
} from '../../support/sample-report.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch('nothing')

function pageOf(options: SampleOptions = {}, findings?: Findings): string {
  return pageOfText(sampleReport(options), findings)
}

function pageOfText(text: string, findings?: Findings): string {
  return formatPage(gatherFacts(scratch.put('r.jsonl', Buffer.from(text)), undefined, findings))
}

function headlineOf(page: string): string {
  return /<h1>(.*?)<\/h1>/.exec(page)![1]!
}

describe('the page of a report', () => {
  it.each<[string, EntryFacts[], string]>([
    ['some withheld', [passedEntry(0), withheldEntry(1), passedEntry(2)], '2 of 3 objects were de-identified'],
    ['all passed', [passedEntry(0), passedEntry(1)], 'All 2 objects were de-identified'],
    ['one', [passedEntry(0)], 'All 1 object was de-identified'],
    ['none', [], 'There was nothing to de-identify'],
  ])('says first what came of the run: %s', (_, entries, headline) => {
    expect(headlineOf(pageOf({ entries }))).toBe(headline)
  })

  it('says first that a run did not come to its end', () => {
    const whole = sampleReport()
    const cut = whole.trimEnd().split('\n').slice(0, -1).join('\n')
    expect(headlineOf(pageOfText(cut))).toBe('This run did not come to its end')
    expect(pageOfText(cut)).toContain('the end of the report is missing')
  })

  it('says where a report was altered', () => {
    const page = pageOfText(sampleReport().replace('"bytesIn":500', '"bytesIn":600'))
    expect(page).toContain('The report was changed after it was written: line 3')
    expect(pageOf()).toContain('The chain over the lines of the report holds.')
  })

  it('tells why an entry did not pass: code, sentence, byte, attribute', () => {
    const page = pageOf()
    expect(page).toContain('LENGTH_<wbr>OVERRUN')
    expect(page).toContain('a length runs past the end of its item, sequence or object')
    expect(page).toContain('1,488')
    expect(page).toContain('(7FE0,0010)</span> PixelData')
  })

  it('names rules of the site by number and line', () => {
    expect(pageOf()).toContain('rule 2 of the site, line 9 of its profile')
  })

  it('shows risks where the report has them, and says that nobody looked where it has not', () => {
    const lines = sampleReport().replaceAll(
      '"elements":10',
      '"risk":{"pixels":"high","faces":"low","reasons":["pixels-kind"]},"elements":10',
    )
    expect(pageOfText(lines)).toContain('What pixels may still show')
    expect(pageOfText(lines)).toContain('2 objects of the output may show a text')
    expect(pageOfText(lines)).toContain('text: its modality or SOP class')
    expect(pageOf()).not.toContain('What pixels may still show')
    expect(pageOf()).toContain('Nobody looked at pixels')
  })

  it('shows what a verification found', () => {
    const leak = pageOf(
      {},
      { verification: { objects: 2, isAgainstInput: false, leaks: 1, suspects: 0, kinds: [['uid-left', 1]] } },
    )
    expect(leak).toContain('1 leak was found')
    expect(leak).toContain('uid-left')
    const none = { objects: 2, isAgainstInput: false, leaks: 0, suspects: 0, kinds: [] }
    expect(pageOf({}, { verification: none })).toContain('with another reader, without the input; no leak was found')
    expect(pageOf({}, { verification: { ...none, isAgainstInput: true } })).toContain(
      'searched for the values of the input',
    )
    const other = pageOf({}, { verification: { ...none, objects: 3 } })
    expect(other).toContain('of 3 objects, and the run passed on 2')
    expect(other).not.toContain('no leak was found')
  })

  it('tells risks of what was held back from those of the output', () => {
    const risk = { pixels: 'certain', faces: 'low', reasons: ['pixels-declared'] } as const
    const page = pageOf({
      entries: [
        { ...passedEntry(0), risk: { pixels: 'low', faces: 'low', reasons: [] } },
        { ...withheldEntry(1), risk },
      ],
    })
    expect(page).toContain('no object of the output is likely to show a text or a face')
    expect(page).toMatch(/certain<\/span><\/th>(<td class="n">0<\/td>){2}<td class="n">1<\/td><td class="n">0<\/td>/)
    expect(page).toContain('aria-label="Text in pixels, objects of the output. low: 1, medium: 0, high: 0, certain: 0"')
  })

  it('has words for every reason that there is', () => {
    for (const reason of RISK_REASONS) expect(riskReasonText(`faces-${reason}`)).toMatch(/^face: [a-z]/)
    expect(riskReasonText('of-tomorrow')).toBe('of-tomorrow')
  })

  it('shows how far patients can be told apart, and says first where a class is too small', () => {
    const page = pageOf({}, { risk: parseRisk(sampleRisk()) })
    expect(page).toContain(
      '5 of 25 patients share what stays of them with fewer than 6 others; the smallest class has 5.',
    )
    expect(page).toMatch(/5 to 6<\/span><\/th><td class="n">5<\/td><td class="n">20\.0 %<\/td>/)
    expect(page).toMatch(/20 to 49<\/span><\/th><td class="n">20<\/td><td class="n">80\.0 %<\/td>/)
    expect(page).toContain('aria-label="In classes below 7: 5 of 25 patients"')
    expect(page).toContain('age:10: bands of 20 years')
    const enough = pageOf({}, { risk: parseRisk(sampleRisk({ k: 5, classesBelow: 0, patientsBelow: 0 })) })
    expect(enough).toContain('Each of 25 patients is one of 5 or more')
    expect(pageOf()).not.toContain('How far patients can be told apart')
  })

  it.each([
    ['another total', { patients: 26 }],
    ['another smallest class', { smallest: 20 }],
    ['fewer below k', { patientsBelow: 0, classesBelow: 0 }],
    ['another k', { k: 0 }],
    ['another version', { riskVersion: 2 }],
    ['no classes by size', { sizes: 'none' }],
  ])('takes no figures of patients that do not go together: %s', (_, changed) => {
    expect(() => parseRisk(sampleRisk(changed))).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
  })

  it('lets nothing of a report be markup', () => {
    const attack = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&\u202e`
    const page = pageOf({
      run: {
        profile: attack,
        options: [attack],
        warnings: [attack],
        program: attack,
        mode: attack,
        keyFingerprint: attack,
      },
    })
    expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>'/)
    expect(page).not.toContain('\u202e')
    const hostile = sampleReport().replaceAll('LENGTH_OVERRUN', '<b>x</b>').replaceAll('registry', '<i>')
    expect(pageOfText(hostile)).not.toMatch(/<b>x|<i>/)
  })

  it('is the same for the same report, and no longer for many entries', () => {
    expect(pageOf()).toBe(pageOf())
    const entries = Array.from({ length: 20_000 }, (_, ordinal) => withheldEntry(ordinal))
    const page = pageOf({ entries })
    expect(page.length).toBeLessThan(200_000)
    expect(page).toContain('The first 200 of 20,000')
  })

  it('allows a browser nothing but its own style', () => {
    const page = pageOf()
    expect(page).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/)
    expect(page).not.toMatch(/ style=| on[a-z]+=|https?:|url\(|@import/)
  })
})
