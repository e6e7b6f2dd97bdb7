/** Who we are, from the package's own description. */

import { readFileSync } from 'node:fs'

export const PROGRAM = 'dicom-sluice'

export function readVersion(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const isDescription = typeof description === 'object' && description !== null && 'version' in description
  return isDescription ? String(description.version) : 'unknown'
}
