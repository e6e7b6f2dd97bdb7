/** The SOP classes of PS3.6 Table A-1, by UID. The standard's own UIDs may be told; others could name who made them. */

import { SOP_CLASSES } from './sop-classes.gen.ts'

let names: ReadonlyMap<string, string> | undefined

/** Name of a registered SOP class; undefined where the UID is not in the registry. */
export function sopClassName(uid: string): string | undefined {
  names ??= new Map(
    SOP_CLASSES.split('\n').map((line) => {
      const space = line.indexOf(' ')
      return [line.slice(0, space), line.slice(space + 1)]
    }),
  )
  return names.get(uid)
}
