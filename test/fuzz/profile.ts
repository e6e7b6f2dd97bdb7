/**
 * Everything that a site writes by hand, as any text: profiles, scripts of other programs, crosswalks. Reading one gives a plan
 * or says what is wrong with it, and does nothing else.
 */

import { parseYaml } from '../../src/cli/yaml-nodes.ts'
import { SluiceError } from '../../src/errors.ts'
import { parseCrosswalk } from '../../src/identity/crosswalk.ts'
import { formatFaults, readAndCompileProfile } from '../../src/profile/document.ts'
import type { ImportedProfile } from '../../src/profile/import-collector.ts'
import { importCtp } from '../../src/profile/import-ctp.ts'
import { importDeid } from '../../src/profile/import-deid.ts'
import { writeImportedProfile } from '../../src/profile/import-write.ts'

const READERS: readonly ((text: string) => void)[] = [
  readAsProfile,
  readAsProfile,
  (text) => checkImport(importCtp(text)),
  (text) => checkImport(importDeid(text)),
  readAsCrosswalk,
]

export function fuzz(data: Buffer): void {
  READERS[data[0]! % READERS.length]?.(data.toString('utf8', 1))
}

export function readAsProfile(text: string): void {
  const { node, faults } = parseYaml(text)
  const read = readAndCompileProfile({ node, faults, identity: undefined, open: undefined })
  if ((read.request === undefined) === (read.faults.length === 0)) throw new Error('neither a profile nor a fault')
  formatFaults(read)
}

/** What an importer writes is a profile without faults. */
function checkImport(imported: ImportedProfile): void {
  const { node, faults } = parseYaml(writeImportedProfile(imported))
  const read = readAndCompileProfile({ node, faults, identity: undefined, open: undefined })
  if (read.request === undefined) throw new Error(`an import has faults: ${formatFaults(read)}`)
}

function readAsCrosswalk(text: string): void {
  try {
    parseCrosswalk(Buffer.from(text))
  } catch (fault) {
    if (!(fault instanceof SluiceError) || fault.code !== 'CROSSWALK_INVALID') throw fault
  }
}
