/** The SOP classes of PS3.6 Table A-1, by UID. The standard's own UIDs may be told; others could name who made them. */

import { SOP_CLASSES } from './sop-classes.gen.ts'

let names: ReadonlyMap<string, string> | undefined

/** Name of a registered SOP class; undefined where the UID is not in the registry. */
export function sopClassName(uid: string): string | undefined {
  return registeredSopClasses().get(uid)
}

/** All names by UID, in the order of the UIDs. */
export function registeredSopClasses(): ReadonlyMap<string, string> {
  names ??= new Map(
    SOP_CLASSES.split('\n').map((line) => {
      const space = line.indexOf(' ')
      return [line.slice(0, space), line.slice(space + 1)]
    }),
  )
  return names
}

/** The UID of a SOP class by its name, with or without spaces and punctuation (`CTImageStorage`), or by the UID itself if it is registered. */
export function findSopClass(text: string): string | undefined {
  if (registeredSopClasses().has(text)) return text
  const sought = sopClassKeyword(text)
  for (const [uid, name] of registeredSopClasses()) if (sopClassKeyword(name) === sought) return uid
  return undefined
}

/** A name of letters and digits alone: near enough to the keyword of PS3.6. */
export function sopClassKeyword(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '')
}
