/** Who we are, from the package's own description. */

import description from '../../package.json' with { type: 'json' }

export const PROGRAM = 'dicom-sluice'

export function readVersion(): string {
  return description.version
}
