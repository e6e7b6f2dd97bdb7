/** Pieces of the page: text that is safe in it, tables, bars. Whatever is not markup of ours is escaped. */

import { formatCount } from './text-table.ts'

/** What may be put into the page as it is. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Piece = Markup | string | number | readonly Markup[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Pieces put together. */
export function html(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(texts.reduce((whole, text, at) => whole + textOf(pieces[at - 1]!) + text))
}

export const NOTHING = new Markup('')

export function section(id: string, title: string, content: readonly Markup[]): Markup {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>`
}

function textOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'object') return piece.map(({ text }) => text).join('')
  // What turns the direction of text around, or cannot be seen, would make a page say what it does not.
  const text = String(piece).replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/** A column of a table. `number`: set to the right. */
export interface Column {
  readonly name: string
  readonly number?: boolean
}

/** The first cell of each row is its heading. Numbers are grouped. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Piece[])[]): Markup {
  const heads = columns.map(({ name, number }) =>
    number === true ? html`<th scope="col" class="n">${name}</th>` : html`<th scope="col">${name}</th>`,
  )
  const isShort = columns.length < 3
  return scrolled(
    caption,
    heads,
    rows.map((cells) => row(columns, cells)),
    isShort ? 'short' : 'wide',
  )
}

function row(columns: readonly Column[], cells: readonly Piece[]): Markup {
  const [head, ...rest] = cells
  const tail = rest.map((cell, at) => {
    const text = typeof cell === 'number' ? formatCount(cell) : cell
    return columns[at + 1]?.number === true ? html`<td class="n">${text}</td>` : html`<td>${text}</td>`
  })
  return html`<tr><th scope="row">${typeof head === 'number' ? formatCount(head) : head!}</th>${tail}</tr>\n`
}

/** Counts by name, each with its share and a bar that is as long as the share of the largest. */
export function countTable(
  caption: string,
  [what, unit]: readonly [what: string, unit: string],
  counts: readonly (readonly [name: Piece, count: number])[],
  of: number,
): Markup {
  const largest = Math.max(1, ...counts.map(([, count]) => count))
  const heads = [
    html`<th scope="col">${what}</th>`,
    html`<th scope="col" class="n">${unit}</th>`,
    html`<th scope="col" class="n">Share</th>`,
    html`<td class="b"></td>`,
  ]
  const rows = counts.map(
    ([name, count]) =>
      html`<tr><th scope="row">${name}</th><td class="n">${formatCount(count)}</td><td class="n">${share(count, of)}</td><td class="b">${bar(count / largest)}</td></tr>\n`,
  )
  return scrolled(caption, heads, rows, 'counts')
}

function scrolled(
  caption: string,
  heads: readonly Markup[],
  rows: readonly Markup[],
  kind: 'short' | 'wide' | 'counts',
): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${kind}">
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>
`
}

export interface SizeBar {
  readonly name: string
  readonly count: number
  readonly isBelow: boolean
}

/** Patients by the size of their class: those of too small ones beside the others, and each size with its bar. */
export function sizeChart(caption: string, bars: readonly SizeBar[], k: number, of: number): Markup {
  const largest = Math.max(1, ...bars.map(({ count }) => count))
  const heads = [
    html`<th scope="col">Patients in the class</th>`,
    html`<th scope="col" class="n">Patients</th>`,
    html`<th scope="col" class="n">Share</th>`,
    html`<td class="b"></td>`,
  ]
  const rows = bars.map(
    ({ name, count, isBelow }) =>
      html`<tr><th scope="row"><span class="keep">${swatch(isBelow ? 2 : 1)}${name}</span></th><td class="n">${formatCount(count)}</td><td class="n">${share(count, of)}</td><td class="b">${bar(count / largest, isBelow ? 2 : 1)}</td></tr>\n`,
  )
  const below = bars.filter(({ isBelow }) => isBelow).reduce((sum, { count }) => sum + count, 0)
  const label = `In classes below ${formatCount(k)}: ${formatCount(below)} of ${formatCount(of)} patients`
  return html`${stackedBar(label, [of - below, below])}<p class="key"><span>${swatch(1)}in classes of ${formatCount(k)} and more</span> <span>${swatch(2)}in smaller ones</span></p>
${scrolled(caption, heads, rows, 'counts')}`
}

/** Says nothing that the number beside it does not. */
function bar(part: number, colour = 1): Markup {
  const width = (100 * part).toFixed(2)
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="f${colour}" width="${width}" height="10"/></svg>`
}

/** Parts of a whole, side by side, in the colours of `swatch`. */
export function stackedBar(label: string, parts: readonly number[]): Markup {
  const whole = Math.max(
    1,
    parts.reduce((sum, part) => sum + part, 0),
  )
  let from = 0
  const rects = parts.map((part, at) => {
    // A part of a thousandth is still to be seen.
    const width = part === 0 ? 0 : Math.max(0.4, (100 * part) / whole)
    const x = from
    from += width
    return html`<rect class="f${at + 1}" x="${x.toFixed(2)}" width="${width.toFixed(2)}" height="10"/>`
  })
  return html`<svg class="stack" viewBox="0 0 ${Math.max(100, from).toFixed(2)} 10" preserveAspectRatio="none" role="img" aria-label="${label}">${rects}</svg>
`
}

/** The colour of a part, from 1 on. */
export function swatch(at: number): Markup {
  return html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="f${at}" width="10" height="10"/></svg>`
}

export function share(count: number, of: number): string {
  if (of === 0) return ''
  const percent = (100 * count) / of
  if (count > 0 && percent < 0.1) return '< 0.1 %'
  return count < of && percent > 99.9 ? '> 99.9 %' : `${percent.toFixed(1)} %`
}

/** `1 object`, `1,234 objects`. */
export function plural(amount: number, one: string, many: string): string {
  return `${formatCount(amount)} ${amount === 1 ? one : many}`
}

/** A list of names and what they are. */
export function facts(rows: readonly (readonly [name: string, value: Piece])[]): Markup {
  return html`<dl class="facts">
${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
`
}

/** Of a code, lines may break after an underscore. */
export function mono(text: string): Markup {
  const [first = '', ...rest] = text.split('_')
  return html`<span class="mono">${first}${rest.map((part) => html`_<wbr>${part}`)}</span>`
}

/** The states that a check can have, each with a sign of its own shape beside its colour. */
export type State = 'good' | 'warn' | 'bad'

/** One line of what there is to know first. */
export interface Check {
  readonly state: State
  readonly word: string
  readonly text: string
}

const SIGNS: Readonly<Record<State, string>> = {
  good: '<path d="M1 6.5l3.2 3.2L11 2.5" fill="none" stroke="currentColor" stroke-width="2"/>',
  warn: '<path d="M6 1.2L11.4 11H.6z" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M6 4.5v3M6 8.6v1.2" stroke="currentColor" stroke-width="1.4"/>',
  bad: '<path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="2"/>',
}

export function stateMark(state: State, word: string): Markup {
  const sign = new Markup(`<svg viewBox="0 0 12 12" aria-hidden="true">${SIGNS[state]}</svg>`)
  return html`<span class="state ${state}">${sign}${word}</span>`
}
