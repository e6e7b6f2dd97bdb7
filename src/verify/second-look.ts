/** Judges the head of an object once more, as the second reader sees it. */

import { formatTag } from '../errors.ts'
import type { AttributeJudge } from './attribute-judge.ts'
import { formatPath } from './findings.ts'
import type { Find } from './object-findings.ts'
import { readAgain } from './second-reader.ts'

/** `head`: a Part 10 file. `rootTags`: what the walk saw at its root, all of which has to be seen again. */
export function lookAgain(
  head: Uint8Array,
  rootTags: ReadonlySet<number>,
  attributes: AttributeJudge,
  find: Find,
): void {
  const elements = readAgain(head)
  if (elements === undefined) {
    find('readers-differ')
    return
  }
  const seenTags = new Set<number>()
  for (const element of elements) {
    if (element.steps.length === 0) seenTags.add(element.tag)
    const path = formatPath(element.steps, element.tag)
    for (const kind of attributes.judge(element).kinds) find(kind, path, undefined, element.text)
  }
  const unseen = [...rootTags].find((tag) => !seenTags.has(tag))
  if (unseen !== undefined) find('readers-differ', formatTag(unseen))
}
