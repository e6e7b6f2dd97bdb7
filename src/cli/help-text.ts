/** What `sluice --help` has around the list of options. */

export const EXAMPLES = `Examples:
  sluice study.tar -o clean.tar                 an archive; .tar.gz and .tar.zst too
  tar -c study | sluice | zstd > clean.tar.zst  in a pipe
  sluice image.dcm -o clean.dcm                 one DICOM object
  sluice study/ -o clean.tar.gz                 a directory becomes an archive
  sluice keygen site.key                        once: equal keys give equal pseudonyms
  sluice study.tar -o clean.tar --key-file site.key --report report.jsonl
  sluice verify clean.tar                       look at it again, with other readers
  sluice demo                                   see it work on made-up patients
`

export const EXIT_CODES = `
Exit codes:
  0  done
  1  reading or writing failed, or the input is not what it should be
  2  the command line, the key, or binary output to a terminal
  3  done, but something was withheld or broken: see --report, --quarantine
  4  verify: a leak was found; risk: k or l was not reached
  130  interrupted

Pixel data passes as it is: text that is burned into an image is not looked for.`
