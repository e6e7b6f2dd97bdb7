/**
 * Progress on stderr: a bar where a person looks at it, and otherwise, if asked for, a line now and then. cli-progress draws
 * only when it is told of an update, because a synchronous run leaves no time to timers.
 */

import { formatBytes, formatCount } from '../report/text-table.ts'
import { isTerminal, printMessage, STDERR } from './console.ts'

export type ProgressMode = 'auto' | 'always' | 'never'

/** Where a run stands. */
export interface Progress {
  update(inputBytes: number, entries: number): void
  /** Clears what was drawn. */
  stop(): void
}

const LINE_MILLISECONDS = 5000
const BAR_MILLISECONDS = 120
const NONE: Progress = { update: () => {}, stop: () => {} }

/** `totalBytes`: size of the input, where it is known. */
export async function openProgress(mode: ProgressMode, totalBytes: number | undefined): Promise<Progress> {
  if (mode === 'never' || (mode === 'auto' && !isTerminal(STDERR))) return NONE
  return isTerminal(STDERR) ? await openBar(totalBytes) : new ProgressLines(totalBytes)
}

async function openBar(totalBytes: number | undefined): Promise<Progress> {
  const { SingleBar } = (await import('cli-progress')).default
  const began = performance.now()
  const parts = totalBytes === undefined ? '{done}' : '{bar} {percentage}%  {done} of {total_bytes}'
  const bar = new SingleBar({
    format: `${parts}  {rate}/s  {entries} entries`,
    stream: process.stderr,
    barCompleteChar: '=',
    barIncompleteChar: '-',
    barsize: 24,
    hideCursor: false,
    clearOnComplete: true,
    synchronousUpdate: true,
    fps: 8,
  })
  const payload = (bytes: number, entries: number): object => ({
    done: formatBytes(bytes),
    total_bytes: formatBytes(totalBytes ?? 0),
    rate: formatBytes(bytes / Math.max(0.001, (performance.now() - began) / 1000)),
    entries: formatCount(entries),
  })
  bar.start(totalBytes ?? 1, 0, payload(0, 0))
  let drawnAt = began
  return {
    update: (bytes, entries) => {
      if (performance.now() - drawnAt < BAR_MILLISECONDS) return
      drawnAt = performance.now()
      bar.update(totalBytes === undefined ? 0 : bytes, payload(bytes, entries))
    },
    stop: () => bar.stop(),
  }
}

/** One line every few seconds. */
class ProgressLines implements Progress {
  readonly #totalBytes: number | undefined
  #saidAt = performance.now()
  #inputBytes = 0
  #entries = 0

  constructor(totalBytes: number | undefined) {
    this.#totalBytes = totalBytes
  }

  update(inputBytes: number, entries: number): void {
    this.#inputBytes = inputBytes
    this.#entries = entries
    if (performance.now() - this.#saidAt >= LINE_MILLISECONDS) this.#say()
  }

  stop(): void {
    this.#say()
  }

  #say(): void {
    this.#saidAt = performance.now()
    const total = this.#totalBytes === undefined ? '' : ` of ${formatBytes(this.#totalBytes)}`
    printMessage(`sluice: ${formatBytes(this.#inputBytes)}${total}, ${formatCount(this.#entries)} entries`)
  }
}
