/**
 * What an action code comes to, by SOP class and place: a compound one, and X where an IOD requires the attribute. standard/README.md says how the tables are
 * read. Where nothing better is known, the strictest answer of a compound code holds, which keeps an object of any SOP class valid, and X is X.
 */

import type { SimpleCode } from './action-codes.ts'
import { COMPOUND_ROWS, STORAGE_SOP_CLASSES } from './table.gen.ts'
import { requireTag } from './table.ts'

/** The answers for one attribute. */
export interface CompoundRule {
  readonly tag: number
  /** At the top level of an object whose SOP class is unknown, private or missing. */
  readonly strictest: SimpleCode
  /** At the top level, for a SOP class that is not in `bySopClass` though every module of its IOD was read. */
  readonly known: SimpleCode
  /** At the top level, by SOP class. */
  readonly bySopClass: ReadonlyMap<string, SimpleCode>
  /** In an item of any sequence. */
  readonly nested: SimpleCode
  /** In an item of these sequences, by the tag of the innermost. */
  readonly bySequence: ReadonlyMap<number, SimpleCode>
}

interface Rules {
  readonly byTag: ReadonlyMap<number, CompoundRule>
  /** Storage SOP classes by UID: true where all of the IOD was read. */
  readonly sopClasses: ReadonlyMap<string, boolean>
}

let rules: Rules | undefined

/** All rules by tag, in tag order. */
export function compoundRules(): ReadonlyMap<number, CompoundRule> {
  return unpacked().byTag
}

/** The code at the top level of an object of this SOP class, undefined where it is not known. */
export function resolveAtTopLevel(rule: CompoundRule, sopClassUid: string | undefined): SimpleCode {
  if (sopClassUid === undefined) return rule.strictest
  const listed = rule.bySopClass.get(sopClassUid)
  if (listed !== undefined) return listed
  return isCompletelyKnown(sopClassUid) ? rule.known : rule.strictest
}

/** Whether the code at the top level is not the same for all SOP classes. */
export function dependsOnSopClass({ strictest, known, bySopClass }: CompoundRule): boolean {
  return known !== strictest || bySopClass.size > 0
}

/** The code in an item of the sequence `sequenceTag`, the innermost one. */
export function resolveInSequence(rule: CompoundRule, sequenceTag: number): SimpleCode {
  return rule.bySequence.get(sequenceTag) ?? rule.nested
}

/** The storage SOP classes for which there may be answers of their own. */
export function resolvableSopClasses(): Iterable<string> {
  return unpacked().sopClasses.keys()
}

function isCompletelyKnown(sopClassUid: string): boolean {
  return unpacked().sopClasses.get(sopClassUid) ?? false
}

function unpacked(): Rules {
  rules ??= unpack()
  return rules
}

function unpack(): Rules {
  const sopClasses = STORAGE_SOP_CLASSES.split('\n').map((line) => line.split(' ') as [string, string])
  const byTag = new Map<number, CompoundRule>()
  for (const line of COMPOUND_ROWS.split('\n')) {
    const [tagText = '', codes = '', sequences = '', groups = ''] = line.split('|')
    const [strictest, known, nested] = codes as unknown as [SimpleCode, SimpleCode | '-', SimpleCode]
    const tag = requireTag(tagText)
    const bySopClass = new Map<string, SimpleCode>()
    for (const group of words(groups)) {
      for (const index of group.slice(1).split('.')) {
        bySopClass.set(sopClasses[Number.parseInt(index, 36)]![0], group[0] as SimpleCode)
      }
    }
    const bySequence = new Map<number, SimpleCode>()
    for (const place of words(sequences)) {
      const [sequenceText = '', code] = place.split('=')
      bySequence.set(requireTag(sequenceText), code as SimpleCode)
    }
    byTag.set(tag, { tag, strictest, known: known === '-' ? strictest : known, bySopClass, nested, bySequence })
  }
  return { byTag, sopClasses: new Map(sopClasses.map(([uid, complete]) => [uid, complete === 'Y'])) }
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ')
}
