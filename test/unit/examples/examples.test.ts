import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { createDeidentifier } from '../../../src/index.ts'
import { ROOT } from '../../rules/repository.ts'
import { findPlanted, GOOD_ARCHIVE, goodObject, KEY, SAMPLE_ARCHIVE, truncatedObject } from '../../support/samples.ts'
import { useScratch } from '../../support/scratch.ts'
import { END } from '../../support/tar-builder.ts'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function start(name: string, args: readonly string[] = [], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [join(ROOT, 'examples', name), ...args], {
    env: { ...process.env, SLUICE_KEY: KEY, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  children.push(child)
  return child
}

/** What a program says on stderr, from its start. */
function listen(child: ChildProcess): (pattern: RegExp) => Promise<string> {
  let text = ''
  const wake = new EventEmitter()
  child.stderr!.on('data', (part: Buffer) => {
    text += part
    wake.emit('said')
  })
  return async (pattern) => {
    while (!pattern.test(text)) await once(wake, 'said')
    return text
  }
}

async function listening(name: string, env?: Record<string, string>): Promise<{ child: ChildProcess; port: number }> {
  const child = start(name, [], env)
  const text = await listen(child)(/port: \d+/)
  return { child, port: Number(/port: (\d+)/.exec(text)![1]) }
}

async function runToEnd(
  child: ChildProcess,
  input?: Buffer,
): Promise<{ code: number; output: Buffer; errors: string }> {
  child.stdin!.end(input)
  const [output, errors, [code]] = await Promise.all([
    buffer(child.stdout!),
    buffer(child.stderr!),
    once(child, 'exit') as Promise<[number]>,
  ])
  return { code, output, errors: `${errors}` }
}

async function expected(input: Buffer): Promise<Buffer> {
  const stream = (await createDeidentifier({ key: KEY })).tar()
  stream.end(input)
  return await buffer(stream)
}

describe('pipe-tar', () => {
  it('gives the de-identified archive, and a line for each entry that did not pass', async () => {
    const { code, output, errors } = await runToEnd(start('pipe-tar.ts'), SAMPLE_ARCHIVE)
    expect({ code, same: output.equals(await expected(SAMPLE_ARCHIVE)) }).toEqual({ code: 0, same: true })
    expect(errors).toMatch(/entry \d+: /)
    expect(findPlanted(Buffer.concat([output, Buffer.from(errors)]))).toEqual([])
  })
})

describe('tcp-service', () => {
  const send = async (port: number, bytes: Buffer, end = true): Promise<Buffer> => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.write(bytes)
    if (end) socket.end()
    return await buffer(socket)
  }

  it('answers each client with its own archive', async () => {
    const { port } = await listening('tcp-service.ts')
    const outputs = await Promise.all([SAMPLE_ARCHIVE, GOOD_ARCHIVE, SAMPLE_ARCHIVE].map((bytes) => send(port, bytes)))
    expect(outputs[0]!.equals(await expected(SAMPLE_ARCHIVE))).toBe(true)
    expect(outputs[1]!.equals(await expected(GOOD_ARCHIVE))).toBe(true)
    expect(outputs[2]!.equals(outputs[0]!)).toBe(true)
  })

  it('gives no whole archive to whom it cuts off: who sends too much, is silent, or sends a damaged archive', async () => {
    const { port } = await listening('tcp-service.ts', {
      MAX_BYTES: `${GOOD_ARCHIVE.length - 1}`,
      MAX_SILENCE_MS: '300',
    })
    const outputs = [
      await send(port, GOOD_ARCHIVE),
      await send(port, GOOD_ARCHIVE.subarray(0, GOOD_ARCHIVE.length - 1024), false),
      await send(port, GOOD_ARCHIVE.subarray(0, GOOD_ARCHIVE.length - 1024)),
    ]
    const wholeBytes = (await expected(GOOD_ARCHIVE)).length
    for (const output of outputs) {
      expect(output.length).toBeLessThan(wholeBytes)
      expect(output.subarray(-END.length).equals(END)).toBe(false)
    }
  })
})

describe('http-service', () => {
  const post = async (port: number, body: Buffer, type: string): Promise<Response> =>
    await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': type },
    })

  it('answers an upload with the de-identified archive or object', async () => {
    const { port } = await listening('http-service.ts')
    const archive = await post(port, SAMPLE_ARCHIVE, 'application/x-tar')
    expect(Buffer.from(await archive.arrayBuffer()).equals(await expected(SAMPLE_ARCHIVE))).toBe(true)
    const object = await post(port, goodObject(), 'application/dicom')
    expect(findPlanted(new Uint8Array(await object.arrayBuffer()))).toEqual([])
  })

  it('says by its status what it does not take, and never ends half an answer as if it were whole', async () => {
    const { port } = await listening('http-service.ts')
    expect((await post(port, GOOD_ARCHIVE, 'text/plain')).status).toBe(415)
    const refused = await post(port, truncatedObject(), 'application/dicom')
    expect([refused.status, await refused.json()]).toEqual([422, { code: 'TRUNCATED' }])
    const cut = post(port, GOOD_ARCHIVE.subarray(0, GOOD_ARCHIVE.length - 1024), 'application/x-tar')
    await expect(cut.then((response) => response.arrayBuffer())).rejects.toThrow()
  })
})

describe('object-storage', () => {
  const store = new Map<string, Buffer>()
  const server = createServer(async (request, response) => {
    if (request.method === 'PUT') {
      try {
        store.set(request.url!, await buffer(request))
        response.writeHead(200).end()
      } catch {
        response.destroy()
      }
      return
    }
    const found = store.get(request.url!)
    if (found === undefined) response.writeHead(404).end()
    else response.end(found)
  })

  it('reads from one place and writes to another, but nothing where the archive is damaged', async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      store.set('/in/study.tar', SAMPLE_ARCHIVE)
      store.set('/in/cut.tar', SAMPLE_ARCHIVE.subarray(0, 3000))
      const good = await runToEnd(start('object-storage.ts', [`${base}/in/study.tar`, `${base}/out/clean.tar`]))
      expect([good.code, store.get('/out/clean.tar')?.equals(await expected(SAMPLE_ARCHIVE))]).toEqual([0, true])
      expect(JSON.parse(good.errors)).toMatchObject({ deidentified: 2 })
      const bad = await runToEnd(start('object-storage.ts', [`${base}/in/cut.tar`, `${base}/out/cut.tar`]))
      expect([bad.code === 0, store.has('/out/cut.tar')]).toEqual([false, false])
    } finally {
      server.close()
    }
  })
})

describe('watch-directory', () => {
  const scratch = useScratch('nothing')

  it('takes what is there and what arrives, and leaves what is withheld', async () => {
    const [incoming, clean, staging] = ['in', 'out', 'staging'].map((name) => scratch.at(name)) as [
      string,
      string,
      string,
    ]
    for (const folder of [incoming, clean, staging]) mkdirSync(folder)
    writeFileSync(join(incoming, 'CANARY.dcm'), goodObject())
    const said = listen(start('watch-directory.ts', [incoming, clean]))
    await said(/watching/)
    writeFileSync(join(staging, 'later.dcm'), goodObject())
    writeFileSync(join(staging, 'broken.dcm'), truncatedObject())
    renameSync(join(staging, 'broken.dcm'), join(incoming, 'broken.dcm'))
    await said(/one object stays: TRUNCATED/)
    renameSync(join(staging, 'later.dcm'), join(incoming, 'later.dcm'))
    await said(/(?:one object passed[\s\S]*){2}/)
    expect(readdirSync(incoming)).toEqual(['broken.dcm'])
    const names = readdirSync(clean)
    expect(names).toHaveLength(2)
    for (const name of names) expect(findPlanted(readFileSync(join(clean, name)))).toEqual([])
    expect(existsSync(join(incoming, 'CANARY.dcm'))).toBe(false)
  })
})

describe('custom-rule', () => {
  it('does what its rules say', async () => {
    const { code, output, errors } = await runToEnd(start('custom-rule.ts'), GOOD_ARCHIVE)
    expect(code).toBe(0)
    expect(errors).toContain('StudyID: replace')
    expect(errors).toContain('InstitutionName')
    expect(output.length).toBeGreaterThan(0)
  })
})

describe('filter-modality', () => {
  it('lets through what is wanted, and counts the rest', async () => {
    const some = await runToEnd(start('filter-modality.ts', ['CT']), GOOD_ARCHIVE)
    expect([JSON.parse(some.errors), some.output.equals(await expected(GOOD_ARCHIVE))]).toEqual([
      { deidentified: 1 },
      true,
    ])
    const none = await runToEnd(start('filter-modality.ts', ['MR', 'PT']), GOOD_ARCHIVE)
    expect([JSON.parse(none.errors), none.output.equals(END)]).toEqual([{ dropped: 1 }, true])
  })
})
