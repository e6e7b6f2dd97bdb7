import { describe, expect, test } from 'vitest'
import type { Envelope } from '../../../src/dicom/file-meta.ts'
import { confirmInflatedEncoding, resolveEncoding } from '../../../src/dicom/resolve-encoding.ts'
import { type Code, SluiceError } from '../../../src/errors.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../../../src/wasm/seam.ts'

const IMPLICIT = '1.2.840.10008.1.2'
const EXPLICIT = '1.2.840.10008.1.2.1'
const BIG_ENDIAN = '1.2.840.10008.1.2.2'
const DEFLATED = '1.2.840.10008.1.2.1.99'
const JPEG = '1.2.840.10008.1.2.4.50'
const PAPYRUS = '1.2.840.10008.1.20'

const LOOKS_IMPLICIT = hex('08000500 0a000000')
const LOOKS_EXPLICIT = hex('08000500 4353 0a00')
const LOOKS_BIG_ENDIAN = hex('00080005 4353 000a')
const LOOKS_LIKE_NOTHING = hex('01000100 ffffffff')

describe('resolveEncoding', () => {
  test.each([
    [IMPLICIT, LOOKS_IMPLICIT, ENCODING_IMPLICIT_LE],
    [EXPLICIT, LOOKS_EXPLICIT, ENCODING_EXPLICIT_LE],
    [BIG_ENDIAN, LOOKS_BIG_ENDIAN, ENCODING_EXPLICIT_BE],
    [JPEG, LOOKS_EXPLICIT, ENCODING_EXPLICIT_LE],
    [PAPYRUS, LOOKS_IMPLICIT, ENCODING_IMPLICIT_LE],
  ] as const)('reads %s as declared where it looks so', (uid, head, encoding) => {
    expect(resolveEncoding(declaring(uid), head, 500)).toEqual({ encoding, deflated: false, transferSyntaxUid: uid })
  })

  test.each([IMPLICIT, EXPLICIT, BIG_ENDIAN, JPEG])('reads %s as declared where there is no telling', (uid) => {
    for (const head of [LOOKS_LIKE_NOTHING, new Uint8Array(0), LOOKS_EXPLICIT.subarray(0, 7)]) {
      expect(resolveEncoding(declaring(uid), head, head.length).transferSyntaxUid).toBe(uid)
    }
  })

  test.each([
    [IMPLICIT, LOOKS_EXPLICIT, ENCODING_EXPLICIT_LE, EXPLICIT],
    [IMPLICIT, LOOKS_BIG_ENDIAN, ENCODING_EXPLICIT_BE, BIG_ENDIAN],
    [EXPLICIT, LOOKS_IMPLICIT, ENCODING_IMPLICIT_LE, IMPLICIT],
    [EXPLICIT, LOOKS_BIG_ENDIAN, ENCODING_EXPLICIT_BE, BIG_ENDIAN],
    [BIG_ENDIAN, LOOKS_EXPLICIT, ENCODING_EXPLICIT_LE, EXPLICIT],
    [BIG_ENDIAN, LOOKS_IMPLICIT, ENCODING_IMPLICIT_LE, IMPLICIT],
  ] as const)('corrects native %s to what the data set is', (uid, head, encoding, corrected) => {
    const resolved = resolveEncoding(declaring(uid), head, 500)
    expect(resolved).toEqual({ encoding, deflated: false, transferSyntaxUid: corrected })
  })

  test.each([
    [JPEG, LOOKS_IMPLICIT],
    [JPEG, LOOKS_BIG_ENDIAN],
    [PAPYRUS, LOOKS_EXPLICIT],
  ])('refuses %s where the data set is another', (uid, head) => {
    expect(refusalOf(() => resolveEncoding(declaring(uid), head, 500))).toBe('TRANSFER_SYNTAX_MISMATCH')
  })

  test('does not look at a deflated data set', () => {
    const expected = { encoding: ENCODING_EXPLICIT_LE, deflated: true, transferSyntaxUid: DEFLATED }
    for (const head of [LOOKS_IMPLICIT, LOOKS_BIG_ENDIAN, LOOKS_LIKE_NOTHING]) {
      expect(resolveEncoding(declaring(DEFLATED), head, 500)).toEqual(expected)
    }
  })

  test.each(['1.2.840.113619.5.2', '1.2.840.10008.1.2.6.2', 'Doe^Jane', '1.2.840.10008.1.2\\1.2.840.10008.1.2.1'])(
    'refuses %s, which is in no registry, without repeating it',
    (uid) => {
      const act = (): unknown => resolveEncoding(declaring(uid), LOOKS_EXPLICIT, 500)
      expect(refusalOf(act)).toBe('TRANSFER_SYNTAX_UNKNOWN')
      expect(act).not.toThrow(uid)
    },
  )

  test.each([
    [LOOKS_IMPLICIT, ENCODING_IMPLICIT_LE, IMPLICIT],
    [LOOKS_EXPLICIT, ENCODING_EXPLICIT_LE, EXPLICIT],
    [LOOKS_BIG_ENDIAN, ENCODING_EXPLICIT_BE, BIG_ENDIAN],
  ] as const)('guesses where none is declared', (head, encoding, uid) => {
    const expected = { encoding, deflated: false, transferSyntaxUid: uid }
    expect(resolveEncoding(declaring(undefined), head)).toEqual(expected)
  })

  test('refuses where none is declared and there is no telling', () => {
    expect(refusalOf(() => resolveEncoding(declaring(undefined), hex('01000100 ffffff7f'), 500))).toBe(
      'ENCODING_AMBIGUOUS',
    )
    const alone = { ...declaring(undefined), metaPresent: false, dataSetAt: 0 }
    expect(refusalOf(() => resolveEncoding(alone, LOOKS_LIKE_NOTHING, 500))).toBe('NOT_DICOM')
  })

  test('takes the default transfer syntax where file meta information names none and the first element fits it', () => {
    const privateSequence = hex('01000100 ffffffff')
    const resolved = resolveEncoding(declaring(undefined), privateSequence, 500)
    expect(resolved).toEqual({
      encoding: ENCODING_IMPLICIT_LE,
      deflated: false,
      transferSyntaxUid: '1.2.840.10008.1.2',
    })
    const pastTheEnd = hex('01000100 f0000000')
    expect(refusalOf(() => resolveEncoding(declaring(undefined), pastTheEnd, 100))).toBe('ENCODING_AMBIGUOUS')
    const unknownExplicit = hex('01000100 5a5a0000')
    expect(refusalOf(() => resolveEncoding(declaring(undefined), unknownExplicit, 500))).toBe('ENCODING_AMBIGUOUS')
  })

  test('counts the length of the first element from the data set on, not from the object', () => {
    const twenty = hex('08000500 14000000')
    expect(resolveEncoding(declaring(EXPLICIT), twenty, 28).encoding).toBe(ENCODING_IMPLICIT_LE)
    expect(resolveEncoding(declaring(EXPLICIT), twenty, 27).encoding).toBe(ENCODING_EXPLICIT_LE)
  })
})

describe('confirmInflatedEncoding', () => {
  test('lets pass what is explicit little endian, and what there is no telling of', () => {
    for (const dataSet of [LOOKS_EXPLICIT, LOOKS_LIKE_NOTHING, new Uint8Array(0)]) confirmInflatedEncoding(dataSet)
  })

  test('refuses another encoding', () => {
    const implicit = Uint8Array.from([...LOOKS_IMPLICIT, ...new Uint8Array(10)])
    expect(refusalOf(() => confirmInflatedEncoding(implicit))).toBe('TRANSFER_SYNTAX_MISMATCH')
    expect(refusalOf(() => confirmInflatedEncoding(LOOKS_BIG_ENDIAN))).toBe('TRANSFER_SYNTAX_MISMATCH')
  })
})

function declaring(transferSyntaxUid: string | undefined): Envelope {
  return {
    kind: 'envelope',
    preamble: true,
    prefix: true,
    metaPresent: true,
    dataSetAt: 300,
    mediaStorageSopClassUid: undefined,
    mediaStorageSopInstanceUid: undefined,
    transferSyntaxUid,
    mediaStorageSopClassValue: undefined,
    mediaStorageSopInstanceValue: undefined,
    transferSyntaxValue: undefined,
  }
}

function refusalOf(action: () => unknown): Code | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof SluiceError) return error.code
    throw error
  }
  return undefined
}

function hex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'))
}
