/**
 * Flags of V8 for a process that is the command's own. Not to be set at the start of the program: once a flag has changed, Node compiles its own modules again instead of taking them from
 * its cache. And never in a process that is somebody else's: flags are those of the whole of it.
 */

import { setFlagsFromString } from 'node:v8'

/** So many entries make up for what Maglev, the first of V8's optimising compilers, takes for the functions that each of them calls: an archive of one study often has fewer. */
const WORTHWHILE_ENTRIES = 1000
/** How often a function is then called before Maglev takes it, which leaves what is called many times for each entry. Else V8 waits for 400 calls. */
const PATIENT_CALLS = 2500

/** Bounds what V8 holds beside the heap's contents, and what it spends on code. */
export function boundV8(): void {
  // Entries leave garbage but nothing that lasts: a young generation that grows to its 128 MiB would only hold more of it.
  setFlagsFromString('--semi-space-growth-factor=1')
  if (!knowsFlags()) return
  // What a compilation needed is given back when it is done, not when a thread comes to it: 5 to 8 MiB less, at no cost in time.
  setFlagsFromString('--no-maglev-destroy-on-background')
  // The second optimising compiler takes longer over a function than some thousand entries gain by it.
  setFlagsFromString('--invocation-count-for-turbofan=20000')
}

/**
 * Holds Maglev back where `entries` are too few for it. To be told before the first of them: how often a function is to be called first is settled when it has been called a few times.
 */
export function delayMaglevForFew(entries: number): void {
  if (entries < WORTHWHILE_ENTRIES && knowsFlags()) setFlagsFromString(`--invocation-count-for-maglev=${PATIENT_CALLS}`)
}

/** V8 complains of flags that it does not know, so these are set only where they are known to be some: in Node 24. */
function knowsFlags(): boolean {
  return process.versions.v8.startsWith('13.')
}
