/** Judges what is written in binary values that stay, whatever is in them: there must be nothing that would have gone by itself. */

import type { ObjectKind, Plan } from '../profile/plan.ts'
import { AttributeJudge } from './attribute-judge.ts'
import { BinaryLook, type HiddenElement } from './binary-look.ts'
import { severityOf } from './findings.ts'
import type { Find } from './object-findings.ts'

/** In floating point numbers, what looks like an e-mail address comes up by chance. */
const FLOAT_VRS: ReadonlySet<string> = new Set(['OD', 'OF'])

/** The binary values of one object. */
export class BinaryJudge {
  readonly #find: Find
  /** Of what is written in values: it stands in no place of the input, and is no dummy because it differs. */
  readonly #attributes: AttributeJudge

  constructor(plan: Plan, kind: ObjectKind, uidRoots: readonly string[], find: Find) {
    this.#find = find
    this.#attributes = new AttributeJudge(plan, kind, { uidRoots })
  }

  /** Takes the bytes of one value. */
  lookInto(vr: string, path: string): BinaryLook {
    return new BinaryLook({
      element: (hidden) => this.#judgeHidden(hidden, path),
      shape: (kind) => {
        if (!FLOAT_VRS.has(vr)) this.#find(kind, path)
      },
      // What somebody else registered as a text is UN here.
      allText: () => {
        if (vr !== 'UN') this.#find('value-implausible', path)
      },
    })
  }

  #judgeHidden(hidden: HiddenElement, path: string): void {
    const place = { steps: [], path: [], concept: undefined, privateCreator: undefined }
    const { kinds } = this.#attributes.judge({ ...hidden, ...place, form: 'value' })
    if (kinds.some((kind) => severityOf(kind) === 'leak')) this.#find('attribute-left', path, undefined, hidden.text)
  }
}
