/** Writes man/sluice.1 from the definitions of the command. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { describeCommand } from '../src/cli/command-tree.ts'
import { writeManPage } from '../src/cli/man-page.ts'
import { createProgram } from '../src/cli/program.ts'
import { readVersion } from '../src/cli/version.ts'

const folder = new URL('../man/', import.meta.url)
mkdirSync(folder, { recursive: true })
const program = createProgram(
  () => {},
  () => {},
)
writeFileSync(new URL('sluice.1', folder), writeManPage(describeCommand(program), readVersion()))
