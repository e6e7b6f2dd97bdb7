/** Marks: what hangs together in an image of strokes, as the box around it. Letters are marks, and so is much else. */

export interface Mark {
  readonly left: number
  readonly top: number
  /** One beyond. */
  readonly right: number
  readonly bottom: number
  /** Pixels of it. */
  readonly area: number
  /** The strongest stroke in it. */
  readonly peak: number
}

/** Marks of pixels above `level` that touch, corners included. Undefined where there are more than `mostRuns` runs of pixels: noise. */
export function findMarks(
  strokes: Uint16Array,
  rows: number,
  columns: number,
  level: number,
  mostRuns: number,
): readonly Mark[] | undefined {
  const most = Math.min(mostRuns, Math.ceil((rows * columns) / 2))
  const from = new Int32Array(most)
  const to = new Int32Array(most)
  const rowOf = new Int32Array(most)
  const parent = new Int32Array(most)
  const peak = new Uint16Array(most)
  let runs = 0
  const rootOf = (run: number): number => {
    let root = run
    while (parent[root] !== root) root = parent[root]!
    while (parent[run] !== root) {
      const next = parent[run]!
      parent[run] = root
      run = next
    }
    return root
  }
  let above = 0
  let aboveEnd = 0
  for (let row = 0; row < rows; row++) {
    const first = runs
    let column = 0
    const rowAt = row * columns
    let candidate = above
    while (column < columns) {
      if (strokes[rowAt + column]! <= level) {
        column++
        continue
      }
      const start = column
      let strongest = 0
      for (; column < columns && strokes[rowAt + column]! > level; column++) {
        strongest = Math.max(strongest, strokes[rowAt + column]!)
      }
      if (runs === most) return undefined
      from[runs] = start
      to[runs] = column
      rowOf[runs] = row
      peak[runs] = strongest
      parent[runs] = runs
      while (candidate < aboveEnd && to[candidate]! < start) candidate++
      for (let touching = candidate; touching < aboveEnd && from[touching]! <= column; touching++) {
        parent[rootOf(touching)] = rootOf(runs)
      }
      runs++
    }
    above = first
    aboveEnd = runs
  }
  return gather(runs, { from, to, rowOf, peak, rootOf })
}

interface Runs {
  readonly from: Int32Array
  readonly to: Int32Array
  readonly rowOf: Int32Array
  readonly peak: Uint16Array
  readonly rootOf: (run: number) => number
}

function gather(runs: number, { from, to, rowOf, peak, rootOf }: Runs): readonly Mark[] {
  const marks = new Map<
    number,
    { left: number; top: number; right: number; bottom: number; area: number; peak: number }
  >()
  for (let run = 0; run < runs; run++) {
    const root = rootOf(run)
    const [left, right, row] = [from[run]!, to[run]!, rowOf[run]!]
    const mark = marks.get(root)
    if (mark === undefined) {
      marks.set(root, { left, top: row, right, bottom: row + 1, area: right - left, peak: peak[run]! })
      continue
    }
    mark.left = Math.min(mark.left, left)
    mark.right = Math.max(mark.right, right)
    mark.bottom = row + 1
    mark.area += right - left
    mark.peak = Math.max(mark.peak, peak[run]!)
  }
  return [...marks.values()]
}
