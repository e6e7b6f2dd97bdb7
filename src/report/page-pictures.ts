/** The section with pictures of treated objects: only where somebody asked for it, because they can identify. */

import type { ObjectPicture, PageFacts } from './page-facts.ts'
import { type Check, html, Markup, NOTHING, plural, section } from './page-parts.ts'
import { formatCount } from './text-table.ts'

export function picturesCheck({ pictures }: PageFacts): Check | undefined {
  if (pictures === undefined) return undefined
  return {
    state: 'warn',
    word: 'Pictures',
    text: `This page shows ${plural(pictures.shown.length, 'object', 'objects')} of the output. What was not found is in the pictures, and they can identify: keep and send the page as you would the images.`,
  }
}

export function picturesSection({ pictures }: PageFacts): Markup {
  if (pictures === undefined) return NOTHING
  const { treated, shown } = pictures
  const which =
    shown.length < treated ? `${formatCount(shown.length)} of ${formatCount(treated)}, at even distances` : 'all'
  return section('pictures', 'What treated objects look like now', [
    html`<p><strong>These pictures can identify.</strong> They are of the output, as it was passed on: ${which} whose areas became black or which were looked at for text. Look for text that is left, and for black where something is missing. They are small: what is fine print here may be legible in the image.</p>\n`,
    shown.length === 0
      ? html`<p>None was treated.</p>\n`
      : html`<ul class="pictures">
${shown.map(figure)}</ul>`,
  ])
}

function figure({ entry, outcome, rectangles, frame, frames, image }: ObjectPicture): Markup {
  const what = outcome === 'blanked' ? `${plural(rectangles, 'area', 'areas')} blanked` : 'nothing had to go'
  const where = frames > 1 ? `frame ${formatCount(frame)} of ${formatCount(frames)}` : ''
  const name = `Entry ${formatCount(entry)}`
  const picture =
    image === undefined
      ? html`<p>Cannot be shown.</p>`
      : html`<img src="data:image/png;base64,${base64(image.png)}" width="${image.columns}" height="${image.rows}" alt="${name}: ${what}${where === '' ? '' : `, ${where}`}">`
  return html`<li><figure>${picture}<figcaption><b>${name}</b> ${what}${where === '' ? NOTHING : html`<br>${where}`}</figcaption></figure></li>\n`
}

/** Of nothing but its own letters. */
function base64(bytes: Uint8Array): Markup {
  return new Markup(Buffer.from(bytes).toString('base64'))
}
