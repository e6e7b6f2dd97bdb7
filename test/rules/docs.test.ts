import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listDocuments, ROOT, readText } from './repository.ts'

const COMMAND = join(ROOT, 'bin/sluice.js')

interface Example {
  readonly document: string
  readonly line: string
  readonly words: readonly string[]
}

/** Calls of the command in the `sh` blocks of a document: also those after a pipe, with lines that `\` joins as one. */
function examplesIn(document: string, text: string): Example[] {
  const examples: Example[] = []
  for (const [, block] of text.matchAll(/^```sh\n([\s\S]*?)^```/gm)) {
    for (const line of block!.replaceAll(/\\\n\s*/g, ' ').split('\n')) {
      const withoutRemark = line.replace(/(?:^|\s)#.*$/, '')
      for (const call of withoutRemark.split(/\||&&|;|\$\(/)) {
        const match = /^\s*(?:[A-Z_]+=\S*\s+)*(?:npx\s+)?sluice\b(.*)$/.exec(call)
        if (match !== null) examples.push({ document, line, words: match[1]!.trim().split(/\s+/).filter(Boolean) })
      }
    }
  }
  return examples
}

const helpTexts = new Map<string, string>()

function helpOf(subcommand: string): string {
  const known = helpTexts.get(subcommand)
  if (known !== undefined) return known
  const args = [...subcommand.split(' ').filter(Boolean), '--help']
  const text = execFileSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '400' },
  })
  helpTexts.set(subcommand, text)
  return text
}

/** The command and its own command that a call names, `profile check`; empty for the program itself. */
function subcommandIn(words: readonly string[]): string {
  let known = ''
  for (const word of words) {
    if (!new RegExp(`^ {2}${word}(?= |$)`, 'm').test(helpOf(known)) || !/^[a-z]+$/.test(word)) return known
    known = `${known} ${word}`.trim()
  }
  return known
}

/** Whether help lists the option, as a word of its own and not as the beginning of another. */
function isListed(option: string, help: string): boolean {
  return new RegExp(String.raw`(?<![\w-])${option}(?![\w-])`).test(help)
}

describe('the examples of the documents', () => {
  const documents = listDocuments()
  const examples = documents.flatMap((document) => examplesIn(document, readText(document)))

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(5)
  })

  it('use only options that --help lists', () => {
    const unlisted = examples.flatMap(({ document, line, words }) => {
      const subcommand = subcommandIn(words)
      const options = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*$/, ''))
      return options
        .filter((option) => !isListed(option, helpOf(subcommand)))
        .map((option) => `${document}: ${option} in ${line}`)
    })
    expect(unlisted).toEqual([])
  })

  it('are found in pipes, after variables and on joined lines', () => {
    const text =
      '```sh\ntar -c a | npx sluice --quiet | zstd # sluice --no\nKEY=1 sluice demo &&\\\n  sluice --names hash\n```\n'
    expect(examplesIn('x', text).map(({ words }) => words)).toEqual([['--quiet'], ['demo'], ['--names', 'hash']])
    expect(isListed('--name', '  --names POLICY')).toBe(false)
  })
})

describe('the links of the documents', () => {
  it('lead to files that exist', () => {
    const broken = listDocuments().flatMap((document) => {
      const text = readText(document).replaceAll(/^```[\s\S]*?^```/gm, '')
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!)
      return targets
        .filter((target) => !/^[a-z]+:|^#/.test(target))
        .filter((target) => !existsSync(join(ROOT, dirname(document), target.replace(/#.*$/, ''))))
        .map((target) => `${document}: ${target}`)
    })
    expect(broken).toEqual([])
  })

  it('stand in the contents, each of them', () => {
    const contents = readText('docs/README.md')
    const pages = listDocuments().filter((path) => /^docs\/[a-z-]+\.md$/.test(path))
    expect(pages.length).toBeGreaterThan(20)
    expect(pages.filter((path) => !contents.includes(`(${path.slice('docs/'.length)})`))).toEqual([])
  })

  it('name source files that exist', () => {
    const gone = listDocuments().flatMap((document) => {
      const named = [
        ...readText(document).matchAll(
          /`((?:src|assembly|test|scripts|bench|examples|docs|standard)\/[\w./-]+\.\w+)`/g,
        ),
      ]
      return named
        .map((match) => match[1]!)
        .filter((path) => !existsSync(join(ROOT, path)))
        .map((path) => `${document}: ${path}`)
    })
    expect(gone).toEqual([])
  })
})
