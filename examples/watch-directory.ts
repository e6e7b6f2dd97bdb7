/**
 * A folder that is watched: each object that arrives is de-identified into another folder under a name of its own; what is withheld stays where it is.
 * Objects are moved into the watched folder when they are whole (`mv`), as a receiver of DICOM does it.
 *
 *   SLUICE_KEY=$(cat site.key) node examples/watch-directory.ts incoming clean
 */

import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, rename, rm, watch } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createDeidentifier, SluiceError } from 'dicom-sluice'

const [incoming, clean] = process.argv.slice(2)
if (incoming === undefined || clean === undefined) throw new Error('two folders are needed')

const key = process.env.SLUICE_KEY
const deidentifier = await createDeidentifier({ ...(key !== undefined && { key }) })
const seen = new Set<string>()
let count = 0

async function take(name: string): Promise<void> {
  if (seen.has(name)) return
  seen.add(name)
  const from = join(incoming!, name)
  // The name of the original identifies, and is not used again.
  const to = join(clean!, `${process.pid}-${++count}.dcm`)
  try {
    await pipeline(createReadStream(from), deidentifier.dicom(), createWriteStream(`${to}.part`, { flags: 'wx' }))
    await rename(`${to}.part`, to)
    await rm(from)
    console.error('one object passed')
  } catch (fault) {
    await rm(`${to}.part`, { force: true })
    console.error('one object stays:', fault instanceof SluiceError ? fault.code : 'it cannot be read or written')
  }
  seen.delete(name)
}

const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())
try {
  const events = watch(incoming, { signal: stop.signal })
  for (const name of await readdir(incoming)) await take(name)
  console.error('watching')
  for await (const { filename } of events) {
    if (filename !== null && (await readdir(incoming)).includes(filename)) await take(filename)
  }
} catch (fault) {
  if (!stop.signal.aborted) throw fault
}
