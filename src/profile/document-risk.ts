/** The key `risk` of a profile: what `sluice risk` counts. */

import { type Faults, type Field, readInteger, readItems, readMap, readText } from './document-fields.ts'
import { parseQuasiIdentifier, rootTextTag } from './quasi-identifiers.ts'
import type { RiskRequest } from './request.ts'

export const RISK_KEYS = ['quasi', 'sensitive', 'k'] as const
const MOST_K = 1_000_000

export function readRisk(field: Field, faults: Faults): RiskRequest {
  const fields = readMap(field, RISK_KEYS, faults)
  const quasi = fields.get('quasi')
  const sensitive = fields.get('sensitive')
  const k = fields.get('k')
  const names = quasi && readQuasi(quasi, faults)
  const keyword = sensitive && readSensitive(sensitive, faults)
  const count = k && readK(k, faults)
  return {
    ...(names !== undefined && { quasi: names }),
    ...(keyword !== undefined && { sensitive: keyword }),
    ...(count !== undefined && { k: count }),
  }
}

function readQuasi(field: Field, faults: Faults): string[] {
  const items = readItems(field)
  if (items.length === 0) faults.add(field, 'without a quasi-identifier there is nothing to count')
  return items.flatMap((item) => {
    const name = readText(item, faults)
    if (name === undefined) return []
    const quasi = parseQuasiIdentifier(name)
    if (typeof quasi !== 'string') return name
    faults.add(item, quasi)
    return []
  })
}

function readSensitive(field: Field, faults: Faults): string | undefined {
  const keyword = readText(field, faults)
  if (keyword === undefined) return undefined
  const tags = rootTextTag(keyword)
  if (typeof tags !== 'string') return keyword
  faults.add(field, tags)
  return undefined
}

function readK(field: Field, faults: Faults): number | undefined {
  const k = readInteger(field, faults)
  if (k === undefined || (k >= 2 && k <= MOST_K)) return k
  faults.add(field, `k is a number from 2 to ${MOST_K}`)
  return undefined
}
