import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDeidentifier } from '../../src/index.ts'
import { ROOT } from '../rules/repository.ts'
import { type Browser, type OpenedPage, startBrowser } from '../support/browser.ts'
import { buildObject, element, sequence } from '../support/dicom-builder.ts'
import { havePeers } from '../support/peers.ts'
import { runSluice } from '../support/run-sluice.ts'
import {
  findPlanted,
  GOOD_ARCHIVE,
  goodObject,
  KEY,
  PIXELS,
  SAMPLE_ARCHIVE,
  truncatedObject,
} from '../support/samples.ts'
import { useScratch } from '../support/scratch.ts'

const uint32 = (value: number): Uint8Array => Uint8Array.of(value, 0, 0, 0)

function ultrasoundObject(): Buffer {
  const region = [
    element('00186018', 'UL', uint32(2)),
    element('0018601A', 'UL', uint32(0)),
    element('0018601C', 'UL', uint32(6)),
    element('0018601E', 'UL', uint32(4)),
  ]
  return Buffer.from(
    buildObject({
      encoding: 'explicit-le',
      meta: { start: 'preamble' },
      elements: [
        element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.6.1'),
        element('00080018', 'UI', '1.2.3.4.5'),
        element('00080060', 'CS', 'US'),
        sequence('00186011', [region]),
        element('00280002', 'US', Uint8Array.of(1, 0)),
        element('00280004', 'CS', 'MONOCHROME2'),
        element('00280010', 'US', Uint8Array.of(4, 0)),
        element('00280011', 'US', Uint8Array.of(8, 0)),
        element('00280100', 'US', Uint8Array.of(8, 0)),
        element('00280101', 'US', Uint8Array.of(8, 0)),
        element(
          '7FE00010',
          'OB',
          Uint8Array.from({ length: 32 }, (_, index) => index * 8),
        ),
      ],
    }),
  )
}

const PAGE = pathToFileURL(join(ROOT, 'build/page/dicom-sluice.html')).href

describe.skipIf(!havePeers('chromium'))('the page, opened from a disk', () => {
  const scratch = useScratch('nothing')
  let browser: Browser

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/build-page.ts')])
    browser = await startBrowser()
  })
  afterAll(async () => await browser?.close())

  /** Without the browser's own dialog for saving, which nobody answers here. */
  const open = async (viewport?: { width: number; height: number }): Promise<OpenedPage> => {
    const opened = await browser.open(PAGE, viewport)
    await opened.page.evaluate('delete Window.prototype.showSaveFilePicker; delete window.showSaveFilePicker')
    return opened
  }

  const runAndSave = async (page: Page): Promise<Buffer> => {
    await page.click('#start')
    await page.waitForSelector('#save-output:visible')
    const download = page.waitForEvent('download')
    await page.click('#save-output')
    return readFileSync(await (await download).path())
  }

  const onNode = async (input: Buffer): Promise<Buffer> => {
    const stream = (await createDeidentifier({ key: KEY })).tar()
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.end(input)
    await new Promise((resolve) => stream.on('end', resolve))
    return Buffer.concat(parts)
  }

  it('gives the archive that the command gives, and asks for nothing but itself', async () => {
    const { page, requests, complaints } = await open()
    await page.fill('#key', KEY)
    await page.setInputFiles('#files', scratch.put('study.tar', SAMPLE_ARCHIVE))
    const output = await runAndSave(page)
    expect(output.equals(await onNode(SAMPLE_ARCHIVE))).toBe(true)
    expect(findPlanted(output)).toEqual([])
    expect(await page.textContent('#dispositions')).toContain('deidentified')
    const report = page.waitForEvent('download')
    await page.click('#save-report')
    const lines = readFileSync(await (await report).path(), 'utf8')
      .trimEnd()
      .split('\n')
    expect(findPlanted(Buffer.from(lines.join('\n')))).toEqual([])
    // The command writes the same, and seals it besides.
    const [input, key] = [scratch.at('study.tar'), scratch.put('key', Buffer.from(KEY))]
    await runSluice([input, '--dry-run', '--key-file', key, '--report', scratch.at('command.jsonl')])
    const expected = readFileSync(scratch.at('command.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.slice(0, -1)).toEqual(expected.slice(0, -1))
    const checked = await runSluice([
      'report',
      scratch.put('page.jsonl', Buffer.from(`${lines.join('\n')}\n`)),
      '--json',
    ])
    expect(JSON.parse(checked.stdout.toString())).toMatchObject({ intact: true, complete: true, seal: 'none' })
    expect(requests.filter((url) => !url.startsWith('blob:'))).toEqual([PAGE])
    expect(complaints).toEqual([])
  })

  it('takes gzip, a single object, and several files as an archive', async () => {
    const { page } = await open()
    await page.fill('#key', KEY)
    await page.setInputFiles('#files', scratch.put('study.tar.gz', gzipSync(GOOD_ARCHIVE)))
    expect((await runAndSave(page)).equals(await onNode(GOOD_ARCHIVE))).toBe(true)
    await page.setInputFiles('#files', scratch.put('one.dcm', goodObject()))
    const object = await runAndSave(page)
    expect([object.includes(PIXELS), findPlanted(object)]).toEqual([true, []])
    await page.setInputFiles('#files', [
      scratch.put('a.dcm', goodObject()),
      scratch.put('b.dcm', goodObject()),
      scratch.put('c.txt', Buffer.from('Dear Canary')),
    ])
    const several = await runAndSave(page)
    expect(several.subarray(257, 262).toString()).toBe('ustar')
    expect(findPlanted(several)).toEqual([])
    expect(await page.textContent('#dispositions')).toMatch(/deidentified\s*2/)
  })

  it('shows each element before and after, with the reason, and finds one', async () => {
    const { page } = await open()
    await page.setInputFiles('#files', scratch.put('one.dcm', goodObject()))
    await page.waitForSelector('#elements tr')
    const row = page.locator('#elements tr', { hasText: 'PatientName' }).first()
    expect(await row.locator('td').allTextContents()).toEqual([
      '(0010,0010)',
      'PatientName',
      'PN',
      'CANARY^JANE',
      'emptied',
      '',
      'Table E.1-1: Z',
    ])
    await page.selectOption('#show', 'all')
    await page.fill('#search', 'pixeldata')
    expect(await page.locator('#elements tr').allTextContents()).toEqual([expect.stringMatching(/PixelData.*kept/)])
    await page.fill('#search', '')
    await page.selectOption('#mode', 'placeholder')
    await page.locator('#elements', { hasText: 'ANONYMIZED' }).waitFor()
    await page.uncheck('#values')
    expect(await page.locator('#elements td.value').first().isVisible()).toBe(false)
  })

  it('draws the picture, and marks what lies outside of the regions of an ultrasound image', async () => {
    const { page } = await open()
    await page.setInputFiles('#files', scratch.put('us.dcm', ultrasoundObject()))
    await page.waitForSelector('#picture:visible')
    // 8 columns and 4 rows of grey, of which a region covers columns 2 to 6 of all rows.
    const pixels = (await page.evaluate(`(() => {
      const canvas = document.querySelector('#canvas')
      const at = (x, y) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data]
      return { size: [canvas.width, canvas.height], outside: at(0, 1), inside: at(4, 1) }
    })()`)) as { size: number[]; outside: number[]; inside: number[] }
    expect(pixels.size).toEqual([8, 4])
    expect(pixels.inside[0]).toBe(pixels.inside[2])
    expect(pixels.outside[0]! - pixels.outside[2]!).toBeGreaterThan(40)
    expect(await page.textContent('#risk')).toMatch(
      /text in the pixels (?:medium|high|certain), a recognisable face low/,
    )
    expect(await page.textContent('#picture-note')).toMatch(/as it comes out.*devices write names/)
  })

  it('says why it cannot, and saves nothing then', async () => {
    const { page } = await open()
    await page.setInputFiles('#files', scratch.put('cut.tar', GOOD_ARCHIVE.subarray(0, 2000)))
    await page.click('#start')
    await page.locator('#run-status', { hasText: 'Nothing was saved' }).waitFor()
    expect(await page.textContent('#run-status')).toContain('ARCHIVE_TRUNCATED')
    expect(await page.locator('#save-output').isVisible()).toBe(false)
    await page.setInputFiles('#files', scratch.put('cut.dcm', truncatedObject()))
    await page.locator('#look-status', { hasText: 'withheld' }).waitFor()
    await page.fill('#key', 'no key')
    await page.click('#start')
    expect(await page.textContent('#settings-fault')).toContain('KEY_INVALID')
  })

  it('may connect to nothing, even if its script would', async () => {
    const { page } = await open()
    const attempts = await page.evaluate(`Promise.all([
      fetch('http://127.0.0.1:9/').then(() => 'fetched', (fault) => fault.message),
      new Promise((resolve) => {
        const image = new Image()
        image.onload = () => resolve('loaded')
        image.onerror = () => resolve('refused')
        image.src = 'http://127.0.0.1:9/x.png'
      }),
    ])`)
    expect(attempts).toEqual(['Failed to fetch', 'refused'])
    const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', 'content')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'none'")
    expect(policy).not.toContain('unsafe-inline')
  })

  it('works with the keyboard alone, has a name for everything, and fits a telephone', async () => {
    const { page } = await open({ width: 360, height: 740 })
    await page.setInputFiles('#files', scratch.put('one.dcm', goodObject()))
    await page.waitForSelector('#elements tr')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    // A table that is squeezed has a letter a line.
    const rowHeights = (await page.evaluate(
      `[...document.querySelectorAll('#elements tr')].map((row) => row.getBoundingClientRect().height)`,
    )) as number[]
    expect(Math.max(...rowHeights)).toBeLessThan(130)
    const nameless = await page.evaluate(`[...document.querySelectorAll('input, select, button, progress, canvas')]
      .filter((one) => !one.labels?.length && !one.textContent.trim() && !one.ariaLabel && !one.hasAttribute('aria-labelledby'))
      .map((one) => one.id)`)
    expect(nameless).toEqual([])
    await page.locator('#start').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('#save-output:visible')
    const reached = new Set<string>()
    await page.locator('.skip').focus()
    for (let count = 0; count < 40; count++) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate('document.activeElement.id'))
    }
    for (const id of [
      'files',
      'folder',
      'profile',
      'mode',
      'key',
      'new-key',
      'object',
      'show',
      'search',
      'values',
      'start',
      'save-output',
      'save-report',
    ]) {
      expect([id, reached.has(id)]).toEqual([id, true])
    }
  })

  it('lets a large archive run to a disk without holding it', async () => {
    const { page } = await open()
    writeFileSync(scratch.at('seed.dcm'), goodObject(Buffer.alloc(8_000_000, 7)))
    await page.setInputFiles('#files', scratch.at('seed.dcm'))
    // 400 MB out of one file, and a disk that counts.
    await page.evaluate(`(() => {
      window.counted = { bytes: 0, closed: false }
      const write = (chunk) => { counted.bytes += chunk.length }
      const close = () => { counted.closed = true }
      window.showSaveFilePicker = async () => ({ createWritable: async () => new WritableStream({ write, close }) })
      const input = document.querySelector('#files')
      const [seed] = input.files
      const transfer = new DataTransfer()
      for (let index = 0; index < 50; index++) transfer.items.add(new File([seed], index + '.dcm'))
      input.files = transfer.files
      input.dispatchEvent(new Event('change'))
    })()`)
    await page.locator('#chosen', { hasText: '50 files' }).waitFor()
    await page.click('#start')
    await page.locator('#run-status', { hasText: 'Done' }).waitFor()
    const { bytes, closed } = (await page.evaluate('counted')) as { bytes: number; closed: boolean }
    expect({ isWhole: bytes > 400_000_000 || bytes, closed }).toEqual({ isWhole: true, closed: true })
    const heap = (await page.evaluate('performance.memory.usedJSHeapSize')) as number
    expect(heap).toBeLessThan(200_000_000)
  })
})
