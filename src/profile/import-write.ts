/** An import as the text of a profile file. Texts are written as JSON has them, which YAML reads, so that nothing in them is taken for syntax. */

import type { ProfileRule } from './document-types.ts'
import type { ImportedPixels, ImportedProfile, ImportNote } from './import-collector.ts'

const PLAIN = /^[A-Za-z][A-Za-z0-9]*$/
/** What YAML takes for something else than text. */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i

export function writeImportedProfile({ language, options, rules, pixels, notes }: ImportedProfile): string {
  const lost = notes.filter((note) => note.lost)
  const changed = notes.filter((note) => !note.lost)
  const lines = [
    `# Read from: ${language}. ${rules.length + (pixels?.rules.length ?? 0)} rules.`,
    ...remarks('No counterpart', lost),
    ...remarks('Different here', changed),
    '#',
    'extends: basic',
    `name: ${quote(`imported from ${language}`)}`,
    ...(options.length > 0 ? ['with:', ...options.map((option) => `  - ${option}`)] : []),
    ...(pixels === undefined ? [] : writePixels(pixels)),
    ...(rules.length > 0 ? ['rules:'] : []),
    ...rules.flatMap(({ rule, line }) => writeRule(rule, line)),
  ]
  return `${lines.join('\n')}\n`
}

function remarks(title: string, notes: readonly ImportNote[]): string[] {
  if (notes.length === 0) return []
  const lines = notes.map(({ line, source, message }) => `#   ${line > 0 ? `line ${line}: ` : ''}${source}: ${message}`)
  return ['#', `# ${title}: ${notes.length}`, ...lines]
}

/** What stands behind `when`, `blank` and `keep` is JSON, which YAML reads. */
function writePixels({ match, rules }: ImportedPixels): string[] {
  const lines = rules.flatMap(({ line, rule: { when, ...action } }) => [
    `    - when: ${JSON.stringify(when)} # line ${line}`,
    ...Object.entries(action).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`),
  ])
  return ['pixels:', `  match: ${match}`, '  unmatched: withhold', ...(rules.length > 0 ? ['  rules:', ...lines] : [])]
}

function writeRule({ attribute, vr, privateCreator, element, action }: ProfileRule, line: number): string[] {
  const fields = [
    ...(attribute === undefined ? [] : [['attribute', writeOneOrMore(attribute)]]),
    ...(vr === undefined ? [] : [['vr', writeOneOrMore(vr)]]),
    ...(privateCreator === undefined ? [] : [['privateCreator', quote(privateCreator)]]),
    ...(element === undefined ? [] : [['element', writeOneOrMore(element)]]),
    ['action', typeof action === 'string' ? action : `{ replace: ${quote(action.replace)} }`],
  ]
  return fields.map(
    ([key, text], index) => `${index === 0 ? '  - ' : '    '}${key}: ${text}${index === 0 ? ` # line ${line}` : ''}`,
  )
}

function writeOneOrMore(texts: string | readonly string[]): string {
  return typeof texts === 'string' ? quote(texts) : `[${texts.map(quote).join(', ')}]`
}

function quote(text: string): string {
  return PLAIN.test(text) && !RESERVED.test(text) ? text : JSON.stringify(text)
}
