/** A document as a list of blocks, and the two ways to write it. Text between backquotes is code. */

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'commands'; readonly lines: readonly string[] }
  | {
      readonly kind: 'table'
      /** What the table tells, for those who cannot see it. */
      readonly caption: string
      readonly head: readonly string[]
      /** Numbers stand to the right. */
      readonly rows: readonly (readonly (string | number)[])[]
    }

export const heading = (level: 1 | 2 | 3, text: string): Block => ({ kind: 'heading', level, text })
export const text = (content: string): Block => ({ kind: 'text', text: content })
export const list = (...items: string[]): Block => ({ kind: 'list', ordered: false, items })
export const steps = (...items: string[]): Block => ({ kind: 'list', ordered: true, items })
export const commands = (...lines: string[]): Block => ({ kind: 'commands', lines })

export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Block {
  return { kind: 'table', caption, head, rows }
}

/** 1234567 as `1,234,567`. */
export function formatNumber(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Which columns hold nothing but numbers. */
export function numberColumns({ head, rows }: Extract<Block, { kind: 'table' }>): boolean[] {
  return head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'))
}
