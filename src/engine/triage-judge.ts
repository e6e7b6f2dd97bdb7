/** Asks for the headers that triage needs, and says what they tell; withholds the object where that is asked for. */

import { latin1Text, trimText } from '../dicom/value-text.ts'
import { triage, triageTags } from '../profile/triage.ts'
import { RISK_LEVELS, type RiskLevel, reaches } from '../profile/triage-words.ts'
import { ENCODING_EXPLICIT_BE } from '../wasm/seam.ts'
import type { Judgement, Note, ObjectFacts, ObjectJudge } from './contract.ts'

/** Longer than any code, label or description that the table looks for. */
const NOTED_BYTES = 256
const SHORT_BYTES = 2
const TALLIED = RISK_LEVELS.slice(RISK_LEVELS.indexOf('medium'))

export class TriageJudge implements ObjectJudge {
  readonly #withheld: RiskLevel | undefined
  /** A report changes nothing of the output. */
  readonly onlyTells: boolean
  readonly noted = triageTags().map((tag) => ({ tag, maxBytes: NOTED_BYTES }))

  /** `withheld`: the level from which objects are withheld, with RISK_WITHHELD. */
  constructor(withheld: RiskLevel | undefined) {
    this.#withheld = withheld
    this.onlyTells = withheld === undefined
  }

  judge({ sopClassUid, modality, transferSyntaxUid, bulk, notes, encoding }: ObjectFacts): Judgement {
    const first = new Map<number, Note>()
    for (const note of notes) if (!first.has(note.tag)) first.set(note.tag, note)
    const risk = triage({
      sopClassUid,
      modality,
      transferSyntaxUid,
      hasPixels: bulk !== undefined,
      valueOf: (tag) => {
        const value = first.get(tag)?.value
        return (
          value && { text: trimText(latin1Text(value)), number: numberOf(value, encoding !== ENCODING_EXPLICIT_BE) }
        )
      },
    })
    const isWithheld = this.#withheld !== undefined && reaches(risk, this.#withheld)
    return {
      risk,
      tallies: {
        ...(TALLIED.includes(risk.pixels) && { [`pixels-${risk.pixels}`]: 1 }),
        ...(TALLIED.includes(risk.faces) && { [`faces-${risk.faces}`]: 1 }),
      },
      ...(isWithheld && { code: 'RISK_WITHHELD' }),
    }
  }
}

/** Of VR US; other values are never asked for their number. */
function numberOf(value: Uint8Array, isLittleEndian: boolean): number | undefined {
  if (value.byteLength !== SHORT_BYTES) return undefined
  return new DataView(value.buffer, value.byteOffset, SHORT_BYTES).getUint16(0, isLittleEndian)
}
