/** The page of a report as a browser shows it: from the disk, on a screen of any width, on paper, by keyboard. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ObjectRisk } from '../../src/profile/triage-words.ts'
import { formatPage } from '../../src/report/page.ts'
import { gatherFacts } from '../../src/report/page-facts.ts'
import { parseRisk } from '../../src/report/read-risk.ts'
import { encodePng } from '../../src/streams/png.ts'
import { type Browser, type OpenedPage, startBrowser } from '../support/browser.ts'
import { havePeers } from '../support/peers.ts'
import { passedEntry, sampleReport, sampleRisk, withheldEntry } from '../support/sample-report.ts'

const LIMIT_MILLISECONDS = 60_000
/** WCAG 2.2, level AA, for text of any size. */
const CONTRAST = 4.5
/** In the page: of every text against what is behind it. */
const LOWEST_CONTRAST = `(() => {
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((value) => {
      const part = Number(value) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const paper = luminance(getComputedStyle(document.body).backgroundColor)
  let lowest = 21
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
    if (!hasText) continue
    const ink = luminance(getComputedStyle(element).color)
    lowest = Math.min(lowest, (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05))
  }
  return lowest
})()`

describe.skipIf(!havePeers('chromium'))('the page of a report in Chromium', { timeout: LIMIT_MILLISECONDS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-page-'))
  const url = pathToFileURL(join(folder, 'r.html')).href
  let browser: Browser | undefined
  let opened: OpenedPage

  const ask = async (script: string): Promise<unknown> => await opened.page.evaluate(script)

  beforeAll(async () => {
    const risk: ObjectRisk = { pixels: 'high', faces: 'medium', reasons: ['pixels-captured', 'faces-head'] }
    const entries = Array.from({ length: 300 }, (_, ordinal) =>
      ordinal % 3 === 0 ? withheldEntry(ordinal) : { ...passedEntry(ordinal), risk },
    )
    writeFileSync(join(folder, 'r.jsonl'), sampleReport({ entries, run: { warnings: ['PatientName'] } }))
    writeFileSync(
      join(folder, 'r.html'),
      formatPage(gatherFacts(join(folder, 'r.jsonl'), undefined, { risk: parseRisk(sampleRisk()) })),
    )
    browser = await startBrowser()
    opened = await browser.open(url)
  }, LIMIT_MILLISECONDS)

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('asks for nothing but itself, and has nothing to complain of', () => {
    expect(opened.requests).toEqual([url])
    expect(opened.complaints).toEqual([])
  })

  it('shows its style, and tables that are filled and named', async () => {
    expect(await opened.page.textContent('h1')).toBe('200 of 300 objects were de-identified')
    expect(await ask(`getComputedStyle(document.querySelector('.checks')).listStyleType`)).toBe('none')
    const tables = (await ask(
      `[...document.querySelectorAll('table')].map((table) => [table.caption.textContent, table.tBodies[0].rows.length])`,
    )) as [string, number][]
    expect(tables.length).toBeGreaterThan(5)
    for (const [caption, rows] of tables) expect([caption, caption !== '' && rows > 0]).toEqual([caption, true])
    expect(await ask(`document.querySelectorAll('th:not([scope])').length`)).toBe(0)
  })

  it('has a chart beside each table of what is left, in the colours of its key', async () => {
    for (const id of ['risk', 'patients']) {
      const inside = `document.querySelector('section[aria-labelledby=${id}]')`
      expect(await ask(`${inside}.querySelectorAll('svg[role=img][aria-label]').length`)).toBeGreaterThan(0)
      const colours = (part: string): string =>
        `[...new Set([...${inside}.querySelectorAll('${part}')].filter((rect) => rect.getBoundingClientRect().width > 1).map((rect) => getComputedStyle(rect).fill))]`
      const drawn = (await ask(colours('.stack rect'))) as string[]
      const named = (await ask(colours('.swatch rect'))) as string[]
      expect(drawn.length).toBeGreaterThan(0)
      for (const colour of drawn) expect(named).toContain(colour)
    }
  })

  it('has one main part and headings in order', async () => {
    expect(await ask(`document.querySelectorAll('main').length`)).toBe(1)
    const levels = (await ask(
      `[...document.querySelectorAll('h1,h2,h3,h4')].map(({ tagName }) => Number(tagName[1]))`,
    )) as number[]
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels[0]).toBe(1)
    for (const [at, level] of levels.slice(1).entries()) expect(level - levels[at]!).toBeLessThanOrEqual(1)
  })

  it.each([360, 768, 1280])('is no wider than a window of %d pixels', async (width) => {
    await opened.page.setViewportSize({ width, height: 800 })
    expect(await ask('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })

  it.each(['light', 'dark'] as const)('can be read: %s', async (colorScheme) => {
    await opened.page.emulateMedia({ colorScheme })
    expect(await ask(LOWEST_CONTRAST)).toBeGreaterThanOrEqual(CONTRAST)
  })

  it('can be walked through by keyboard, tables that scroll included', async () => {
    const { keyboard } = opened.page
    await keyboard.press('Tab')
    expect(await ask('document.activeElement.className')).toBe('skip')
    await keyboard.press('Enter')
    expect(await ask('location.hash')).toBe('#main')
    await keyboard.press('Tab')
    expect(await ask(`document.activeElement.getAttribute('role')`)).toBe('region')
  })

  it('shows the pictures that were asked for, from itself alone, at any width, with their names', async () => {
    const rgb = new Uint8Array(120 * 240 * 3).fill(90)
    const image = { rows: 120, columns: 240, png: encodePng({ rows: 120, columns: 240, rgb }) }
    const shown = Array.from({ length: 5 }, (_, entry) => ({
      ...{ entry, rectangles: 1, frame: 1, frames: 3, image },
      outcome: 'blanked' as const,
    }))
    const facts = gatherFacts(join(folder, 'r.jsonl'), undefined, { pictures: { treated: 9, shown } })
    writeFileSync(join(folder, 'pictures.html'), formatPage(facts))
    const address = pathToFileURL(join(folder, 'pictures.html')).href
    const { page, requests, complaints } = await browser!.open(address, { width: 360, height: 800 })
    const seen = await page.evaluate(`[...document.images].map(({ naturalWidth, alt }) => [naturalWidth, alt])`)
    expect(seen).toEqual(shown.map(({ entry }) => [240, `Entry ${entry}: 1 area blanked, frame 1 of 3`]))
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    expect(await page.evaluate(LOWEST_CONTRAST)).toBeGreaterThanOrEqual(CONTRAST)
    expect(requests.filter((request) => !request.startsWith('data:'))).toEqual([address])
    expect(complaints).toEqual([])
    await page.close()
  })

  it('prints, with a place to sign', async () => {
    const pdf = await opened.page.pdf({ preferCSSPageSize: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    await opened.page.emulateMedia({ media: 'print' })
    expect(await opened.page.isVisible('.sign')).toBe(true)
    await opened.page.emulateMedia({ media: 'screen' })
    expect(await opened.page.isVisible('.sign')).toBe(false)
  })
})
