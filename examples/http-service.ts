/**
 * Upload and download in one request: the body is a tar (or a single object, as application/dicom), the answer is the same de-identified.
 *
 *   SLUICE_KEY=$(cat site.key) PORT=8080 node examples/http-service.ts
 *   curl --data-binary @study.tar -H 'content-type: application/x-tar' http://127.0.0.1:8080/ -o clean.tar
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createDeidentifier, SluiceError } from 'dicom-sluice'

const key = process.env.SLUICE_KEY
const deidentifier = await createDeidentifier({ ...(key !== undefined && { key }) })

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const type = request.headers['content-type']
  if (request.method !== 'POST' || (type !== 'application/x-tar' && type !== 'application/dicom')) {
    response.writeHead(request.method === 'POST' ? 415 : 405).end()
    return
  }
  const stream = type === 'application/dicom' ? deidentifier.dicom() : deidentifier.tar()
  response.setHeader('content-type', type)
  try {
    // The status is sent with the first byte of output, so that what is refused at once can still be answered with an error.
    await pipeline(request, stream, response, { end: false })
    response.end()
  } catch (fault) {
    const code = fault instanceof SluiceError ? fault.code : 'INTERNAL'
    console.error(code)
    // Once bytes were sent, only a broken connection says that the rest is missing.
    if (response.headersSent) response.destroy()
    else response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ code }))
  }
}

const server = createServer((request, response) => void answer(request, response))
server.requestTimeout = 3_600_000
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.error('listening', server.address()))
process.once('SIGTERM', () => server.close())
