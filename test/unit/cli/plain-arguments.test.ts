import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlainArguments } from '../../../src/cli/plain-arguments.ts'
import { createProgram } from '../../../src/cli/program.ts'

const OPTIONS = createProgram(
  () => {},
  () => {},
).options
const COMMANDS = ['demo', 'explain', 'help', 'inspect', 'keygen', 'profile', 'risk', 'sop', 'verify']
const VALUES = ['study.tar', '-', 'clean.tar.gz', 'basic', 'retain-uids,clean-graphics', '', '4', 'a b', 'hash']
const ODD = ['--', '-x', '--output=x', '-oclean.tar', '--no-such', '-q', '--out', ...COMMANDS]

/** What commander gives to the command itself; undefined where it does not come to that. */
function readByCommander(argv: readonly string[]): { input: string | undefined; given: unknown } | undefined {
  let read: { input: string | undefined; given: unknown } | undefined
  const program = createProgram(
    () => {},
    () => {},
  )
  program.action((input: string | undefined, given: unknown) => {
    read = { input, given }
  })
  for (const command of program.commands) command.action(() => {})
  try {
    program.parse(argv, { from: 'user' })
  } catch {
    return undefined
  }
  return read
}

const argument = fc.constantFrom(
  ...OPTIONS.flatMap(({ long, short }) => [long!, ...(short ? [short] : [])]),
  ...VALUES,
  ...ODD,
)

describe('a plain command line', () => {
  it('is read as commander reads it', () => {
    let plain = 0
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 7 }), (argv) => {
        const read = readPlainArguments(argv, {})
        if (read === undefined) return
        plain++
        expect(readByCommander(argv)).toEqual(read)
      }),
      { numRuns: 4000, seed: 4 },
    )
    expect(plain).toBeGreaterThan(300)
  })

  it.each(
    OPTIONS.filter(({ long }) => long !== '--version' && long !== '--help').map(({ long, required }) => [
      long!,
      required,
    ]),
  )('may have %s', (long, required) => {
    const argv = required ? ['in.tar', long, 'value'] : ['in.tar', long]
    const read = readPlainArguments(argv, {})
    expect(read).toBeDefined()
    expect(read).toEqual(readByCommander(argv))
  })

  it('has its key from the environment only where it names none', () => {
    const environment = { SLUICE_KEY_FILE: 'theirs.key' }
    expect(readPlainArguments([], environment)?.given.keyFile).toBe('theirs.key')
    expect(readPlainArguments(['--key-file', 'ours.key'], environment)?.given.keyFile).toBe('ours.key')
  })

  it('is none where it may be a command, or help is asked for', () => {
    const { commands } = createProgram(
      () => {},
      () => {},
    )
    const names = [...commands.map((command) => command.name()), 'help']
    expect(names.filter((name) => readPlainArguments(['--quiet', name], {}) !== undefined)).toEqual([])
    for (const argv of [['--help'], ['-h'], ['a.tar', 'b.tar'], ['--output'], ['--report', '--quiet']]) {
      expect(readPlainArguments(argv, {})).toBeUndefined()
    }
  })
})
