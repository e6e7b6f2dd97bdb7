/** Writes docs/reference.md: what the package exports, with its types and their contracts, as the build declares them. */

import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const ENTRANCES = [
  ['dicom-sluice', 'dist/index.d.ts'],
  ['dicom-sluice/entries', 'dist/streams/entries.d.ts'],
  ['dicom-sluice/web', 'dist/web/index.d.ts'],
] as const

interface Declaration {
  readonly name: string
  readonly kind: string
  readonly comment: string
  readonly text: string
  readonly file: string
}

/** The page. Fails where an exported name has no declaration. */
export function writeReference(): string {
  const told = new Set<string>()
  const sections = ENTRANCES.map(([name, file]) => {
    const declarations = exportsOf(file).map((exported) => ({
      ...findDeclaration(exported.name, exported.file),
      name: exported.alias,
    }))
    const fresh = declarations.filter(({ text }) => !told.has(text))
    for (const { text } of declarations) told.add(text)
    const around = fresh
      .flatMap((declaration) => basesOf(declaration))
      .filter(({ text }) => !told.has(text) && told.add(text))
    const again = declarations
      .filter((declaration) => !fresh.includes(declaration))
      .map((declaration) => `\`${declaration.name}\``)
    const repeated = again.length === 0 ? '' : `As in \`dicom-sluice\`: ${again.join(', ')}.\n\n`
    return `## ${name}\n\n${repeated}${[...fresh, ...around].map(format).join('\n')}`
  })
  return `# Reference

What the package exports, made from its types by \`npm run docs\`. How it is used: [guide.md](guide.md#as-a-library); codes of errors: [codes.md](codes.md).

${sections.join('\n')}`
}

function format({ name, comment, text }: Declaration): string {
  return `### ${name}\n\n${comment === '' ? '' : `${comment}\n\n`}\`\`\`typescript\n${text}\n\`\`\`\n`
}

/** Names that a file exports, and the file of each: its own, or that of a list with \`from\`. */
function exportsOf(file: string): { name: string; alias: string; file: string }[] {
  const source = read(file)
  const listed = [...source.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';$/gm)].flatMap(([, names, from]) =>
    names!.split(',').map((part) => ({
      name: part.replace(/\btype\b| as .*/g, '').trim(),
      alias: part.replace(/\btype\b|.* as /g, '').trim(),
      file: resolve(file, from!),
    })),
  )
  const own = [...source.matchAll(/^export (?:declare )?(?:interface|class|function|const|type) (\w+)/gm)].map(
    (match) => ({ name: match[1]!, alias: match[1]!, file }),
  )
  return [...listed, ...own]
}

function findDeclaration(name: string, file: string): Declaration {
  const source = read(file)
  const head = new RegExp(
    `(?:^/\\*\\*(?<comment>(?:(?!\\*/)[\\s\\S])*)\\*/\\n)?^(?:export )?(?:declare )?(?<kind>interface|class|function|const|type) ${name}\\b`,
    'm',
  ).exec(source)
  if (head === null) {
    const passed = [...exportsOf(file), ...importsOf(file)].find((other) => other.name === name && other.file !== file)
    if (passed === undefined) throw new Error(`${name} is exported and declared nowhere`)
    return findDeclaration(name, passed.file)
  }
  const from = head.index + head[0].length
  const begin = source.lastIndexOf('\n', from) + 1
  const rest = source.slice(begin)
  // A declaration goes on over lines that are indented, and over the one that closes it.
  const text = /^.*(?:\n(?:[ \t].*|[})\]].*))*/.exec(rest)![0]
  return {
    name,
    kind: head.groups!.kind!,
    comment: textOf(head.groups!.comment ?? ''),
    text: text.replace(/^export (?:declare )?|^declare /, ''),
    file,
  }
}

/** Interfaces that an exported one extends, and aliases that it names: without them it cannot be read. */
function basesOf({ text, file }: Declaration): Declaration[] {
  return importsOf(file)
    .filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text.replaceAll(/\/\*[\s\S]*?\*\//g, '')))
    .map((imported) => findDeclaration(imported.name, imported.file))
}

/** Names that a file imports from others of the package. */
function importsOf(file: string): { name: string; file: string }[] {
  const source = read(file)
  return [...source.matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']+)';$/gm)].flatMap(([, names, from]) =>
    names!.split(',').map((part) => ({ name: part.replace(/\btype\b/, '').trim(), file: resolve(file, from!) })),
  )
}

function textOf(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim())
    .join('\n')
    .trim()
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
}

function resolve(file: string, from: string): string {
  return join(dirname(file), from.replace(/\.[jt]s$/, '.d.ts'))
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(ROOT, 'docs/reference.md'), writeReference())
