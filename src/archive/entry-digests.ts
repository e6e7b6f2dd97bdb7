/** SHA-256 of what an entry was and what it became, where a report is to have them. */

/** A hash that is being computed. */
export interface RunningDigest {
  update(bytes: Uint8Array): void
  /** In hexadecimal; ends it. */
  hexadecimal(): string
}

/** The two of one entry at a time. */
export class EntryDigests {
  readonly #create: () => RunningDigest
  #input: RunningDigest | undefined
  #output: RunningDigest | undefined

  /** `create`: begins one of SHA-256. */
  constructor(create: () => RunningDigest) {
    this.#create = create
  }

  begin(): void {
    this.#input = this.#create()
    this.#output = undefined
  }

  input(bytes: Uint8Array): void {
    this.#input?.update(bytes)
  }

  output(bytes: Uint8Array): void {
    this.#output ??= this.#create()
    this.#output.update(bytes)
  }

  /** That of the output is left out where there was none. */
  end(): { inputDigest?: string; outputDigest?: string } {
    const inputDigest = this.#input?.hexadecimal()
    const outputDigest = this.#output?.hexadecimal()
    this.#input = undefined
    this.#output = undefined
    return { ...(inputDigest !== undefined && { inputDigest }), ...(outputDigest !== undefined && { outputDigest }) }
  }
}
