/** Objects of the channels: each in every encoding and place where it applies, with a token that names it. */

import {
  buildObject,
  DATA_SET_ENCODINGS,
  type DataSetEncodingName,
  type ElementSpec,
  element,
  sequence,
} from '../../support/dicom-builder.ts'
import { type Expected, type ObjectChannel, PLACES, type Place } from './channel.ts'
import { ENVELOPE_CHANNELS } from './envelope-channels.ts'
import { BULK_CHANNELS, HIDDEN_CHANNELS } from './hidden-channels.ts'
import { STRUCTURE_CHANNELS } from './structure-channels.ts'
import { Tokens } from './tokens.ts'
import { VALUE_CHANNELS } from './value-channels.ts'

/** An object with an identity planted in one channel. */
export interface PlantedObject {
  /** Told by the digits of its tokens. */
  readonly channel: number
  /** `C5, explicit-be, in an item: private elements`. */
  readonly name: string
  readonly id: string
  readonly encoding: DataSetEncodingName
  readonly place: Place
  readonly expected: Expected
  readonly bytes: Buffer
}

const PLACE_NAMES: Readonly<Record<Place, string>> = {
  root: 'at the root',
  item: 'in an item',
  deep: 'three items deep',
  unknown: 'in a UN that holds items',
}

export const OBJECT_CHANNELS: readonly ObjectChannel[] = [
  ...ENVELOPE_CHANNELS,
  ...STRUCTURE_CHANNELS,
  ...VALUE_CHANNELS,
  ...BULK_CHANNELS,
  ...HIDDEN_CHANNELS,
]

export function plantedObjects(): PlantedObject[] {
  let channel = 10_000
  return OBJECT_CHANNELS.flatMap((row) =>
    (row.encodings ?? DATA_SET_ENCODINGS).flatMap((encoding) =>
      (row.rootOnly ? (['root'] as const) : PLACES).map((place) => plant(row, encoding, place, ++channel)),
    ),
  )
}

function plant(row: ObjectChannel, encoding: DataSetEncodingName, place: Place, channel: number): PlantedObject {
  const tokens = new Tokens(channel)
  // inside a UN all is implicit VR little endian
  const own = row.elements?.(tokens, place === 'unknown' ? 'implicit-le' : encoding) ?? []
  const { trailing, meta } = row
  const object = buildObject({
    encoding,
    elements: merge(placed(own, place), row.unordered === true && place === 'root'),
    meta: { start: 'preamble', sopClassUid: '1.2.840.10008.5.1.4.1.1.7', ...meta?.(tokens) },
    ...(trailing !== undefined && { trailing: trailing(tokens, encoding) }),
  })
  const expected = typeof row.expected === 'function' ? row.expected(encoding, place) : (row.expected ?? 'deidentified')
  return {
    channel,
    id: row.id,
    name: `${row.id}, ${encoding}, ${PLACE_NAMES[place]}: ${row.what}`,
    encoding,
    place,
    expected,
    bytes: Buffer.from(row.finish?.(object, tokens) ?? object),
  }
}

/** In sequences that the profile keeps. */
function placed(elements: readonly ElementSpec[], place: Place): readonly ElementSpec[] {
  if (place === 'root' || elements.length === 0) return elements
  if (place === 'item') return [sequence('5200,9230', [elements], { undefinedLength: true })]
  if (place === 'unknown') return [sequence('5200,9230', [elements], { asUnknown: true })]
  const inner = sequence('0040,08EA', [[], elements], { undefinedItems: true })
  return [sequence('5200,9230', [[sequence('0040,9096', [[inner]], { undefinedLength: true })]])]
}

/** What every object has, without what the channel brings. */
function merge(own: readonly ElementSpec[], unordered: boolean): ElementSpec[] {
  const tags = new Set(own.map(({ tag }) => tag))
  const usual = [
    element('0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.7'),
    element('0008,0018', 'UI', '1.2.3.4.5'),
    element('0008,0060', 'CS', 'OT'),
    element('0010,0020', 'LO', 'PATIENT'),
    element('0028,0008', 'IS', '1'),
  ].filter(({ tag }) => !tags.has(tag))
  if (unordered) return [...usual, ...own]
  return [...usual, ...own].toSorted((one, other) => (one.tag >>> 0) - (other.tag >>> 0))
}
