/** Which blocks a sequential JPEG image is of, as ISO/IEC 10918-1 A.1 and A.2 count them. Written down once more, so that tests do not ask the code under test. */

export interface JpegShape {
  readonly rows: number
  readonly columns: number
  /** Of each component: sampling factors. */
  readonly factors: readonly (readonly [across: number, down: number])[]
}

/** A block of a component; `mcuColumn` and `mcuRow` are those of the MCU of all components that it belongs to. */
export interface BlockPlace {
  readonly component: number
  readonly column: number
  readonly row: number
  readonly mcuColumn: number
  readonly mcuRow: number
}

export const COLOUR_444 = [
  [1, 1],
  [1, 1],
  [1, 1],
] as const
export const COLOUR_422 = [
  [2, 1],
  [1, 1],
  [1, 1],
] as const
export const COLOUR_420 = [
  [2, 2],
  [1, 1],
  [1, 1],
] as const
export const GREY = [[1, 1]] as const

/** Pixels of an MCU of all components. */
export function mcuSize({ factors }: JpegShape): readonly [columns: number, rows: number] {
  if (factors.length === 1) return [8, 8]
  return [8 * Math.max(...factors.map(([across]) => across)), 8 * Math.max(...factors.map(([, down]) => down))]
}

/** The blocks of a scan of these components, MCU by MCU. */
export function mcusOfScan(shape: JpegShape, components: readonly number[]): BlockPlace[][] {
  const [mcuColumns, mcuRows] = mcuSize(shape)
  const mcus: BlockPlace[][] = []
  if (components.length === 1) {
    const component = components[0]!
    const [across, down] = shape.factors.length === 1 ? [1, 1] : shape.factors[component]!
    const samplesAcross = Math.ceil((shape.columns * across) / (mcuColumns / 8))
    const samplesDown = Math.ceil((shape.rows * down) / (mcuRows / 8))
    for (let row = 0; row < Math.ceil(samplesDown / 8); row++) {
      for (let column = 0; column < Math.ceil(samplesAcross / 8); column++) {
        const mcuColumn = Math.floor(column / across)
        mcus.push([{ component, column, row, mcuColumn, mcuRow: Math.floor(row / down) }])
      }
    }
    return mcus
  }
  for (let mcuRow = 0; mcuRow < Math.ceil(shape.rows / mcuRows); mcuRow++) {
    for (let mcuColumn = 0; mcuColumn < Math.ceil(shape.columns / mcuColumns); mcuColumn++) {
      const blocks: BlockPlace[] = []
      for (const component of components) {
        const [across, down] = shape.factors[component]!
        for (let y = 0; y < down; y++) {
          for (let x = 0; x < across; x++) {
            blocks.push({ component, column: mcuColumn * across + x, row: mcuRow * down + y, mcuColumn, mcuRow })
          }
        }
      }
      mcus.push(blocks)
    }
  }
  return mcus
}

export function keyOfBlock({ component, column, row }: BlockPlace): string {
  return `${component} ${column} ${row}`
}
