/** Why an element is dealt with as it is, in one line. */

import type { Explanation, Source } from '../profile/explain.ts'

const SOURCE_WORDS: Readonly<Record<Exclude<Source, 'table'>, string>> = {
  'beyond-the-table': 'a rule of this program, beyond Table E.1-1',
  registry: 'registered, and not listed in Table E.1-1',
  attestation: 'written anew: it tells of the de-identification',
  'group-length': 'a group length, which would no longer be right',
  outside: 'no part of a data set',
  unknown: 'not registered: nobody knows what it holds',
}

/** By which row, option, mode or rule. */
export function reasonOf({ source, row, code, options, mode, rule, reason }: Explanation): string {
  if (rule !== undefined) return `rule ${rule + 1} of the profile`
  if (options.length > 0) return `option ${options.join(', ')}`
  const by = source === 'table' ? `Table E.1-1${codeWords(row?.basic, code)}` : SOURCE_WORDS[source]
  return [by, reason, mode === undefined ? undefined : `mode ${mode}`].filter((part) => part !== undefined).join('; ')
}

/** `X`, or `X/Z/D, here Z` where the code of the table hangs on SOP class and place. */
function codeWords(basic: string | undefined, code: string | undefined): string {
  if (basic === undefined) return ''
  return code === undefined || code === basic ? `: ${basic}` : `: ${basic}, here ${code}`
}
