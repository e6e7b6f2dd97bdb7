import { describe, expect, it } from 'vitest'
import { withOrdinaryNames } from '../../../scripts/ordinary-names.ts'

describe('private names under ordinary ones', () => {
  it('changes fields, methods, accessors and statics where they are declared and used', () => {
    const code = 'class A { #a = "#a"; static #b() {} get #c() { return this.#a } d(o) { A.#b(); return o?.#c } } // #a'
    expect(withOrdinaryNames(code)).toBe(
      'class A { _a = "#a"; static _b() {} get _c() { return this._a } d(o) { A._b(); return o?._c } } // #a',
    )
  })

  it('leaves those of a class that extends another, and of nobody else', () => {
    const code = 'class A { #a; f() { return class extends A { #b; g(o) { return o.#a + this.#b } } } }'
    expect(withOrdinaryNames(code)).toBe(
      'class A { _a; f() { return class extends A { #b; g(o) { return o._a + this.#b } } } }',
    )
    expect(withOrdinaryNames('class A extends Error { #a; f() { return class { #a; g(o) { return o.#a } } } }')).toBe(
      'class A extends Error { #a; f() { return class { _a; g(o) { return o._a } } } }',
    )
  })

  it('counts characters as the text does', () => {
    expect(withOrdinaryNames('const s = "é😀"; class A { #a; f() { return this.#a } }')).toBe(
      'const s = "é😀"; class A { _a; f() { return this._a } }',
    )
  })

  it('refuses what would mean something else then', () => {
    expect(() => withOrdinaryNames('class A { #a; _a }')).toThrow('twice')
    expect(() => withOrdinaryNames('class A { #a; f(o) { return #a in o } }')).toThrow('`in`')
  })
})
