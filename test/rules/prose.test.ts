// What the repository says is for its users and the people who will work on it. Words about how and where it was written
// have no place in it. The words are put together here so that this file passes its own test.

import { homedir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { listTracked, ROOT, readText } from './repository.ts'

/** Data of the standard has its own vocabulary (a contrast medium has one of the words in its name), and the lock file is npm's. */
const NOT_OURS = /^standard\/|^package-lock\.json$|^LICENSE$/

function word(...pieces: string[]): RegExp {
  return new RegExp(String.raw`\b${pieces.join('')}s?\b`, 'i')
}

const FORBIDDEN: readonly RegExp[] = [
  word('(?<!new inspector\\.)sess', 'ion'),
  word('(?<!contrast |bolus )', 'ag', 'ent'),
  word('help', 'er'),
  word('chat', 'bot'),
  word('language ', 'model'),
  word('brief', 'ing'),
  new RegExp(['//regi', 'stry', String.raw`\.`].join('')),
  new RegExp(['npm', 'js', String.raw`\.`].join('')),
  word('sand', 'box'),
  word('TO', 'DO'),
  word('FIX', 'ME'),
]

/** The one path outside the repository that may be named: where tests look for files that are not part of it. */
const CORPUS_BESIDE = '../shared/corpus'
const BESIDE = new RegExp(['sha', 'red/'].join(''))

function findForbidden(text: string): string[] {
  const ours = text.replaceAll(CORPUS_BESIDE, '')
  const found = FORBIDDEN.map((pattern) => pattern.exec(ours)?.[0])
  const places = [ROOT, homedir()].filter((place) => place.length > 1 && new RegExp(`${place}(?![\\w-])`).test(ours))
  return [...found, BESIDE.exec(ours)?.[0], ...places].filter((hit) => hit !== undefined)
}

describe('the prose of the repository', () => {
  it('speaks of the program, not of how or where it was written', () => {
    const texts = listTracked().filter((path) => !NOT_OURS.test(path))
    expect(texts.length).toBeGreaterThan(20)
    const hits = texts.flatMap((path) => findForbidden(readText(path)).map((hit) => `${path}: ${hit}`))
    expect(hits).toEqual([])
  })

  it.each([
    ['as was agreed in another sess', 'ion'],
    ['written by an Ag', 'ent.'],
    ['a help', 'er that pads'],
    ['https://regi', 'stry.example.org/x'],
    ['see ../sha', 'red/notes.md'],
    [`${ROOT}`, '/src'],
  ])('would not say %s%s', (...pieces) => {
    expect(findForbidden(pieces.join(''))).not.toEqual([])
  })

  it('may name a contrast medium as the standard does, and the corpus', () => {
    expect(findForbidden(['Contrast/Bolus Ag', 'ent, found through ../shared/corpus'].join(''))).toEqual([])
  })
})
