// The corpus through the built command, judged by readers that share no code with this package. The first group of tests
// is about the judges: they must find the leaks of tools that leak, or their silence on ours says nothing.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCorpus } from '../support/corpus.ts'
import type { PydicomFacts } from '../support/peers.ts'
import { havePeers, judgeWithDciodvfy, judgeWithDcmdump, judgeWithGdcmdump, listArchive } from '../support/peers.ts'
import { EXPECTED_COMPLAINTS, EXPECTED_REASONS, SAY_NOTHING, UNDECODABLE } from './corpus-expectations.ts'
import type { CorpusRun } from './corpus-run.ts'
import { runCorpus, throughEach, throughNothing, throughTheCommand, throughTheLibrary } from './corpus-run.ts'
import type { Identity } from './identity-search.ts'
import { collectIdentities, findLeaks } from './identity-search.ts'
import type { Judgement } from './judgement.ts'
import { compareVerdicts, findDamaged, judge, readInputs } from './judgement.ts'

const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10'
const KEY = '7c'.repeat(32)
const SLOW_MS = 300_000

const files = listCorpus()
const ready = files.length > 0 && havePeers('pydicom', 'dcmdump', 'gdcmdump', 'dciodvfy', 'bsdtar', 'tar')

describe.skipIf(!ready)('the corpus as one archive', { timeout: SLOW_MS }, () => {
  let folder: string
  let inputs: PydicomFacts[]
  let identities: Identity[]
  let everyIdentity: Identity[]

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-corpus-'))
    const untouched = await runCorpus(files, join(folder, 'inputs'), throughNothing)
    inputs = readInputs(untouched)
    identities = collectIdentities(inputs, SAY_NOTHING)
    everyIdentity = collectIdentities(inputs, new Set())
  }, SLOW_MS)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  describe('the judges', () => {
    it('know several hundred identities, of every depth', () => {
      expect(identities.length).toBeGreaterThan(400)
      expect(identities.filter(({ depth }) => depth > 0).length).toBeGreaterThan(20)
      expect(everyIdentity.length - identities.length).toBe(SAY_NOTHING.size)
      const names = identities.filter(({ keyword }) => /Name$/.test(keyword))
      expect(names.length).toBeGreaterThan(100)
    })

    it('find every one of them in an output that is the input', async () => {
      const run = await runCorpus(files, join(folder, 'nothing'), throughNothing)
      const { haystacks, pairs } = judge(run, join(folder, 'nothing'), inputs)
      expect(findLeaks(haystacks, identities).length).toBe(identities.length)
      expect(findDamaged(pairs)).toEqual([])
    })

    it('find what a tool leaves that cleans the top level of each object only', async () => {
      const { anonymizer, data } = (await import('dcmjs' as string)).default
      const cleanTopLevel = (object: Buffer): Buffer | undefined => {
        try {
          const dictionary = data.DicomMessage.readFile(Uint8Array.from(object).buffer)
          anonymizer.cleanTags(dictionary.dict)
          return Buffer.from(dictionary.write())
        } catch {
          return undefined
        }
      }
      const run = await runCorpus(files, join(folder, 'top-level'), throughEach(cleanTopLevel))
      expect(run.outcomes.filter(({ outputPath }) => outputPath !== undefined).length).toBeGreaterThan(50)
      const leaks = findLeaks(judge(run, join(folder, 'top-level'), inputs).haystacks, identities)
      expect(leaks.filter(({ depth }) => depth > 0).length).toBeGreaterThan(10)
      expect(leaks.filter(({ keyword }) => keyword === 'OperatorsName').length).toBeGreaterThan(0)
    })

    it('see one pixel that changed, and an object that ends too early', async () => {
      const onePixelChanged = (object: Buffer): Buffer => {
        const changed = Buffer.from(object)
        const at = changed.length - 2000
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
        return changed
      }
      const some = files.filter(({ path }) => /CT_small.dcm$|MR_small.dcm$/.test(path))
      const spoiled = await runCorpus(some, join(folder, 'spoiled'), throughEach(onePixelChanged))
      expect(findDamaged(judge(spoiled, join(folder, 'spoiled')).pairs).length).toBe(some.length)
      const cut = await runCorpus(
        some,
        join(folder, 'cut'),
        throughEach((object) => object.subarray(0, -100)),
      )
      const { pairs } = judge(cut, join(folder, 'cut'))
      expect((await compareVerdicts(pairs, judgeWithDcmdump)).lost.length).toBe(some.length)
    })
  })

  describe('through the command', () => {
    let run: CorpusRun
    let judgement: Judgement
    let keyPath: string

    beforeAll(async () => {
      keyPath = join(folder, 'key')
      writeFileSync(keyPath, `${KEY}\n`, { mode: 0o600 })
      run = await runCorpus(files, join(folder, 'command'), throughTheCommand(keyPath))
      judgement = judge(run, join(folder, 'command'), inputs)
    }, SLOW_MS)

    it('leaves no identity of the input anywhere in the output', () => {
      const leaks = findLeaks(judgement.haystacks, identities)
      expect(
        leaks.map(({ keyword, depth, bytes }) => `${keyword} at depth ${depth}: ${bytes.toString('latin1')}`),
      ).toEqual([])
    })

    it('gives objects that pydicom decodes as before, with the same pixel bytes', () => {
      expect(judgement.pairs.length).toBeGreaterThan(100)
      expect(findDamaged(judgement.pairs)).toEqual([])
    })

    it('gives objects that DCMTK reads where it read the input', async () => {
      expect((await compareVerdicts(judgement.pairs, judgeWithDcmdump)).lost).toEqual([])
    })

    it('gives objects of which GDCM does not complain anew', async () => {
      const { lost, complaints } = await compareVerdicts(judgement.pairs, judgeWithGdcmdump)
      expect(lost).toEqual([])
      expect(complaints).toEqual([])
    })

    it('breaks no rule of an IOD but where the profile asks for it', async () => {
      const { complaints } = await compareVerdicts(judgement.pairs, judgeWithDciodvfy)
      const surprising = complaints.filter(({ complaint }) => !EXPECTED_COMPLAINTS.some(({ is }) => is.test(complaint)))
      expect(surprising).toEqual([])
      const idle = EXPECTED_COMPLAINTS.filter(({ is }) => !complaints.some(({ complaint }) => is.test(complaint)))
      expect(idle).toEqual([])
    })

    it('withholds only what other readers call broken, each with an expected reason', () => {
      const refused = run.outcomes.filter(({ disposition }) => disposition === 'withheld' || disposition === 'broken')
      const readable = refused
        .map(({ file }) => file)
        .filter(({ path, wellFormed }) => wellFormed !== 'fail' && !UNDECODABLE.has(path))
      expect(readable.map(({ path }) => path)).toEqual([])
      expect(refused.filter(({ code }) => code === undefined || !EXPECTED_REASONS.has(code))).toEqual([])
      expect(refused.length).toBeLessThanOrEqual(7 + UNDECODABLE.size)
    })

    it('drops DICOMDIRs, all of them and nothing else', () => {
      const dropped = run.outcomes.filter(({ disposition }) => disposition === 'dropped').map(({ file }) => file.path)
      const directories = files.filter((_, index) => inputs[index]!.sopClass === MEDIA_STORAGE_DIRECTORY)
      expect(dropped).toEqual(directories.map(({ path }) => path))
    })

    it('makes an archive that GNU tar and bsdtar list alike, without a word', () => {
      const names = listArchive('tar', run.outputPath)
      // A broken entry is followed by an empty one of the same name.
      const broken = run.outcomes.filter(({ disposition }) => disposition === 'broken').length
      const present = run.outcomes.filter(({ outputPath }) => outputPath !== undefined).length
      expect(names.length).toBe(present + broken)
      expect(new Set(names).size).toBe(present)
      expect(listArchive('bsdtar', run.outputPath)).toEqual(names)
    })

    it('gives the same bytes again, and the same through the Transform of the library', async () => {
      const again = await runCorpus(files, join(folder, 'again'), throughTheCommand(keyPath))
      expect(readFileSync(again.outputPath).equals(readFileSync(run.outputPath))).toBe(true)
      const library = await runCorpus(files, join(folder, 'library'), throughTheLibrary(KEY))
      expect(readFileSync(library.outputPath).equals(readFileSync(run.outputPath))).toBe(true)
      expect(library.outcomes.map(({ disposition, code }) => [disposition, code])).toEqual(
        run.outcomes.map(({ disposition, code }) => [disposition, code]),
      )
    })
  })
})
