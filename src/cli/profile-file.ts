/** Profile files: opened, with those that they extend, and read. The faults of all of them come at once. */

import { realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { formatFaults, type OpenedProfile, type ReadProfile, readAndCompileProfile } from '../profile/document.ts'
import { suggest } from '../profile/nearest.ts'
import { type PlanRequest, PROFILE_NAMES } from '../profile/request.ts'
import { systemCode } from '../streams/descriptors.ts'
import { readBounded } from './bounded-file.ts'
import { parseYaml } from './yaml-nodes.ts'

/** What looks like a file and not like the name of a profile. */
const FILE_NAME = /[/\\]|\.(?:ya?ml|json)$/i

/** What a plan is compiled from, and where its rules are from. */
export interface LoadedProfile {
  readonly request: PlanRequest
  readonly rulePlaces: ReadProfile['rulePlaces']
}

/** A profile that comes with the program, or a file. Fails with OPTION_INVALID or PROFILE_INVALID. */
export function loadProfile(nameOrPath: string): LoadedProfile {
  const builtIn = PROFILE_NAMES.find((name) => name === nameOrPath)
  if (builtIn !== undefined) return { request: { profile: builtIn }, rulePlaces: [] }
  const read = readProfileFile(nameOrPath)
  if (read.request !== undefined) return { request: read.request, rulePlaces: read.rulePlaces }
  throw new SluiceError('PROFILE_INVALID', {}, `the profile cannot be used:\n${indent(formatFaults(read))}`)
}

/** Reads a file. Fails with OPTION_INVALID where there is none. */
export function readProfileFile(path: string): ReadProfile {
  const opened = openProfile(path)
  if (opened !== undefined) return readAndCompileProfile(opened)
  const detail = FILE_NAME.test(path)
    ? 'there is no such profile file'
    : `there is no such profile or file; ${suggest(path, PROFILE_NAMES)}`
  throw new SluiceError('OPTION_INVALID', {}, detail)
}

function openProfile(path: string): OpenedProfile | undefined {
  let identity: string
  try {
    identity = realpathSync(path)
  } catch (fault) {
    if (systemCode(fault) === 'ENOENT' || systemCode(fault) === 'ENOTDIR') return undefined
    return unreadable(path, `the file cannot be opened (${systemCode(fault) ?? 'IO'})`)
  }
  const text = readBounded(identity, limits.profileBytes)
  if (typeof text !== 'string') return unreadable(identity, text.message)
  const { node, faults } = parseYaml(text)
  return { node, faults, identity, open: (reference) => openProfile(resolve(dirname(identity), reference)) }
}

function unreadable(identity: string, message: string): OpenedProfile {
  return { node: undefined, faults: [{ at: '', message, position: undefined }], identity, open: undefined }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
