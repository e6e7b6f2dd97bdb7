/** Sections about what is done with attributes: the profile, its options, dates. */

import { type Block, heading, list, table, text } from './blocks.ts'
import type { ProcedureFacts } from './facts.ts'

const ALL_NAMED = 60

export function identification(facts: ProcedureFacts): Block[] {
  return [
    heading(2, '3. The profile'),
    table(
      'What is followed',
      ['Item', 'Value'],
      [
        [
          'Profile',
          facts.isFile ? `${facts.profile}, a profile file that begins with \`${facts.base}\`` : `\`${facts.base}\``,
        ],
        ['Standard', `${facts.edition}, Annex E`],
        [
          'Options',
          followed(facts)
            .map(({ name }) => `\`${name}\``)
            .join(', ') || 'none',
        ],
        ['Mode', `\`${facts.mode}\`: ${facts.modeText}`],
        ['Digest of the rules', `\`${facts.digest}\``],
        ['Program', `${facts.program} ${facts.programVersion}`],
      ],
    ),
    text(
      'The digest is the SHA-256 of the compiled rules: every decision about every attribute. Two sites whose digests are equal do the same with equal objects. It stands in every report; `sluice profile show` prints it.',
    ),
    heading(3, 'Options'),
    table(
      'The options of PS3.15 E.3',
      ['Option', 'Followed', 'What it does'],
      facts.options.map(({ name, isFollowed, text: what, unavailable }) => [
        `\`${name}\``,
        isFollowed ? 'yes' : 'no',
        unavailable ?? what,
      ]),
    ),
  ]
}

export function attributes(facts: ProcedureFacts): Block[] {
  const { columns, rows, totals } = facts.counts
  return [
    heading(2, '4. What is done with attributes'),
    text(
      'Every attribute of every object is decided on before a byte of its value leaves. What neither the registry nor the profile knows is removed, and so are private attributes that are not named below; items of sequences are entered at any depth. The table counts the registered attributes at the top level of an object whose SOP class is not known; in the objects themselves some differ by SOP class and place.',
    ),
    table(
      'Registered attributes by category and by what becomes of them',
      ['Category', ...columns, 'all'],
      [...rows.map(({ name, counts }) => [name, ...counts, sum(counts)]), ['all', ...totals, sum(totals)]],
    ),
    text(
      'The list of all attributes is not part of this document, because the program prints it: `sluice profile show PROFILE --all`. Why one of them is treated as it is: `sluice explain KEYWORD`.',
    ),
    ...siteRules(facts),
    ...privateAttributes(facts),
    heading(3, 'What each object says of it'),
    ...(facts.claims.length === 0
      ? [text('Objects do not tell of their de-identification.')]
      : [
          table(
            'Attributes that are written into each object',
            ['Attribute', 'Value'],
            facts.claims.map(({ attribute, value }) => [attribute, value]),
          ),
        ]),
    ...pixels(facts),
  ]
}

function pixels({ pixels: rules }: ProcedureFacts): Block[] {
  if (rules === undefined) {
    return [
      text(
        'Burned In Annotation (0028,0301) and Recognizable Visual Features (0028,0302) stay what their creator wrote: this procedure never declares pixels clean.',
      ),
    ]
  }
  const shown = rules.rules.slice(0, ALL_NAMED)
  const more = rules.rules.length - shown.length
  return [
    heading(3, 'Rules about pixels'),
    text(
      `What text is burned into images is treated by rules: ${rules.summary}. Conditions are about the attributes of the input.`,
    ),
    ...(shown.length === 0
      ? []
      : [
          table(
            'Rules about pixels; areas are x, y, width and height, in pixels from the upper left',
            ['No.', 'Images', 'Action'],
            shown,
          ),
        ]),
    ...(more > 0 ? [text(`And ${more} more, which \`sluice profile show PROFILE --all\` prints.`)] : []),
    text(
      'An object whose image was treated, or in all frames of which text was looked for, says so (113101, Burned In Annotation NO), and has neither overlays nor icons. In every other object Burned In Annotation (0028,0301) stays what its creator wrote. Areas are where text was once seen: that there is none elsewhere is for those who look at a sample. Recognizable Visual Features (0028,0302) stay what their creator wrote.',
    ),
  ]
}

function siteRules({ rules, warnings, words }: ProcedureFacts): Block[] {
  const blocks: Block[] = [heading(3, 'Rules of the site')]
  if (rules.length === 0) blocks.push(text('None beyond profile and options.'))
  else {
    const shown = rules.slice(0, ALL_NAMED)
    blocks.push(table('Rules of the site; a later one wins over an earlier one', ['What', 'Where', 'Action'], shown))
    if (shown.length < rules.length)
      blocks.push(text(`And ${rules.length - shown.length} more, which stand in the profile file.`))
  }
  if (words > 0)
    blocks.push(
      text(
        `Cleaning takes out ${words} words of the site's own besides what the object itself tells. They stand in the profile file, not here.`,
      ),
    )
  if (warnings.length > 0) {
    blocks.push(
      text(
        `Exception to be approved: rules of the site let stay what the standard takes away. Attributes concerned: ${warnings.map((name) => `\`${name}\``).join(', ')}. Objects do not claim the profile of the standard.`,
      ),
    )
  }
  return blocks
}

function privateAttributes({ privateAttributes: creators }: ProcedureFacts): Block[] {
  if (creators.length === 0) return []
  return [
    heading(3, 'Private attributes that are not simply removed'),
    table('By private creator', ['Private creator', 'Attributes'], creators),
  ]
}

export function dates(facts: ProcedureFacts): Block[] {
  return [heading(2, '5. Dates'), ...describeDates(facts)]
}

function describeDates({ transforms, dates: settings, options }: ProcedureFacts): Block[] {
  const blocks: Block[] = []
  if (transforms.has('shift-date')) {
    const [from, to] = settings.shiftDaysRange
    blocks.push(
      text(
        `Dates of a patient move by one and the same whole number of days, from ${from} to ${to}${settings.wholeWeeks ? ', a multiple of seven' : ''}. The number follows from the key and the Patient ID, so that it is the same in every object, archive and run with the same key, and no table of numbers exists. Intervals between dates of a patient stay true. Times of day stay.`,
      ),
      text(
        'Whoever knows one true date of a patient, and the moved one, knows all of this patient: moved dates are to be guarded as pseudonyms are.',
      ),
    )
    if (settings.crosswalk !== 'none') {
      const others =
        settings.crosswalk === 'required'
          ? 'the objects of patients who are not in it are withheld (PATIENT_UNKNOWN)'
          : 'patients who are not in it move by the number that follows from the key'
      blocks.push(
        text(
          `The site's own crosswalk (\`--crosswalk\`) says by how many days a patient moves; ${others}. The crosswalk is kept as the originals are.`,
        ),
      )
    }
  }
  if (transforms.has('year-only'))
    blocks.push(
      text('Dates of the course of events become the first of January of their year. Birth dates become empty.'),
    )
  if (
    options.some(({ name, isFollowed }) => name === 'retain-longitudinal-full-dates' && isFollowed) &&
    !transforms.has('shift-date')
  ) {
    blocks.push(
      text(
        'Dates and times of the course of events stay as they are. That is to be approved: a date of an examination can be looked up by whoever has access to a schedule.',
      ),
    )
  }
  if (blocks.length === 0)
    blocks.push(text('Dates and times go as the profile says: removed, emptied, or replaced by a dummy.'))
  if (transforms.has('cap-age')) blocks.push(text('Ages above 89 years become 090Y.'))
  blocks.push(
    list(
      'What is not a date of the calendar, or cannot be moved as a whole, becomes empty.',
      'Dates inside of free text are only found where text is cleaned, and not all of them.',
    ),
  )
  return blocks
}

function followed({ options }: ProcedureFacts) {
  return options.filter(({ isFollowed }) => isFollowed)
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
