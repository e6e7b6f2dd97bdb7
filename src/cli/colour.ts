/** The few colours of the command, and when there are none. */

import { isTerminal, STDERR } from './console.ts'

export type Style = 'bold' | 'red' | 'yellow'

const ON: Readonly<Record<Style, number>> = { bold: 1, red: 31, yellow: 33 }
const OFF: Readonly<Record<Style, number>> = { bold: 22, red: 39, yellow: 39 }

/** Whether text for a descriptor is coloured: NO_COLOR forbids it, FORCE_COLOR asks for it (but as 0), else a terminal that can has it. */
export function hasColours(descriptor: number, environment = process.env): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return TERM !== 'dumb' && isTerminal(descriptor)
}

/** `text` in a style, whether or not there are colours. */
export function paint(text: string, style: Style): string {
  return `\u001b[${ON[style]}m${text}\u001b[${OFF[style]}m`
}

/** Messages for stderr: what ended a run, what must not be overlooked, and what did not pass. */
export function paintFailure(text: string): string {
  return highlight(text, /^sluice:/, 'red')
}

export function paintWarning(text: string): string {
  return highlight(text, /WARNING/g, 'yellow')
}

export function paintSummary(text: string): string {
  return highlight(paintWarning(text), /^ {2}(?:withheld|broken) .*$|NOT COMPLETE.*$/gm, 'yellow')
}

function highlight(text: string, pattern: RegExp, style: Style): string {
  return hasColours(STDERR) ? text.replace(pattern, (match) => paint(match, style)) : text
}
