/**
 * By which codes a concept of Table E.3.4-1 is found in an object: those that the table prints, and those that the same concept had in objects written before
 * SNOMED CT replaced SNOMED RT in DICOM (PS3.16 8.1 and Annex O).
 */

export interface ConceptCode {
  readonly codeValue: string
  readonly codingScheme: string
}

/** Designators under which SNOMED RT identifiers stand: today's, and the two retired ones (PS3.16 Table 8-1). */
const SNOMED_RT_SCHEMES = ['SRT', 'SNM3', '99SDM'] as const

/** SNOMED RT identifiers of the table's concepts, by that of SNOMED CT. */
const SNOMED_RT_CODES: ReadonlyMap<string, string> = new Map([
  ['116224001', 'DD-60002'], // Complication of Procedure
  ['160476009', 'F-02455'], // Social History
  ['271921002', 'F-00033'], // ECG Finding
  ['363698007', 'G-C0E3'], // Finding Site
  ['371524004', 'R-42B89'], // Clinical Report
  ['397898000', 'G-D320'], // Stop DateTime
  ['398164008', 'DF-0070B'], // Anesthesia Finish Time
  ['398201009', 'G-D321'], // Start DateTime
  ['398325003', 'DF-0068E'], // Anesthesia Start Time
  ['440252007', 'PA-30029'], // Administration of radiopharmaceutical
])

/** A version behind the designator, which an object has in Coding Scheme Version instead. */
const VERSION = / \[[^\]]+\]$/

/** Every code of a concept that the table prints as these. */
export function codesOfConcept({ codeValue, codingScheme }: ConceptCode): ConceptCode[] {
  const designator = codingScheme.replace(VERSION, '')
  const codes = [...new Set([designator, codingScheme])].map((scheme) => ({ codeValue, codingScheme: scheme }))
  const retired = designator === 'SCT' ? SNOMED_RT_CODES.get(codeValue) : undefined
  if (retired === undefined) return codes
  return [...codes, ...SNOMED_RT_SCHEMES.map((scheme) => ({ codeValue: retired, codingScheme: scheme }))]
}
