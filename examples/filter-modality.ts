/**
 * Only the objects of some modalities, de-identified: what is not wanted is dropped before its pixels are read, and counted.
 *
 *   tar -c study | SLUICE_KEY=$(cat site.key) node examples/filter-modality.ts CT MR > clean.tar
 */

import { pipeline } from 'node:stream/promises'
import { createDeidentifier } from 'dicom-sluice'

const wanted = new Set(process.argv.slice(2))
const key = process.env.SLUICE_KEY
const counts: Record<string, number> = {}
const deidentifier = await createDeidentifier({
  ...(key !== undefined && { key }),
  accept: ({ modality }) => modality !== undefined && wanted.has(modality),
  onEntry: ({ disposition }) => {
    counts[disposition] = (counts[disposition] ?? 0) + 1
  },
})
await pipeline(process.stdin, deidentifier.tar(), process.stdout)
console.error(JSON.stringify(counts))
