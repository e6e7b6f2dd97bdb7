/** `sluice profile list`: what --profile, --with and --mode take. */

import { MODES, OPTION_NAMES, PROFILE_NAMES } from '../profile/request.ts'
import { MODE_TEXT, OPTION_TEXT, PROFILE_TEXT } from '../profile/request-text.ts'
import { formatTable } from '../report/text-table.ts'
import { printText } from './console.ts'

/** Prints tables, or with `isJson` one object. */
export function listProfiles(isJson: boolean): void {
  if (isJson) {
    const described = (names: readonly string[], texts: Readonly<Record<string, string>>): object[] =>
      names.map((name) => ({ name, description: texts[name] }))
    const lists = {
      profiles: described(PROFILE_NAMES, PROFILE_TEXT),
      options: described(OPTION_NAMES, OPTION_TEXT),
      modes: described(MODES, MODE_TEXT),
    }
    printText(`${JSON.stringify(lists)}\n`)
    return
  }
  const options = OPTION_NAMES.map((name) => [name, OPTION_TEXT[name]])
  printText(
    [
      `Profiles, for --profile\n${formatTable(
        PROFILE_NAMES.map((name) => [name, PROFILE_TEXT[name]]),
        '  ',
      )}`,
      `Options of the standard, for --with\n${formatTable(options, '  ')}`,
      `Modes, for --mode: what becomes of an attribute that would be removed, emptied or replaced\n${formatTable(
        MODES.map((name) => [name, MODE_TEXT[name]]),
        '  ',
      )}`,
      'A profile of your own is a file that begins with one of these: docs/profile-files.md\n',
    ].join('\n'),
  )
}
