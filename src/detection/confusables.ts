/** Characters that a reader of text takes for each other, as one: so a word that was read is held against a word that is known. */

const READ_AS: Readonly<Record<string, string>> = {
  o: '0',
  q: '0',
  d: '0',
  l: '1',
  i: '1',
  j: '1',
  '|': '1',
  '!': '1',
  t: '1',
  f: '1',
  z: '2',
  s: '5',
  g: '6',
  b: '8',
  v: 'u',
  c: 'e',
}

/** Letters and digits of a folded text as they may be confused. */
export function confused(folded: string): string {
  let text = ''
  for (const character of folded.replaceAll('rn', 'm')) text += READ_AS[character] ?? character
  return text
}

/** Whether `word` stands in `text` with at most `most` characters added, left out or taken for another. */
export function standsIn(text: string, word: string, most: number): boolean {
  // By columns of the table of edit distances, where a match may begin anywhere.
  let column = Array.from({ length: word.length + 1 }, (_, row) => row)
  for (const character of text) {
    const next = [0]
    for (let row = 1; row <= word.length; row++) {
      const change = column[row - 1]! + (word[row - 1] === character ? 0 : 1)
      next.push(Math.min(change, column[row]! + 1, next[row - 1]! + 1))
    }
    if (next[word.length]! <= most) return true
    column = next
  }
  return column[word.length]! <= most
}
