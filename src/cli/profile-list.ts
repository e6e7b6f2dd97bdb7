/** `sluice profile list`: what --profile, --with and --mode take. */

import { MODES, type Mode, OPTION_NAMES, type OptionName, PROFILE_NAMES, type ProfileName } from '../profile/request.ts'
import { EDITION } from '../profile/table.ts'
import { formatTable } from '../report/text-table.ts'
import { printText } from './console.ts'

const PROFILES: Readonly<Record<ProfileName, string>> = {
  basic: `Basic Application Level Confidentiality Profile, ${EDITION}`,
  'hipaa-safe-harbor': 'Basic, and what 45 CFR 164.514(b)(2) asks besides: dates to the year, more device numbers',
}

const OPTIONS: Readonly<Record<OptionName, string>> = {
  'retain-safe-private': 'keeps private attributes that the standard lists as safe',
  'retain-uids': 'keeps UIDs',
  'retain-device-identity': 'keeps what identifies the device',
  'retain-institution-identity': 'keeps what identifies the institution',
  'retain-patient-characteristics': 'keeps age, sex, size, weight and the like',
  'retain-longitudinal-full-dates': 'keeps dates and times',
  'retain-longitudinal-modified-dates': 'moves dates by the same number of days for all objects of a patient',
  'clean-descriptors': 'keeps descriptions, without what identifies',
  'clean-structured-content': 'keeps the content of reports, without what identifies',
  'clean-graphics': 'keeps annotations and overlays as far as they hold no text that identifies',
  'clean-pixel-data': 'not yet: pixels pass as they are',
  'clean-recognizable-visual-features': 'not yet: pixels pass as they are',
}

const MODE_TEXT: Readonly<Record<Mode, string>> = {
  standard: 'as the profile says (default)',
  empty: 'the attribute stays, its value is cleared',
  placeholder: 'the attribute stays with a dummy',
}

export function listProfiles(): void {
  const options = OPTION_NAMES.map((name) => [name, OPTIONS[name]])
  printText(
    [
      `Profiles, for --profile\n${formatTable(
        PROFILE_NAMES.map((name) => [name, PROFILES[name]]),
        '  ',
      )}`,
      `Options of the standard, for --with\n${formatTable(options, '  ')}`,
      `Modes, for --mode: what becomes of an attribute that would be removed, emptied or replaced\n${formatTable(
        MODES.map((name) => [name, MODE_TEXT[name]]),
        '  ',
      )}`,
      'A profile of your own is a file that begins with one of these: docs/profile-files.md\n',
    ].join('\n'),
  )
}
