/** A judge for engine and reference alike, which remembers what it was told and refuses some objects for that. */

import type { ObjectJudge } from '../../src/engine/contract.ts'
import type { Code } from '../../src/errors.ts'
import type { Bulk, ReferenceJudge, ReferenceNote } from './reference-notes.ts'

export class ProbeJudge {
  readonly forEngine: readonly ObjectJudge[]
  readonly forReference: ReferenceJudge
  private text: string | undefined

  /** `noted`: bounds by tag; `onlyTold`: those of the tags by which nobody decides. `refusesOneIn`: 0 to refuse none. */
  constructor(noted: ReadonlyMap<number, number>, refusesOneIn: number, onlyTold: ReadonlySet<number> = new Set()) {
    const judge = (notes: readonly ReferenceNote[], bulk: Bulk | undefined): Code | undefined => {
      if (this.text !== undefined) throw new Error('told twice')
      this.text = describe(notes, bulk)
      const sum = [...this.text].reduce((total, character) => total + character.charCodeAt(0), 0)
      return refusesOneIn > 0 && sum % refusesOneIn === 0 ? 'PATIENT_UNKNOWN' : undefined
    }
    this.forReference = { noted, judge, onlyTold }
    const rows = [...noted].map(([tag, maxBytes]) => ({ tag, maxBytes }))
    this.forEngine = [
      { onlyTells: true, noted: rows.filter(({ tag }) => onlyTold.has(tag)), judge: () => undefined },
      {
        noted: rows.filter(({ tag }) => !onlyTold.has(tag)),
        judge: ({ notes, bulk }) => {
          const code = judge(notes, bulk)
          return code === undefined ? undefined : { code }
        },
      },
    ]
  }

  /** What it was told; undefined where it was told nothing. */
  get told(): string | undefined {
    return this.text
  }

  forget(): void {
    this.text = undefined
  }
}

function describe(notes: readonly ReferenceNote[], bulk: Bulk | undefined): string {
  const lines = notes.map(
    ({ tag, vr, valueBytes, value }) => `${tag.toString(16)} ${vr} ${valueBytes} ${Buffer.from(value).toString('hex')}`,
  )
  return [...lines, `${bulk?.tag.toString(16)} ${bulk?.valueBytes}`].join(', ')
}
