/** The section about patients: by how few each combination of what stays is shared. */

import { stepSizes } from './class-sizes.ts'
import type { PageFacts } from './page-facts.ts'
import {
  type Check,
  facts as factList,
  html,
  type Markup,
  mono,
  NOTHING,
  plural,
  section,
  share,
  sizeChart,
  table,
} from './page-parts.ts'
import type { RiskFigures } from './read-risk.ts'
import { formatCount } from './text-table.ts'

export function patientsCheck({ risk }: PageFacts): Check {
  if (risk === undefined) {
    return {
      state: 'warn',
      word: 'Not counted',
      text: 'By how few patients what stays is shared was not given with this report.',
    }
  }
  const { patients, patientsBelow, k, smallest, unreadObjects } = risk
  if (patients === 0) return { state: 'warn', word: 'Patients', text: 'In the output no patient was found to count.' }
  if (patientsBelow > 0) {
    const text = `${formatCount(patientsBelow)} of ${plural(patients, 'patient', 'patients')} share what stays of them with fewer than ${k - 1} others; the smallest class has ${formatCount(smallest)}.`
    return { state: 'bad', word: 'Few alike', text }
  }
  const text = `Each of ${plural(patients, 'patient', 'patients')} is one of ${formatCount(smallest)} or more who cannot be told apart by what was counted.`
  if (unreadObjects === 0) return { state: 'good', word: 'Patients', text }
  return {
    state: 'warn',
    word: 'Patients',
    text: `${text} ${plural(unreadObjects, 'object', 'objects')} could not be read, and ${unreadObjects === 1 ? 'is' : 'are'} not counted.`,
  }
}

export function patientsSection({ risk }: PageFacts): Markup {
  if (risk === undefined) return NOTHING
  const { patients, objects, k, sizes, prosecutor, journalist } = risk
  const steps = stepSizes(sizes, k).map(({ from, to, patients: count }) => ({
    name: nameOf(from, to),
    count,
    isBelow: from < k,
  }))
  const { populationFactor } = journalist
  return section('patients', 'How far patients can be told apart', [
    html`<p>Patients are in one class if all of what was counted of them is equal. What is not in the list below was not counted. These figures were given beside the report, and are no part of its chain.</p>\n`,
    factList(totalsOf(risk)),
    steps.length === 0
      ? NOTHING
      : sizeChart(
          `${plural(patients, 'patient', 'patients')}, by the number of those in their class`,
          steps,
          k,
          patients,
        ),
    table(
      'Risk that somebody is recognised',
      [{ name: 'By whom' }, { name: 'Highest', number: true }, { name: 'Average', number: true }, { name: 'Meaning' }],
      [
        [
          'Prosecutor',
          shareText(prosecutor.maximum),
          shareText(prosecutor.average),
          'knows that the person is in the set',
        ],
        [
          'Journalist',
          shareText(journalist.maximum),
          shareText(journalist.average),
          populationFactor > 1
            ? `looks for anybody, in a population of ${populationFactor} times the patients`
            : 'looks for anybody; no larger population was stated',
        ],
      ],
    ),
    table(
      `What was counted, in ${plural(objects, 'object', 'objects')}`,
      [
        { name: 'Quasi-identifier' },
        { name: 'Different values', number: true },
        { name: 'Patients without', number: true },
      ],
      risk.quasiIdentifiers.map(({ name, values, patientsWithout }) => [mono(name), values, patientsWithout]),
    ),
    diversity(risk),
    generalisations(risk),
  ])
}

function totalsOf({
  patients,
  classes,
  smallest,
  classesBelow,
  patientsBelow,
  k,
  ...risk
}: RiskFigures): [string, string][] {
  const rows: [string, string][] = [
    ['Patients', formatCount(patients)],
    ['Classes', formatCount(classes)],
    ['Smallest class', plural(smallest, 'patient', 'patients')],
    [
      `Below ${formatCount(k)}`,
      patientsBelow === 0
        ? 'no class'
        : `${plural(patientsBelow, 'patient', 'patients')} (${share(patientsBelow, patients)}) in ${plural(classesBelow, 'class', 'classes')}`,
    ],
  ]
  if (risk.objectsWithoutPatient > 0) {
    const objects = plural(risk.objectsWithoutPatient, 'object', 'objects')
    rows.push(['Without Patient ID', `${objects}: the study stands for the patient`])
  }
  if (risk.unreadObjects > 0)
    rows.push(['Not counted', `${plural(risk.unreadObjects, 'object', 'objects')} that could not be read`])
  return rows
}

function diversity({ diversity: found }: RiskFigures): Markup {
  if (found === undefined) return NOTHING
  return html`<h3>What a class tells of its patients</h3>
${factList([
  ['Attribute', found.attribute],
  ['Fewest different values in a class', formatCount(found.distinct)],
  [`In classes with fewer than ${formatCount(found.l)}`, plural(found.patientsBelow, 'patient', 'patients')],
  ['A value is known by the class', `of ${plural(found.patientsDisclosed, 'patient', 'patients')}`],
])}`
}

function generalisations({ generalisations: found, k }: RiskFigures): Markup {
  if (found.length === 0) return NOTHING
  return html`<h3>What would make every class have ${k}</h3>
${table(
  'That which loses least first',
  [{ name: 'Change' }, { name: 'Classes', number: true }, { name: 'Smallest', number: true }],
  found.map(({ changes, classes, smallest }) => [changes.join('; '), classes, smallest]),
)}`
}

function nameOf(from: number, to: number): string {
  if (to === Number.POSITIVE_INFINITY) return `${formatCount(from)} and more`
  return from === to ? formatCount(from) : `${formatCount(from)} to ${formatCount(to)}`
}

/** Of 0.2, `20.0 %`. What is small is not nothing. */
function shareText(part: number): string {
  return part === 0 ? '0 %' : share(part, 1)
}
