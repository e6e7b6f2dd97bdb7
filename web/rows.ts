/** A row of the table of elements. */

import type { InspectedElement } from '../src/web/index.ts'
import type { Compared } from './compare.ts'

/** An odd group, and an element that reserves a block of it. */
const PRIVATE_CREATOR = /^\([0-9A-F]{3}[13579BDF],00(?!0)[0-9A-F]{2}\)$/

export function rowOf({ before, after, fate }: Compared, element: InspectedElement): HTMLTableRowElement {
  const row = document.createElement('tr')
  row.className = fate === 'new' ? 'changed' : fate
  const cell = (text: string, className = ''): void => {
    const made = document.createElement('td')
    made.textContent = text
    made.className = className
    row.append(made)
  }
  cell(`${'  '.repeat(element.depth)}${element.tag}`, 'tag')
  cell(
    element.keyword ??
      (PRIVATE_CREATOR.test(element.tag)
        ? 'private creator'
        : element.privateCreator === undefined
          ? 'not registered'
          : `private: ${element.privateCreator}`),
  )
  cell(element.vr)
  cell(shown(before), 'value')
  cell(before === undefined ? 'added' : before.outcome, 'outcome')
  cell(shown(after), 'value')
  cell(before === undefined ? 'says that this object was de-identified' : before.reason())
  return row
}

function shown(element: InspectedElement | undefined): string {
  if (element === undefined) return ''
  if (element.value !== undefined) return element.value
  return element.valueBytes === undefined ? '' : formatBytes(element.valueBytes)
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(bytes < 10 ** (3 * power + 1) ? 1 : 0)} ${units[power - 1]}`
}
