/** Two ways to see where a run has been: in the WebAssembly core, and in JavaScript. */

import inspector from 'node:inspector'
import { installInstrumentedCore } from '../support/instrumented-core.ts'
import type { Coverage } from './byte-fuzzer.ts'

const EDGES = 1 << 16

/** Pairs of stretches of the core that followed each other, and about how often. To be made before the first Core. */
export function coreCoverage(): Coverage {
  const hits = new Uint16Array(EDGES)
  const known = new Uint8Array(EDGES)
  const touched: number[] = []
  let last = 0
  installInstrumentedCore({
    reached(stretch) {
      const edge = ((last << 6) ^ stretch) & (EDGES - 1)
      if (hits[edge]! === 0) touched.push(edge)
      if (hits[edge]! < 0xffff) hits[edge]!++
      last = stretch
    },
    moved() {},
  })
  return {
    sees(work) {
      hits.fill(0)
      touched.length = 0
      last = 0
      work()
      let isNew = false
      for (const edge of touched) {
        const magnitude = 1 << Math.min(7, 31 - Math.clz32(hits[edge]!))
        if ((known[edge]! & magnitude) !== 0) continue
        known[edge]! |= magnitude
        isNew = true
      }
      return isNew
    },
  }
}

interface Range {
  readonly startOffset: number
  readonly endOffset: number
  readonly count: number
}

/** Blocks of the source files of this package that were carried out, as V8 counts them. */
export function scriptCoverage(): Coverage {
  const profiler = new inspector.Session()
  profiler.connect()
  const known = new Set<string>()
  const ask = (method: string, parameters: object = {}): unknown => {
    let answer: unknown
    profiler.post(method, parameters, (fault, result) => {
      if (fault) throw fault
      answer = result
    })
    return answer
  }
  ask('Profiler.enable')
  ask('Profiler.startPreciseCoverage', { callCount: false, detailed: true })
  const take = (): boolean => {
    const { result } = ask('Profiler.takePreciseCoverage') as {
      result: { url: string; functions: { ranges: Range[] }[] }[]
    }
    let isNew = false
    for (const { url, functions } of result) {
      if (!url.includes('/src/')) continue
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          const key = `${url} ${startOffset} ${endOffset} ${count > 0}`
          if (known.has(key)) continue
          known.add(key)
          isNew = true
        }
      }
    }
    return isNew
  }
  return {
    sees(work) {
      work()
      return take()
    },
  }
}
