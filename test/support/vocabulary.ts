/** Attributes to make objects from: a short list in which every VR and every action occurs, and the whole registry. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseCsv } from './corpus.ts'
import { tagOf } from './dicom-builder.ts'

export interface Word {
  readonly tag: number
  readonly vr: string
}

/** Values. In tag order; each row has tags of one group and their VRs. */
const FREQUENT = `
0008: 0005 CS, 0006 SQ, 0008 CS, 0012 DA, 0013 TM, 0014 UI, 0016 UI, 0018 UI, 0020 DA, 002A DT, 0030 TM, 0050 SH, 0054 AE, 0060 CS
0008: 0070 LO, 0080 LO, 0081 ST, 0082 SQ, 0090 PN, 0092 ST, 0096 SQ, 0100 SH, 0102 SH, 0104 LO, 0119 UC, 0120 UR, 0201 SH, 040C UV, 1030 LO, 103E LO
0008: 1072 SQ, 1110 SQ, 1115 SQ, 1140 SQ, 1150 UI, 1155 UI, 1160 IS, 1199 SQ, 1250 SQ, 2111 ST, 2112 SQ, 2218 SQ, 9215 SQ
0010: 0010 PN, 0020 LO, 0024 SQ, 0030 DA, 0040 CS, 1001 PN, 1002 SQ, 1010 AS, 1030 DS, 2154 SH, 21B0 LT, 4000 LT
0012: 0042 LO, 0062 CS, 0063 LO, 0064 SQ
0018: 0010 LO, 0015 CS, 0050 DS, 0060 DS, 1000 LO, 1030 LO, 1078 DT, 1149 IS, 6020 SL, 6050 UL, 605A FL, 9074 DT, 9087 FD, 9219 SS, 9346 SQ, A001 SQ
0020: 000D UI, 000E UI, 0010 SH, 0011 IS, 0013 IS, 0032 DS, 0037 DS, 0052 UI, 4000 LT, 9165 AT, 9222 SQ
0022: 1452 US
0028: 0002 US, 0004 CS, 0009 AT, 0010 US, 0011 US, 0030 DS, 0106 US, 0107 SS, 0301 CS, 0303 CS, 1201 OW, 1052 DS, 3000 SQ, 4000 LT, 9001 UL
0032: 1032 PN, 1060 LO, 1064 SQ
0038: 0010 LO, 4000 LT
0040: 0009 SH, 0244 DA, 0275 SQ, 0280 ST, 0555 SQ, 1101 SQ, 2400 LT, A030 DT, A040 CS, A043 SQ, A073 SQ, A075 PN, A088 SQ, A120 DT, A123 PN, A124 UI, A160 UT, A168 SQ, A30A DS, A730 SQ, B020 SQ
0042: 0010 ST, 0011 OB
0048: 0200 SQ
0054: 0016 SQ, 1300 DS
0066: 0016 OF, 0040 OL
0070: 0001 SQ, 0006 ST, 0022 FL, 0084 PN, 0315 SQ
0072: 0080 SQ, 0082 SV
0074: 1004 DS
0088: 0200 SQ
0400: 0100 UI, 0120 OB, 0310 OB, 0561 SQ
3006: 0010 SQ, 0020 SQ, 0026 LO, 0039 SQ, 0050 DS, 00A6 PN
300A: 0003 LO, 000E ST
5000: 0010 US, 2500 LO, 3000 OW
5200: 9229 SQ, 9230 SQ
5400: 0100 SQ, 1010 OW
6000: 0010 US, 0022 LO, 0050 SS, 3000 OW, 4000 LT
6002: 3000 OW
7F00: 0010 OW
7FE0: 0001 OV, 0002 OV, 0008 OF, 0009 OD, 0010 OW
FFFC: FFFC OB`

/** What no registry knows, private elements and their creators, group lengths, and groups that data sets do not have. */
const STRANGE = `
0000: 0900 US
0002: 0010 UI
0004: 1500 CS
0008: 0000 UL, 0001 UL, FFF0 LO
0009: 0010 LO, 1001 LO, 1002 SQ, 1003 OB
0010: 0000 UL, FFF0 PN
0019: 0010 LO, 10A0 DS, 10B0 SQ
0029: 0010 LO, 1010 OB, 1020 OW
2222: 2222 LO, 2224 SQ
7FE1: 0010 LO, 1000 OB
FFFE: 0000 LO`

/** Values of content items. */
const CONTENT = `
0040: A030 DT, A120 DT, A123 PN, A124 UI, A160 UT, A168 SQ, A30A DS, A730 SQ`

/** Sequences that are often in one another, so that paths of them occur. */
const COMMON = `
0008: 1115 SQ, 1140 SQ
0010: 1002 SQ
0040: A043 SQ, A730 SQ`

/** Private attributes of any creator: group, 00 and the low byte of the element. */
const PRIVATE = `
0009: 0001 LO, 0002 SQ, 0003 OB, 0004 UI, 00FF DA
0019: 0001 DS, 00A0 SQ, 00B0 UN
7FE1: 0000 OB`

/** Concepts as content items name them: code value and coding scheme with a backslash between them. */
export const CONCEPTS = ['121071\\DCM', '121071\\99LOCAL', '111\\DCM', 'A B\\SRT'] as const

/** What stands for a name that cannot be read. */
export const UNREADABLE_NAME = '\\'

/** Private creators that plans may know. */
export const PRIVATE_CREATORS = ['ACME 1', 'ACME 2', 'ACME 1\\A', '', 'X'.repeat(64)] as const

export const CONTENT_WORDS = parse(CONTENT)
export const COMMON_SEQUENCES = parse(COMMON)
export const PRIVATE_WORDS = parse(PRIVATE)
export const FREQUENT_WORDS = parse(FREQUENT)
export const STRANGE_WORDS = parse(STRANGE)

let registry: readonly Word[] | undefined

/** Every attribute of the registry that may stand in a data set, with its first VR; `x` of repeating groups is 0. */
export function registryWords(): readonly Word[] {
  registry ??= readRegistry()
  return registry
}

function readRegistry(): Word[] {
  const path = fileURLToPath(new URL('../../standard/data-elements.csv', import.meta.url))
  const [header = [], ...rows] = parseCsv(readFileSync(path, 'utf8'))
  const tagColumn = header.indexOf('tag')
  const vrColumn = header.indexOf('vr')
  const words = rows.map((cells) => ({
    tag: tagOf((cells[tagColumn] ?? '').replaceAll('x', '0')),
    vr: (cells[vrColumn] ?? '').slice(0, 2),
  }))
  return words.filter((word) => word.tag >= 0x00080000 && word.tag < 0xfffe0000 && /^[A-Z]{2}$/.test(word.vr))
}

function parse(rows: string): Word[] {
  const words: Word[] = []
  for (const row of rows.trim().split('\n')) {
    const [group = '', list = ''] = row.split(': ')
    for (const entry of list.split(', ')) {
      const [number = '', vr = ''] = entry.split(' ')
      words.push({ tag: tagOf(group + number), vr })
    }
  }
  return words
}
