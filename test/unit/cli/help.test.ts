import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeCommand, listCommands } from '../../../src/cli/command-tree.ts'
import { createProgram } from '../../../src/cli/program.ts'
import { ROOT, readText } from '../../rules/repository.ts'
import { runSluice } from '../../support/run-sluice.ts'

const program = describeCommand(
  createProgram(
    () => {},
    () => {},
  ),
)
const commands = listCommands(program)
const named = commands.map((command) => [command.words.join(' '), command] as const)

async function helpOf(words: readonly string[], columns: number): Promise<string> {
  const run = await runSluice([...words, '--help'], { env: { COLUMNS: String(columns), NO_COLOR: '1' } })
  expect(run.code).toBe(0)
  return run.stdout.toString()
}

describe('help', () => {
  it('begins with examples, puts options in groups, and has a line for each command', async () => {
    const help = await helpOf([], 80)
    const heads = [...help.matchAll(/^(\S.*):$/gm)].map((match) => match[1])
    expect(heads[0]).toBe('Examples')
    expect(heads.slice(1)).toEqual([
      'Arguments',
      'Output',
      'What is done with each attribute',
      'Identities',
      'Entries of an archive',
      'Evidence',
      'Large archives',
      'Messages',
      'Commands, each with --help',
      'Exit codes',
    ])
    for (const command of program.commands) expect(help).toMatch(new RegExp(`^ {2}${command.words[0]} +\\S`, 'm'))
  })

  it.each(named)('of "%s" fits 80 columns and uses 200', async (_, { words }) => {
    const longest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length))
    const narrow = await helpOf(words, 80)
    const wide = await helpOf(words, 200)
    // A list of names has no place to break.
    expect(longest(narrow.replaceAll(/\S{50,}/g, ''))).toBeLessThanOrEqual(80)
    expect(longest(wide)).toBeLessThanOrEqual(120)
    expect(wide.split('\n').length).toBeLessThanOrEqual(narrow.split('\n').length)
  })

  it.each(named.slice(1))('of "%s" ends with examples of that command', async (name, { words, commands: below }) => {
    const help = await helpOf(words, 80)
    const examples = help.slice(help.indexOf('\nExamples:\n'))
    expect(examples).toContain(`sluice ${name}`)
    if (below.length === 0) expect(examples.match(/sluice /g)!.length).toBeGreaterThan(0)
  })

  it('has colours where they are asked for, and none in a pipe', async () => {
    const colours = /\u001b\[/
    const help = async (env: Record<string, string>): Promise<string> =>
      (await runSluice(['--help'], { env: { NO_COLOR: '', ...env } })).stdout.toString()
    expect(await help({})).not.toMatch(colours)
    expect(await help({ FORCE_COLOR: '1' })).toMatch(colours)
    expect(await help({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toMatch(colours)
    expect(await help({ FORCE_COLOR: '0' })).not.toMatch(colours)
  })
})

describe('the table of options in the README', () => {
  it('has each option of a run, and no other', () => {
    const listed = [...readText('README.md').matchAll(/^\| (`-(?:[^|\\]|\\.)*) \|/gm)].flatMap((row) =>
      [...row[1]!.matchAll(/`(--?[a-z][a-z-]*)/g)].map((match) => match[1]!),
    )
    const options = program.options.filter(({ names }) => !names.includes('--help') && !names.includes('--version'))
    expect(
      options.filter(({ names }) => !names.some((name) => listed.includes(name))).map(({ flags }) => flags),
    ).toEqual([])
    expect(listed.filter((name) => !options.some(({ names }) => names.includes(name)))).toEqual([])
  })
})

describe('the manual page', () => {
  const page = readFileSync(join(ROOT, 'man/sluice.1'), 'utf8')

  it('has every option of every command', () => {
    const plain = page.replaceAll('\\-', '-')
    expect(page).toMatch(/^\.TH SLUICE 1 /)
    for (const { words, options } of commands.slice(1)) {
      const section = plain.split(`\n.SS sluice ${words.join(' ')}\n`)[1]!.split('\n.SS ')[0]!
      for (const { flags } of options) expect(section).toContain(`\\fB${flags}\\fR`)
    }
    for (const { flags } of program.options) expect(plain).toContain(`\\fB${flags}\\fR`)
  })

  it('is read by groff without a warning, if there is one', ({ skip }) => {
    const groff = (): string =>
      execFileSync('bash', ['-c', 'groff -man -Tutf8 -ww man/sluice.1 2>&1 >/dev/null'], {
        cwd: ROOT,
        encoding: 'utf8',
      })
    try {
      execFileSync('groff', ['--version'], { stdio: 'ignore' })
    } catch {
      skip()
    }
    expect(groff()).toBe('')
  })
})
