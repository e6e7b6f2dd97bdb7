/** Which cells of a line are blanked: rectangles, cut to the image, as bands of rows in which the same columns go. */

/** Pixels; `x` and `y` from the left and the top, or, where they say so, from the right and the bottom edge to the far side of the rectangle. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly fromRight?: boolean
  readonly fromBottom?: boolean
}

/** Columns from the first to before the second. */
export type Span = readonly [from: number, to: number]

interface Size {
  readonly rows: number
  readonly columns: number
  readonly cellPixels: number
}

/** The rectangle as spans of columns and rows within the image; undefined where nothing of it is. A cell that it touches is in it. */
function clip(rectangle: Rectangle, { rows, columns, cellPixels }: Size): { across: Span; down: Span } | undefined {
  const { x, y, width, height } = rectangle
  const left = rectangle.fromRight === true ? columns - x - width : x
  const top = rectangle.fromBottom === true ? rows - y - height : y
  const across: Span = [
    Math.max(0, Math.floor(left / cellPixels)),
    Math.min(columns / cellPixels, Math.ceil((left + width) / cellPixels)),
  ]
  const down: Span = [Math.max(0, Math.floor(top)), Math.min(rows, Math.ceil(top + height))]
  return across[0] < across[1] && down[0] < down[1] ? { across, down } : undefined
}

/** By row: the spans of cells that are blanked in it, in order and apart. Rows with the same spans share them. */
export function blankedSpans(rectangles: readonly Rectangle[], size: Size): readonly (readonly Span[])[] {
  const clipped = rectangles.flatMap((rectangle) => clip(rectangle, size) ?? [])
  const edges = [...new Set([0, size.rows, ...clipped.flatMap(({ down }) => down)])].sort((a, b) => a - b)
  const byRow: (readonly Span[])[] = []
  for (const edge of edges.slice(0, -1)) {
    const here = clipped.filter(({ down }) => down[0] <= edge && edge < down[1]).map(({ across }) => across)
    const spans = merge(here)
    const nextEdge = edges[edges.indexOf(edge) + 1]!
    for (let row = edge; row < nextEdge; row++) byRow.push(spans)
  }
  return byRow
}

/** The part of the rectangle that lies within the image, measured from the left and the top; undefined where there is none. */
export function cutToImage(rectangle: Rectangle, size: Pick<Size, 'rows' | 'columns'>): Rectangle | undefined {
  const part = clip(rectangle, { ...size, cellPixels: 1 })
  if (part === undefined) return undefined
  const { across, down } = part
  return { x: across[0], y: down[0], width: across[1] - across[0], height: down[1] - down[0] }
}

/** What is left of the image beside `kept`, as rectangles that lie apart; none where nothing is. */
export function allBut(kept: readonly Rectangle[], size: Pick<Size, 'rows' | 'columns'>): readonly Rectangle[] {
  const inside = kept.flatMap((rectangle) => clip(rectangle, { ...size, cellPixels: 1 }) ?? [])
  const edges = [...new Set([0, size.rows, ...inside.flatMap(({ down }) => down)])].sort((a, b) => a - b)
  return edges.slice(0, -1).flatMap((y, index) => {
    const height = edges[index + 1]! - y
    const spans = merge(inside.filter(({ down }) => down[0] <= y && y < down[1]).map(({ across }) => across))
    const starts = [0, ...spans.map(([, to]) => to)]
    const ends = [...spans.map(([from]) => from), size.columns]
    return starts.flatMap((x, at) => (x < ends[at]! ? [{ x, y, width: ends[at]! - x, height }] : []))
  })
}

function merge(spans: readonly Span[]): readonly Span[] {
  const merged: [number, number][] = []
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}
