import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  chooseMediaStorageSopClassUid,
  type Envelope,
  type FileMeta,
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
  isDicomDirectory,
  type NeedMore,
  parseFileMeta,
  writeFileMeta,
} from '../../../src/dicom/file-meta.ts'
import { SluiceError } from '../../../src/errors.ts'
import { limits } from '../../../src/limits.ts'
import { listCorpus } from '../../support/corpus.ts'

const EXPLICIT_LE = '1.2.840.10008.1.2.1'
const DEFLATED = '1.2.840.10008.1.2.1.99'
const CT = '1.2.840.10008.5.1.4.1.1.2'
const INSTANCE = '1.2.826.0.1.3680043.9.1'
const DATA_SET = hex('08000500 4353 0a00 49534f5f495220313030')

const PREAMBLE = concatenate(new Uint8Array(128).fill(0x55), latin1('DICM'))
const VERSION = long('0100', 'OB', hex('0001'))
const SOP_CLASS = short('0200', 'UI', CT)
const SOP_INSTANCE = short('0300', 'UI', INSTANCE)
const TRANSFER_SYNTAX = short('1000', 'UI', EXPLICIT_LE)
const USUAL = concatenate(VERSION, SOP_CLASS, SOP_INSTANCE, TRANSFER_SYNTAX, short('1600', 'AE', 'SITE_AE '))

describe('parseFileMeta reads', () => {
  const elements = withGroupLength(USUAL)

  test.each([
    ['preamble, prefix and elements', PREAMBLE, { preamble: true, prefix: true }],
    ['a prefix without a preamble', latin1('DICM'), { preamble: false, prefix: true }],
    ['elements without either', new Uint8Array(0), { preamble: false, prefix: false }],
  ])('%s', (_what, before, expected) => {
    expect(parseWhole(concatenate(before, elements, DATA_SET))).toMatchObject({
      ...expected,
      metaPresent: true,
      dataSetAt: before.length + elements.length,
      mediaStorageSopClassUid: CT,
      mediaStorageSopInstanceUid: INSTANCE,
      transferSyntaxUid: EXPLICIT_LE,
    })
  })

  test('a data set without any of it', () => {
    expect(parseWhole(DATA_SET)).toMatchObject({
      preamble: false,
      prefix: false,
      metaPresent: false,
      dataSetAt: 0,
      mediaStorageSopClassUid: undefined,
      mediaStorageSopInstanceUid: undefined,
      transferSyntaxUid: undefined,
    })
  })

  test('a prefix with no element behind it', () => {
    expect(parseWhole(concatenate(PREAMBLE, DATA_SET))).toMatchObject({
      metaPresent: true,
      dataSetAt: 132,
      transferSyntaxUid: undefined,
    })
  })

  test('elements without a group length', () => {
    const object = concatenate(PREAMBLE, USUAL, DATA_SET)
    expect(parseWhole(object)).toMatchObject({ dataSetAt: 132 + USUAL.length, transferSyntaxUid: EXPLICIT_LE })
  })

  test('past a group length that is wrong', () => {
    for (const wrong of [0, 4, USUAL.length - 2, USUAL.length + 2, 0xffffffff]) {
      const object = concatenate(PREAMBLE, withGroupLength(USUAL, wrong), DATA_SET)
      expect(parseWhole(object).dataSetAt).toBe(132 + 12 + USUAL.length)
    }
  })

  test('values with whatever padding, and gives the bytes of the value too', () => {
    const padded = concatenate(
      PREAMBLE,
      short('0300', 'UI', '1.2.3 \0 '),
      short('1000', 'UI', `${EXPLICIT_LE} `),
      DATA_SET,
    )
    const envelope = parseWhole(padded)
    expect(envelope.mediaStorageSopInstanceUid).toBe('1.2.3')
    expect(envelope.mediaStorageSopInstanceValue).toEqual(latin1('1.2.3 \0 '))
    expect(envelope.transferSyntaxUid).toBe(EXPLICIT_LE)
  })

  test('an empty value as a missing one', () => {
    const object = concatenate(PREAMBLE, short('0200', 'UI', ''), short('0300', 'UI', '\0\0'), DATA_SET)
    expect(parseWhole(object)).toMatchObject({
      mediaStorageSopClassUid: undefined,
      mediaStorageSopInstanceUid: undefined,
    })
  })

  test('the first of two elements with one tag', () => {
    const first = concatenate(short('1000', 'UI', '1.2'), short('0200', 'UI', '1.3'), short('0300', 'UI', '1.4'))
    const object = concatenate(PREAMBLE, first, USUAL, DATA_SET)
    expect(parseWhole(object)).toMatchObject({
      mediaStorageSopClassUid: '1.3',
      mediaStorageSopInstanceUid: '1.4',
      transferSyntaxUid: '1.2',
    })
  })

  test('a VR that it does not know with a 32-bit length', () => {
    const object = concatenate(PREAMBLE, long('0201', 'ZZ', new Uint8Array(700)), TRANSFER_SYNTAX, DATA_SET)
    expect(parseWhole(object)).toMatchObject({
      dataSetAt: object.length - DATA_SET.length,
      transferSyntaxUid: EXPLICIT_LE,
    })
  })

  test('an object that ends with its file meta information', () => {
    for (const rest of [new Uint8Array(0), hex('02'), hex('020010')]) {
      const object = concatenate(PREAMBLE, USUAL, rest)
      expect(parseWhole(object).dataSetAt).toBe(132 + USUAL.length)
      expect(parseFileMeta(object, true)).toMatchObject({ dataSetAt: 132 + USUAL.length })
    }
  })

  test('where a deflated data set begins that looks like file meta information', () => {
    const meta = withGroupLength(short('1000', 'UI', DEFLATED))
    const object = concatenate(PREAMBLE, meta, short('1600', 'AE', 'not this'), hex('0102030405060708'))
    expect(parseWhole(object).dataSetAt).toBe(132 + meta.length)
  })

  test('the end of a deflated object’s group by its tags where it has no group length', () => {
    const object = concatenate(
      PREAMBLE,
      short('1000', 'UI', DEFLATED),
      short('1600', 'AE', 'an AE   '),
      hex('edddcf6edcd61500'),
    )
    expect(parseWhole(object).dataSetAt).toBe(object.length - 8)
  })
})

describe('parseFileMeta refuses', () => {
  const after = 132
  test.each([
    ['undefined length', concatenate(hex('02000201 4f42 0000 ffffffff'), DATA_SET), 'META_INVALID', after, 0x00020102],
    ['a VR in small letters', hex('02001000 7569 0200 312e'), 'META_INVALID', after, 0x00020010],
    ['the same, read with a 32-bit length', hex('02000201 6f62 0000 00000000'), 'META_INVALID', after, 0x00020102],
    ['no VR at all', concatenate(hex('02001000 04000000'), latin1('1.2.')), 'META_INVALID', after, 0x00020010],
    ['a value that ends behind the object', hex('02001000 5549 0400 312e32'), 'META_INVALID', after, 0x00020010],
    ['a 32-bit value that ends behind it', hex('02000201 4f42 0000 00020000'), 'META_INVALID', after, 0x00020102],
    ['a header that ends behind the object', hex('02001000 5549 04'), 'META_INVALID', after, 0x00020010],
    ['a long header that ends behind it', hex('02000201 4f42 0000 0000'), 'META_INVALID', after, 0x00020102],
    ['a value longer than the limit too', hex('02000201 4f42 0000 00001000'), 'META_INVALID', after, 0x00020102],
  ] as const)('%s', (_what, elements, code, offsetBytes, tag) => {
    const object = concatenate(PREAMBLE, elements)
    const refused = refusalOf(() => parseFileMeta(object, true, object.length))
    expect(refused.code).toBe(code)
    expect(refused.place).toEqual({ offsetBytes, tag })
  })

  test('an element that the end of the input cuts, where the size was not announced', () => {
    const object = concatenate(PREAMBLE, USUAL)
    const refused = refusalOf(() => parseFileMeta(object.subarray(0, 132 + VERSION.length + 5), true))
    expect(refused.code).toBe('TRUNCATED')
    expect(refused.place).toEqual({ offsetBytes: 132 + VERSION.length, tag: 0x00020002 })
  })

  test('an object that is shorter than announced', () => {
    const object = concatenate(PREAMBLE, withGroupLength(USUAL), DATA_SET)
    for (let size = 0; size < object.length - DATA_SET.length + 8; size++) {
      expect(refusalOf(() => parseFileMeta(object.subarray(0, size), true, object.length)).code).toBe('TRUNCATED')
    }
  })

  test('undefined length, whether or not the size is known', () => {
    const object = concatenate(PREAMBLE, hex('02000201 4f42 0000 ffffffff'), DATA_SET)
    expect(refusalOf(() => parseFileMeta(object, false)).code).toBe('META_INVALID')
  })

  test('an object that ends before a deflated data set is to begin', () => {
    const object = concatenate(PREAMBLE, withGroupLength(short('1000', 'UI', DEFLATED), 64))
    expect(refusalOf(() => parseWhole(object)).place).toEqual({ offsetBytes: object.length })
    expect(refusalOf(() => parseFileMeta(object, true)).code).toBe('META_INVALID')
  })

  test('an element of another group before the end that a deflated object declares, and an end within an element', () => {
    const transferSyntax = short('1000', 'UI', DEFLATED)
    const within = concatenate(PREAMBLE, withGroupLength(transferSyntax, transferSyntax.length + 8), DATA_SET)
    expect(refusalOf(() => parseWhole(within)).code).toBe('META_INVALID')
    const before = concatenate(PREAMBLE, withGroupLength(transferSyntax, transferSyntax.length - 2), DATA_SET)
    expect(refusalOf(() => parseWhole(before)).code).toBe('META_INVALID')
  })

  test('more than the limit, by the declared length and without asking for the bytes', () => {
    const room = limits.fileMetaBytes - TRANSFER_SYNTAX.length - 12
    const fits = concatenate(PREAMBLE, TRANSFER_SYNTAX, long('0201', 'OB', new Uint8Array(room)), DATA_SET)
    expect(parseWhole(fits).dataSetAt).toBe(132 + limits.fileMetaBytes)
    const tooLong = concatenate(PREAMBLE, TRANSFER_SYNTAX, long('0201', 'OB', new Uint8Array(room + 1)), DATA_SET)
    const headerEnd = 132 + TRANSFER_SYNTAX.length + 12
    const refused = refusalOf(() => parseFileMeta(tooLong.subarray(0, headerEnd), false, tooLong.length))
    expect(refused.code).toBe('META_TOO_LONG')
    expect(refused.place).toEqual({ offsetBytes: 132 + TRANSFER_SYNTAX.length, tag: 0x00020102 })
  })

  test('more than the limit in many elements', () => {
    const many = concatenate(...Array<Uint8Array>(limits.fileMetaBytes / 8 + 1).fill(short('1600', 'AE', '')))
    expect(refusalOf(() => parseWhole(concatenate(PREAMBLE, many, DATA_SET))).code).toBe('META_TOO_LONG')
  })

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', latin1('Dear colleague, this is about Doe^Jane')],
    ['zeros', new Uint8Array(500)],
    ['a data set that begins with group 0010', hex('10001000 504e 0400 446f6520')],
  ])('%s as no DICOM object', (_what, object) => {
    expect(refusalOf(() => parseWhole(object)).code).toBe('NOT_DICOM')
  })
})

describe('parseFileMeta, given parts of an object,', () => {
  const metaElement = fc.oneof(
    fc.constantFrom(SOP_CLASS, SOP_INSTANCE, TRANSFER_SYNTAX, short('1000', 'UI', DEFLATED), VERSION),
    fc.nat({ max: 60 }).map((size) => long('0201', 'OB', new Uint8Array(size))),
    fc.constantFrom(hex('02001000 7569 0000'), hex('02000201 4f42 0000 ffffffff'), hex('02000201 4f42 0000 00010000')),
  )
  const object = fc
    .tuple(
      fc.constantFrom(PREAMBLE, latin1('DICM'), new Uint8Array(0)),
      fc.array(metaElement, { maxLength: 5 }),
      fc.constantFrom<'none' | 'right' | 'long' | 'short'>('none', 'right', 'long', 'short'),
      fc.constantFrom(DATA_SET, DATA_SET.subarray(0, 5), new Uint8Array(0), hex('0200'), hex('020010005549040031')),
    )
    .map(([before, elements, groupLength, dataSet]) => {
      const group = concatenate(...elements)
      const declared = group.length + { none: 0, right: 0, long: 6, short: -6 }[groupLength]
      return concatenate(
        before,
        groupLength === 'none' ? group : withGroupLength(group, Math.max(0, declared)),
        dataSet,
      )
    })

  test.each([
    ['announced', true],
    ['not announced', false],
  ])('asks for more or gives the answer of the whole; its size is %s', (_how, announced) => {
    fc.assert(
      fc.property(object, (whole) => {
        const objectBytes = announced ? whole.length : undefined
        const final = outcomeOf(whole, true, objectBytes)
        for (let size = 0; size <= whole.length; size++) {
          const part = outcomeOf(whole.subarray(0, size), false, objectBytes)
          if (typeof part === 'object' && part.kind === 'need-more') {
            expect(part.neededBytes).toBeGreaterThan(size)
            if (announced) expect(part.neededBytes).toBeLessThanOrEqual(whole.length)
          } else {
            expect(part).toEqual(final)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  test('is done once it has what it asked for last, with the head of the data set', () => {
    const whole = concatenate(PREAMBLE, withGroupLength(USUAL), DATA_SET)
    let size = 0
    for (let rounds = 0; ; rounds++) {
      const part = parseFileMeta(whole.subarray(0, size), false)
      if (part.kind === 'envelope') break
      size = part.neededBytes
      expect(rounds).toBeLessThan(30)
    }
    expect(size).toBe(whole.length - DATA_SET.length + 8)
  })

  test('steps over private information without asking for less than all of it', () => {
    const head = concatenate(PREAMBLE, hex('02000201 4f42 0000 00f00000'))
    expect(parseFileMeta(head, false)).toEqual({ kind: 'need-more', neededBytes: head.length + 0xf000 })
  })
})

describe('writeFileMeta', () => {
  const full: FileMeta = {
    preamble: true,
    prefix: true,
    mediaStorageSopClassUid: CT,
    mediaStorageSopInstanceUid: '2.25.1234',
    transferSyntaxUid: EXPLICIT_LE,
  }
  const ours = concatenate(short('1200', 'UI', `${IMPLEMENTATION_CLASS_UID}`), short('1300', 'SH', 'DICOM_SLUICE_0_1'))
  const expectedGroup = withGroupLength(
    concatenate(VERSION, short('0200', 'UI', CT), short('0300', 'UI', '2.25.1234'), TRANSFER_SYNTAX, ours),
  )

  test('writes a preamble of zeros, the prefix, and the elements in tag order', () => {
    expect(writeFileMeta(full)).toEqual(concatenate(new Uint8Array(128), latin1('DICM'), expectedGroup))
  })

  test('writes only what the input had before its elements', () => {
    expect(writeFileMeta({ ...full, preamble: false })).toEqual(concatenate(latin1('DICM'), expectedGroup))
    expect(writeFileMeta({ ...full, preamble: false, prefix: false })).toEqual(expectedGroup)
  })

  test('leaves out UIDs that there are none of', () => {
    const without = { ...full, mediaStorageSopClassUid: undefined, mediaStorageSopInstanceUid: undefined }
    expect(writeFileMeta(without).subarray(132)).toEqual(withGroupLength(concatenate(VERSION, TRANSFER_SYNTAX, ours)))
  })

  test('leaves out what is not one UID', () => {
    for (const text of ['', 'Doe^Jane', '1.2\\1.3', '1.2 ', '1'.repeat(65)]) {
      const odd = { ...full, mediaStorageSopClassUid: text, mediaStorageSopInstanceUid: text }
      expect(writeFileMeta(odd).subarray(132)).toEqual(withGroupLength(concatenate(VERSION, TRANSFER_SYNTAX, ours)))
    }
  })

  test('does not write a transfer syntax that is not the standard’s', () => {
    expect(refusalOf(() => writeFileMeta({ ...full, transferSyntaxUid: 'Doe^Jane' })).code).toBe('INTERNAL')
  })

  test('names this implementation within the lengths of UI and SH', () => {
    expect(IMPLEMENTATION_CLASS_UID).toMatch(/^2\.25\.[1-9]\d{0,38}$/)
    expect(BigInt(IMPLEMENTATION_CLASS_UID.slice(5))).toBeLessThan(1n << 128n)
    expect(IMPLEMENTATION_VERSION_NAME).toMatch(/^[A-Z0-9_]{1,16}$/)
  })

  test('gives new memory each time', () => {
    writeFileMeta(full).fill(0xff)
    expect(writeFileMeta(full).subarray(132)).toEqual(expectedGroup)
  })
})

describe('chooseMediaStorageSopClassUid', () => {
  const declaring = (uid: string): Envelope => parseWhole(concatenate(PREAMBLE, short('0200', 'UI', uid), DATA_SET))

  test('takes that of the data set first, a private one too', () => {
    expect(chooseMediaStorageSopClassUid('1.3.12.2.1107.5.9.1', declaring(CT))).toBe('1.3.12.2.1107.5.9.1')
  })

  test('takes that of the file meta information if it is the standard’s', () => {
    expect(chooseMediaStorageSopClassUid(undefined, declaring(CT))).toBe(CT)
    expect(chooseMediaStorageSopClassUid('Doe^Jane', declaring(CT))).toBe(CT)
    expect(chooseMediaStorageSopClassUid('', declaring(CT))).toBe(CT)
    expect(chooseMediaStorageSopClassUid(undefined, declaring('1.3.12.2.1107.5.9.1'))).toBeUndefined()
    expect(chooseMediaStorageSopClassUid(undefined, declaring('1.2.840.10008.Doe^Jane'))).toBeUndefined()
  })
})

describe('the corpus', () => {
  const files = listCorpus()

  test.skipIf(files.length === 0)(
    'has the transfer syntaxes that its manifest says, whatever the head that is read',
    () => {
      for (const file of files) {
        const bytes = new Uint8Array(readFileSync(file.absolutePath))
        const envelope = parseWhole(bytes)
        expect(envelope.transferSyntaxUid ?? '(none)', file.path).toBe(file.transferSyntaxUid)
        const head = bytes.subarray(0, Math.max(132, envelope.dataSetAt + 8))
        expect(parseFileMeta(head, head.length === bytes.length), file.path).toMatchObject({
          kind: 'envelope',
          dataSetAt: envelope.dataSetAt,
        })
        expect(isDicomDirectory(envelope), file.path).toBe(/DICOMDIR/.test(file.path))
      }
    },
  )
})

function parseWhole(object: Uint8Array): Envelope {
  const parsed = parseFileMeta(object, true, object.length)
  if (parsed.kind !== 'envelope') throw new Error('more was asked for than there is')
  return parsed
}

/** The answer, or code and place of the refusal as text. */
function outcomeOf(head: Uint8Array, ended: boolean, objectBytes: number | undefined): Envelope | NeedMore | string {
  try {
    return parseFileMeta(head, ended, objectBytes)
  } catch (error) {
    if (error instanceof SluiceError) return error.message
    throw error
  }
}

function refusalOf(action: () => unknown): SluiceError {
  try {
    action()
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** (0002,0000) and `elements`. */
function withGroupLength(elements: Uint8Array, groupBytes = elements.length): Uint8Array {
  const value = new Uint8Array(4)
  new DataView(value.buffer).setUint32(0, groupBytes, true)
  return concatenate(hex('02000000 554c 0400'), value, elements)
}

/** An element of group 0002 by the bytes of its element number, with a 16-bit length; an odd value gets a NUL. */
function short(element: string, vr: string, value: string): Uint8Array {
  const padded = value.length % 2 === 0 ? value : `${value}\0`
  return concatenate(hex('0200'), hex(element), latin1(vr), Uint8Array.of(padded.length, 0), latin1(padded))
}

function long(element: string, vr: string, value: Uint8Array): Uint8Array {
  const header = concatenate(hex('0200'), hex(element), latin1(vr), new Uint8Array(6))
  new DataView(header.buffer).setUint32(8, value.length, true)
  return concatenate(header, value)
}

function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}

function hex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'))
}
