// The values of Specific Character Set that an object has had so far, one of which is in force for each container (PS3.3
// C.12.1.1.2: an item has its own, or that of what it is in). The driver reads them where text has to be understood.

import {
  CHARSETS_AT,
  CHARSET_DEFAULT,
  CHARSET_ROW_BYTES,
  CHARSET_UNKNOWN,
  MAX_CHARSETS,
  MAX_CHARSET_BYTES,
} from '../src/wasm/seam'

let known: u32 = 1

// @ts-ignore: decorator
@inline
function rowAt(index: u32): usize {
  return <usize>CHARSETS_AT + index * CHARSET_ROW_BYTES
}

export function resetCharsets(): void {
  known = CHARSET_DEFAULT + 1
  store<u32>(rowAt(CHARSET_DEFAULT), 0)
}

/** The index of the value at `ptr`; CHARSET_UNKNOWN where there is no place for it. */
export function charsetIndex(ptr: usize, bytes: u32): u32 {
  if (bytes > <u32>MAX_CHARSET_BYTES) return CHARSET_UNKNOWN
  for (let index: u32 = 0; index < known; index++) {
    if (load<u32>(rowAt(index)) == bytes && memory.compare(rowAt(index) + 4, ptr, bytes) == 0) return index
  }
  if (known == MAX_CHARSETS) return CHARSET_UNKNOWN
  store<u32>(rowAt(known), bytes)
  memory.copy(rowAt(known) + 4, ptr, bytes)
  return known++
}
