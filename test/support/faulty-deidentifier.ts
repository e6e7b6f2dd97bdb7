/**
 * A de-identifier by hand of one patient's study of two objects, the second of which refers to the first: the input, and the output as it should be or with
 * one deliberate fault. What is right is written down here, not computed by the program.
 */

import { buildObject, type ElementSpec, element, sequence, tagOf } from './dicom-builder.ts'
import { archive, header, padded } from './tar-builder.ts'

export const FAULTS = [
  'nested skipped',
  'private kept',
  'unlinked UIDs',
  'meta UID stale',
  'one date unshifted',
  'a dummy that is the original',
  'false codes',
  'emptied Type 1',
] as const
export type Fault = (typeof FAULTS)[number]

const CT = '1.2.840.10008.5.1.4.1.1.2'
/** An ID of the patient that looks like a pseudonym of ours. */
const PATIENT_ID = 'PQRSTVWXYZ234567'
const PIXELS = Buffer.alloc(128, 0x5a)

/** Values of one object, before or after. */
interface Values {
  readonly name: string
  readonly id: string
  readonly instance: string
  readonly referenced: string | undefined
  readonly study: string
  readonly series: string
  readonly dates: readonly [study: string, series: string, acquisition: string]
  readonly physician: string
  readonly operator: string
  readonly modality: string
  readonly metaInstance: string
  readonly more: readonly ElementSpec[]
}

const BEFORE: readonly Values[] = ['1.2.840.99.7.1', '1.2.840.99.7.2'].map((instance, index) => ({
  name: 'HOFFMANN^ERIKA',
  id: PATIENT_ID,
  instance,
  referenced: index === 0 ? undefined : '1.2.840.99.7.1',
  study: '1.2.840.99.5',
  series: '1.2.840.99.6',
  dates: ['20240131', '20240131', '20240201'],
  physician: 'WEBER^ANNA',
  operator: 'SCHULZ^OTTO',
  modality: 'CT',
  metaInstance: instance,
  more: [element('0009,0010', 'LO', 'ACME WARD'), element('0009,1001', 'LO', 'HOFFMANN, BED 7')],
}))

const CODES = ['113100', '113107']

function after(index: number, fault: Fault | undefined): Values {
  const isSecond = index === 1
  const instance = isSecond ? '2.25.1000002' : '2.25.1000001'
  const stale = fault === 'meta UID stale' && isSecond
  const codes = fault === 'false codes' ? [...CODES, '113101'] : CODES
  return {
    name: 'ANONYMIZED',
    id: fault === 'a dummy that is the original' ? PATIENT_ID : '0123456789ABCDEF',
    instance,
    referenced: isSecond ? (fault === 'unlinked UIDs' ? '2.25.9999999' : '2.25.1000001') : undefined,
    study: '2.25.2000000',
    series: '2.25.3000000',
    dates: ['20210506', '20210506', fault === 'one date unshifted' && isSecond ? '20240201' : '20210507'],
    physician: '',
    operator: fault === 'nested skipped' ? 'SCHULZ^OTTO' : '',
    modality: fault === 'emptied Type 1' && isSecond ? '' : 'CT',
    metaInstance: stale ? '1.2.840.99.7.2' : instance,
    more: [
      element('0012,0062', 'CS', 'YES'),
      element('0012,0063', 'LO', 'By hand'),
      sequence(
        '0012,0064',
        codes.map((code) => [element('0008,0100', 'SH', code), element('0008,0102', 'SH', 'DCM')]),
      ),
      element('0028,0303', 'CS', 'MODIFIED'),
      ...(fault === 'false codes' ? [element('0028,0301', 'CS', 'YES')] : []),
      ...(fault === 'private kept' ? BEFORE[index]!.more : []),
    ],
  }
}

function build(values: Values): Buffer {
  const { dates, referenced } = values
  const elements = [
    element('0008,0016', 'UI', CT),
    element('0008,0018', 'UI', values.instance),
    element('0008,0020', 'DA', dates[0]),
    element('0008,0021', 'DA', dates[1]),
    element('0008,0022', 'DA', dates[2]),
    element('0008,0060', 'CS', values.modality),
    element('0008,0070', 'LO', 'ACME'),
    element('0008,0090', 'PN', values.physician),
    ...(referenced === undefined
      ? []
      : [
          sequence('0040,A375', [
            [sequence('0008,1115', [[sequence('0008,1199', [[element('0008,1155', 'UI', referenced)]])]])],
          ]),
        ]),
    sequence('0008,2218', [
      [
        element('0008,0100', 'SH', 'T-D4000'),
        element('0008,0104', 'LO', 'Abdomen'),
        element('0008,1070', 'PN', values.operator),
      ],
    ]),
    element('0010,0010', 'PN', values.name),
    element('0010,0020', 'LO', values.id),
    element('0018,0060', 'DS', '120'),
    element('0020,000D', 'UI', values.study),
    element('0020,000E', 'UI', values.series),
    element('0028,0010', 'US', Uint8Array.of(8, 0)),
    element('0028,0011', 'US', Uint8Array.of(8, 0)),
    ...values.more,
    { tag: tagOf('7FE0,0010'), vr: 'OW', value: PIXELS },
  ].toSorted((one, other) => one.tag - other.tag)
  const meta = { start: 'preamble', sopClassUid: CT, sopInstanceUid: values.metaInstance } as const
  return Buffer.from(buildObject({ encoding: 'explicit-le', meta, elements }))
}

/** An archive whose headers say nothing. */
export function quietArchive(objects: readonly Buffer[]): Buffer {
  const zeros = [108, 116].map((at) => [at, Buffer.from('0000000\0')] as const)
  const members = objects.map((body, index) => {
    const name = `${String(index).padStart(20, '0')}.dcm`
    return Buffer.concat([header({ name, size: body.length, owner: '', mtime: 0, bytes: zeros }), padded(body, 0)])
  })
  return archive(...members)
}

export function faultyInput(): Buffer {
  return quietArchive(BEFORE.map(build))
}

/** Without a fault: as it should be, under the Basic Profile with modified dates. */
export function faultyOutput(fault?: Fault): Buffer {
  return quietArchive([0, 1].map((index) => build(after(index, fault))))
}
