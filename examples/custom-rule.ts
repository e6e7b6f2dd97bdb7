/**
 * A profile of one's own in a program: the basic profile, but institutions stay in objects of CT, descriptions lose the words of the site, and every
 * study gets the ID of the trial. The same can be written as a file in YAML (docs/profile-files.md).
 *
 *   tar -c study | SLUICE_KEY=$(cat site.key) node examples/custom-rule.ts > clean.tar
 */

import { pipeline } from 'node:stream/promises'
import { createDeidentifier, type ProfileDocument } from 'dicom-sluice'

const profile: ProfileDocument = {
  extends: 'basic',
  name: 'site trial',
  with: ['clean-descriptors'],
  words: ['Elmswood'],
  rules: [
    { attribute: 'InstitutionName', when: { modality: ['CT'] }, action: 'keep' },
    { attribute: 'StudyID', action: { replace: 'TRIAL' } },
  ],
}

const key = process.env.SLUICE_KEY
const deidentifier = await createDeidentifier({ profile, ...(key !== undefined && { key }) })
for (const keyword of deidentifier.warnings) console.error(`kept, though the standard takes it away: ${keyword}`)
console.error(`StudyID: ${(await deidentifier.explain('StudyID')).action}`)
await pipeline(process.stdin, deidentifier.tar(), process.stdout)
