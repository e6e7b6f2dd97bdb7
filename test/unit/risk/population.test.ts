import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import * as sqlite from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/limits.ts'
import { parseQuasiIdentifier, type QuasiIdentifier } from '../../../src/profile/quasi-identifiers.ts'
import { DEFAULT_QUASI_IDENTIFIERS } from '../../../src/profile/request.ts'
import { assess } from '../../../src/risk/assess.ts'
import { ArchiveReader, SingleObjectReader } from '../../../src/risk/output-reader.ts'
import { Population } from '../../../src/risk/population.ts'
import { buildObject, type ElementSpec, element } from '../../support/dicom-builder.ts'
import { type RiskObject, riskObjectBytes, riskPopulation } from '../../support/risk-population.ts'
import { archive, chunksOf, member } from '../../support/tar-builder.ts'

const PROGRAM = { name: 'p', version: '1' }
const DIAGNOSIS = 0x00081080

function quasiIdentifiers(names: readonly string[] = DEFAULT_QUASI_IDENTIFIERS): QuasiIdentifier[] {
  return names.map((name) => parseQuasiIdentifier(name) as QuasiIdentifier)
}

function populationOf(names?: readonly string[], heldCombinations?: number): Population {
  return new Population({
    quasiIdentifiers: quasiIdentifiers(names),
    sensitiveTag: DIAGNOSIS,
    loadSqlite: () => sqlite,
    ...(heldCombinations !== undefined && { heldCombinations }),
  })
}

function recordOf(population: Population, names?: readonly string[], k = 5) {
  const asked = { quasiIdentifiers: quasiIdentifiers(names), sensitive: 'X', k, l: 2, populationFactor: 1 }
  return assess(population, asked, PROGRAM).record
}

function archiveOf(objects: readonly RiskObject[]): Buffer {
  return archive(...objects.map((one, index) => member(`${index}`, Buffer.from(riskObjectBytes(one, index)))))
}

/** What a descriptor is open on; nothing where it is closed by now. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function readArchive(population: Population, bytes: Buffer, chunkBytes = bytes.length): void {
  const reader = new ArchiveReader(population.tags, population)
  for (const chunk of chunksOf(bytes, chunkBytes)) reader.push(chunk)
  reader.end()
}

function readObject(population: Population, elements: readonly ElementSpec[]): void {
  const reader = new SingleObjectReader(population.tags, population)
  reader.push(buildObject({ encoding: 'explicit-le', elements, meta: { start: 'preamble' } }))
  reader.end()
}

describe('patients of a set', () => {
  const objects = [...riskPopulation(150, 3)]
  const bytes = archiveOf(objects)

  it('are the same however the bytes arrive, in any order, in memory or on disk', () => {
    const whole = populationOf()
    readArchive(whole, bytes)
    const expected = recordOf(whole)
    expect(expected.patients).toBe(150)
    for (const chunkBytes of [1, 511, 4096]) {
      const population = populationOf()
      readArchive(population, bytes, chunkBytes)
      expect(recordOf(population)).toEqual(expected)
    }
    const reversed = populationOf()
    readArchive(reversed, archiveOf(objects.toReversed()))
    expect(recordOf(reversed)).toEqual(expected)
    for (const held of [0, 40]) {
      const onDisk = populationOf(undefined, held)
      readArchive(onDisk, bytes)
      expect(recordOf(onDisk)).toEqual(expected)
      expect(recordOf(onDisk)).toEqual(expected)
      onDisk.close()
    }
  })

  it.skipIf(process.platform !== 'linux')(
    'leave no name, no value and no rights to others in the temporary file',
    () => {
      class SmallCache extends sqlite.DatabaseSync {
        override exec(statements: string): void {
          super.exec(statements.replace(/cache_size = -\d+/, 'cache_size = 4'))
        }
      }
      const population = new Population({
        quasiIdentifiers: quasiIdentifiers(['institution']),
        sensitiveTag: DIAGNOSIS,
        loadSqlite: () => ({ ...sqlite, DatabaseSync: SmallCache }),
        heldCombinations: 0,
      })
      for (let round = 0; round < 3000; round++) {
        const id = [0x00100020, `SECRET-ID-${round}`] as const
        population.object(new Map([id, [0x00080080, `SECRET PLACE ${round}`], [DIAGNOSIS, `SECRET ${round % 7}`]]))
      }
      const open = readdirSync('/proc/self/fd')
        .map((descriptor) => `/proc/self/fd/${descriptor}`)
        .filter((path) => linkOf(path).includes('etilqs_'))
      expect(open.length).toBeGreaterThan(0)
      for (const path of open) {
        expect(linkOf(path)).toContain('(deleted)')
        expect(statSync(path).mode & 0o777).toBe(0o600)
        const bytes = readFileSync(path)
        expect(bytes.byteLength).toBeGreaterThan(50_000)
        expect(bytes.includes('SECRET')).toBe(false)
      }
      population.close()
    },
  )

  it('are told apart by study where an identifier is missing or a dummy', () => {
    const population = populationOf(['sex'])
    const study = (uid: string) => element('0020,000D', 'UI', uid)
    const id = (value: string) => element('0010,0020', 'LO', value)
    readObject(population, [id('ANONYMIZED'), study('1.1')])
    readObject(population, [id('ANONYMIZED'), study('1.2')])
    readObject(population, [id(''), study('1.2')])
    readObject(population, [id(''), element('0008,0018', 'UI', '1.3')].toReversed())
    readObject(population, [id('7')])
    readObject(population, [id('7 ')])
    expect(recordOf(population, ['sex'])).toMatchObject({ patients: 4, objects: 6, objectsWithoutPatient: 4 })
  })

  it('have the age that their objects state, or that between birth and study', () => {
    const population = populationOf(['age:1'])
    const cases: readonly (readonly [string, string, string])[] = [
      ['047Y', '', ''],
      ['', '19730614', '20200613'],
      ['', '19730613', '20200613'],
      ['023M', '19000101', '20200613'],
      ['104Y', '', ''],
      ['090Y', '', ''],
      ['', '20200614', '20200613'],
      ['47', '', ''],
    ]
    for (const [index, [age, birth, study]] of cases.entries()) {
      const elements = [
        element('0008,0020', 'DA', study),
        element('0010,0020', 'LO', String(index)),
        element('0010,0030', 'DA', birth),
        element('0010,1010', 'AS', age),
      ]
      readObject(population, elements)
    }
    expect(population.vocabularies[0]!.values).toEqual(['', '47', '46', '1', '90', '~47'])
  })

  it('count objects that cannot be read, by code, and go on', () => {
    const population = populationOf(['sex'])
    const good = Buffer.from(riskObjectBytes(objects[0]!, 1))
    const cut = good.subarray(0, 200)
    const lying = Buffer.from(
      buildObject({
        encoding: 'explicit-le',
        elements: [{ ...element('0008,0060', 'CS', 'CT'), claimedBytes: 5000 }],
        meta: { start: 'preamble' },
      }),
    )
    const unknown = Buffer.from(
      buildObject({ encoding: 'explicit-le', elements: [], meta: { start: 'preamble', transferSyntaxUid: '1.2.3' } }),
    )
    const directory = { type: '5' }
    readArchive(
      population,
      archive(
        member('a', good),
        member('b', cut),
        member('c', lying),
        member('d', unknown),
        member('e', 'text'),
        member('f', good),
        member('g/', '', directory),
      ),
      100,
    )
    const record = recordOf(population, ['sex'])
    expect(record).toMatchObject({ objects: 2, patients: 1, unreadObjects: 3, otherMembers: 2 })
    expect(record.unreadCodes).toEqual({ TRANSFER_SYNTAX_UNKNOWN: 1, TRUNCATED: 2 })
  })

  it('read no further than limits.riskHeadBytes into an object', () => {
    const population = populationOf(['sex'])
    const long = element('0009,1010', 'OB', new Uint8Array(limits.riskHeadBytes + 200_000))
    const object = (elements: ElementSpec[]) =>
      Buffer.from(buildObject({ encoding: 'explicit-le', elements, meta: { start: 'preamble' } }))
    readArchive(population, archive(member('a', object([long, element('0010,0020', 'LO', '1')]))), 65_536)
    readArchive(
      population,
      archive(
        member(
          'b',
          object([
            element('0010,0020', 'LO', '1'),
            element('0010,0040', 'CS', 'F'),
            element('7FE0,0010', 'OB', new Uint8Array(limits.riskHeadBytes)),
          ]),
        ),
      ),
      65_536,
    )
    expect(recordOf(population, ['sex'])).toMatchObject({ objects: 1, unreadCodes: { WINDOW_EXCEEDED: 1 } })
  })

  it('are refused where a patient has too many combinations', () => {
    const population = populationOf(['StudyID'])
    expect(() => {
      for (let round = 0; round <= limits.riskPatientCombinations; round++) {
        population.object(
          new Map([
            [0x00100020, 'P'],
            [0x00200010, String(round)],
          ]),
        )
      }
    }).toThrow(expect.objectContaining({ code: 'RISK_TOO_VARIED' }))
  })
})

describe('a quasi-identifier', () => {
  it.each([
    ['age:7', /bands of 1, 5, 10, 20/],
    ['age:10:2', /a name and a width/],
    ['sex:2', /only age/],
    ['PatientSexx', /'PatientSex'/],
    ['PixelData', /no text/],
    ['', /there is no such attribute/],
  ])('is not %s', (name, sentence) => {
    expect(parseQuasiIdentifier(name)).toMatch(sentence)
  })
})
