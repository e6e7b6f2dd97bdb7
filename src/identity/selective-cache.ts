/**
 * A cache for keys most of which never come again, as the UIDs of instances and the names of entries. What comes for the first time is remembered for a
 * short while; for long only what comes a second time. Otherwise all that comes once would grow old in the heap before it is forgotten, and an
 * archive of small entries would take tens of megabytes more, until the next full collection.
 */

import { type BoundedCache, createBoundedCache } from './bounded-cache.ts'

/** Some twenty small objects. */
const RECENT_KEYS = 16

/** Of at most `capacity` entries that are remembered for long, at least 2, and RECENT_KEYS besides. */
export function createSelectiveCache<Value>(capacity: number): BoundedCache<Value> {
  const recent = createBoundedCache<Value>(RECENT_KEYS)
  const kept = createBoundedCache<Value>(capacity)
  /** Fingerprints of keys that came once. A key that has that of another is remembered too early, which does no harm. */
  const seen = new Uint32Array(Math.floor(capacity))

  return {
    get: (key) => recent.get(key) ?? kept.get(key),
    set(key, value) {
      const fingerprint = fingerprintOf(key)
      const at = fingerprint % seen.length
      if (seen[at] === fingerprint) kept.set(key, value)
      else seen[at] = fingerprint
      recent.set(key, value)
    },
    get size() {
      return recent.size + kept.size
    },
  }
}

/** FNV-1a over the characters. */
function fingerprintOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
