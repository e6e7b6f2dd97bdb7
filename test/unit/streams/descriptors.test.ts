import { spawn, spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DescriptorWriter, ioError, readDescriptor, writeDescriptor } from '../../../src/streams/descriptors.ts'
import { SyncDriver } from '../../../src/streams/sync-driver.ts'

let folder: string
const at = (name: string): string => join(folder, name)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a DescriptorWriter', () => {
  it('keeps small and large writes in order, and does not hold on to what it was given', () => {
    const descriptor = openSync(at('out'), 'w')
    const writer = new DescriptorWriter(descriptor)
    const expected: Buffer[] = []
    for (let index = 0; index < 400; index++) {
      const bytes = Buffer.alloc([1, 512, 15_000, 16_384, 200_000][index % 5]!, index % 251)
      expected.push(Buffer.from(bytes))
      writer.write(bytes)
      bytes.fill(0xff)
    }
    writer.flush()
    closeSync(descriptor)
    expect(readFileSync(at('out')).equals(Buffer.concat(expected))).toBe(true)
  })

  it.runIf(process.platform !== 'win32')(
    'writes on where a pipe that never waits took a part, or nothing',
    async () => {
      spawnSync('mkfifo', [at('pipe')])
      // Opened for both, so that it is there before its reader; which begins late, and so finds it full.
      const descriptor = openSync(at('pipe'), constants.O_RDWR | constants.O_NONBLOCK)
      const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 31) % 253))
      const script = `sleep 0.1; head -c ${bytes.length} '${at('pipe')}' > '${at('out')}'`
      const reader = spawn('sh', ['-c', script])
      const ended = new Promise((resolve) => reader.once('close', resolve))
      const writer = new DescriptorWriter(descriptor)
      let from = 0
      for (const count of [100, 300_000, 60_000, 10_000, 50_000, 200_000, 16_384]) {
        writer.write(bytes.subarray(from, from + count))
        from += count
      }
      writer.write(bytes.subarray(from))
      writer.flush()
      await ended
      closeSync(descriptor)
      expect(readFileSync(at('out')).equals(bytes)).toBe(true)
    },
  )

  it('names the system`s code of a fault, and not the path', () => {
    const descriptor = openSync(at('out'), 'w')
    closeSync(descriptor)
    expect(() => new DescriptorWriter(descriptor).write(Buffer.alloc(20_000))).toThrow(/^IO: .*\(EBADF\)$/)
    expect(ioError('reading failed', Object.assign(new Error("open '/DOE^JANE'"), { code: 'EACCES' })).message).toBe(
      'IO: reading failed (EACCES)',
    )
    expect(ioError('reading failed', Object.assign(new Error(), { code: 'DOE^JANE' })).message).toBe(
      'IO: reading failed',
    )
  })
})

describe('a SyncDriver', () => {
  it('gives a file to its consumer, all of it and once, and ends it', async () => {
    const bytes = Buffer.alloc(1_500_000)
    for (let index = 0; index < bytes.length; index++) bytes[index] = (index * 31) % 253
    writeFileSync(at('in'), bytes)
    const input = openSync(at('in'), 'r')
    const output = openSync(at('out'), 'w')
    const writer = new DescriptorWriter(output)
    let ends = 0
    const consumer = {
      push: (chunk: Uint8Array) => writer.write(chunk),
      end: () => {
        ends += 1
      },
    }
    const driver = new SyncDriver(input, consumer, writer)
    const head = new Uint8Array(1000)
    driver.takeAhead(head.subarray(0, readDescriptor(input, head)))
    for (let end = driver.run(1000); end !== 'done'; ) end = await driver.awaitInput()
    driver.close()
    expect([ends, driver.inputBytes]).toEqual([1, bytes.length])
    expect(readFileSync(at('out')).equals(bytes)).toBe(true)
    closeSync(input)
    closeSync(output)
  })

  it.runIf(process.platform !== 'win32')(
    'says that a pipe is idle, long before its slice of time is over',
    async () => {
      spawnSync('mkfifo', [at('pipe')])
      // Opened for both, so that it has a writer and does not end.
      const pipe = openSync(at('pipe'), constants.O_RDWR | constants.O_NONBLOCK)
      const taken: string[] = []
      const consumer = { push: (chunk: Uint8Array) => taken.push(Buffer.from(chunk).toString()), end: () => {} }
      const driver = new SyncDriver(pipe, consumer, new DescriptorWriter(pipe))
      expect(driver.run(1e9)).toBe('idle')
      for (const text of ['one', 'two']) {
        writeDescriptor(pipe, Buffer.from(text))
        expect(driver.run(1e9)).toBe('idle')
      }
      expect(taken).toEqual(['one', 'two'])
      driver.close()
      closeSync(pipe)
    },
  )

  it.runIf(process.platform !== 'win32')('waits for a slow pipe where it may', async () => {
    spawnSync('mkfifo', [at('pipe')])
    const writer = spawn('sh', ['-c', `(printf one; sleep 0.1; printf two) > '${at('pipe')}'`])
    const pipe = openSync(at('pipe'), 'r')
    const parts: Buffer[] = []
    let ends = 0
    const consumer = { push: (chunk: Uint8Array) => parts.push(Buffer.from(chunk)), end: () => (ends += 1) }
    const driver = new SyncDriver(pipe, consumer, new DescriptorWriter(pipe), true)
    expect(driver.run(1e9)).toBe('done')
    expect([Buffer.concat(parts).toString(), ends]).toEqual(['onetwo', 1])
    driver.close()
    closeSync(pipe)
    writer.kill()
  })

  it('gives way when its slice of time is over', () => {
    writeFileSync(at('in'), Buffer.alloc(4_000_000))
    const input = openSync(at('in'), 'r')
    const busy = (): void => {
      for (const end = performance.now() + 5; performance.now() < end; );
    }
    const driver = new SyncDriver(input, { push: busy, end: () => {} }, new DescriptorWriter(input))
    expect(driver.run(1)).toBe('more')
    expect(driver.inputBytes).toBeLessThan(4_000_000)
    closeSync(input)
  })

  it('does not end a consumer that has thrown', () => {
    writeFileSync(at('in'), 'x')
    const input = openSync(at('in'), 'r')
    let ended = false
    const consumer = {
      push: () => {
        throw new RangeError('no')
      },
      end: () => {
        ended = true
      },
    }
    expect(() => new SyncDriver(input, consumer, new DescriptorWriter(input)).run(1000)).toThrow('no')
    expect(ended).toBe(false)
    closeSync(input)
  })
})
