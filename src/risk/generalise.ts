/**
 * How quasi-identifiers could be made coarser so that every class has k patients. Each has levels, from as it is to left out; all ways to choose one for
 * each make a lattice. Coarser only ever joins classes, so what fails at one point fails at all that are finer.
 */

import { limits } from '../limits.ts'
import type { QuasiIdentifier } from '../profile/quasi-identifiers.ts'
import type { PatientClass } from './patients.ts'

/** A point of the lattice at which every class has k patients, and no finer one does. */
export interface Generalisation {
  /** Level of each quasi-identifier; its number of levels where it is left out. */
  readonly levels: readonly number[]
  /** Mean of level through levels: 0 as it is, 1 with everything left out. */
  readonly loss: number
  readonly classes: number
  readonly smallest: number
}

export interface Search {
  /** That which loses least first. */
  readonly found: readonly Generalisation[]
  /** False where a bound ended the search: there may be a better way. */
  readonly isComplete: boolean
}

type Class = Pick<PatientClass, 'combinations' | 'patients'>

const MOST_FOUND = 3

/** Looks for the ways that lose least. `valuesOf`: the values behind the numbers of each quasi-identifier. */
export function searchGeneralisations(
  classes: readonly Class[],
  quasiIdentifiers: readonly QuasiIdentifier[],
  valuesOf: readonly (readonly string[])[],
  k: number,
): Search {
  return new Lattice(classes, quasiIdentifiers, valuesOf, k).search()
}

class Lattice {
  readonly #classes: readonly Class[]
  readonly #k: number
  /** For each attribute and level the number of the coarser value by number; empty for left out. */
  readonly #coarser: readonly (readonly Uint32Array[])[]
  readonly #combinations: number
  #tried = 0

  constructor(
    classes: readonly Class[],
    quasiIdentifiers: readonly QuasiIdentifier[],
    valuesOf: readonly (readonly string[])[],
    k: number,
  ) {
    this.#classes = classes
    this.#k = k
    this.#coarser = quasiIdentifiers.map(({ levels }, index) => [
      ...levels.map(({ generalise }) => renumber(valuesOf[index]!.map(generalise))),
      new Uint32Array(valuesOf[index]!.length),
    ])
    this.#combinations = classes.reduce((total, { combinations }) => total + combinations.length, 0)
  }

  search(): Search {
    const tops = this.#coarser.map((levels) => levels.length - 1)
    if (!this.#reaches(tops).isEnough) return { found: [], isComplete: true }
    const failing = this.#failingPairs(tops)
    const nodes = pointsOf(tops, (levels) => !failing.some((fails) => fails(levels)))
    if (nodes === undefined) return { found: [], isComplete: false }
    const found: Generalisation[] = []
    for (const levels of nodes) {
      if (this.#isSpent()) return { found, isComplete: false }
      if (found.some((finer) => finer.levels.every((level, index) => level <= levels[index]!))) continue
      const { isEnough, classes, smallest } = this.#reaches(levels)
      if (isEnough) found.push({ levels, loss: lossOf(levels, tops), classes, smallest })
      if (found.length === MOST_FOUND) break
    }
    return { found, isComplete: true }
  }

  /** Pairs of levels that fail although everything else is left out: no point that is as fine in both can do. */
  #failingPairs(tops: readonly number[]): ((levels: readonly number[]) => boolean)[] {
    const failing: ((levels: readonly number[]) => boolean)[] = []
    for (let one = 0; one < tops.length; one++) {
      for (let other = one + 1; other < tops.length; other++) {
        for (let oneLevel = tops[one]!; oneLevel >= 0; oneLevel--) {
          for (let otherLevel = tops[other]!; otherLevel >= 0; otherLevel--) {
            const levels = tops.with(one, oneLevel).with(other, otherLevel)
            if (failing.some((fails) => fails(levels)) || this.#isSpent() || this.#reaches(levels).isEnough) continue
            failing.push((point) => point[one]! <= oneLevel && point[other]! <= otherLevel)
          }
        }
      }
    }
    return failing
  }

  #isSpent(): boolean {
    return this.#tried > limits.riskTriedCombinations
  }

  #reaches(levels: readonly number[]): { isEnough: boolean; classes: number; smallest: number } {
    this.#tried += this.#combinations
    const maps = levels.map((level, index) => this.#coarser[index]![level]!)
    const sizes = new Map<string, number>()
    for (const { combinations, patients } of this.#classes) {
      const coarse = combinations.map((values) => {
        let text = ''
        for (let index = 0; index < maps.length; index++) text += `${maps[index]![values[index]!]!},`
        return text
      })
      const signature = coarse.length === 1 ? coarse[0]! : [...new Set(coarse)].toSorted().join(' ')
      sizes.set(signature, (sizes.get(signature) ?? 0) + patients)
    }
    let smallest = Number.POSITIVE_INFINITY
    for (const size of sizes.values()) smallest = Math.min(smallest, size)
    return { isEnough: smallest >= this.#k, classes: sizes.size, smallest }
  }
}

/** Equal numbers for equal values. */
function renumber(values: readonly string[]): Uint32Array {
  const numbers = new Map<string, number>()
  return Uint32Array.from(values, (value) => {
    const number = numbers.get(value) ?? numbers.size
    numbers.set(value, number)
    return number
  })
}

/** All points that pass, that which loses least first; undefined beyond limits.riskGeneralisations. */
function pointsOf(
  tops: readonly number[],
  passes: (levels: readonly number[]) => boolean,
): readonly (readonly number[])[] | undefined {
  if (tops.reduce((product, top) => product * (top + 1), 1) > limits.riskGeneralisations) return undefined
  let points: (readonly number[])[] = [[]]
  for (const top of tops) {
    points = points.flatMap((point) => Array.from({ length: top + 1 }, (_, level) => [...point, level]))
  }
  const passing = points.filter(passes).map((levels) => ({ levels, loss: lossOf(levels, tops) }))
  passing.sort((left, right) => left.loss - right.loss || compare(left.levels, right.levels))
  return passing.map(({ levels }) => levels)
}

function lossOf(levels: readonly number[], tops: readonly number[]): number {
  const shares = levels.map((level, index) => level / tops[index]!)
  // Rounded, so that equal losses are equal whatever the order of the attributes.
  return Number((shares.reduce((total, share) => total + share, 0) / levels.length).toFixed(9))
}

function compare(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((level, at) => level !== right[at])
  return index < 0 ? 0 : left[index]! - right[index]!
}
