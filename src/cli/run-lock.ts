/**
 * Keeps two runs from working on one file at once. What says that a run is at work is a name that the system takes away when its process ends,
 * however it ends, so that nothing is left to be cleared away after a kill. Only Linux has such names; elsewhere nothing is kept from anybody.
 */

import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { createServer } from 'node:net'
import { SluiceError } from '../errors.ts'
import { systemCode } from '../streams/descriptors.ts'

/** Holds the file of these stats until the process ends. Fails with JOURNAL_BUSY where another process of this system holds it. */
export async function holdFile({ dev, ino }: BigIntStats): Promise<void> {
  if (process.platform !== 'linux') return
  const name = createHash('sha256').update(`${dev} ${ino}`).digest('hex')
  // Whoever knows the file knows the name, and may call: a connection that stayed would keep the process alive after its run.
  const server = createServer((connection) => connection.destroy())
  await new Promise<void>((resolve, reject) => {
    server.on('error', (fault) => {
      // Where there may be no sockets at all, a run is better than none.
      if (systemCode(fault) === 'EADDRINUSE') reject(new SluiceError('JOURNAL_BUSY'))
      else resolve()
    })
    server.listen(`\0dicom-sluice-${name}`, resolve)
  })
  server.unref()
}
