/** Sections about checking: verification, the sample that people look at, what follows from it, and when all of this is looked at again. */

import { type Block, commands, heading, list, steps, table, text } from './blocks.ts'
import type { ProcedureFacts } from './facts.ts'
import { sampleOf, sampleOfMany, upperBound } from './sampling.ts'

const RATES = [0.1, 0.05, 0.02, 0.01, 0.005, 0.001] as const
const SETS = [50, 100, 500, 1000, 10_000, 100_000] as const
const SAMPLES = [59, 149, 299, 598, 2995] as const
const FAULTS = [0, 1, 2, 3] as const
/** Filled in by hand. */
const BLANK = ''

export function verification({ isFile }: ProcedureFacts): Block[] {
  const profile = isFile ? '--profile PROFILE.yaml ' : ''
  return [
    heading(2, '10. Verification'),
    text(
      'Each output is looked at again by the program, with other means than those that made it. Every command has to end with exit code 0; 4 means that something was found.',
    ),
    commands(
      `sluice verify OUTPUT.tar ${profile}--against INPUT.tar --report REPORT.jsonl --json > VERIFICATION.jsonl`,
      `sluice risk OUTPUT.tar ${profile}--k 5 --json > RISK.json`,
      'sluice report REPORT.jsonl --check --key-file site.key',
      'sluice report REPORT.jsonl --verification VERIFICATION.jsonl --risk RISK.json -o REPORT.html',
    ),
    table(
      'What each shows',
      ['Command', 'Shows'],
      [
        [
          '`sluice verify`',
          'that nothing that the profile takes away is left, and that no identifying value of the input stands anywhere in the output, searched by another parser',
        ],
        [
          '`sluice risk`',
          'by how few patients each combination of age, sex, year and so on is shared: no class of fewer than 5 patients',
        ],
        [
          '`sluice report --check`',
          'that the report is whole, was written under this key, and was not changed since; with `--anchor` and the last value that was noted (section 8), not by somebody with the key either',
        ],
        [
          '`sluice report`',
          'the run as a page for the file, with what both found: what was done, what was withheld and why, what is left',
        ],
      ],
    ),
    text(
      'Without `--json` the same commands print tables. A finding of severity `leak` stops the set (section 12); what is a `suspect` is looked at, and written down.',
    ),
    text(
      'Where `sluice risk` finds smaller classes, it names what would have to be made coarser. The privacy officer decides: to change the profile and run again, to leave the patients out, or to accept it for this recipient, in writing.',
    ),
  ]
}

export function sampling(): Block[] {
  return [
    heading(2, '11. Review by people: the sample'),
    text(
      'Programs find what they look for. People look at a sample for what nobody thought of: a name in the pixels, a nickname in a comment. The sample says how sure one can be of the rest.',
    ),
    steps(
      'The unit is the series: its objects resemble each other, so that ten objects of one series tell little more than one. The reviewer sees the first, the middle and the last object of each series of the sample, pixels and attributes.',
      'Every series is drawn with the same probability, by a random number generator and not by hand: list the series, `shuf -n SIZE` on the list.',
      'Objects whose headers speak for text in pixels or for a face (`risk` of `medium` or more in their record of the report) are a set of their own with a sample of their own, and where they are few all of them are looked at.',
      'A leak is whatever identifies a person, in an attribute or in pixels. One leak is enough for section 12.',
    ),
    table(
      'Series to look at, none of which may have a leak, to say with 95 % confidence that fewer have one than stated',
      ['Fewer than', ...SETS.map((total) => `of ${formatSet(total)}`), 'of any number'],
      RATES.map((rate) => [formatRate(rate), ...SETS.map((total) => sampleOf(total, rate)), sampleOfMany(rate)]),
    ),
    text(
      'Of a set of N series the number is the smallest n for which C(N-D, n) / C(N, n) is at most 0.05, D being the stated share of N rounded up: the probability that a sample without replacement misses all of D leaks (hypergeometric). Of any number it is the smallest n with (1-p)^n at most 0.05 (binomial); 3/p, the rule of three, is near it.',
    ),
    table(
      'What cannot be excluded, at 95 % confidence, once a sample was seen',
      ['Series seen', ...FAULTS.map((faults) => (faults === 0 ? 'no leak' : `${faults} leak${faults > 1 ? 's' : ''}`))],
      SAMPLES.map((sample) => [sample, ...FAULTS.map((faults) => formatRate(upperBound(sample, faults)))]),
    ),
    text(
      'The upper bound is exact (Clopper and Pearson, one-sided), for sets much larger than the sample. It holds for the leaks that the reviewer would see, and for the set that was sampled, not for the next one.',
    ),
    table(
      'This review',
      ['Set', 'Series in it', 'Share to exclude', 'Series seen', 'Leaks', 'Reviewer, date'],
      [[BLANK, BLANK, BLANK, BLANK, BLANK, BLANK]],
    ),
    heading(2, '12. When a leak is found'),
    steps(
      'Nothing more of the set is passed on. What was passed on is called back: recipients delete it and confirm that in writing.',
      'The privacy officer is told the same day, and decides who else has to be: the authority, the persons concerned.',
      'The cause is found with `sluice explain` and `sluice inspect` on the original, where the original is kept. A fault of the program is reported privately to its authors, with code, offset and tag, and without any object.',
      'The profile is changed, which changes its digest; this document is written anew; the whole set is de-identified and verified again, and a new sample is drawn.',
    ),
  ]
}

export function recordsAndReview(facts: ProcedureFacts): Block[] {
  const last = facts.editions.at(-1)
  return [
    heading(2, '13. Records'),
    text(
      'For each set that is passed on, kept for as long as the output is in use, and no shorter than the law asks for:',
    ),
    list(
      'this document, with its signatures;',
      'the report (`REPORT.jsonl`) and its page: it holds counts and codes, and no identity;',
      'the profile file, where there is one;',
      '`VERIFICATION.jsonl` and `RISK.json`, which hold no value;',
      'the last value of the chain of the report, noted where the report itself is not kept;',
      'the filled-in tables of the sample and of the keys;',
      'recipient, purpose, legal basis, date, and the digest of section 3.',
    ),
    text(
      'Kept apart from these, with the originals: key, crosswalk, mapping tables, quarantine. They hold identities or lead to them.',
    ),
    heading(2, '14. Periodic review'),
    text(
      'At least once a year, and whenever one of these happens, the privacy officer looks at profile and procedure again:',
    ),
    list(
      'a new edition of PS3.15, or a new version of the program: `sluice profile diff` compares editions and profiles;',
      'a new kind of object, device or department, or a new purpose or recipient;',
      'a leak, or a finding of the verification that was not expected;',
      'a change of the law, or of what others can know.',
    ),
    commands(
      ...(last === undefined
        ? []
        : [`sluice profile diff ${last[0]} ${last[1]} --profile ${facts.isFile ? 'PROFILE.yaml' : facts.base}`]),
      facts.isFile
        ? 'sluice profile diff PROFILE.yaml NEW-PROFILE.yaml'
        : `sluice profile diff ${facts.base} NEW-PROFILE.yaml`,
    ),
    table(
      'Changes of Table E.1-1 between the editions that the program knows',
      ['From', 'To', 'Changes'],
      facts.editions,
    ),
    heading(2, '15. Change history'),
    text(
      'One line for each change of the rules, named by their digest. A run whose report has a digest that is not in this table did not follow this procedure.',
    ),
    table(
      'Digests of the rules',
      ['Digest', 'Edition', 'Program', 'What changed', 'Approved by, date'],
      [
        [`\`${facts.digest}\``, facts.edition, `${facts.program} ${facts.programVersion}`, 'as described here', BLANK],
        [BLANK, BLANK, BLANK, BLANK, BLANK],
      ],
    ),
  ]
}

function formatSet(total: number): string {
  return String(total).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Two digits that count, rounded up, so that nothing is promised that does not hold. */
export function formatRate(rate: number): string {
  const percent = rate * 100
  const digits = percent >= 10 ? 0 : percent >= 1 ? 1 : 2
  const scale = 10 ** digits
  const rounded = (Math.ceil(percent * scale - 1e-9) / scale).toFixed(digits)
  return `${rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded} %`
}
