import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { findAttribute } from '../../../src/dicom/dictionary.ts'
import { ObjectDeidentifier } from '../../../src/engine/object-deidentifier.ts'
import type { OnReplaced, ReplacedKind } from '../../../src/engine/replaced-pairs.ts'
import { createTransforms } from '../../../src/engine/transforms.ts'
import { createIdentity } from '../../../src/identity/identity.ts'
import { compilePlan } from '../../../src/profile/compile.ts'
import { decisionOf } from '../../../src/profile/decisions.ts'
import { makePlan, type Plan, type PlanParts } from '../../../src/profile/plan.ts'
import { imageOf } from '../../../src/profile/plan-image.ts'
import type { OptionName, TransformSettings } from '../../../src/profile/request.ts'
import { slotOf } from '../../../src/profile/slots.ts'
import { nodeDeflateCodec } from '../../../src/streams/node-platform.ts'
import {
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_SHIFT,
  ACTION_UID,
  COMPOUND_NONE,
  SLOT_FLAG_FACT,
} from '../../../src/wasm/seam.ts'
import { chunksOf, whole } from '../../support/chunkings.ts'
import {
  buildObject,
  DATA_SET_ENCODINGS,
  type DataSetEncodingName,
  type ElementSpec,
  element,
  sequence,
} from '../../support/dicom-builder.ts'
import { EngineRunner } from '../../support/engine-runner.ts'

const KEY = Uint8Array.from(Array(32).keys())
const keyedHash = (message: Uint8Array) => createHmac('sha256', KEY).update(message).digest()
const identity = createIdentity(keyedHash)
const SOP_CLASS = '1.2.840.10008.5.1.4.1.1.7'
const INSTANCE = '1.2.3'
const INSTANCE_REPLACED = '2.25.182046171584245065612942369019679622227'
const STUDY = '1.2.3.122'
const SERIES = '1.2.3.203'
const SETTINGS: TransformSettings = {
  dates: { shiftDaysRange: [-3650, -365], wholeWeeks: false, crosswalk: 'none' },
  words: [],
}

const SHIFT = decisionOf(ACTION_SHIFT, 0)
const KEEP = decisionOf(ACTION_KEEP)
const UID = decisionOf(ACTION_UID)

/** A plan over the attributes of these tests; what it does with UIDs is `uids`. */
function planOf(uids: number, parts: Partial<PlanParts> = {}, flags = 0): Plan {
  const decisions: [number, number][] = [
    [0x00080016, KEEP],
    [0x00080018, uids],
    [0x00080020, SHIFT],
    [0x0008002a, SHIFT],
    [0x00100020, decisionOf(ACTION_PSEUDONYM)],
    [0x0020000d, uids],
    [0x0020000e, uids],
    [0x00400002, SHIFT],
    [0x00400275, KEEP],
    [0x0040a730, KEEP],
  ]
  const slots = decisions.map(
    ([tag, decision]) =>
      [
        tag,
        slotOf(tag, findAttribute(tag)!, {
          top: decision,
          nested: decision,
          category: 0,
          compound: COMPOUND_NONE,
          flags: tag >> 16 === 0x20 ? flags : 0,
        }),
      ] as const,
  )
  return makePlan({
    edition: 'none',
    profile: 'by hand',
    options: [],
    slots: new Map(slots),
    masks: [],
    nestedExceptions: [],
    compounds: [],
    transforms: [{ kind: 'shift-date' }],
    privateSlots: new Map(),
    concepts: [],
    needsFacts: false,
    inserts: [],
    settings: SETTINGS,
    ...parts,
  })
}

interface Values {
  readonly instance: string
  readonly studyDate: string
  readonly acquisition: string
  readonly patientId: string | undefined
  readonly startDate: string
  readonly deepDate: string
}

/** Dates at three depths, one of them in a sequence whose VR is UN. */
function elementsOf(values: Values): ElementSpec[] {
  return [
    element('00080016', 'UI', SOP_CLASS),
    element('00080018', 'UI', values.instance),
    element('00080020', 'DA', values.studyDate),
    element('0008002A', 'DT', values.acquisition),
    ...(values.patientId === undefined ? [] : [element('00100020', 'LO', values.patientId)]),
    element('0020000D', 'UI', STUDY),
    element('0020000E', 'UI', SERIES),
    sequence('00400275', [[element('00400002', 'DA', values.startDate)]], { undefinedLength: true }),
    sequence('0040A730', [[sequence('0040A730', [[element('00080020', 'DA', values.deepDate)]])]], { asUnknown: true }),
  ]
}

const BEFORE: Values = {
  instance: INSTANCE,
  studyDate: '20240229',
  acquisition: '20240301235959.5-0500',
  patientId: 'MRN 0042',
  startDate: '20231231-20240102',
  deepDate: '19991231\\20240230\\2024.02.29',
}
/** 2740 days earlier, by Python's datetime. */
const AFTER: Values = {
  instance: INSTANCE,
  studyDate: '20160829',
  acquisition: '20160830235959.5-0500',
  patientId: 'S71XXM690ZH6GNQP',
  startDate: '20160630-20160702',
  deepDate: '19920630\\\\2016.08.29',
}
const WITHOUT_DATES = { studyDate: '', acquisition: '', startDate: '', deepDate: '\\\\' }

function objectOf(values: Values, encoding: DataSetEncodingName): Uint8Array {
  const meta = { start: 'preamble', sopClassUid: SOP_CLASS, sopInstanceUid: values.instance } as const
  return buildObject({ encoding, elements: elementsOf(values), meta })
}

/** As hexadecimal digits; a deflated one of even length (PS3.5 A.5). */
function dataSetOf(values: Values, encoding: DataSetEncodingName): string {
  const digits = hex(buildObject({ encoding, elements: elementsOf(values) }))
  return digits.length % 4 === 0 ? digits : `${digits}00`
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe.each(DATA_SET_ENCODINGS)('an object in %s', (encoding) => {
  test.each(['exact', 'stream'] as const)('has its dates moved at every depth, framed %s', (framing) => {
    const runner = new EngineRunner(planOf(KEEP), identity)
    for (const chunking of [whole, chunksOf(1), chunksOf(131)]) {
      const { result, bytes } = runner.run(objectOf(BEFORE, encoding), framing, chunking)
      expect(result.disposition).toBe('deidentified')
      expect(hex(bytes).endsWith(dataSetOf(AFTER, encoding))).toBe(true)
    }
  })

  test('without a Patient ID has its dates emptied, and does not take those of the object before', () => {
    const runner = new EngineRunner(planOf(KEEP), identity)
    for (const patientId of [undefined, '', '  ']) {
      runner.run(objectOf(BEFORE, encoding), 'exact')
      const { bytes } = runner.run(objectOf({ ...BEFORE, patientId }, encoding), 'exact')
      const emptied = { ...BEFORE, ...WITHOUT_DATES, patientId: patientId === undefined ? undefined : '' }
      // an emptied value of several is empty altogether
      expect(hex(bytes).endsWith(dataSetOf({ ...emptied, deepDate: '' }, encoding))).toBe(true)
    }
  })
})

describe('UIDs that stay', () => {
  test('are those of the file meta information and of the name', () => {
    const plan = planOf(KEEP, { needsFacts: true }, SLOT_FLAG_FACT)
    const { result, bytes } = new EngineRunner(plan, identity).run(objectOf(BEFORE, 'explicit-le'), 'exact')
    expect(result.outputUids).toEqual({ study: STUDY, series: SERIES, instance: INSTANCE })
    expect(metaInstanceOf(bytes)).toBe(INSTANCE)
  })

  test('are replaced in the file meta information where they are no UIDs', () => {
    const object = objectOf({ ...BEFORE, instance: 'DOE^JANE' }, 'explicit-le')
    const { result, bytes } = new EngineRunner(planOf(KEEP), identity).run(object, 'exact')
    expect(result.outputUids?.instance).toBeUndefined()
    expect(metaInstanceOf(bytes)).toMatch(/^2\.25\.\d+$/)
    expect(Buffer.from(bytes).includes('DOE^JANE')).toBe(false)
  })

  test('and those that do not are told apart by the plan, not by the option', () => {
    const { result, bytes } = new EngineRunner(planOf(UID), identity).run(objectOf(BEFORE, 'explicit-le'), 'exact')
    expect(result.outputUids?.instance).toBe(INSTANCE_REPLACED)
    expect(result.outputUids?.study).toBe('2.25.388161171544005526154673607967694128')
    expect(metaInstanceOf(bytes)).toBe(INSTANCE_REPLACED)
  })

  test('in objects of one kind are replaced in those of another', () => {
    const compound = {
      decisionFor: ({ sopClassUid }: { sopClassUid: string | undefined }) => (sopClassUid === SOP_CLASS ? KEEP : UID),
      describe: () => '',
    }
    const plan = planOf(UID)
    const slots = new Map(plan.slots)
    slots.set(0x00080018, { ...slots.get(0x00080018)!, compound: 0 })
    const runner = new EngineRunner(makePlan({ ...plan, slots, compounds: [compound] }), identity)
    expect(metaInstanceOf(runner.run(objectOf(BEFORE, 'explicit-le'), 'exact').bytes)).toBe(INSTANCE)
    const other = buildObject({
      encoding: 'explicit-le',
      elements: elementsOf(BEFORE).slice(1),
      meta: { start: 'preamble', sopInstanceUid: INSTANCE },
    })
    expect(metaInstanceOf(runner.run(other, 'exact').bytes)).toBe(INSTANCE_REPLACED)
  })
})

test('an object of a patient whom the required crosswalk does not have is withheld', () => {
  const known = createIdentity(keyedHash, { crosswalk: new Map([['P1', { newId: 'T1', offsetDays: -100 }]]) })
  const settings = { ...SETTINGS, dates: { ...SETTINGS.dates, crosswalk: 'required' } } as const
  const runner = new EngineRunner(planOf(KEEP, { settings }), known)
  for (const encoding of DATA_SET_ENCODINGS) {
    for (const framing of ['exact', 'stream'] as const) {
      const { result, bytes } = runner.run(objectOf(BEFORE, encoding), framing, chunksOf(131))
      expect(result).toMatchObject({ disposition: 'withheld', code: 'PATIENT_UNKNOWN' })
      expect(bytes).toHaveLength(0)
      const passed = runner.run(objectOf({ ...BEFORE, patientId: 'P1' }, encoding), framing, chunksOf(131))
      const after = { ...BEFORE, patientId: 'T1', studyDate: '20231121', acquisition: '20231122235959.5-0500' }
      const moved = { ...after, startDate: '20230922-20230924', deepDate: '19990922\\\\2023.11.21' }
      expect(hex(passed.bytes).endsWith(dataSetOf(moved, encoding))).toBe(true)
    }
  }
})

function engineTelling(onReplaced: OnReplaced): ObjectDeidentifier {
  const plan = planOf(UID)
  const transforms = createTransforms(plan.transforms, plan.settings, identity)
  return new ObjectDeidentifier({ plan: imageOf(plan), identity, transforms, codec: nodeDeflateCodec, onReplaced })
}

test('a plan does not run without its transforms', () => {
  const plan = imageOf(planOf(UID))
  expect(() => new ObjectDeidentifier({ plan, identity, codec: nodeDeflateCodec })).toThrow(RangeError)
  const settings = { ...plan.settings, dates: { ...plan.settings.dates, crosswalk: 'required' as const } }
  const looking = { ...plan, transforms: [], settings }
  expect(() => new ObjectDeidentifier({ plan: looking, identity, codec: nodeDeflateCodec })).toThrow(RangeError)
})

test('pairs are told as they are made, and only to whom asked for them', () => {
  const pairs: [ReplacedKind, string, string][] = []
  const engine = engineTelling((...pair) => pairs.push(pair))
  engine.begin({ committed: () => {}, write: () => {} })
  engine.push(objectOf(BEFORE, 'explicit-le'))
  expect(engine.end().disposition).toBe('deidentified')
  expect(pairs).toEqual([
    ['uid', INSTANCE, INSTANCE_REPLACED],
    ['patient-id', 'MRN 0042', 'S71XXM690ZH6GNQP'],
    ['uid', STUDY, '2.25.388161171544005526154673607967694128'],
    ['uid', SERIES, '2.25.41017050406846271032960260544283622'],
  ])
})

test('of a value of several UIDs each that changes is told', () => {
  const pairs: [ReplacedKind, string, string][] = []
  const onReplaced = (...pair: [ReplacedKind, string, string]): number => pairs.push(pair)
  const engine = engineTelling(onReplaced)
  engine.begin({ committed: () => {}, write: () => {} })
  engine.push(objectOf({ ...BEFORE, instance: `${STUDY}\\\\1.2.840.10008.1.2\\${INSTANCE} ` }, 'explicit-le'))
  engine.end()
  expect(pairs.slice(0, 2)).toEqual([
    ['uid', STUDY, '2.25.388161171544005526154673607967694128'],
    ['uid', INSTANCE, INSTANCE_REPLACED],
  ])
})

describe('a compiled plan', () => {
  const outputOf = (options: readonly OptionName[], elements: readonly ElementSpec[]): string => {
    const plan = compilePlan({ profile: 'basic', with: options, attest: false })
    const { result, bytes } = new EngineRunner(plan, identity).run(
      buildObject({ encoding: 'explicit-le', elements }),
      'exact',
    )
    expect(result.disposition).toBe('deidentified')
    return Buffer.from(bytes).toString('latin1')
  }

  test('that retains UIDs names entries by them', () => {
    const plan = compilePlan({ profile: 'basic', with: ['retain-uids'] })
    const { result, bytes } = new EngineRunner(plan, identity).run(objectOf(BEFORE, 'implicit-le'), 'exact')
    expect(result.outputUids).toEqual({ study: STUDY, series: SERIES, instance: INSTANCE })
    expect(metaInstanceOf(bytes)).toBe(INSTANCE)
  })

  test('with modified dates moves them by the offset of the patient', () => {
    const output = outputOf(['retain-longitudinal-modified-dates'], elementsOf(BEFORE))
    expect(output).toContain('20160829')
    expect(output).toContain('20160830235959.5-0500')
    expect(output).not.toMatch(/202403|20240229|20231231/)
  })

  test('that cleans descriptors reads the facts of the object in its character set', () => {
    const output = outputOf(
      ['clean-descriptors'],
      [
        element('00080005', 'CS', 'ISO_IR 192'),
        element('00080016', 'UI', SOP_CLASS),
        element('00080018', 'UI', INSTANCE),
        element('0008103E', 'LO', latin1OfUtf8('Chest Qwrtz of Zoë MÜLLER lateral')),
        element('00100010', 'PN', latin1OfUtf8('Müller^Zoë')),
        element('00100020', 'LO', 'MRN 0042'),
      ],
    )
    expect(output).toContain('Chest')
    expect(output).toContain('lateral')
    // a word that is known to no list stays only where the facts could be read
    expect(output).toContain('Qwrtz')
    expect(output).not.toMatch(/ller|LLER|Zo/)
  })
})

const latin1OfUtf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** The value of (0002,0003), which is explicit little endian and of the short kind. */
function metaInstanceOf(bytes: Uint8Array): string {
  const at = Buffer.from(bytes).indexOf(Buffer.from([0x02, 0x00, 0x03, 0x00]))
  const valueBytes = bytes[at + 6]! + 256 * bytes[at + 7]!
  return String.fromCharCode(...bytes.subarray(at + 8, at + 8 + valueBytes)).replace(/\0$/, '')
}
