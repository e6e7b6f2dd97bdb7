/** Completion in the shells that it is for, as they call it. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { havePeers } from '../support/peers.ts'
import { runSluice } from '../support/run-sluice.ts'
import { useScratch } from '../support/scratch.ts'

const scratch = useScratch('nothing')

/** Line as it was typed, and what is offered for its last word. */
const LINES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['sluice --names ', ['hash', 'keep', 'uid']],
  ['sluice --key', ['--key-file']],
  ['sluice profile di', ['diff']],
  ['sluice inspect --en', ['--entry']],
  ['sluice explain --with retain-u', ['retain-uids']],
  ['sluice completion ', ['bash', 'fish', 'zsh']],
  ['sluice --mapping ', ['mapping']],
  ['sluice stud', ['study.tar']],
  ['sluice verify stud', ['study.tar']],
  ['sluice CT', ['CT slice 1.dcm']],
]

async function prepare(shell: 'zsh' | 'fish'): Promise<void> {
  scratch.put('completion', (await runSluice(['completion', shell])).stdout)
  writeFileSync(scratch.at('study.tar'), '')
  writeFileSync(scratch.at('CT slice 1.dcm'), '')
  mkdirSync(scratch.at('mapping'))
}

function ask(program: string, args: readonly string[], script: string): string[] {
  const environment = { ...process.env, HOME: scratch.folder, ZDOTDIR: scratch.folder }
  const offered = execFileSync(program, [...args, '-c', script], {
    cwd: scratch.folder,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return offered.split('\n').filter(Boolean)
}

describe.skipIf(!havePeers('fish'))('in fish', () => {
  it.each(LINES)('completes %s', async (line, offered) => {
    await prepare('fish')
    const lines = ask('fish', ['--no-config'], `source completion; complete -C '${line}'`)
    // Behind a tab is what it does. A folder has its slash.
    const words = lines.map((text) => text.split('\t')[0]!.replace(/\/$/, '').replaceAll('\\\\', ''))
    // What only has the letters somewhere comes after what begins so.
    expect(words.slice(0, offered.length).sort()).toEqual(offered)
  })
})

describe.skipIf(!havePeers('zsh'))('in zsh, without a configuration of its own,', () => {
  it.each(LINES)('completes %s', async (line, offered) => {
    await prepare('zsh')
    const words = line.split(' ').map((word) => `'${word}'`)
    const script = `source ./completion
COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}
emulate ksh -c _sluice; print -rl -- $COMPREPLY`
    // Zsh itself leaves out what does not begin so.
    const begun = ask('zsh', ['-f'], script).filter((word) => word.startsWith(line.slice(line.lastIndexOf(' ') + 1)))
    expect(begun.sort()).toEqual(offered)
  })
})
