/** Sections about people and what they do: roles, key, requests, the run, and what is out of the ordinary. */

import { type Block, commands, heading, list, steps, table, text } from './blocks.ts'
import type { ProcedureFacts } from './facts.ts'

/** Filled in by hand. */
const BLANK = ''

export function purposeAndRoles({ options }: ProcedureFacts): Block[] {
  return [
    heading(2, '1. Purpose and scope'),
    text(
      'This procedure says how DICOM objects are de-identified before they leave the place that is responsible for them: by which rules, by whom, how it is checked, and what is done where something is out of the ordinary. It was written by the program from the very rules that the program follows, and has to be written anew when these change (section 15).',
    ),
    list(
      'In scope: the attributes of DICOM objects, at every depth; file meta information; names and headers of the archives they come in.',
      ...options.flatMap(({ unavailable }) =>
        unavailable === undefined ? [] : [`Out of scope, to be handled by other means: ${unavailable}.`],
      ),
      'Out of scope: what is inside of other formats (documents, audio), and combinations of what is kept, which can single a person out; `sluice risk` counts these (section 10).',
      'Whether de-identified objects may be given to a recipient is decided under the law that applies, not by this procedure.',
    ),
    heading(2, '2. Roles'),
    table(
      'Who is responsible',
      ['Role', 'Does', 'Name', 'Signature and date'],
      [
        [
          'Privacy officer',
          'approves profile, options and exceptions; decides on requests to re-identify; signs the review',
          BLANK,
          BLANK,
        ],
        [
          'Operator',
          'carries out section 8 with the key that the custodian has put on the machine; keeps the records of section 13',
          BLANK,
          BLANK,
        ],
        ['Key custodian', 'makes, keeps, hands out and destroys keys; does not operate', BLANK, BLANK],
        ['Reviewer', 'looks at the sample of section 11; did not operate the run that is reviewed', BLANK, BLANK],
      ],
    ),
  ]
}

export function keyAndRequests({ retainsUids }: ProcedureFacts): Block[] {
  return [
    heading(2, '6. Identifiers and the key'),
    text(
      `Patient IDs${retainsUids ? '' : ', UIDs'} and names of archive entries become a keyed hash (HMAC-SHA-256) of what they were: the same key gives the same pseudonym in every run, another key another one, and no table of pairs is needed.${retainsUids ? ' UIDs stay as they are in this profile: whoever has access to the archive they come from can look them up.' : ''}`,
    ),
    list(
      'One key for each project or recipient, so that what two recipients hold cannot be joined. Make it with `sluice keygen site.key`; the file is readable by its owner alone.',
      'Whoever has the key can test whether a known person is behind a pseudonym. It is kept as strictly as the originals: on the machine that de-identifies and in one sealed copy, never beside the output, never in mail or in a ticket.',
      'A run without a key makes its own and forgets it: use that where nothing will ever have to be linked.',
      'The report names the key by its fingerprint, from which it cannot be found. The custodian keeps a list of fingerprints, projects and dates.',
      'Rotation: when somebody who had access leaves, when a copy may have been seen, and at the end of a project. A new key gives new pseudonyms: what was given out before can no longer be linked with what comes after, and moved dates move by another number of days.',
      'Destruction: once nothing has to be linked any more the key and its copies are destroyed, and the list says when and by whom. From then on no pseudonym can be tested, unless a mapping table was kept.',
    ),
    table(
      'Keys in use',
      ['Fingerprint', 'Project or recipient', 'From', 'Until', 'Custodian'],
      [[BLANK, BLANK, BLANK, BLANK, BLANK]],
    ),
    heading(2, '7. Requests to re-identify'),
    text(
      'A finding that the patient has to be told of, or a person who wants their data taken out, can make it necessary to know who is behind a pseudonym.',
    ),
    steps(
      'The request comes in writing, with its reason and the pseudonym; never with a guess at the person.',
      'The privacy officer decides, and writes down the decision either way.',
      'Where the run kept mapping tables (`--mapping`), the custodian looks the pseudonym up in `patid_mapping.csv` or `uid_mapping.csv`. Without tables a pseudonym cannot be turned back: the custodian de-identifies the Patient IDs that come into question with the same key and profile, and compares.',
      'The answer goes to the treating physician or whoever the decision names, not to the one who asked, unless these are one.',
      'To take a person out, the custodian names the pseudonym, and the recipient deletes what has it and confirms that.',
      'The request, the decision and the answer are recorded (section 13).',
    ),
  ]
}

export function run(facts: ProcedureFacts): Block[] {
  const { names, nonDicom, onError } = facts.run
  const choices = [`--names ${names}`, `--non-dicom ${nonDicom}`, `--on-error ${onError}`]
  return [
    heading(2, '8. Carrying it out'),
    steps(
      'Check the profile, and that its digest is that of section 3.',
      'De-identify. The input is not changed; the output appears under its name when it is whole.',
      'Read what the command says, and its exit code: 0 done; 3 done, but something was withheld (section 9); anything else: there is no output to pass on. Note the last value of the chain of the report.',
      'Verify (section 10), have the sample reviewed (section 11), file the records (section 13). Only then is the output passed on.',
    ),
    commands(
      `sluice profile ${facts.isFile ? 'check PROFILE.yaml' : `show ${facts.base}`}`,
      `sluice INPUT.tar -o OUTPUT.tar ${planFlags(facts).join(' ')} \\`,
      `  ${choices.join(' ')} \\`,
      `  --key-file site.key ${facts.dates.crosswalk === 'required' ? '--crosswalk CROSSWALK.csv ' : ''}--report REPORT.jsonl --quarantine QUARANTINE.tar`,
    ),
    table(
      'Choices of the run',
      ['Choice', 'Means'],
      [
        [`\`--names ${names}\``, NAMES[names] ?? ''],
        [`\`--non-dicom ${nonDicom}\``, NON_DICOM[nonDicom] ?? ''],
        [`\`--on-error ${onError}\``, ON_ERROR[onError] ?? ''],
      ],
    ),
  ]
}

/** The options of a command that ask for the same plan. The name of a profile file is the site's business. */
function planFlags({ isFile, base, options, mode }: ProcedureFacts): string[] {
  const followed = options.filter(({ isFollowed }) => isFollowed).map(({ name }) => name)
  return [
    `--profile ${isFile ? 'PROFILE.yaml' : base}`,
    ...(followed.length > 0 ? [`--with ${followed.join(',')}`] : []),
    ...(mode === 'standard' ? [] : [`--mode ${mode}`]),
  ]
}

const NAMES: Readonly<Record<string, string>> = {
  hash: 'names of entries become keyed hashes',
  uid: 'entries are named by the new UIDs of their objects',
  keep: 'names of entries stay, with whatever they tell: to be approved',
}
const NON_DICOM: Readonly<Record<string, string>> = {
  drop: 'what is not DICOM is left out and counted',
  keep: 'what is not DICOM is passed on unchanged, and is NOT de-identified: to be approved',
  fail: 'the run ends at the first entry that is not DICOM',
}
const ON_ERROR: Readonly<Record<string, string>> = {
  withhold: 'an object that cannot be made safe is left out and counted, and the run goes on',
  fail: 'the run ends at the first object that cannot be made safe',
}

export function edgeCases(): Block[] {
  return [
    heading(2, '9. Edge cases'),
    table(
      'What is out of the ordinary',
      ['Case', 'What the program does', 'What the operator does'],
      [
        [
          'An object that cannot be read: truncated, a length that lies, an unknown transfer syntax',
          'withholds all of it and names the reason by code, byte offset and tag; exit code 3',
          'looks the code up in docs/codes.md; fetches the object again or leaves it out; never passes on the original',
        ],
        [
          'An object that is likely to show text or a face, by its headers',
          'says so in the report; withholds it where `--withhold-risk` asks for that (RISK_WITHHELD)',
          'has somebody look at its pixels; passes it on only when these were found clean, or made so by other means',
        ],
        [
          'An object that breaks after its size was announced',
          'fills the rest of its entry with zeros; calls it broken; exit code 3',
          'treats it as withheld: the entry is not to be used',
        ],
        [
          'Originals of withheld and broken objects',
          'collects them in the quarantine file, if one was asked for; it holds identities',
          'keeps it where the input is kept; lets nobody else read it; deletes it when each case is closed',
        ],
        [
          'An entry that is not DICOM, a DICOMDIR, an archive within the archive, a link',
          'leaves it out and counts it by code',
          'checks in the report that the number is what was expected; unpacks nested archives and de-identifies them by themselves',
        ],
        ['A damaged archive', 'ends without an output; exit code 1', 'gets a fresh copy'],
        [
          'A missing or empty Patient ID',
          'leaves it empty; moves no date that would depend on it, but empties it',
          'finds out at the source which patient it is, and runs it again, if dates are needed',
        ],
        ['An attribute that should be there and is missing', 'does not add it', 'nothing'],
        [
          'A value that is not what its type says: a name in a number, text beyond the allowed length',
          'empties it, and counts it as implausible',
          'if the number is large, has the source looked at',
        ],
        [
          'An attribute that no registry knows, a private attribute',
          'removes it and counts it',
          'nothing; if one is needed, the privacy officer approves a rule that names it by its creator',
        ],
        ['Bytes after the last element', 'removes them and counts them', 'nothing'],
        [
          'An interrupted run',
          'leaves no output under its name',
          'begins again, or goes on with the same command if `--resume` or `--in-place` was used',
        ],
        [
          'A warning that rules let stay what the standard takes away',
          'says so at the start, in the report, and does not claim the profile in the objects',
          'stops, unless section 4 lists these very attributes as approved',
        ],
      ],
    ),
  ]
}
