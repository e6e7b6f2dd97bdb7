/** What is read from the language of another program: rules as a profile file has them, and a note on everything that has no counterpart. */

import { findAttribute, tagOfKeyword } from '../dicom/dictionary.ts'
import { parseTag } from '../dicom/tag.ts'
import { formatTag } from '../errors.ts'
import { readPartialProfile } from './document.ts'
import { registeredVrs } from './document-targets.ts'
import type { PixelRuleDocument, ProfileRule } from './document-types.ts'
import { type OptionName, PROFILE_NAMES } from './request.ts'
import { beyondTheTable, profileRows } from './table.ts'

/** A rule, with the line that it is from. */
export interface ImportedRule {
  readonly line: number
  readonly rule: ProfileRule
}

/** What could not be carried over as it was. `lost`: there is nothing like it; otherwise it was carried over with a difference. */
export interface ImportNote {
  readonly line: number
  /** What the original has there, cut short and in one line. */
  readonly source: string
  readonly message: string
  readonly lost: boolean
}

/** Rules about pixels, in the order of the original, which is theirs. */
export interface ImportedPixels {
  readonly match: 'all' | 'first'
  readonly rules: readonly { readonly line: number; readonly rule: PixelRuleDocument }[]
}

export interface ImportedProfile {
  readonly language: string
  /** Undefined where the original is not about pixels. */
  readonly pixels: ImportedPixels | undefined
  readonly options: readonly OptionName[]
  /** In the order in which they count: later ones win. */
  readonly rules: readonly ImportedRule[]
  /** By line. */
  readonly notes: readonly ImportNote[]
}

/** An attribute as the other language names it. */
export interface NamedAttribute {
  readonly line: number
  readonly source: string
  /** A keyword, or a tag as `(gggg,eeee)`. */
  readonly name: string
}

/** Gathers an import. */
export class ImportCollector {
  readonly #language: string
  readonly #options = new Set<OptionName>()
  readonly #rules: ImportedRule[] = []
  readonly #notes: ImportNote[] = []
  readonly #pixelRules: { readonly line: number; readonly rule: PixelRuleDocument }[] = []
  #pixelMatch: ImportedPixels['match'] | undefined
  #removesRest = false

  constructor(language: string) {
    this.#language = language
  }

  addOption(option: OptionName): void {
    this.#options.add(option)
  }

  /** The original is about pixels. */
  beginPixels(match: ImportedPixels['match']): void {
    this.#pixelMatch = match
  }

  /** The rule is one that a profile may have. */
  addPixelRule(line: number, rule: PixelRuleDocument): void {
    this.#pixelRules.push({ line, rule })
  }

  /** From now on, what no rule is about is removed. */
  addRemovalOfRest(line: number, source: string): void {
    this.#removesRest = this.addRule(line, source, { vr: registeredVrs(), action: 'remove' })
  }

  /** Adds a rule if a profile may have it; otherwise notes why not. */
  addRule(line: number, source: string, rule: ProfileRule): boolean {
    const [fault] = readPartialProfile({ extends: PROFILE_NAMES[0], rules: [rule] }).faults
    if (fault === undefined) this.#rules.push({ line, rule })
    else this.note(line, source, `no rule: ${fault.message}`, true)
    return fault === undefined
  }

  /** Adds a rule that differs from the original. */
  addChangedRule(line: number, source: string, rule: ProfileRule, difference: string): void {
    if (this.addRule(line, source, rule)) this.note(line, source, difference, false)
  }

  /**
   * For what nothing here is like: an attribute that the Basic Profile decides on is left to it, any other is removed, because the original
   * did not let it pass as it was.
   */
  addLost({ line, source, name }: NamedAttribute, why: string): void {
    const tag = parseTag(name) ?? tagOfKeyword(name)
    if (tag === undefined || findAttribute(tag) === undefined) this.note(line, source, `no rule: ${why}`, true)
    else if (this.#removesRest)
      this.note(line, source, `${why}; removed, as is whatever the original does not name`, true)
    else if (isListed(tag)) this.note(line, source, `${why}; left to the Basic Profile`, true)
    else if (this.addRule(line, source, { attribute: name, action: 'remove' })) {
      this.note(line, source, `${why}; removed instead`, true)
    }
  }

  note(line: number, source: string, message: string, lost: boolean): void {
    this.#notes.push({ line, source: shorten(source), message, lost })
  }

  /** Of several rules about the same, the last counts; a rule of which nothing is left is noted. */
  finish(): ImportedProfile {
    const decidedBy = new Map<string, number>()
    const counting: ImportedRule[] = []
    for (const imported of this.#rules.toReversed()) {
      const { line, rule } = imported
      const targets = targetsOf(rule)
      const left = targets.filter(({ key }) => !decidedBy.has(key))
      if (left.length === 0) {
        this.note(line, 'an earlier rule', `overruled by line ${decidedBy.get(targets[0]!.key)}`, false)
      } else counting.unshift(left.length === targets.length ? imported : { line, rule: narrow(rule, left) })
      for (const { key } of left) decidedBy.set(key, line)
    }
    return {
      language: this.#language,
      pixels: this.#pixelMatch && { match: this.#pixelMatch, rules: this.#pixelRules },
      options: [...this.#options],
      rules: counting,
      notes: this.#notes.toSorted((left, right) => left.line - right.line),
    }
  }
}

/** The keyword of a tag, or the tag itself where it has none. */
export function nameOfTag(tag: number): string {
  const keyword = findAttribute(tag)?.keyword
  return keyword !== undefined && tagOfKeyword(keyword) === tag ? keyword : formatTag(tag)
}

function isListed(tag: number): boolean {
  return beyondTheTable().has(tag) || profileRows().some((row) => row.tag === tag)
}

/** One of the things that a rule is about. */
interface RuleTarget {
  readonly key: string
  readonly text: string
}

function targetsOf({ attribute, vr, privateCreator = '', element }: ProfileRule): RuleTarget[] {
  const texts = [attribute ?? element ?? vr ?? []].flat()
  return texts.map((text) => ({ key: `${attribute === undefined} ${privateCreator} ${text}`, text }))
}

/** The rule about some of its targets alone. */
function narrow(rule: ProfileRule, targets: readonly RuleTarget[]): ProfileRule {
  const texts = targets.map(({ text }) => text)
  if (rule.attribute !== undefined) return { ...rule, attribute: texts }
  return rule.element === undefined ? { ...rule, vr: texts } : { ...rule, element: texts }
}

/** In one line, and short: it becomes a remark in a file. */
function shorten(source: string): string {
  const line = source
    .replaceAll(/[^ -~]+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
  return line.length <= 100 ? line : `${line.slice(0, 97)}...`
}
