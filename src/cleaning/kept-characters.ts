/** Characters that stay wherever they stand: code extensions begin anew after them, and values are counted by them. */

export const ASCII_SPACE = 0x20
const BACKSLASH = 0x5c

/** Whether a UTF-16 code unit is a control character, or the backslash between values. */
export function isAlwaysKept(code: number, hasSeveralValues: boolean): boolean {
  return code < ASCII_SPACE || code === 0x7f || (hasSeveralValues && code === BACKSLASH)
}
