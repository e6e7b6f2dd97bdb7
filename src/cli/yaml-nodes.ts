/** YAML, and JSON with it, as the nodes of a profile. Text from anywhere: what is hostile is a fault like any other. */

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml'
import { limits } from '../limits.ts'
import type { DocumentNode, MapEntry, Position, ProfileFault } from '../profile/document-node.ts'

type Document = ReturnType<typeof parseDocument>
type Fault = Omit<ProfileFault, 'level'>

export interface ParsedYaml {
  /** Undefined where there are faults. */
  readonly node: DocumentNode | undefined
  readonly faults: readonly Fault[]
}

/** The library's own sentences quote the file. */
const SENTENCES: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'an alias that cannot stand here',
  BAD_INDENT: 'the indentation does not fit what is around it, or a bracket is not closed',
  BAD_SCALAR_START: 'a text that begins like this has to be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping cannot stand here; is a text with a colon not in quotes?',
  DUPLICATE_KEY: 'the key is there twice',
  MISSING_CHAR: 'a quote, bracket, comma or colon is missing',
  MULTIPLE_DOCS: 'a profile is one document: --- begins another',
  RESOURCE_EXHAUSTION: 'it is nested deeper than limits.profileDepth',
  TAB_AS_INDENT: 'a tab cannot indent: use spaces',
  TAG_RESOLVE_FAILED: 'a YAML tag cannot be used in a profile',
  UNEXPECTED_TOKEN: 'this cannot stand here',
}

/** Behind the first faults of syntax come those that they bring about. */
const SYNTAX_FAULTS = 3

/** Why the reading ends. */
class Stop extends Error {
  readonly position: Position | undefined

  constructor(message: string, position: Position | undefined) {
    super(message)
    this.position = position
  }
}

/** The nodes of a text, which is no longer than limits.profileBytes. */
export function parseYaml(text: string): ParsedYaml {
  const lineCounter = new LineCounter()
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
    const problems = [...document.errors, ...document.warnings].slice(0, SYNTAX_FAULTS)
    if (problems.length > 0)
      return { node: undefined, faults: problems.map((problem) => faultOf(problem, lineCounter)) }
    return { node: new Converter(document, lineCounter).convert(document.contents, 0), faults: [] }
  } catch (fault) {
    if (fault instanceof Stop)
      return { node: undefined, faults: [{ at: '', message: fault.message, position: fault.position }] }
    // Of its parser, which goes as deep as the text does.
    if (!(fault instanceof RangeError)) throw fault
    return { node: undefined, faults: [{ at: '', message: SENTENCES.RESOURCE_EXHAUSTION!, position: undefined }] }
  }
}

function faultOf(problem: YAMLError, lineCounter: LineCounter): Fault {
  const message = SENTENCES[problem.code] ?? 'this is not YAML'
  return { at: '', message, position: positionAt(lineCounter, problem.pos[0]) }
}

function positionAt(lineCounter: LineCounter, offset: number): Position {
  const { line, col } = lineCounter.linePos(offset)
  return { line, column: col }
}

class Converter {
  readonly #document: Document
  readonly #lineCounter: LineCounter
  #nodes = 0
  #aliases = 0

  constructor(document: Document, lineCounter: LineCounter) {
    this.#document = document
    this.#lineCounter = lineCounter
  }

  convert(node: unknown, depth: number): DocumentNode {
    const position = this.#positionOf(node)
    if (++this.#nodes > limits.profileNodes) throw new Stop('there is more in it than limits.profileNodes', position)
    if (depth > limits.profileDepth) throw new Stop('it is nested deeper than limits.profileDepth', position)
    if (isAlias(node)) {
      if (++this.#aliases > limits.profileAliases)
        throw new Stop('there are more aliases than limits.profileAliases', position)
      const target = node.resolve(this.#document)
      if (target === undefined) throw new Stop(SENTENCES.BAD_ALIAS!, position)
      return this.convert(target, depth + 1)
    }
    if (isSeq(node)) return { kind: 'list', position, items: node.items.map((item) => this.convert(item, depth + 1)) }
    if (isMap(node)) {
      const entries = node.items.map((pair) => this.#entry(pair.key, pair.value, depth + 1))
      return { kind: 'map', position, entries }
    }
    if (!isScalar(node)) return { kind: 'value', position, value: null, text: '' }
    const { value } = node
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' || value === null) {
      return { kind: 'value', position, value, text: node.source ?? String(value) }
    }
    throw new Stop('a profile holds texts, numbers, true and false', position)
  }

  #entry(key: unknown, value: unknown, depth: number): MapEntry {
    const position = this.#positionOf(key)
    if (!isScalar(key)) throw new Stop('a key is a text', position)
    const text = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
    const inner = this.convert(value, depth)
    // A value that is left out has no place of its own.
    return { key: text, position, value: inner.position === undefined ? { ...inner, position } : inner }
  }

  #positionOf(node: unknown): Position | undefined {
    const offset = (node as Node | null)?.range?.[0]
    return offset === undefined ? undefined : positionAt(this.#lineCounter, offset)
  }
}
