/** All vectors of docs/engine.md, by what they are about. */

import type { Vector } from './vector.ts'
import { contextVectors } from './vectors-contexts.ts'
import { elementVectors } from './vectors-elements.ts'
import { sameSizeVectors } from './vectors-same-size.ts'
import { sizeVectors } from './vectors-size.ts'
import { transformVectors } from './vectors-transforms.ts'
import { valueVectors } from './vectors-values.ts'

export const VECTORS: readonly (readonly [about: string, vectors: readonly Vector[]])[] = [
  ['structure', elementVectors],
  ['values', valueVectors],
  ['size', sizeVectors],
  ['same size', sameSizeVectors],
  ['contexts', contextVectors],
  ['transforms', transformVectors],
]
