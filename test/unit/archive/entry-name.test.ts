import { describe, expect, it } from 'vitest'
import { type NameMode, nameEntry } from '../../../src/archive/entry-name.ts'

/** Shows what was asked to be named, so that a test can read it; in ASCII, like the real names. */
const NAMES = {
  nameComponent: (bytes: Uint8Array): string => `<${inAscii(Buffer.from(bytes).toString('latin1'))}>`,
}
const inAscii = (text: string): string =>
  text.replaceAll(/[^ -~]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
const UIDS = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' }

function name(input: string, mode: NameMode, uids?: object): string {
  return Buffer.from(nameEntry(Buffer.from(input, 'latin1'), mode, NAMES, uids)).toString('latin1')
}

describe('names by hash', () => {
  it.each([
    ['DOE^JANE/study/IM1', '<DOE^JANE>/<study>/<IM1>'],
    ['./a//b/../c/.', '<a>/<b>/<c>'],
    ['/absolute', '<absolute>'],
    ['...', '<...>'],
    ['..a/.b', '<..a>/<.b>'],
    ['a\\..\\b', '<a\\..\\b>'],
    ['IM1.dcm', '<IM1>.dcm'],
    // the same but for capitals in the extension: two files, which must not become one
    ['IM1.DCM', '<IM1/.DCM>.dcm'],
    ['IM1.Dcm', '<IM1/.Dcm>.dcm'],
    ['x.Ima', '<x/.Ima>.ima'],
    ['x.dicom', '<x>.dicom'],
    ['a.dcm/b.dcm', '<a.dcm>/<b>.dcm'],
    ['IM1.dcm.gz', '<IM1.dcm.gz>'],
    ['JANE.DOE', '<JANE.DOE>'],
    ['xdcm', '<xdcm>'],
    ['.dcm', '<.dcm>'],
    ['a/.dcm', '<a>/<.dcm>'],
    ['\xe9\xff.dcm', '<%e9%ff>.dcm'],
  ])('%s becomes %s', (input, expected) => {
    expect(name(input, 'hash', UIDS)).toBe(expected)
  })

  it.each(['', '/', '.', '..', './../'])('of nothing are still names: "%s"', (input) => {
    expect(name(input, 'hash')).toBe('</>')
  })
})

describe('names by UID', () => {
  it('are study, series and instance', () => {
    expect(name('DOE^JANE/IM1', 'uid', UIDS)).toBe('2.25.1/2.25.2/2.25.3.dcm')
  })

  it.each<[string, object | undefined]>([
    ['none is known', undefined],
    ['the study is not known', { ...UIDS, study: undefined }],
    ['the series is not known', { ...UIDS, series: undefined }],
    ['the instance is not known', { ...UIDS, instance: undefined }],
    ['one is empty', { ...UIDS, instance: '' }],
    ['one is a path', { ...UIDS, instance: '../../etc/passwd' }],
    ['one is dots', { ...UIDS, study: '..' }],
    ['one is text', { ...UIDS, series: 'DOE^JANE' }],
    ['one is too long', { ...UIDS, series: '1'.repeat(65) }],
  ])('are names by hash where %s', (_, uids) => {
    expect(name('DOE^JANE/IM1.DCM', 'uid', uids)).toBe('<DOE^JANE>/<IM1/.DCM>.dcm')
  })
})

describe('names that are kept', () => {
  it.each([
    ['a/b.txt', 'a/b.txt'],
    ['/etc/passwd', 'etc/passwd'],
    ['../../x', 'x'],
    ['a/../../b', 'a/b'],
    ['./a//b/', 'a/b'],
    ['\xe9\xff/\x01 ', '\xe9\xff/\x01 '],
    ['..a/b..', '..a/b..'],
  ])('%s becomes %s', (input, expected) => {
    expect(name(input, 'keep', UIDS)).toBe(expected)
  })

  it('are names by hash where nothing is left', () => {
    expect(name('/../', 'keep')).toBe('</>')
  })
})
