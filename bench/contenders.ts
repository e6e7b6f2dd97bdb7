/**
 * Who is measured: the floor (copying without a look), this package, and the field, where it is installed. Each is one command line for
 * bash, which finds INPUT and OUTPUT (archives) and WORK (an empty folder) in its environment.
 */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Group = 'floor' | 'sluice' | 'field'

export interface Contender {
  readonly name: string
  readonly group: Group
  readonly commandLine: string
  /** What has to answer for it to take part, or nothing. */
  readonly probe?: readonly [string, ...string[]]
  /** What it does not do, beside what it is seen to leave behind. */
  readonly doesNot?: string
}

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const PYDICOM_SCRIPT = fileURLToPath(new URL('pydicom_deidentify.py', import.meta.url))
/** Debian's own interpreter: another one that comes first in PATH would not see Debian's pydicom. */
const PYTHON = '/usr/bin/python3'
export const COPY_LOOP = 'copy loop'
export const CAT = 'cat'
export const COMMAND = 'sluice'

/** Reads 1 MiB, writes 1 MiB; as a text for `node -e`, so that nothing but Node itself has to start. */
const COPY_SCRIPT = [
  "const { openSync, readSync, writeSync } = require('node:fs')",
  'const [input, output] = process.argv.slice(1)',
  "const from = input === '-' ? 0 : openSync(input), to = output === '-' ? 1 : openSync(output, 'w')",
  'const buffer = Buffer.allocUnsafeSlow(1 << 20)',
  'for (let count; (count = readSync(from, buffer, 0, buffer.length, null)) > 0; )',
  '  for (let at = 0; at < count; ) at += writeSync(to, buffer, at, count - at)',
].join('\n')

const TRANSFORM_SCRIPT = [
  "import { createReadStream, createWriteStream } from 'node:fs'",
  "import { pipeline } from 'node:stream/promises'",
  `const { createDeidentifier } = await import('${ROOT}/dist/index.js')`,
  'const [input, output] = process.argv.slice(1)',
  'const size = { highWaterMark: 1 << 20 }',
  'const deidentifier = await createDeidentifier({})',
  'await pipeline(createReadStream(input, size), deidentifier.tar(), createWriteStream(output, size))',
].join('\n')

const POOLED_SCRIPT = [
  "import { pipeline } from 'node:stream/promises'",
  `const { createDeidentifier, createPooledReadStream, createPooledWriteStream } = await import('${ROOT}/dist/index.js')`,
  'const [input, output] = process.argv.slice(1)',
  'const deidentifier = await createDeidentifier({})',
  'await pipeline(createPooledReadStream(input), deidentifier.tar(), createPooledWriteStream(output))',
].join('\n')

const TAR_STREAM_SCRIPT = [
  "import { createReadStream, createWriteStream } from 'node:fs'",
  `import { createRequire } from 'node:module'`,
  `const { extract, pack } = createRequire('${ROOT}/package.json')('tar-stream')`,
  'const [input, output] = process.argv.slice(1)',
  'const from = extract(), to = pack()',
  "from.on('entry', (header, body, next) => body.pipe(to.entry({ name: header.name, size: header.size }, next)))",
  "from.on('finish', () => to.finalize())",
  'const size = { highWaterMark: 1 << 20 }',
  'to.pipe(createWriteStream(output, size))',
  'createReadStream(input, size).pipe(from)',
].join('\n')

const DCMJS_SCRIPT = [
  "import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'",
  "import { createRequire } from 'node:module'",
  "import { dirname, join } from 'node:path'",
  `const { anonymizer, data, log } = createRequire('${ROOT}/package.json')('dcmjs')`,
  'log?.setLevel?.(5)',
  'const [input, output] = process.argv.slice(1)',
  'for (const entry of readdirSync(input, { recursive: true, withFileTypes: true })) {',
  '  if (!entry.isFile()) continue',
  '  const path = join(entry.parentPath, entry.name), target = join(output, path.slice(input.length))',
  '  const bytes = readFileSync(path)',
  '  const file = data.DicomMessage.readFile(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))',
  '  anonymizer.cleanTags(file.dict)',
  '  mkdirSync(dirname(target), { recursive: true })',
  '  writeFileSync(target, Buffer.from(file.write({ allowInvalidVRLength: true })))',
  '}',
].join('\n')

/** Top-level attributes of people, places, dates and devices, as a site would list them for an editor. */
const REMOVED_TAGS = (
  '0008,0012 0008,0013 0008,0020 0008,0021 0008,0022 0008,0023 0008,0030 0008,0031 0008,0032 0008,0033 0008,0050 ' +
  '0008,0080 0008,0081 0008,0090 0008,1010 0008,1030 0008,103e 0008,1050 0008,1070 0008,1090 0008,2111 0010,0030 ' +
  '0010,0040 0010,1002 0010,1010 0010,1020 0010,1030 0010,2160 0010,21b0 0010,4000 0018,1000 0018,1020 0018,1030 ' +
  '0020,0010 0020,4000 0032,1060 0040,0244 0040,0245 0040,0253 0040,0275 0040,a123 0020,9158'
).split(' ')
const REPLACED_TAGS: readonly (readonly [string, string])[] = [
  ['0010,0010', 'ANONYMIZED'],
  ['0010,0020', 'ANONYMIZED'],
]

const DCMODIFY = [
  'dcmodify -q -nb -ie -imt -ep',
  ...REPLACED_TAGS.map(([tag, value]) => `-ma '(${tag})=${value}'`),
  ...REMOVED_TAGS.map((tag) => `-ea '(${tag})'`),
].join(' ')

const GDCMANON = [
  'gdcmanon --dumb --recursive --continue',
  ...REPLACED_TAGS.map(([tag, value]) => `--replace ${tag},${value}`),
  ...REMOVED_TAGS.map((tag) => `--remove ${tag}`),
].join(' ')

const UNPACK = 'mkdir -p "$WORK/in" "$WORK/out" && tar -xf "$INPUT" -C "$WORK/in"'
const NODE = `'${process.execPath}'`
const SLUICE = `${NODE} '${ROOT}/bin/sluice.js' --quiet`

export const CONTENDERS: readonly Contender[] = [
  { name: CAT, group: 'floor', commandLine: 'cat "$INPUT" > "$OUTPUT"', doesNot: 'copies only' },
  { name: 'cat | cat', group: 'floor', commandLine: 'cat "$INPUT" | cat > "$OUTPUT"', doesNot: 'copies only' },
  {
    name: COPY_LOOP,
    group: 'floor',
    commandLine: `${NODE} -e "$COPY_SCRIPT" "$INPUT" "$OUTPUT"`,
    doesNot: 'copies only',
  },
  {
    name: 'cat | copy loop',
    group: 'floor',
    commandLine: `cat "$INPUT" | ${NODE} -e "$COPY_SCRIPT" - - > "$OUTPUT"`,
    doesNot: 'copies only',
  },
  { name: COMMAND, group: 'sluice', commandLine: `${SLUICE} "$INPUT" -o "$OUTPUT"` },
  { name: 'cat | sluice', group: 'sluice', commandLine: `cat "$INPUT" | ${SLUICE} > "$OUTPUT"` },
  {
    name: 'Transform between file streams of 1 MiB',
    group: 'sluice',
    commandLine: `${NODE} --input-type=module -e "$TRANSFORM_SCRIPT" "$INPUT" "$OUTPUT"`,
  },
  {
    name: 'Transform between pooled file streams',
    group: 'sluice',
    commandLine: `${NODE} --input-type=module -e "$POOLED_SCRIPT" "$INPUT" "$OUTPUT"`,
  },
  {
    name: 'tar-stream, extract to pack',
    group: 'field',
    commandLine: `${NODE} --input-type=module -e "$TAR_STREAM_SCRIPT" "$INPUT" "$OUTPUT"`,
    doesNot: 'copies only, entry by entry',
  },
  {
    name: 'gdcmanon --dumb',
    group: 'field',
    commandLine: `${UNPACK} && ${GDCMANON} -i "$WORK/in" -o "$WORK/out" >/dev/null && tar -cf "$OUTPUT" -C "$WORK/out" .`,
    probe: ['gdcmanon', '--version'],
    doesNot: 'no archives (unpacked and packed around it); the top level only; no new UIDs',
  },
  {
    name: 'dcmodify',
    group: 'field',
    commandLine:
      `${UNPACK} && find "$WORK/in" -type f -print0 | xargs -0 -n 500 ${DCMODIFY} && ` +
      'tar -cf "$OUTPUT" -C "$WORK/in" .',
    probe: ['dcmodify', '--version'],
    doesNot: 'no archives (unpacked and packed around it); no new UIDs',
  },
  {
    name: 'pydicom script',
    group: 'field',
    commandLine: `${UNPACK} && ${PYTHON} '${PYDICOM_SCRIPT}' "$WORK/in" "$WORK/out" && tar -cf "$OUTPUT" -C "$WORK/out" .`,
    probe: [PYTHON, '-c', 'import pydicom'],
    doesNot: 'no archives (unpacked and packed around it)',
  },
  {
    name: 'dcmjs script',
    group: 'field',
    commandLine:
      `${UNPACK} && ${NODE} --input-type=module -e "$DCMJS_SCRIPT" "$WORK/in" "$WORK/out" >/dev/null && ` +
      'tar -cf "$OUTPUT" -C "$WORK/out" .',
    probe: [process.execPath, '-e', `require('node:module').createRequire('${ROOT}/package.json')('dcmjs')`],
    doesNot: 'no archives (unpacked and packed around it); the top level only; no new UIDs',
  },
]

/** Scripts that the command lines take from their environment. */
export const SCRIPTS = { COPY_SCRIPT, TRANSFORM_SCRIPT, POOLED_SCRIPT, TAR_STREAM_SCRIPT, DCMJS_SCRIPT }

/** Whether it can take part here. */
export function isInstalled({ probe }: Contender): boolean {
  if (probe === undefined) return true
  const [program, ...args] = probe
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}
