/**
 * A profile as its author wrote it: mappings, lists and values, each with its place in the file. What reads YAML makes such nodes, and so
 * does {@link nodeOf} from values of JavaScript, which have no place.
 */

import { limits } from '../limits.ts'

/** Both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

export interface MapEntry {
  readonly key: string
  readonly position: Position | undefined
  readonly value: DocumentNode
}

export type DocumentNode =
  | { readonly kind: 'map'; readonly position: Position | undefined; readonly entries: readonly MapEntry[] }
  | { readonly kind: 'list'; readonly position: Position | undefined; readonly items: readonly DocumentNode[] }
  | {
      readonly kind: 'value'
      readonly position: Position | undefined
      readonly value: string | number | boolean | null
      /** As it was written: 00100010 is a number to YAML, and a tag to us. */
      readonly text: string
    }

/** What is wrong with a profile. Tells where, and never quotes what is written there. */
export interface ProfileFault {
  /** Names of known keys and numbers of items: `rules[2].action`; empty for the whole. */
  readonly at: string
  readonly message: string
  readonly position: Position | undefined
  /** 0 in the profile itself, 1 in the one that it extends, and so on. */
  readonly level: number
}

/** The fault as a line for people. */
export function formatFault(fault: ProfileFault): string {
  const place = formatPlace(fault)
  return place === '' ? fault.message : `${place}: ${fault.message}`
}

/** A place in a profile, for people; nothing for the whole. */
export function formatPlace({ at, position, level }: Omit<ProfileFault, 'message'>): string {
  const where = position === undefined ? '' : `line ${position.line}, column ${position.column}`
  const named = [where, at].filter((part) => part !== '').join(', ')
  const extended =
    level === 0 ? '' : level === 1 ? 'the profile that it extends' : `the profile that it extends, ${level} levels up`
  return [extended, named].filter((part) => part !== '').join(', ')
}

/** Why values of JavaScript cannot be a profile. */
export class NodeFault extends Error {
  override readonly name = 'NodeFault'
}

/** The nodes of a plain object, as JSON has it. Fails with NodeFault where it is something else, or beyond limits. */
export function nodeOf(value: unknown): DocumentNode {
  let nodes = 0
  const convert = (part: unknown, depth: number): DocumentNode => {
    if (++nodes > limits.profileNodes) throw new NodeFault('the profile has more parts than limits.profileNodes')
    if (depth > limits.profileDepth) throw new NodeFault('the profile is nested deeper than limits.profileDepth')
    if (Array.isArray(part)) {
      return { kind: 'list', position: undefined, items: part.map((item) => convert(item, depth + 1)) }
    }
    if (typeof part === 'object' && part !== null) {
      const entries = Object.entries(part).filter(([, inner]) => inner !== undefined)
      return {
        kind: 'map',
        position: undefined,
        entries: entries.map(([key, inner]) => ({ key, position: undefined, value: convert(inner, depth + 1) })),
      }
    }
    if (part === null || typeof part === 'string' || typeof part === 'number' || typeof part === 'boolean') {
      return { kind: 'value', position: undefined, value: part, text: String(part) }
    }
    throw new NodeFault('a profile holds nothing but objects, lists, texts, numbers, true and false')
  }
  return convert(value, 0)
}
