/**
 * Signals that ask the process to stop. They are only noted, so that the run can remove what it left half done; then the
 * process ends by the same signal, which is what a shell and a supervisor look at (130 for SIGINT).
 */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Thrown inside a run that was told to stop. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
}

/** Listens from `listen` to `release`. */
export class Interruption {
  #signal: NodeJS.Signals | undefined
  #isListening = false
  readonly #controller = new AbortController()
  readonly #listener = (signal: NodeJS.Signals): void => {
    this.#signal ??= signal
    this.#controller.abort(new InterruptedError())
  }

  /**
   * Only where there is something to remove: a write to a pipe that nobody reads returns neither for a signal nor for anything else, and until it
   * does, a signal that is listened to is not heard.
   */
  listen(): void {
    this.#isListening = true
    for (const signal of SIGNALS) process.on(signal, this.#listener)
  }

  /** Where it does not, a signal ends the process whatever that is waiting for. */
  get isListening(): boolean {
    return this.#isListening
  }

  /** Aborted with an InterruptedError. */
  get abortSignal(): AbortSignal {
    return this.#controller.signal
  }

  /** Gives the event loop a turn, so that a signal is heard, and throws InterruptedError if there was one. */
  async check(): Promise<void> {
    await new Promise(setImmediate)
    this.#controller.signal.throwIfAborted()
  }

  /** The result of `work`, or InterruptedError as soon as a signal comes. */
  async race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#controller
    signal.throwIfAborted()
    return await new Promise<T>((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
    })
  }

  /** Stops listening. */
  release(): void {
    this.#isListening = false
    for (const signal of SIGNALS) process.removeListener(signal, this.#listener)
  }

  /** Ends the process by the signal that came. */
  endProcess(): void {
    this.release()
    process.kill(process.pid, this.#signal ?? 'SIGINT')
  }
}
