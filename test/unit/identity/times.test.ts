import { expect, it } from 'vitest'
import { keepTimesOfDay } from '../../../src/identity/times.ts'

const kept = (text: string): string => Buffer.from(keepTimesOfDay(Buffer.from(text, 'latin1'))).toString('latin1')

it.each([
  '09',
  '0915',
  '091500',
  '091500.1',
  '235960.999999',
  '09:15',
  '09:15:00.25',
  '0915-1015',
  '-1015',
  '0915-',
  '+0530',
  '-1200',
])('the time of day %s stays', (text) => expect(kept(text).trimEnd()).toBe(text))

it.each([
  '20240229',
  '19500101',
  '2024.02.29',
  '01.02.1950',
  '2024-02-29',
  '20240229112233.123456+0100',
  '2460',
  '0960',
  '091561',
  '091500.1234567',
  '091500+0100',
  '20240229-20240301',
  '0915-1015-1115',
  '-',
  '9',
  'today',
  '+2400',
  '+053',
  'T0915',
])('%s is no time of day, and becomes empty', (text) => expect(kept(text)).toBe(''))

it('each value counts for itself, and their number stays', () => {
  expect(kept('0915\\20240229\\ 1015 ')).toBe('0915\\\\1015')
  expect(kept('20240229\\')).toBe('\\ ')
})
