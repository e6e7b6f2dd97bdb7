/** Who we are, from the package's own description. */

import { readFileSync } from 'node:fs'

/** Put in where the command is bundled (scripts/bundle-command.ts), so that it needs no file beside it. */
declare const BUNDLED_VERSION: string | undefined

export const PROGRAM = 'dicom-sluice'

export function readVersion(): string {
  if (typeof BUNDLED_VERSION === 'string') return BUNDLED_VERSION
  const description: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const isDescription = typeof description === 'object' && description !== null && 'version' in description
  return isDescription ? String(description.version) : 'unknown'
}
