/** What is to go, by folded code unit. */

export interface Marks {
  /** 1 where the unit goes. */
  readonly units: Uint8Array
  add(from: number, to: number): void
  readonly count: number
}

export function createMarks(units: number): Marks {
  const marked = new Uint8Array(units)
  let count = 0
  return {
    units: marked,
    add(from, to) {
      marked.fill(1, from, to)
      count++
    },
    get count() {
      return count
    },
  }
}
