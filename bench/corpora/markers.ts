/**
 * What is planted in the corpora and must not come out: one marker for each kind of place where identities are found, so that
 * a look into an output tells which places a program passed over.
 */

/** The root of UIDs that stand for no one's objects. */
const TEST_ROOT = '1.2.826.0.1.3680043.10.1'

export const MARKERS = {
  patient: 'MARKA^TOP LEVEL',
  nested: 'MARKB^IN AN ITEM',
  private: 'MARKC^PRIVATE',
  freeText: 'MARKD IN FREE TEXT',
  fileMeta: 'MARKE_META',
  device: 'MARKF-SERIAL',
  entryName: 'MARKG_ENTRY',
  birthDate: '19580213',
  studyDate: '20240229',
  uid: `${TEST_ROOT}.71.`,
  nestedUid: `${TEST_ROOT}.72.`,
} as const

export type Marker = keyof typeof MARKERS

/** In words, for a table. */
export const MARKER_PLACES: Readonly<Record<Marker, string>> = {
  patient: "patient's name, top level",
  nested: 'a name in an item',
  private: 'private elements',
  freeText: 'a description in free text',
  fileMeta: 'file meta information',
  device: 'serial number of the device',
  entryName: 'names of entries',
  birthDate: 'date of birth',
  studyDate: 'dates of study and acquisition',
  uid: 'UIDs of study, series, instance',
  nestedUid: 'UIDs in items',
}
