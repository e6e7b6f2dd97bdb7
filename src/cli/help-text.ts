/** What help has around the lists of options and commands: examples above all. */

export const EXAMPLES = `Examples:
  sluice demo                                   see it work on made-up patients
  sluice study.tar -o clean.tar                 an archive, compressed or not
  tar -c study | sluice | zstd > clean.tar.zst  in a pipe
  sluice image.dcm -o clean.dcm                 one DICOM object
  sluice study/ -o clean.tar.gz                 a directory becomes an archive
  sluice keygen site.key                        once; pseudonyms depend on it
  sluice study.tar -o clean.tar --key-file site.key --report report.jsonl
  sluice verify clean.tar                       with other readers, look again
`

export const EXIT_CODES = `
Exit codes:
  0    done
  1    reading or writing failed, or the input is not what it should be
  2    the command line, the key, or binary output to a terminal
  3    done, but something was withheld or broken: see --report, --quarantine
  4    verify: a leak was found; risk: k or l was not reached;
       report: it was changed
  130  interrupted

Text that is burned into an image is looked for\nonly with --detect-text; a profile can blank areas of images.
For more: sluice COMMAND --help; docs/guide.md; man sluice`

/** Examples of each command, by its name. */
export const EXAMPLES_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ['sop', ['sluice sop > procedure.md', 'sluice sop --profile hipaa-safe-harbor --html > procedure.html']],
  [
    'report',
    [
      'sluice report report.jsonl -o report.html',
      'sluice report report.jsonl --check --key-file site.key',
      'sluice report report.jsonl --json',
    ],
  ],
  ['risk', ['sluice risk clean.tar', 'sluice risk part-1.tar part-2.tar --k 5 --quasi age:10,sex,year']],
  ['keygen', ['sluice keygen site.key']],
  ['demo', ['sluice demo']],
  [
    'explain',
    [
      'sluice explain PatientID "(0008,1030)"',
      'sluice explain SeriesDate --with retain-longitudinal-modified-dates',
      'sluice explain PatientAge --profile my-profile.yaml --json',
    ],
  ],
  [
    'inspect',
    [
      'sluice inspect image.dcm',
      'sluice inspect image.dcm --profile hipaa-safe-harbor',
      'sluice inspect study.tar --entry 204',
      'sluice inspect image.dcm --json',
    ],
  ],
  [
    'pixels',
    [
      'sluice pixels image.dcm --detect-text -o look.png',
      'sluice pixels image.dcm --profile my-profile.yaml > look.png',
    ],
  ],
  ['profile', ['sluice profile list', 'sluice profile show basic', 'sluice profile check my-profile.yaml']],
  ['profile list', ['sluice profile list', 'sluice profile list --json']],
  ['profile show', ['sluice profile show basic', 'sluice profile show hipaa-safe-harbor --all']],
  ['profile check', ['sluice profile check my-profile.yaml']],
  ['profile diff', ['sluice profile diff basic my-profile.yaml', 'sluice profile diff 2017c 2026d']],
  ['profile import', ['sluice profile import anonymizer.script > my-profile.yaml']],
  [
    'verify',
    [
      'sluice verify clean.tar',
      'sluice verify clean.tar --against study.tar',
      'sluice verify clean.tar --json > findings.jsonl',
    ],
  ],
  [
    'completion',
    [
      'source <(sluice completion bash)                         in ~/.bashrc',
      'source <(sluice completion zsh)                          in ~/.zshrc',
      'sluice completion fish > ~/.config/fish/completions/sluice.fish',
    ],
  ],
])

/** The command that a command line asks for, if it is any: `explain`, `profile show`. */
export function commandOf(argv: readonly string[]): string | undefined {
  const names = [argv.slice(0, 2).join(' '), argv[0] ?? '']
  return names.find((name) => EXAMPLES_OF.has(name))
}
