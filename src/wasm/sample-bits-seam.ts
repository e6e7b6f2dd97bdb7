// What the module of assembly/sample-bits.ts and its driver have in common, as seam.ts has it for the core.

export const SAMPLES_AT = 1024 // a block that samples are copied to
export const SAMPLES_BYTES = 32768 // of the block: small enough to stay where it was copied to until it is read
export const INPUT_MEMORY_AT = 65536 // what an input is read into: samples are looked at where they lie
export const INPUT_MEMORY_BYTES = 524288 // as much as a driver reads at a time
export const SAMPLES_FIRST_PAGES = 1 // of memory, where there is no input in it
export const SAMPLES_PAGES = 9 // of memory at the most
