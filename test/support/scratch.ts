/** A folder for each test of a file, gone when the test is over. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { KEY } from './samples.ts'

export interface Scratch {
  readonly folder: string
  /** Where the key file is, if there is one. */
  readonly keyFile: string
  at(name: string): string
  /** Writes a file and answers with its path. */
  put(name: string, bytes: Uint8Array): string
}

/** To be called at the top of a test file. `content`: what is in the folder from the start. */
export function useScratch(content: 'key' | 'nothing' = 'key'): Scratch {
  let folder = ''
  const at = (name: string): string => join(folder, name)
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
    if (content === 'key') writeFileSync(at('key'), `${KEY}\n`, { mode: 0o600 })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  return {
    get folder() {
      return folder
    },
    get keyFile() {
      return at('key')
    },
    at,
    put(name, bytes) {
      writeFileSync(at(name), bytes)
      return at(name)
    },
  }
}
