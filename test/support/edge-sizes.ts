/** Objects at the very edge of sizes: values that are replaced, the reserve, an output as long as its input. */

import type { Plan } from '../../src/profile/plan.ts'
import { COMMIT_BYTES, MAX_REPLACED_VALUE_BYTES, SLOT_FLAG_BULK, SLOT_FLAG_ENCAPSULATED } from '../../src/wasm/seam.ts'
import { bytesOf, type DataSetEncodingName, type ElementSpec, element, wireEncoding } from './dicom-builder.ts'
import { around, type EdgeObject, edgeObject, type How } from './edge-object.ts'
import { type HandAttribute, handPlan } from './hand-plan.ts'

const ATTRIBUTES: Readonly<Record<string, HandAttribute>> = {
  '00080060': { vr: 'CS', action: 'keep' },
  '00080070': { vr: 'LO', action: 'remove' },
  '00080120': { vr: 'UR', action: 'replace same' },
  '00081030': { vr: 'LO', action: 'replace half' },
  '0008103E': { vr: 'LO', action: 'replace tell' },
  '00081048': { vr: 'LT', action: 'replace none' },
  '00084000': { vr: 'LT', action: 'replace eightfold' },
  '00100009': { vr: 'OB', action: 'keep', flags: SLOT_FLAG_BULK },
  '00100020': { vr: 'LO', action: 'replace tell' },
  '00180011': { vr: 'OB', action: 'keep' },
  '00204000': { vr: 'UT', action: 'replace eightfold' },
  '00281201': { vr: 'OW', action: 'keep' },
  '7FE00010': { vr: 'OW', action: 'keep', flags: SLOT_FLAG_BULK | SLOT_FLAG_ENCAPSULATED },
}
/** Its insert has 8 bytes of header in any encoding, and may be made longer. */
const METHOD_PLAN = handPlan({ attributes: ATTRIBUTES, inserts: [element('0012,0063', 'LO', 'METHOD')] })
const ONE_INSERT_PLAN = handPlan({ attributes: ATTRIBUTES, inserts: [element('0012,0062', 'CS', 'YES')] })
const PLAN = handPlan({ attributes: ATTRIBUTES })

function edge(name: string, elements: () => readonly ElementSpec[], how: Partial<How> = {}): EdgeObject {
  return edgeObject(name, elements, { plan: PLAN, ...how })
}

export const edgeSizes: readonly EdgeObject[] = [
  // ---- values that are replaced
  ...around(MAX_REPLACED_VALUE_BYTES, (bytes) =>
    edge(`values of ${bytes} bytes that are replaced`, () => replaced(bytes), { encoding: 'implicit-le' }),
  ),
  ...[8188, 8190, 8191, 8192].map((bytes) =>
    edge(`values of ${bytes} bytes, eight times in a short length`, () => [
      { tag: 0x00084000, vr: 'LT', value: bytesOf('x'.repeat(bytes)) },
    ]),
  ),
  ...[0, 1, 2, 3].map((bytes) =>
    edge(`values of ${bytes} bytes that are replaced behind the pixel data`, () => [
      { tag: 0x00090010, vr: 'LO', value: 'room' },
      element('7FE0,0010', 'OW', 'AB'),
      ...replaced(bytes),
      element('0008,103E', 'LO', 'VALUE'),
    ]),
  ),
  // ---- the size of the input for the output: padding elements, and spaces where there is no room for one
  ...(['explicit-le', 'implicit-le', 'explicit-be'] as const).flatMap((encoding) =>
    Array.from({ length: 15 }, (_, slackBytes) => slackBytes - 1).flatMap((slackBytes) =>
      [METHOD_PLAN, ONE_INSERT_PLAN].flatMap((plan) => [
        edge(
          `${slackBytes} bytes to spare before the pixel data, ${encoding}`,
          () => [...spare(slackBytes, plan, encoding), element('7FE0,0010', 'OW', 'AB')],
          { plan, encoding, bare: true },
        ),
        edge(`${slackBytes} bytes to spare at the end, ${encoding}`, () => spare(slackBytes, plan, encoding), {
          plan,
          encoding,
          bare: true,
        }),
        edge(
          `${slackBytes} bytes to spare before what comes before the inserts, ${encoding}`,
          () =>
            [
              element('0009,0010', 'LO', 'ACME'),
              ...spare(slackBytes, plan, encoding),
              element('000B,0010', 'LO', ''),
            ].toSorted((one, other) => one.tag - other.tag),
          { plan, encoding, bare: true },
        ),
        edge(
          `${slackBytes} bytes to spare before early bulk, a value that grows behind it, ${encoding}`,
          () => [
            ...spare(slackBytes, plan, encoding),
            element('0010,0009', 'OB', 'AB'),
            element('0010,0020', 'LO', 'ABCDEFGHIJKLMN'),
          ],
          { plan, encoding, bare: true },
        ),
      ]),
    ),
  ),
  ...[0, 1, 7, 8, 12, 14, 20].map((trailingBytes) =>
    edge(
      `${trailingBytes} bytes behind the pixel data, none to spare`,
      () => [
        ...spare(0, METHOD_PLAN, 'explicit-le'),
        element('7FE0,0010', 'OW', 'AB'),
        { tag: 0, vr: 'UN', raw: new Uint8Array(trailingBytes) },
      ],
      { plan: METHOD_PLAN, bare: true },
    ),
  ),
  ...[-20, 0, 20, 60_000].map((slackBytes) =>
    edge(
      `${slackBytes} bytes to spare in a header that is longer than what is held back`,
      () => [
        ...spare(slackBytes, METHOD_PLAN, 'explicit-le'),
        ...Array.from({ length: 80 }, () => element('0018,0011', 'OB', bytesOf('y'.repeat(60_000)))),
        ...values(3),
      ],
      { plan: METHOD_PLAN, bare: true },
    ),
  ),
  // ---- the reserve
  ...[100, 5000].map((growth) =>
    edge(`a header that grows by ${growth} values, and goes on growing`, () => [
      ...values(growth),
      element('0028,1201', 'OW', bytesOf('y'.repeat(COMMIT_BYTES))),
      ...values(growth * 2),
      element('7FE0,0010', 'OW', 'AB'),
      ...values(growth),
    ]),
  ),
  edge('a header that grows as before', () => values(60_000)),
  edge('a header that shrinks, and then grows', () => [
    ...Array.from({ length: 5000 }, () => element('0008,0070', 'LO', 'removed')),
    element('0028,1201', 'OW', bytesOf('y'.repeat(COMMIT_BYTES))),
    ...values(10_000),
  ]),
  // ---- deflated, with room behind it
  ...[1, 2, 3, 4].flatMap((bytes) =>
    Array.from({ length: 20 }, (_, number) => 75 + number).map((trailingBytes) =>
      edge(
        `a deflated object with a value of ${bytes} bytes and ${trailingBytes} bytes behind it`,
        () => [element('0008,0060', 'CS', 'CT'), { tag: 0x00180011, vr: 'OB', value: bytesOf('abcd'.slice(0, bytes)) }],
        { encoding: 'deflated', plan: METHOD_PLAN, trailingBytes },
      ),
    ),
  ),
]

function replaced(bytes: number): ElementSpec[] {
  const value = bytesOf('x'.repeat(bytes))
  return [0x00080120, 0x00081030, 0x00081048, 0x0008103e, 0x00204000].map((tag) => ({ tag, vr: 'UT', value }))
}

/** Values that grow by 70 bytes each. */
function values(count: number): ElementSpec[] {
  return Array.from({ length: count }, () => element('0008,4000', 'LT', 'TEN BYTES.'))
}

/** An element that is removed and has `slackBytes` bytes more than the insert of the plan, behind one that stays. */
function spare(slackBytes: number, plan: Plan, encoding: DataSetEncodingName): ElementSpec[] {
  const insertBytes = plan.inserts[0]!.bytesByEncoding[wireEncoding(encoding)]!.length
  const value = new Uint8Array(Math.max(0, insertBytes + slackBytes - 8)).fill(0x41)
  return [element('0008,0060', 'CS', 'CT'), element('0008,0070', 'LO', value)]
}
