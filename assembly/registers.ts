// The registers: f64 slots in fixed memory through which step() tells its driver more than a status.

import { REGISTERS_AT } from '../src/wasm/seam'

// @ts-ignore: decorator
@inline
export function setRegister(index: i32, value: f64): void {
  store<f64>(<usize>(REGISTERS_AT + index * 8), value)
}

// @ts-ignore: decorator
@inline
export function getRegister(index: i32): f64 {
  return load<f64>(<usize>(REGISTERS_AT + index * 8))
}
