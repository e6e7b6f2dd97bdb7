/** Private names of classes under ordinary ones: until a function is optimised, V8 takes longer to look up `this.#name` than `this._name`, and in a short run few functions are. */

import { parseAst } from 'rolldown/parseAst'

/** What is looked at of a node of the syntax tree. */
interface Node {
  readonly type: string
  readonly start: number
  readonly name?: string
  readonly key?: Node
  readonly left?: Node
  readonly body?: Node | readonly Node[]
  readonly superClass?: Node | null
}

interface ClassNames {
  readonly privateNames: ReadonlySet<string>
  /** Whether it keeps them. */
  readonly isPrivate: boolean
}

/**
 * `code`, a module, with `_name` for each `#name`. A class that extends another keeps its names, since that one may have the same. Throws where a class has both names, and where `#name in`
 * asks of what class an object is.
 */
export function withOrdinaryNames(code: string): string {
  const places = findPlaces(parseAst(code) as unknown as Node, [])
  let at = 0
  const parts: string[] = []
  for (const { start } of places.sort((a, b) => a.start - b.start)) {
    parts.push(code.slice(at, start), '_')
    at = start + 1
  }
  return parts.join('') + code.slice(at)
}

/** The private names in `node` that become ordinary. `classes`: those around it, the innermost first. */
function findPlaces(node: Node, classes: readonly ClassNames[]): Node[] {
  if (node.type === 'PrivateIdentifier') {
    const owner = classes.find(({ privateNames }) => privateNames.has(node.name!))
    return owner === undefined || owner.isPrivate ? [] : [node]
  }
  if (node.type === 'BinaryExpression' && node.left!.type === 'PrivateIdentifier') {
    throw new Error('a private name is asked for with `in`')
  }
  const isClass = node.type === 'ClassDeclaration' || node.type === 'ClassExpression'
  const around = isClass ? [namesOf(node), ...classes] : classes
  return childrenOf(node).flatMap((child) => findPlaces(child, around))
}

function namesOf({ body, superClass }: Node): ClassNames {
  const members = (body as Node).body as readonly Node[]
  const namesOfType = (type: string): string[] => members.flatMap(({ key }) => (key?.type === type ? [key.name!] : []))
  const privateNames = new Set(namesOfType('PrivateIdentifier'))
  const taken = namesOfType('Identifier').find((name) => name.startsWith('_') && privateNames.has(name.slice(1)))
  if (taken !== undefined) throw new Error(`a class has a name twice: ${taken}`)
  return { privateNames, isPrivate: superClass !== null }
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
