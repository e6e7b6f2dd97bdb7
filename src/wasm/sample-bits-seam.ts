// What the module of assembly/sample-bits.ts and its driver have in common, as seam.ts has it for the core.

export const SAMPLES_AT = 1024 // a block of samples
export const SAMPLES_BYTES = 32768 // of the block: small enough to stay where it was copied to until it is read
export const SAMPLES_PAGES = 1 // of memory
