/** What there is to say of a plan as a whole. */

import { createHash } from 'node:crypto'
import type { Plan } from '../profile/plan.ts'

/** SHA-256 of the plan's rules, in hexadecimal. */
export function digestOf(plan: Plan): string {
  return createHash('sha256').update(plan.describe()).digest('hex')
}

/** Attributes that are named where rules weaken a profile; there may be thousands. */
const NAMED = 12

/** What the rules of a site let stay that the profile would not; nothing where there is nothing to say. */
export function formatWarnings({ warnings }: Pick<Plan, 'warnings'>): string {
  if (warnings.length === 0) return ''
  const more = warnings.length > NAMED ? ` and ${warnings.length - NAMED} more` : ''
  return `sluice: WARNING: rules of the profile let stay what the standard takes away: ${warnings.slice(0, NAMED).join(', ')}${more}`
}
