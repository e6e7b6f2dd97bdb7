/** Which name was meant by one that does not exist. */

/** A word that is longer was not meant to be any name: comparing it would only take time. */
const LONGEST_NAME = 100

/** `did you mean 'names'?`, or all of `names` where none is near `wrong`. */
export function suggest(wrong: string, names: readonly string[]): string {
  const nearest = findNearest(wrong, names)
  return nearest !== undefined ? `did you mean '${nearest}'?` : `there are ${names.join(', ')}`
}

/** The name that `wrong` was most likely meant to be; undefined where more than a third of it would be different. */
export function findNearest(wrong: string, names: Iterable<string>): string | undefined {
  if (wrong.length > LONGEST_NAME) return undefined
  const lowerCase = wrong.toLowerCase()
  let nearest: string | undefined
  let fewestEdits = Number.POSITIVE_INFINITY
  for (const name of names) {
    const allowedEdits = Math.max(1, Math.floor(name.length / 3))
    if (Math.abs(name.length - wrong.length) > allowedEdits) continue
    const edits = countEdits(lowerCase, name.toLowerCase())
    if (edits > allowedEdits || edits >= fewestEdits) continue
    nearest = name
    fewestEdits = edits
  }
  return nearest
}

/** Insertions, deletions, substitutions and swaps of neighbours: the distance of typing mistakes. */
function countEdits(from: string, to: string): number {
  let previous: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let at = 0; at < from.length; at++) {
    const next = [at + 1]
    for (let index = 0; index < to.length; index++) {
      const substituted = row[index]! + (from[at] === to[index] ? 0 : 1)
      const isSwap = from[at] === to[index - 1] && from[at - 1] === to[index]
      const swapped = isSwap ? previous[index - 1]! + 1 : substituted
      next.push(Math.min(substituted, swapped, row[index + 1]! + 1, next[index]! + 1))
    }
    previous = row
    row = next
  }
  return row[to.length]!
}
