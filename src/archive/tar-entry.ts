/** One member of an archive: what the walk (tar-reader.ts) tells of it. */

import { BLOCK_BYTES, type TarHeader, TYPE_GNU_LONG_LINK, TYPE_GNU_LONG_NAME, TYPE_PAX_GLOBAL } from './tar-header.ts'

/** Bytes of extension blocks with their payloads, by kind. Whole blocks. */
export interface TarLead {
  /** Global PAX blocks. */
  readonly globalBytes: number
  /** Long names and long links of GNU tar. */
  readonly gnuBytes: number
  /** PAX blocks of the member. */
  readonly paxBytes: number
}

export const NO_LEAD: TarLead = { globalBytes: 0, gnuBytes: 0, paxBytes: 0 }

/** One member of an archive. */
export interface TarEntry {
  /** From 0, counting members, not the extension blocks before them. */
  readonly ordinal: number
  /** Offset of the member's own header block in the archive. */
  readonly offsetBytes: number
  /** The extension blocks before that header: all since the end of the member before. */
  readonly lead: TarLead
  /** Bytes of the further blocks of a sparse map between the header and the body. */
  readonly mapBytes: number
  /** The name by PAX, long name or header, as bytes. It identifies. */
  readonly name: Uint8Array
  /** The type flag, TYPE_* of tar-header.ts or any other byte. */
  readonly type: number
  /** Bytes of body that follow in the archive. */
  readonly sizeBytes: number
  /** The body is the packed form of a sparse file, in one of the formats of GNU tar. */
  readonly sparse: boolean
}

/** What a TarReader tells, in order and synchronously. What a handler throws ends the walk and is thrown by push or end. */
export interface TarHandler {
  entry(entry: TarEntry): void
  /** A slice of the chunk that was pushed; never empty. */
  body(bytes: Uint8Array): void
  /** All `sizeBytes` were told. */
  entryEnd(): void
  /** The input has ended, and the archive is whole. `endBytes`: how much of it came after the last member. */
  archiveEnd(endBytes: number): void
}

/** A place between two members, from which a walk can go on. */
export interface TarPlace {
  /** Ordinal of the next member. */
  readonly ordinal: number
  /** Offset in the archive of the first block after the padding of the member before. */
  readonly offsetBytes: number
}

/** Offset in the archive of the first block after a member. */
export function endOf({ offsetBytes, mapBytes, sizeBytes }: TarEntry): number {
  return offsetBytes + BLOCK_BYTES + mapBytes + sizeBytes + paddingOf(sizeBytes)
}

/** With one more extension block. */
export function addToLead(lead: TarLead, { type, sizeBytes }: TarHeader): TarLead {
  const bytes = BLOCK_BYTES + sizeBytes + paddingOf(sizeBytes)
  if (type === TYPE_PAX_GLOBAL) return { ...lead, globalBytes: lead.globalBytes + bytes }
  const gnu = type === TYPE_GNU_LONG_NAME || type === TYPE_GNU_LONG_LINK
  return gnu ? { ...lead, gnuBytes: lead.gnuBytes + bytes } : { ...lead, paxBytes: lead.paxBytes + bytes }
}

/** What is missing to whole blocks. */
export function paddingOf(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES
}
