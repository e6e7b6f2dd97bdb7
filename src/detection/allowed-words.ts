/** Words that may stay in an image: marks of sides, positions and planes, units, and the numbers beside them. docs/pixels.md lists them. */

const SIDES = 'L R A P H F S I AL AR PL PR HL HR FL FR AH AF PH PF RT LT LEFT RIGHT'
const POSITIONS =
  'AP PA LAT LL RL LAO RAO CC MLO ML LM XCC XCCL RCC LCC RMLO LMLO OBL DECUB ERECT SUPINE PRONE SITTING STANDING PORTABLE'
const UNITS =
  'CM MM UM M S MS MIN KV KVP MA MAS UAS HZ KHZ MHZ DB FPS HU T MT W KG G MG ML L MMHG CM/S M/S MMHG % ° DEG BPM MGY GY DGYCM2 MGYCM CM2 CM3'
const TECHNIQUE =
  'TE TR TI FA FOV TH SP SL WL WW W/L C/W ZOOM GAIN DR MI TIS TIB TIC PRF PWR FR 2D 3D B M CF PW CW CTDI DLP MAX MIN'

const STARTING_SET = [SIDES, POSITIONS, UNITS, TECHNIQUE].flatMap((words) => words.split(' '))
const UNIT_SET = new Set(UNITS.split(' '))

export interface AllowedWords {
  /** Whether all words of a line may stay. */
  mayStay(words: readonly string[]): boolean
}

/** `more`: words of a site's own that may stay, in any case. */
export function allowedWords(more: readonly string[]): AllowedWords {
  const words = new Set([...STARTING_SET, ...more.map(plainOf)])
  const isAllowed = (word: string, next: string | undefined): boolean => {
    if (words.has(word) || /^[A-Z]?$/.test(word)) return true
    // Digits of a scale; longer ones beside a unit only.
    if (/^[+-]?\d{1,2}(?:[.,]\d{1,2})?$/.test(word)) return true
    const [, number, unit] = /^([+-]?\d{1,4}(?:[.,]\d{1,3})?)([A-Z%°/]*\d?)$/.exec(word) ?? []
    return number !== undefined && UNIT_SET.has(unit === '' ? (next ?? '') : unit!)
  }
  return {
    mayStay(line) {
      const plain = line.flatMap((word) => plainOf(word).split(/[:=;]/))
      return plain.every((word, index) => isAllowed(word, plain[index + 1]))
    },
  }
}

/** Without what stands around a word. */
function plainOf(word: string): string {
  return word.toUpperCase().replaceAll(/^[^\p{L}\p{N}+-]+|[^\p{L}\p{N}%°:=;]+$/gu, '')
}
