import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeCommand, listCommands } from '../../../src/cli/command-tree.ts'
import { writeCompletion } from '../../../src/cli/completion.ts'
import { SHELLS } from '../../../src/cli/completion-command.ts'
import { createProgram } from '../../../src/cli/program.ts'
import { OPTION_NAMES } from '../../../src/profile/request.ts'
import { runSluice } from '../../support/run-sluice.ts'
import { useScratch } from '../../support/scratch.ts'

const scratch = useScratch('nothing')
const program = describeCommand(
  createProgram(
    () => {},
    () => {},
  ),
)
const commands = listCommands(program)
const BASH = writeCompletion(program, 'bash')

/** What bash offers for the last of `words`. */
function complete(...words: string[]): string[] {
  const script = `${BASH}
COMP_WORDS=(sluice ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
_sluice; printf '%s\\n' "\${COMPREPLY[@]}"`
  const offered = execFileSync('bash', ['--norc', '-c', script], { cwd: scratch.folder, encoding: 'utf8' })
  return offered.split('\n').filter(Boolean).sort()
}

describe('completion', () => {
  it.each(SHELLS)('for %s names every option of every command', async (shell) => {
    const script = (await runSluice(['completion', shell])).stdout.toString()
    expect(script).toBe(writeCompletion(program, shell))
    for (const { words, options } of commands) {
      for (const name of options.flatMap((option) => option.names)) {
        const spelt = shell !== 'fish' ? name : name.startsWith('--') ? `-l ${name.slice(2)} ` : `-s ${name.slice(1)} `
        const line = script
          .split('\n')
          .filter((text) => (shell === 'fish' ? words.every((word) => text.includes(`from ${word}`)) : true))
        expect(
          line.some((text) => `${text} `.includes(spelt)),
          `${words.join(' ')} ${name}`,
        ).toBe(true)
      }
    }
  })

  it('offers the options of the command that is meant, in bash', () => {
    for (const { words, options } of commands) {
      expect(complete(...words, '--')).toEqual(
        options.flatMap(({ names }) => names.filter((name) => name.startsWith('--'))).sort(),
      )
    }
    expect(complete('study.tar', '-o', 'clean.tar', '--key')).toEqual(['--key-file'])
  })

  it('offers values, commands, files and folders, in bash', () => {
    writeFileSync(scratch.at('study.tar'), '')
    mkdirSync(scratch.at('mapping'))
    expect(complete('--names', '')).toEqual(['hash', 'keep', 'uid'])
    expect(complete('--mode', 'e')).toEqual(['empty'])
    expect(complete('explain', '--with', '')).toEqual([...OPTION_NAMES].sort())
    expect(complete('--profile', '')).toEqual(['basic', 'hipaa-safe-harbor', 'mapping', 'study.tar'])
    expect(complete('--mapping', '')).toEqual(['mapping'])
    expect(complete('st')).toEqual(['study.tar'])
    expect(complete('pro')).toEqual(['profile'])
    expect(complete('profile', 'd')).toEqual(['diff'])
    expect(complete('completion', '')).toEqual([...SHELLS].sort())
    expect(complete('--jobs', '')).toEqual([])
  })

  it('keeps a name with spaces together, in bash', () => {
    writeFileSync(scratch.at('CT slice 1.dcm'), '')
    expect(complete('CT')).toEqual(['CT slice 1.dcm'])
  })

  it('of another shell is refused with the nearest name', async () => {
    const run = await runSluice(['completion', 'fihs'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain("did you mean 'fish'?")
  })
})
