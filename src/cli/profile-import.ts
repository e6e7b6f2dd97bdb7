/** `sluice profile import FILE`: what a site has for another program, as a profile file on standard output. */

import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { readProfile } from '../profile/document.ts'
import type { ImportedProfile } from '../profile/import-collector.ts'
import { importCtp, isCtpScript } from '../profile/import-ctp.ts'
import { importCtpPixels, isCtpPixelScript } from '../profile/import-ctp-pixels.ts'
import { importDeid, isDeidRecipe } from '../profile/import-deid.ts'
import { writeImportedProfile } from '../profile/import-write.ts'
import { readBounded } from './bounded-file.ts'
import { printMessage, printText } from './console.ts'
import { checkFlag } from './plan-options.ts'
import { parseYaml } from './yaml-nodes.ts'

const LANGUAGES = ['ctp', 'ctp-pixels', 'deid'] as const
type Language = (typeof LANGUAGES)[number]

const IMPORTERS: Readonly<Record<Language, (text: string) => ImportedProfile>> = {
  ctp: importCtp,
  'ctp-pixels': importCtpPixels,
  deid: importDeid,
}

/** `from`: the language; found out where it is not given. Fails with OPTION_INVALID, or PROFILE_INVALID where the file cannot be read. */
export function importProfile(path: string, from: string | undefined): void {
  const asked = from === undefined ? undefined : checkFlag('--from', from, LANGUAGES)
  const text = readBounded(path, limits.importedBytes)
  if (typeof text !== 'string') throw new SluiceError('PROFILE_INVALID', {}, text.message)
  const language = asked ?? recognize(text)
  const imported = IMPORTERS[language](text)
  const written = writeImportedProfile(imported)
  checkWritten(written)
  printText(written)
  const lost = imported.notes.filter((note) => note.lost).length
  const changed = imported.notes.length - lost
  const ruleCount = imported.rules.length + (imported.pixels?.rules.length ?? 0)
  printMessage(
    `sluice: ${imported.language}: ${ruleCount} rules; ${lost} without counterpart, ${changed} different here.\n` +
      '  The remarks at the head of the profile list them. Then: sluice profile check FILE, sluice profile diff basic FILE',
  )
}

function recognize(text: string): Language {
  if (isCtpScript(text)) return 'ctp'
  if (isDeidRecipe(text)) return 'deid'
  if (isCtpPixelScript(text)) return 'ctp-pixels'
  throw new SluiceError(
    'PROFILE_INVALID',
    {},
    'the file is neither a CTP script nor a deid recipe; name it with --from ctp, ctp-pixels or deid',
  )
}

/** What was written is a profile, or this is a fault of ours. */
function checkWritten(text: string): void {
  const { node, faults } = parseYaml(text)
  const read = readProfile({ node, faults, identity: undefined, open: undefined })
  if (read.request === undefined) throw new SluiceError('INTERNAL', {}, 'the import made a profile with faults')
}
