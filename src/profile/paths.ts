/**
 * Paths of sequences as the states of an automaton, so that the core needs one number for each open container: its state
 * is the longest tail of its path that a rule names (Aho and Corasick's construction, of which the core has to know only
 * the transitions). State 0 is that of a path no rule names.
 */

/** A decision for an attribute in items whose path of sequences ends with `path`, outermost first; never empty. */
export interface NestedException {
  readonly path: readonly number[]
  /** The attribute: its tag; {@link maskKey} of a repeating group, {@link privateKey} of a private attribute. */
  readonly tag: number
  /** A decision as decisions.ts makes it. */
  readonly decision: number
}

/** Decisions for the values of content items that have this concept name (PS3.3 10.2). */
export interface ConceptRule {
  readonly codeValue: string
  readonly codingScheme: string
  /** By tag of the value. */
  readonly decisions: ReadonlyMap<number, number>
}

export interface Transition {
  readonly state: number
  readonly sequenceTag: number
  readonly next: number
}

/** The automaton: a transition that is missing is that of state 0, and where that is missing too, one to state 0. */
export interface PathStates {
  readonly transitions: readonly Transition[]
  readonly decisions: readonly { readonly state: number; readonly tag: number; readonly decision: number }[]
  /** By index of the concept rules. */
  readonly conceptStates: readonly number[]
}

interface Node {
  readonly next: Map<number, number>
  readonly decisions: Map<number, number>
  fail: number
}

/** What a row of the masks is told by. No attribute has such a tag: group FFFF is not allowed (PS3.5 7.8). */
export function maskKey(row: number): number {
  return (0xffff0000 | row) >>> 0
}

/** What a private attribute is told by. `tag` has the block byte 00, `creator` is the number of the creator among those of the plan. */
export function privateKey(tag: number, creator: number): number {
  return (tag | (creator << 8)) >>> 0
}

/** Compiles the exceptions and concept rules of a plan. */
export function compilePathStates(
  exceptions: readonly NestedException[],
  concepts: readonly ConceptRule[],
): PathStates {
  const nodes: Node[] = [newNode()]
  for (const { path, tag, decision } of exceptions) {
    if (path.length === 0) throw new RangeError('an exception without a path')
    nodes[insertPath(nodes, path)]!.decisions.set(tag, decision)
  }
  const transitions = linkStates(nodes)
  const decisions = nodes.flatMap((_, state) =>
    [...decisionsOf(nodes, state)].map(([tag, decision]) => ({ state, tag, decision })),
  )
  const conceptStates = concepts.map((_, index) => nodes.length + index)
  concepts.forEach((concept, index) => {
    for (const [tag, decision] of concept.decisions) decisions.push({ state: conceptStates[index]!, tag, decision })
  })
  return { transitions, decisions, conceptStates }
}

function newNode(): Node {
  return { next: new Map(), decisions: new Map(), fail: 0 }
}

function insertPath(nodes: Node[], path: readonly number[]): number {
  let state = 0
  for (const sequenceTag of path) {
    let next = nodes[state]!.next.get(sequenceTag)
    if (next === undefined) {
      next = nodes.push(newNode()) - 1
      nodes[state]!.next.set(sequenceTag, next)
    }
    state = next
  }
  return state
}

/** Breadth first, so that the shorter tail of a path is always linked already. */
function linkStates(nodes: Node[]): Transition[] {
  const transitions: Transition[] = []
  const queue = [0]
  for (const state of queue) {
    const node = nodes[state]!
    const seen = new Set(node.next.keys())
    for (const [sequenceTag, next] of node.next) {
      nodes[next]!.fail = state === 0 ? 0 : follow(nodes, node.fail, sequenceTag)
      transitions.push({ state, sequenceTag, next })
      queue.push(next)
    }
    // What a shorter tail goes on to holds here too; what state 0 goes on to, the core looks up itself.
    for (let tail = node.fail; tail !== 0; tail = nodes[tail]!.fail) {
      for (const [sequenceTag, next] of nodes[tail]!.next) {
        if (seen.has(sequenceTag)) continue
        seen.add(sequenceTag)
        transitions.push({ state, sequenceTag, next })
      }
    }
  }
  return transitions
}

function follow(nodes: readonly Node[], from: number, sequenceTag: number): number {
  for (let state = from; ; state = nodes[state]!.fail) {
    const next = nodes[state]!.next.get(sequenceTag)
    if (next !== undefined) return next
    if (state === 0) return 0
  }
}

/** The decisions of a path and of all its tails; the longest one counts. */
function decisionsOf(nodes: readonly Node[], state: number): Map<number, number> {
  const decisions = new Map<number, number>()
  for (let tail = state; tail !== 0; tail = nodes[tail]!.fail) {
    for (const [tag, decision] of nodes[tail]!.decisions) if (!decisions.has(tag)) decisions.set(tag, decision)
  }
  return decisions
}
