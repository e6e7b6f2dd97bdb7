import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { REPOSITORY, STANDARD } from '../../support/standard-tables.ts'

const GENERATED = [
  'src/profile/table.gen.ts',
  'src/profile/editions.gen.ts',
  'src/profile/triage.gen.ts',
  'src/profile/pixel-regions.gen.ts',
  'src/dicom/dictionary.gen.ts',
  'src/dicom/transfer-syntaxes.gen.ts',
  'src/dicom/sop-classes.gen.ts',
]
const scratch: string[] = []

function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-tables-'))
  scratch.push(directory)
  return directory
}

/** Runs the generator on a copy of the tables in which `find` was replaced in one file. */
function generate(
  file?: string,
  find?: string,
  replacement?: string,
): { status: number | null; message: string; out: string } {
  const directory = makeDirectory()
  cpSync(STANDARD, directory, { recursive: true })
  if (file !== undefined) {
    const path = join(directory, file)
    const text = readFileSync(path, 'utf8')
    if (text.split(find!).length !== 2) throw new Error('the text to be replaced is not there once')
    writeFileSync(path, text.replace(find!, replacement!))
  }
  const out = makeDirectory()
  const script = join(REPOSITORY, 'scripts/generate-tables.ts')
  const run = spawnSync(process.execPath, [script, '--standard', directory, '--out', out], { encoding: 'utf8' })
  return { status: run.status, message: run.stderr, out }
}

afterAll(() => {
  for (const directory of scratch) rmSync(directory, { recursive: true, force: true })
})

const NAME_ROW = '"0010,0010",PatientName,PN,Patient\'s Name,'
const CT_ROW = '1.2.840.10008.5.1.4.1.1.2,,"0008,0023",ContentDate,Z/D,2C,Z\n'

describe('the generator of tables', () => {
  it('writes the same files as are built, from the tables as they are', () => {
    const { status, message, out } = generate()
    expect([status, message]).toEqual([0, ''])
    for (const path of GENERATED) {
      expect(readFileSync(join(out, path), 'utf8') === readFileSync(join(REPOSITORY, path), 'utf8')).toBe(true)
    }
  })

  it.each<[string, string, string, string, RegExp]>([
    [
      'a keyword that is not the tag’s',
      'confidentiality-profile.csv',
      NAME_ROW,
      NAME_ROW.replace('PatientName', 'PatientsName'),
      /^confidentiality-profile\.csv:\d+: PatientsName is not/,
    ],
    [
      'a tag that is not registered',
      'confidentiality-profile.csv',
      NAME_ROW,
      NAME_ROW.replace('0010,0010', '0010,0019'),
      /^confidentiality-profile\.csv:\d+: 0010,0019 is not in the registry/,
    ],
    [
      'a VR that is not the registry’s',
      'confidentiality-profile.csv',
      NAME_ROW,
      NAME_ROW.replace(',PN,', ',LO,'),
      /^confidentiality-profile\.csv:\d+: PatientName is not LO/,
    ],
    [
      'an unknown action code',
      'confidentiality-profile.csv',
      '"0008,0020",StudyDate,DA,Study Date,Y,N,Z,',
      '"0008,0020",StudyDate,DA,Study Date,Y,N,Q,',
      /^confidentiality-profile\.csv:\d+: Q is no action code/,
    ],
    [
      'a second row for a tag',
      'confidentiality-profile.csv',
      NAME_ROW,
      '"0008,0020",StudyDate,DA,Study Date,Y,N,Z,,,,,,K,C,,,\n'.concat(NAME_ROW),
      /^confidentiality-profile\.csv:\d+: a second row/,
    ],
    [
      'a row too few',
      'confidentiality-profile.csv',
      '"FFFC,FFFC",DataSetTrailingPadding,OB,Data Set Trailing Padding,Y,N,X,,,,,,,,,,\n',
      '',
      /^confidentiality-profile\.csv:\d+: 656 rows/,
    ],
    [
      'a compound code that is resolved to what it does not allow',
      'compound-actions.csv',
      CT_ROW,
      CT_ROW.replace('2C,Z', '2C,X'),
      /^compound-actions\.csv:67: X is not what Z\/D allows/,
    ],
    [
      'a sequence that is none',
      'compound-actions.csv',
      '*,DerivationImageSequence,"0008,2112"',
      '*,DerivationImage,"0008,2112"',
      /^compound-actions\.csv:\d+: DerivationImage is no keyword/,
    ],
    [
      'a compound code without its strictest answer',
      'compound-actions.csv',
      '*,**,"0008,0023",ContentDate,Z/D,absent,Z\n',
      '',
      /^compound-actions\.csv:1: no row \*\* for 0008,0023/,
    ],
    [
      'an attribute that is required and not removed',
      'required-attributes.csv',
      '"0040,1001",RequestedProcedureID,X,2,Z',
      '"0040,1001",RequestedProcedureID,X/Z,2,Z',
      /^required-attributes\.csv:4: the table does not remove RequestedProcedureID/,
    ],
    [
      'an attribute that is required and not by its Type',
      'required-attributes.csv',
      '"0040,1001",RequestedProcedureID,X,2,Z',
      '"0040,1001",RequestedProcedureID,X,2,D',
      /^required-attributes\.csv:4: Type 2 is not D/,
    ],
    [
      'an attribute that every IOD is said to require',
      'required-attributes.csv',
      '*,ReferencedRequestSequence,"0040,1001"',
      '*,,"0040,1001"',
      /^required-attributes\.csv:4: the attribute is required by one IOD, and not by all/,
    ],
    [
      'an unknown VR',
      'data-elements.csv',
      '"0028,0010",Rows,Rows,US,',
      '"0028,0010",Rows,Rows,UQ,',
      /^data-elements\.csv:\d+: UQ is no VR/,
    ],
    [
      'a keyword that two tags have',
      'data-elements.csv',
      '"0028,0010",Rows,',
      '"0028,0010",Columns,',
      /^data-elements\.csv:\d+: a second row for Columns/,
    ],
    [
      'an unknown category',
      'phi-categories.csv',
      '"0010,0010",PatientName,Patient\'s Name,patient-identifiers',
      '"0010,0010",PatientName,Patient\'s Name,patient-names',
      /^phi-categories\.csv:\d+: patient-names is no category/,
    ],
    [
      'free text that nobody decided about',
      'beyond-the-table.csv',
      '"0040,A160",TextValue,DUMMY,free text\n',
      '',
      /^beyond-the-table\.csv:\d+: nothing decides 0040,A160 TextValue/,
    ],
    [
      'an unknown action beyond the table',
      'beyond-the-table.csv',
      '"0040,A160",TextValue,DUMMY',
      '"0040,A160",TextValue,BLUR',
      /^beyond-the-table\.csv:\d+: BLUR is no action/,
    ],
    [
      'a rule of ours for a row of the table',
      'beyond-the-table.csv',
      '"0040,A160",TextValue,',
      '"0010,0010",PatientName,',
      /^beyond-the-table\.csv:\d+: PatientName is in the table/,
    ],
    [
      'an encoding that is none',
      'transfer-syntaxes.csv',
      'Explicit VR Big Endian (Retired),explicit,big',
      'Explicit VR Big Endian (Retired),explicit,middle',
      /^transfer-syntaxes\.csv:\d+: explicit middle/,
    ],
    [
      'a private attribute in an even group',
      'safe-private-attributes.csv',
      '"0019,xx0C",SIEMENS MR HEADER',
      '"0018,xx0C",SIEMENS MR HEADER',
      /^safe-private-attributes\.csv:2: 0018,xx0C is no tag of a private block/,
    ],
    [
      'a private attribute with an unknown VR',
      'safe-private-attributes.csv',
      '"0019,xx0C",SIEMENS MR HEADER,IS',
      '"0019,xx0C",SIEMENS MR HEADER,XX',
      /^safe-private-attributes\.csv:2: XX is no VR/,
    ],
    [
      'a concept too few',
      'structured-content-codes.csv',
      'DCM,109054,Patient State,TEXT,N,Y,X,,,,,,,C\n',
      '',
      /^structured-content-codes\.csv:\d+: 213 rows/,
    ],
    [
      'a value type that is none',
      'structured-content-codes.csv',
      'DCM,109054,Patient State,TEXT',
      'DCM,109054,Patient State,PROSE',
      /^structured-content-codes\.csv:2: PROSE is no value type/,
    ],
    [
      'a letter that Safe Harbor has not',
      'safe-harbor.csv',
      '"0018,1006",GridID,M',
      '"0018,1006",GridID,S',
      /^safe-harbor\.csv:2: S is no letter/,
    ],
    [
      'an attribute of Safe Harbor that the table has',
      'safe-harbor.csv',
      '"0018,1006",GridID',
      '"0018,1007",CassetteID',
      /^safe-harbor\.csv:2: CassetteID is in the table/,
    ],
    ['another header', 'sop-classes.csv', 'uid,name', 'name,uid', /^sop-classes\.csv:1: the header/],
  ])('refuses %s, and writes nothing', (_, file, find, replacement, message) => {
    const result = generate(file, find, replacement)
    expect(result.message).toMatch(message)
    expect(result.status).toBe(1)
    expect(GENERATED.filter((path) => existsSync(join(result.out, path)))).toEqual([])
  })
})
