/**
 * All that the command says. Written to the descriptors themselves, and at once: nothing is lost when the process ends, and
 * the streams of `process` are never opened, which would make a pipe non-blocking for everyone who shares it.
 */

import { fstatSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import { OutputClosedError, writeDescriptor } from '../streams/descriptors.ts'

export const STDIN = 0
export const STDOUT = 1
export const STDERR = 2

/** A message for the person at the terminal. Where stderr is gone there is nobody to tell, and that is no fault. */
export function printMessage(text: string): void {
  try {
    writeDescriptor(STDERR, Buffer.from(`${text}\n`))
  } catch (fault) {
    if (!(fault instanceof OutputClosedError || fault instanceof SluiceError)) throw fault
  }
}

/** Text that was asked for: help, a version, a table. Fails with OutputClosedError or IO. */
export function printText(text: string): void {
  writeDescriptor(STDOUT, Buffer.from(text))
}

/** Whether a person looks at this descriptor. What knows terminals brings the network with it, and is loaded only for what may be one. */
export function isTerminal(descriptor: number): boolean {
  return isCharacterDevice(descriptor) && process.getBuiltinModule('node:tty').isatty(descriptor)
}

function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    return false
  }
}
