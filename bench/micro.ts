/**
 * Micro benchmarks of the parts, each checked before it is timed:
 *
 *     npm run bench [-- PART OF A NAME]
 */

import Benchmark from 'benchmark'
import { type MicroCase, microCases } from './micro-cases.ts'

/** What runs answer goes here, so that no engine can leave the work out. */
let consumed = 0

function formatRate(perSecond: number): string {
  const [value, unit] =
    perSecond >= 1e6 ? [perSecond / 1e6, 'M'] : perSecond >= 1e3 ? [perSecond / 1e3, 'k'] : [perSecond, '']
  return `${value.toFixed(2)} ${unit}`
}

function report(microCase: MicroCase, { hz = 0, stats }: Benchmark.Target): void {
  if (stats === undefined || hz === 0) return
  const nanoseconds = (1e9 / hz / microCase.amount).toFixed(1)
  const bytes = microCase.bytes === undefined ? '' : `, ${((hz * microCase.bytes) / 1e6).toFixed(0)} MB/s`
  console.log(
    `${microCase.name.padEnd(42)} ${formatRate(hz * microCase.amount)}${microCase.unit}/s, ${nanoseconds} ns each${bytes}` +
      ` (± ${stats.rme.toFixed(1)} %, ${stats.sample.length} samples)`,
  )
}

const wanted = process.argv[2] ?? ''
const cases = microCases().filter(({ name }) => name.includes(wanted))
for (const microCase of cases) microCase.check()

const suite = new Benchmark.Suite()
for (const microCase of cases) {
  suite.add(
    microCase.name,
    () => {
      consumed = (consumed + microCase.run()) | 0
    },
    { maxTime: 1, minSamples: 10 },
  )
}
suite.on('cycle', ({ target }: Benchmark.Event) => report(cases.find(({ name }) => name === target.name)!, target))
suite.on('error', ({ target }: Benchmark.Event) => {
  console.error('error' in target ? target.error : target.name)
  process.exitCode = 1
})
suite.run()
if (consumed === 0) throw new Error('nothing was done')
