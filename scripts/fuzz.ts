/**
 * Fuzzing, in two ways, half of the time for each: models of what is read, drawn and shrunk by fast-check (test/fuzz/models.ts), and
 * bytes that are changed at random, led by the coverage of what reads them (test/fuzz/byte-fuzzer.ts).
 *
 *     npm run fuzz -- [--seconds 60] [--target engine|tar|profile|verify|pixels]... [--seed N]      default: all targets
 *
 * Ends with exit 1 where something was found. Inputs that fail are kept in build/fuzz.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fuzzBytes } from '../test/fuzz/byte-fuzzer.ts'
import { coreCoverage, scriptCoverage } from '../test/fuzz/coverage.ts'
import { SEEDS, TARGETS, type Target } from '../test/fuzz/seeds.ts'

const FINDINGS = fileURLToPath(new URL('../build/fuzz', import.meta.url))
const DEFAULT_SECONDS = 60
const LONGEST_BYTES = 12_288
const SHOWN_CHARACTERS = 600

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, target: { type: 'string', multiple: true }, seed: { type: 'string' } },
})
const seconds = Number(values.seconds ?? DEFAULT_SECONDS)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const asked: readonly string[] = values.target ?? TARGETS
const targets = TARGETS.filter((target) => asked.includes(target))
if (!(seconds > 0) || !Number.isSafeInteger(seed) || targets.length < new Set(asked).size) {
  console.error(`fuzz: --seconds and --seed take numbers, --target one of ${TARGETS.join(', ')}`)
  process.exit(2)
}

// The core is instrumented before anything has made one.
const coverages = { core: coreCoverage(), script: scriptCoverage() }
const { checkModels } = await import('../test/fuzz/models.ts')
console.log(`seed ${seed}`)
for (const target of targets) {
  const secondsEach = seconds / targets.length / 2
  fuzzModels(target, secondsEach)
  await fuzzTarget(target, secondsEach)
}

function fuzzModels(target: Target, forSeconds: number): void {
  const { runs, finding } = checkModels(target, forSeconds, seed)
  console.log(`${target}, models: ${runs} runs`)
  if (finding !== undefined) report(target, 'case', finding, finding.slice(0, SHOWN_CHARACTERS))
}

async function fuzzTarget(target: Target, forSeconds: number): Promise<void> {
  const { fuzz } = (await import(`../test/fuzz/${target}.ts`)) as { fuzz: (data: Buffer) => void }
  const coverage = target === 'engine' ? coverages.core : coverages.script
  const { inputs, words } = SEEDS[target]()
  const fuzzed = fuzzBytes({
    run: fuzz,
    coverage,
    seeds: inputs,
    words,
    seconds: forSeconds,
    seed,
    longestBytes: LONGEST_BYTES,
  })
  const { runs, keptInputs, finding } = fuzzed
  console.log(`${target}, bytes: ${runs} runs, ${keptInputs} inputs that reach something of their own`)
  if (finding === undefined) return
  report(target, 'bytes', finding.input, finding.fault)
}

function report(target: Target, kind: string, finding: string | Uint8Array, shown: unknown): void {
  const path = join(FINDINGS, `${target}-${seed}.${kind}`)
  mkdirSync(FINDINGS, { recursive: true })
  writeFileSync(path, finding)
  console.log(`${target}: found something, kept in ${path}\n`, shown)
  process.exitCode = 1
}
