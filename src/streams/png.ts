/** A picture as a PNG (ISO/IEC 15948): eight bits, red, green and blue, not interlaced. */

import { crc32, deflateSync } from 'node:zlib'
import type { FramePicture } from '../detection/frame-picture.ts'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const TRUECOLOUR = 2
const BITS = 8

export function encodePng({ rows, columns, rgb }: FramePicture): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(columns, 0)
  header.writeUInt32BE(rows, 4)
  header[8] = BITS
  header[9] = TRUECOLOUR
  const lineBytes = columns * 3
  // Each line begins with its filter: none.
  const lines = Buffer.alloc(rows * (lineBytes + 1))
  for (let row = 0; row < rows; row++) {
    lines.set(rgb.subarray(row * lineBytes, (row + 1) * lineBytes), row * (lineBytes + 1) + 1)
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(data.length + 12)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8)
  return bytes
}
