/** Where output goes: straight to the disk where the browser can do that, else into a blob that is saved at the end. */

interface PickerWindow {
  showSaveFilePicker?(options: {
    suggestedName: string
  }): Promise<{ createWritable(): Promise<WritableStream<Uint8Array>> }>
}

export interface Output {
  readonly writable: WritableStream<Uint8Array>
  /** What is to be saved by a link; undefined where it is on the disk. */
  finish(): Blob | undefined
}

/** Undefined where the person changed their mind. */
export async function openOutput(name: string): Promise<Output | undefined> {
  const { showSaveFilePicker } = window as unknown as PickerWindow
  if (showSaveFilePicker !== undefined) {
    try {
      const handle = await showSaveFilePicker.call(window, { suggestedName: name })
      // A file that is aborted keeps what it had before: half an archive is never there under its name.
      return { writable: await handle.createWritable(), finish: () => undefined }
    } catch (fault) {
      if (fault instanceof DOMException && fault.name === 'AbortError') return undefined
    }
  }
  const parts: Blob[] = []
  let open: Uint8Array<ArrayBuffer>[] = []
  let openBytes = 0
  const close = (): void => {
    parts.push(new Blob(open))
    open = []
    openBytes = 0
  }
  return {
    // Blobs can be put aside by the browser, arrays cannot.
    writable: new WritableStream({
      write: (chunk) => {
        open.push(chunk.slice())
        openBytes += chunk.length
        if (openBytes > 16 * 1024 * 1024) close()
      },
    }),
    finish: () => {
      close()
      return new Blob(parts)
    },
  }
}
