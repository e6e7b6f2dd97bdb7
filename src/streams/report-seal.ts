/** The seal on a report: who has the key of a run can see that its report was made by one who had it too. */

import { hexadecimal } from '../dicom/hexadecimal.ts'
import type { KeyedHash } from '../identity/identity.ts'

/** Apart from all domains of replacements (docs/identity.md). */
const DOMAIN = 'dicom-sluice/1 report-seal\0'

/** `digest`: SHA-256 in hexadecimal of what is sealed. 64 hexadecimal digits. */
export function sealOf(keyedHash: KeyedHash, digest: string): string {
  return hexadecimal(keyedHash(new TextEncoder().encode(`${DOMAIN}${digest}`)))
}
