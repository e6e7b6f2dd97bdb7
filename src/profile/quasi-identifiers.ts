/**
 * Quasi-identifiers: what does not name a patient, but tells patients apart when several of them are known. A site says which count
 * and how fine, `age:10`, `sex`, `year`; how each can be made coarser is fixed here (docs/risk.md).
 */

import { findAttribute, registeredAttributes, tagOfKeyword } from '../dicom/dictionary.ts'
import type { Vr } from '../dicom/vr.ts'
import { findNearest } from './nearest.ts'

/** One way to write the values of a quasi-identifier, finer or coarser. */
export interface Level {
  /** For people: `bands of 10 years`. */
  readonly text: string
  /** A value of the first level as one of this level. No value stays no value. */
  readonly generalise: (value: string) => string
}

export interface QuasiIdentifier {
  /** As it was asked for: `age:10`. */
  readonly name: string
  /** Keyword or the name of the list, without the width: `age`. */
  readonly attribute: string
  /** The root attributes that it is read from, the first that has a value before the others. */
  readonly tags: readonly number[]
  /** The value of an object by the texts of its root attributes; empty where it has none. */
  readonly read: (textOf: (tag: number) => string) => string
  /** From that which was asked for to the coarsest. Beyond it the attribute is left out altogether. */
  readonly levels: readonly Level[]
}

const PATIENT_AGE = 0x00101010
const PATIENT_BIRTH_DATE = 0x00100030
/** Study, series, acquisition and content. */
const DATES = [0x00080020, 0x00080021, 0x00080022, 0x00080023] as const

/** Names that are shorter, or more than one attribute. */
const NAMED: Readonly<Record<string, readonly number[]>> = {
  sex: [0x00100040],
  'body-part': [0x00180015],
  modality: [0x00080060],
  institution: [0x00080080],
  region: [0x00102152],
  country: [0x00102150],
  manufacturer: [0x00080070],
  model: [0x00081090],
}
const WIDTHS = [1, 5, 10, 20, 40] as const
/** Ages from here on are one: there are few people of each, and HIPAA asks for it. */
const OLDEST_YEARS = 90
const TEXT_VRS: ReadonlySet<Vr> = new Set([
  'AE',
  'AS',
  'CS',
  'DA',
  'DS',
  'DT',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'ST',
  'TM',
  'UC',
  'UI',
  'UR',
  'UT',
])
/** A value that cannot be read as what it should be stands for itself, and is not made coarser. */
const VERBATIM = '~'

/** One quasi-identifier. A text says what is wrong with it. */
export function parseQuasiIdentifier(name: string): QuasiIdentifier | string {
  const [attribute = '', width, ...more] = name.split(':')
  if (more.length > 0) return 'a quasi-identifier is a name, as in sex, or a name and a width, as in age:10'
  if (attribute === 'age') return age(width)
  if (width !== undefined) return 'only age has a width, as in age:10'
  if (attribute === 'year' || attribute === 'month') return date(attribute)
  const tag = NAMED[attribute] ?? rootTextTag(attribute)
  if (typeof tag === 'string') return tag
  return text(attribute, tag)
}

/** The tag of a root attribute whose values are text, in a list of its own; else a sentence. */
export function rootTextTag(keyword: string): readonly number[] | string {
  const tag = tagOfKeyword(keyword)
  if (tag === undefined) {
    const names = ['age', 'year', 'month', ...Object.keys(NAMED)]
    const nearest = findNearest(keyword, [...names, ...keywords()])
    if (nearest !== undefined) return `there is no such attribute; did you mean '${nearest}'?`
    return `there is no such attribute; there are ${names.join(', ')}, and the keywords of the registry`
  }
  const isText = findAttribute(tag)!.vrs.some((vr) => TEXT_VRS.has(vr))
  return isText ? [tag] : `the values of ${keyword} are no text`
}

function* keywords(): Generator<string> {
  for (const { keyword } of registeredAttributes().values()) yield keyword
}

function text(attribute: string, tags: readonly number[]): QuasiIdentifier {
  const levels = [{ text: 'as it is', generalise: (value: string) => value }]
  const read = (textOf: (tag: number) => string): string => foldText(textOf(tags[0]!))
  return { name: attribute, attribute, tags, read, levels }
}

/**
 * Texts that mean the same in one spelling: code strings, names of makers and institutions differ in case and blanks. Characters stand for bytes of
 * any character set, so only those of ASCII are touched.
 */
export function foldText(value: string): string {
  const trimmed = value.replaceAll(/[ \t\r\n\f]+/g, ' ').replaceAll(/^ | $/g, '')
  return trimmed.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase())
}

function age(widthText: string | undefined): QuasiIdentifier | string {
  const finest = WIDTHS.find((width) => String(width) === (widthText ?? '10'))
  if (finest === undefined || finest === WIDTHS.at(-1)) {
    return `age comes in bands of ${WIDTHS.slice(0, -1).join(', ')} years, as in age:10`
  }
  const widths = WIDTHS.filter((width) => width >= finest)
  const levels = widths.map((width) => ({
    text: width === 1 ? 'years' : `bands of ${width} years`,
    generalise: (value: string) => (isVerbatim(value) ? value : bandOf(Number(value), width)),
  }))
  const read = (textOf: (tag: number) => string): string => {
    const stated = textOf(PATIENT_AGE).trim()
    const value = stated === '' ? ageBetween(textOf(PATIENT_BIRTH_DATE).trim(), firstDate(textOf)) : readAge(stated)
    return isVerbatim(value) ? value : bandOf(Number(value), finest)
  }
  return { name: `age:${finest}`, attribute: 'age', tags: [PATIENT_AGE, PATIENT_BIRTH_DATE, ...DATES], read, levels }
}

/** The youngest age of its band. */
function bandOf(years: number, width: number): string {
  return String(Math.floor(Math.min(years, OLDEST_YEARS) / width) * width)
}

/** PS3.5 6.2, AS: whole years of `045Y`, `018M`, `006W`, `010D`. */
function readAge(stated: string): string {
  const [, count, unit] = /^(\d{3})([DWMY])$/.exec(stated) ?? []
  if (count === undefined) return VERBATIM + stated
  const perYear = { D: 365, W: 52, M: 12, Y: 1 }[unit as 'D' | 'W' | 'M' | 'Y']
  return String(Math.floor(Number(count) / perYear))
}

function ageBetween(birth: string, event: string): string {
  if (!isDate(birth) || !isDate(event) || event < birth) return ''
  const years = Number(event.slice(0, 4)) - Number(birth.slice(0, 4))
  return String(event.slice(4) < birth.slice(4) ? years - 1 : years)
}

function date(finest: 'year' | 'month'): QuasiIdentifier {
  const month: Level = { text: 'year and month', generalise: (value) => value }
  const year: Level = { text: 'year', generalise: (value) => (isVerbatim(value) ? value : value.slice(0, 4)) }
  const digits = finest === 'year' ? 4 : 6
  const read = (textOf: (tag: number) => string): string => {
    const value = firstDate(textOf)
    return value === '' || isDate(value) ? value.slice(0, digits) : VERBATIM + value
  }
  return { name: finest, attribute: finest, tags: DATES, read, levels: finest === 'year' ? [year] : [month, year] }
}

function firstDate(textOf: (tag: number) => string): string {
  for (const tag of DATES) {
    const value = textOf(tag).trim()
    if (value !== '') return value
  }
  return ''
}

function isDate(value: string): boolean {
  return /^\d{8}$/.test(value)
}

function isVerbatim(value: string): boolean {
  return value === '' || value.startsWith(VERBATIM)
}
