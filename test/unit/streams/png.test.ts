import { inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { encodePng } from '../../../src/streams/png.ts'

it('writes a picture that a reader of PNG takes apart into the same pixels', () => {
  const rgb = Uint8Array.from({ length: 2 * 3 * 3 }, (_, at) => at * 13)
  const bytes = Buffer.from(encodePng({ rows: 2, columns: 3, rgb }))
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    chunks.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)))
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND'])
  expect([...chunks.get('IHDR')!]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0])
  const lines = inflateSync(chunks.get('IDAT')!)
  expect([lines[0], lines[10]]).toEqual([0, 0])
  expect(Buffer.concat([lines.subarray(1, 10), lines.subarray(11)])).toEqual(Buffer.from(rgb))
  // The check value of an empty IEND is known from the standard's own examples.
  expect(bytes.subarray(-4).toString('hex')).toBe('ae426082')
})
