/**
 * From one bucket to another, over an interface as S3 has it: GET an archive, PUT the de-identified one, nothing on disk between them. The upload
 * is chunked, because the size is known only at its end; a store that asks for it takes parts instead.
 *
 *   SLUICE_KEY=$(cat site.key) node examples/object-storage.ts http://127.0.0.1:9000/in/study.tar http://127.0.0.1:9000/out/clean.tar
 */

import { createDeidentifier } from 'dicom-sluice/web'

const [source, target] = process.argv.slice(2)
if (source === undefined || target === undefined) throw new Error('two addresses are needed')

const key = process.env.SLUICE_KEY
const counts: Record<string, number> = {}
const deidentifier = await createDeidentifier({
  ...(key !== undefined && { key }),
  onEntry: ({ disposition }) => {
    counts[disposition] = (counts[disposition] ?? 0) + 1
  },
})

const download = await fetch(source)
if (!download.ok || download.body === null) throw new Error(`the source answers ${download.status}`)

// A stream that fails aborts the upload, so that no half archive stands in the store under its final name.
const upload = await fetch(target, {
  method: 'PUT',
  body: download.body.pipeThrough(deidentifier.tar()),
  duplex: 'half',
} as RequestInit)
if (!upload.ok) throw new Error(`the target answers ${upload.status}`)
console.error(JSON.stringify(counts))
