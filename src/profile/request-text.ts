/** Profiles, options and modes in words for people. */

import type { Mode, OptionName, ProfileName } from './request.ts'
import { EDITION } from './table.ts'

export const PROFILE_TEXT: Readonly<Record<ProfileName, string>> = {
  basic: `Basic Application Level Confidentiality Profile, ${EDITION}`,
  'hipaa-safe-harbor': 'Basic, and what 45 CFR 164.514(b)(2) asks besides: dates to the year, more device numbers',
}

export const OPTION_TEXT: Readonly<Record<OptionName, string>> = {
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
  'clean-pixel-data': 'blanks areas where devices write text, withholds what is at risk and unknown',
  'clean-recognizable-visual-features': 'not yet: faces that pixels show stay',
}

export const MODE_TEXT: Readonly<Record<Mode, string>> = {
  standard: 'as the profile says (default)',
  empty: 'the attribute stays, its value is cleared',
  placeholder: 'the attribute stays with a dummy',
}
