import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { SluiceError } from '../../../src/errors.ts'
import { countSharedNewIds, parseCrosswalk } from '../../../src/identity/crosswalk.ts'
import { createIdentity } from '../../../src/identity/identity.ts'
import { limits } from '../../../src/limits.ts'
import { bytesOf, textOf } from './bytes.ts'

const HEADER = 'old_id,new_id,offset_days\n'
const parse = (rows: string) => parseCrosswalk(bytesOf(HEADER + rows))

test('has a patient by the ID without padding', () => {
  const crosswalk = parse(' MRN 0042 ,TRIAL-1,-100\n"a,b","TRIAL 2", 7'.replace(' 7', '+7'))
  expect([...crosswalk]).toEqual([
    ['MRN 0042', { newId: 'TRIAL-1', offsetDays: -100 }],
    ['a,b', { newId: 'TRIAL 2', offsetDays: 7 }],
  ])
})

test('has an offset for each reference date, which moves to the anchor', () => {
  const rows = 'old_id,new_id,reference_date\nMRN 0042,T-1,2021-03-17\nb,T-2,20000102\n'
  expect([...parseCrosswalk(bytesOf(rows), '20000101')]).toEqual([
    ['MRN 0042', { newId: 'T-1', offsetDays: -7746 }],
    ['b', { newId: 'T-2', offsetDays: -1 }],
  ])
})

test.each([
  ['no day', '2021-02-29', '20000101', 'line 2, column 10'],
  ['a day the American way', '02/28/2021', '20000101', 'line 2, column 10'],
  ['half of a day', '2021-0228', '20000101', 'line 2, column 10'],
  ['the anchor', '2000-01-01', '20000101', 'line 2, column 10'],
  ['one without an anchor', '2021-02-28', undefined, 'line 1, column 15'],
])('refuses as a reference date %s', (_, date, anchor, place) => {
  const fault = faultOf(() => parseCrosswalk(bytesOf(`old_id,new_id,reference_date\nSECRET,b,${date}\n`), anchor))
  expect(fault?.code).toBe('CROSSWALK_INVALID')
  expect(fault?.message).toContain(place)
  expect(fault?.message).not.toMatch(/SECRET|202|\/28/)
})

test('may be empty, and may say the same twice', () => {
  expect(parse('').size).toBe(0)
  expect(parse('a,b,1\na,b,1\n').size).toBe(1)
})

test.each([
  ['no first line', '', 'line 1, column 1'],
  ['another first line', 'old,new,days\nSECRET,b,1\n', 'line 1, column 1'],
  ['two fields', `${HEADER}SECRET,b\n`, 'line 2, column 8'],
  ['four fields', `${HEADER}SECRET,b,1,\n`, 'line 2, column 12'],
  ['no old ID', `${HEADER} ,SECRET,1\n`, 'line 2, column 1'],
  ['no new ID', `${HEADER}SECRET,,1\n`, 'line 2, column 8'],
  ['a backslash', `${HEADER}SECRET,a\\b,1\n`, 'line 2, column 8'],
  ['a letter beyond ASCII', `${HEADER}SECRET,\xe9,1\n`, 'line 2, column 8'],
  ['a new ID that is too long', `${HEADER}SECRET,${'x'.repeat(65)},1\n`, 'line 2, column 8'],
  ['no offset', `${HEADER}SECRET,b,\n`, 'line 2, column 10'],
  ['half a day', `${HEADER}SECRET,b,1.5\n`, 'line 2, column 10'],
  ['an offset of 0', `${HEADER}SECRET,b,-0\n`, 'line 2, column 10'],
  ['an offset beyond the calendar', `${HEADER}SECRET,b,3652059\n`, 'line 2, column 10'],
  ['a patient with two fates', `${HEADER}x,b,1\nSECRET,b,1\nSECRET ,b,2\n`, 'line 4, column 1'],
  ['one new ID of two lives', `${HEADER}x,SECRET,1\nb,SECRET,2\n`, 'line 3, column 3'],
  ['an open quote', `${HEADER}x,b,1\n"SECRET,b,1\n`, 'line 3, column 1'],
])('refuses %s, and tells where but not what', (_, text, place) => {
  const fault = faultOf(() => parseCrosswalk(bytesOf(text)))
  expect(fault?.code).toBe('CROSSWALK_INVALID')
  expect(fault?.message).toContain(place)
  expect(fault?.message).not.toMatch(/SECRET|x{9}|3652059/)
})

test('refuses a file beyond its bound', () => {
  expect(faultOf(() => parseCrosswalk(new Uint8Array(limits.crosswalkBytes + 1)))?.code).toBe('CROSSWALK_INVALID')
})

test('counts the new IDs that several patients share', () => {
  expect(countSharedNewIds(parse('a,N,1\na ,N,1\nb,N,1\nc,M,1\nd,O,2\ne,O,2\n'))).toBe(2)
  expect(countSharedNewIds(parse('a,N,1\nb,M,1\n'))).toBe(0)
})

describe('an identity with a crosswalk', () => {
  const keyedHash = (message: Uint8Array) =>
    createHmac('sha256', Uint8Array.from(Array(32).keys()))
      .update(message)
      .digest()
  const identity = createIdentity(keyedHash, { crosswalk: parse('MRN 0042,TRIAL-1,-100\n') })
  const bounds = { shiftDaysRange: [-3650, -365], wholeWeeks: false } as const

  test('takes ID and offset from it', () => {
    expect(textOf(identity.pseudonym(bytesOf('MRN 0042 ')))).toBe('TRIAL-1 ')
    expect(identity.dateOffsetDays(bytesOf('MRN 0042\0'), bounds)).toBe(-100)
  })

  test('takes both from the key for a patient who is not in it', () => {
    expect(textOf(identity.pseudonym(bytesOf('1.2.3')))).toBe('XYAVXEN9XSRG79AP')
    expect(identity.dateOffsetDays(bytesOf('1.2.3'), bounds)).toBe(-2567)
  })
})

function faultOf(action: () => unknown): SluiceError | undefined {
  try {
    action()
  } catch (fault) {
    if (fault instanceof SluiceError) return fault
    throw fault
  }
  return undefined
}
