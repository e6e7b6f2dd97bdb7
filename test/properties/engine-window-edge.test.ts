/** A header as long as the output window, or as what the memory has of it at first, to the byte: what fits comes out as the reference has it, what does not is withheld. */

import { describe, expect, it, vi } from 'vitest'
import { limits } from '../../src/limits.ts'
import { FIRST_PAGES, OUTPUT_AT } from '../../src/wasm/seam.ts'
import { Pair } from '../support/agreement.ts'
import { chunksOf } from '../support/chunkings.ts'
import { AT_EDGE, BEHIND, WINDOW_PLAN, type WindowObject, windowObject } from '../support/edge-window.ts'
import type { Framing } from '../support/reference.ts'

vi.mock('../../src/engine/transforms.ts', async (importOriginal) => {
  const { withProbes } = await import('../support/probe-transforms.ts')
  return withProbes(await importOriginal<typeof import('../../src/engine/transforms.ts')>())
})

/** What the core keeps free for what may come before it can commit: two headers, and the delimiters of all sequences and items. */
const MARGIN_BYTES = 1152
const CHUNKS = chunksOf(65_536)
const pair = new Pair(WINDOW_PLAN)

/** `fits`, where engine and reference agree; `withheld`, where the engine says that the window is too small; else what is wrong. */
function outcomeOf(object: Uint8Array, framing: Framing): string {
  const { result, bytes } = pair.engine.run(object, framing, CHUNKS)
  if (result.code === 'WINDOW_EXCEEDED') return bytes.length === 0 ? result.disposition : 'not withheld'
  return pair.disagreements(object, framing, [CHUNKS]).join('; ') || 'fits'
}

/** Outcomes from before the margin to beyond the window, of objects of one make. */
function sweep(make: Omit<WindowObject, 'tuningBytes'>): string[] {
  const plainBytes = pair.expected(windowObject({ ...make, behind: [], tuningBytes: 0 }), 'exact').bytes.length
  return [-MARGIN_BYTES, -1080, -1060, -1050, -1048, -1046, -1036, -38, -12, 2].map((overBytes) =>
    outcomeOf(windowObject({ ...make, tuningBytes: limits.outputWindowBytes - plainBytes + overBytes }), 'exact'),
  )
}

/** There is one edge, and nothing on either side of it comes out otherwise. */
const ONE_EDGE = /^fits (fits )*(withheld )*withheld$/

describe('a header that fills the window', () => {
  it.each(Object.keys(AT_EDGE))('fits up to the edge and is withheld beyond it, with %s there', (edge) => {
    expect(sweep({ edge: AT_EDGE[edge]!, behind: BEHIND['a value that is replaced']! }).join(' ')).toMatch(ONE_EDGE)
  })

  it('fits or is withheld where inserts are still to come', () => {
    expect(sweep({ edge: [], tag: '0008,1140' }).join(' ')).toMatch(ONE_EDGE)
  })

  it.each([1, 20])('fits or is withheld where %i longer sequences end with it', (longAround) => {
    expect(sweep({ edge: [], longAround }).join(' ')).toMatch(ONE_EDGE)
  })

  it.each(Object.keys(BEHIND))('has what is to spare made up for in the size of the input, before %s', (key) => {
    const behind = BEHIND[key]!
    for (const tag of ['0008,1140', '0040,A730'] as const) {
      const plainBytes = pair.expected(windowObject({ edge: [], tag, tuningBytes: 0 }), 'exact').bytes.length
      const outcomes = [-MARGIN_BYTES, -1064, -1048, 2].flatMap((overBytes) => {
        const make: WindowObject = {
          edge: [],
          tag,
          behind,
          tuningBytes: limits.outputWindowBytes - plainBytes + overBytes,
        }
        const object = windowObject(make)
        const removedBytes = pair.expected(object, 'exact').bytes.length - object.length
        return [0, 2, 10].map((spareBytes) =>
          outcomeOf(windowObject({ ...make, removedBytes: removedBytes + spareBytes }), 'same-size'),
        )
      })
      expect(outcomes.join(' ')).toMatch(ONE_EDGE)
    }
  })
})

describe('a header that is longer than the memory has room for at first', () => {
  const firstBytes = (FIRST_PAGES - 1) * 65_536 - OUTPUT_AT

  it.each(Object.keys(AT_EDGE))(
    'comes out as any other, and so does the next object, with %s where the memory grows',
    (edge) => {
      const make = { edge: AT_EDGE[edge]!, behind: BEHIND['a value that is replaced']!, isShort: true }
      const plainBytes = pair.expected(windowObject({ ...make, behind: [], tuningBytes: 0 }), 'exact').bytes.length
      for (const overBytes of [-26, -12, -2, 0, 2, 24]) {
        const object = windowObject({ ...make, tuningBytes: firstBytes - plainBytes + overBytes })
        const fresh = new Pair(WINDOW_PLAN)
        expect([object, object].flatMap((each) => fresh.disagreements(each, 'exact', [CHUNKS]))).toEqual([])
      }
    },
  )
})
