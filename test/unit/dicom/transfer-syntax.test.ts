import { expect, test } from 'vitest'
import { findTransferSyntax } from '../../../src/dicom/transfer-syntax.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../../../src/wasm/seam.ts'

test.each([
  ['1.2.840.10008.1.2', ENCODING_IMPLICIT_LE, false, false],
  ['1.2.840.10008.1.2.1', ENCODING_EXPLICIT_LE, false, false],
  ['1.2.840.10008.1.2.2', ENCODING_EXPLICIT_BE, false, false],
  ['1.2.840.10008.1.2.1.99', ENCODING_EXPLICIT_LE, false, true],
  ['1.2.840.10008.1.2.4.95', ENCODING_EXPLICIT_LE, false, true],
  ['1.2.840.10008.1.2.4.205', ENCODING_EXPLICIT_LE, false, true],
  ['1.2.840.10008.1.2.4.50', ENCODING_EXPLICIT_LE, true, false],
  ['1.2.840.10008.1.2.4.203', ENCODING_EXPLICIT_LE, true, false],
  ['1.2.840.10008.1.2.5', ENCODING_EXPLICIT_LE, true, false],
  ['1.2.840.10008.1.2.8.1', ENCODING_EXPLICIT_LE, true, false],
] as const)('%s has encoding %i, encapsulated %s, deflated %s', (uid, encoding, encapsulated, deflated) => {
  expect(findTransferSyntax(uid)).toMatchObject({ uid, encoding, encapsulated, deflated })
})

test.each([
  ['a private one', '1.2.840.113619.5.2'],
  ['a SOP class', '1.2.840.10008.5.1.4.1.1.2'],
  ['MIME, which has no elements', '1.2.840.10008.1.2.6.1'],
  ['XML', '1.2.840.10008.1.2.6.2'],
  ['one that is not trimmed', '1.2.840.10008.1.2.1\0'],
  ['a name that every object has', 'constructor'],
  ['nothing', ''],
])('knows no encoding of %s', (_what, uid) => {
  expect(findTransferSyntax(uid)).toBeUndefined()
})
