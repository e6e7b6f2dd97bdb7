/**
 * A folder that is watched: each object that arrives is de-identified into another folder under a name of its own; what is withheld stays where it is.
 * Objects are moved into the watched folder when they are whole (`mv`), as a receiver of DICOM does it.
 *
 *   SLUICE_KEY=$(cat site.key) node examples/watch-directory.ts incoming clean
 */

import { createReadStream, createWriteStream, watch } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createDeidentifier, SluiceError } from 'dicom-sluice'

const [incoming, clean] = process.argv.slice(2)
if (incoming === undefined || clean === undefined) throw new Error('two folders are needed')

const key = process.env.SLUICE_KEY
const deidentifier = await createDeidentifier({ ...(key !== undefined && { key }) })
const withheld = new Set<string>()
let count = 0

async function take(from: string): Promise<void> {
  // The name of the original identifies, and is not used again.
  const to = join(clean!, `${process.pid}-${++count}.dcm`)
  try {
    await pipeline(createReadStream(from), deidentifier.dicom(), createWriteStream(`${to}.part`, { flags: 'wx' }))
    await rename(`${to}.part`, to)
    await rm(from)
    console.error('one object passed')
  } catch (fault) {
    await rm(`${to}.part`, { force: true })
    withheld.add(from)
    console.error('one object stays:', fault instanceof SluiceError ? fault.code : 'it cannot be read or written')
  }
}

let isScanning = false
let hasChanged = false

/** Takes what is there. What changes meanwhile is looked for again afterwards, so that nothing is missed and nothing is taken twice. */
async function scan(): Promise<void> {
  hasChanged = true
  if (isScanning) return
  isScanning = true
  while (hasChanged) {
    hasChanged = false
    for (const name of await readdir(incoming!)) {
      const path = join(incoming!, name)
      if (!withheld.has(path)) await take(path)
    }
  }
  isScanning = false
}

const watcher = watch(incoming, () => void scan())
process.once('SIGTERM', () => watcher.close())
await scan()
console.error('watching')
