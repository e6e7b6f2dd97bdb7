/**
 * Transforms whose results tell what they were asked with, so that a wrong tag, VR, character set, or a fact that the survey
 * missed shows in the output. Tests have them through `vi.mock` and {@link withProbes}; without, they are texts that replace others.
 */

import type { createTransforms, ObjectFacts, TransformedValue } from '../../src/engine/transforms.ts'
import type { Transform } from '../../src/profile/transforms.ts'
import { bytesOf } from './dicom-builder.ts'

/** What a probe gives for a value; the result is padded to even length with a space. */
const ANSWERS = {
  /** Tag, VR number, character set, length: mostly longer than the value. */
  tell: ({ tag, vrIndex, charset, value }) =>
    `${tag.toString(16)} ${vrIndex} ${charset === undefined ? '?' : `[${latin1(charset)}]`} ${value.length}`,
  /** What the survey found. */
  facts: (_, facts) => facts,
  same: ({ value }) => latin1(value),
  half: ({ value }) => latin1(value.subarray(0, value.length >>> 1)),
  none: () => '',
  /** Beyond what a 16-bit length holds for values from 8192 bytes on. */
  eightfold: ({ value }) => latin1(value).repeat(8),
} as const satisfies Readonly<Record<string, (value: TransformedValue, facts: string) => string>>

export type ProbeName = keyof typeof ANSWERS

export const PROBE_NAMES = Object.keys(ANSWERS) as ProbeName[]

const MARK = 'probe: '

/** A transform of a plan by hand. For the program it is a text that replaces others. */
export function probe(name: ProbeName): Transform {
  return { kind: 'replace-text', text: MARK + name }
}

/** src/engine/transforms.ts with {@link probing} in it, for `vi.mock`. */
export function withProbes<Module extends { createTransforms: typeof createTransforms }>(module: Module): Module {
  return { ...module, createTransforms: probing(module.createTransforms) }
}

/** `create`, but that the transforms that are probes answer as such. */
function probing(create: typeof createTransforms): typeof createTransforms {
  return (transforms, settings, identity) => {
    const others = create(transforms, settings, identity)
    let facts = ''
    return {
      begin(found) {
        facts = describe(found)
        others.begin(found)
      },
      apply(index, value) {
        const name = nameOf(transforms[index])
        return name === undefined ? others.apply(index, value) : padded(ANSWERS[name](value, facts))
      },
    }
  }
}

function nameOf(transform: Transform | undefined): ProbeName | undefined {
  if (transform?.kind !== 'replace-text' || !transform.text.startsWith(MARK)) return undefined
  return transform.text.slice(MARK.length) as ProbeName
}

function describe({ patientId, facts, complete }: ObjectFacts): string {
  const patient = patientId === undefined ? '-' : `[${latin1(patientId)}]`
  const all = [...facts].map(({ tag, value }) => `${tag.toString(16)}[${latin1(value)}]`)
  return `${patient} ${all.join(' ')} ${complete ? 'all' : 'some'}`
}

function padded(text: string): Uint8Array {
  return bytesOf(text.length % 2 === 0 ? text : `${text} `)
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
