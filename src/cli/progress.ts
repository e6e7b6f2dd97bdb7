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
/** Before that a rate is chance. */
const FIRST_RATE_MILLISECONDS = 500
const NONE: Progress = { update: () => {}, stop: () => {} }

/** `totalBytes`: size of the input, where it is known. */
export async function openProgress(mode: ProgressMode, totalBytes: number | undefined): Promise<Progress> {
  if (mode === 'never' || (mode === 'auto' && !isTerminal(STDERR))) return NONE
  const pace = new Pace(totalBytes)
  return isTerminal(STDERR) ? await openBar(pace, totalBytes) : new ProgressLines(pace)
}

/** Bytes, entries, rate and time left, in words. What an earlier run had done does not make this one faster. */
export class Pace {
  readonly #totalBytes: number | undefined
  readonly #now: () => number
  #began: { readonly at: number; readonly bytes: number } | undefined

  constructor(totalBytes: number | undefined, now: () => number = () => performance.now()) {
    this.#totalBytes = totalBytes
    this.#now = now
  }

  /** Told of where the run stands; the first time is where its rate is counted from. */
  begin(inputBytes: number): void {
    this.#began ??= { at: this.#now(), bytes: inputBytes }
  }

  describe(inputBytes: number, entries: number): string[] {
    const total = this.#totalBytes === undefined ? '' : ` of ${formatBytes(this.#totalBytes)}`
    const words = [`${formatBytes(inputBytes)}${total}`]
    const bytesPerSecond = this.#rate(inputBytes)
    if (bytesPerSecond > 0) words.push(`${formatBytes(bytesPerSecond)}/s`)
    words.push(entries === 1 ? '1 entry' : `${formatCount(entries)} entries`)
    const leftBytes = (this.#totalBytes ?? 0) - inputBytes
    if (bytesPerSecond > 0 && leftBytes > 0) words.push(`${formatDuration(leftBytes / bytesPerSecond)} left`)
    return words
  }

  /** Bytes a second, 0 where it is not known yet. */
  #rate(inputBytes: number): number {
    if (this.#began === undefined) return 0
    const milliseconds = this.#now() - this.#began.at
    return milliseconds < FIRST_RATE_MILLISECONDS ? 0 : ((inputBytes - this.#began.bytes) / milliseconds) * 1000
  }
}

/** Seconds as `0:09`, `12:34`, `3:07:00` or `5 d 3 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds)
  const [days, hours, minutes] = [86_400, 3600, 60].map((unit) => Math.floor(whole / unit)) as [number, number, number]
  const twoDigits = (count: number): string => String(count % 60).padStart(2, '0')
  if (days > 0) return `${formatCount(days)} d ${hours % 24} h`
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(whole)}` : `${minutes}:${twoDigits(whole)}`
}

async function openBar(pace: Pace, totalBytes: number | undefined): Promise<Progress> {
  const { SingleBar } = (await import('cli-progress')).default
  const bar = new SingleBar({
    format: totalBytes === undefined ? '{words}' : '{bar} {percentage}%  {words}',
    stream: process.stderr,
    barCompleteChar: '=',
    barIncompleteChar: '-',
    barsize: 12,
    hideCursor: false,
    clearOnComplete: true,
    synchronousUpdate: true,
    fps: 8,
  })
  const payload = (bytes: number, entries: number): object => ({ words: pace.describe(bytes, entries).join('  ') })
  bar.start(totalBytes ?? 1, 0, payload(0, 0))
  let drawnAt = performance.now()
  return {
    update: (bytes, entries) => {
      pace.begin(bytes)
      if (performance.now() - drawnAt < BAR_MILLISECONDS) return
      drawnAt = performance.now()
      bar.update(totalBytes === undefined ? 0 : bytes, payload(bytes, entries))
    },
    stop: () => bar.stop(),
  }
}

/** One line every few seconds, and one at the end. */
class ProgressLines implements Progress {
  readonly #pace: Pace
  #saidAt = performance.now()
  #inputBytes = 0
  #entries = 0

  constructor(pace: Pace) {
    this.#pace = pace
  }

  update(inputBytes: number, entries: number): void {
    this.#pace.begin(inputBytes)
    this.#inputBytes = inputBytes
    this.#entries = entries
    if (performance.now() - this.#saidAt >= LINE_MILLISECONDS) this.#say()
  }

  stop(): void {
    this.#say()
  }

  #say(): void {
    this.#saidAt = performance.now()
    printMessage(`sluice: ${this.#pace.describe(this.#inputBytes, this.#entries).join(', ')}`)
  }
}
