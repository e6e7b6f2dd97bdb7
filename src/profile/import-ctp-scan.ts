/**
 * The elements of a CTP script, found without an XML parser: the language knows four elements that hold text only. Each position of the text
 * is looked at a bounded number of times, whatever it holds.
 */

export interface ScriptElement {
  readonly kind: 'p' | 'e' | 'k' | 'r'
  /** Attribute `t`: a tag, a group or the name of a parameter; lower case but for parameters. */
  readonly name: string
  /** Attribute `en` is T, or not there. */
  readonly isEnabled: boolean
  readonly text: string
  readonly line: number
  /** As it was written. */
  readonly source: string
}

export interface Scanned {
  readonly elements: readonly ScriptElement[]
  /** What is neither an element of the language nor white space. */
  readonly unread: readonly { readonly line: number; readonly source: string }[]
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const KINDS = new Set(['p', 'e', 'k', 'r'])

export function scanScript(text: string): Scanned {
  const elements: ScriptElement[] = []
  const unread: { line: number; source: string }[] = []
  let at = 0
  let line = 1
  let countedTo = 0
  const lineAt = (offset: number): number => {
    for (; countedTo < offset; countedTo++) if (text.charCodeAt(countedTo) === 0x0a) line += 1
    return line
  }
  const skip = (from: number, to: number): void => {
    const source = text.slice(from, to)
    const blanks = source.length - source.trimStart().length
    if (blanks < source.length) unread.push({ line: lineAt(from + blanks), source })
  }
  while (at < text.length) {
    const open = text.indexOf('<', at)
    if (open < 0) break
    skip(at, open)
    if (text.startsWith('<!--', open)) {
      at = endOf(text, '-->', open)
      continue
    }
    const close = text.indexOf('>', open)
    if (close < 0) {
      skip(open, text.length)
      return { elements, unread }
    }
    const head = text.slice(open + 1, close)
    const kind = /^\s*([A-Za-z]+)/.exec(head)?.[1] ?? ''
    if (!KINDS.has(kind)) {
      if (!/^[?/!]|^\s*script\b/i.test(head)) skip(open, close + 1)
      at = close + 1
      continue
    }
    const isClosed = head.endsWith('/')
    const end = isClosed ? close + 1 : text.indexOf(`</${kind}`, close)
    const after = isClosed ? close + 1 : end < 0 ? text.length : endOf(text, '>', end)
    const attributes = readAttributes(head)
    const name = attributes.get('t') ?? ''
    if (end < 0) skip(open, text.length)
    else {
      elements.push({
        kind: kind as ScriptElement['kind'],
        name: kind === 'k' || kind === 'r' ? name.toLowerCase() : name,
        isEnabled: (attributes.get('en') ?? 'T').toUpperCase() === 'T',
        text: decodeEntities(isClosed ? '' : text.slice(close + 1, end)),
        line: lineAt(open),
        source: text.slice(open, after),
      })
    }
    at = after
  }
  skip(at, text.length)
  return { elements, unread }
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found < 0 ? text.length : found + mark.length
}

function readAttributes(head: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name = '', double, single] of head.matchAll(/(\w{1,32})\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)')/g)) {
    attributes.set(name.toLowerCase(), decodeEntities((double ?? single ?? '').trim()))
  }
  return attributes
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name]!)
}
