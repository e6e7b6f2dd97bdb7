/** What `sluice risk` says to a person: tables, and classes by size as bars. */

import { CODES, type Code } from '../errors.ts'
import type { QuasiIdentifier } from '../profile/quasi-identifiers.ts'
import { stepSizes } from '../report/class-sizes.ts'
import { formatCount, formatTable, type Row } from '../report/text-table.ts'
import type { GeneralisationRecord, RiskRecord } from '../risk/assess.ts'
import type { PatientClass } from '../risk/patients.ts'

const INDENT = '  '
const BAR_CHARACTERS = 40
const LINE_CHARACTERS = 80

export function formatRisk(record: RiskRecord): string {
  const blocks = [
    head(record),
    attributes(record),
    classes(record),
    risks(record),
    bars(record),
    diversity(record),
    generalisations(record),
  ]
  return blocks.filter((block) => block !== '').join('\n')
}

/** The smallest classes with their values. */
export function formatClasses(
  smallest: readonly PatientClass[],
  quasiIdentifiers: readonly QuasiIdentifier[],
  valuesOf: readonly (readonly string[])[],
): string {
  if (smallest.length === 0) return ''
  const rows: Row[] = [['patients', ...quasiIdentifiers.map(({ name }) => name)]]
  for (const { patients, combinations } of smallest) {
    for (const [index, values] of combinations.entries()) {
      const cells = values.map((value, at) => printable(valuesOf[at]![value]!))
      rows.push([index === 0 ? patients : '', ...cells])
    }
  }
  return `\nThe smallest classes, and all combinations that their patients have\n${formatTable(rows, INDENT)}`
}

/** A value must not reach the terminal as a command to it. */
function printable(value: string): string {
  return value === '' ? '-' : value.slice(0, 40).replaceAll(/[^ -~]/g, '.')
}

function head(record: RiskRecord): string {
  const lines = [`${counted(record.patients, 'patient')} in ${counted(record.objects, 'object')}`]
  if (record.objectsWithoutPatient > 0) {
    const count = counted(record.objectsWithoutPatient, 'object')
    lines.push(`${count} without a Patient ID of its own: the study stands for the patient`)
  }
  if (record.unreadObjects > 0) {
    lines.push(
      `${counted(record.unreadObjects, 'object')} could NOT be read, and ${isAre(record.unreadObjects)} not counted:`,
    )
    const rows = Object.entries(record.unreadCodes).map(([code, count]): Row => [code, count, CODES[code as Code]])
    lines.push(formatTable(rows, INDENT).trimEnd())
  }
  return `${lines.join('\n')}\n`
}

function attributes({ quasiIdentifiers }: RiskRecord): string {
  const rows = quasiIdentifiers.map(({ name, values, patientsWithout }): Row => [name, values, patientsWithout])
  return `Quasi-identifiers\n${formatTable([['', 'values', 'patients without'], ...rows], INDENT)}`
}

function classes({ classes, smallest, classesBelow, patientsBelow, patients, k }: RiskRecord): string {
  return `Classes of patients who cannot be told apart\n${formatTable(
    [
      ['classes', classes],
      ['patients in the smallest', smallest],
      [`classes below ${k}`, classesBelow],
      ['patients in these', patientsBelow, patients === 0 ? '' : percent(patientsBelow / patients)],
    ],
    INDENT,
  )}`
}

function risks({ prosecutor, journalist }: RiskRecord): string {
  const factor = journalist.populationFactor
  const rows: Row[] = [
    ['', 'highest', 'average', ''],
    ['prosecutor', percent(prosecutor.maximum), percent(prosecutor.average), 'knows that the person is in the set'],
    [
      'journalist',
      percent(journalist.maximum),
      percent(journalist.average),
      factor === 1 ? 'the same: no larger population was stated' : `population: ${factor} times the patients`,
    ],
  ]
  if (factor > 1) {
    const { cautiousMaximum, cautiousAverage } = journalist
    rows.push(['', percent(cautiousMaximum), percent(cautiousAverage), 'allowing for chance in who is in the set'])
  }
  return `Risk of being recognised\n${formatTable(rows, INDENT)}`
}

function bars({ sizes, patients, k }: RiskRecord): string {
  const steps = stepSizes(sizes, k)
  if (steps.length === 0) return ''
  const most = Math.max(...steps.map((step) => step.patients))
  const rows = steps.map((step): Row => {
    const length = step.patients === 0 ? 0 : Math.max(1, Math.round((step.patients / most) * BAR_CHARACTERS))
    return [nameOf(step.from, step.to), step.patients, percent(step.patients / patients), '#'.repeat(length)]
  })
  return `Patients by the size of their class\n${formatTable(rows, INDENT)}`
}

function nameOf(from: number, to: number): string {
  if (to === Number.POSITIVE_INFINITY) return `${formatCount(from)} and more`
  return from === to ? formatCount(from) : `${formatCount(from)} to ${formatCount(to)}`
}

function diversity({ diversity: found }: RiskRecord): string {
  if (found === undefined) return ''
  return `Diversity of ${found.attribute}\n${formatTable(
    [
      ['different values', found.values],
      ['fewest in a class (distinct l)', found.distinct],
      ['the same by entropy', found.entropy.toFixed(2)],
      [`classes below ${found.l}`, found.classesBelow],
      ['patients in these', found.patientsBelow],
      ['patients of whom a value is known by their class', found.patientsDisclosed],
    ],
    INDENT,
  )}`
}

function generalisations({ generalisations: found, generalisationSearch: search, k }: RiskRecord): string {
  if (search === 'not-needed') return ''
  if (search === 'none') return `There are fewer than ${k} patients: nothing makes a class of ${k}\n`
  const lines = found.map((one) => linesOf(describe(one)))
  const note = search === 'bounded' ? `${INDENT}not all ways were looked at: limits.risk* say how many\n` : ''
  return `What would make every class have ${k}, least loss first\n${lines.join('')}${note}`
}

/** What is not broken over lines. */
function describe({ levels, loss, classes, smallest }: GeneralisationRecord): string[] {
  const changes = Object.entries(levels).map(([name, text]) => `${name}: ${text}`)
  const counts = `${counted(classes, 'class', 'classes')}, the smallest of ${formatCount(smallest)}`
  return [
    ...changes.map((change, index) => (index < changes.length - 1 ? `${change};` : change)),
    `(loss ${loss.toFixed(2)}; ${counts})`,
  ]
}

/** Lines of no more than LINE_CHARACTERS, those after the first set in. */
function linesOf(parts: readonly string[]): string {
  let text = ''
  let line = INDENT
  for (const part of parts) {
    const isFirst = line.trim() === ''
    if (!isFirst && line.length + 1 + part.length > LINE_CHARACTERS) {
      text += `${line}\n`
      line = `${INDENT}${INDENT}${part}`
    } else line += isFirst ? part : ` ${part}`
  }
  return `${text}${line}\n`
}

function percent(share: number): string {
  const text = (share * 100).toFixed(1)
  // What is small is not nothing.
  return `${text === '0.0' && share > 0 ? '<0.1' : text} %`.padStart(7)
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

function isAre(count: number): string {
  return count === 1 ? 'is' : 'are'
}
