/** Dates as facts have them and as people write them: names of months, plausible days, and spellings of one date. */

/** Names by month, folded. Those before the bar say a month without a year too; those after it have other meanings in descriptors. */
const MONTHS: readonly string[] = [
  'january januar janvier januari janeiro gennaio jan janv | enero ene gen',
  'february februar fevrier februari fevereiro febbraio febrero feb fevr | fev',
  'marz maerz march marco maart mrz | mars marzo mar',
  'april avril aprile abril apr | avr abr',
  'maggio mayo maio | may mai mei mag',
  'june juni juin junio junho giugno jun | giu',
  'july juli juillet julio julho luglio jul juil | lug',
  'august aout agosto augustus aug | ago',
  'september septembre septiembre setiembre setembro settembre sept | sep set',
  'october oktober octobre octubre outubro ottobre okt | oct ott out',
  'november novembre noviembre novembro nov',
  'december dezember decembre diciembre dezembro dicembre dez | dec dic',
]

/** Longer names first, so that an alternation takes the whole name. */
function alternation(names: readonly string[]): string {
  return [...names].sort((a, b) => b.length - a.length).join('|')
}

const UNMISTAKABLE = MONTHS.flatMap((line) => line.split('|')[0]!.trim().split(' '))
const ALL = MONTHS.flatMap((line) => line.split(/[ |]+/))

/** Alternations for regular expressions over folded text. */
export const MONTH_NAMES = alternation(ALL)
export const UNMISTAKABLE_MONTH_NAMES = alternation(UNMISTAKABLE)

const DATE = /^((?:18|19|20|21)\d\d)[.-]?(\d\d)[.-]?(\d\d)/

/**
 * Day and month of a DA or DT, without the year, as they would stand compact: `2902`, `292`, `0229`, `229`; then with the names of the
 * month. Spellings with a year need no fact: patterns.ts finds them all. Undefined where the text is no whole date.
 */
export function dayAndMonthSpellings(text: string): { digits: string[]; named: string[] } | undefined {
  const parts = DATE.exec(text)
  if (parts === null) return undefined
  const [, , month = '', day = ''] = parts
  const monthNumber = Number(month)
  const dayNumber = Number(day)
  if (!isDay(dayNumber, monthNumber)) return undefined
  const digits = [
    ...new Set([
      day + month,
      month + day,
      `${dayNumber}${monthNumber}`,
      `${monthNumber}${dayNumber}`,
      `${day}${monthNumber}`,
    ]),
  ]
  const names = MONTHS[monthNumber - 1]!.split(/[ |]+/)
  const named = names.flatMap((name) => [
    `${dayNumber}${name}`,
    `${name}${dayNumber}`,
    `${day}${name}`,
    `${name}${day}`,
  ])
  return { digits, named: [...new Set(named)] }
}

/** Whether three numbers, as written, can be a date in any order that is in use. */
export function isDate(first: string, middle: string, last: string): boolean {
  const [a, b, c] = [Number(first), Number(middle), Number(last)]
  if (first.length === 4) return last.length <= 2 && isYear(a) && (isDay(c, b) || isDay(b, c))
  if (first.length > 2) return false
  if (last.length === 4) return isYear(c) && (isDay(a, b) || isDay(b, a))
  if (last.length !== 2) return false
  return isDay(a, b) || isDay(b, a) || (first.length === 2 && isDay(c, b))
}

/** Up to 2599: the Buddhist era is 543 years ahead. */
function isYear(year: number): boolean {
  return year >= 1800 && year <= 2599
}

function isDay(day: number, month: number): boolean {
  return day >= 1 && day <= 31 && month >= 1 && month <= 12
}
