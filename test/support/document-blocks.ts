/** The fenced blocks of a document. */

import { readText } from '../rules/repository.ts'

export interface Block {
  readonly language: string
  readonly text: string
  /** Line of the fence, from 1. */
  readonly line: number
}

export function blocksOf(document: string): Block[] {
  const text = readText(document)
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1]!,
    text: match[2]!,
    line: text.slice(0, match.index).split('\n').length,
  }))
}

/** Files that a document shows: YAML that begins with its name, and the table of a site. */
export function filesOf(blocks: readonly Block[]): Map<string, string> {
  const files = new Map<string, string>()
  for (const { language, text } of blocks) {
    const name = /^# ([\w-]+\.yaml)\n/.exec(text)?.[1]
    if (language === 'yaml' && name !== undefined) files.set(name, text)
    if (language === 'csv') files.set('site.csv', text)
  }
  return files
}
