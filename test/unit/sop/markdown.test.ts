import { expect, it } from 'vitest'
import { toMarkdown } from '../../../src/sop/markdown.ts'

it.each([
  ['a *b* <c> [d](e) #f \\g_h', 'a \\*b\\* \\<c\\> \\[d\\](e) \\#f \\\\g\\_h'],
  ['say `sluice <IN>` and <b>', 'say `sluice <IN>` and \\<b\\>'],
  ['site `<script>', 'site \\`\\<script\\>'],
  ['site ` and `code` <b>', 'site ` and `code\\` \\<b\\>'],
  ['``<b>', '\\`\\`\\<b\\>'],
])('a text means itself: %s', (text, written) => {
  expect(toMarkdown([{ kind: 'text', text }])).toBe(`${written}\n`)
})
