/**
 * What new data files of the standard would change: row by row, and for profiles. docs/standard-update.md.
 *
 *   npm run standard:update -- [FOLDER] [--edition 2027a] [--profile NAME|FILE ...] [--write] [--standard DIR]
 *
 * FOLDER, or the variable SLUICE_STANDARD, has files of the same names as those in standard/. Nothing is written without --write.
 */

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type * as PlanDifference from '../src/cli/plan-difference.ts'
import { loadProfile } from '../src/cli/profile-file.ts'
import { SluiceError } from '../src/errors.ts'
import * as current from '../src/profile/compile.ts'
import { PROFILE_NAMES } from '../src/profile/request.ts'
import { formatCount, formatTable, type Row } from '../src/report/text-table.ts'
import { TableFault } from './tables/csv.ts'
import { compareFolders, type FileDifference, keyOf, mergeFolders } from './tables/update.ts'

const REPOSITORY = dirname(import.meta.dirname)
/** Rows of one file that are told; there may be thousands. */
const TOLD_ROWS = 200
const CODES = /^(?:basic|rtn_[a-z_]+|clean_[a-z_]+)$/

async function update(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      edition: { type: 'string' },
      profile: { type: 'string', multiple: true },
      write: { type: 'boolean', default: false },
      standard: { type: 'string', default: join(REPOSITORY, 'standard') },
    },
  })
  const source = positionals[0] ?? process.env.SLUICE_STANDARD
  if (source === undefined || positionals.length > 1) throw new TableFault('name one folder with the new files')
  const { differences, absent } = compareFolders(values.standard, source)
  for (const difference of differences) print(describe(difference))
  if (absent.length > 0) print(`Not in the folder, and left as they are: ${absent.join(', ')}\n`)
  if (differences.every(({ added, removed, changed }) => added.length + removed.length + changed.length === 0)) {
    print('Nothing would change.\n')
    return
  }
  const work = mkdtempSync(join(tmpdir(), 'sluice-standard-'))
  try {
    mergeFolders(values.standard, source, join(work, 'standard'), values.edition)
    buildProgram(work)
    for (const profile of values.profile ?? PROFILE_NAMES) print(await compareProfile(work, profile))
    if (values.write) {
      cpSync(join(work, 'standard'), values.standard, { recursive: true })
      print('\nWritten. Now: npm run build && npm test; then the pages that name the edition.\n')
    } else print('\nNothing was written: --write does that.\n')
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The program as it would be with the tables of `work`: the generator checks them on the way. */
function buildProgram(work: string): void {
  for (const folder of ['src', 'scripts']) cpSync(join(REPOSITORY, folder), join(work, folder), { recursive: true })
  cpSync(join(REPOSITORY, 'package.json'), join(work, 'package.json'))
  symlinkSync(join(REPOSITORY, 'node_modules'), join(work, 'node_modules'), 'dir')
  const run = spawnSync(process.execPath, [join(work, 'scripts/generate-tables.ts')], { encoding: 'utf8' })
  if (run.status !== 0) throw new TableFault(`the tables do not fit together yet:\n${run.stderr.trimEnd()}`)
}

/** Attributes of a profile that would be treated differently. */
async function compareProfile(work: string, profile: string): Promise<string> {
  const load = async (path: string): Promise<unknown> => await import(pathToFileURL(join(work, path)).href)
  const next = (await load('src/profile/compile.ts')) as typeof current
  const { comparePlans } = (await load('src/cli/plan-difference.ts')) as typeof PlanDifference
  const { request } = loadProfile(profile)
  const { rows, attributes } = comparePlans(current.compilePlan(request), next.compilePlan(request))
  const head: Row[] = rows.length > 0 ? [['tag', 'attribute', 'place', 'was', 'would be']] : []
  const count = attributes === 1 ? '1 attribute' : `${formatCount(attributes)} attributes`
  return `\nWith the profile ${request.name ?? request.profile}, ${count} would be treated differently\n${formatTable([...head, ...rows], '  ')}`
}

function describe({ file, key, added, removed, changed }: FileDifference): string {
  const rows: Row[] = [
    ...added.map((row): Row => ['added', keyOf(row, key), nameOf(row), codesOf(row)]),
    ...removed.map((row): Row => ['removed', keyOf(row, key), nameOf(row), codesOf(row)]),
    ...changed.map(({ row, changed: cells }): Row => {
      const changes = cells.map(([column, was, is]) => `${column}: ${was || 'nothing'} -> ${is || 'nothing'}`)
      return ['changed', keyOf(row, key), nameOf(row), changes.join('; ')]
    }),
  ]
  const counts = `${formatCount(added.length)} added, ${formatCount(removed.length)} removed, ${formatCount(changed.length)} changed`
  const more = rows.length > TOLD_ROWS ? `  and ${formatCount(rows.length - TOLD_ROWS)} more\n` : ''
  return `${file}: ${counts}\n${formatTable(rows.slice(0, TOLD_ROWS), '  ')}${more}`
}

function nameOf(row: Readonly<Record<string, string>>): string {
  return row.keyword ?? row.name ?? row.meaning ?? row.code_meaning ?? ''
}

/** What a row of a table of actions says. */
function codesOf(row: Readonly<Record<string, string>>): string {
  const cells = Object.entries(row).filter(([column, cell]) => cell !== '' && CODES.test(column))
  return cells.map(([column, cell]) => `${column}: ${cell}`).join('; ')
}

function print(text: string): void {
  process.stdout.write(text)
}

try {
  await update()
} catch (fault) {
  if (!(fault instanceof TableFault || fault instanceof SluiceError)) throw fault
  process.stderr.write(`${fault.message}\n`)
  process.exitCode = 1
}
