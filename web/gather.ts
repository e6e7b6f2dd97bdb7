/** From what was dropped or chosen to one stream of bytes. */

import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../src/archive/tar-writer.ts'

/** A file, and its path in the folder that was chosen. */
export interface Gathered {
  readonly path: string
  readonly file: File
}

export type InputKind = 'archive' | 'object' | 'files'

export interface Input {
  readonly kind: InputKind
  readonly files: readonly Gathered[]
  readonly sizeBytes: number
}

const TAR_MAGIC_AT = 257
const GZIP = [0x1f, 0x8b]

/** What was dropped: files, and the files of folders at any depth. */
export async function gatherDropped(transfer: DataTransfer): Promise<Gathered[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  return (await Promise.all(entries.map(filesOf))).flat()
}

export function gatherChosen(files: FileList): Gathered[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/** One archive, one object, or several files that become an archive on their way. */
export async function describeInput(files: readonly Gathered[]): Promise<Input> {
  const sizeBytes = files.reduce((sum, { file }) => sum + file.size, 0)
  if (files.length !== 1) return { kind: 'files', files, sizeBytes }
  const isArchive = (await isGzip(files[0]!.file)) || (await isTar(files[0]!.file))
  return { kind: isArchive ? 'archive' : 'object', files, sizeBytes }
}

/** The bytes of the input, decompressed. `onRead` is told how many bytes of the files were read. */
export async function openInput(
  { kind, files }: Input,
  onRead: (bytes: number) => void,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const counted = (file: File): ReadableStream<Uint8Array<ArrayBuffer>> =>
    file.stream().pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform: (chunk, controller) => {
          onRead(chunk.length)
          controller.enqueue(chunk)
        },
      }),
    )
  if (kind === 'files') return asArchive(files, counted)
  const { file } = files[0]!
  return (await isGzip(file)) ? counted(file).pipeThrough(new DecompressionStream('gzip')) : counted(file)
}

function asArchive(
  files: readonly Gathered[],
  open: (file: File) => ReadableStream<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  async function* blocks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const { path, file } of files) {
      yield encodeEntryHeader(new TextEncoder().encode(path), file.size).slice()
      const reader = open(file).getReader()
      for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
      yield encodePadding(file.size).slice()
    }
    yield encodeArchiveEnd().slice()
  }
  const iterator = blocks()
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else if (value.length > 0) controller.enqueue(value)
    },
    cancel: async () => void (await iterator.return(undefined)),
  })
}

async function filesOf(entry: FileSystemEntry): Promise<Gathered[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    return [{ path: entry.fullPath.replace(/^\//, ''), file }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const gathered: Gathered[] = []
  // A folder is told in parts, the last of which is empty.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (part.length === 0) return gathered
    for (const child of part) gathered.push(...(await filesOf(child)))
  }
}

async function isGzip(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return GZIP.every((byte, index) => head[index] === byte)
}

async function isTar(file: File): Promise<boolean> {
  const text = await file.slice(TAR_MAGIC_AT, TAR_MAGIC_AT + 5).text()
  return text === 'ustar' || /\.tar$/i.test(file.name)
}
