/** `sluice report`: its options. What it does is loaded when it is asked for. */

import type { Command } from 'commander'

interface GivenReportOptions {
  readonly output?: string
  readonly check?: boolean
  readonly json?: boolean
  readonly anchor?: string
  readonly keyFile?: string
  readonly verification?: string
  readonly risk?: string
  readonly pictures?: string
}

export function addReportCommand(report: Command, onExit: (code: number) => void): void {
  report
    .summary('a report as a page for those who have to sign, and whether it is as it was written')
    .description(
      'Makes a page of a report: one HTML file that needs nothing else. Exit 4 where the report was changed.',
    )
    .argument('<FILE.jsonl>', 'what a run with --report wrote')
    .option('-o, --output <FILE.html>', 'default: stdout; on a terminal, the summary as text')
    .option('--check', 'no page: says whether the report is as it was written')
    .option('--json', 'no page: what it comes to, and whether it is as it was written, as an object')
    .option('--anchor <VALUE>', 'the last value of its chain, as it was noted when the run ended')
    .option('--key-file <FILE>', 'the key of the run, to check the seal')
    .option('--verification <FILE>', 'what sluice verify --json said of the output, to be shown')
    .option('--risk <FILE>', 'what sluice risk --json said of the output, to be shown')
    .option(
      '--pictures <OUTPUT>',
      'small pictures of treated objects, from the output of the run: the page can then identify',
    )
    .action(
      async (
        path: string,
        { output, check, json, anchor, keyFile, verification, risk, pictures }: GivenReportOptions,
      ) =>
        onExit(
          await (await import('./report.ts')).showReport(path, {
            output,
            isCheck: check === true,
            isJson: json === true,
            anchor,
            keyFile,
            verification,
            risk,
            pictures,
          }),
        ),
    )
}
