/** Blocks as Markdown (CommonMark with tables). */

import { type Block, formatNumber, numberColumns } from './blocks.ts'

export function toMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(writeBlock).join('\n\n')}\n`
}

function writeBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${escapeText(block.text)}`
    case 'text':
      return escapeText(block.text)
    case 'list':
      return block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${escapeText(item)}`).join('\n')
    case 'commands':
      return ['```sh', ...block.lines, '```'].join('\n')
    case 'table': {
      const title = `${escapeText(block.caption)}:\n\n`
      const lines = [block.head.map(cell), numberColumns(block).map((isNumber) => (isNumber ? '---:' : '---'))]
      const written = [...lines, ...block.rows.map((row) => row.map(cell))].map((cells) => `| ${cells.join(' | ')} |`)
      return title + written.join('\n')
    }
  }
}

function cell(content: string | number): string {
  return typeof content === 'number' ? formatNumber(content) : escapeText(content).replaceAll('|', '\\|')
}

/** What Markdown would take for its own outside of code, a mark of code that nothing ends too: names come from profile files. */
function escapeText(content: string): string {
  return content.replaceAll(/`[^`]+`|[\\*_[\]<>#`]/g, (part) => (part.length > 1 ? part : `\\${part}`))
}
