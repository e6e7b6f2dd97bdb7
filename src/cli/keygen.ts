/** `sluice keygen [FILE]`: a new key. It goes to a file of its owner's alone, or into a pipe, but never over a terminal. */

import { SluiceError } from '../errors.ts'
import { createIdentity } from '../identity/identity.ts'
import { formatKey } from '../identity/key.ts'
import { createKeyedHash, randomKey } from '../streams/node-platform.ts'
import { isTerminal, printMessage, printText, STDOUT } from './console.ts'
import { createKeyFile } from './key-file.ts'

/** Fails with OPTION_INVALID where the file exists, TERMINAL, and IO. */
export function keygen(path: string | undefined): void {
  const key = randomKey()
  const text = `${formatKey(key)}\n`
  if (path !== undefined && path !== '-') createKeyFile(path, text)
  else if (isTerminal(STDOUT)) {
    throw new SluiceError('TERMINAL', {}, 'a key is not shown on a terminal: name a file, as in sluice keygen site.key')
  } else printText(text)
  const { keyFingerprint } = createIdentity(createKeyedHash(key))
  printMessage(
    `sluice: key ${keyFingerprint}. Whoever has it can link pseudonyms to people: keep it like the originals.\n` +
      '  Without it, later runs cannot give the same pseudonyms: keep a copy.',
  )
}
