/**
 * A tar on standard input, a de-identified tar on standard output, and a line on stderr for each entry that did not pass:
 *
 *   tar -c study | SLUICE_KEY=$(cat site.key) node examples/pipe-tar.ts > clean.tar
 */

import { pipeline } from 'node:stream/promises'
import { createDeidentifier, SluiceError } from 'dicom-sluice'

const key = process.env.SLUICE_KEY
const deid = await createDeidentifier({
  ...(key !== undefined && { key }),
  onEntry: ({ ordinal, disposition, code }) => {
    if (disposition !== 'deidentified') console.error(`entry ${ordinal}: ${disposition} (${code})`)
  },
})

try {
  await pipeline(process.stdin, deid.tar(), process.stdout)
} catch (error) {
  console.error(error instanceof SluiceError ? error.message : 'failed')
  process.exitCode = 1
}
