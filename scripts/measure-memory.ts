/**
 * Sends an archive through the built command by a pipe and prints the command's peak memory. The archive is made on the fly:
 * one synthetic CT image of 525 KB again and again, each time under a new name. Linux only: the peak is VmHWM of /proc.
 *
 *     node scripts/measure-memory.ts [MEGABYTES]      default 1000
 */

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { pack } from 'tar-stream'

const COMMAND = fileURLToPath(new URL('../bin/sluice.js', import.meta.url))
const BYTES_PER_MEGABYTE = 1_000_000
const PIECE_BYTES = 256 * 1024
const SAMPLE_MS = 50
const ROWS_AND_COLUMNS = 512

/** One element, explicit VR little endian. */
function element(tag: number, vr: string, value: Uint8Array | string): Uint8Array {
  const valueBytes = Buffer.from(value)
  const padded =
    valueBytes.length % 2 === 0 ? valueBytes : Buffer.concat([valueBytes, Buffer.from(vr === 'UI' ? '\0' : ' ')])
  const isLong = ['OB', 'OW', 'SQ', 'UN', 'UT'].includes(vr)
  const header = Buffer.alloc(isLong ? 12 : 8)
  header.writeUInt16LE(tag >>> 16, 0)
  header.writeUInt16LE(tag & 0xffff, 2)
  header.write(vr, 4, 'latin1')
  if (isLong) header.writeUInt32LE(padded.length, 8)
  else header.writeUInt16LE(padded.length, 6)
  return Buffer.concat([header, padded])
}

function unsignedShort(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8)
}

/** A CT image that names a patient who never was. */
function syntheticImage(): Buffer {
  const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2'
  const instance = '1.2.826.0.1.3680043.10.1.1'
  const meta = Buffer.concat([
    element(0x00020001, 'OB', Uint8Array.of(0, 1)),
    element(0x00020002, 'UI', ctImageStorage),
    element(0x00020003, 'UI', instance),
    element(0x00020010, 'UI', '1.2.840.10008.1.2.1'),
  ])
  const metaBytes = Buffer.alloc(4)
  metaBytes.writeUInt32LE(meta.length)
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x00020000, 'UL', metaBytes),
    meta,
    element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
    element(0x00080016, 'UI', ctImageStorage),
    element(0x00080018, 'UI', instance),
    element(0x00080020, 'DA', '20240229'),
    element(0x00080030, 'TM', '112233'),
    element(0x00080050, 'SH', 'A-000123'),
    element(0x00080060, 'CS', 'CT'),
    element(0x00080080, 'LO', 'Hospital of Nowhere'),
    element(0x00080090, 'PN', 'Nobody^Referring'),
    element(0x00100010, 'PN', 'Nobody^At^All'),
    element(0x00100020, 'LO', 'P-000123'),
    element(0x00100030, 'DA', '19400101'),
    element(0x00100040, 'CS', 'O'),
    element(0x0020000d, 'UI', '1.2.826.0.1.3680043.10.1'),
    element(0x0020000e, 'UI', '1.2.826.0.1.3680043.10.1.2'),
    element(0x00200010, 'SH', '1'),
    element(0x00200013, 'IS', '1'),
    element(0x00280002, 'US', unsignedShort(1)),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280010, 'US', unsignedShort(ROWS_AND_COLUMNS)),
    element(0x00280011, 'US', unsignedShort(ROWS_AND_COLUMNS)),
    element(0x00280100, 'US', unsignedShort(16)),
    element(0x00280101, 'US', unsignedShort(12)),
    element(0x00280102, 'US', unsignedShort(11)),
    element(0x00280103, 'US', unsignedShort(0)),
    element(0x7fe00010, 'OW', Buffer.alloc(ROWS_AND_COLUMNS * ROWS_AND_COLUMNS * 2, 0x5a)),
  ])
}

/** The header block of an entry and its padded body, again and again, then the end of the archive. */
async function* archiveOf(image: Buffer, totalBytes: number): AsyncGenerator<Uint8Array> {
  const paddedBytes = Math.ceil(image.length / 512) * 512
  const body = Buffer.concat([image, Buffer.alloc(paddedBytes - image.length)])
  for (let sentBytes = 0, ordinal = 1; sentBytes < totalBytes; ordinal++) {
    yield await headerBlock(`patient-${ordinal % 97}/study/image-${ordinal}.dcm`, image.length)
    for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES)
    sentBytes += 512 + body.length
  }
  yield Buffer.alloc(1024)
}

/** What tar-stream puts before an entry of this name and size. */
async function headerBlock(name: string, size: number): Promise<Buffer> {
  const archive = pack()
  archive.entry({ name, size, mtime: new Date(0) })
  for await (const chunk of archive) {
    archive.destroy()
    return Buffer.from(chunk as Uint8Array)
  }
  throw new Error('tar-stream gave no header')
}

/** Peak resident memory so far, in KiB, or undefined where the process has ended. */
function peakKibibytes(pid: number): number | undefined {
  try {
    const match = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
    return match === null ? undefined : Number(match[1])
  } catch {
    return undefined
  }
}

async function measure(megabytes: number): Promise<void> {
  const command = spawn(process.execPath, [COMMAND, '--quiet'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => command.once('close', resolve))
  let peak = 0
  const sample = (): void => {
    peak = Math.max(peak, peakKibibytes(command.pid!) ?? 0)
  }
  const timer = setInterval(sample, SAMPLE_MS)
  const startedMs = performance.now()
  let outputBytes = 0
  const drained = (async () => {
    for await (const chunk of command.stdout) {
      outputBytes += (chunk as Uint8Array).length
    }
  })()
  await pipeline(Readable.from(archiveOf(syntheticImage(), megabytes * BYTES_PER_MEGABYTE)), command.stdin)
  sample()
  await drained
  const status = await ended
  clearInterval(timer)
  const seconds = (performance.now() - startedMs) / 1000
  console.log(`status ${status}, ${megabytes} MB in, ${outputBytes} bytes out, ${seconds.toFixed(1)} s`)
  console.log(`peak memory of the command: ${(peak / 1024).toFixed(1)} MiB`)
  if (status !== 0 || outputBytes < megabytes * BYTES_PER_MEGABYTE * 0.99) process.exitCode = 1
}

const megabytes = Number(process.argv[2] ?? 1000)
if (!Number.isInteger(megabytes) || megabytes <= 0) {
  process.stderr.write('usage: node scripts/measure-memory.ts [MEGABYTES]\n')
  process.exitCode = 2
} else await measure(megabytes)
