/**
 * A service on TCP: a client sends a tar and closes its side, and gets the de-identified tar back. Slow readers hold back fast writers; whoever is silent
 * for too long, sends too much or is one too many is cut off.
 *
 *   SLUICE_KEY=$(cat site.key) PORT=9400 node examples/tcp-service.ts
 *   tar -c study | nc -N 127.0.0.1 9400 > clean.tar
 */

import { createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createDeidentifier, SluiceError } from 'dicom-sluice'

const MAX_CONNECTIONS = 8
const MAX_BYTES = Number(process.env.MAX_BYTES ?? 10e9)
const MAX_SILENCE_MS = Number(process.env.MAX_SILENCE_MS ?? 30_000)

const key = process.env.SLUICE_KEY
const deidentifier = await createDeidentifier({ ...(key !== undefined && { key }) })

/** Passes bytes on, and fails beyond `maxBytes`. */
function limit(maxBytes: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) done(new Error('too many bytes'))
      else done(null, chunk)
    },
  })
}

async function serve(socket: Socket): Promise<void> {
  socket.setTimeout(MAX_SILENCE_MS, () => socket.destroy(new Error('silent for too long')))
  try {
    await pipeline(socket, limit(MAX_BYTES), deidentifier.tar(), socket)
  } catch (fault) {
    // The socket is destroyed: the client gets an archive without an end. What was wrong is said here, and holds nothing of the input.
    console.error(fault instanceof SluiceError ? fault.message : 'the connection was cut')
  }
}

// allowHalfOpen: the client closes its side when it has sent everything, and still listens.
const server = createServer({ allowHalfOpen: true }, (socket) => void serve(socket))
server.maxConnections = MAX_CONNECTIONS
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.error('listening', server.address()))
process.once('SIGTERM', () => server.close())
