/** Blocks as one page of HTML that needs nothing else: it opens from disk without a network, and prints. */

import { type Block, formatNumber, numberColumns } from './blocks.ts'

const STYLE = `
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Liberation Sans", "DejaVu Sans", sans-serif; color: #1a1a1a; background: #fff; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.9rem; line-height: 1.2; border-bottom: 3px solid #1f4e79; padding-bottom: .4rem; }
h2 { font-size: 1.35rem; margin-top: 2.2rem; color: #1f4e79; }
h3 { font-size: 1.1rem; margin-top: 1.5rem; }
code, pre { font: .88em/1.45 "Liberation Mono", "DejaVu Sans Mono", monospace; background: #f2f4f7; border-radius: 3px; }
code { padding: .05em .25em; overflow-wrap: anywhere; }
pre { padding: .7rem .9rem; overflow-x: auto; white-space: pre-wrap; }
pre code { padding: 0; font-size: 1em; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 1rem; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #c9d1da; padding: .3rem .5rem; text-align: left; vertical-align: top; }
td:empty, th:empty { min-width: 6rem; height: 2rem; }
thead th { background: #e8eef5; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
nav ol { columns: 2; padding-left: 1.4rem; }
a { color: #1f4e79; }
@media print {
  body { margin: 0; max-width: none; font-size: 10.5pt; }
  h2, h3 { break-after: avoid; }
  tr, pre { break-inside: avoid; }
  nav ol { columns: 1; }
  a { color: inherit; text-decoration: none; }
}
`.trim()

/** `title`: of the window, and of the page. */
export function toHtml(title: string, blocks: readonly Block[]): string {
  const sections = blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [block.text] : []))
  const links = sections.map((name) => `<li><a href="#${anchorOf(name)}">${escapeText(withoutNumber(name))}</a></li>`)
  const [first, ...others] = blocks.map(writeBlock)
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeText(title)}</title>`,
    `<style>\n${STYLE}\n</style>`,
    '</head>',
    '<body>',
    '<main>',
    first ?? '',
    `<nav aria-label="Contents">\n<ol>\n${links.join('\n')}\n</ol>\n</nav>`,
    ...others,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function writeBlock(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const name = `h${block.level}`
      return `<${name} id="${anchorOf(block.text)}">${inline(block.text)}</${name}>`
    }
    case 'text':
      return `<p>${inline(block.text)}</p>`
    case 'list': {
      const name = block.ordered ? 'ol' : 'ul'
      return [`<${name}>`, ...block.items.map((item) => `<li>${inline(item)}</li>`), `</${name}>`].join('\n')
    }
    case 'commands':
      return `<pre><code>${escapeText(block.lines.join('\n'))}</code></pre>`
    case 'table':
      return writeTable(block)
  }
}

function writeTable(block: Extract<Block, { kind: 'table' }>): string {
  const isNumber = numberColumns(block)
  const classOf = (column: number): string => (isNumber[column] ? ' class="number"' : '')
  const head = block.head.map((name, column) => `<th scope="col"${classOf(column)}>${inline(name)}</th>`)
  const rows = block.rows.map((row) => {
    const cells = row.map((content, column) => {
      const written = typeof content === 'number' ? formatNumber(content) : inline(content)
      return column === 0 ? `<th scope="row"${classOf(0)}>${written}</th>` : `<td${classOf(column)}>${written}</td>`
    })
    return `<tr>${cells.join('')}</tr>`
  })
  return [
    `<div class="table" role="region" tabindex="0" aria-label="${escapeText(block.caption)}">`,
    `<table>\n<caption>${inline(block.caption)}</caption>`,
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`,
    '</div>',
  ].join('\n')
}

function inline(content: string): string {
  return content
    .split('`')
    .map((part, index) => (index % 2 === 1 ? `<code>${escapeText(part)}</code>` : escapeText(part)))
    .join('')
}

function escapeText(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** The list of contents counts by itself. */
function withoutNumber(name: string): string {
  return name.replace(/^\d+\. /, '')
}

function anchorOf(name: string): string {
  return withoutNumber(name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}
