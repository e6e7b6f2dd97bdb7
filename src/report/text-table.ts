/** Plain tables for people: columns aligned, numbers to the right. */

/** One row; numbers are grouped and set to the right of their column. */
export type Row = readonly (string | number)[]

/** Rows under one another, two spaces between columns, each line led by `indent`. Ends with a line feed if there are rows. */
export function formatTable(rows: readonly Row[], indent = ''): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatCount(cell) : cell)))
  const widths: number[] = []
  for (const row of cells) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
  }
  const lines = cells.map((row, rowIndex) => {
    const aligned = row.map((cell, column) =>
      typeof rows[rowIndex]![column] === 'number' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    )
    return `${indent}${aligned.join('  ')}`.trimEnd()
  })
  return lines.map((line) => `${line}\n`).join('')
}

/** 1234567 as `1,234,567`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes in decimal units with three digits: `1.53 GB`. */
export function formatBytes(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1000
    unit += 1
  }
  const digits = unit === 0 ? 0 : amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0
  return `${amount.toFixed(digits)} ${UNITS[unit]}`
}
