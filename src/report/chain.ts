/**
 * The chain over the lines of a report: each ends with the SHA-256 of the line before and of itself, so that whoever noted the last value can see that no line
 * was changed, added, left out or moved. docs/report.md says it for those who check with tools of their own.
 */

import { hash } from 'node:crypto'

/** What the first line is chained to. */
export const CHAIN_START = '0'.repeat(64)

/** A line as it stands in the report, and the value that the next one is chained to. */
export interface ChainedLine {
  readonly line: string
  readonly chain: string
}

/** What a line says, and the value that it states. */
export interface SplitLine {
  /** JSON text of the record without its chain. */
  readonly text: string
  readonly chain: string
}

const CHAINED = /^(\{.+),"chain":"([0-9a-f]{64})"\}$/

/** `text`: the JSON text of a record that is not empty. */
export function chainLine(text: string, previous: string): ChainedLine {
  const chain = nextChain(text, previous)
  return { line: `${text.slice(0, -1)},"chain":"${chain}"}\n`, chain }
}

/** SHA-256, in hexadecimal, of the value before, a line feed, and the record. */
export function nextChain(text: string, previous: string): string {
  return hash('sha256', `${previous}\n${text}`)
}

/** Undefined for what has no chain. `line`: without its line feed. */
export function splitLine(line: string): SplitLine | undefined {
  const [, text, chain] = CHAINED.exec(line) ?? []
  return text === undefined || chain === undefined ? undefined : { text: `${text}}`, chain }
}

/** What a seal is made over: the value before the last line, and that line without its seal and chain. */
export function sealedText(text: string, previous: string): string {
  return `${previous}\n${text}`
}

const SEALED = /^(\{.+),"seal":"([0-9a-f]{64})"\}$/

/** `text`: as {@link splitLine} gives it. Undefined for what has no seal. */
export function splitSeal(text: string): { readonly text: string; readonly seal: string } | undefined {
  const [, rest, seal] = SEALED.exec(text) ?? []
  return rest === undefined || seal === undefined ? undefined : { text: `${rest}}`, seal }
}
