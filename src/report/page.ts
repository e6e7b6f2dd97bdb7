/** The page of a report, for those who have to sign: one HTML file that needs nothing but itself. The same report gives the same page. */

import { createHash } from 'node:crypto'
import type { PageFacts } from './page-facts.ts'
import { checksSection, headline, keyFigures } from './page-head.ts'
import { html, Markup } from './page-parts.ts'
import { patientsSection } from './page-patients.ts'
import { picturesSection } from './page-pictures.ts'
import { pixelsSection } from './page-pixels.ts'
import {
  checkedSection,
  elementsSection,
  entriesSection,
  heldBackSection,
  kindsSection,
  limitsSection,
  signature,
  termsSection,
} from './page-sections.ts'
import { PAGE_STYLE } from './page-style.ts'
import { treatmentSection } from './page-treatment.ts'

export function formatPage(facts: PageFacts): string {
  const style = createHash('sha256').update(PAGE_STYLE).digest('base64')
  const { run, verification, risk, pictures } = facts
  const images = pictures === undefined ? '' : ' img-src data:;'
  const policy = `default-src 'none'; style-src 'sha256-${style}';${images} base-uri 'none'; form-action 'none'`
  const besides = verification === undefined && risk === undefined ? ' alone' : ', and from what was given beside it'
  const holds =
    pictures === undefined
      ? 'This page holds counts and codes, and no value of any object.'
      : 'This page holds pictures of objects, which can identify, beside counts and codes.'
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>De-identification report</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
<div class="page">
<header>
<p class="label">De-identification report</p>
${headline(facts)}
${checksSection(facts)}
${keyFigures(facts)}
</header>
<main id="main" tabindex="-1">
${entriesSection(facts)}
${heldBackSection(facts)}
${elementsSection(facts)}
${treatmentSection(facts)}
${picturesSection(facts)}
${pixelsSection(facts)}
${patientsSection(facts)}
${kindsSection(facts)}
${termsSection(facts)}
${checkedSection(facts)}
${limitsSection(facts)}
${signature()}
</main>
<footer>${run.program} ${run.programVersion}. ${holds} It was made from the report${besides}, and loads nothing.</footer>
</div>
</body>
</html>
`
  return page.text
}
