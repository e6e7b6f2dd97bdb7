/** Debian's Chromium, for tests of pages as a person sees them. Nothing but what a page asks for goes over a connection. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

export interface OpenedPage {
  readonly page: Page
  /** Addresses that were asked for, and what the console and uncaught errors said. */
  readonly requests: string[]
  readonly complaints: string[]
}

export interface Browser {
  open(url: string, viewport?: { readonly width: number; readonly height: number }): Promise<OpenedPage>
  close(): Promise<void>
}

/** Starts it with a profile of its own, which is gone when it is closed. */
export async function startBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'sluice-browser-'))
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    acceptDownloads: true,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return {
    open: async (url, viewport = { width: 1280, height: 900 }) => {
      const page = await context.newPage()
      await page.setViewportSize(viewport)
      const requests: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(url)
      return { page, requests, complaints }
    },
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
